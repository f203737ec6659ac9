"""People decide about pairings: what each verdict leaves behind, and what it refuses."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from matchmaker.domain.journal import Entry
from matchmaker.domain.match import Pairing
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import DismissalReason, Sector, Side, Verdict
from matchmaker.errors import IllegalStepError, InputError
from matchmaker.services import review
from matchmaker.services.review import QueueFilter
from matchmaker.store.session import Database
from tests import world
from tests.at_once import at_once

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
TOMORROW = timedelta(days=1)


def _dismiss(session: Session, pairing: Pairing, *, by: Person) -> None:
    review.dismiss(session, pairing, reason=DismissalReason.OFF_SUBJECT, by=by)


def _snooze(session: Session, pairing: Pairing, *, by: Person) -> None:
    review.snooze(session, pairing, until=now().date() + TOMORROW, by=by)


DECISIONS: dict[Verdict, Callable[..., None]] = {
    Verdict.APPROVED: review.approve,
    Verdict.DISMISSED: _dismiss,
    Verdict.SNOOZED: _snooze,
    Verdict.TO_READ: review.mark_to_read,
}


@pytest.mark.parametrize("verdict", DECISIONS)
@SQLITE
def test_decision_is_kept_with_who_and_when_and_journalled(session: Session, verdict: Verdict) -> None:
    pairing, colleague = world.pairing_with_match(session), world.staff(session)
    DECISIONS[verdict](session, pairing, by=colleague)
    assert (pairing.verdict, pairing.decided_by) == (verdict, colleague)
    assert pairing.decided_at is not None
    (entry,) = review.history(session, pairing)
    assert (entry.action, entry.person) == (f"pairing:{verdict}", colleague)


def test_dismissal_keeps_reason_and_note_and_the_journal_keeps_no_note(session: Session) -> None:
    pairing = world.pairing_with_match(session)
    reason = DismissalReason.SECURITY
    review.dismiss(session, pairing, reason=reason, by=world.staff(session), note="  Their road is closed.  ")
    session.flush()
    session.expire_all()
    assert (pairing.reason, pairing.note) == (reason, "Their road is closed.")
    assert session.scalars(select(Entry.details)).one() == {"reason": "security", "until": None}


@SQLITE
def test_other_reason_must_be_told(session: Session) -> None:
    pairing, colleague = world.pairing_with_match(session), world.staff(session)
    with pytest.raises(InputError):
        review.dismiss(session, pairing, reason=DismissalReason.OTHER, by=colleague, note=" \n")
    assert review.history(session, pairing) == []
    review.dismiss(session, pairing, reason=DismissalReason.OTHER, by=colleague, note="They moved away.")
    assert pairing.verdict == Verdict.DISMISSED


@SQLITE
def test_day_to_put_off_until_must_be_to_come(session: Session) -> None:
    pairing, colleague = world.pairing_with_match(session), world.staff(session)
    for past in (now().date(), now().date() - TOMORROW):
        with pytest.raises(InputError):
            review.snooze(session, pairing, until=past, by=colleague)
    assert pairing.verdict is Verdict.WAITING


def test_snoozed_pairing_waits_again_when_its_day_has_come(session: Session) -> None:
    pairing = world.pairing_with_match(session)
    _snooze(session, pairing, by=world.staff(session))
    session.flush()
    assert review.queue(session, QueueFilter())[0] == []
    assert review.counts(session) == {Verdict.SNOOZED: 1, Verdict.WAITING: 0}
    pairing.snoozed_until = now().date()
    session.flush()
    assert review.queue(session, QueueFilter())[0] == [pairing]
    assert review.queue(session, QueueFilter(verdict=Verdict.SNOOZED)) == ([], 0)
    assert review.counts(session) == {Verdict.SNOOZED: 0, Verdict.WAITING: 1}


@SQLITE
def test_decision_taken_back_forgets_reason_and_day(session: Session) -> None:
    pairing, colleague = world.pairing_with_match(session), world.staff(session)
    _dismiss(session, pairing, by=colleague)
    review.reopen(session, pairing, by=colleague)
    assert (pairing.verdict, pairing.reason) == (Verdict.WAITING, None)
    _snooze(session, pairing, by=colleague)
    review.reopen(session, pairing, by=colleague)
    assert (pairing.verdict, pairing.snoozed_until) == (Verdict.WAITING, None)


@SQLITE
def test_decided_pairing_must_be_opened_again_before_it_is_decided_anew(session: Session) -> None:
    pairing, colleague = world.pairing_with_match(session), world.staff(session)
    review.approve(session, pairing, by=colleague)
    for decide in DECISIONS.values():
        with pytest.raises(IllegalStepError):
            decide(session, pairing, by=colleague)


def test_reviewer_with_an_old_page_does_not_overwrite_the_first(database: Database) -> None:
    with database.writing() as session:
        pairing, one, two = world.pairing_with_match(session), world.staff(session), world.staff(session)
    with database.writing() as session:
        review.approve(session, session.get_one(Pairing, pairing.id), by=session.get_one(Person, one.id))
    with database.writing() as session:
        old = session.merge(pairing, load=False)  # as the second one's session saw it before
        with pytest.raises(IllegalStepError):
            _dismiss(session, old, by=session.get_one(Person, two.id))


def test_of_eight_reviewers_at_once_one_decides_and_the_others_are_told(database: Database) -> None:
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
        people = [world.staff(session) for _ in range(8)]

    def decide(number: int) -> bool:
        step = review.approve if number % 2 else _dismiss
        try:
            with database.writing() as session:
                ours = session.get_one(Pairing, pairing.id)
                step(session, ours, by=session.get_one(Person, people[number].id))
        except IllegalStepError:
            return False
        return True

    done = at_once(decide, times=len(people))
    assert done.count(True) == 1
    with database.reading() as session:
        kept = session.get_one(Pairing, pairing.id)
        winner = done.index(True)
        assert kept.decided_by_id == people[winner].id
        assert kept.verdict is (Verdict.APPROVED if winner % 2 else Verdict.DISMISSED)
        assert len(review.history(session, kept)) == 1


def test_queue_shows_the_best_first_and_only_what_is_asked_for(session: Session) -> None:
    def pair(score: float, name: str) -> Pairing:
        return world.pairing_with_match(
            session, abroad=world.institution(session, side=Side.ABROAD, name=name), score=score
        )

    weak, strong = pair(1.0, "Klinik am Hang"), pair(4.0, "100% Wasser e.V.")
    weak.matches[0].offer.sector = weak.matches[0].need.sector = Sector.WOMEN
    strong.waiting_since = now() - timedelta(days=8)
    session.flush()
    assert review.queue(session, QueueFilter()) == ([strong, weak], 2)
    assert review.queue(session, QueueFilter(sector=Sector.WOMEN)) == ([weak], 1)
    assert review.queue(session, QueueFilter(institution="klinik am")) == ([weak], 1)
    assert review.queue(session, QueueFilter(institution="0%")) == ([strong], 1)
    assert review.queue(session, QueueFilter(waiting_days=7)) == ([strong], 1)
    assert review.queue(session, QueueFilter(language="ku")) == ([], 0)
    assert review.queue(session, QueueFilter(), page=2) == ([], 2)
