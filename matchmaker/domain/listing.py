"""What a need and an offer have in common: a text in its writer's language, and when and how it can be met."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.domain.base import now
from matchmaker.domain.vocabulary import Format, ListingStatus, Sector

if TYPE_CHECKING:
    from matchmaker.domain.translation import Translation

LISTING_STEPS = {
    ListingStatus.DRAFT: {ListingStatus.OPEN, ListingStatus.WITHDRAWN},
    ListingStatus.OPEN: {ListingStatus.PAUSED, ListingStatus.WITHDRAWN},
    ListingStatus.PAUSED: {ListingStatus.OPEN, ListingStatus.WITHDRAWN},
    ListingStatus.WITHDRAWN: set[ListingStatus](),
}

TITLE_LENGTH = 160
TEXT_LENGTH = 6000  # characters: two pages, far more than the best texts have
MAX_TOPICS = 3  # what is about everything is found by nobody


class Listing:
    """Columns of `needs` and of `offers`."""

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str | None] = mapped_column(String(80), unique=True)
    """Its id in the file it was imported from, or the key of the form it was first sent with: sending twice is safe."""
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    """BCP 47 tag of the original `title` and `text`."""
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    text: Mapped[str] = mapped_column(Text)
    sector: Mapped[Sector | None] = mapped_column(index=True)
    topics: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    """Ids of topics of the thesaurus that the writer chose; one that the thesaurus has lost since is passed over."""
    formats: Mapped[list[str]] = mapped_column(default=list)
    languages: Mapped[list[str]] = mapped_column(default=list)
    """Languages the exchange can be held in; empty: those of the institution."""
    common_language: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a language in common is a must: with an interpreter it would not do."""
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    status: Mapped[ListingStatus] = mapped_column(default=ListingStatus.DRAFT, index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    """When title or text last changed; a translation older than that no longer says the same."""
    confirmed_at: Mapped[datetime | None] = mapped_column(default=now)
    """When its writers last published or saved it, whether anything changed or not: then it still stood."""

    def still_says(self, translation: Translation) -> bool:
        """Whether a translation is of the text as it stands now."""
        return translation.created_at >= self.changed_at

    @property
    def chosen_formats(self) -> list[Format]:
        return [Format(value) for value in self.formats]
