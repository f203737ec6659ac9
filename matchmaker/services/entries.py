"""Needs and offers as the engine sees them, and the encoder that remembers what it has read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.domain.institution import Institution
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import Kind
from matchmaker.matching.encode import Encoder, Progress, WordVectors
from matchmaker.matching.entry import Entry, Town, Version
from matchmaker.store import vectors
from matchmaker.store.dealings import Dealings
from matchmaker.store.session import Database


@dataclass(frozen=True, slots=True)
class KeptEncoder:
    """An encoder that looks into the database before it computes, and keeps what it computes."""

    inner: Encoder
    database: Database

    @property
    def version(self) -> str:
        return self.inner.version

    @property
    def dimensions(self) -> int:
        return self.inner.dimensions

    @property
    def words(self) -> WordVectors | None:
        return self.inner.words

    def reads(self, text: str, language: str | None) -> bool:
        return self.inner.reads(text, language)

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> NDArray[np.float32]:
        with self.database.reading() as session:
            found = vectors.known(session, texts, encoder_version=self.version)
        missing = sorted(set(texts) - found.keys())
        if missing:
            fresh = dict(zip(missing, self.inner.encode(missing, progress=progress), strict=True))
            with self.database.writing() as session:
                vectors.keep(session, fresh, encoder_version=self.version)
            found |= fresh
        return vectors.stack(texts, found)


def entry(listing: Need | Offer, told: Dealings | None = None) -> Entry:
    """Return a need or an offer as the engine sees it: original first, then translations that still say the same.

    Without `told` nothing is known of places that are taken and of earlier contact.
    """
    institution = listing.institution
    versions = [Version(language=listing.language, text=f"{listing.title}\n{listing.text}")]
    versions += [
        Version(language=each.language, text=f"{each.title}\n{each.text}")
        for each in listing.translations
        if listing.still_says(each)
    ]
    return Entry(
        id=str(listing.id),
        versions=tuple(versions),
        sector=listing.sector,
        topics=frozenset(listing.topics),
        side=institution.side,
        organisation=str(institution.id),
        country=institution.country,
        languages=frozenset(listing.languages or institution.languages),
        formats=frozenset(listing.chosen_formats),
        starts_on=listing.starts_on,
        ends_on=listing.ends_on,
        urgency=listing.urgency if isinstance(listing, Need) else None,
        common_language=listing.common_language,
        places_left=listing.capacity - told.taken[listing.id] if told and isinstance(listing, Offer) else None,
        town=_town(institution),
        met=_keys(told.met.get(institution.id, ())) if told else frozenset(),
        parted=_keys(told.parted.get(institution.id, ())) if told else frozenset(),
        confirmed_on=listing.confirmed_at.date() if listing.confirmed_at else None,
    )


def _town(institution: Institution) -> Town:
    return Town(
        municipality=institution.kind is Kind.MUNICIPALITY,
        inhabitants=institution.inhabitants,
        landscapes=frozenset(institution.chosen_landscapes),
        economies=frozenset(institution.chosen_economies),
    )


def _keys(institution_ids: Iterable[int]) -> frozenset[str]:
    return frozenset(map(str, institution_ids))
