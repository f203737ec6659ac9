"""Needs and offers as the engine computes with them: texts encoded once, words counted once, facts in columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from matchmaker.matching import alignment, lexical
from matchmaker.matching.alignment import Words
from matchmaker.matching.columns import Bools, Codes, Columns, Ints
from matchmaker.matching.encode import Encoder, Progress, Vectors
from matchmaker.matching.entry import Entry, Version
from matchmaker.matching.lexical import Lexicon, Vocabulary
from matchmaker.matching.subjects import Subject, Subjects


@dataclass(frozen=True, slots=True)
class Texts:
    """The versions of a list of entries, one after another: entry i has those from `first[i]` to `first[i + 1]`."""

    first: Ints
    readable: Bools
    row: Ints  # of the vectors and of the lexicon, in which equal texts share one row
    vectors: Vectors
    lexicon: Lexicon
    words: Words | None  # None: the encoder has no vectors of words

    @property
    def entry(self) -> Ints:
        """The entry that each version is of."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))

    def of(self, entries: Ints) -> "Texts":
        """Return the texts of some entries."""
        versions, first = versions_of(self.first, entries)
        return replace(self, first=first, readable=self.readable[versions], row=self.row[versions])

    def beside(self, other: "Texts") -> "Texts":
        """Return the texts of these entries and then those of the other ones."""
        return Texts(
            np.concatenate((self.first, self.first[-1] + other.first[1:])),
            np.concatenate((self.readable, other.readable)),
            np.concatenate((self.row, other.row + len(self.vectors))),
            np.vstack((self.vectors, other.vectors)),
            self.lexicon.beside(other.lexicon),
            self.words.beside(other.words) if self.words and other.words else None,
        )


@dataclass(frozen=True)
class Shelf:
    """Needs, or offers, in one order."""

    entries: Sequence[Entry]
    texts: Texts
    columns: Columns
    subjects: Subjects | None  # None: there was no thesaurus

    def __len__(self) -> int:
        return len(self.entries)

    @cached_property
    def place(self) -> dict[str, int]:
        return {entry.id: place for place, entry in enumerate(self.entries)}

    def only(self, places: Ints) -> "Shelf":
        """Return some of the entries, in the order given."""
        if np.array_equal(places, np.arange(len(self))):
            return self
        entries = [self.entries[place] for place in places.tolist()]
        subjects = self.subjects.of(places) if self.subjects else None
        return Shelf(entries, self.texts.of(places), self.columns[places], subjects)

    def beside(self, other: "Shelf") -> "Shelf":
        """Return these entries and then the other ones, both read by one corpus."""
        subjects = self.subjects.beside(other.subjects) if self.subjects and other.subjects else None
        entries = [*self.entries, *other.entries]
        return Shelf(entries, self.texts.beside(other.texts), self.columns.beside(other.columns), subjects)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything there is, in the order of the ids, so that the order it came in changes nothing."""

    needs: Shelf
    offers: Shelf
    codes: Codes
    vocabulary: Vocabulary

    def read(self, entries: Sequence[Entry], *, encoder: Encoder, subject: Subject | None = None) -> Shelf:
        """Return further entries as they would stand beside these; how rare a word is, is not counted anew."""
        texts = _Texts(entries, encoder=encoder, vocabulary=self.vocabulary)
        subjects = subject.read(entries, usual=self.needs.subjects) if subject else None
        return Shelf(entries, texts.of(entries), self.codes.columns(entries), subjects)


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
    everything = [*needs, *offers]
    texts = _Texts(everything, encoder=encoder, progress=progress)
    if progress:
        progress("words", 0, 1)
    subjects = subject.read(everything) if subject else None
    codes = Codes()
    columns = codes.columns(everything)
    if progress:
        progress("words", 1, 1)

    def shelf(entries: Sequence[Entry], start: int) -> Shelf:
        places = np.arange(start, start + len(entries))
        return Shelf(entries, texts.of(entries), columns[places], subjects.of(places) if subjects else None)

    return Corpus(shelf(needs, 0), shelf(offers, len(needs)), codes, texts.lexicon.vocabulary)


def versions_of(first: Ints, entries: Ints) -> tuple[Ints, Ints]:
    """Return the versions of some entries one after another, and where those of each begin, (entries + 1,)."""
    counts = first[entries + 1] - first[entries]
    starts = np.concatenate(([0], np.cumsum(counts)))
    return np.repeat(first[entries] - starts[:-1], counts) + np.arange(starts[-1]), starts


class _Texts:
    """The distinct versions of some entries: vectors, lexicon and telling words, a row each."""

    def __init__(
        self,
        entries: Iterable[Entry],
        *,
        encoder: Encoder,
        vocabulary: Vocabulary | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._row: dict[Version, int] = {}
        for entry in entries:
            for version in entry.versions:
                self._row.setdefault(version, len(self._row))
        versions = list(self._row)
        self._readable = np.array([encoder.reads(each.text, each.written_in) for each in versions], dtype=np.bool_)
        self._vectors = _encoded(versions, self._readable, encoder, progress)
        self.lexicon = lexical.read(versions, vocabulary) if vocabulary else lexical.build(versions)
        self._words = alignment.telling(encoder.words, versions) if encoder.words else None

    def of(self, entries: Sequence[Entry]) -> Texts:
        first = np.cumsum([0, *(len(entry.versions) for entry in entries)])
        row = np.array([self._row[version] for entry in entries for version in entry.versions], dtype=np.int64)
        return Texts(first, self._readable[row], row, self._vectors, self.lexicon, self._words)


def _encoded(
    versions: Sequence[Version], readable: Bools, encoder: Encoder, progress: Progress | None = None
) -> Vectors:
    read = [version.text for version, reads in zip(versions, readable.tolist(), strict=True) if reads]
    distinct = {text: place for place, text in enumerate(dict.fromkeys(read))}
    vectors = np.zeros((len(versions), encoder.dimensions), dtype=np.float32)
    if distinct:
        vectors[readable] = encoder.encode(list(distinct), progress=progress)[[distinct[text] for text in read]]
    return vectors


def _by_id(entries: Sequence[Entry]) -> Sequence[Entry]:
    if len({entry.id for entry in entries}) < len(entries):
        raise ValueError("two entries have the same id")
    return sorted(entries, key=lambda entry: entry.id)
