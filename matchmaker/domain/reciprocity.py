"""What two institutions are worth to each other: the chances of both directions joined in one number.

An exchange in which both give and both receive holds longer than help from one side. The joined value is the harmonic
mean of the two chances, each lifted by FLOOR, so that a pairing in which only one side receives is not worth nothing:
it comes after an equally strong mutual one. Harmonic means are the usual choice (Pizzato et al., "RECON: a reciprocal
recommender for online dating", 2010), and no rule wins everywhere (Neve and Palomares, "Latent factor models and
aggregation operators for collaborative filtering in reciprocal recommender systems", 2019): on pairings made from our
gold set this one is as good as any and far better than the strongest direction alone, see `docs/benchmarks.md`.
"""

from collections.abc import Callable

FLOOR = 0.2  # chance that a direction without a match is taken to have: needs not written yet


def harmonic(one: float, other: float) -> float:
    one, other = one + FLOOR, other + FLOOR
    return 2 * one * other / (one + other) - FLOOR


def product(one: float, other: float) -> float:
    return float(((one + FLOOR) * (other + FLOOR)) ** 0.5 - FLOOR)


def mean(one: float, other: float) -> float:
    return (one + other) / 2


def strongest(one: float, other: float) -> float:
    return max(one, other)


RULES: dict[str, Callable[[float, float], float]] = {
    "harmonic": harmonic,
    "product": product,
    "mean": mean,
    "strongest": strongest,
}


def joined(one: float | None, other: float | None) -> float | None:
    """Return the value of a pairing from the chances of its two directions; None counts as none, two of them as None.

    Rises with both, symmetric, 0 where neither side gets anything, and one chance alone is worth less than twice half.
    """
    if one is None and other is None:
        return None
    return harmonic(one or 0.0, other or 0.0)
