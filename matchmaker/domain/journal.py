"""The journal: who did what, when. Rows are only ever added; the database refuses anything else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.domain.base import Base, now
from matchmaker.domain.person import Person


class Entry(Base):
    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_subject", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None: the software itself, or somebody who is not signed in."""
    action: Mapped[str] = mapped_column(String(60))
    """`subject:verb`, for example `proposal:accept`."""
    subject: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Never a contact, a token or a text somebody wrote in confidence."""

    person: Mapped[Person | None] = relationship()
