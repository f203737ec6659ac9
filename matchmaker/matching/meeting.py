"""A closer look at the few candidates: which words meet, and which concepts."""

import numpy as np

from matchmaker.matching.alignment import align
from matchmaker.matching.columns import Ints, admissible
from matchmaker.matching.corpus import Corpus
from matchmaker.matching.features import Floats
from matchmaker.matching.retrieve import SEED, Background, Candidates, moments, standardised

SAMPLE = 48  # needs and offers drawn for the background of the alignment, which is slower than a cosine
PRIOR_BACKGROUND = (0.21, 0.03)
"""(mean, deviation) of the alignment of texts of unlike subjects, on the dev split of our gold set."""


def background(corpus: Corpus) -> Background:
    """Measure the alignment of average pairs that could meet; nothing without vectors of words."""
    if corpus.need_texts.words is None:
        return {}
    draw = np.random.default_rng(SEED)
    rows, columns = (
        np.sort(draw.choice(size, size=min(size, SAMPLE), replace=False))
        for size in (len(corpus.needs), len(corpus.offers))
    )
    allowed = admissible(corpus.need_columns[rows], corpus.offer_columns[columns])
    values = np.stack([alignment(corpus, row, columns) for row in rows.tolist()])
    return {"alignment": moments(values[allowed & ~np.isnan(values)], *PRIOR_BACKGROUND)}


def look(corpus: Corpus, block: Candidates, against: Background) -> dict[str, Floats]:
    """Return alignment (in deviations) and overlap of concepts, each (needs, width); NaN for what is not known."""
    values = {name: np.full(block.offers.shape, np.nan) for name in ("alignment", "concepts")}
    for place, (need, offers) in enumerate(zip(block.needs.tolist(), block.offers, strict=True)):
        if "alignment" in against:
            values["alignment"][place] = standardised(alignment(corpus, need, offers), against["alignment"])
        if corpus.subjects:
            values["concepts"][place] = corpus.subjects.overlap(need, len(corpus.needs) + offers)
    return values


def alignment(corpus: Corpus, need: int, offers: Ints) -> Floats:
    """Return the best alignment over all readable versions of a need and of each offer; NaN where there are none."""
    ours, theirs = corpus.need_texts.of(np.array([need])), corpus.offer_texts.of(offers)
    if ours.words is None or theirs.words is None or not ours.readable.any() or not len(offers):
        return np.full(len(offers), np.nan)
    words = theirs.words.of(theirs.row)
    best = np.max([align(ours.words.of(row), words) for row in ours.row[ours.readable][:, None]], axis=0)
    best[~theirs.readable] = -np.inf
    best = np.maximum.reduceat(best, theirs.first[:-1])
    return np.where(np.isneginf(best), np.nan, best)
