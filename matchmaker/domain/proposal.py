"""A proposal: an exchange drafted by staff from a pairing and sent to both sides."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.domain.base import Base, now
from matchmaker.domain.institution import Institution
from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import Answer, DeclineReason, Format, ProposalStatus, Side

PROPOSAL_STEPS = {
    ProposalStatus.DRAFT: {ProposalStatus.SENT, ProposalStatus.WITHDRAWN},
    ProposalStatus.SENT: {
        ProposalStatus.ACCEPTED,
        ProposalStatus.DECLINED,
        ProposalStatus.CHANGES_ASKED,
        ProposalStatus.WITHDRAWN,
    },
    ProposalStatus.CHANGES_ASKED: {ProposalStatus.DRAFT, ProposalStatus.WITHDRAWN},
    ProposalStatus.ACCEPTED: set[ProposalStatus](),
    ProposalStatus.DECLINED: set[ProposalStatus](),
    ProposalStatus.WITHDRAWN: set[ProposalStatus](),
}

proposal_matches = Table(
    "proposal_matches",
    Base.metadata,
    Column("proposal_id", ForeignKey("proposals.id"), primary_key=True),
    Column("match_id", ForeignKey("matches.id"), primary_key=True),
)


class Proposal(Base):
    __tablename__ = "proposals"

    id: Mapped[int] = mapped_column(primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairings.id"), index=True)
    format: Mapped[Format]
    first_step: Mapped[str] = mapped_column(String(300))
    """Small and concrete by default: a call of 45 minutes before any twinning."""
    first_step_language: Mapped[str] = mapped_column(String(8), default="en")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    status: Mapped[ProposalStatus] = mapped_column(default=ProposalStatus.DRAFT, index=True)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]

    pairing: Mapped[Pairing] = relationship()
    drafted_by: Mapped[Person] = relationship()
    matches: Mapped[list[Match]] = relationship(secondary=proposal_matches, order_by=Match.score.desc())
    parts: Mapped[list[ProposalPart]] = relationship(back_populates="proposal", order_by="ProposalPart.side.desc()")

    def part(self, side: Side) -> ProposalPart:
        return next(part for part in self.parts if part.side == side)  # templates say "nes"


class ProposalPart(Base):
    """What one side reads of a proposal, in its language, and what it answers."""

    __tablename__ = "proposal_parts"
    __table_args__ = (UniqueConstraint("proposal_id", "side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"))
    side: Mapped[Side]
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    message: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[Answer] = mapped_column(default=Answer.NONE)
    reason: Mapped[DeclineReason | None]
    note: Mapped[str] = mapped_column(Text, default="")
    """What the institution wrote with its answer."""
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime | None]

    proposal: Mapped[Proposal] = relationship(back_populates="parts")
    institution: Mapped[Institution] = relationship()
    answered_by: Mapped[Person | None] = relationship()
