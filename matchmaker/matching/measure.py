"""How good a ranking is: by its order, by who is shown at all, and by whether its probabilities come true.

The figures of an order take the grades and the scores of one need's candidates, both (candidates,). Equal scores are in
no order, and none is invented: each figure is then the mean over all orders of the equals, computed exactly (McSherry &
Najork 2008, Computing information retrieval performance measures efficiently in the presence of tied scores).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

CUT = 10  # offers for each need: what the engine keeps, and what a reader looks at
USEFUL = 2  # grade from which on an offer helps, at least in part
EXACT = 3  # grade of an offer that answers just what is asked
BINS = 10
RESAMPLES, SEED, INTERVAL = 2000, 20261120, (2.5, 97.5)
"""Two thousand resamples fix the ends of a 95 % interval to about a tenth of its width."""


def ndcg(grades: Floats, scores: Floats, *, cut: int = CUT) -> float:
    """Return normalised discounted cumulative gain at `cut`: 1 for the best possible order, NaN without any gain.

    DCG = sum of grade / log2(rank + 1) over the first `cut` ranks; nDCG = DCG / DCG of the grades in falling order
    (Järvelin & Kekäläinen 2002, Cumulated gain-based evaluation of IR techniques, whose gain is the plain grade; with
    the discount of Burges et al. 2005, which lowers rank 2 already).
    """
    best = float(np.sort(grades)[::-1][:cut] @ _discounts(cut)[: len(grades)])
    return float(grades @ attention(scores, cut=cut)) / best if best > 0 else np.nan


def recall(grades: Floats, scores: Floats, *, cut: int = CUT, least: float = USEFUL) -> float:
    """Return the share of the offers graded `least` or more that stand among the first `cut`; NaN without any.

    With more than `cut` of them even the best order stays below 1.
    """
    relevant = grades >= least
    return float(within(scores, cut=cut)[relevant].mean()) if relevant.any() else np.nan


def within(scores: Floats, *, cut: int = CUT) -> Floats:
    """Return for each candidate the chance to stand among the first `cut`: 1 or 0, but for those tied at the cut."""
    first, last = _ranks(scores)
    return np.clip((cut - first + 1) / (last - first + 1), 0.0, 1.0)


def first_is(grades: Floats, scores: Floats, *, least: float) -> float:
    """Return whether the offer that stands first is graded `least` or more; NaN where none is: nobody could be right.

    Also known as success or precision at 1. Of n equals at the top, r of them good enough: r / n. Its mean over needs
    is the share of those who are helped by the first suggestion alone.
    """
    relevant = grades >= least
    return float(within(scores, cut=1)[relevant].sum()) if relevant.any() else np.nan


def reciprocal_rank(grades: Floats, scores: Floats, *, least: float = EXACT) -> float:
    """Return 1 / rank of the first offer graded `least` or more; NaN without any. Its mean over needs is the MRR.

    Of n equals of which r are relevant, after s others, the first relevant one is number i of them with the chance
    C(n - i, r - 1) / C(n, r): r / n for the first, and for each further one (n - r - i + 1) / (n - i) of the last.
    """
    before, equals, relevant = _first_tie(grades, scores, least)
    if not relevant:
        return np.nan
    i = np.arange(1, equals - relevant + 1)
    chances = relevant / equals * np.cumprod(np.concatenate(([1.0], (equals - relevant - i + 1) / (equals - i))))
    return float((chances / (before + 1 + np.arange(chances.size))).sum())


def first_rank(grades: Floats, scores: Floats, *, least: float = EXACT) -> float:
    """Return the rank of the first offer graded `least` or more; NaN without any.

    Among n equals, r of them relevant, after s others: s + (n + 1) / (r + 1), the mean of the lowest of r draws from n.
    """
    before, equals, relevant = _first_tie(grades, scores, least)
    return before + (equals + 1) / (relevant + 1) if relevant else np.nan


def coverage(exposure: Floats) -> float:
    """Return the share of offers (or institutions) with any exposure: those that nobody was ever shown lower it.

    NaN when there are none.
    """
    return float((exposure > 0).mean()) if exposure.size else np.nan


def gini(exposure: Floats) -> float:
    """Return how unevenly exposure is spread: 0 when all have the same, (n - 1) / n when one has everything.

    Half the mean absolute difference over the mean, computed from the sorted values x_1 <= ... <= x_n as
    sum of (2 i - n - 1) x_i / (n sum of x_i) (Gini 1912; Sen 1973, On Economic Inequality). NaN when nobody has any.
    Exposure may be how often an offer is shown or how far up (`attention`); it must not be negative.
    """
    if (exposure < 0).any():
        raise ValueError("exposure must not be negative")
    ordered, n = np.sort(exposure), exposure.size
    if not ordered.sum():  # also when there is nobody
        return np.nan
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * ordered.sum()))


def attention(scores: Floats, *, cut: int = CUT) -> Floats:
    """Return what each candidate gets of a reader's attention: 1 / log2(rank + 1) up to `cut`, 0 below.

    Singh & Joachims 2018, Fairness of exposure in rankings; the same discount as in `ndcg`.
    """
    first, last = _ranks(scores)
    summed = np.concatenate(([0.0], np.cumsum(_discounts(cut))))
    share: Floats = (summed[np.minimum(last, cut)] - summed[np.minimum(first - 1, cut)]) / (last - first + 1)
    return share


@dataclass(frozen=True, slots=True)
class Bin:
    """A point of a reliability diagram: what was said of some pairs, and how many of them were right."""

    size: int
    said: float  # mean probability
    seen: float  # share that was right


def reliability(probabilities: Floats, right: Bools, *, bins: int = BINS) -> list[Bin]:
    """Return the points, by rising probability, of at most `bins` bins with the same number of pairs in each.

    Equal masses, because most probabilities are near 0 and bins of equal width would leave all others nearly empty
    (Nguyen & O'Connor 2015, Posterior calibration and exploratory analysis for natural language processing models).
    Pairs with one probability stay in one bin, so sizes may differ; no pairs, no bins.
    """
    order = np.argsort(probabilities, kind="stable")
    said, seen = probabilities[order], right[order]
    cuts = np.arange(1, bins) * len(said) // bins
    edges = np.unique(np.searchsorted(said, said[cuts])) if len(said) else cuts[:0]
    parts = zip(np.split(said, edges), np.split(seen, edges), strict=True)
    return [Bin(len(one), float(one.mean()), float(other.mean())) for one, other in parts if len(one)]


def calibration_error(points: Sequence[Bin]) -> float:
    """Return the expected calibration error: the mean over pairs of |said - seen| of their bin; NaN without any.

    ECE = sum over bins of size / n x |said - seen| (Naeini, Cooper & Hauskrecht 2015, Obtaining well calibrated
    probabilities using Bayesian binning). 0 is best; errors in both directions within a bin go unseen.
    """
    total = sum(point.size for point in points)
    return sum(point.size * abs(point.said - point.seen) for point in points) / total if total else np.nan


def interval(values: Floats) -> tuple[float, float]:
    """Return the ends of a 95 % interval for the mean, by drawing needs anew; values of NaN are left out.

    Percentile bootstrap (Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 13), always with the same
    draws. Of differences between two systems, need by need, it says whether one is better. NaN without any value.
    """
    known = values[~np.isnan(values)]
    if not known.size:
        return np.nan, np.nan
    draws = np.random.default_rng(SEED).integers(known.size, size=(RESAMPLES, known.size))
    low, high = np.percentile(known[draws].mean(axis=1), INTERVAL)
    return float(low), float(high)


def _discounts(cut: int) -> Floats:
    return 1.0 / np.log2(np.arange(2, cut + 2))


def _ranks(scores: Floats) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the first and the last rank, from 1, that a candidate can have among its equals."""
    if np.isnan(scores).any():
        raise ValueError("a score is not a number")
    rising = np.sort(scores)
    first = scores.size - np.searchsorted(rising, scores, side="right") + 1
    last = scores.size - np.searchsorted(rising, scores, side="left")
    return first, last


def _first_tie(grades: Floats, scores: Floats, least: float) -> tuple[int, int, int]:
    """Return of the equals that hold the first relevant one: how many stand before, how many they are, how relevant."""
    relevant = grades >= least
    if not relevant.any():
        return 0, 0, 0
    best = scores[relevant].max()
    return int((scores > best).sum()), int((scores == best).sum()), int((relevant & (scores == best)).sum())
