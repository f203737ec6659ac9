"""What the engine knows of a need or an offer: no person, no contact, no institution beyond an opaque key."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from matchmaker.domain.vocabulary import Economy, Format, Landscape, Sector, Side, Urgency
from matchmaker.matching.detect import language_of


@dataclass(frozen=True)
class Version:
    """One language version of title and text; `language` is a tag of `domain.language`, or None when nobody said."""

    language: str | None
    text: str

    @cached_property
    def written_in(self) -> str | None:
        """The language that the text is in, as far as it can be told: every step that looks at words asks for it."""
        return language_of(self.text, self.language)


@dataclass(frozen=True, slots=True)
class Town:
    """What is known of the place of an institution; of most places little is."""

    municipality: bool = False
    """Whether the institution is the place itself."""
    inhabitants: int | None = None
    landscapes: frozenset[Landscape] = frozenset()
    economies: frozenset[Economy] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """A need or an offer. Everything but the id and one version may be unknown, and what is unknown costs no points.

    `organisation` is any key that tells institutions apart; entries of one institution never meet.
    `topics` are ids of the thesaurus. `languages` are the tags of the languages its people can work in; with
    `common_language` it meets nobody who is known to share none of them. `places_left`: how many exchanges more an
    offer can carry.
    `met` are the organisations with which its own has carried out an exchange or is in one, `parted` those with which
    a proposal was declined or an exchange broken off; who stands in both has met. Told of needs; of offers nobody asks.
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
    common_language: bool = False
    places_left: int | None = None
    town: Town | None = None
    met: frozenset[str] = frozenset()
    parted: frozenset[str] = frozenset()
    confirmed_on: date | None = None

    def __post_init__(self) -> None:
        if not self.versions or not all(version.text.strip() for version in self.versions):
            raise ValueError(f"entry {self.id} has no text")
