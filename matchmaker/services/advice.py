"""What a need or an offer could say beside what it says, so that more is known when it is compared."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import ListingStatus
from matchmaker.matching.features import FEATURES
from matchmaker.matching.rank import Ranker
from matchmaker.services import evidence, rankers
from matchmaker.store import catalogue

AT_MOST = 3  # pieces of advice: more is a reproach

_HIGHEST = {feature.name: feature.high for feature in FEATURES}


class Addition(StrEnum):
    TEXT = "text"
    TRANSLATION = "translation"
    FIELD = "field"
    TOPICS = "topics"
    LANGUAGES = "languages"
    DATES = "dates"
    FORMATS = "formats"


_READ_IN_TEXTS = ("similarity", "words", "letters", "alignment", "concepts")
_BRINGS = {
    Addition.TEXT: _READ_IN_TEXTS,
    Addition.TRANSLATION: _READ_IN_TEXTS,
    Addition.FIELD: ("sector",),
    Addition.TOPICS: ("concepts",),
    Addition.LANGUAGES: ("language",),
    Addition.DATES: ("time",),
    Addition.FORMATS: ("format",),
}
"""The features that would be known, or known better."""


@dataclass(frozen=True, slots=True)
class Advice:
    addition: Addition
    points: float
    """What it would bring at most, by the weights in use."""
    language: str = ""
    """Of a translation: the one that most of the other side write in."""


def advice(session: Session, listings: Iterable[Need | Offer]) -> list[list[Advice]]:
    """Return for each what to add, what would bring most first; a constant number of queries."""
    ranker = rankers.current(session)
    needs, offers = catalogue.languages_written(session, Need), catalogue.languages_written(session, Offer)
    found = []
    for each in listings:
        opposite = offers if isinstance(each, Need) else needs
        found.append(additions(each, ranker, opposite=opposite[each.institution.side.other]))
    return found


def additions(listing: Need | Offer, ranker: Ranker, *, opposite: Mapping[str, int]) -> list[Advice]:
    """Return at most three things to add. `opposite`: how many texts of the other side are written in each language."""
    if listing.status is ListingStatus.WITHDRAWN:
        return []
    found = [Advice(addition, _points(addition, ranker)) for addition in _missing(listing)]
    usual = usual_languages(opposite)
    if usual and not {each.language for each in evidence.versions(listing)} & set(usual):
        found.append(Advice(Addition.TRANSLATION, _points(Addition.TRANSLATION, ranker), usual[0]))
    order = list(Addition)
    worth = [each for each in found if each.points > 0]
    return sorted(worth, key=lambda each: (-each.points, order.index(each.addition)))[:AT_MOST]


def usual_languages(written: Mapping[str, int]) -> list[str]:
    """Return the fewest languages that most texts are written in, the most frequent first."""
    usual: list[str] = []
    for tag in sorted(written, key=lambda tag: (-written[tag], tag)):
        if 2 * sum(written[each] for each in usual) > sum(written.values()):
            break
        usual.append(tag)
    return usual


def _missing(listing: Need | Offer) -> Iterator[Addition]:
    if evidence.is_short(listing):
        yield Addition.TEXT
    if listing.sector is None:
        yield Addition.FIELD
    if not listing.topics:
        yield Addition.TOPICS
    if not (listing.languages or listing.institution.languages):
        yield Addition.LANGUAGES
    if not (listing.starts_on or listing.ends_on):
        yield Addition.DATES
    if not listing.formats:
        yield Addition.FORMATS


def _points(addition: Addition, ranker: Ranker) -> float:
    """Return what an addition brings at most: no feature need speak for a match, so none counts below zero."""
    return sum(max(0.0, ranker.weights[name].points * _HIGHEST[name]) for name in _BRINGS[addition])
