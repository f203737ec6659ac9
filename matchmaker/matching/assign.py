"""Sharing out: which matches are shown this week, when a partner can carry only so much and nobody may wait too long.

An integer linear programme over two kinds of yes or no, x for a match and y for the pairing in which staff see it:

    maximise    sum of value(m) x(m)
    where       x(m) <= y(pairing of m)
                sum of x(m) over the matches of a need         <= per_need, and >= 1 where the need is owed a look
                sum of y(p) over the pairings of an institution <= its places

Where every pairing holds one match, x is y, and each row counts the matches of a listing or of its institution: two
nested families of sets, one for each side. Their incidence matrix is totally unimodular (Edmonds 1970, Submodular
functions, matroids, and certain polyhedra; Schrijver 2003, Combinatorial Optimization, theorem 41.11), so that the
linear programme without "yes or no" has a whole solution (Hoffman and Kruskal 1956): a b-matching with nested limits.
With several matches in a pairing nothing promises that, but it nearly always holds, so the plain programme is solved
first and whole numbers are asked for only when a fraction comes out. The solver is HiGHS (Huangfu and Hall 2018).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csc_array

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

TIE = 1e-6
"""Of equally good choices the one with the lower ids wins: the first candidate is worth so much more than the last.

Far below what a probability can mean, and above the solver's tolerance for all but very many candidates; among those
the answer is still the same every time, for they are put in order of their ids before it begins.
"""
WHOLE = 1e-6  # how far from 0 or 1 the solver's answer may be: its own tolerance for whole numbers


@dataclass(frozen=True, slots=True)
class Candidate:
    """A match that could be shown."""

    id: int
    need: int
    pairing: int
    nes: int
    """Institution in NES, whichever side needs."""
    abroad: int
    value: float
    """What showing it is worth, 0 or more."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """An institution that would need `by` places more for every owed need to be shown."""

    institution: int
    by: int


@dataclass(frozen=True, slots=True)
class Round:
    chosen: tuple[Candidate, ...] = ()
    """The best first."""
    alternates: tuple[Candidate, ...] = ()
    """The next best of every need, in a pairing that is not shown; the best first."""
    unseen: tuple[int, ...] = ()
    """Needs that are owed a look and for which there is no place."""
    short: tuple[Shortage, ...] = ()
    """The fewest places to add so that nothing is unseen; one way, where there are several."""

    @property
    def value(self) -> float:
        return sum(each.value for each in self.chosen)

    @property
    def pairings(self) -> tuple[int, ...]:
        """What staff are shown, in the order of the first match of each."""
        return tuple(dict.fromkeys(each.pairing for each in self.chosen))

    @property
    def next_pairings(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(each.pairing for each in self.alternates))


def assign(
    candidates: Iterable[Candidate],
    *,
    places: Mapping[int, int],
    per_need: int,
    owed: Collection[int] = frozenset(),
    alternates: int = 1,
) -> Round:
    """Return the round of the highest value within all limits, with `alternates` more for each need.

    `places`: in how many pairings an institution may be shown; fewer than none is none. `owed`: needs that must be
    shown; one without candidates is passed over. Where there is no place for all of them, as many as possible are
    shown, before any value counts, and the shortage is told. The limits themselves always hold.
    """
    if per_need < 1:
        raise ValueError("a need must be allowed one suggestion")
    ordered = sorted(candidates, key=lambda each: each.id)
    if not ordered:
        return Round()
    problem = _Problem.of(ordered, places, per_need, owed)
    picked, unseen = problem.best()
    chosen = [ordered[place] for place in picked]
    short = problem.shortage() if len(unseen) else ()
    return Round(_best_first(chosen), _next_best(ordered, chosen, alternates), tuple(unseen), short)


def top_k(candidates: Iterable[Candidate], *, places: Mapping[int, int], per_need: int, alternates: int = 1) -> Round:
    """Return what a list by value gives: each need's best, the best of all first, until an institution is full."""
    ordered = _best_first(candidates)
    left, shown, chosen = dict(places), set[int](), []
    for each in _best_of_each(ordered, per_need):
        if each.pairing not in shown:
            if min(left[each.nes], left[each.abroad]) < 1:
                continue
            left[each.nes] -= 1
            left[each.abroad] -= 1
            shown.add(each.pairing)
        chosen.append(each)
    return Round(tuple(chosen), _next_best(ordered, chosen, alternates))


