"""A need: what an institution asks for."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.domain.base import Base
from matchmaker.domain.institution import Institution
from matchmaker.domain.listing import Listing
from matchmaker.domain.translation import Translation
from matchmaker.domain.vocabulary import Urgency


class Need(Listing, Base):
    __tablename__ = "needs"

    urgency: Mapped[Urgency] = mapped_column(default=Urgency.NORMAL)

    institution: Mapped[Institution] = relationship(back_populates="needs")
    translations: Mapped[list[Translation]] = relationship(order_by="Translation.id", cascade="all, delete-orphan")
