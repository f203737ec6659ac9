from dataclasses import replace

import numpy as np
import pytest

from matchmaker.domain.vocabulary import Sector
from matchmaker.matching.columns import Codes
from matchmaker.matching.entry import Entry, Version
from matchmaker.matching.features import FEATURES, NAMES, sector
from matchmaker.matching.rank import GRID, PRIOR, Band, band


def test_prior_weighs_every_feature_and_says_why() -> None:
    assert tuple(PRIOR.weights) == NAMES
    assert all(weight.reason for weight in PRIOR.weights.values())


def test_ranker_with_other_features_is_refused() -> None:
    with pytest.raises(ValueError, match="exactly these features"):
        replace(PRIOR, weights={})


def test_ranker_with_a_bias_off_the_grid_is_refused() -> None:
    with pytest.raises(ValueError, match="multiple"):
        replace(PRIOR, bias=-0.1)


def test_points_are_on_the_grid_and_unknown_values_earn_none() -> None:
    points = PRIOR.points("sector", np.array([1 / 3, np.nan, -0.5]))
    assert (points[1], points[2] * 2) == (0.0, -PRIOR.points("sector", np.array([1.0]))[0])
    assert ((points / GRID) % 1 == 0).all()


def test_probability_rises_with_the_score_and_stays_under_the_ceiling() -> None:
    assert PRIOR.probability(0.0) == PRIOR.ceiling / 2
    assert PRIOR.probability(-30) < PRIOR.probability(0) < PRIOR.probability(30) <= PRIOR.ceiling


@pytest.mark.parametrize(
    ("probability", "expected"),
    [
        (0.9, Band.STRONG),
        (0.6, Band.STRONG),
        (0.59, Band.POSSIBLE),
        (0.25, Band.POSSIBLE),
        (0.24, Band.WEAK),
        (0.0, Band.WEAK),
    ],
)
def test_band_of_a_probability(probability: float, expected: Band) -> None:
    assert band(probability) is expected


def test_sector_relations_are_mutual() -> None:
    entries = [Entry(sector_, (Version("en", "text"),), sector=sector_) for sector_ in Sector]
    columns = Codes().columns(entries)
    table = sector(columns[:, None], columns)
    assert (table == table.T).all()
    assert (np.diag(table) == 1).all()
    assert sorted(set(table.ravel().tolist())) == [-0.5, 0.5, 1.0]


def test_features_have_a_meaning_a_unit_and_a_range() -> None:
    assert all(feature.meaning and feature.unit and feature.low < feature.high for feature in FEATURES)


def test_entry_without_text_is_refused() -> None:
    with pytest.raises(ValueError, match="entry x has no text"):
        Entry("x", (Version("en", " "),))
