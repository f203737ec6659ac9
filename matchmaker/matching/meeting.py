"""A closer look at the few candidates: which words of the two texts meet.

Two texts in one language share small coincidences that two texts in two languages cannot, so each pair of versions is
measured against average pairs of its own kind.
"""

from typing import NamedTuple

import numpy as np

from matchmaker.matching.alignment import Words, align
from matchmaker.matching.columns import Bools, Ints
from matchmaker.matching.corpus import Corpus, Shelf, Texts
from matchmaker.matching.features import Floats
from matchmaker.matching.retrieve import Background, Candidates, moments, sampled, standardised

SAMPLE = 64  # needs and offers drawn for the background, for alignment is slower than a cosine
TWO_LANGUAGES, ONE_LANGUAGE = "alignment", "alignment in one language"
PRIOR_BACKGROUND = {TWO_LANGUAGES: (0.21, 0.03), ONE_LANGUAGE: (0.23, 0.04)}
"""(mean, deviation) of the alignment of texts of unlike subjects, on the dev split of our gold set."""


class Aligned(NamedTuple):
    """The alignment of one text and each of some others, (others,), and whether both are in one language."""

    values: Floats
    one_language: Bools


def aligned(one: Words, others: Words) -> Aligned:
    (language,) = one.language
    same = others.language == language if language else np.zeros(len(others.language))
    return Aligned(align(one, others), same.astype(np.bool_))


def usual(found: Aligned) -> Background:
    """Return what is usual for texts in two languages and for texts in one."""
    kinds = {TWO_LANGUAGES: ~found.one_language, ONE_LANGUAGE: found.one_language}
    return {name: moments(found.values[kind], *PRIOR_BACKGROUND[name]) for name, kind in kinds.items()}


def deviations(found: Aligned, against: Background) -> Floats:
    two, one = (standardised(found.values, against[name]) for name in (TWO_LANGUAGES, ONE_LANGUAGE))
    return np.where(found.one_language, one, two)


def background(corpus: Corpus) -> Background:
    """Measure the alignment of average pairs that could meet; nothing without vectors of words."""
    ours, theirs = corpus.needs.texts, corpus.offers.texts
    if ours.words is None or theirs.words is None:
        return {}
    needs, offers = sampled(corpus, SAMPLE)
    found = [Aligned(np.empty(0), np.empty(0, dtype=np.bool_))]
    for need in np.unique(needs).tolist():
        mine, others = ours.of(np.array([need])), theirs.of(offers[needs == need])
        words = theirs.words.of(others.row[others.readable])
        found += [aligned(ours.words.of(row), words) for row in mine.row[mine.readable][:, None]]
    return usual(Aligned(*(np.concatenate(parts) for parts in zip(*found, strict=True))))


def alignment(needs: Shelf, offers: Shelf, block: Candidates, against: Background) -> Floats:
    """Return the alignment of candidates in deviations, (needs, width); NaN for what cannot be compared."""
    values = np.full(block.found.shape, np.nan)
    if TWO_LANGUAGES in against:
        for place, found in zip(block.needs.tolist(), block.found, strict=True):
            values[place, found] = _of_need(needs.texts, offers.texts, place, block.offers[place, found], against)
    return values


def _of_need(needs: Texts, offers: Texts, need: int, others: Ints, against: Background) -> Floats:
    """Return the best over all readable versions of a need and of each offer; NaN where there are none."""
    ours, theirs = needs.of(np.array([need])), offers.of(others)
    if ours.words is None or theirs.words is None or not ours.readable.any() or not len(others):
        return np.full(len(others), np.nan)
    words = theirs.words.of(theirs.row)
    rows = ours.row[ours.readable][:, None]
    best = np.max([deviations(aligned(ours.words.of(row), words), against) for row in rows], axis=0)
    best[~theirs.readable] = -np.inf
    best = np.maximum.reduceat(best, theirs.first[:-1])
    return np.where(np.isneginf(best), np.nan, best)
