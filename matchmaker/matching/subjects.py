"""What needs and offers are about, as rows over the concepts and topics of the thesaurus.

Two texts meet in a concept, or more weakly in the topic of two concepts: that is the distance in the thesaurus. Rare
concepts count more. A topic that the writer chose counts like a concept.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from matchmaker.matching.columns import Ints
from matchmaker.matching.concepts import Reader
from matchmaker.matching.detect import language_of
from matchmaker.matching.entry import Entry

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    Sparse = csr_array[np.float64, tuple[int, int]]

KINSHIP = 0.5  # weight of a concept's topic beside the concept itself: two concepts of one topic are half alike
CHOSEN = 1.0  # weight of a topic that the writer ticked
AS_IF = 200  # texts in which every concept is imagined once: ten offers do not say what is rare

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Subjects:
    """Rows of unit length (or empty) of needs and of offers; columns are ids of concepts and of topics."""

    rows: "Sparse"
    names: Sequence[str]

    def overlap(self, need: int, offers: Ints) -> Floats:
        """Return the cosine of a need and each offer; NaN where one of the two is about nothing we know."""
        mine, theirs = self.rows[[need]], self.rows[offers]
        filled = np.diff(theirs.indptr) > 0
        if not mine.nnz:
            return np.full(len(offers), np.nan)
        return np.where(filled, np.asarray((theirs @ mine.T).toarray())[:, 0], np.nan)

    def shared(self, need: int, offer: int) -> list[str]:
        """Return the ids of what both are about, the weightiest first."""
        both = self.rows[[need]].multiply(self.rows[[offer]]).tocsr()
        order = np.argsort(-both.data, kind="stable")
        return [self.names[column] for column in both.indices[order]]


class Subject:
    """Reads what entries are about."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._thesaurus = reader.thesaurus

    def read(self, entries: Iterable[Entry]) -> Subjects:
        """Return a row per entry, over all its language versions."""
        counted = [self._weights(entry) for entry in entries]
        seen = Counter(name for weights in counted for name in weights)
        texts = len(counted) + AS_IF
        rarity = {name: math.log(texts / (number + 1)) for name, number in seen.items()}
        return Subjects(_unit_rows(counted, self._columns, rarity), tuple(self._columns))

    @cached_property
    def _columns(self) -> dict[str, int]:
        names = dict.fromkeys((*self._thesaurus.concepts, *self._thesaurus.topics))  # a topic may be its own concept
        return {name: column for column, name in enumerate(names)}

    def _weights(self, entry: Entry) -> dict[str, float]:
        weights: dict[str, float] = {topic: CHOSEN for topic in entry.topics if topic in self._thesaurus.topics}
        for version in entry.versions:
            for mention in self._reader.mentions(
                version.text, language_of(version.text, version.language), entry.sector
            ):
                topic = self._thesaurus.concepts[mention.concept].topic.id
                weights[mention.concept] = 1.0
                weights[topic] = max(weights.get(topic, 0.0), KINSHIP)
        return weights


def _unit_rows(
    counted: Sequence[Mapping[str, float]], columns: Mapping[str, int], rarity: Mapping[str, float]
) -> "Sparse":
    from scipy.sparse import csr_array  # noqa: PLC0415 - slow import

    first, indices, data = [0], [], []
    for weights in counted:
        row = sorted((columns[name], weight * rarity[name]) for name, weight in weights.items())
        length = math.sqrt(sum(value**2 for _, value in row))
        indices += [column for column, _ in row]
        data += [value / length for _, value in row]
        first.append(len(indices))
    return csr_array((np.array(data), np.array(indices, dtype=np.int64), first), shape=(len(counted), len(columns)))
