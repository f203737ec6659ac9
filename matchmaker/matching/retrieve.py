"""From all offers to the few worth a closer look: the nearest in meaning, and those that share rare words or concepts.

Three searches, each exact: the vectors of every text (`index`), with the field of work beside them, so that its points
count as in the ranker; words that few texts have; concepts that few texts speak of. What they find is put in one order
by what the ranker would say as far as it is known by then, and the best of it is kept.

Every signal of a pair is measured in standard deviations above an average admissible pair of the whole corpus, so that
signals can be added and a pair's score does not depend on which need asked. Memory grows with the entries and the
tile, never with needs x offers.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from matchmaker.domain.vocabulary import Sector
from matchmaker.matching import lexical, subjects
from matchmaker.matching.columns import Bools, Columns, Ints, admissible
from matchmaker.matching.corpus import Corpus, Shelf, Texts, versions_of
from matchmaker.matching.encode import Vectors
from matchmaker.matching.features import FACTS, SECTORS, TEXT_FEATURES, Z_CAP, Z_DECIMALS, Floats
from matchmaker.matching.index import ExactIndex, VectorIndex
from matchmaker.matching.rank import GRID, Ranker

if TYPE_CHECKING:
    from matchmaker.matching.lexical import Sparse

WIDTH = 3  # times `top`: what the remaining features can still lift into it
SAMPLE = 128  # needs and offers drawn for the background: 16,384 pairs fix a mean to a hundredth of a deviation
SEED = 20210611  # any number, always the same one

PRIOR_PAIRS = 100
"""The background assumed before any pair is seen weighs like so many pairs: a catalogue of ten by ten outweighs it."""
PRIOR_BACKGROUND = {"similarity": (0.10, 0.10), "words": (0.015, 0.03), "letters": (0.03, 0.03)}
"""(mean, deviation) of each cosine between English texts of unlike subjects, read with all-MiniLM-L6-v2."""

RARE = 256  # texts: a word or concept that more have finds too much, and the vectors find those anyway
STEPS = 2000  # of the length of a vector in the index; products with field and side beside it stay below 2^24
APART = -2.0  # cosine: what a side counts against a need of the same side, so that hardly any of it comes up at all
MOST_FOR_A_FIELD = 1.0  # cosine: with it and the above, products reach 16 million at most

FORESEEN = 0.69
"""Deviations of alignment to expect for each deviation of similarity: a regression on the dev split of our gold set."""

Background = dict[str, tuple[float, float]]
"""Mean and deviation of the cosine of each text feature."""

Signals = dict[str, Floats]
"""By name of text feature, a number per pair; NaN where the encoder can read no pair of versions."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """For each need of a tile (rows) the offers that look best, in their own order, and what is known of them."""

    needs: Ints  # (n,), places on the shelf of needs
    offers: Ints  # (n, width), places on the shelf of offers
    found: Bools  # (n, width), False where a need has fewer
    values: Signals  # each (n, width)


class Retriever:
    """Finds offers of one shelf; what it prepares for that is kept."""

    def __init__(self, offers: Shelf, *, index: VectorIndex | None = None) -> None:
        self.offers = offers
        self._entry = offers.texts.entry
        self._most = int(np.diff(offers.texts.first).max(initial=1))  # versions of one offer
        self._index = index or ExactIndex(_rows_to_find(offers))
        self._by_word = _inverted(offers.texts.lexicon.words[offers.texts.row])
        self._by_concept = _inverted(offers.subjects.rows) if offers.subjects else None
        self._there = np.ones(len(offers), dtype=np.bool_)

    def leave_out(self, offer_id: str) -> None:
        """Find an offer no more, if it is here at all."""
        if offer_id in self.offers.place:
            self._there[self.offers.place[offer_id]] = False

    def candidates(self, needs: Shelf, ranker: Ranker, against: Background, *, width: int) -> Candidates:
        """Return the `width` best candidates of each need, fewer where fewer may meet it."""
        need, offer = self.worth_looking_at(needs, ranker, against, width)
        values = signals(needs.texts, self.offers.texts, need, offer, names=TEXT_FEATURES[:2])
        values = {name: standardised(each, against[name]) for name, each in values.items()}
        if needs.subjects and self.offers.subjects:
            values["concepts"] = subjects.overlap(needs.subjects, self.offers.subjects, need, offer)
        points = _points_so_far(ranker, values, needs.columns[need], self.offers.columns[offer])
        kept = _best(need, offer, points, width)
        need, offer = need[kept], offer[kept]
        letters = signals(needs.texts, self.offers.texts, need, offer, names=TEXT_FEATURES[2:])
        values = {name: each[kept] for name, each in values.items()}
        values |= {name: standardised(each, against[name]) for name, each in letters.items()}
        return _in_rows(len(needs), need, offer, values)

    def worth_looking_at(self, needs: Shelf, ranker: Ranker, against: Background, width: int) -> tuple[Ints, Ints]:
        """Return pairs that may meet, each once, ordered by need and offer."""
        if len(self.offers) <= width:
            need, offer = (each.ravel() for each in np.indices((len(needs), len(self.offers))))
        else:
            ways = [
                self._nearest(needs, ranker, against, width),
                _sharing(
                    needs.texts.lexicon.words[needs.texts.row], self._by_word, needs.texts.entry, self._entry, width
                ),
            ]
            if needs.subjects and self._by_concept is not None:
                everyone = np.arange(max(len(needs), len(self.offers)))
                ways.append(_sharing(needs.subjects.rows, self._by_concept, everyone, everyone, width))
            pairs = np.unique(np.concatenate([need * len(self.offers) + offer for need, offer in ways]))
            need, offer = np.divmod(pairs, len(self.offers))
        allowed = admissible(needs.columns.parties[need], self.offers.columns.parties[offer]) & self._there[offer]
        return need[allowed], offer[allowed]

    def _nearest(self, needs: Shelf, ranker: Ranker, against: Background, width: int) -> tuple[Ints, Ints]:
        of_need = needs.texts.entry
        ours, theirs = needs.columns.parties[of_need], self.offers.columns.parties[self._entry]

        def allowed(query: Ints, row: Ints) -> Bools:
            return admissible(ours[query], theirs[row]) & self._there[self._entry[row]]

        hits = self._index.search(_queries(needs, ranker, against), width * self._most, allowed=allowed)
        query, place = np.nonzero(hits.rows >= 0)
        return of_need[query], self._entry[hits.rows[query, place]]


def signals(needs: Texts, offers: Texts, need: Ints, offer: Ints, *, names: tuple[str, ...] = TEXT_FEATURES) -> Signals:
    """Return raw cosines of pairs (need[i], offer[i]), each the best over all pairs of versions."""
    one, other, first = _pairs_of_versions(needs, offers, need, offer)
    ours, theirs = needs.row[one], offers.row[other]
    found: Signals = {}
    for name in names:
        if name == "similarity":
            values = np.vecdot(needs.vectors[ours], offers.vectors[theirs]).astype(np.float64)
            values[~(needs.readable[one] & offers.readable[other])] = -np.inf
        else:
            rows, other_rows = (getattr(texts.lexicon, name) for texts in (needs, offers))
            values = lexical.cosines(rows, other_rows, ours, theirs)
        if len(values) > len(need):
            values = np.maximum.reduceat(values, first)
        found[name] = np.where(np.isneginf(values), np.nan, values)
    return found


def background(corpus: Corpus) -> Background:
    """Measure the signals of average pairs: all admissible ones of a seeded sample of needs and of offers."""
    need, offer = sampled(corpus, SAMPLE)
    return {
        name: moments(values[~np.isnan(values)], *PRIOR_BACKGROUND[name])
        for name, values in signals(corpus.needs.texts, corpus.offers.texts, need, offer).items()
    }


def sampled(corpus: Corpus, size: int) -> tuple[Ints, Ints]:
    """Return the admissible pairs of `size` needs and `size` offers drawn by lot, the same ones every time."""
    draw = np.random.default_rng(SEED)
    rows, columns = (
        np.sort(draw.choice(number, size=min(number, size), replace=False))
        for number in (len(corpus.needs), len(corpus.offers))
    )
    need, offer = np.repeat(rows, len(columns)), np.tile(columns, len(rows))
    allowed = admissible(corpus.needs.columns.parties[need], corpus.offers.columns.parties[offer])
    return need[allowed], offer[allowed]


def standardised(cosines: Floats, against: tuple[float, float]) -> Floats:
    """Return cosines as deviations above the mean of the background, within Z_CAP."""
    mean, deviation = against
    capped: Floats = np.clip((cosines - mean) / deviation, -Z_CAP, Z_CAP).round(Z_DECIMALS)
    return capped


def moments(values: Floats, mean: float, deviation: float) -> tuple[float, float]:
    """Return mean and deviation of the values and of `PRIOR_PAIRS` imagined ones with the mean and deviation given."""
    n = len(values)
    share = n / (n + PRIOR_PAIRS)
    seen_mean, seen_variance = (float(values.mean()), float(values.var())) if n else (mean, 0.0)
    between = share * (1 - share) * (seen_mean - mean) ** 2
    variance = share * seen_variance + (1 - share) * deviation**2 + between
    return share * seen_mean + (1 - share) * mean, variance**0.5


def _points_so_far(ranker: Ranker, values: Signals, needs: Columns, offers: Columns) -> Floats:
    """Return what the ranker says of pairs before anybody looked at single words; those are foreseen from the rest."""
    facts = {name: fact(needs, offers) for name, fact in FACTS.items()}
    known = values | facts | {"alignment": FORESEEN * values["similarity"]}
    points: Floats = np.sum([ranker.points(name, each) for name, each in known.items()], axis=0)
    return points


def _best(need: Ints, offer: Ints, points: Floats, width: int) -> Ints:
    """Return which of some pairs are the `width` best of their need, ordered by need and offer."""
    order = np.lexsort((offer, -points, need))
    rank = np.arange(len(order)) - np.searchsorted(need[order], need[order])
    return np.sort(order[rank < width])  # pairs came ordered by need and offer


def _in_rows(needs: int, need: Ints, offer: Ints, values: Signals) -> Candidates:
    counts = np.bincount(need, minlength=needs)
    found = np.arange(counts.max(initial=0)) < counts[:, None]

    def rows(flat: Any, empty: float) -> Any:  # noqa: ANN401 - an array of any type, and the same type comes back
        filled = np.full(found.shape, empty, dtype=flat.dtype)
        filled[found] = flat
        return filled

    return Candidates(
        np.arange(needs), rows(offer, 0), found, {name: rows(each, np.nan) for name, each in values.items()}
    )


def _pairs_of_versions(needs: Texts, offers: Texts, need: Ints, offer: Ints) -> tuple[Ints, Ints, Ints]:
    """Return all pairs of versions of pairs of entries (both by version), and where those of each pair begin."""
    ours, starts = versions_of(needs.first, need)
    pair = np.repeat(np.arange(len(need)), np.diff(starts))
    theirs, first = versions_of(offers.first, offer[pair])
    return np.repeat(ours, np.diff(first)), theirs, first[starts[:-1]]


def _rows_to_find(offers: Shelf) -> Vectors:
    """Return the rows of the index: the vector of each version, then its field and its side, in whole numbers."""
    texts, of = offers.texts, offers.texts.entry
    fields = np.equal.outer(offers.columns.sector[of], np.arange(len(Sector)))
    sides = np.equal.outer(offers.columns.side[of], np.arange(2))
    return np.hstack((_whole(texts.vectors[texts.row]), _whole(fields), _whole(sides)))


def _queries(needs: Shelf, ranker: Ranker, against: Background) -> Vectors:
    """Return a query per version: a product is a cosine, plus what the ranker gives the field in terms of it."""
    texts, of = needs.texts, needs.texts.entry
    _, deviation = against["similarity"]
    worth = {name: weight.points for name, weight in ranker.weights.items()}
    for_a_deviation = worth["similarity"] + FORESEEN * worth["alignment"]
    for_a_cosine = max(for_a_deviation / deviation, GRID)
    field = np.clip(worth["sector"] / for_a_cosine, -MOST_FOR_A_FIELD, MOST_FOR_A_FIELD)
    fields = np.nan_to_num(field * SECTORS[needs.columns.sector[of], : len(Sector)])
    sides = np.where(np.equal.outer(needs.columns.side[of], np.arange(2)), APART, 0.0)
    return np.hstack((_whole(texts.vectors[texts.row]), _whole(fields), _whole(sides)))


def _whole(values: Any) -> Vectors:  # noqa: ANN401 - numbers or booleans
    return np.rint(np.asarray(values, dtype=np.float32) * STEPS)


def _inverted(rows: "Sparse") -> "Sparse":
    """Return the columns as rows, without those that more than RARE texts have."""
    rare = np.bincount(rows.indices, minlength=rows.shape[1]) <= RARE
    kept = rows.copy()
    kept.data = np.where(rare[kept.indices], kept.data, 0.0)
    kept.eliminate_zeros()
    return kept.T.tocsr()


def _sharing(queries: "Sparse", inverted: "Sparse", of_query: Ints, of_row: Ints, width: int) -> tuple[Ints, Ints]:
    """Return the rows that share most of what is rare with each query, as pairs of entries."""
    products = (queries @ inverted).tocsr()
    query, row = [], []
    for place in range(products.shape[0]):
        span = slice(products.indptr[place], products.indptr[place + 1])
        columns = products.indices[span]
        if len(columns) > width:
            columns = columns[np.lexsort((columns, -products.data[span]))[:width]]
        query.append(np.full(len(columns), of_query[place]))
        row.append(of_row[columns])
    return np.concatenate(query), np.concatenate(row)
