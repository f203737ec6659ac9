"""Reading the outbox. Mails with a link to sign in are nobody's to read, so no query for staff returns them."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.domain.mail import Mail
from matchmaker.domain.person import Person
from matchmaker.domain.proposal import Proposal, ProposalPart
from matchmaker.domain.vocabulary import MailKind, MailStatus


def visible(session: Session, *, status: MailStatus | None = None, limit: int = 50, offset: int = 0) -> Sequence[Mail]:
    """Return what staff may read, newest first, with receivers and their institutions."""
    query = (
        select(Mail)
        .where(Mail.kind != MailKind.SIGN_IN)
        .options(joinedload(Mail.person).joinedload(Person.institution), joinedload(Mail.proposal))
        .order_by(Mail.id.desc())
        .limit(limit)
        .offset(offset)
    )
    if status is not None:
        query = query.where(Mail.status == status)
    return session.scalars(query).all()


def count_by_status(session: Session) -> dict[MailStatus, int]:
    """Return how many of the visible mails have each status; every status is there."""
    query = select(Mail.status, func.count()).where(Mail.kind != MailKind.SIGN_IN).group_by(Mail.status)
    return dict.fromkeys(MailStatus, 0) | dict(session.execute(query).all())


def mail(session: Session, mail_id: int) -> Mail | None:
    """Return one visible mail with its receiver and, if it has one, its proposal and both sides of it."""
    query = (
        select(Mail)
        .where(Mail.id == mail_id, Mail.kind != MailKind.SIGN_IN)
        .options(
            joinedload(Mail.person).joinedload(Person.institution),
            joinedload(Mail.proposal).selectinload(Proposal.parts).joinedload(ProposalPart.institution),
        )
    )
    return session.scalar(query)


def of_proposal(session: Session, proposal: Proposal) -> Sequence[Mail]:
    """Return the mails that bring a proposal to its two sides, in the order they were written."""
    query = (
        select(Mail)
        .where(Mail.proposal_id == proposal.id, Mail.kind == MailKind.PROPOSAL)
        .options(joinedload(Mail.person).joinedload(Person.institution))
        .order_by(Mail.id)
    )
    return session.scalars(query).all()


def demo_mailbox(session: Session, *, limit: int = 50) -> Sequence[Mail]:
    """Return what the demo mode delivered, links and all, newest first: invented people have no mailboxes."""
    query = (
        select(Mail)
        .where(Mail.delivered.is_not(None))
        .options(joinedload(Mail.person).joinedload(Person.institution))
        .order_by(Mail.sent_at.desc(), Mail.id.desc())
        .limit(limit)
    )
    return session.scalars(query).all()
