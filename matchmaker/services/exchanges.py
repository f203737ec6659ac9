"""An exchange is scheduled, carried out and closed with an outcome."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from matchmaker.domain.base import now, require_step
from matchmaker.domain.exchange import EXCHANGE_STEPS, Exchange
from matchmaker.domain.permissions import Permission, may
from matchmaker.domain.person import Person
from matchmaker.domain.proposal import Proposal, ProposalPart
from matchmaker.domain.vocabulary import ExchangeStatus, Side
from matchmaker.errors import InputError, NotAllowedError
from matchmaker.store import journal
from matchmaker.store.session import lock


def schedule(session: Session, exchange: Exchange, *, on: date, by: Person) -> None:
    """Fix the day of the first meeting; raises InputError for a day that is past."""
    if on < now().date():
        raise InputError("the day is past")
    _step(session, exchange, ExchangeStatus.SCHEDULED, by=by)
    exchange.first_meeting_on = on


def begin(session: Session, exchange: Exchange, *, by: Person) -> None:
    """Say that the first meeting has taken place."""
    _step(session, exchange, ExchangeStatus.UNDER_WAY, by=by)


def close(session: Session, exchange: Exchange, *, outcome: str, language: str, by: Person) -> None:
    """End it with what came of it; raises InputError when nothing is written, for others shall learn from it."""
    if not outcome.strip():
        raise InputError("an outcome is needed")
    _step(session, exchange, ExchangeStatus.CLOSED, by=by)
    exchange.outcome = outcome.strip()
    exchange.outcome_language = language
    exchange.closed_at = now()


def cancel(session: Session, exchange: Exchange, *, outcome: str, language: str, by: Person) -> None:
    """End it before its time; why is kept where the outcome would be. The contacts are hidden again."""
    if not outcome.strip():
        raise InputError("a reason is needed")
    _step(session, exchange, ExchangeStatus.CANCELLED, by=by)
    exchange.outcome = outcome.strip()
    exchange.outcome_language = language
    exchange.closed_at = now()


def listing(session: Session, *, institution_id: int | None = None) -> Sequence[Exchange]:
    """Return exchanges, newest first, with both sides; all of them, or those of one institution."""
    query = select(Exchange).options(*_loading()).order_by(Exchange.id.desc())
    if institution_id is not None:
        of_it = Proposal.parts.any(ProposalPart.institution_id == institution_id)
        query = query.where(Exchange.proposal.has(of_it))
    return session.scalars(query).all()


def exchange(session: Session, exchange_id: int) -> Exchange | None:
    return session.get(Exchange, exchange_id, options=_loading())


def contacts(session: Session, exchange: Exchange, *, by: Person) -> dict[Side, list[Person]]:
    """Return the heads of both institutions: the one place from which contacts reach a page.

    Raises NotAllowedError for everybody but the two sides and staff, and when the exchange was cancelled.
    """
    if not may(by, Permission.CONTACT_READ, exchange):
        raise NotAllowedError("contacts are hidden")
    query = select(Person).where(Person.is_head, Person.active).order_by(Person.id)
    return {
        part.side: list(session.scalars(query.where(Person.institution_id == part.institution_id)))
        for part in exchange.proposal.parts
    }


def _loading() -> tuple[ORMOption, ...]:
    return (
        joinedload(Exchange.proposal).options(
            selectinload(Proposal.parts).joinedload(ProposalPart.institution),
            selectinload(Proposal.matches),
        ),
    )


def _step(session: Session, exchange: Exchange, status: ExchangeStatus, *, by: Person) -> None:
    lock(session, exchange, "status")
    require_step(EXCHANGE_STEPS, exchange.status, status)
    exchange.status = status
    journal.record(session, f"exchange:{status}", exchange, by=by)
