"""Words and letters in common: TF-IDF over folded words and names, and over the letters inside words.

Word weights are 1 + log(count), times the log of how rare the word is; rows have unit length, so a product is a cosine.
Letters are n-grams within a word with its borders; they are counted once per distinct word and carried to the texts by
a sparse product, (texts x words) x (words x n-grams).
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from matchmaker.matching.entry import Version
from matchmaker.matching.fold import words
from matchmaker.matching.names import MARK, Names, learn
from matchmaker.matching.stop_words import STOP_WORDS

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    Sparse = csr_array[np.float64, tuple[int, int]]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LENGTHS = (3, 4, 5)  # letters of an n-gram: stems survive inflection, shorter ones are in every text
COMMON = 0.1  # n-grams in more than this share of the texts tell nothing apart and cost the most
COMMON_AT_LEAST = 20  # texts; below it no n-gram is common


@dataclass(frozen=True)
class Vocabulary:
    """The columns of words and of n-grams, and how rare each is among the texts that were counted."""

    words: Mapping[str, int]
    grams: Mapping[str, int]
    word_rarity: Floats
    gram_rarity: Floats  # 0: too common to tell anything
    unseen: float  # what none of the texts had is as rare as this
    names: Names

    @cached_property
    def word_names(self) -> tuple[str, ...]:
        return tuple(self.words)

    @cached_property
    def gram_names(self) -> tuple[str, ...]:
        return tuple(self.grams)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Sparse rows, one per text, as long as one or shorter where a text has what no column stands for."""

    words: "Sparse"
    letters: "Sparse"
    vocabulary: Vocabulary

    def beside(self, other: "Lexicon") -> "Lexicon":
        """Return the rows of these texts and then those of the other ones, which have the same columns."""
        return Lexicon(below(self.words, other.words), below(self.letters, other.letters), self.vocabulary)


class _Counts(NamedTuple):
    """How often each text has each word and each n-gram, columns in the order of the names."""

    words: Sequence[str]
    grams: Sequence[str]
    word_counts: "Sparse"
    gram_counts: "Sparse"


def telling_words(version: Version) -> list[str]:
    """Return the folded words of a version without the small words of its language."""
    stop = STOP_WORDS.get(version.written_in or "", frozenset())
    return [word for word in words(version.text) if word not in stop]


def grams_of(word: str) -> list[str]:
    """Return the n-grams of a folded word, with `_` for its borders; the token of a name has none."""
    if word.startswith(MARK):
        return []
    bordered = f"_{word}_"
    return [bordered[i : i + n] for n in LENGTHS for i in range(len(bordered) - n + 1)]


def build(versions: Sequence[Version]) -> Lexicon:
    """Return the lexicon of all texts; how rare a word is, is counted over these texts."""
    names = learn(versions)
    counts = _count(versions, names)
    common = max(COMMON_AT_LEAST, COMMON * len(versions))
    gram_rarity = _rarity(counts.gram_counts)
    gram_rarity[_frequency(counts.gram_counts) > common] = 0.0
    vocabulary = Vocabulary(
        {word: column for column, word in enumerate(counts.words)},
        {gram: column for column, gram in enumerate(counts.grams)},
        _rarity(counts.word_counts),
        gram_rarity,
        unseen=math.log(1 + len(versions)) + 1,
        names=names,
    )
    return _lexicon(counts, vocabulary)


def read(versions: Sequence[Version], vocabulary: Vocabulary) -> Lexicon:
    """Return the rows of further texts, which change nothing in how rare a word is."""
    return _lexicon(_count(versions, vocabulary.names), vocabulary)


def cosines(ours: "Sparse", theirs: "Sparse", one: Ints, other: Ints) -> Floats:
    """Return the product of row `one[i]` of ours and row `other[i]` of theirs, (n,)."""
    return np.asarray(ours[one].multiply(theirs[other]).sum(axis=1), dtype=np.float64).reshape(len(one))


def below(upper: "Sparse", lower: "Sparse") -> "Sparse":
    from scipy.sparse import vstack  # noqa: PLC0415 - slow import

    return vstack((upper, lower), format="csr")


def shared(ours: "Sparse", theirs: "Sparse", one: int, other: int) -> list[tuple[float, int]]:
    """Return the parts of the cosine of two rows, (part, column), the largest first."""
    a, b = (slice(rows.indptr[row], rows.indptr[row + 1]) for rows, row in ((ours, one), (theirs, other)))
    common, in_a, in_b = np.intersect1d(ours.indices[a], theirs.indices[b], assume_unique=True, return_indices=True)
    parts = ours.data[a][in_a] * theirs.data[b][in_b]
    return sorted(zip(parts.tolist(), common.tolist(), strict=True), key=lambda part: (-part[0], part[1]))


def _count(versions: Sequence[Version], names: Names) -> _Counts:
    counts = [
        Counter([*telling_words(version), *(token for _, token in names.within(version))]) for version in versions
    ]
    vocabulary = sorted({word for count in counts for word in count})
    spellings = [Counter(grams_of(word)) for word in vocabulary]
    grams = sorted({gram for spelling in spellings for gram in spelling})
    word_counts = _sparse(counts, vocabulary)
    return _Counts(vocabulary, grams, word_counts, word_counts @ _sparse(spellings, grams))


def _sparse(counts: Sequence[Counter[str]], names: Iterable[str]) -> "Sparse":
    from scipy.sparse import csr_array  # noqa: PLC0415 - slow import

    number = {name: i for i, name in enumerate(names)}
    indptr = np.cumsum([0, *(len(count) for count in counts)])
    indices = np.array([number[name] for count in counts for name in count], dtype=np.int64)
    data = np.array([n for count in counts for n in count.values()], dtype=np.float64)
    matrix = csr_array((data, indices, indptr), shape=(len(counts), len(number)))
    matrix.sort_indices()
    return matrix


def _frequency(counts: "Sparse") -> Ints:
    return np.bincount(counts.indices, minlength=counts.shape[1])


def _rarity(counts: "Sparse") -> Floats:
    rarity: Floats = np.log((1 + counts.shape[0]) / (1 + _frequency(counts))) + 1  # never 0: two texts may be all
    return rarity


def _lexicon(counts: _Counts, vocabulary: Vocabulary) -> Lexicon:
    ways = (
        (counts.words, counts.word_counts, vocabulary.words, vocabulary.word_rarity),
        (counts.grams, counts.gram_counts, vocabulary.grams, vocabulary.gram_rarity),
    )
    words, letters = (_rows(*way, unseen=vocabulary.unseen) for way in ways)
    return Lexicon(words, letters, vocabulary)


def _rows(
    names: Sequence[str], counts: "Sparse", columns: Mapping[str, int], rarity: Floats, *, unseen: float
) -> "Sparse":
    """Weigh counts by rarity, to unit length, and put each name into its column of the vocabulary, if it has one."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - slow import

    place = np.array([columns.get(name, -1) for name in names], dtype=np.int64)
    weight = np.where(place >= 0, np.append(rarity, unseen)[place], unseen)
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    data = (1 + np.log(counts.data)) * weight[counts.indices]
    lengths = np.sqrt(np.bincount(rows, weights=data**2, minlength=counts.shape[0]))
    data /= np.where(lengths > 0, lengths, 1.0)[rows]
    known = (data > 0) & (place[counts.indices] >= 0)
    first = np.concatenate(([0], np.cumsum(np.bincount(rows[known], minlength=counts.shape[0]))))
    matrix = csr_array((data[known], place[counts.indices[known]], first), shape=(counts.shape[0], len(columns)))
    matrix.sort_indices()
    return matrix
