"""What is kept between jobs answers as if everything had been read again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from matchmaker.domain.match import Match
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import Sector, Side, Verdict
from matchmaker.matching.rank import PRIOR_WITHOUT_WORDS
from matchmaker.services import proposals, registration, shelves, suggestions
from matchmaker.services.shelves import Shelves
from matchmaker.store.session import Database
from tests import world
from tests.encoders import Trigrams

TEXTS = (
    ("Training for newborn nurses", "Two nurses for six incubators; a course would help."),
    ("Leaking water pipes", "Half of the drinking water is lost under the streets of the town."),
    ("Books for a school library", "Four hundred pupils share sixty books in their own language."),
)


@pytest.fixture
def ready(database: Database) -> Shelves:
    """Shelves that have been read: three needs and the three offers that answer them."""
    with database.writing() as session:
        ours, theirs = world.institution(session), world.institution(session, side=Side.ABROAD)
        for title, text in TEXTS:
            world.need(session, ours, title=title, text=text)
            world.offer(session, theirs, title=title, text=text)
    found = Shelves(database, Trigrams())
    assert len(list(found.suggestions(PRIOR_WITHOUT_WORDS, top=1))) == len(TEXTS)
    return found


def offers_for(ready: Shelves, need_id: int) -> list[int]:
    return [int(each.offer) for each in ready.suggestions(PRIOR_WITHOUT_WORDS, top=9, need_id=need_id)]


def test_need_written_since_is_answered_from_what_was_read(database: Database, ready: Shelves):
    with database.writing() as session:
        need = world.need(session, world.institution(session, name="Late"), title="Midwives", text=TEXTS[0][1])
        number = need.id
    assert offers_for(ready, number)[0] == 1
    assert sorted(offers_for(ready, number)) == [1, 2, 3]


def test_offer_written_since_is_found_beside_the_others(database: Database, ready: Shelves):
    with database.writing() as session:
        theirs = world.institution(session, side=Side.ABROAD, name="Late")
        (title, text), sector = TEXTS[0], Sector.HEALTH
        offer = registration.start(
            session, Offer, theirs, key="k", language="en", title=title, text=f"{text} Yes.", sector=sector, by=None
        )
        registration.publish(session, offer, by=None)
        number = offer.id
    assert sorted(offers_for(ready, 1)) == [1, 2, 3, number]
    assert set(offers_for(ready, 1)[:2]) == {1, number}


def test_offer_that_came_without_a_line_in_the_journal_is_found(database: Database, ready: Shelves):
    with database.writing() as session:
        world.offer(session, world.institution(session, side=Side.ABROAD, name="Late"), title=TEXTS[0][0])
    assert sorted(offers_for(ready, 1)) == [1, 2, 3, 4]
    assert sorted(offers_for(ready, 1)) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "change",
    [
        lambda session, offer: registration.pause(session, offer, by=None),
        lambda session, offer: registration.pause_institution(session, offer.institution, by=world.staff(session)),
    ],
)
def test_offer_closed_since_is_not_found(database: Database, ready: Shelves, change: Callable[[Session, Offer], None]):
    with database.writing() as session:
        change(session, session.get_one(Offer, 1))
    assert 1 not in offers_for(ready, 1)


def test_offer_rewritten_since_is_found_by_its_new_words(database: Database, ready: Shelves):
    assert offers_for(ready, 2)[0] == 2
    with database.writing() as session:
        registration.edit(session, session.get_one(Offer, 3), by=None, title=TEXTS[1][0], text=TEXTS[1][1])
        registration.edit(session, session.get_one(Offer, 2), by=None, title="Xylophones", text="Zither, zurna.")
    assert offers_for(ready, 2)[0] == 3
    assert sorted(offers_for(ready, 2)) == [1, 2, 3]


def test_place_that_a_proposal_takes_is_known(database: Database, ready: Shelves):
    def places_left() -> float:
        (best, *_) = ready.suggestions(PRIOR_WITHOUT_WORDS, top=9, need_id=1)
        return next(part.value for part in best.contributions if part.feature == "capacity")

    before = places_left()
    suggestions.suggest(database, Trigrams(), need_id=1)
    with database.writing() as session:
        match = session.scalars(select(Match).where(Match.need_id == 1, Match.offer_id == 1)).one()
        for institution in (match.pairing.nes, match.pairing.abroad):
            world.person(session, institution=institution, is_head=True)
        proposal = world.proposal(session, pairing=match.pairing)
        proposal.matches = [match]
        match.pairing.verdict = Verdict.APPROVED
        proposals.send(session, proposal, by=proposal.drafted_by)
    assert places_left() < before


def test_next_day_everything_is_read_again(database: Database, ready: Shelves, monkeypatch: pytest.MonkeyPatch):
    with database.writing() as session:
        session.get_one(Offer, 1).ends_on = now().date()
    tomorrow = now() + timedelta(days=1)
    for module in (shelves, __import__("matchmaker.store.catalogue", fromlist=["now"])):
        monkeypatch.setattr(module, "now", lambda: tomorrow)
    assert sorted(offers_for(ready, 1)) == [2, 3]


def test_many_changes_are_read_together(database: Database, ready: Shelves, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shelves, "MANY", 1)
    with database.writing() as session:
        for number in (1, 2):
            registration.pause(session, session.get_one(Offer, number), by=None)
    assert offers_for(ready, 1) == [3]


def test_jobs_one_after_another_keep_what_one_run_over_everything_would(database: Database):
    """The same matches; scores a little apart, because what is usual is measured when everything is read."""
    keeping = Shelves(database, Trigrams())
    with database.writing() as session:
        ours, theirs = world.institution(session), world.institution(session, side=Side.ABROAD)
    for title, text in TEXTS:
        with database.writing() as session:
            need = world.need(session, ours, title=title, text=text)
            offer = world.offer(session, theirs, title=title, text=text)
            ids = need.id, offer.id
        suggestions.suggest(database, Trigrams(), need_id=ids[0], shelves=keeping)
        suggestions.suggest(database, Trigrams(), offer_id=ids[1], shelves=keeping)
    one_by_one = _pairs(database)
    suggestions.suggest(database, Trigrams())
    assert one_by_one == _pairs(database)
    assert len(one_by_one) == len(TEXTS) ** 2


def _pairs(database: Database) -> set[tuple[int, int]]:
    with database.reading() as session:
        return {(need, offer) for need, offer in session.execute(select(Match.need_id, Match.offer_id))}
