"""How many of the other side look close to a text that is being written."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.institution import Institution
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import ListingStatus, Sector, Side, Standing
from matchmaker.matching.encode import Encoder, open_encoder
from matchmaker.services import closeness, entries
from matchmaker.store import vectors
from matchmaker.store.session import Database
from tests import world
from tests.encoders import Trigrams
from tests.web.house import dump

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
TEXT = "Training for newborn nurses\nOur ward has six incubators and two nurses. We look for a course in neonatal care."
COURSES = (
    ("Course in neonatal nursing", "Our senior nurses teach the care of premature babies, by video or on the ward."),
    ("Nurses learn to care for newborns", "A training of four weeks in our neonatal ward, with incubators."),
)
OTHERS = (
    ("Waste sorted at the door", "A small town shows how separate bins and composting emptied its dump."),
    ("Beekeepers against varroa", "Treatment without chemicals, and raising queens."),
    ("Digitising audio archives", "We lend a tape machine and teach how to clean recordings."),
    ("Street lamps", "Twelve villages light their streets with panels."),
    ("Radio from one room", "How to go on air with little equipment."),
    ("Girls play football", "Coaches who win over the parents."),
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return open_encoder()


@pytest.fixture
def abroad(session: Session) -> Institution:
    """An institution abroad with two courses for nurses and six offers of other fields."""
    made = world.institution(session, side=Side.ABROAD)
    for title, text in COURSES:
        world.offer(session, made, title=title, text=text)
    for title, text in OTHERS:
        world.offer(session, made, title=title, text=text, sector=None)
    return made


def encode(session: Session, encoder: Encoder) -> None:
    """Keep the vectors of all listings, as the worker does."""
    listings: list[Need | Offer] = [*session.scalars(select(Need)), *session.scalars(select(Offer))]
    texts = [version.text for listing in listings for version in entries.entry(listing).versions]
    found = dict(zip(texts, encoder.encode(texts), strict=True))
    vectors.keep(session, found, encoder_version=encoder.version)


def close(
    session: Session, encoder: Encoder, text: str = TEXT, *, side: Side = Side.NES, language: str = "en"
) -> int | None:
    return closeness.close(
        session, Offer, encoder=encoder, text=text, language=language, side=side, sector=Sector.HEALTH, languages=["en"]
    )


def test_offers_that_look_close_are_counted(session: Session, abroad: Institution, encoder: Encoder):
    encode(session, encoder)
    assert close(session, encoder) == len(COURSES)


@SQLITE
def test_needs_are_counted_for_an_offer(session: Session, encoder: Encoder):
    world.need(session, world.institution(session, side=Side.NES))
    encode(session, encoder)
    found = closeness.close(
        session,
        Need,
        encoder=encoder,
        text="\n".join(COURSES[0]),
        language="en",
        side=Side.ABROAD,
        sector=Sector.HEALTH,
    )
    assert found == 1


@SQLITE
def test_own_side_closed_and_unverified_are_not_counted(session: Session, abroad: Institution, encoder: Encoder):
    encode(session, encoder)
    assert close(session, encoder, side=Side.ABROAD) == 0
    for offer in abroad.offers[: len(COURSES)]:
        offer.status = ListingStatus.PAUSED
    session.flush()
    assert close(session, encoder) == 0
    for offer in abroad.offers:
        offer.status = ListingStatus.OPEN
    abroad.standing = Standing.PENDING
    session.flush()
    assert close(session, encoder) == 0


@pytest.mark.parametrize("text", ["", "nurses", "Training for newborn nurses", "1 2 3 4 5 6 nurses a b c"])
@SQLITE
def test_nothing_is_said_of_fewer_than_five_words(session: Session, abroad: Institution, encoder: Encoder, text: str):
    encode(session, encoder)
    assert close(session, encoder, text) is None


@SQLITE
def test_nothing_is_said_of_what_the_encoder_does_not_read(session: Session, abroad: Institution):
    english = Trigrams(languages=frozenset({"en"}))
    encode(session, english)
    assert close(session, english, language="ckb") is None
    assert close(session, english) is not None


@SQLITE
def test_nothing_is_said_before_the_worker_has_read_anything(session: Session, abroad: Institution, encoder: Encoder):
    assert close(session, encoder) is None


@SQLITE
def test_above_nine_there_are_only_more(session: Session, encoder: Encoder):
    abroad = world.institution(session, side=Side.ABROAD)
    for number in range(14):
        world.offer(session, abroad, text=f"Course {number} in neonatal care for nurses of newborns.")
    for title, text in OTHERS * 10:
        world.offer(session, abroad, title=title, text=text, sector=None)
    encode(session, encoder)
    assert close(session, encoder) == closeness.MOST + 1 == 10


def test_nothing_is_kept_of_the_text(database: Database, encoder: Encoder):
    """The session could not write; a vector kept by another one would be seen here."""
    with database.writing() as session:
        world.offer(session, world.institution(session, side=Side.ABROAD))
        encode(session, encoder)
    before = dump(database)
    with database.reading() as session:
        assert close(session, encoder) == 1
    assert dump(database) == before
