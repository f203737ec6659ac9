"""A match (one need x one offer) and a pairing (two institutions with all matches between them): what staff review."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.domain.base import Base, now
from matchmaker.domain.institution import Institution
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import DismissalReason, Side, Verdict

VERDICT_STEPS = {
    Verdict.WAITING: {Verdict.APPROVED, Verdict.DISMISSED, Verdict.SNOOZED, Verdict.TO_READ},
    Verdict.TO_READ: {Verdict.APPROVED, Verdict.DISMISSED, Verdict.SNOOZED, Verdict.WAITING},
    Verdict.SNOOZED: {Verdict.APPROVED, Verdict.DISMISSED, Verdict.SNOOZED, Verdict.TO_READ, Verdict.WAITING},
    Verdict.DISMISSED: {Verdict.WAITING},
    Verdict.APPROVED: {Verdict.WAITING},
}


class Pairing(Base):
    __tablename__ = "pairings"
    __table_args__ = (
        UniqueConstraint("nes_id", "abroad_id"),
        Index("ix_pairings_queue", "verdict", "score", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    nes_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    abroad_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"), index=True)
    score: Mapped[float] = mapped_column(default=0.0)
    """What the queue is ordered by: the chances of both directions joined (`domain.reciprocity`).

    Where only a person can read the texts: the score of the best match.
    """
    probability: Mapped[float | None]
    """Of its best match, 0 to 1; none when a person must read it first."""
    nes_chance: Mapped[float | None]
    """Probability of the best match in which the institution of NES receives; none without any."""
    abroad_chance: Mapped[float | None]
    """The same for the institution abroad."""
    verdict: Mapped[Verdict] = mapped_column(default=Verdict.WAITING)
    reason: Mapped[DismissalReason | None]
    note: Mapped[str] = mapped_column(Text, default="")
    snoozed_until: Mapped[date | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime] = mapped_column(default=now)

    nes: Mapped[Institution] = relationship(foreign_keys=nes_id)
    abroad: Mapped[Institution] = relationship(foreign_keys=abroad_id)
    decided_by: Mapped[Person | None] = relationship()
    matches: Mapped[list[Match]] = relationship(back_populates="pairing", order_by="Match.score.desc(), Match.id")

    def institution(self, side: Side) -> Institution:
        return self.nes if side is Side.NES else self.abroad


class Match(Base):
    __tablename__ = "matches"
    __table_args__ = (UniqueConstraint("need_id", "offer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairings.id"), index=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"))
    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"), index=True)
    score: Mapped[float]
    probability: Mapped[float | None]
    verdict: Mapped[Verdict] = mapped_column(default=Verdict.WAITING)
    """What the engine says: `waiting`, or `to-read` when it cannot read one of the two texts. Staff decide pairings."""
    contributions: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """The parts whose points sum to the score: feature, value, points, evidence (words, sectors, languages)."""
    encoder_version: Mapped[str] = mapped_column(String(80))
    ranker_version: Mapped[str] = mapped_column(String(80))
    suggested_at: Mapped[datetime] = mapped_column(default=now)

    pairing: Mapped[Pairing] = relationship(back_populates="matches")
    need: Mapped[Need] = relationship()
    offer: Mapped[Offer] = relationship()
