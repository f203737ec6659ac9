"""Words and letters in common: TF-IDF over folded words, and over the letters inside them.

Word weights are 1 + log(count), times the log of how rare the word is; rows have unit length, so a product is a cosine.
Letters are n-grams within a word with its borders; they are counted once per distinct word and carried to the texts by
a sparse product, (texts x words) x (words x n-grams).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from matchmaker.matching.detect import language_of
from matchmaker.matching.entry import Version
from matchmaker.matching.fold import words
from matchmaker.matching.stop_words import STOP_WORDS

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    Sparse = csr_array[np.float64, tuple[int, int]]

LENGTHS = (3, 4, 5)  # letters of an n-gram: stems survive inflection, shorter ones are in every text
COMMON = 0.1  # n-grams in more than this share of the texts tell nothing apart and cost the most
COMMON_AT_LEAST = 20  # texts; below it no n-gram is common


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Sparse rows of unit length (or empty), one per text, and the word or n-gram that each column stands for."""

    words: "Sparse"
    letters: "Sparse"
    vocabulary: tuple[str, ...]
    grams: tuple[str, ...]


def telling_words(version: Version) -> list[str]:
    """Return the folded words of a version without the small words of its language."""
    stop = STOP_WORDS.get(language_of(version.text, version.language) or "", frozenset())
    return [word for word in words(version.text) if word not in stop]


def grams_of(word: str) -> list[str]:
    """Return the n-grams of a folded word, with `_` for its borders."""
    bordered = f"_{word}_"
    return [bordered[i : i + n] for n in LENGTHS for i in range(len(bordered) - n + 1)]


def build(versions: Sequence[Version]) -> Lexicon:
    """Return the lexicon of all texts; how rare a word is, is counted over these texts."""
    counts = [Counter(telling_words(version)) for version in versions]
    vocabulary = tuple(sorted({word for count in counts for word in count}))
    word_counts = _sparse(counts, vocabulary)
    gram_counts = [Counter(grams_of(word)) for word in vocabulary]
    grams = tuple(sorted({gram for count in gram_counts for gram in count}))
    letters = word_counts @ _sparse(gram_counts, grams)
    return Lexicon(_weigh(word_counts), _weigh(_without_common(letters)), vocabulary, grams)


def shared(matrix: "Sparse", one: int, other: int) -> list[tuple[float, int]]:
    """Return the parts of the cosine of two rows, (part, column), the largest first."""
    a, b = (slice(matrix.indptr[row], matrix.indptr[row + 1]) for row in (one, other))
    common, in_a, in_b = np.intersect1d(matrix.indices[a], matrix.indices[b], assume_unique=True, return_indices=True)
    parts = matrix.data[a][in_a] * matrix.data[b][in_b]
    return sorted(zip(parts.tolist(), common.tolist(), strict=True), key=lambda part: (-part[0], part[1]))


def _sparse(counts: Sequence[Counter[str]], names: Sequence[str]) -> "Sparse":
    from scipy.sparse import csr_array  # noqa: PLC0415 - slow import

    number = {name: i for i, name in enumerate(names)}
    indptr = np.cumsum([0, *(len(count) for count in counts)])
    indices = np.array([number[name] for count in counts for name in count], dtype=np.int64)
    data = np.array([n for count in counts for n in count.values()], dtype=np.float64)
    matrix = csr_array((data, indices, indptr), shape=(len(counts), len(names)))
    matrix.sort_indices()
    return matrix


def _frequency(counts: "Sparse") -> npt.NDArray[np.int64]:
    return np.bincount(counts.indices, minlength=counts.shape[1])


def _without_common(counts: "Sparse") -> "Sparse":
    common = _frequency(counts) > max(COMMON_AT_LEAST, COMMON * counts.shape[0])
    counts.data[common[counts.indices]] = 0
    counts.eliminate_zeros()
    return counts


def _weigh(counts: "Sparse") -> "Sparse":
    rarity = np.log((1 + counts.shape[0]) / (1 + _frequency(counts))) + 1  # never 0: two texts may be all there is
    counts.data = (1 + np.log(counts.data)) * rarity[counts.indices]
    lengths = np.sqrt(np.bincount(_rows(counts), weights=counts.data**2, minlength=counts.shape[0]))
    counts.data /= lengths[_rows(counts)]
    counts.sort_indices()
    return counts


def _rows(matrix: "Sparse") -> npt.NDArray[np.int64]:
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
