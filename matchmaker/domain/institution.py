"""An institution: any organisation on either bank, with what it needs and what it can give."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.domain.base import Base, now
from matchmaker.domain.vocabulary import Economy, Kind, Landscape, Sector, Side, Standing

if TYPE_CHECKING:
    from matchmaker.domain.need import Need
    from matchmaker.domain.offer import Offer
    from matchmaker.domain.person import Person
    from matchmaker.domain.translation import Translation

MAX_INHABITANTS = 50_000_000  # of a place; the largest cities have fewer

STANDING_STEPS = {
    Standing.PENDING: {Standing.VERIFIED, Standing.REFUSED},
    Standing.VERIFIED: {Standing.PAUSED},
    Standing.PAUSED: {Standing.VERIFIED},
    Standing.REFUSED: {Standing.VERIFIED},
}


class Institution(Base):
    __tablename__ = "institutions"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str | None] = mapped_column(String(80), unique=True)
    """Its id in the file it was imported from: importing twice changes nothing."""
    side: Mapped[Side] = mapped_column(index=True)
    kind: Mapped[Kind]
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(8))
    """BCP 47 tag of `name` and `about`."""
    about: Mapped[str] = mapped_column(Text, default="")
    country: Mapped[str] = mapped_column(String(2))
    """ISO 3166-1 alpha-2."""
    region: Mapped[str] = mapped_column(String(100), default="")
    place: Mapped[str] = mapped_column(String(100))
    languages: Mapped[list[str]] = mapped_column(default=list)
    """Languages it can work in, BCP 47."""
    sectors: Mapped[list[str]] = mapped_column(default=list)
    inhabitants: Mapped[int | None]
    """With `landscapes` and `economies`: of a municipality, so that places can be compared. All may be unknown."""
    landscapes: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    economies: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    standing: Mapped[Standing] = mapped_column(default=Standing.PENDING, index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    people: Mapped[list[Person]] = relationship(back_populates="institution", order_by="Person.id")
    needs: Mapped[list[Need]] = relationship(back_populates="institution", order_by="Need.id")
    offers: Mapped[list[Offer]] = relationship(back_populates="institution", order_by="Offer.id")
    translations: Mapped[list[Translation]] = relationship(order_by="Translation.id", cascade="all, delete-orphan")

    @property
    def chosen_sectors(self) -> list[Sector]:
        return [Sector(value) for value in self.sectors]

    @property
    def chosen_landscapes(self) -> list[Landscape]:
        return [Landscape(value) for value in self.landscapes]

    @property
    def chosen_economies(self) -> list[Economy]:
        return [Economy(value) for value in self.economies]
