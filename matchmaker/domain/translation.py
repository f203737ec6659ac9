"""A text in another language than its writer's, always beside the original and never in its place."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.domain.base import Base, now
from matchmaker.domain.listing import TITLE_LENGTH
from matchmaker.domain.vocabulary import Origin


class Translation(Base):
    """Belongs to exactly one institution, need or offer; for an institution `title` is its name."""

    __tablename__ = "translations"
    __table_args__ = (
        CheckConstraint(
            "CASE WHEN institution_id IS NULL THEN 0 ELSE 1 END + CASE WHEN need_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN offer_id IS NULL THEN 0 ELSE 1 END = 1",
            name="one_owner",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"), index=True)
    need_id: Mapped[int | None] = mapped_column(ForeignKey("needs.id"), index=True)
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offers.id"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH), default="")
    text: Mapped[str] = mapped_column(Text)
    origin: Mapped[Origin] = mapped_column(default=Origin.PERSON)
    created_at: Mapped[datetime] = mapped_column(default=now)
