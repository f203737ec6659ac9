"""An exchange: what both sides accepted, carried through to an outcome."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.domain.base import Base, now
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.vocabulary import ExchangeStatus, Format

EXCHANGE_STEPS = {
    ExchangeStatus.OPEN: {ExchangeStatus.SCHEDULED, ExchangeStatus.CANCELLED},
    ExchangeStatus.SCHEDULED: {ExchangeStatus.SCHEDULED, ExchangeStatus.UNDER_WAY, ExchangeStatus.CANCELLED},
    ExchangeStatus.UNDER_WAY: {ExchangeStatus.CLOSED, ExchangeStatus.CANCELLED},
    ExchangeStatus.CLOSED: set[ExchangeStatus](),
    ExchangeStatus.CANCELLED: set[ExchangeStatus](),
}


class Exchange(Base):
    __tablename__ = "exchanges"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"), unique=True)
    format: Mapped[Format]
    status: Mapped[ExchangeStatus] = mapped_column(default=ExchangeStatus.OPEN, index=True)
    first_meeting_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(Text, default="")
    """What came of it, in the words of the staff member who closed it."""
    outcome_language: Mapped[str] = mapped_column(default="en")
    opened_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]

    proposal: Mapped[Proposal] = relationship()
