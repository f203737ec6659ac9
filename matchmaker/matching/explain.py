"""Why a pair got its score: the points of each feature, with what a reader can check.

The points are those that were summed to make the score; there is no second story.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from matchmaker.matching import lexical
from matchmaker.matching.alignment import meetings
from matchmaker.matching.corpus import Texts
from matchmaker.matching.entry import Entry, Town
from matchmaker.matching.fold import as_written, spelt

SHOWN = 5  # words: what fits a line on a phone
TELLING = 0.25  # share of the weightiest common word below which one is not worth reading
ALIKE = 0.5  # share of n-grams (Dice) from which two words look related to a reader
SEEDS = 20  # strongest n-grams from which related words are looked for; further ones find no better
SILENT = 0.05  # points that a reader would see as +0.0
MET = " ~ "  # between the two words of a pair
SIZE = "size"
OF_A_SIZE = 3.0  # times as many inhabitants: up to here a person would call two towns of a size


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one known feature added: `value` in its unit (see `features`), `points` of log-odds.

    `evidence` by feature: similarity, the language tags of the versions compared ("" unknown); words, whole words as
    written in the need; letters and alignment, pairs "word ~ word" (`MET`) as written in need and offer; concepts, the
    ids of concepts or topics in the thesaurus; sector, that of the need and, if not the same, that of the offer;
    language and format, what both have, or nothing; time, first and last common day in ISO form ("" open), or nothing;
    capacity, how many places are left; place, `SIZE` where they are of a size, then landscapes and economies that both
    have; contact, nothing; freshness, the day of the older confirmation in ISO form.
    """

    feature: str
    value: float
    points: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A need and an offer with the texts of these two alone."""

    need: Entry
    offer: Entry
    need_texts: Texts
    offer_texts: Texts
    concepts: Sequence[str] = ()
    """What both speak of: ids of the thesaurus, the weightiest first."""

    @property
    def read(self) -> bool:
        """Whether the encoder reads some version of each."""
        return bool(self.need_texts.readable.any() and self.offer_texts.readable.any())

    def contribution(self, feature: str, *, value: float, points: float) -> Contribution:
        return Contribution(feature, value, points, _EVIDENCE[feature](self))

    def versions(self, cosine: Callable[[int, int], float], *, readable: bool = False) -> tuple[int, int]:
        """Return the two versions with the highest cosine, the first of equals."""
        mine, theirs = self.need_texts.readable | (not readable), self.offer_texts.readable | (not readable)
        pairs = product(np.flatnonzero(mine).tolist(), np.flatnonzero(theirs).tolist())
        return max(pairs, key=lambda pair: (cosine(*pair), -pair[0], -pair[1]))


def in_english(contributions: Sequence[Contribution], *, subjects: Callable[[Sequence[str]], Sequence[str]]) -> str:
    """Return the reasons in one line, the weightiest first, each with its points; `subjects` names ids of concepts."""
    told = sorted((c for c in contributions if abs(c.points) >= SILENT), key=lambda c: -abs(c.points))
    named = [replace(c, evidence=tuple(subjects(c.evidence))) if c.feature == "concepts" else c for c in told]
    return "; ".join(f"{_phrase(contribution)} ({contribution.points:+.1f})" for contribution in named)


def _compared(pair: Pair) -> tuple[str, ...]:
    need, offer = pair.need_texts, pair.offer_texts
    i, j = pair.versions(lambda i, j: float(need.vectors[need.row[i]] @ offer.vectors[offer.row[j]]), readable=True)
    tags = (pair.need.versions[i].language, pair.offer.versions[j].language)
    return tuple(dict.fromkeys(tag or "" for tag in tags))


def _words(pair: Pair) -> tuple[str, ...]:
    i, shared, _ = _shared(pair, "words")
    told = [column for part, column in shared[:SHOWN] if part >= TELLING * shared[0][0]]
    version, vocabulary = pair.need.versions[i], pair.need_texts.lexicon.vocabulary
    names = {token: word for word, token in reversed(vocabulary.names.within(version))}
    written = {**as_written(version.text), **names}
    columns = (vocabulary.word_names[column] for column in told)
    return tuple(dict.fromkeys(written.get(word, word) for word in columns))


def _alike(pair: Pair) -> tuple[str, ...]:
    """Find words that are not the same but share much of their spelling, from the strongest common n-grams."""
    i, shared, j = _shared(pair, "letters")
    ours, theirs = as_written(pair.need.versions[i].text), as_written(pair.offer.versions[j].text)
    only_ours = [word for word in ours if word not in theirs]
    only_theirs = [word for word in theirs if word not in ours]
    found: dict[str, str] = {}
    for _, column in shared[:SEEDS]:
        gram = pair.need_texts.lexicon.vocabulary.gram_names[column]
        for one, other in product(_with(gram, only_ours), _with(gram, only_theirs)):
            if one not in found and _dice(one, other) >= ALIKE:
                found[one] = other
    return tuple(f"{ours[one]}{MET}{theirs[other]}" for one, other in list(found.items())[:SHOWN])


def _met(pair: Pair) -> tuple[str, ...]:
    """Find which word met which, in the two versions where they carry most."""
    need, offer = pair.need_texts, pair.offer_texts
    if need.words is None or offer.words is None:
        return ()
    best: tuple[float, tuple[str, ...]] = (-1.0, ())
    for i, j in product(np.flatnonzero(need.readable), np.flatnonzero(offer.readable)):
        met = meetings(need.words.of(need.row[[i]]), offer.words.of(offer.row[[j]]))
        ours, theirs = spelt(pair.need.versions[i].text), spelt(pair.offer.versions[j].text)
        told = tuple(f"{ours.get(each.one, each.one)}{MET}{theirs.get(each.other, each.other)}" for each in met[:SHOWN])
        best = max(best, (sum(each.share for each in met), told))
    return best[1]


def _concepts(pair: Pair) -> tuple[str, ...]:
    return tuple(pair.concepts[:SHOWN])


def _sectors(pair: Pair) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(entry.sector) for entry in (pair.need, pair.offer)))


def _languages(pair: Pair) -> tuple[str, ...]:
    return tuple(sorted(pair.need.languages & pair.offer.languages))


def _formats(pair: Pair) -> tuple[str, ...]:
    return tuple(sorted(pair.need.formats & pair.offer.formats))


def _common_days(pair: Pair) -> tuple[str, ...]:
    first = max((entry.starts_on for entry in (pair.need, pair.offer) if entry.starts_on), default=None)
    last = min((entry.ends_on for entry in (pair.need, pair.offer) if entry.ends_on), default=None)
    if first and last and first > last:
        return ()
    return (first.isoformat() if first else "", last.isoformat() if last else "")


def _places_left(pair: Pair) -> tuple[str, ...]:
    return () if pair.offer.places_left is None else (str(pair.offer.places_left),)


def _alike_places(pair: Pair) -> tuple[str, ...]:
    ours, theirs = (entry.town or Town() for entry in (pair.need, pair.offer))
    less, more = sorted((ours.inhabitants or 0, theirs.inhabitants or 0))
    size = (SIZE,) if less and more <= OF_A_SIZE * less else ()
    return (*size, *sorted(ours.landscapes & theirs.landscapes), *sorted(ours.economies & theirs.economies))


def _older(pair: Pair) -> tuple[str, ...]:
    days = [entry.confirmed_on for entry in (pair.need, pair.offer) if entry.confirmed_on]
    return (min(days).isoformat(),) if days else ()


_EVIDENCE: dict[str, Callable[[Pair], tuple[str, ...]]] = {
    "similarity": _compared,
    "words": _words,
    "letters": _alike,
    "alignment": _met,
    "concepts": _concepts,
    "sector": _sectors,
    "language": _languages,
    "format": _formats,
    "time": _common_days,
    "capacity": _places_left,
    "place": _alike_places,
    "contact": lambda _pair: (),
    "freshness": _older,
}


def _shared(pair: Pair, signal: str) -> tuple[int, list[tuple[float, int]], int]:
    """Return the best pair of versions (first and last) and the (part, column) that both have, largest first."""
    ours, theirs = (getattr(texts.lexicon, signal) for texts in (pair.need_texts, pair.offer_texts))
    need, offer = pair.need_texts.row, pair.offer_texts.row
    parts = {
        (i, j): lexical.shared(ours, theirs, need[i], offer[j])
        for i, j in product(range(len(pair.need.versions)), range(len(pair.offer.versions)))
    }
    i, j = pair.versions(lambda i, j: sum(part for part, _ in parts[i, j]))
    return i, parts[i, j], j


def _with(gram: str, words: Sequence[str]) -> list[str]:
    return [word for word in words if gram in f"_{word}_"]


def _dice(one: str, other: str) -> float:
    ours, theirs = set(lexical.grams_of(one)), set(lexical.grams_of(other))
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


def _phrase(contribution: Contribution) -> str:
    listed = ", ".join(contribution.evidence)
    good = contribution.points > 0
    if contribution.feature == "sector":
        return f"{'same sector' if len(contribution.evidence) == 1 else 'sectors'}: {listed}"
    if contribution.feature == "time":
        days = " to ".join(day or "..." for day in contribution.evidence)
        return f"time in common: {days}" if good else "no time in common"
    if contribution.feature == "similarity":
        return next(phrase for least, phrase in _CLOSENESS if contribution.value >= least)
    phrase, otherwise = _PHRASES[contribution.feature]
    if not good:
        return otherwise
    return f"{phrase}: {listed}" if listed else phrase


_CLOSENESS = (
    (2.0, "texts close in meaning"),
    (0.5, "texts somewhat close in meaning"),
    (-np.inf, "texts not close in meaning"),
)
"""From so many deviations above an average pair; two are passed by one unrelated pair in fifty."""

_PHRASES = {
    "words": ("shared words", "few shared words"),
    "letters": ("similar words", "few similar words"),
    "alignment": ("words that meet", "few words meet"),
    "concepts": ("both about", "no subject in common"),
    "language": ("language in common", "no language in common"),
    "format": ("format in common", "no format in common"),
    "capacity": ("places left", "no place left"),
    "place": ("places alike", "places unlike"),
    "contact": ("worked together before", "declined or broken off before"),
    "freshness": ("last confirmed", "not confirmed for long"),
}
