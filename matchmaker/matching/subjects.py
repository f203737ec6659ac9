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

from matchmaker.matching import lexical
from matchmaker.matching.columns import Ints
from matchmaker.matching.concepts import Reader
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
    """Rows of unit length (or empty), one per entry; columns are ids of concepts and of topics."""

    rows: "Sparse"
    names: Sequence[str]
    rarity: Mapping[str, float]

    def of(self, entries: Ints) -> "Subjects":
        """Return the rows of some entries."""
        return Subjects(self.rows[entries], self.names, self.rarity)

    def beside(self, other: "Subjects") -> "Subjects":
        """Return the rows of these entries and then those of the other ones."""
        return Subjects(lexical.below(self.rows, other.rows), self.names, self.rarity)


def overlap(ours: Subjects, theirs: Subjects, one: Ints, other: Ints) -> Floats:
    """Return the cosine of entry `one[i]` of ours and `other[i]` of theirs; NaN where one is about nothing we know."""
    told = (np.diff(ours.rows.indptr) > 0)[one] & (np.diff(theirs.rows.indptr) > 0)[other]
    return np.where(told, lexical.cosines(ours.rows, theirs.rows, one, other), np.nan)


def shared(ours: Subjects, theirs: Subjects, one: int, other: int) -> list[str]:
    """Return the ids of what both entries are about, the weightiest first."""
    return [ours.names[column] for _, column in lexical.shared(ours.rows, theirs.rows, one, other)]


class Subject:
    """Reads what entries are about."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._thesaurus = reader.thesaurus

    def read(self, entries: Iterable[Entry], *, usual: Subjects | None = None) -> Subjects:
        """Return a row per entry, over all its versions; how rare a concept is, is counted in `usual`, or here."""
        counted = [self._weights(entry) for entry in entries]
        rarity = usual.rarity if usual else self._rarity(counted)
        return Subjects(_unit_rows(counted, self._columns, rarity), tuple(self._columns), rarity)

    def _rarity(self, counted: Sequence[Mapping[str, float]]) -> dict[str, float]:
        seen = Counter(name for weights in counted for name in weights)
        return {name: math.log((len(counted) + AS_IF) / (seen[name] + 1)) for name in self._columns}

    @cached_property
    def _columns(self) -> dict[str, int]:
        names = dict.fromkeys((*self._thesaurus.concepts, *self._thesaurus.topics))  # a topic may be its own concept
        return {name: column for column, name in enumerate(names)}

    def _weights(self, entry: Entry) -> dict[str, float]:
        weights: dict[str, float] = {topic: CHOSEN for topic in entry.topics if topic in self._thesaurus.topics}
        for version in entry.versions:
            for mention in self._reader.mentions(version.text, version.written_in, entry.sector):
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
