"""From open needs and offers to matches and pairings, over real databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker.domain.base import now
from matchmaker.domain.institution import Institution
from matchmaker.domain.journal import Entry
from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.reciprocity import joined
from matchmaker.domain.vector import TextVector
from matchmaker.domain.vocabulary import DismissalReason, ListingStatus, Sector, Side, Standing, Verdict
from matchmaker.matching.encode import open_encoder
from matchmaker.matching.rank import PRIOR_WITHOUT_WORDS as ASSUMED
from matchmaker.services import registration, review, suggestions
from matchmaker.store.session import Database
from tests import world
from tests.encoders import Trigrams

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NURSES: dict[str, Any] = {
    "title": "Training for newborn nurses",
    "text": "Two nurses for six incubators; a course would help.",
}
COURSE: dict[str, Any] = {
    "title": "Course for newborn nurses",
    "text": "We train nurses who care for newborns in incubators.",
}
PIPES: dict[str, Any] = {
    "title": "Leaking water pipes",
    "text": "Half of the drinking water is lost under the streets of the town.",
}
LEAKS: dict[str, Any] = {
    "title": "Finding leaks in water pipes",
    "text": "Our waterworks finds leaks under streets by listening.",
}


def _pairs(session: Session) -> set[tuple[str, str]]:
    query = select(Match).options(joinedload(Match.need), joinedload(Match.offer))
    return {(match.need.title, match.offer.title) for match in session.scalars(query)}


def _kept(database: Database) -> set[tuple[str, str]]:
    with database.reading() as session:
        return _pairs(session)


def _verdicts(database: Database) -> list[Verdict]:
    with database.reading() as session:
        return list(session.scalars(select(Pairing.verdict).order_by(Pairing.id)))


def _two_hospitals(session: Session) -> tuple[Need, Offer]:
    need = world.need(session, world.institution(session), **NURSES)
    return need, world.offer(session, world.institution(session, side=Side.ABROAD), **COURSE)


def _dismissed(database: Database, *, before: timedelta = timedelta(hours=1)) -> tuple[Need, Offer]:
    """A matched pair that staff have dismissed a while ago; its texts are older."""
    with database.writing() as session:
        need, offer = _two_hospitals(session)
        need.changed_at = offer.changed_at = now() - timedelta(days=1)
    suggestions.suggest(database, Trigrams())
    with database.writing() as session:
        pairing = session.scalars(select(Pairing)).one()
        review.dismiss(session, pairing, reason=DismissalReason.OFF_SUBJECT, by=world.staff(session))
        pairing.decided_at = now() - before
    return need, offer


def test_open_listings_across_the_river_are_matched_in_both_directions(database: Database) -> None:
    with database.writing() as session:
        nes, abroad = world.institution(session), world.institution(session, side=Side.ABROAD)
        world.need(session, nes, **NURSES)
        world.offer(session, abroad, **COURSE)
        world.need(session, abroad, **PIPES)
        world.offer(session, nes, **LEAKS)
        world.offer(session, nes, title="Of the same bank")
        for status in set(ListingStatus) - {ListingStatus.OPEN}:
            world.offer(session, abroad, title="Not open", status=status)
        world.offer(session, abroad, title="Over").ends_on = now().date() - timedelta(days=1)
        pending = world.institution(session, side=Side.ABROAD, standing=Standing.PENDING)
        world.offer(session, pending, title="Not verified")
    assert suggestions.suggest(database, Trigrams()) == 3
    with database.reading() as session:
        assert _pairs(session) == {
            (NURSES["title"], COURSE["title"]),
            (PIPES["title"], LEAKS["title"]),
            (PIPES["title"], "Of the same bank"),
        }
        pairing = session.scalars(select(Pairing)).one()
        assert (pairing.nes_id, pairing.abroad_id, pairing.verdict) == (nes.id, abroad.id, Verdict.WAITING)
        chances = [(m.need.institution.side, m.probability or 0) for m in pairing.matches]
        best = {side: max(chance for receives, chance in chances if receives is side) for side in Side}
        assert (pairing.nes_chance, pairing.abroad_chance) == (best[Side.NES], best[Side.ABROAD])
        assert (pairing.score, pairing.probability) == (joined(*best.values()), max(best.values()))
        for match in pairing.matches:
            assert match.score == ASSUMED.bias + sum(part["points"] for part in match.contributions)
            assert (match.encoder_version, match.ranker_version) == ("trigrams-1", ASSUMED.version)


def test_second_run_changes_nothing_and_computes_nothing(database: Database) -> None:
    with database.writing() as session:
        _two_hospitals(session)
    first, second, newer = Trigrams(), Trigrams(), Trigrams(version="trigrams-2")
    suggestions.suggest(database, first)
    with database.reading() as session:
        before = [(match.id, match.score, match.suggested_at) for match in session.scalars(select(Match))]
    assert suggestions.suggest(database, second) == 1
    with database.reading() as session:
        assert [(match.id, match.score, match.suggested_at) for match in session.scalars(select(Match))] == before
        assert len(session.scalars(select(TextVector.digest)).all()) == 2
    assert (len(first.computed), second.computed) == (2, [])
    suggestions.suggest(database, newer)  # vectors of two encoders cannot be compared
    assert len(newer.computed) == 2


@SQLITE
def test_one_need_leaves_the_matches_of_others_alone(database: Database) -> None:
    with database.writing() as session:
        need, offer = _two_hospitals(session)
        other = world.need(session, need.institution, **PIPES)
    assert suggestions.suggest(database, Trigrams(), need_id=need.id) == 1
    assert _kept(database) == {(NURSES["title"], COURSE["title"])}
    assert suggestions.suggest(database, Trigrams(), need_id=other.id) == 1
    with database.writing() as session:
        registration.pause(session, session.get_one(Offer, offer.id), by=None)
    assert suggestions.suggest(database, Trigrams(), need_id=need.id) == 0


@SQLITE
def test_need_keeps_its_ten_best_and_the_last_of_them_survives_being_matched_again(database: Database) -> None:
    with database.writing() as session:
        world.need(session, world.institution(session), **NURSES)
        for number in range(suggestions.TOP):
            abroad = world.institution(session, side=Side.ABROAD, name=f"Hospital {number}")
            world.offer(session, abroad, title=f"{'newborn nurses ' * number}offer", text="We teach what we know.")
    assert suggestions.suggest(database, Trigrams()) == suggestions.TOP
    with database.reading() as session:
        last = session.scalars(select(Match).order_by(Match.score, Match.offer_id.desc())).first()
    assert last
    assert suggestions.suggest(database, Trigrams(), offer_id=last.offer_id) == 1
    with database.writing() as session:  # it becomes worse still, and there is no other
        session.get_one(Offer, last.offer_id).sector = Sector.CULTURE
    assert suggestions.suggest(database, Trigrams(), offer_id=last.offer_id) == 1
    assert len(_kept(database)) == suggestions.TOP


@SQLITE
def test_better_offer_pushes_the_last_one_out_and_a_worse_one_does_not_come_in(database: Database) -> None:
    with database.writing() as session:
        need = world.need(session, world.institution(session), **NURSES)
        for number in range(suggestions.TOP):
            abroad = world.institution(session, side=Side.ABROAD, name=f"Hospital {number}")
            world.offer(session, abroad, title=f"newborn nurses {number}", text="A course for nurses.")
    suggestions.suggest(database, Trigrams())
    before = _kept(database)
    with database.writing() as session:
        abroad = world.institution(session, side=Side.ABROAD, name="Late")
        worse = world.offer(session, abroad, title="Xylophone", text="Zzz", sector=None, formats=["publication"])
        better = world.offer(session, abroad, title=need.title, text=need.text)
    assert suggestions.suggest(database, Trigrams(), offer_id=worse.id) == 0
    assert _kept(database) == before
    assert suggestions.suggest(database, Trigrams(), offer_id=better.id) == 1
    after = _kept(database)
    assert len(after) == suggestions.TOP
    assert after - before == {(NURSES["title"], better.title)}
    with database.reading() as session:
        assert len(session.scalars(select(Pairing)).all()) == suggestions.TOP  # the emptied pairing is gone


def test_text_that_the_encoder_cannot_read_waits_for_a_reader_without_a_number(database: Database) -> None:
    english = Trigrams(languages=frozenset({"en"}))
    with database.writing() as session:
        need = world.need(session, world.institution(session), title="Perwerde", text="Ji bo pîrikan.", language="ku")
        world.offer(session, world.institution(session, side=Side.ABROAD), **COURSE)
    assert suggestions.suggest(database, english) == 1
    with database.reading() as session:
        pairing = session.scalars(select(Pairing)).one()
        (match,) = pairing.matches
        assert (pairing.verdict, pairing.probability) == (Verdict.TO_READ, None)
        assert (match.verdict, match.probability) == (Verdict.TO_READ, None)
        assert "similarity" not in {part["feature"] for part in match.contributions}
    with database.writing() as session:
        kurmanji = session.get_one(Need, need.id)
        registration.translate(session, kurmanji, language="en", title="Training", text="For nurses.", by=None)
    suggestions.suggest(database, english, need_id=need.id)
    assert _verdicts(database) == [Verdict.WAITING]


@SQLITE
def test_listing_closed_while_the_engine_computes_is_not_suggested(database: Database) -> None:
    with database.writing() as session:
        need, offer = _two_hospitals(session)

    def withdraw() -> None:
        with database.writing() as session:
            registration.withdraw(session, session.get_one(Offer, offer.id), by=None)

    assert suggestions.suggest(database, Trigrams(meanwhile=withdraw), need_id=need.id) == 0
    assert _kept(database) == set()


@SQLITE
def test_matches_of_what_is_no_longer_open_go_with_the_next_run(database: Database) -> None:
    with database.writing() as session:
        _, offer = _two_hospitals(session)
    suggestions.suggest(database, Trigrams())
    with database.writing() as session:
        session.get_one(Offer, offer.id).ends_on = now().date() - timedelta(days=1)
    assert suggestions.suggest(database, Trigrams()) == 0
    assert (_kept(database), _verdicts(database)) == (set(), [])


def test_dismissed_pairing_does_not_come_back_by_itself(database: Database) -> None:
    need, offer = _dismissed(database)
    with database.writing() as session:
        ours = session.get_one(Need, need.id)
        registration.edit(session, ours, languages=["ku"], by=None)
        registration.translate(session, ours, language="de", title="Kurs", text="Ein Kurs.", by=None)
    suggestions.suggest(database, Trigrams())
    suggestions.suggest(database, Trigrams(), offer_id=offer.id)
    suggestions.suggest(database, Trigrams(), need_id=need.id)
    assert _verdicts(database) == [Verdict.DISMISSED]


def test_dismissed_pairing_comes_back_when_a_text_changes_and_the_journal_says_which(database: Database) -> None:
    need, _ = _dismissed(database)
    with database.writing() as session:
        registration.edit(session, session.get_one(Need, need.id), text="Now we also look for a midwife.", by=None)
    suggestions.suggest(database, Trigrams(), need_id=need.id)
    with database.reading() as session:
        pairing = session.scalars(select(Pairing)).one()
        assert (pairing.verdict, pairing.reason, pairing.decided_at) == (Verdict.WAITING, None, None)
        entry = session.scalars(select(Entry).where(Entry.action == "pairing:reopen")).one()
        assert (entry.person_id, entry.details) == (None, {"changed": [f"needs:{need.id}"]})


@SQLITE
def test_dismissed_pairing_comes_back_for_a_need_written_since(database: Database) -> None:
    need, _ = _dismissed(database)
    with database.writing() as session:
        world.need(session, session.get_one(Institution, need.institution_id), title="A new need", text="Of today.")
    suggestions.suggest(database, Trigrams())
    assert _verdicts(database) == [Verdict.WAITING]


@SQLITE
def test_approved_pairing_keeps_its_verdict_and_its_matches(database: Database) -> None:
    with database.writing() as session:
        need, offer = _two_hospitals(session)
    suggestions.suggest(database, Trigrams())
    with database.writing() as session:
        review.approve(session, session.scalars(select(Pairing)).one(), by=world.staff(session))
        registration.edit(session, session.get_one(Need, need.id), text="Something else by now.", by=None)
    suggestions.suggest(database, Trigrams())
    with database.writing() as session:
        registration.pause(session, session.get_one(Offer, offer.id), by=None)
    suggestions.suggest(database, Trigrams())
    assert _verdicts(database) == [Verdict.APPROVED]
    assert _kept(database) == {(NURSES["title"], COURSE["title"])}


@SQLITE
def test_suggestions_do_not_hold_the_database_while_the_engine_computes(database: Database) -> None:
    with database.writing() as session:
        need, _ = _two_hospitals(session)

    def write() -> None:
        with database.writing() as session:
            session.get_one(Need, need.id).sector = None

    assert suggestions.suggest(database, Trigrams(meanwhile=write)) == 1


@SQLITE
def test_shipped_encoder_finds_the_right_offers_and_leaves_syriac_to_people(database: Database) -> None:
    sought: list[tuple[dict[str, Any], dict[str, Any]]] = [(NURSES, COURSE), (PIPES, LEAKS)]
    with database.writing() as session:
        nes = world.institution(session)
        abroad = world.institution(session, side=Side.ABROAD)
        for need, offer in sought:
            world.need(session, nes, sector=None, formats=[], **need)
            world.offer(session, abroad, sector=None, formats=[], **offer)
        world.need(session, nes, title="ܡܝ̈ܐ", text="ܡܝ̈ܐ ܕܟܝ̈ܐ ܣܢܝܩܝܢܢ ܒܩܪܝܬܢ", language="syr")
    assert suggestions.suggest(database, open_encoder()) == 6
    with database.reading() as session:
        matches = session.scalars(select(Match).order_by(Match.score.desc(), Match.id)).all()
        read = [match for match in matches if match.verdict is Verdict.WAITING]
        assert {(match.need.title, match.offer.title) for match in read[:2]} == {
            (need["title"], offer["title"]) for need, offer in sought
        }
        assert {match.need.language for match in matches if match.verdict is Verdict.TO_READ} == {"syr"}
