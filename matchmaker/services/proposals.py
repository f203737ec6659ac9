"""A proposal is drafted from an approved pairing, sent to both sides, and answered by each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker.domain.base import now, require_step
from matchmaker.domain.exchange import Exchange
from matchmaker.domain.journal import Entry
from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.person import Person
from matchmaker.domain.proposal import PROPOSAL_STEPS, Proposal, ProposalPart
from matchmaker.domain.vocabulary import Answer, DeclineReason, Format, ProposalStatus, Side, Verdict
from matchmaker.errors import IllegalStepError, InputError
from matchmaker.services import notices
from matchmaker.store import journal
from matchmaker.store.session import lock


@dataclass(frozen=True, slots=True)
class Message:
    """What staff write to one side, in its language."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What an exchange would be."""

    format: Format
    first_step: str
    first_step_language: str
    starts_on: date | None
    ends_on: date | None


def draft(
    session: Session,
    pairing: Pairing,
    *,
    plan: Plan,
    messages: Mapping[Side, Message],
    matches: Sequence[Match],
    by: Person,
) -> Proposal:
    """Write a proposal down; nobody hears of it yet. Raises IllegalStepError unless the pairing is approved."""
    if pairing.verdict is not Verdict.APPROVED:
        raise IllegalStepError(f"proposal for a pairing that is {pairing.verdict}")
    proposal = Proposal(pairing=pairing, drafted_by=by, matches=list(matches))
    proposal.parts = [
        ProposalPart(side=side, institution=pairing.institution(side), language=message.language, message=message.text)
        for side, message in messages.items()
    ]
    _set_plan(proposal, plan)
    session.add(proposal)
    session.flush()  # the journal needs its id
    journal.record(session, "proposal:draft", proposal, by=by, format=plan.format)
    return proposal


def revise(
    session: Session,
    proposal: Proposal,
    *,
    plan: Plan,
    messages: Mapping[Side, Message],
    matches: Sequence[Match],
    by: Person,
) -> None:
    """Change a draft, or a proposal for which changes were asked: it is a draft again, and both answers are open."""
    _lock(session, proposal)
    if proposal.status is ProposalStatus.CHANGES_ASKED:
        _step(proposal, ProposalStatus.DRAFT)
    elif proposal.status is not ProposalStatus.DRAFT:
        raise IllegalStepError(f"revising a proposal that is {proposal.status}")
    _set_plan(proposal, plan)
    proposal.matches = list(matches)
    for part in proposal.parts:
        part.language, part.message = messages[part.side].language, messages[part.side].text
        part.answer, part.answered_at, part.answered_by, part.reason = Answer.NONE, None, None, None
    journal.record(session, "proposal:revise", proposal, by=by, format=plan.format)


def send(session: Session, proposal: Proposal, *, by: Person) -> None:
    """Write a mail to each side into the outbox, where staff read it once more and let it go."""
    _lock(session, proposal)
    _step(proposal, ProposalStatus.SENT)
    proposal.sent_at = now()
    journal.record(session, "proposal:send", proposal, by=by)
    notices.proposal(session, proposal)


def accept(session: Session, proposal: Proposal, side: Side, *, by: Person, note: str = "") -> Exchange | None:
    """Note one side's yes. With the second yes the exchange opens and both sides hear of it; it is returned."""
    part = _answer(session, proposal, side, Answer.ACCEPTED, by=by, note=note)
    journal.record(session, "proposal:accept", proposal, by=by, side=part.side)
    if any(each.answer is not Answer.ACCEPTED for each in proposal.parts):
        return None
    _step(proposal, ProposalStatus.ACCEPTED)
    exchange = Exchange(proposal=proposal, format=proposal.format, outcome_language=proposal.first_step_language)
    session.add(exchange)
    session.flush()  # the journal needs its id
    journal.record(session, "exchange:open", exchange, by=by)
    notices.exchange_opened(session, exchange)
    return exchange


def decline(
    session: Session, proposal: Proposal, side: Side, *, reason: DeclineReason, by: Person, note: str = ""
) -> None:
    """Note one side's no; the other side and the staff member who drafted it hear of it.

    Raises InputError when the reason is `other` and nothing is written beside it.
    """
    if reason is DeclineReason.OTHER and not note.strip():
        raise InputError("a note is needed")
    part = _answer(session, proposal, side, Answer.DECLINED, by=by, note=note)
    part.reason = reason
    _step(proposal, ProposalStatus.DECLINED)
    journal.record(session, "proposal:decline", proposal, by=by, side=side, reason=reason)
    notices.declined(session, proposal, part)


