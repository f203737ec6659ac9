"""The ranker: a linear model over named features, so that every score can be taken apart again."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from matchmaker.i18n import N_
from matchmaker.matching.features import NAMES

GRID = 2.0**-20
"""Points are whole multiples of this step: binary fractions of this size add without rounding, in any order.

So the parts of a score sum to it exactly, and no result depends on how the work was cut into tiles.
"""

STRONG = 0.6  # more likely than not, with a margin: staff look at these first
POSSIBLE = 0.25  # one in four is worth a minute of a reader


class Band(StrEnum):
    """What a person is shown instead of a percentage: hard cases are right six times in ten, no digit would be true."""

    STRONG = "strong"
    POSSIBLE = "possible"
    WEAK = "weak"


def band(probability: float) -> Band:
    if probability >= STRONG:
        return Band.STRONG
    return Band.POSSIBLE if probability >= POSSIBLE else Band.WEAK


@dataclass(frozen=True, slots=True)
class Weight:
    """Points (log-odds) for one unit of a feature, and why so many."""

    points: float
    reason: str


@dataclass(frozen=True, slots=True)
class Ranker:
    """`score` = `bias` + the points of the features, in log-odds; `probability` = `ceiling` x logistic(score)."""

    version: str
    weights: Mapping[str, Weight]
    bias: float
    ceiling: float = 1.0

    def __post_init__(self) -> None:
        if set(self.weights) != set(NAMES):
            raise ValueError(f"a ranker weighs exactly these features: {', '.join(NAMES)}")
        if not (self.bias / GRID).is_integer():
            raise ValueError(f"the bias must be a multiple of {GRID}")

    def points(self, feature: str, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the points for values of one feature, any shape; an unknown value (NaN) gets none."""
        return np.nan_to_num(on_grid(values * self.weights[feature].points), nan=0.0)

    def probability(self, score: float) -> float:
        return self.ceiling / (1.0 + math.exp(-score))


def on_grid(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.rint(points / GRID) * GRID


_BY_HAND = {
    "capacity": Weight(0.5, N_("an offer without a place left can wait for one; set by hand, our test set has none")),
    "place": Weight(0.5, N_("towns of one kind have the same worries; set by hand, our test set knows no towns")),
    "contact": Weight(0.3, N_("who has worked together can again; set by hand, our test set has no past")),
    "freshness": Weight(0.15, N_("old texts may no longer hold; set by hand, our test set has no age")),
}
"""The same with and without words, and small, for nothing was measured: from all at their worst to all at their best
it is less than two points. The texts decide, these among equals."""

PRIOR_WITHOUT_WORDS = Ranker(
    version="prior-3",
    weights={
        "similarity": Weight(
            0.9, N_("the strongest single signal where people judged, and the only one across languages")
        ),
        "words": Weight(0.2, N_("inside one language people reuse wording; half of it is already in the similarity")),
        "letters": Weight(0.1, N_("catches inflections, names and loan words; overlaps with words")),
        "alignment": Weight(0.0, N_("not known with this encoder")),
        "concepts": Weight(1.0, N_("a label in both texts is a reason that people can check; labels are often missed")),
        "sector": Weight(0.6, N_("most good pairs share a field, but writers choose the field in a hurry")),
        "language": Weight(0.5, N_("without a common language it takes an interpreter: a cost, no obstacle")),
        "format": Weight(0.3, N_("formats are negotiable")),
        "time": Weight(0.4, N_("windows move, but two that never meet make work")),
        **_BY_HAND,
    },
    bias=-4.75,
    ceiling=0.9,
)
"""What we assume of encoders without vectors of words; set by hand on invented pairs, not fitted.

The bias makes an average pair hopeless (1 %), and an even chance of one whose texts are four and a half deviations
closer than average and share the field. The ceiling says that one good pair in ten still fails on what no text tells.
"""

PRIOR = Ranker(
    version="prior-4",
    weights={
        "similarity": Weight(0.1, N_("the subject as a whole; nearly all of it is already in the words that meet")),
        "words": Weight(
            0.05, N_("the same word in both texts already counts among the words that meet; a name does not always")
        ),
        "letters": Weight(0.02, N_("parts of words; on our test set they mislead as often as they help")),
        "alignment": Weight(1.25, N_("word by word, across languages: the best single sign on our test set")),
        "concepts": Weight(
            1.75, N_("a label in both texts is a reason that people can check; labels are often missed")
        ),
        "sector": Weight(3.75, N_("two fields that have nothing to do with each other hardly ever answered a need")),
        "language": Weight(0.3, N_("it takes an interpreter: a cost, no obstacle; our test set overlooks it")),
        "format": Weight(0.2, N_("formats are negotiable")),
        "time": Weight(0.4, N_("windows move, but two that never meet make work; our test set has no dates")),
        **_BY_HAND,
    },
    bias=-7.0,
    ceiling=0.95,
)
"""What we assume until there are decisions to learn from: fitted on the dev split of our gold set and rounded.

There a logistic regression gives the sector 5.8; real writers choose their field in a hurry, so it weighs less here.
The bias and the ceiling calibrate the ten offers shown for a need on dev; on the test split see `docs/benchmarks.md`.
"""


def prior(*, words: bool) -> Ranker:
    """Return what we assume of an encoder, with vectors of words or without."""
    return PRIOR if words else PRIOR_WITHOUT_WORDS


_NEWER = {"prior-1": "prior-3", "prior-2": "prior-4"}
"""Odd numbers are of encoders without vectors of words, even ones of those with.

A newer version says the same of every feature that the older one knew, and something of more features.
"""


def newest(version: str) -> str:
    """Return the version of a shipped ranker that has taken the place of another, or that one itself."""
    while version in _NEWER:
        version = _NEWER[version]
    return version
