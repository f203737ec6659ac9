"""What the engine knows of a need or an offer: no person, no contact, no institution beyond an opaque key."""

from dataclasses import dataclass
from datetime import date

from matchmaker.domain.vocabulary import Format, Sector, Side, Urgency


@dataclass(frozen=True, slots=True)
class Version:
    """One language version of title and text; `language` is a tag of `domain.language`, or None when nobody said."""

    language: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A need or an offer. Everything but the id and one version may be unknown, and what is unknown costs no points.

    `organisation` is any key that tells institutions apart; entries of one institution never meet.
    `topics` are ids of the thesaurus. `languages` are the tags of the languages its people can work in.
    """

    id: str
    versions: tuple[Version, ...]
    sector: Sector | None = None
    side: Side | None = None
    organisation: str | None = None
    country: str | None = None
    languages: frozenset[str] = frozenset()
    formats: frozenset[Format] = frozenset()
    starts_on: date | None = None
    ends_on: date | None = None
    urgency: Urgency | None = None
    topics: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not self.versions or not all(version.text.strip() for version in self.versions):
            raise ValueError(f"entry {self.id} has no text")
