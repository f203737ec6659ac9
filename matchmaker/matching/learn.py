"""From decisions to weights: what people decided moves the ranker, gently, away from what was assumed.

A decision is one pair that people judged. The model is the ranker's own, `ceiling` x logistic(bias + weights . values):
logistic regression with an upper asymptote (Barton and Lord 1981, ETS RR-81-20), which a few odd verdicts on good pairs
cannot drag along. It is pulled towards the prior by a Gaussian around it (maximum a posteriori; Bishop 2006, Pattern
Recognition and Machine Learning, 4.5). With F the common factor of all weights,

    weight = F x (prior weight + change),

so that reviewers who are merely more, or less, decided than was assumed move F and leave the order of pairs alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from matchmaker.matching.features import NAMES
from matchmaker.matching.rank import Ranker, Weight

Floats = npt.NDArray[np.float64]

STEP = 1 / 64
"""Learned weights are multiples of this: whole steps of `rank.GRID`, and two decimals tell them apart."""

CHANGE_SPREAD = 0.3
"""Deviation of one weight's change, as a part of what the feature contributes (see `_scale`).

In trials with simulated reviewers (tests/matching/test_learn.py) 30 random verdicts do no harm with it.
"""

FACTOR_SPREAD = 1.5  # of the logarithm of the common factor: how decided people are is hardly known beforehand
BIAS_SPREAD = 3.0  # log-odds: how often what is shown gets approved is not known beforehand
SMALLEST = 0.02  # points: a weight smaller than this may change as if it were as large, else zero would stay zero
FLATTEST = 0.3  # deviation of values: where those seen hardly differ, they say little, and not that any weight would do
NAMING = 5.0  # decisions that name a feature as their reason until its weight may change twice as much (in variance)
MANY = 200  # decisions from which on a weight may change its sign: fewer have no say in what a feature means
FACTOR_BOUNDS = (-6.0, 0.7)  # of the logarithm: next to nothing where verdicts follow nothing, and twice at most

SHARE_LATER = 0.3  # of the decisions, the latest: they judge what the others taught
FEWEST_LATER = 6  # fewer say nothing about either ranker


@dataclass(frozen=True, slots=True)
class Decision:
    """What people decided about one pair. A feature that `values` does not have, or has as NaN, was unknown: no points.

    `named` are features that the reason speaks of ("no common language"): their weights may change more.
    """

    values: Mapping[str, float]
    good: bool
    day: date
    weight: float = 1.0
    named: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Two rankers before the same later decisions.

    `loss`: mean -log of the probability that was given to what was decided; less is better. `order`: share of pairs of
    a good and a bad decision with the good one in front; None where all went one way.
    """

    decisions: int
    old_loss: float
    new_loss: float
    old_order: float | None
    new_order: float | None

    @property
    def better(self) -> bool:
        """Whether the new one should take over: closer to what was decided, and no worse an order."""
        order_kept = self.old_order is not None and self.new_order is not None and self.new_order >= self.old_order
        return order_kept and self.new_loss < self.old_loss


@dataclass(frozen=True, slots=True)
class Change:
    feature: str
    old: float
    new: float
    turn: float
    """Change of the weight's share of all weights: what moves the order. Common growth of all has none."""


