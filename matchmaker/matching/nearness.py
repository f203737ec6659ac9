"""How well one text answers others, while it is still being written: the engine's signals without its whole corpus.

The engine measures every pair against average pairs of everything there is, which takes seconds. Here one text is
measured against a sample of the others, and a closer look is taken at those that lie nearest. Words in common and
concepts are left out: unknown features earn no points, so this errs on the side of too few.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from matchmaker.matching import alignment, features, meeting, retrieve
from matchmaker.matching.columns import Codes, Ints, admissible
from matchmaker.matching.encode import WordVectors
from matchmaker.matching.entry import Entry, Version
from matchmaker.matching.rank import Ranker
from matchmaker.matching.retrieve import moments, standardised

NEAREST = 40  # others that get a closer look: more of them changed no number on the demo's needs
SAMPLE = 48  # others drawn to say what an average one is, as the engine draws for its alignment

Floats = npt.NDArray[np.float64]
Found = Mapping[str, npt.NDArray[np.float32]]
"""Vectors of unit length by text; a text that has none cannot be read."""


def probabilities(
    draft: Entry, others: Sequence[Entry], vectors: Found, *, words: WordVectors | None, ranker: Ranker
) -> list[float]:
    """Return the probabilities of a draft and each of the `NEAREST` others, the nearest first.

    The draft has one version, and a vector; others without a vector are left out, and those that may not meet it.
    """
    others = [other for other in others if any(version.text in vectors for version in other.versions)]
    if not others:
        return []
    read = [[version for version in other.versions if version.text in vectors] for other in others]
    cosines = _cosines(draft, read, vectors)
    nearest = np.argsort(-cosines, kind="stable")[:NEAREST]
    codes = Codes()
    ours, theirs = codes.columns([draft]), codes.columns([others[place] for place in nearest])
    values = {name: fact(ours, theirs) for name, fact in features.FACTS.items()}
    usual = moments(cosines, *retrieve.PRIOR_BACKGROUND["similarity"])
    values["similarity"] = standardised(cosines[nearest], usual)
    if words:
        values["alignment"] = _alignment(draft, read, nearest, words)
    points = [ranker.points(name, value) for name, value in values.items()]
    scores = np.sum(points, axis=0) + ranker.bias
    return [ranker.probability(score) for score in scores[admissible(ours.parties, theirs.parties)].tolist()]


def _cosines(draft: Entry, read: Sequence[Sequence[Version]], vectors: Found) -> Floats:
    """Return the cosine of the draft and the nearest version of each other."""
    rows = np.stack([vectors[version.text] for versions in read for version in versions]).astype(np.float64)
    return _best(rows @ vectors[draft.versions[0].text].astype(np.float64), read)


def _alignment(draft: Entry, read: Sequence[Sequence[Version]], nearest: Ints, words: WordVectors) -> Floats:
    """Return how well the words of the draft and of the nearest meet, in deviations from a sample of the others."""
    draw = np.random.default_rng(retrieve.SEED)
    sample = draw.choice(len(read), size=min(len(read), SAMPLE), replace=False)
    looked_at = [read[place] for place in (*nearest, *sample)]
    texts = [draft.versions[0], *(version for versions in looked_at for version in versions)]
    told = alignment.telling(words, texts)
    everything = np.arange(len(texts))
    found = meeting.aligned(told.of(everything[:1]), told.of(everything[1:]))
    near = sum(len(versions) for versions in looked_at[: len(nearest)])
    usual = meeting.usual(meeting.Aligned(found.values[near:], found.one_language[near:]))
    return _best(meeting.deviations(found, usual), looked_at)[: len(nearest)]


def _best(values: Floats, read: Sequence[Sequence[Version]]) -> Floats:
    """Reduce values of versions to the best of each entry."""
    first = np.cumsum([0, *(len(versions) for versions in read)])[:-1]
    best: Floats = np.maximum.reduceat(values, first)
    return best
