"""The exact index against looking at everything at once."""

import numpy as np
import pytest

from matchmaker.matching import index, tiles
from matchmaker.matching.index import ExactIndex


def whole_numbers(rows: int, seed: int, *, largest: int = 30) -> np.ndarray:
    draw = np.random.default_rng(seed)
    return draw.integers(-largest, largest + 1, size=(rows, 16)).astype(np.float32)


def by_hand(queries: np.ndarray, rows: np.ndarray, k: int, allowed: np.ndarray | None = None) -> list[list[int]]:
    """Sort all rows by product, equal ones by number, as plainly as can be."""
    products = queries.astype(np.int64) @ rows.astype(np.int64).T
    allowed = np.ones(products.shape, dtype=bool) if allowed is None else allowed
    found = []
    for query in range(len(queries)):
        order = sorted(np.flatnonzero(allowed[query]).tolist(), key=lambda row: (-products[query, row], row))[:k]
        found.append(order + [-1] * (min(k, len(rows)) - len(order)))
    return found


@pytest.mark.parametrize("rows", [1, 7, 8, 100, 5000])
def test_search_finds_the_best_rows_in_order(rows: int):
    queries, table = whole_numbers(9, 1), whole_numbers(rows, 2)
    hits = ExactIndex(table).search(queries, 10)
    assert hits.rows.tolist() == by_hand(queries, table, 10)
    products = queries.astype(np.int64) @ table.astype(np.int64).T
    assert hits.products.tolist() == np.take_along_axis(products, hits.rows, axis=1).tolist()


def test_equal_products_come_in_the_order_of_the_rows(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(index, "ROW_TILE", 64)
    queries, table = whole_numbers(5, 3, largest=1), whole_numbers(1000, 4, largest=1)
    assert ExactIndex(table).search(queries, 50).rows.tolist() == by_hand(queries, table, 50)


def test_search_finds_only_what_is_allowed():
    queries, table = whole_numbers(20, 5), whole_numbers(600, 6)
    allowed = np.random.default_rng(7).random((20, 600)) < 0.02
    hits = ExactIndex(table).search(queries, 30, allowed=lambda query, row: allowed[query, row])
    assert hits.rows.tolist() == by_hand(queries, table, 30, allowed)
    assert (hits.rows == -1).any()  # some queries have fewer than were asked for
    assert hits.products[hits.rows == -1].tolist() == [0] * int((hits.rows == -1).sum())


@pytest.mark.parametrize("tile", [1, 3, 1000])
def test_search_does_not_depend_on_the_tiles(tile: int, monkeypatch: pytest.MonkeyPatch):
    queries, table = whole_numbers(40, 8, largest=3), whole_numbers(500, 9, largest=3)
    whole = ExactIndex(table).search(queries, 7).rows.tolist()
    monkeypatch.setattr(index, "QUERY_TILE", tile)
    monkeypatch.setattr(index, "ROW_TILE", 16 * tile)
    assert ExactIndex(table).search(queries, 7).rows.tolist() == whole


def test_search_without_rows_or_queries_finds_nothing():
    nothing = whole_numbers(0, 1)
    assert ExactIndex(nothing).search(whole_numbers(2, 1), 5).rows.shape == (2, 0)
    assert ExactIndex(whole_numbers(3, 1)).search(nothing, 5).rows.shape == (0, 3)


def test_tiles_come_back_in_order_and_few_wait(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tiles, "cores", lambda: 2)
    begun: list[int] = []

    def work(tile: slice) -> tuple[int, int]:
        begun.append(tile.start)
        return tile.start, tile.stop

    found = tiles.in_tiles(work, 100, tile=7)
    assert next(found) == (0, 7)
    assert len(begun) <= 4  # one for each core, one that waits, and the one that was taken
    assert [start for start, _ in found] == list(range(7, 100, 7))


def test_tile_that_fails_is_told():
    def work(tile: slice) -> int:
        if tile.start == 4:
            raise ValueError("no")
        return int(tile.start)

    with pytest.raises(ValueError, match="no"):
        list(tiles.in_tiles(work, 10, tile=2))