def ask_changes(session: Session, proposal: Proposal, side: Side, *, by: Person, note: str) -> None:
    """Note that one side would like something changed, and what; raises InputError when it does not say what."""
    if not note.strip():
        raise InputError("a note is needed")
    part = _answer(session, proposal, side, Answer.CHANGES, by=by, note=note)
    _step(proposal, ProposalStatus.CHANGES_ASKED)
    journal.record(session, "proposal:ask-changes", proposal, by=by, side=side)
    notices.changes_asked(session, proposal, part)


def withdraw(session: Session, proposal: Proposal, *, by: Person) -> None:
    _lock(session, proposal)
    _step(proposal, ProposalStatus.WITHDRAWN)
    journal.record(session, "proposal:withdraw", proposal, by=by)


def listing(
    session: Session,
    *,
    status: ProposalStatus | None = None,
    institution_id: int | None = None,
    drafts: bool = False,
    pairing_id: int | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> Sequence[Proposal]:
    """Return proposals, newest first, with both sides.

    Of one institution only those that were sent, unless staff ask for its `drafts` too.
    """
    query = (
        select(Proposal)
        .options(selectinload(Proposal.parts).joinedload(ProposalPart.institution))
        .order_by(Proposal.id.desc())
        .limit(limit)
        .offset(offset)
    )
    if pairing_id is not None:
        query = query.where(Proposal.pairing_id == pairing_id)
    if status:
        query = query.where(Proposal.status == status)
    if institution_id is not None:
        query = query.where(Proposal.parts.any(institution_id=institution_id))
        if not drafts:
            query = query.where(Proposal.status != ProposalStatus.DRAFT)
    return session.scalars(query).all()


def counts(session: Session) -> dict[ProposalStatus, int]:
    """How many proposals there are of each status."""
    rows = session.execute(select(Proposal.status, func.count()).group_by(Proposal.status)).all()
    return {status: number for status, number in rows}  # noqa: C416 - rows are not tuples to mypy


def history(session: Session, proposal: Proposal) -> Sequence[Entry]:
    return journal.read(session, subject=Proposal.__tablename__, subject_id=proposal.id)


def proposal(session: Session, proposal_id: int) -> Proposal | None:
    """Return a proposal with all that its pages show."""
    loading = (
        selectinload(Proposal.parts).joinedload(ProposalPart.institution),
        selectinload(Proposal.matches).joinedload(Match.need),
        selectinload(Proposal.matches).joinedload(Match.offer),
        joinedload(Proposal.pairing),
    )
    return session.get(Proposal, proposal_id, options=loading)


def exchange_of(session: Session, proposal: Proposal) -> Exchange | None:
    return session.scalar(select(Exchange).where(Exchange.proposal_id == proposal.id))


def _answer(session: Session, proposal: Proposal, side: Side, answer: Answer, *, by: Person, note: str) -> ProposalPart:
    _lock(session, proposal)
    if proposal.status is not ProposalStatus.SENT:
        raise IllegalStepError(f"answer to a proposal that is {proposal.status}")
    part = proposal.part(side)
    if part.answer is not Answer.NONE:
        raise IllegalStepError(f"second answer of side {side}")
    part.answer = answer
    part.answered_by = by
    part.answered_at = now()
    part.note = note.strip()
    return part


def _lock(session: Session, proposal: Proposal) -> None:
    """Hold the proposal until the transaction ends, and see it and both answers as the one before us left them."""
    lock(session, proposal, "status")
    for part in proposal.parts:
        session.refresh(part)


def _step(proposal: Proposal, status: ProposalStatus) -> None:
    require_step(PROPOSAL_STEPS, proposal.status, status)
    proposal.status = status


def _set_plan(proposal: Proposal, plan: Plan) -> None:
    proposal.format = plan.format
    proposal.first_step = plan.first_step
    proposal.first_step_language = plan.first_step_language
    proposal.starts_on = plan.starts_on
    proposal.ends_on = plan.ends_on
