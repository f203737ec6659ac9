"""What a reader should look at twice."""

from datetime import date, timedelta
from typing import Any

import pytest

from matchmaker.domain.base import now
from matchmaker.domain.institution import Institution
from matchmaker.domain.match import Match
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.translation import Translation
from matchmaker.domain.vocabulary import Origin, Standing, Verdict
from matchmaker.services.cautions import Doubt, cautions

TEXT = "Our ward has six incubators and two nurses. We look for a course in neonatal care."
MARCH = date(2027, 3, 1)


def pair(**fields: Any) -> Match:  # noqa: ANN401 - what a match takes
    """Two texts without anything to look at twice."""
    verified = Institution(name="Dicle", standing=Standing.VERIFIED, languages=["ku", "en"])
    abroad = Institution(name="Weser", standing=Standing.VERIFIED, languages=["de", "en"])
    common: dict[str, Any] = {"title": "", "text": TEXT, "language": "en", "changed_at": now()}
    match = Match(
        need=Need(institution=verified, languages=[], translations=[], **common),
        offer=Offer(institution=abroad, languages=[], translations=[], **common),
        verdict=Verdict.WAITING,
        contributions=[],
    )
    for name, value in fields.items():
        setattr(match, name, value)
    return match


def doubts(match: Match) -> list[tuple[Doubt, object]]:
    return [(each.doubt, each.about) for each in cautions(match)]


def test_nothing_to_look_at_twice():
    assert doubts(pair()) == []


def test_text_that_the_engine_cannot_read():
    assert doubts(pair(verdict=Verdict.TO_READ)) == [(Doubt.UNREAD, None)]


@pytest.mark.parametrize("standing", [Standing.PENDING, Standing.PAUSED, Standing.REFUSED])
def test_only_one_side_verified(standing: Standing):
    match = pair()
    match.offer.institution.standing = standing
    assert doubts(match) == [(Doubt.UNVERIFIED, match.offer.institution)]


@pytest.mark.parametrize(
    ("ours", "theirs", "found"),
    [
        (["ku"], [], [(Doubt.NO_COMMON_LANGUAGE, None)]),
        (["ku", "de"], [], []),
        (["ku"], ["ku"], []),
    ],
)
def test_no_common_language_of_the_listings_or_else_of_the_institutions(
    ours: list[str], theirs: list[str], found: list[tuple[Doubt, object]]
):
    match = pair()
    match.need.languages, match.offer.languages = ours, theirs
    assert doubts(match) == found


def test_languages_that_nobody_named_are_no_caution():
    match = pair()
    match.need.institution.languages = []
    assert doubts(match) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "found"),
    [
        ((0, 30), (17, 60), []),  # 14 days
        ((0, 30), (18, 60), [(Doubt.TIMES_BRIEF, None)]),
        ((0, 30), (30, None), [(Doubt.TIMES_BRIEF, None)]),  # one day
        ((0, 30), (31, None), [(Doubt.TIMES_APART, None)]),
        ((None, 0), (5, None), [(Doubt.TIMES_APART, None)]),
        ((0, None), (5, None), []),
        ((0, 5), (None, None), []),
    ],
)
def test_times_that_hardly_meet(
    ours: tuple[int | None, int | None], theirs: tuple[int | None, int | None], found: list[tuple[Doubt, object]]
):
    def day(number: int | None) -> date | None:
        return None if number is None else MARCH + timedelta(days=number)

    match = pair()
    match.need.starts_on, match.need.ends_on = map(day, ours)
    match.offer.starts_on, match.offer.ends_on = map(day, theirs)
    assert doubts(match) == found


@pytest.mark.parametrize(
    ("origin", "compared", "found"),
    [
        (Origin.MACHINE, ["en"], True),
        (Origin.MACHINE, ["en", "de"], True),
        (Origin.MACHINE, ["ku", "en"], False),  # the need was read as it was written
        (Origin.MACHINE, [], False),
        (Origin.CHECKED, ["en"], False),
        (Origin.PERSON, ["en"], False),
    ],
)
def test_read_in_a_machine_translation(origin: Origin, compared: list[str], *, found: bool):
    part = {"feature": "similarity", "value": 1.0, "points": 1.0, "evidence": compared}
    match = pair(contributions=[part])
    match.need.language = "ku"
    match.need.translations = [Translation(language="en", title="", text=TEXT, origin=origin, created_at=now())]
    assert doubts(match) == ([(Doubt.MACHINE, match.need)] if found else [])


def test_words_that_met_in_a_machine_translation():
    part = {"feature": "alignment", "value": 1.0, "points": 1.0, "evidence": ["incubators ~ incubators"]}
    match = pair(contributions=[part])
    match.offer.text = "Kuvozên me hene, û em dikarin perwerdeyê bidin hemşîreyên we heft hefteyan."
    machine = Translation(language="en", title="", text=TEXT, origin=Origin.MACHINE, created_at=now())
    match.offer.translations = [machine]
    assert doubts(match) == [(Doubt.MACHINE, match.offer)]


@pytest.mark.parametrize(
    ("feature", "value", "found"),
    [
        ("contact", -1.0, [(Doubt.PARTED, None)]),
        ("contact", 1.0, []),
        ("capacity", -1.0, [(Doubt.NO_PLACE_LEFT, None)]),
        ("capacity", 1.0, []),
    ],
)
def test_what_became_of_them_before_and_places_that_are_taken(
    feature: str, value: float, found: list[tuple[Doubt, object]]
):
    part = {"feature": feature, "value": value, "points": value, "evidence": []}
    assert doubts(pair(contributions=[part])) == found


def test_very_short_text():
    match = pair()
    match.offer.text = "We can help nurses."
    assert doubts(match) == [(Doubt.SHORT, match.offer)]
