"""Simulated reviewers: pairs with realistic values of whatever features there are, and people who judge them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from matchmaker.matching.features import FEATURES, NAMES
from matchmaker.matching.learn import Decision, matrix, scores
from matchmaker.matching.rank import Ranker, Weight

Floats = npt.NDArray[np.float64]
Values = list[dict[str, float]]

NEEDS, OFFERS = 100, 10  # on which order is measured
SHOWN = 4  # of so many candidates staff see one: the engine shows them its best
KNOWN = 0.8  # share of pairs of which a fact is known
GRADES = 3.0
DECIDED = 4.0  # how sharply a reviewer tells good from bad, in log-odds per point; nine in ten follow the preference
FIRST_DAY = date(2027, 1, 4)
NAMES_A_FACT = 0.6  # share of dismissals whose reason names a fact that speaks against the pair


def of_texts(name: str) -> bool:
    """Whether a feature is measured in deviations, and not a fact of two to three values."""
    return next(feature for feature in FEATURES if feature.name == name).high > 1.0


def _ranker() -> Ranker:
    """Return weights of the kind we ship, whatever those are just now: one text feature carries most, facts count."""
    texts = [name for name in NAMES if of_texts(name)]
    points = dict.fromkeys(NAMES, 0.5) | dict.fromkeys(texts, 0.2) | {texts[0]: 0.9}
    return Ranker("assumed", {name: Weight(points[name], "assumed") for name in NAMES}, bias=-4.75, ceiling=0.9)


ASSUMED = _ranker()


def candidates(rng: np.random.Generator, *, number: int, ranker: Ranker = ASSUMED) -> Values:
    """Return the best by the ranker of SHOWN times as many, in no order. Texts agree with each other, facts do not."""
    drawn = SHOWN * number
    closeness = rng.normal(size=drawn)
    columns: dict[str, Floats] = {}
    for feature in FEATURES:
        if of_texts(feature.name):
            own = 0.6 * closeness + 0.8 * rng.normal(size=drawn)
            columns[feature.name] = np.clip(1.8 + 1.6 * own, feature.low, feature.high)
        else:
            fact = np.where(rng.random(drawn) < 0.6, feature.high, feature.low)
            columns[feature.name] = np.where(rng.random(drawn) < KNOWN, fact, np.nan)
    values = np.stack([columns[name] for name in NAMES], axis=1)
    best = np.argsort(-scores(ranker, np.nan_to_num(values)))[:number]
    return [dict(zip(NAMES, row, strict=True)) for row in values[rng.permutation(best)].tolist()]


@dataclass(frozen=True)
class Reviewer:
    """Somebody to whom features matter `taste` times what was assumed; without it, somebody who throws dice."""

    taste: Callable[[str], float] | None
    assumed: Ranker = ASSUMED

    def liking(self, pairs: Values) -> Floats:
        """Return how good each pair is to the reviewer: from -1 to 1 the better half and the worse."""
        points = matrix(pairs) @ [self.matters(name) for name in NAMES]
        middle: Floats = points - np.median(points)
        return middle

    def decides(self, rng: np.random.Generator, *, number: int) -> list[Decision]:
        """Judge pairs, three a day."""
        pairs = candidates(rng, number=number, ranker=self.assumed)
        even = np.full(number, 0.5)
        chance = even if self.taste is None else 0.95 / (1 + np.exp(-DECIDED * self.liking(pairs)))
        decided = []
        for place, (pair, good) in enumerate(zip(pairs, rng.random(number) < chance, strict=True)):
            against = [name for name in NAMES if not of_texts(name) and pair[name] < 0]
            worst = max(against, key=self.matters, default=None)
            named = {worst} if worst and not good and rng.random() < NAMES_A_FACT else set()
            day = FIRST_DAY + timedelta(days=place // 3)
            decided.append(Decision(pair, bool(good), day, named=frozenset(named)))
        return decided

    def matters(self, name: str) -> float:
        return (self.taste(name) if self.taste else 1.0) * self.assumed.weights[name].points


def ndcg(ranker: Ranker, reviewer: Reviewer, rng: np.random.Generator) -> float:
    """Return the mean nDCG (Järvelin and Kekäläinen 2002) of a ranker's order of OFFERS candidates for each need.

    The grade of a pair is how good it really is to the reviewer; without a taste, as was assumed.
    """
    pairs = candidates(rng, number=NEEDS * OFFERS, ranker=reviewer.assumed)
    grades = np.rint(GRADES / (1 + np.exp(-reviewer.liking(pairs)))).reshape(NEEDS, OFFERS)
    order = np.argsort(-scores(ranker, matrix(pairs)).reshape(NEEDS, OFFERS), axis=1, kind="stable")
    discount = 1 / np.log2(np.arange(2, OFFERS + 2))
    gained = np.take_along_axis(grades, order, axis=1) @ discount
    most = -np.sort(-grades, axis=1) @ discount
    return float(np.mean(gained[most > 0] / most[most > 0]))
