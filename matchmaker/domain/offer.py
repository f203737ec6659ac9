"""An offer: what an institution can give."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.domain.base import Base
from matchmaker.domain.institution import Institution
from matchmaker.domain.listing import Listing
from matchmaker.domain.translation import Translation


class Offer(Listing, Base):
    __tablename__ = "offers"

    capacity: Mapped[int] = mapped_column(default=1)
    """How many exchanges it can carry at the same time."""

    institution: Mapped[Institution] = relationship(back_populates="offers")
    translations: Mapped[list[Translation]] = relationship(order_by="Translation.id", cascade="all, delete-orphan")
