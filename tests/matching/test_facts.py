"""What is known of a pair besides its texts."""

import math
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from matchmaker.domain.base import now
from matchmaker.domain.vocabulary import Economy, Format, Landscape, Side
from matchmaker.matching.columns import Codes, admissible
from matchmaker.matching.entry import Entry, Town, Version
from matchmaker.matching.features import FACTS, HALF_LIFE

TWINNING = frozenset({Format.TWINNING})
RIVER, STEPPE = Landscape.RIVER, Landscape.STEPPE
FARMING, TRADE = Economy.FARMING, Economy.TRADE


def entry(**facts: Any) -> Entry:  # noqa: ANN401 - what an entry takes
    return Entry("x", (Version("en", "bees"),), **facts)


def value(feature: str, need: Entry, offer: Entry) -> float | None:
    """Return the value of a feature for a pair; None: not known."""
    codes = Codes()
    found = FACTS[feature](codes.columns([need]), codes.columns([offer])).item()
    return None if math.isnan(found) else found


def town(inhabitants: int | None = None, *named: Landscape | Economy, municipality: bool = True) -> Town:
    return Town(
        municipality,
        inhabitants,
        frozenset(each for each in named if isinstance(each, Landscape)),
        frozenset(each for each in named if isinstance(each, Economy)),
    )


@pytest.mark.parametrize(("places", "expected"), [(None, None), (3, 0.0), (1, 0.0), (0, -1.0), (-1, -1.0)])
def test_capacity_is_that_of_the_offer(places: int | None, expected: float | None) -> None:
    assert value("capacity", entry(places_left=2), entry(places_left=places)) == expected


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (town(10_000, RIVER, FARMING), town(10_000, RIVER, FARMING), 1.0),
        (town(10_000, RIVER), town(100_000, RIVER), 0.5),  # ten times as large is another town
        (town(10_000, RIVER), town(10_000_000, STEPPE), 0.0),
        (town(10_000, RIVER, STEPPE), town(10_000, RIVER), 0.75),
        (town(None, RIVER, FARMING, TRADE), town(None, RIVER, TRADE), 0.75),
        (town(10_000, RIVER, FARMING), town(10_000, FARMING), 1.0),
        (town(10_000, RIVER), town(10_000, FARMING), None),  # only the size of both is known
        (town(10_000), town(10_000), None),
        (town(), town(10_000, RIVER, FARMING), None),
        (None, town(10_000, RIVER, FARMING), None),
    ],
)
def test_places_are_compared_by_what_is_known_of_both(
    ours: Town | None, theirs: Town | None, expected: float | None
) -> None:
    assert value("place", entry(town=ours), entry(town=theirs)) == expected
    assert value("place", entry(town=theirs), entry(town=ours)) == expected


@pytest.mark.parametrize(
    ("municipalities", "formats", "expected"),
    [
        ((True, True), frozenset(), 1.0),
        ((True, False), frozenset({Format.ADVICE}), None),
        ((True, False), TWINNING, 1.0),
        ((False, False), TWINNING, 1.0),
    ],
)
def test_places_matter_between_municipalities_and_for_twinning(
    municipalities: tuple[bool, bool], formats: frozenset[Format], expected: float | None
) -> None:
    one, other = (entry(town=town(5_000, RIVER, municipality=each)) for each in municipalities)
    assert value("place", entry(town=one.town, formats=formats), other) == expected
    assert value("place", one, entry(town=other.town, formats=formats)) == expected


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        ({}, None),
        ({"met": frozenset({"weser"})}, 1.0),
        ({"met": frozenset({" WESER"})}, 1.0),  # told apart like all organisations
        ({"parted": frozenset({"weser"})}, -1.0),
        ({"met": frozenset({"weser"}), "parted": frozenset({"weser"})}, 1.0),
        ({"met": frozenset({"ebro", ""}), "parted": frozenset({"ebro"})}, None),
    ],
)
def test_contact_is_with_the_institution_of_the_offer(past: dict[str, frozenset[str]], expected: float | None) -> None:
    assert value("contact", entry(organisation="dicle", **past), entry(organisation="Weser")) == expected
    assert value("contact", entry(organisation="dicle", **past), entry()) is None


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [(0, 0, 1.0), (HALF_LIFE, 0, 0.5), (0, 2 * HALF_LIFE, 0.25), (-3, -3, 1.0), (0, None, None), (None, None, None)],
)
def test_freshness_is_that_of_the_older_text(ours: int | None, theirs: int | None, expected: float | None) -> None:
    today = now().date()
    days = [None if age is None else today - timedelta(days=age) for age in (ours, theirs)]
    assert value("freshness", entry(confirmed_on=days[0]), entry(confirmed_on=days[1])) == expected
    assert value("freshness", entry(confirmed_on=days[1]), entry(confirmed_on=days[0])) == expected


@pytest.mark.parametrize("feature", FACTS)
def test_facts_are_computed_for_blocks_of_any_shape(feature: str) -> None:
    codes = Codes()
    needs = codes.columns([entry(organisation="a", met=frozenset({"c"}), confirmed_on=now().date()), entry()])
    offers = codes.columns([entry(organisation="c", places_left=1), entry(), entry(places_left=0)])
    block = FACTS[feature](needs[:, None], offers)
    places = np.array([[0, 1, 2], [0, 1, 2]])
    single = [[FACTS[feature](needs[[row]], offers[[at]]).item() for at in range(3)] for row in range(2)]
    np.testing.assert_array_equal(block, single)
    np.testing.assert_array_equal(FACTS[feature](needs[np.array([[0], [1]])], offers[places]), single)


@pytest.mark.parametrize(
    ("ours", "theirs", "musts", "expected"),
    [
        ({"ku"}, {"de"}, (False, False), True),
        ({"ku"}, {"de"}, (True, False), False),
        ({"ku"}, {"de"}, (False, True), False),
        ({"ku", "en"}, {"de", "en"}, (True, True), True),
        (set(), {"de"}, (True, True), True),  # whoever named no language may have one in common
        ({"ku"}, set(), (True, True), True),
    ],
)
def test_common_language_as_a_must(
    ours: set[str], theirs: set[str], musts: tuple[bool, bool], *, expected: bool
) -> None:
    codes = Codes()
    need, offer = (
        codes.columns([entry(side=side, languages=frozenset(tags), common_language=must)])
        for side, tags, must in zip(Side, (ours, theirs), musts, strict=True)
    )
    assert admissible(need.parties, offer.parties).item() is expected
