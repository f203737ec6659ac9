"""A proposal from draft to exchange: both sides answer, in any order, at any moment, twice."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.exchange import Exchange
from matchmaker.domain.journal import Entry
from matchmaker.domain.mail import Mail
from matchmaker.domain.person import Person
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.vocabulary import (
    Answer,
    DeclineReason,
    Format,
    MailKind,
    MailStatus,
    ProposalStatus,
    Side,
    Verdict,
)
from matchmaker.errors import IllegalStepError, InputError
from matchmaker.services import proposals
from matchmaker.services.proposals import Message, Plan
from matchmaker.store.session import Database
from tests import world
from tests.at_once import at_once

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
PLAN = Plan(Format.ADVICE, "Bangek ji 45 deqeyan", "ku", date(2027, 3, 1), None)
MESSAGES = {Side.NES: Message("ku", "Silav"), Side.ABROAD: Message("de", "Guten Tag")}


def _with_heads(
    session: Session, *, status: ProposalStatus = ProposalStatus.SENT
) -> tuple[Proposal, dict[Side, Person]]:
    proposal = world.proposal(session, status=status)
    heads = {part.side: world.person(session, institution=part.institution, is_head=True) for part in proposal.parts}
    return proposal, heads


def _actions(session: Session) -> list[str]:
    return list(session.scalars(select(Entry.action).order_by(Entry.id)))


def _answers(proposal: Proposal) -> dict[Side, Answer]:
    return {part.side: part.answer for part in proposal.parts}


def _ways_to_answer(by: Person) -> list[Callable[[Session, Proposal, Side], Any]]:
    return [
        lambda session, proposal, side: proposals.accept(session, proposal, side, by=by),
        lambda session, proposal, side: proposals.decline(session, proposal, side, reason=DeclineReason.TIMING, by=by),
        lambda session, proposal, side: proposals.ask_changes(session, proposal, side, by=by, note="Smaller, please."),
    ]


@pytest.mark.parametrize("verdict", sorted(set(Verdict) - {Verdict.APPROVED}))
@SQLITE
def test_draft_of_a_pairing_that_is_not_approved_is_refused(session: Session, verdict: Verdict) -> None:
    pairing = world.pairing_with_match(session, verdict=verdict)
    with pytest.raises(IllegalStepError):
        proposals.draft(session, pairing, plan=PLAN, messages=MESSAGES, matches=[], by=world.staff(session))


def test_draft_keeps_plan_and_messages_and_tells_nobody(session: Session) -> None:
    pairing, colleague = world.pairing_with_match(session, verdict=Verdict.APPROVED), world.staff(session)
    made = proposals.draft(session, pairing, plan=PLAN, messages=MESSAGES, matches=pairing.matches, by=colleague)
    session.flush()
    session.expire_all()
    found = proposals.proposal(session, made.id)
    assert found
    assert (found.status, found.format, found.first_step) == (ProposalStatus.DRAFT, PLAN.format, PLAN.first_step)
    assert (found.first_step_language, found.starts_on, found.ends_on) == ("ku", PLAN.starts_on, None)
    assert {part.side: (part.institution_id, part.language, part.message) for part in found.parts} == {
        Side.NES: (pairing.nes_id, "ku", "Silav"),
        Side.ABROAD: (pairing.abroad_id, "de", "Guten Tag"),
    }
    assert found.matches == pairing.matches
    assert (session.scalars(select(Mail)).all(), _actions(session)) == ([], ["proposal:draft"])
    assert proposals.listing(session, institution_id=pairing.nes_id) == []


def test_sent_proposal_lies_in_the_outbox_for_each_head(session: Session) -> None:
    proposal, heads = _with_heads(session, status=ProposalStatus.DRAFT)
    proposals.send(session, proposal, by=world.staff(session))
    assert (proposal.status, proposal.sent_at is not None) == (ProposalStatus.SENT, True)
    mails = session.scalars(select(Mail).order_by(Mail.id)).all()
    assert [(mail.person, mail.kind, mail.status) for mail in mails] == [
        (heads[side], MailKind.PROPOSAL, MailStatus.DRAFT) for side in (Side.NES, Side.ABROAD)
    ]
    assert proposals.listing(session, institution_id=proposal.part(Side.NES).institution_id) == [proposal]


@SQLITE
def test_proposal_to_an_institution_without_people_is_refused(session: Session) -> None:
    proposal = world.proposal(session)
    world.person(session, institution=proposal.part(Side.NES).institution, is_head=True)
    with pytest.raises(InputError):
        proposals.send(session, proposal, by=proposal.drafted_by)


@pytest.mark.parametrize("first", Side)
def test_exchange_opens_with_the_second_yes(session: Session, first: Side) -> None:
    proposal, heads = _with_heads(session)
    assert proposals.accept(session, proposal, first, by=heads[first], note=" Gladly. ") is None
    assert (proposal.status, proposals.exchange_of(session, proposal)) == (ProposalStatus.SENT, None)
    part = proposal.part(first)
    assert (part.answer, part.answered_by, part.note) == (Answer.ACCEPTED, heads[first], "Gladly.")
    exchange = proposals.accept(session, proposal, first.other, by=heads[first.other])
    assert exchange
    assert exchange is proposals.exchange_of(session, proposal)
    assert (proposal.status, exchange.format) == (ProposalStatus.ACCEPTED, proposal.format)
    assert _actions(session) == ["proposal:accept", "proposal:accept", "exchange:open"]
    told = session.scalars(select(Mail).order_by(Mail.id)).all()
    assert [(mail.person, mail.status) for mail in told] == [
        (heads[side], MailStatus.QUEUED) for side in (Side.NES, Side.ABROAD)
    ]
    assert "Gladly" not in "".join(str(entry.details) for entry in session.scalars(select(Entry)))


@pytest.mark.parametrize("way", range(3))
@SQLITE
def test_second_answer_of_a_side_is_refused_and_changes_nothing(session: Session, way: int) -> None:
    proposal, heads = _with_heads(session)
    proposals.accept(session, proposal, Side.NES, by=heads[Side.NES], note="Yes")
    with pytest.raises(IllegalStepError):
        _ways_to_answer(heads[Side.NES])[way](session, proposal, Side.NES)
    assert _answers(proposal) == {Side.NES: Answer.ACCEPTED, Side.ABROAD: Answer.NONE}
    assert proposal.part(Side.NES).note == "Yes"


@pytest.mark.parametrize("status", sorted(set(ProposalStatus) - {ProposalStatus.SENT}))
@SQLITE
def test_answer_to_what_is_not_open_is_refused(session: Session, status: ProposalStatus) -> None:
    proposal, heads = _with_heads(session, status=status)
    for way in _ways_to_answer(heads[Side.NES]):
        with pytest.raises(IllegalStepError):
            way(session, proposal, Side.NES)
    assert _answers(proposal) == {Side.NES: Answer.NONE, Side.ABROAD: Answer.NONE}


@POSTGRESQL
def test_second_yes_sees_the_first_that_came_while_its_page_was_loading(database: Database) -> None:
    with database.writing() as session:
        proposal, heads = _with_heads(session)
    with database.writing() as late:
        seen = proposals.proposal(late, proposal.id)
        assert seen
        with database.writing() as early:
            other = proposals.proposal(early, proposal.id)
            assert other
            proposals.accept(early, other, Side.NES, by=early.get_one(Person, heads[Side.NES].id))
        exchange = proposals.accept(late, seen, Side.ABROAD, by=late.get_one(Person, heads[Side.ABROAD].id))
        assert exchange is not None


@POSTGRESQL
def test_revision_that_began_before_the_sending_is_refused(database: Database) -> None:
    with database.writing() as session:
        proposal, _ = _with_heads(session, status=ProposalStatus.DRAFT)
    with database.writing() as late:
        seen = proposals.proposal(late, proposal.id)
        assert seen
        with database.writing() as early:
            other = proposals.proposal(early, proposal.id)
            assert other
            proposals.send(early, other, by=other.drafted_by)
        with pytest.raises(IllegalStepError):
            proposals.revise(late, seen, plan=PLAN, messages=MESSAGES, matches=[], by=seen.drafted_by)


def _accept_at_once(database: Database, sides: list[Side]) -> tuple[int, list[Answer], list[str], int]:
    """Let somebody accept for each of the sides, all at once; return how many were heard, and what is kept."""
    with database.writing() as session:
        proposal, heads = _with_heads(session)

    def accept(number: int) -> bool:
        side = sides[number]
        try:
            with database.writing() as session:
                found = proposals.proposal(session, proposal.id)
                assert found
                proposals.accept(session, found, side, by=session.get_one(Person, heads[side].id))
        except IllegalStepError:
            return False
        return True

    heard = sum(at_once(accept, times=len(sides)))
    with database.reading() as session:
        found = session.get_one(Proposal, proposal.id)
        answers = [found.part(side).answer for side in (Side.NES, Side.ABROAD)]
        return heard, answers, _actions(session), len(session.scalars(select(Exchange)).all())


def test_of_twenty_yeses_of_one_side_at_once_one_is_kept(database: Database) -> None:
    outcome = _accept_at_once(database, [Side.NES] * 20)
    assert outcome == (1, [Answer.ACCEPTED, Answer.NONE], ["proposal:accept"], 0)


def test_both_sides_accepting_at_once_open_one_exchange(database: Database) -> None:
    outcome = _accept_at_once(database, [Side.NES, Side.ABROAD] * 4)
    actions = ["proposal:accept", "proposal:accept", "exchange:open"]
    assert outcome == (2, [Answer.ACCEPTED, Answer.ACCEPTED], actions, 1)


def test_declined_proposal_tells_staff_and_those_on_the_other_side_whom_it_had_reached(session: Session) -> None:
    proposal, heads = _with_heads(session, status=ProposalStatus.DRAFT)
    proposals.send(session, proposal, by=proposal.drafted_by)
    mail = session.scalars(select(Mail).where(Mail.person == heads[Side.ABROAD])).one()
    mail.status = MailStatus.SENT
    reason = DeclineReason.NO_CAPACITY
    proposals.decline(session, proposal, Side.NES, reason=reason, by=heads[Side.NES], note="Two of us are ill.")
    part = proposal.part(Side.NES)
    assert (proposal.status, part.answer, part.reason) == (ProposalStatus.DECLINED, Answer.DECLINED, reason)
    told = session.scalars(select(Mail).where(Mail.kind == MailKind.NOTICE).order_by(Mail.id)).all()
    assert [each.person for each in told] == [proposal.drafted_by, heads[Side.ABROAD]]
    assert not [each for each in told if "ill" in each.body.split()]


@SQLITE
def test_other_reason_and_wish_for_changes_must_be_told(session: Session) -> None:
    proposal, heads = _with_heads(session)
    by = heads[Side.NES]
    with pytest.raises(InputError):
        proposals.decline(session, proposal, Side.NES, reason=DeclineReason.OTHER, by=by, note=" ")
    with pytest.raises(InputError):
        proposals.ask_changes(session, proposal, Side.NES, by=by, note="\n")
    assert (proposal.status, _answers(proposal)[Side.NES]) == (ProposalStatus.SENT, Answer.NONE)


def test_changed_proposal_is_answered_anew_by_both(session: Session) -> None:
    proposal, heads = _with_heads(session)
    colleague = proposal.drafted_by
    proposals.accept(session, proposal, Side.ABROAD, by=heads[Side.ABROAD])
    proposals.ask_changes(session, proposal, Side.NES, by=heads[Side.NES], note="In autumn, please.")
    statuses = [proposal.status]
    assert [mail.person for mail in session.scalars(select(Mail))] == [colleague]
    proposals.revise(session, proposal, plan=PLAN, messages=MESSAGES, matches=proposal.matches, by=colleague)
    statuses.append(proposal.status)
    assert _answers(proposal) == {Side.NES: Answer.NONE, Side.ABROAD: Answer.NONE}
    assert proposal.part(Side.NES).note == "In autumn, please."  # staff still read it while they write
    proposals.send(session, proposal, by=colleague)
    for side in Side:
        exchange = proposals.accept(session, proposal, side, by=heads[side])
    assert exchange is not None
    assert [*statuses, proposal.status] == ["changes-asked", "draft", "accepted"]
    assert proposal.part(Side.NES).note == ""


@pytest.mark.parametrize("status", sorted(set(ProposalStatus) - {ProposalStatus.DRAFT, ProposalStatus.CHANGES_ASKED}))
@SQLITE
def test_proposal_that_is_out_or_over_cannot_be_revised(session: Session, status: ProposalStatus) -> None:
    proposal, _ = _with_heads(session, status=status)
    before = proposal.first_step
    with pytest.raises(IllegalStepError):
        proposals.revise(session, proposal, plan=PLAN, messages=MESSAGES, matches=[], by=proposal.drafted_by)
    assert proposal.first_step == before


@SQLITE
def test_withdrawn_proposal_is_over(session: Session) -> None:
    proposal, heads = _with_heads(session)
    proposals.withdraw(session, proposal, by=proposal.drafted_by)
    assert proposal.status is ProposalStatus.WITHDRAWN
    with pytest.raises(IllegalStepError):
        proposals.accept(session, proposal, Side.NES, by=heads[Side.NES])
    with pytest.raises(IllegalStepError):
        proposals.withdraw(session, proposal, by=proposal.drafted_by)
