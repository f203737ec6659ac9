"""Needs that nobody answers, offers that nobody asks for, over real databases."""

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.institution import Institution
from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import DismissalReason, ListingStatus, Sector, Side, Verdict
from matchmaker.services import gaps
from matchmaker.services.entries import entry
from matchmaker.store import vectors
from tests import world

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
VERSION = "test"  # what `world` says the matches were made with


@pytest.fixture
def pairing(session: Session) -> Pairing:
    """A need that is answered, with probability 0.8, by an offer."""
    return world.pairing_with_match(session)


@pytest.fixture
def nes(pairing: Pairing) -> Institution:
    return pairing.nes


def read(session: Session, *subjects: tuple[Need | Offer, int]) -> None:
    """Keep a vector for each listing: those of one subject are the same, all others at right angles."""
    found = {entry(listing).versions[0].text: np.eye(8, dtype=np.float32)[subject] for listing, subject in subjects}
    vectors.keep(session, found, encoder_version=VERSION)


def ids(found: list[gaps.Gap]) -> list[list[int]]:
    return [[listing.id for listing in gap.listings] for gap in found]


def soap(session: Session, institution: Institution, number: int = 1) -> Need:
    title = f"Soap making, a course of {number} weeks"
    return world.need(session, institution, title=title, text="We have oil and no lye.", sector=Sector.COOPERATIVES)


def test_needs_without_a_plausible_offer_are_grouped_and_named(session: Session, pairing: Pairing, nes: Institution):
    first, second = soap(session, nes), soap(session, nes, 2)
    bees = world.need(session, nes, title="Beekeeping in dry years", text="Our hives.", sector=Sector.COOPERATIVES)
    answered = pairing.matches[0].need
    read(session, (answered, 0), (first, 1), (second, 1), (bees, 2))
    found = gaps.gaps_of(session, Need)
    assert ids(found) == [[second.id, first.id], [bees.id]]
    assert [gap.name("en") for gap in found] == ["Soap making", "Beekeeping"]
    assert [(gap.id, gap.side, gap.institutions, gap.sectors) for gap in found] == [
        (first.id, Side.NES, 1, [Sector.COOPERATIVES]),
        (bees.id, Side.NES, 1, [Sector.COOPERATIVES]),
    ]
    assert ids(gaps.gaps_of(session, Offer)) == []


@SQLITE
def test_offers_that_nobody_asks_for_are_found_likewise(session: Session, pairing: Pairing):
    lone = world.offer(session, pairing.abroad, title="Old clocks repaired", text="A workshop.", sector=None)
    read(session, (pairing.matches[0].offer, 0), (lone, 1))
    (found,) = gaps.gaps_of(session, Offer)
    assert (ids([found]), found.of_needs, found.side) == ([[lone.id]], False, Side.ABROAD)


@SQLITE
def test_name_is_in_the_readers_language_and_falls_back_to_topic_and_sector(session: Session, nes: Institution):
    read(session, (soap(session, nes), 1))
    (found,) = gaps.gaps_of(session, Need)
    assert [found.name(tag) for tag in ("en", "ku", "ar")] == ["Soap making", "Çêkirina sabûnê", "صناعة الصابون"]
    (listing,) = found.listings
    unnamed = gaps.Gap(Side.NES, [listing], ())
    assert unnamed.name("en") == "Cooperatives"
    listing.topics = ["health-hospitals"]
    assert unnamed.name("en") == "Hospitals and specialist care"
    listing.topics, listing.sector = [], None
    assert unnamed.name("en") == "Other subjects"


@pytest.mark.parametrize(
    ("probability", "verdict", "is_gap"),
    [
        (0.8, Verdict.WAITING, False),
        (0.25, Verdict.WAITING, False),
        (0.24, Verdict.WAITING, True),
        (None, Verdict.TO_READ, True),
        (0.8, Verdict.APPROVED, False),
        (0.8, Verdict.DISMISSED, True),
    ],
)
def test_need_is_a_gap_when_no_match_is_plausible(
    session: Session,
    pairing: Pairing,
    probability: float | None,
    verdict: Verdict,
    is_gap: bool,  # noqa: FBT001 - a case
):
    (match,) = pairing.matches
    match.probability, pairing.verdict = probability, verdict
    session.flush()
    read(session, (match.need, 0))
    assert ids(gaps.gaps_of(session, Need)) == ([[match.need_id]] if is_gap else [])


@SQLITE
def test_need_is_no_gap_where_the_two_are_in_contact_already(session: Session, pairing: Pairing):
    read(session, (pairing.matches[0].need, 0))
    pairing.verdict = Verdict.DISMISSED
    for reason, number in ((DismissalReason.OFF_SUBJECT, 1), (DismissalReason.ALREADY_IN_CONTACT, 0)):
        pairing.reason = reason
        session.flush()
        assert len(gaps.gaps_of(session, Need)) == number


@SQLITE
def test_sides_are_never_in_one_gap(session: Session, pairing: Pairing):
    here, there = soap(session, pairing.nes), soap(session, pairing.abroad, 2)
    read(session, (here, 1), (there, 1))
    assert ids(gaps.gaps_of(session, Need)) == [[here.id], [there.id]]


@SQLITE
def test_what_is_closed_or_not_read_yet_is_no_gap(session: Session, nes: Institution):
    paused, unread = soap(session, nes), soap(session, nes, 2)
    paused.status = ListingStatus.PAUSED
    read(session, (paused, 1))
    assert ids(gaps.gaps_of(session, Need)) == []
    read(session, (unread, 1))
    assert ids(gaps.gaps_of(session, Need)) == [[unread.id]]


@SQLITE
def test_nothing_is_compared_before_there_is_a_match(session: Session):
    need = soap(session, world.institution(session))
    read(session, (need, 1))
    assert (gaps.compared(session), gaps.gaps_of(session, Need)) == (False, [])


@SQLITE
def test_gap_is_found_by_any_of_its_listings_until_somebody_answers(session: Session, pairing: Pairing):
    first, second = soap(session, pairing.nes), soap(session, pairing.nes, 2)
    read(session, (first, 1), (second, 1))
    found = gaps.gap(session, second)
    assert found
    assert found.id == first.id
    session.scalars(select(Match)).one().need = second
    session.flush()
    assert gaps.gap(session, second) is None
