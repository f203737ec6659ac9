"""Everything that may be matched, read once and kept ready: one new need is answered without reading all the others.

What has changed since is told by the journal, in which every command writes its line, in whatever process it runs. It
is read again and stands on a shelf of its own; how rare a word is and what an average pair is like stay as they were
when everything was read, until everything is matched anew.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

import numpy as np
from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.matching import corpus, pipeline
from matchmaker.matching.corpus import Corpus, Shelf
from matchmaker.matching.encode import Encoder, Progress
from matchmaker.matching.pipeline import Suggestion
from matchmaker.matching.rank import Ranker
from matchmaker.matching.retrieve import Background, Retriever
from matchmaker.services import thesaurus
from matchmaker.services.entries import KeptEncoder, entry
from matchmaker.store import catalogue, changes
from matchmaker.store.dealings import Dealings, dealings
from matchmaker.store.session import Database

MANY = 1000  # listings that stand apart: more are quicker to look through when everything is read again

L = TypeVar("L", Need, Offer)


@dataclass(slots=True)
class _Side:
    """All needs, or all offers: those that were read together, and those that were read since."""

    whole: Retriever
    since: Retriever | None = None
    gone: set[str] = field(default_factory=set)
    """Ids of those read together that no longer stand as they did."""

    def add(self, shelf: Shelf, outdated: set[str]) -> None:
        """Leave out what is outdated, and take in what was read now."""
        self.gone |= outdated
        for id_ in outdated:
            self.whole.leave_out(id_)
        if self.since:
            kept = [place for place, each in enumerate(self.since.offers.entries) if each.id not in outdated]
            shelf = self.since.offers.only(np.array(kept, dtype=np.int64)).beside(shelf)
        self.since = Retriever(shelf) if len(shelf) else None

    def shelves(self) -> Iterator[Shelf]:
        shelf = self.whole.offers
        yield shelf.only(
            np.array([i for i, each in enumerate(shelf.entries) if each.id not in self.gone], dtype=np.int64)
        )
        if self.since:
            yield self.since.offers

    def one(self, id_: str) -> Shelf | None:
        """Return a shelf with one listing alone; None when it may not be matched (any more)."""
        for retriever in (self.since, self.whole):
            if retriever and id_ in retriever.offers.place and not (retriever is self.whole and id_ in self.gone):
                return retriever.offers.only(np.array([retriever.offers.place[id_]]))
        return None

    def retrievers(self) -> list[Retriever]:
        return [self.whole, *([self.since] if self.since else [])]


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read together, and the journal from there on."""

    on: date
    feed: changes.Feed
    corpus: Corpus
    against: Background
    needs: _Side
    offers: _Side


class Shelves:
    """For one worker, who asks from one thread."""

    def __init__(self, database: Database, encoder: Encoder) -> None:
        self._database = database
        self._encoder = KeptEncoder(encoder, database)
        self._read: _Read | None = None

    def suggestions(
        self,
        ranker: Ranker,
        *,
        top: int,
        need_id: int | None = None,
        offer_id: int | None = None,
        least: Mapping[int, float] | None = None,
        progress: Progress | None = None,
    ) -> Iterator[Suggestion]:
        """Yield the best offers for one need, for each need one offer, or everything for all, read anew.

        `least`: by need, the score below which an offer is not worth telling.
        """
        if need_id is None and offer_id is None:
            read = self._read_all(progress)
            yield from pipeline.suggestions(
                read.corpus.needs, read.offers.whole, read.against, ranker, top=top, progress=progress
            )
            return
        read = self._caught_up(need_id, offer_id, progress)
        if need_id is not None:
            need = read.needs.one(str(need_id))
            found = [
                each
                for retriever in read.offers.retrievers()
                for each in (pipeline.suggestions(need, retriever, read.against, ranker, top=top) if need else ())
            ]
            found.sort(key=lambda each: (-each.score, each.offer))
            yield from (replace(each, rank=rank) for rank, each in enumerate(found[:top], start=1))
        elif offer := read.offers.one(str(offer_id)):
            enough = {str(need): score for need, score in (least or {}).items()}
            for needs in read.needs.shelves():
                yield from pipeline.suggestions(
                    needs, Retriever(offer), read.against, ranker, top=top, least=enough, progress=progress
                )

    def _read_all(self, progress: Progress | None) -> _Read:
        with self._database.reading() as session:
            feed = changes.Feed(session)
            told = dealings(session)
            needs = [entry(need, told) for need in catalogue.open_listings(session, Need)]
            offers = [entry(offer, told) for offer in catalogue.open_listings(session, Offer)]
        whole = corpus.build(needs, offers, encoder=self._encoder, subject=thesaurus.subject(), progress=progress)
        sides = _Side(Retriever(whole.needs)), _Side(Retriever(whole.offers))
        self._read = _Read(now().date(), feed, whole, pipeline.background(whole), *sides)
        return self._read

    def _caught_up(self, need_id: int | None, offer_id: int | None, progress: Progress | None) -> _Read:
        """Read again what has changed; everything when that is much, or a day has passed and some of it is over."""
        read = self._read
        if read is None or read.on != now().date():
            return self._read_all(progress)
        with self._database.reading() as session:
            need_ids, offer_ids = read.feed.since(session)
            if need_id is not None and not read.needs.one(str(need_id)):
                need_ids.add(need_id)
            if offer_id is not None and not read.offers.one(str(offer_id)):
                offer_ids.add(offer_id)
            apart = sum(len(shelf) for side in (read.needs, read.offers) for shelf in [*side.shelves()][1:])
            much = len(need_ids) + len(offer_ids) + apart > MANY
            if not much and (need_ids or offer_ids):
                told = dealings(session)
                self._take_in(session, Need, need_ids, read.needs, told)
                self._take_in(session, Offer, offer_ids, read.offers, told)
        return self._read_all(progress) if much else read

    def _take_in(self, session: Session, table: type[L], ids: set[int], side: _Side, told: Dealings) -> None:
        if ids and self._read:
            entries = [entry(each, told) for each in catalogue.open_listings(session, table, ids=ids)]
            shelf = self._read.corpus.read(entries, encoder=self._encoder, subject=thesaurus.subject())
            side.add(shelf, {str(id_) for id_ in ids})
