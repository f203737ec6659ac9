"""How well two texts answer each other word by word, across languages.

Every telling word of one text looks for the word of the other that is nearest in meaning; the mean of what they find,
weighted by how much each word tells, is taken from both sides and averaged. After Khattab and Zaharia, "ColBERT:
Efficient and Effective Passage Search via Contextualized Late Interaction over BERT" (2020), here over the word vectors
of the static encoder, from both sides, and weighted. On our gold set it orders offers far better than the cosine of two
whole texts (see docs/benchmarks.md): a whole text is pulled towards what all needs have in common.

Vectors are kept as whole numbers of 1/STEPS: products of such unit vectors add up to integers below 2^24, which float32
adds without rounding, in any order. So no result depends on how the work was cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matchmaker.matching import rarity
from matchmaker.matching.columns import Ints
from matchmaker.matching.encode import Vectors, WordVectors
from matchmaker.matching.entry import Version
from matchmaker.matching.stop_words import STOP_WORDS

NEAR = 0.5  # cosine from which a reader would call two words related
WEIGHTIEST = 32  # words of a text that are compared: further ones weigh little, and time goes with their number
STEPS = 4000  # of the length of a vector; its square stays below 2^24

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Words:
    """The telling words of texts. Text i has those from `first[i]` to `first[i + 1]`; equal words share a row."""

    first: Ints
    row: Ints  # (words,), of the two tables
    weights: Floats  # (words,)
    language: npt.NDArray[np.object_]  # (texts,), a tag, or None where it cannot be told
    table: Vectors  # (distinct words, dimensions), unit vectors in steps of 1 / STEPS
    spelling: npt.NDArray[np.object_]  # (distinct words,), folded

    @property
    def vectors(self) -> Vectors:
        return self.table[self.row]

    @property
    def folded(self) -> npt.NDArray[np.object_]:
        return self.spelling[self.row]

    def of(self, texts: Ints) -> "Words":
        """Return the words of some texts."""
        counts = self.first[texts + 1] - self.first[texts]
        first = np.concatenate(([0], np.cumsum(counts)))
        places = np.repeat(self.first[texts] - first[:-1], counts) + np.arange(first[-1])
        language = self.language[texts]
        return Words(first, self.row[places], self.weights[places], language, self.table, self.spelling)

    def beside(self, other: "Words") -> "Words":
        """Return the words of these texts and then those of the other ones."""
        return Words(
            np.concatenate((self.first, self.first[-1] + other.first[1:])),
            np.concatenate((self.row, other.row + len(self.table))),
            np.concatenate((self.weights, other.weights)),
            np.concatenate((self.language, other.language)),
            np.vstack((self.table, other.table)),
            np.concatenate((self.spelling, other.spelling)),
        )


def telling(encoder: WordVectors, versions: Sequence[Version]) -> Words:
    """Look up the words of texts; stop words, bare numbers and all but the `WEIGHTIEST` are left out."""
    known = rarity.shipped()
    texts = []
    for version in versions:
        language = version.written_in
        stop = STOP_WORDS.get(language or "", frozenset())
        words = [word for word in encoder.telling_words(version.text) if word not in stop]
        texts.append((words, [known.of(word, language) for word in words]))
    place = {word: row for row, word in enumerate(dict.fromkeys(word for words, _ in texts for word in words))}
    table = encoder.word_vectors(list(place))
    lengths = np.linalg.norm(table, axis=1)
    units = np.rint(table / np.where(lengths > 0, lengths, 1.0)[:, None] * STEPS).astype(np.float32)
    rows, weights = [np.empty(0, dtype=np.int64)], [np.empty(0)]
    for words, rare in texts:
        row = np.array([place[word] for word in words], dtype=np.int64)
        weight = np.array(rare) * lengths[row]
        told = np.sort(np.argsort(-weight, kind="stable")[:WEIGHTIEST])
        rows.append(row[told])
        weights.append(weight[told])
    first = np.cumsum([0, *(len(row) for row in rows[1:])], dtype=np.int64)
    spelling = np.array(list(place), dtype=np.object_)
    languages = np.array([version.written_in for version in versions], dtype=np.object_)
    return Words(first, np.concatenate(rows), np.concatenate(weights), languages, units, spelling)


def align(one: Words, others: Words) -> Floats:
    """Return how well a text (`one` has a single one) and each of the others answer each other, 0 to 1.

    Where either has no telling word there is nothing to say: 0.
    """
    found = np.zeros(len(others.first) - 1)
    starts = others.first[:-1]
    filled = starts < others.first[1:]
    if not len(one.weights) or not filled.any():
        return found
    distinct, place = np.unique(others.row, return_inverse=True)  # texts about one matter share most of their words
    nearness = np.maximum(one.vectors @ others.table[distinct].T, 0.0)  # (words of one, words of any other)
    there = np.maximum.reduceat(
        nearness[:, place], starts[filled], axis=1
    )  # for each word of one the best of each other
    back = nearness.max(axis=0)[place]  # for each word of the others the best of one
    weight = np.add.reduceat(others.weights, starts[filled])
    mine = one.weights @ there.astype(np.float64) / max(one.weights.sum(), np.finfo(np.float64).tiny)
    theirs = np.add.reduceat(others.weights * back, starts[filled]) / np.maximum(weight, np.finfo(np.float64).tiny)
    found[filled] = (mine + theirs) / 2 / STEPS**2
    return found


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two words that are nearest to each other among all of their texts, and what they add to the alignment."""

    one: str
    other: str
    share: float


def meetings(one: Words, other: Words) -> list[Meeting]:
    """Return which words of two texts meet, those that carry most first; chance neighbours are left out."""
    if not len(one.weights) or not len(other.weights):
        return []
    nearness = np.maximum(one.vectors @ other.vectors.T, 0.0) / STEPS**2
    there, back = nearness.argmax(axis=1), nearness.argmax(axis=0)
    found = []
    for i, j in enumerate(there.tolist()):
        if back[j] == i and nearness[i, j] >= NEAR:
            weight = one.weights[i] / one.weights.sum() + other.weights[j] / other.weights.sum()
            found.append(Meeting(one.folded[i], other.folded[j], float(weight * nearness[i, j] / 2)))
    return sorted(found, key=lambda met: (-met.share, met.one, met.other))