def _best_first(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple(sorted(candidates, key=lambda each: (-each.value, each.id)))


def _best_of_each(ordered: Iterable[Candidate], number: int) -> Iterable[Candidate]:
    """Yield the first `number` of each need, in the order given."""
    taken: dict[int, int] = {}
    for each in ordered:
        taken[each.need] = taken.get(each.need, 0) + 1
        if taken[each.need] <= number:
            yield each


def _next_best(candidates: Iterable[Candidate], chosen: Collection[Candidate], number: int) -> tuple[Candidate, ...]:
    shown = {each.pairing for each in chosen}
    return tuple(_best_of_each((each for each in _best_first(candidates) if each.pairing not in shown), number))


@dataclass(frozen=True, slots=True)
class _Problem:
    """The programme as a matrix; columns: x of the matches, y of the pairings.

    Rows: the needs, the institutions, x <= y of the matches; numbered by the order in which their ids are sorted.
    """

    reward: Floats
    """[matches] value, with the tie-break."""
    rows: "csc_array"
    lower: Floats
    upper: Floats
    needs: Ints
    institutions: Ints
    owed: Ints
    """Rows of the needs that are owed a look."""

    @classmethod
    def of(
        cls, candidates: Sequence[Candidate], places: Mapping[int, int], per_need: int, owed: Collection[int]
    ) -> "_Problem":
        from scipy.sparse import coo_array, vstack  # noqa: PLC0415 - slow import

        number = len(candidates)
        needs, need_of = np.unique([each.need for each in candidates], return_inverse=True)
        pairings, first, pairing_of = np.unique(
            [each.pairing for each in candidates], return_index=True, return_inverse=True
        )
        ends = np.array([[candidates[place].nes, candidates[place].abroad] for place in first])
        institutions, end_of = np.unique(ends, return_inverse=True)
        match, wide = np.arange(number), number + len(pairings)
        ones, pairing = np.ones(number), number + np.arange(len(pairings))
        of_needs = coo_array((ones, (need_of, match)), shape=(len(needs), wide))
        of_institutions = coo_array(
            (np.ones(2 * len(pairings)), (end_of.ravel(), np.repeat(pairing, 2))), shape=(len(institutions), wide)
        )
        links = coo_array(
            (np.concatenate((ones, -ones)), (np.tile(match, 2), np.concatenate((match, number + pairing_of)))),
            shape=(number, wide),
        )
        room = [max(0, places[institution]) for institution in institutions.tolist()]
        return cls(
            reward=np.array([each.value for each in candidates]) + TIE * (1 - match / number),
            rows=vstack((of_needs, of_institutions, links), format="csc"),
            lower=np.full(len(needs) + len(institutions) + number, -np.inf),
            upper=np.concatenate((np.full(len(needs), per_need), room, np.zeros(number))),
            needs=needs,
            institutions=institutions,
            owed=np.flatnonzero(np.isin(needs, list(owed))),
        )

    def best(self) -> tuple[list[int], list[int]]:
        """Return the places of the chosen candidates, and the owed needs that are not among theirs.

        One column more for each owed need says that it stays unseen; it costs more than all values together.
        """
        dear = 1 + self.reward.sum()
        answer, unseen = self._solve(self.owed, sign=1, gain=self.reward, cost=dear)
        return np.flatnonzero(answer[: len(self.reward)]).tolist(), self.needs[self.owed[unseen > 0]].tolist()

    def shortage(self) -> tuple[Shortage, ...]:
        """Return the fewest places to add: a column more for each institution, which is all that costs."""
        rows = len(self.needs) + np.arange(len(self.institutions))
        _, added = self._solve(rows, sign=-1, gain=np.zeros(len(self.reward)), cost=1.0)
        lacking = np.flatnonzero(added)
        return tuple(Shortage(int(self.institutions[place]), int(added[place])) for place in lacking)

    def _solve(self, slack: Ints, *, sign: int, gain: Floats, cost: float) -> tuple[Ints, Ints]:
        """Solve with one column more for each of the rows `slack`; return the answer and those columns."""
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - slow import
        from scipy.sparse import coo_array, hstack  # noqa: PLC0415 - slow import

        height, wide = self.rows.shape
        more = coo_array((np.full(len(slack), sign), (slack, np.arange(len(slack)))), shape=(height, len(slack)))
        lower = self.lower.copy()
        lower[self.owed] = 1
        price = np.concatenate((-gain, np.zeros(wide - len(gain)), np.full(len(slack), cost)))
        limit = np.concatenate((np.ones(wide), np.full(len(slack), np.inf)))
        for whole in (np.zeros(len(price), np.int64), (np.arange(len(price)) >= len(self.reward)).astype(np.int64)):
            found = milp(
                price,
                integrality=whole,
                bounds=Bounds(0, limit),
                constraints=LinearConstraint(hstack((self.rows, more), format="csc"), lower, self.upper),
                options={"mip_rel_gap": 0},
            )
            if found.x is None:  # every floor has its slack, so there always is an answer
                raise RuntimeError(found.message)
            answer = np.rint(found.x)
            if np.abs(found.x - answer).max() <= WHOLE:
                break
        return answer[:wide].astype(np.int64), answer[wide:].astype(np.int64)
