from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import permutations
from math import comb, log2

import numpy as np
import pytest

from matchmaker.matching import measure
from matchmaker.matching.measure import Bin, Floats

Figure = Callable[[Floats, Floats], float]
FIRST_IS_EXACT = partial(measure.first_is, least=3)
FIGURES: tuple[Figure, ...] = (
    measure.ndcg,
    measure.recall,
    measure.reciprocal_rank,
    measure.first_rank,
    FIRST_IS_EXACT,
)


def numbers(*values: float) -> Floats:
    return np.array(values, dtype=np.float64)


def test_ndcg_of_the_best_order_is_one_and_of_another_less():
    grades = numbers(3, 0, 2)
    assert measure.ndcg(grades, numbers(9, 1, 5)) == 1
    ranked = 2 / log2(2) + 0 / log2(3) + 3 / log2(4)
    best = 3 / log2(2) + 2 / log2(3)
    assert measure.ndcg(grades, numbers(1, 2, 3)) == pytest.approx(ranked / best) == pytest.approx(0.8212, abs=1e-4)


def test_ndcg_sees_nothing_below_the_cut():
    grades, scores = numbers(0, 3, 1), numbers(3, 2, 1)
    assert measure.ndcg(grades, scores, cut=1) == 0
    assert measure.ndcg(grades, scores, cut=2) == pytest.approx((3 / log2(3)) / (3 + 1 / log2(3)))


def test_ndcg_of_equals_is_the_mean_over_their_orders():
    assert measure.ndcg(numbers(3, 0), numbers(1, 1)) == pytest.approx((1 + 1 / log2(3)) / 2)
    assert measure.ndcg(numbers(3, 0, 0), numbers(1, 1, 1), cut=1) == pytest.approx(1 / 3)


def test_recall_is_the_share_of_the_useful_found():
    grades, scores = numbers(3, 2, 2, 1, 0), numbers(5, 1, 4, 3, 2)
    assert measure.recall(grades, scores, cut=3) == pytest.approx(2 / 3)
    assert measure.recall(grades, scores, cut=5) == 1
    assert measure.recall(grades, scores, cut=1) == pytest.approx(1 / 3)  # the best that one place allows
    assert measure.recall(grades, scores, cut=3, least=3) == 1


def test_candidates_tied_at_the_cut_are_within_by_chance():
    assert measure.within(numbers(2, 1, 1, 1, 0), cut=2).tolist() == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3, 0])


def test_first_suggestion_is_what_is_wanted_or_not():
    grades = numbers(2, 3, 0)
    assert (FIRST_IS_EXACT(grades, numbers(3, 2, 1)), FIRST_IS_EXACT(grades, numbers(2, 3, 1))) == (0, 1)
    assert measure.first_is(grades, numbers(3, 2, 1), least=2) == 1
    assert np.isnan(FIRST_IS_EXACT(numbers(2, 0), numbers(1, 2)))  # nothing exact to be found


def test_first_suggestion_among_equals_is_a_matter_of_chance():
    grades, scores = numbers(3, 2, 0, 3), numbers(5, 5, 5, 1)
    assert FIRST_IS_EXACT(grades, scores) == pytest.approx(1 / 3)
    assert measure.first_is(grades, scores, least=2) == pytest.approx(2 / 3)


def test_first_relevant_rank_and_its_reciprocal():
    grades, scores = numbers(2, 3, 0, 3), numbers(4, 3, 2, 1)
    assert (measure.first_rank(grades, scores), measure.reciprocal_rank(grades, scores)) == (2, 0.5)
    assert (measure.first_rank(grades, scores, least=2), measure.reciprocal_rank(grades, scores, least=2)) == (1, 1)


def test_first_relevant_rank_among_equals():
    """One relevant of three after one other: rank 2, 3 or 4."""
    grades, scores = numbers(0, 3, 0, 0), numbers(9, 1, 1, 1)
    assert measure.first_rank(grades, scores) == 3
    assert measure.reciprocal_rank(grades, scores) == pytest.approx((1 / 2 + 1 / 3 + 1 / 4) / 3)


def test_reciprocal_rank_among_very_many_equals_does_not_overflow():
    grades = np.repeat(numbers(0, 3), 2000)
    expected = sum(Fraction(comb(4000 - i, 1999), comb(4000, 2000)) / i for i in range(1, 61))  # the rest is too rare
    assert measure.reciprocal_rank(grades, np.zeros(4000)) == pytest.approx(float(expected))


