"""The nearest of many vectors: one face, and the exact index behind it, in tiles and on every core.

Vectors are whole numbers, kept as float32: their products add up to integers below 2^24, which float32 adds without
rounding, in any order. So nothing depends on how the work was cut, and equal products are told from nearly equal ones.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from matchmaker.matching.columns import Bools, Ints
from matchmaker.matching.encode import Vectors
from matchmaker.matching.tiles import in_tiles

QUERY_TILE = 512  # queries at once
ROW_TILE = 8192  # rows at once: with fewer the multiplication is slower, with more the tiles leave the cache
PLACES = 2**31
"""A key is a product times this, minus the row: ordered by product, and equal products by row."""
NOTHING = np.iinfo(np.int64).min + 1  # a key below all others; negating it does not overflow
TOGETHER = 8  # comparisons looked at as one number: most tiles have few rows worth keeping

Allowed = Callable[[Ints, Ints], Bools]
"""Says for pairs (numbers of queries, rows), both (n,), which may be found."""


@dataclass(frozen=True, slots=True)
class Hits:
    """For each query the best rows, best first. Both (queries, k); where fewer were found the row is -1."""

    rows: Ints
    products: Ints


class VectorIndex(Protocol):
    """Finds the rows with the highest product with each query; equal ones in the order of the rows."""

    def search(self, queries: Vectors, k: int, *, allowed: Allowed | None = None) -> Hits: ...


class ExactIndex:
    """Looks at every row. `vectors` (rows, dimensions) hold whole numbers, as do queries."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def search(self, queries: Vectors, k: int, *, allowed: Allowed | None = None) -> Hits:
        k = min(k, len(self._vectors))
        keys = np.full((len(queries), k), NOTHING)
        if not k:
            return _hits(keys)

        def fill(tile: slice) -> None:
            keys[tile] = self._tile(queries[tile], k, tile.start, allowed)

        for _ in in_tiles(fill, len(queries), tile=QUERY_TILE):
            pass
        return _hits(keys)

    def _tile(self, queries: Vectors, k: int, first: int, allowed: Allowed | None) -> Ints:
        """Return the k highest keys of each query of a tile, in no order."""
        best = np.full((len(queries), k), NOTHING)
        least = np.full(len(queries), -np.inf, dtype=np.float32)
        for rows in _growing(len(self._vectors), k):
            products = queries @ self._vectors[rows].T
            query, row = _above(products, least)
            values = products[query, row]
            row += rows.start
            if allowed is not None:
                keep = allowed(query + first, row)
                query, row, values = query[keep], row[keep], values[keep]
            if len(query):
                best = _highest(best, query, values.astype(np.int64) * PLACES - row)
                lowest = best.min(axis=1)
                least = np.where(lowest == NOTHING, -np.inf, _products(lowest)).astype(np.float32)
        return best


def _growing(rows: int, k: int) -> Iterator[slice]:
    """Cut rows into tiles that grow up to ROW_TILE: the first few set a mark that most of the others stay below."""
    start, size = 0, 2 * k
    while start < rows:
        size = min(size, ROW_TILE)
        yield slice(start, min(start + size, rows))
        start += size
        size *= 2


def _above(products: Vectors, least: Vectors) -> tuple[Ints, Ints]:
    """Return where products (queries, rows) are above the mark of their query, ordered by query and row."""
    width = products.shape[1]
    if width % TOGETHER:
        query, row = np.nonzero(products > least[:, None])
        return query, row
    above = products > least[:, None]
    eights = np.flatnonzero(above.view(np.uint64))
    which, bit = np.nonzero(above.reshape(-1, TOGETHER)[eights])
    query, row = np.divmod(eights[which] * TOGETHER + bit, width)
    return query, row


def _highest(best: Ints, query: Ints, keys: Ints) -> Ints:
    """Return the highest keys of each query among those it has and some more; `query` ascends."""
    counts = np.bincount(query, minlength=len(best))
    more = np.full((len(best), counts.max()), NOTHING)
    more[query, np.arange(len(query)) - np.repeat(np.cumsum(counts) - counts, counts)] = keys
    beside = np.hstack((best, more))
    beside.partition(more.shape[1], axis=1)
    return beside[:, more.shape[1] :]


def _hits(keys: Ints) -> Hits:
    keys = -np.sort(-keys, axis=1)
    found = keys != NOTHING
    return Hits(np.where(found, -keys % PLACES, -1), np.where(found, _products(keys), 0))


def _products(keys: Ints) -> Ints:
    products: Ints = -(-keys // PLACES)
    return products
