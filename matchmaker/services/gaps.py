"""Gaps: open needs without a plausible offer, and offers without a plausible need, in groups that have a name."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TypeVar

import numpy as np
from sqlalchemy.orm import Session

from matchmaker import phrases
from matchmaker.domain.match import Match
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import Sector, Side
from matchmaker.i18n import gettext
from matchmaker.matching import gaps
from matchmaker.matching.gaps import Spoken
from matchmaker.matching.plain import is_plain
from matchmaker.matching.rank import POSSIBLE
from matchmaker.services import thesaurus
from matchmaker.services.entries import entry
from matchmaker.store import catalogue, unanswered, vectors

SAMPLE = 200  # texts that say what is usual, a few milliseconds each
MOST = 2000  # newest listings of a side that are grouped: the distances of more would fill the memory
IN_TITLE = 2.0  # weight of what a title speaks of, in mentions in a text
PERHAPS = 0.5  # weight of a mention that may be chance; in two titles it is none
REMEMBERED = 4096  # texts whose concepts were looked up, a millisecond each; some 2 kB each
NAMED = 2  # topics that name a gap
SEED = 20210611  # any number, always the same one

L = TypeVar("L", Need, Offer)


@dataclass(frozen=True, slots=True)
class Gap:
    """Listings of one side that speak of the same, the newest first."""

    side: Side
    listings: Sequence[Need | Offer]
    concepts: tuple[str, ...]

    @property
    def of_needs(self) -> bool:
        return isinstance(self.listings[0], Need)

    @property
    def id(self) -> int:
        """The lowest id of its listings: names the gap for as long as that one is in it."""
        return min(listing.id for listing in self.listings)

    @property
    def sectors(self) -> list[Sector]:
        found = {listing.sector for listing in self.listings}
        return [sector for sector in Sector if sector in found]

    @property
    def institutions(self) -> int:
        return len({listing.institution_id for listing in self.listings})

    def name(self, language: str) -> str:
        """Return what it is about: its concepts, else the topics that its writers chose, else its sectors."""
        known = thesaurus.shipped().concepts
        names = [known[each].preferred(language) for each in self.concepts if each in known]
        chosen = Counter(topic for listing in self.listings for topic in listing.topics)
        names = names or thesaurus.topic_names([topic for topic, _ in chosen.most_common(NAMED)], language)
        names = names or [phrases.label(sector, language) for sector in self.sectors]
        told = " · ".join(names) or gettext("Other subjects", language)
        return told[0].upper() + told[1:]


def compared(session: Session) -> bool:
    """Whether anything has been matched at all: else there is nothing to say."""
    return unanswered.encoder_version(session) is not None


def gaps_of(session: Session, table: type[L]) -> list[Gap]:
    """Return the gaps among open needs, or among open offers: the largest first, each of one side.

    Only what the engine has read counts: a text without a kept vector waits for the worker or for a person.
    """
    version = unanswered.encoder_version(session)
    if version is None:
        return []
    listed = catalogue.open_listings(session, table)
    versions = {listing.id: [each.text for each in entry(listing).versions] for listing in listed}
    found = vectors.known(session, chain(*versions.values()), encoder_version=version)
    texts = {
        number: known[0] for number, all_ in versions.items() if (known := [each for each in all_ if each in found])
    }
    read = [listing for listing in listed if listing.id in texts]
    column = Match.need_id if table is Need else Match.offer_id
    answered = unanswered.matched(session, column, at_least=POSSIBLE)
    usual = _sample(read)
    usual_vectors = vectors.stack([texts[each.id] for each in usual], found) if usual else np.zeros((0, 1), np.float32)
    spoken = [_spoken(each) for each in usual]
    made: list[Gap] = []
    for side in Side:
        lone = [each for each in read if each.id not in answered and each.institution.side is side]
        lone = sorted(lone, key=lambda each: -each.id)[:MOST]
        if lone:
            grouped = gaps.groups(
                vectors.stack([texts[each.id] for each in lone], found),
                [_spoken(each) for each in lone],
                usual=spoken,
                usual_vectors=usual_vectors,
            )
            made += [Gap(side, [lone[row] for row in group.members], group.concepts) for group in grouped]
    return sorted(made, key=lambda gap: (-len(gap.listings), gap.id))


def gap(session: Session, listing: Need | Offer) -> Gap | None:
    """Return the gap that a listing is part of; None when somebody answers it by now."""
    found = gaps_of(session, Need) if isinstance(listing, Need) else gaps_of(session, Offer)
    return next((each for each in found if listing in each.listings), None)


def _sample(read: Sequence[L]) -> list[L]:
    drawn = np.random.default_rng(SEED).choice(len(read), size=min(len(read), SAMPLE), replace=False)
    return [read[place] for place in sorted(drawn.tolist())]


def _spoken(listing: Need | Offer) -> Spoken:
    """Return the concepts that a listing speaks of; those that its title has weigh more."""
    told = dict(_concepts(listing.text, listing.language, listing.sector))
    for concept, weight in _concepts(listing.title, listing.language, listing.sector).items():
        told[concept] = IN_TITLE * weight
    return told


@lru_cache(maxsize=REMEMBERED)
def _concepts(text: str, language: str, sector: Sector | None) -> Spoken:
    """Return the concepts that a text speaks of; those of another field count less where it does not say so plainly."""
    known = thesaurus.shipped().concepts
    return {
        mention.concept: 1.0
        if known[mention.concept].topic.sector is sector
        or is_plain(text[mention.start : mention.end], known[mention.concept], language, sector=sector)
        else PERHAPS
        for mention in thesaurus.reader().mentions(text, language, sector)
    }
