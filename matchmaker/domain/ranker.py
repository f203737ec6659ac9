"""Weights that were made here, from verdicts or by hand; those that came with the software are files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.domain.base import Base, now
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import RankerKind


class KeptRanker(Base):
    """Never changed once made, but for who is in use: what a match was ranked with can always be looked up."""

    __tablename__ = "rankers"
    __table_args__ = (
        Index("uq_rankers_in_use", "in_use", unique=True, sqlite_where=text("in_use"), postgresql_where=text("in_use")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RankerKind]
    weights: Mapped[dict[str, Any]]
    """`{feature: {"points": …, "reason": …}}`"""
    bias: Mapped[float]
    ceiling: Mapped[float]
    base_version: Mapped[str] = mapped_column(String(80))
    """The shipped ranker that it goes back to; it is used only where the engine would assume that one."""
    prior_id: Mapped[int | None] = mapped_column(ForeignKey("rankers.id"))
    """Weights set by hand that it was learned around; none: the shipped ones."""
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    note: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What is told of it, as figures: from how many decisions, how it was tried out, which weights it changes."""
    in_use: Mapped[bool] = mapped_column(default=False)
    """True for one at most; with none the shipped weights are in use."""
    used_at: Mapped[datetime | None]
    """When it was last put to use; none: never."""
    followed_id: Mapped[int | None] = mapped_column(ForeignKey("rankers.id"))
    """What was in use before it; none: the shipped weights."""

    made_by: Mapped[Person] = relationship()

    @property
    def version(self) -> str:
        """What matches keep of it."""
        return f"{self.kind}-{self.id}"

    @property
    def proven(self) -> bool:
        """Whether it may be used: by hand always, learned when it did better on what came later."""
        return self.kind is RankerKind.EDITED or bool(self.note.get("better"))
