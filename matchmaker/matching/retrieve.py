"""From all pairs to the few worth a closer look: three text signals and the sector, in tiles.

Every signal is measured in standard deviations above an average admissible pair of the whole corpus, so that signals
can be added and a pair's score does not depend on which need asked. Memory grows with the entries and the tile, never
with needs x offers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from matchmaker.matching import features
from matchmaker.matching.columns import Bools, Ints, admissible
from matchmaker.matching.corpus import Corpus, Texts
from matchmaker.matching.encode import Progress
from matchmaker.matching.features import TEXT_FEATURES, Z_CAP, Z_DECIMALS, Floats
from matchmaker.matching.rank import GRID, Ranker

if TYPE_CHECKING:
    from matchmaker.matching.lexical import Sparse

WIDTH = 3  # times `top`: what the remaining features can still lift into it
TILE = 256  # needs at once
OFFER_TILE = 2048  # offers at once: a block of pairs takes 4 MB per signal
SAMPLE = 256  # needs and offers drawn for the background: 65,536 pairs fix a mean to a hundredth of a deviation
SEED = 20210611  # any number, always the same one

PRIOR_PAIRS = 100
"""The background assumed before any pair is seen weighs like so many pairs: a catalogue of ten by ten outweighs it."""
PRIOR_BACKGROUND = {"similarity": (0.10, 0.10), "words": (0.015, 0.03), "letters": (0.03, 0.03)}
"""(mean, deviation) of each cosine between English texts of unlike subjects, read with all-MiniLM-L6-v2."""

PLACES = 2**31
"""A key is the points of a pair in steps of GRID, times this, minus the place of the offer: ties go to the first id."""
NOT_ALLOWED = np.iinfo(np.int64).min + 1  # a key below all others; negating it does not overflow

Background = dict[str, tuple[float, float]]
"""Mean and deviation of the cosine of each text feature."""

Signals = dict[str, Floats]
"""By name of text feature, one number per pair of a block; NaN where the encoder can read no pair of versions."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """For each need of a tile (rows) the offers that look best, best first."""

    needs: Ints  # (n,)
    offers: Ints  # (n, width)
    key: Ints  # (n, width), the order; NOT_ALLOWED where the pair may not meet
    signals: Signals  # each (n, width), in standard deviations

    @property
    def found(self) -> Bools:
        found: Bools = self.key != NOT_ALLOWED
        return found


def cosines(needs: Texts, offers: Texts) -> Signals:
    """Return the three raw cosines of a block (needs x offers), each the best over all pairs of versions.

    Products are summed in double precision: how a block is cut must not be seen in the result.
    """
    dense = needs.vectors[needs.row].astype(np.float64) @ offers.vectors[offers.row].astype(np.float64).T
    dense[~needs.readable] = -np.inf
    dense[:, ~offers.readable] = -np.inf
    similarity = _best_versions(dense, needs, offers)
    similarity[np.isneginf(similarity)] = np.nan
    return {
        "similarity": similarity,
        "words": _best_versions(_product(needs.lexicon.words, needs.row, offers.row), needs, offers),
        "letters": _best_versions(_product(needs.lexicon.letters, needs.row, offers.row), needs, offers),
    }


def background(corpus: Corpus) -> Background:
    """Measure the signals of average pairs: all admissible ones of a seeded sample of needs and of offers."""
    draw = np.random.default_rng(SEED)
    rows, columns = (
        np.sort(draw.choice(size, size=min(size, SAMPLE), replace=False))
        for size in (len(corpus.needs), len(corpus.offers))
    )
    allowed = admissible(corpus.need_columns[rows], corpus.offer_columns[columns])
    signals = cosines(corpus.need_texts.of(rows), corpus.offer_texts.of(columns))
    return {
        name: moments(values[allowed & ~np.isnan(values)], *PRIOR_BACKGROUND[name]) for name, values in signals.items()
    }


def standardised(cosines: Floats, against: tuple[float, float]) -> Floats:
    """Return cosines as deviations above the mean of the background, within Z_CAP."""
    mean, deviation = against
    capped: Floats = np.clip((cosines - mean) / deviation, -Z_CAP, Z_CAP).round(Z_DECIMALS)
    return capped


def candidates(
    corpus: Corpus,
    ranker: Ranker,
    *,
    width: int,
    needs: Ints,
    offers: Ints,
    against: Background,
    progress: Progress | None = None,
) -> Iterator[Candidates]:
    """Yield the candidates of some needs among some offers (both by position, ascending), a tile of needs at a time."""
    for start in range(0, len(needs), TILE):
        if progress:
            progress("match", start, len(needs))
        rows = needs[start : start + TILE]
        best = _nobody(rows)
        for offer_start in range(0, len(offers), OFFER_TILE):
            block = _block(corpus, ranker, against, rows, offers[offer_start : offer_start + OFFER_TILE])
            best = _best(_beside(best, block), width)
        yield best
    if progress:
        progress("match", len(needs), len(needs))


def _block(corpus: Corpus, ranker: Ranker, against: Background, rows: Ints, columns: Ints) -> Candidates:
    """Return all pairs of a block as candidates, with what the text signals and the sector say of them in `key`."""
    needs, offers = corpus.need_columns[rows], corpus.offer_columns[columns]
    signals = cosines(corpus.need_texts.of(rows), corpus.offer_texts.of(columns))
    signals = {name: standardised(values, against[name]) for name, values in signals.items()}
    points = ranker.points("sector", features.sector(needs[:, None], offers))
    for name in TEXT_FEATURES:
        points = points + ranker.points(name, signals[name])
    key = (points / GRID).astype(np.int64) * PLACES - columns
    key[~admissible(needs, offers)] = NOT_ALLOWED
    return Candidates(rows, np.broadcast_to(columns, key.shape), key, signals)


def _best(block: Candidates, width: int) -> Candidates:
    """Keep the `width` highest keys of each row, highest first. No two keys of a row are equal: one outcome only."""
    if width < block.key.shape[1]:
        block = _take(block, np.argpartition(-block.key, width - 1, axis=1)[:, :width])
    return _take(block, np.argsort(-block.key, axis=1, kind="stable"))


def _take(block: Candidates, chosen: Ints) -> Candidates:
    def take(values: Any) -> Any:  # noqa: ANN401 - an array of any type, and the same type comes back
        return np.take_along_axis(values, chosen, axis=1)

    return Candidates(
        block.needs, take(block.offers), take(block.key), {name: take(s) for name, s in block.signals.items()}
    )


def _beside(one: Candidates, other: Candidates) -> Candidates:
    return Candidates(
        one.needs,
        np.hstack((one.offers, other.offers)),
        np.hstack((one.key, other.key)),
        {name: np.hstack((one.signals[name], other.signals[name])) for name in TEXT_FEATURES},
    )


def _nobody(needs: Ints) -> Candidates:
    empty = np.empty((len(needs), 0), dtype=np.int64)
    return Candidates(needs, empty, empty, {name: empty.astype(np.float64) for name in TEXT_FEATURES})


def moments(values: Floats, mean: float, deviation: float) -> tuple[float, float]:
    """Return mean and deviation of the values and of `PRIOR_PAIRS` imagined ones with the mean and deviation given."""
    n = len(values)
    share = n / (n + PRIOR_PAIRS)
    seen_mean, seen_variance = (float(values.mean()), float(values.var())) if n else (mean, 0.0)
    between = share * (1 - share) * (seen_mean - mean) ** 2
    variance = share * seen_variance + (1 - share) * deviation**2 + between
    return share * seen_mean + (1 - share) * mean, variance**0.5


def _product(matrix: "Sparse", rows: Ints, columns: Ints) -> Floats:
    return np.asarray((matrix[rows] @ matrix[columns].T).toarray())


def _best_versions(block: Floats, needs: Texts, offers: Texts) -> Floats:
    """Reduce a block of versions to a block of entries, keeping the best pair of versions."""
    if len(needs.first) - 1 < block.shape[0]:
        block = np.maximum.reduceat(block, needs.first[:-1], axis=0)
    if len(offers.first) - 1 < block.shape[1]:
        block = np.maximum.reduceat(block, offers.first[:-1], axis=1)
    return block
