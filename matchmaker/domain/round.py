"""A round: what staff look at this week, shared out so that no partner is asked too much and nobody waits too long."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.domain.base import Base, now
from matchmaker.domain.match import Pairing
from matchmaker.domain.person import Person


class Round(Base):
    """A later round takes the place of an earlier one; the earlier ones say what has been seen."""

    __tablename__ = "rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    """Also the number that people see."""
    opened_at: Mapped[datetime] = mapped_column(default=now)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """`per_need`, `contacts`, `days`, as `services.rounds.Sharing` explains them."""
    totals: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """On the day it was opened: `pairings`, `value`, how many of `institutions` were `reached`, and places `short`."""

    opened_by: Mapped[Person] = relationship()


class RoundPairing(Base):
    """A pairing that a round shows, or keeps as an alternate for when one of those falls away."""

    __tablename__ = "round_pairings"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairings.id", ondelete="CASCADE"), primary_key=True, index=True)
    """The engine may stop suggesting an undecided pairing; then it leaves the round, too."""
    place: Mapped[int]
    """From 1; the alternates have their own count."""
    alternate: Mapped[bool] = mapped_column(default=False)

    round: Mapped[Round] = relationship()
    pairing: Mapped[Pairing] = relationship()
