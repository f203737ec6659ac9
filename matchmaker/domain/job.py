"""A job: work to be done by any worker, kept in the same transaction as the decision that causes it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.domain.base import Base, now
from matchmaker.domain.vocabulary import JobKind


class Job(Base):
    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[JobKind]
    subject: Mapped[str] = mapped_column(String(60))
    """What it is about: `need:12`, `mail:7`, `all`. The same job is not queued twice."""
    due_at: Mapped[datetime] = mapped_column(default=now, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    """Until then one worker has it; afterwards any worker takes it over."""
    leased_by: Mapped[str] = mapped_column(String(80), default="")
    error: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
