"""Needs and offers as the engine computes with them: texts encoded once, words counted once, facts in columns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matchmaker.matching import alignment, lexical
from matchmaker.matching.alignment import Words
from matchmaker.matching.columns import Bools, Columns, Ints, both
from matchmaker.matching.encode import Encoder, Progress, Vectors
from matchmaker.matching.entry import Entry, Version
from matchmaker.matching.subjects import Subject, Subjects


@dataclass(frozen=True, slots=True)
class Texts:
    """The versions of a list of entries, one after another: entry i has those from `first[i]` to `first[i + 1]`."""

    first: Ints
    readable: Bools
    row: Ints  # of the vectors and of the lexicon, in which equal texts share one row
    vectors: Vectors
    lexicon: lexical.Lexicon
    words: Words | None  # None: the encoder has no vectors of words

    def of(self, entries: Ints) -> "Texts":
        """Return the texts of some entries."""
        counts = self.first[entries + 1] - self.first[entries]
        first = np.concatenate(([0], np.cumsum(counts)))
        versions = np.repeat(self.first[entries] - first[:-1], counts) + np.arange(first[-1])
        return Texts(first, self.readable[versions], self.row[versions], self.vectors, self.lexicon, self.words)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Needs and offers in the order of their ids, so that the order they came in changes nothing."""

    needs: Sequence[Entry]
    offers: Sequence[Entry]
    need_texts: Texts
    offer_texts: Texts
    need_columns: Columns
    offer_columns: Columns
    subjects: Subjects | None  # rows: needs, then offers; None: there was no thesaurus

    def need_places(self, entries: Sequence[Entry]) -> Ints:
        return _places(self.needs, entries)

    def offer_places(self, entries: Sequence[Entry]) -> Ints:
        return _places(self.offers, entries)


def build(
    needs: Sequence[Entry],
    offers: Sequence[Entry],
    *,
    encoder: Encoder,
    subject: Subject | None = None,
    progress: Progress | None = None,
) -> Corpus:
    """Encode each distinct readable text once and bring everything else into columns."""
    needs, offers = _by_id(needs), _by_id(offers)
    row_of: dict[Version, int] = {}
    for entry in (*needs, *offers):
        for version in entry.versions:
            row_of.setdefault(version, len(row_of))
    readable = np.array([encoder.reads(version.text, version.language) for version in row_of], dtype=np.bool_)
    distinct = list(dict.fromkeys(version.text for version, reads in zip(row_of, readable, strict=True) if reads))
    position = {text: i for i, text in enumerate(distinct)}
    vectors = np.zeros((len(row_of), encoder.dimensions), dtype=np.float32)
    if distinct:
        encoded = encoder.encode(distinct, progress=progress)
        vectors[readable] = encoded[[position[v.text] for v, reads in zip(row_of, readable, strict=True) if reads]]
    if progress:
        progress("words", 0, 1)
    lexicon = lexical.build(list(row_of))
    words = alignment.telling(encoder.words, list(row_of)) if encoder.words else None
    subjects = subject.read((*needs, *offers)) if subject else None
    if progress:
        progress("words", 1, 1)

    def texts(entries: Sequence[Entry]) -> Texts:
        first = np.cumsum([0, *(len(entry.versions) for entry in entries)])
        row = np.array([row_of[version] for entry in entries for version in entry.versions], dtype=np.int64)
        return Texts(first, readable[row], row, vectors, lexicon, words)

    return Corpus(needs, offers, texts(needs), texts(offers), *both(needs, offers), subjects)


def _by_id(entries: Sequence[Entry]) -> Sequence[Entry]:
    if len({entry.id for entry in entries}) < len(entries):
        raise ValueError("two entries have the same id")
    return sorted(entries, key=lambda entry: entry.id)


def _places(among: Sequence[Entry], entries: Sequence[Entry]) -> Ints:
    place = {entry.id: i for i, entry in enumerate(among)}
    return np.array([place[entry.id] for entry in entries], dtype=np.int64)
