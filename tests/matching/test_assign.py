"""Sharing out: small rounds worked out by hand, and any round against trying everything."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.assign import Candidate, Round, Shortage, assign, top_k

AZADI, ROJ = 1, 2  # in NES
DEICH, LYON = 11, 12  # abroad
ONE_EACH = dict.fromkeys((AZADI, ROJ, DEICH, LYON), 1)
MANY = dict.fromkeys(ONE_EACH, 9)


def candidate(number: int, need: int, nes: int, abroad: int, value: float) -> Candidate:
    """Return a match in the one pairing of the two institutions."""
    return Candidate(id=number, need=need, pairing=nes * 100 + abroad, nes=nes, abroad=abroad, value=value)


RIVALS = [
    candidate(1, need=1, nes=AZADI, abroad=DEICH, value=0.9),
    candidate(2, need=1, nes=AZADI, abroad=LYON, value=0.8),
    candidate(3, need=2, nes=ROJ, abroad=DEICH, value=0.7),
]
"""Two needs want the same partner; the first has somewhere else to go."""


def ids(candidates: Iterable[Candidate]) -> list[int]:
    return [each.id for each in candidates]


def test_round_gives_way_where_the_whole_gains():
    shared = assign(RIVALS, places=ONE_EACH, per_need=1)
    assert (ids(shared.chosen), shared.value) == ([2, 3], 1.5)
    assert (shared.pairings, shared.unseen, shared.short) == ((112, 211), (), ())


def test_plain_list_takes_the_best_first_and_leaves_the_rest_without():
    plain = top_k(RIVALS, places=ONE_EACH, per_need=1)
    assert (ids(plain.chosen), plain.value) == ([1], 0.9)


def test_need_gets_no_more_than_its_share():
    options = [candidate(number, need=1, nes=AZADI, abroad=number, value=number / 100) for number in range(11, 16)]
    places = {AZADI: 9} | dict.fromkeys(range(11, 16), 1)
    shared = assign(options, places=places, per_need=2, alternates=2)
    assert ids(shared.chosen) == [15, 14]
    assert ids(shared.alternates) == [13, 12]
    assert ids(top_k(options, places=places, per_need=2).chosen) == [15, 14]


def test_several_matches_between_two_institutions_take_one_place():
    options = [candidate(number, need=number, nes=AZADI, abroad=DEICH, value=0.4) for number in (1, 2, 3)]
    options.append(candidate(4, need=4, nes=ROJ, abroad=DEICH, value=0.9))
    for share in (assign, top_k):
        assert ids(share(options[:3], places=ONE_EACH, per_need=1).chosen) == [1, 2, 3]
    assert ids(assign(options, places=ONE_EACH, per_need=1).chosen) == [1, 2, 3]
    assert ids(top_k(options, places=ONE_EACH, per_need=1).chosen) == [4]


def test_need_that_is_owed_a_look_goes_before_value():
    weak = [*RIVALS, candidate(4, need=3, nes=ROJ, abroad=LYON, value=0.01)]
    places = ONE_EACH | {ROJ: 2}
    assert ids(assign(weak, places=places, per_need=1).chosen) == [2, 3]
    assert ids(assign(weak, places=places, per_need=1, owed={3}).chosen) == [1, 4]


def test_owed_need_without_suggestions_is_passed_over():
    assert assign(RIVALS, places=ONE_EACH, per_need=1, owed={77}) == assign(RIVALS, places=ONE_EACH, per_need=1)


def test_where_places_are_short_the_limits_hold_and_the_shortage_is_named():
    options = [
        candidate(number, need=number, nes=number, abroad=DEICH, value=value)
        for number, value in ((1, 0.2), (2, 0.9), (3, 0.5))
    ]
    shared = assign(options, places={1: 1, 2: 1, 3: 1, DEICH: 1}, per_need=1, owed={1, 2, 3})
    assert ids(shared.chosen) == [2]
    assert shared.unseen == (1, 3)
    assert shared.short == (Shortage(DEICH, by=2),)


def test_as_many_owed_needs_as_possible_are_shown_before_any_value_counts():
    options = [
        candidate(1, need=1, nes=AZADI, abroad=DEICH, value=0.01),
        candidate(2, need=2, nes=AZADI, abroad=DEICH, value=0.01),
        candidate(3, need=3, nes=ROJ, abroad=DEICH, value=1.5),
    ]
    shared = assign(options, places=ONE_EACH, per_need=1, owed={1, 2, 3})
    assert (ids(shared.chosen), shared.unseen) == ([1, 2], (3,))


def test_institution_that_is_over_its_limit_already_gets_nothing():
    shared = assign(RIVALS, places=MANY | {DEICH: -2}, per_need=3, owed={2})
    assert (ids(shared.chosen), shared.unseen, shared.short) == ([2], (2,), (Shortage(DEICH, by=1),))


def test_equals_are_told_apart_by_their_ids():
    equals = [candidate(number, need=number, nes=number, abroad=DEICH, value=0.5) for number in range(1, 9)]
    places = dict.fromkeys(range(1, 9), 1) | {DEICH: 3}
    assert ids(assign(equals, places=places, per_need=1).chosen) == [1, 2, 3]
    assert assign(reversed(equals), places=places, per_need=1) == assign(equals, places=places, per_need=1)


def test_nothing_to_share_out_is_an_empty_round():
    assert assign([], places={}, per_need=1, owed={1}) == Round()
    assert top_k([], places={}, per_need=1) == Round()


def test_need_without_any_share_is_refused():
    with pytest.raises(ValueError, match="one suggestion"):
        assign(RIVALS, places=MANY, per_need=0)


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[Candidate], dict[int, int], int, set[int]]:
    """Four institutions, up to nine matches, each need of one institution; values in hundredths."""
    listings = st.tuples(st.sampled_from((AZADI, ROJ)), st.sampled_from((DEICH, LYON)), st.booleans(), st.booleans())
    drawn = draw(st.lists(listings, min_size=1, max_size=9))
    values = draw(st.lists(st.integers(0, 100), min_size=len(drawn), max_size=len(drawn)))
    options = [
        candidate(number, need=(nes if nes_asks else abroad) * 2 + second, nes=nes, abroad=abroad, value=value / 100)
        for number, ((nes, abroad, nes_asks, second), value) in enumerate(zip(drawn, values, strict=True))
    ]
    places = {institution: draw(st.integers(0, 2)) for institution in ONE_EACH}
    needs = sorted({each.need for each in options})
    return options, places, draw(st.integers(1, 2)), set(draw(st.lists(st.sampled_from(needs), unique=True)))


def everything(
    options: list[Candidate], places: Mapping[int, int], per_need: int, owed: set[int]
) -> Iterator[tuple[int, float]]:
    """Yield (owed needs that stay unseen, value) of every round within the limits."""
    pairings = {each.pairing: (each.nes, each.abroad) for each in options}
    for number in range(len(pairings) + 1):
        for shown in combinations(pairings, number):
            taken = [institution for pairing in shown for institution in pairings[pairing]]
            if any(taken.count(institution) > room for institution, room in places.items()):
                continue
            values: dict[int, list[float]] = {}
            for each in options:
                if each.pairing in shown:
                    values.setdefault(each.need, []).append(each.value)
            best = sum(sum(sorted(of_need)[-per_need:]) for of_need in values.values())
            yield len(owed - values.keys()), best


@given(problem=problems())
@settings(deadline=None, max_examples=150)  # the first call imports the solver
def test_no_other_round_within_the_limits_is_better(problem: tuple[list[Candidate], dict[int, int], int, set[int]]):
    options, places, per_need, owed = problem
    shared = assign(options, places=places, per_need=per_need, owed=owed)
    unseen, value = max(everything(*problem), key=lambda each: (-each[0], each[1]))
    assert (len(shared.unseen), round(shared.value, 6)) == (unseen, round(value, 6))
    _keeps_the_limits(shared, places, per_need)
    assert set(shared.unseen) == owed - {each.need for each in shared.chosen}
    if shared.unseen:  # the places that are named are enough, and with one less they are not
        more = places | {each.institution: places[each.institution] + each.by for each in shared.short}
        assert assign(options, places=more, per_need=per_need, owed=owed).unseen == ()
        for each in shared.short:
            less = more | {each.institution: more[each.institution] - 1}
            assert assign(options, places=less, per_need=per_need, owed=owed).unseen != ()


@given(problem=problems())
@settings(deadline=None, max_examples=50)
def test_plain_list_keeps_the_limits_and_is_never_better(
    problem: tuple[list[Candidate], dict[int, int], int, set[int]],
):
    options, places, per_need, _ = problem
    plain = top_k(options, places=places, per_need=per_need)
    _keeps_the_limits(plain, places, per_need)
    assert plain.value <= assign(options, places=places, per_need=per_need).value + 1e-9


def _keeps_the_limits(shared: Round, places: Mapping[int, int], per_need: int) -> None:
    needs = [each.need for each in shared.chosen]
    assert max(map(needs.count, needs), default=0) <= per_need
    ends = {each.pairing: (each.nes, each.abroad) for each in shared.chosen}
    taken = [institution for pair in ends.values() for institution in pair]
    assert [each for each, room in places.items() if taken.count(each) > room] == []
    assert {each.pairing for each in shared.alternates} & set(ends) == set()