@pytest.mark.parametrize("figure", FIGURES)
def test_need_without_anything_to_find_has_no_figure(figure: Figure):
    assert np.isnan(figure(numbers(0, 0), numbers(1, 2)))
    assert np.isnan(figure(numbers(), numbers()))


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("seed", range(5))
def test_figures_of_equals_are_the_mean_over_all_their_orders(figure: Figure, seed: int):
    draw = np.random.default_rng(seed)
    grades = np.concatenate((numbers(3), draw.integers(4, size=5).astype(np.float64)))
    scores = draw.integers(3, size=6).astype(np.float64)
    orders = [figure(grades, scores + np.array(order) / 100) for order in permutations(range(6))]
    assert figure(grades, scores) == pytest.approx(np.mean(orders))


def test_scores_that_are_no_numbers_are_refused():
    with pytest.raises(ValueError, match="not a number"):
        measure.ndcg(numbers(1, 2), numbers(1, np.nan))


def test_coverage_is_the_share_of_those_shown():
    assert measure.coverage(numbers(0, 2, 1, 0)) == 0.5
    assert np.isnan(measure.coverage(numbers()))


@pytest.mark.parametrize(
    ("exposure", "expected"),
    [((1, 1, 1), 0), ((0, 0, 6), 2 / 3), ((1, 2, 3, 4), 0.25), ((4, 2, 3, 1), 0.25), ((5,), 0)],
)
def test_gini_of_exposure(exposure: tuple[float, ...], expected: float):
    assert measure.gini(numbers(*exposure)) == pytest.approx(expected)


def test_gini_of_nobody_and_of_no_exposure_is_unknown():
    assert np.isnan(measure.gini(numbers()))
    assert np.isnan(measure.gini(numbers(0, 0)))
    with pytest.raises(ValueError, match="negative"):
        measure.gini(numbers(1, -1))


def test_attention_falls_with_the_rank_and_ends_at_the_cut():
    assert measure.attention(numbers(3, 1, 2, 0), cut=3).tolist() == pytest.approx([1, 1 / 2, 1 / log2(3), 0])
    assert measure.attention(numbers(7, 7), cut=1).tolist() == [0.5, 0.5]


PROBABILITIES = numbers(0.8, 0.1, 0.2, 0.6, 0.3, 0.4)
RIGHT = np.array([True, False, False, True, False, True])


def test_reliability_has_bins_of_equal_mass():
    found = measure.reliability(PROBABILITIES, RIGHT, bins=3)
    assert [(bin_.size, round(bin_.said, 6), bin_.seen) for bin_ in found] == [
        (2, 0.15, 0),
        (2, 0.35, 0.5),
        (2, 0.7, 1),
    ]


def test_calibration_error_is_the_mean_gap_of_the_bins():
    assert measure.calibration_error(measure.reliability(PROBABILITIES, RIGHT, bins=3)) == pytest.approx(0.2)
    assert measure.calibration_error([Bin(3, 0.5, 0.5), Bin(1, 0.9, 0.5)]) == pytest.approx(0.1)


def test_pairs_with_one_probability_stay_in_one_bin():
    right = np.array([True, True, False, False, True, True])
    expected = [Bin(4, 0.1, 0.5), Bin(2, 0.9, 1.0)]
    for order in (slice(None), slice(None, None, -1)):
        found = measure.reliability(numbers(0.1, 0.1, 0.1, 0.1, 0.9, 0.9)[order], right[order], bins=3)
        assert [(bin_.size, round(bin_.said, 6), bin_.seen) for bin_ in found] == [
            (bin_.size, bin_.said, bin_.seen) for bin_ in expected
        ]


def test_reliability_of_fewer_pairs_than_bins_has_a_bin_for_each():
    assert measure.reliability(numbers(0.5, 0.25), np.array([True, False])) == [Bin(1, 0.25, 0), Bin(1, 0.5, 1)]
    assert measure.reliability(numbers(), np.array([], dtype=np.bool_)) == []
    assert np.isnan(measure.calibration_error([]))


def test_interval_holds_the_mean_and_is_as_wide_as_the_normal_one():
    values = np.tile(numbers(0, 1), 200)
    low, high = measure.interval(values)
    assert low < 0.5 < high
    assert high - low == pytest.approx(2 * 1.96 * 0.5 / 20, rel=0.1)
    assert measure.interval(values) == (low, high)


def test_interval_leaves_out_what_is_unknown():
    assert measure.interval(numbers(2, np.nan, 2)) == (2, 2)
    assert np.isnan(measure.interval(numbers(np.nan))).all()
