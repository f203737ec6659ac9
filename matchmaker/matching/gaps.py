"""Needs that nobody answers, or offers that nobody asks for, grouped by meaning; each group with what it speaks of."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matchmaker.matching.encode import Vectors
from matchmaker.matching.retrieve import PRIOR_BACKGROUND, moments

FAR = 1.5  # deviations above an average pair that texts of one group lie on average; at 2 nearly all stay alone
NAMES = 2  # concepts that name a group: more are no name
HALF = 0.5  # of a group must speak of what names it
LEAST = 2.0  # weight that a name needs: one title, or two texts; what one text mentions by the way is no name
AS_IF = 20  # texts in which every concept is imagined once, so that a rare one does not name by chance

Spoken = Mapping[str, float]
"""What a text speaks of, by id of a concept, with how much weight; a concept in the title weighs more."""


@dataclass(frozen=True, slots=True)
class Group:
    members: tuple[int, ...]
    """Rows of what was grouped, ascending."""
    concepts: tuple[str, ...]
    """Ids of the concepts that it speaks of more than others do, the most telling first; none where nothing is."""


def groups(
    vectors: Vectors, spoken: Sequence[Spoken], *, usual: Sequence[Spoken], usual_vectors: Vectors
) -> list[Group]:
    """Group rows of unit length and name the groups, the largest first.

    `spoken` says what each row speaks of; `usual` and `usual_vectors` are of any texts of the same kind, to tell what
    is special and what is near. Agglomerative clustering with average linkage: unlike k-means it needs no number of
    groups, and what lies alone stays alone.
    """
    if not len(vectors):
        return []
    labels = _labels(vectors, nearest=_cut(usual_vectors))
    members: dict[int, list[int]] = {}
    for row, label in enumerate(labels):
        members.setdefault(label, []).append(row)
    found = [Group(tuple(rows), _names([spoken[row] for row in rows], usual)) for rows in members.values()]
    return sorted(found, key=lambda group: (-len(group.members), group.members))


def _labels(vectors: Vectors, *, nearest: float) -> list[int]:
    """Return the number of each row's group; rows of one group have a mean cosine of `nearest` or more."""
    if len(vectors) == 1:
        return [0]
    from sklearn.cluster import AgglomerativeClustering  # noqa: PLC0415 - slow import

    rows = vectors.astype(np.float64)
    distances = np.clip(1 - rows @ rows.T, 0, None)  # a text without direction is far from all: the library refuses it
    np.fill_diagonal(distances, 0)
    clustering = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - nearest
    )
    labels: list[int] = clustering.fit_predict(distances).tolist()
    return labels


def _cut(vectors: Vectors) -> float:
    """Return the cosine from which texts of this kind are near, whatever the encoder's cosines are like."""
    rows = vectors.astype(np.float64)
    pairs: npt.NDArray[np.float64] = (rows @ rows.T)[np.triu_indices(len(rows), k=1)]
    mean, deviation = moments(pairs, *PRIOR_BACKGROUND["similarity"])
    return min(mean + FAR * deviation, 1.0)


def _names(spoken: Sequence[Spoken], usual: Sequence[Spoken]) -> tuple[str, ...]:
    """Return the concepts that a group speaks of enough, and far more of it than others do."""
    weights: dict[str, float] = defaultdict(float)
    texts: Counter[str] = Counter()
    for each in spoken:
        texts.update(each.keys())
        for concept, weight in each.items():
            weights[concept] += weight
    elsewhere = Counter(concept for each in usual for concept in each)

    def told(concept: str) -> float:
        share = texts[concept] / len(spoken)
        return weights[concept] * math.log(share / ((elsewhere[concept] + 1) / (len(usual) + AS_IF)))

    enough = max(LEAST, HALF * len(spoken))
    common = [concept for concept, weight in weights.items() if weight >= enough and told(concept) > 0]
    return tuple(sorted(common, key=lambda concept: (-told(concept), concept))[:NAMES])