def fit(decisions: Sequence[Decision], prior: Ranker, *, version: str = "learned") -> Ranker:
    """Return the most probable weights after these decisions, given that the prior's were expected.

    A weight that does not move by a STEP stays exactly as it was; below MANY decisions each keeps its sign.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - slow import

    if not decisions:
        return replace(prior, version=version)
    values, good, weight = matrix([each.values for each in decisions]), _good(decisions), _weights(decisions)
    assumed = np.array([prior.weights[name].points for name in NAMES])
    scale = _scale(assumed, values, weight)
    named = np.array([sum(name in each.named for each in decisions) for name in NAMES])
    spread = CHANGE_SPREAD * np.sqrt(1 + named / NAMING)

    def cost(at: Floats) -> tuple[float, Floats]:
        """Return -log posterior of (bias, log factor, changes) and its gradient."""
        factor, points = np.exp(at[1]), assumed + scale * at[2:]
        loss, slope = _loss(values @ (factor * points) + at[0], good, prior.ceiling)
        slope *= weight
        pull = np.concatenate([[at[0] - prior.bias], at[1:]]) / deviations
        by_points = factor * (slope @ values)
        gradient = np.concatenate([[slope.sum(), by_points @ points], by_points * scale])
        return float(weight @ loss + pull @ pull / 2), gradient + pull / deviations

    deviations = np.concatenate([[BIAS_SPREAD, FACTOR_SPREAD], spread])
    zero = -assumed / scale  # the change that would make a weight nothing
    kept = len(decisions) < MANY
    bounds = [
        (at if kept and before > 0 else None, at if kept and before < 0 else None)
        for at, before in zip(zero.tolist(), assumed.tolist(), strict=True)
    ]
    start = np.concatenate([[prior.bias, 0.0], np.zeros(len(NAMES))])
    found = minimize(cost, start, jac=True, method="L-BFGS-B", bounds=[(None, None), FACTOR_BOUNDS, *bounds]).x
    points = _on_step(np.exp(found[1]) * (assumed + scale * found[2:]))
    learned = {
        name: prior.weights[name] if abs(new - old) < STEP else Weight(new, prior.weights[name].reason)
        for name, new, old in zip(NAMES, points.tolist(), assumed.tolist(), strict=True)
    }
    return replace(prior, version=version, weights=learned, bias=float(_on_step(found[:1])[0]))


def split(decisions: Sequence[Decision]) -> tuple[list[Decision], list[Decision]]:
    """Part decisions by time: those that teach, and the latest, SHARE_LATER of all; within a day as they are given.

    A random split would let a ranker be judged by the neighbours of what it learned from.
    """
    in_time = sorted(decisions, key=lambda each: each.day)
    first = len(in_time) - round(SHARE_LATER * len(in_time))
    return in_time[:first], in_time[first:]


def judge(old: Ranker, new: Ranker, later: Sequence[Decision]) -> Judgement | None:
    """Compare two rankers on decisions that the new one has not learned from; None: too few to tell."""
    if len(later) < FEWEST_LATER:
        return None
    values, good, weight = matrix([each.values for each in later]), _good(later), _weights(later)
    losses, orders = [], []
    for ranker in (old, new):
        scored = scores(ranker, values)
        losses.append(float(weight @ _loss(scored, good, ranker.ceiling)[0] / weight.sum()))
        orders.append(_order(scored, good))
    return Judgement(len(later), losses[0], losses[1], orders[0], orders[1])


def changes(old: Ranker, new: Ranker) -> tuple[Change, ...]:
    """Return the weights that differ, those that move the order most first."""
    whole = [sum(abs(weight.points) for weight in ranker.weights.values()) or 1.0 for ranker in (old, new)]
    found = [
        Change(name, before, after, turn=abs(after) / whole[1] - abs(before) / whole[0])
        for name in NAMES
        if (before := old.weights[name].points) != (after := new.weights[name].points)
    ]
    return tuple(sorted(found, key=lambda change: -abs(change.turn)))


def matrix(values: Sequence[Mapping[str, float]]) -> Floats:
    """Return values by feature as an array (pairs, features) in the order of NAMES; unknown ones are 0: no points."""
    rows = [[each.get(name, 0.0) for name in NAMES] for each in values]
    return np.nan_to_num(np.array(rows, dtype=np.float64).reshape(len(rows), len(NAMES)), nan=0.0)


def scores(ranker: Ranker, values: Floats) -> Floats:
    """Return the score of each row of `matrix`, to the last digit what the engine would give it."""
    parts = [ranker.points(name, values[:, column]) for column, name in enumerate(NAMES)]
    return sum(parts, start=np.full(len(values), ranker.bias))


def _scale(points: Floats, values: Floats, weight: Floats) -> Floats:
    """Return by how many points each weight may change, before CHANGE_SPREAD.

    A feature contributes its weight times the deviation of its values: what it adds to the difference of two pairs.
    Taken is the geometric mean of its own contribution and that of all on average: a small weight is not stuck where it
    is, and a large one is not thrown about by a few verdicts. What is the same in all decisions has no say in that.
    """
    middle = np.average(values, axis=0, weights=weight)
    seen = np.sqrt(np.average((values - middle) ** 2, axis=0, weights=weight))
    deviation = np.maximum(seen, FLATTEST)
    contribution = np.maximum(np.abs(points), SMALLEST) * deviation
    usual = contribution[seen > 0].mean() if seen.any() else contribution.mean()
    scale: Floats = np.sqrt(contribution * usual) / deviation
    return scale


def _loss(scored: Floats, good: Floats, ceiling: float) -> tuple[Floats, Floats]:
    """Return -log of the probability of each decision, and its slope by the score."""
    chance = 1.0 / (1.0 + np.exp(-scored))
    none = (1.0 - ceiling) + ceiling / (1.0 + np.exp(scored))  # 1 - ceiling x chance, without losing its digits
    loss = -np.where(good, np.log(ceiling) - np.logaddexp(0.0, -scored), np.log(none))
    slope = np.where(good, chance - 1.0, ceiling * chance * (1.0 - chance) / none)
    return loss, slope


def _order(scored: Floats, good: Floats) -> float | None:
    """Return the share of pairs (good, bad) in the right order, equal scores as half; None where all are of a kind.

    It is the area under the ROC curve (Hanley and McNeil 1982, Radiology 143:29-36).
    """
    first, second = scored[good > 0][:, None], scored[good == 0][None, :]
    if not first.size or not second.size:
        return None
    return float(np.mean((first > second) + 0.5 * (first == second)))


def _good(decisions: Sequence[Decision]) -> Floats:
    return np.array([each.good for each in decisions], dtype=np.float64)


def _weights(decisions: Sequence[Decision]) -> Floats:
    return np.array([each.weight for each in decisions], dtype=np.float64)


def _on_step(points: Floats) -> Floats:
    return np.rint(points / STEP) * STEP
