from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matchmaker.artefacts import artefacts
from matchmaker.domain.vocabulary import Format, Sector, Side
from matchmaker.errors import InputError
from matchmaker.matching.encode import Encoder, open_encoder
from matchmaker.matching.features import FACT_FEATURES, NAMES
from matchmaker.matching.rank import PRIOR, Weight
from matchmaker.matching.rank_files import open_ranker
from matchmaker.services.evaluation import Split
from matchmaker.services.evaluation.gold import GoldSet, read_gold
from matchmaker.services.evaluation.report import report
from matchmaker.services.evaluation.systems import Judged, by_engine, figures, fused
from tests import gold


@pytest.fixture
def small(tmp_path: Path) -> GoldSet:
    return read_gold(gold.write(tmp_path), Split.DEV)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return open_encoder()


def test_gold_set_has_the_entries_grades_and_candidates_of_one_split(small: GoldSet):
    assert [need.id for need in small.needs] == ["n1", "n2", "n3"]
    assert [offer.id for offer in small.offers] == ["o1", "o2", "o3", "o4"]
    assert small.grades.tolist() == [[3, 1, 0, 0], [0, 0, 3, 0], [0, 0, 0, 2]]
    assert small.candidates.tolist() == [[True, True, True, False], [True, True, True, False], [False] * 3 + [True]]
    offer = small.offers[3]
    assert (offer.side, offer.sector) == (Side.NES, Sector.CULTURE)
    assert sorted(offer.languages) == ["en", "ku"]
    assert sorted(offer.formats) == [Format.ADVICE, Format.EDUCATION]
    assert [(version.language, version.text.splitlines()[0]) for version in offer.versions] == [("ku", "Stranên kevn")]
    assert offer.topics == frozenset()


@pytest.mark.parametrize("split", Split)
def test_our_gold_set_is_whole(split: Split):
    ours = read_gold(artefacts("data") / "evaluation", split)
    assert (ours.grades.shape, ours.candidates.sum()) == ((80, 220), 8800)
    assert ((ours.grades == 3).sum(axis=1) > 0).all()
    assert {need.sector for need in ours.needs} <= set(Sector)


def test_no_pair_of_topics_is_in_both_splits():
    splits: dict[str, set[str]] = {}
    for name in ("needs", "offers"):
        lines = (artefacts("data") / "evaluation" / f"{name}.csv").read_text(encoding="utf-8").splitlines()[1:]
        for _, _, pair, split, *_ in (line.split(",") for line in lines):
            splits.setdefault(pair, set()).add(split)
    assert {pair for pair, found in splits.items() if len(found) > 1} == set()
    assert len(splits) == 40


NEED = ("dev nes health en", "Title", "Text")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"needs": {"n1": ("new nes health en", "T", "t")}}, "needs.csv, line 2, column split: 'new'"),
        ({"needs": {"n1": ("dev north health en", "T", "t")}}, "needs.csv, line 2, column side: 'north'"),
        ({"needs": {"n1": ("dev nes health xx", "T", "t")}}, "needs.csv, line 2, column language: xx"),
        ({"needs": {"n1": ("dev nes health en", "T", "")}}, "needs.csv, line 2, column text: empty"),
        ({"grades": [("n1", "o9", "1")]}, "grades.csv, line 2: n1 is no need, or o9 no offer"),
        ({"grades": [("n1", "o5", "1")]}, "grades.csv, line 2: n1 and o5 are of two splits, or of one side"),
        ({"grades": [("n1", "o4", "1")]}, "grades.csv, line 2: n1 and o4 are of two splits, or of one side"),
        ({"grades": [("n1", "o1", "1"), ("n1", "o1", "2")]}, "grades.csv, line 3: n1 and o1 have a grade already"),
        ({"grades": [("n1", "o1", "4")]}, "grades.csv, line 2, column grade: 4"),
        ({"needs": {"n4": gold.NEEDS["n4"]}, "grades": []}, "holds no needs, or no offers, of the split dev"),
    ],
)
def test_gold_set_with_a_mistake_is_refused(change: Mapping[str, object], message: str, tmp_path: Path):
    with pytest.raises(InputError) as refused:
        read_gold(gold.write(tmp_path, **change), Split.DEV)  # type: ignore[arg-type]
    assert message in str(refused.value)


def test_gold_set_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(InputError, match=r"needs\.csv: cannot be opened"):
        read_gold(tmp_path, Split.DEV)


def test_figures_look_at_candidates_alone(small: GoldSet):
    scores = np.array([[1.0, 2, 3, 99], [1, 2, 3, 99], [99, 99, 99, 1]])
    found = figures(small, scores)
    assert found.first_rank[:2].tolist() == [3, 1]
    assert found.reciprocal_rank[:2].tolist() == [pytest.approx(1 / 3), 1]
    assert np.isnan([found.first_rank[2], found.reciprocal_rank[2]]).all()
    assert found.recall.tolist() == [1, 1, 1]
    assert (found.first_exact[:2].tolist(), found.first_useful.tolist()) == ([0, 1], [0, 1, 1])
    assert np.isnan(found.first_exact[2])


def test_engine_scores_every_pair_that_may_meet(small: GoldSet, encoder: Encoder):
    judged = by_engine(small, encoder=encoder)
    assert (np.isfinite(judged.scores) == small.candidates).all()
    assert tuple(judged.points) == NAMES
    summed = PRIOR.bias + np.nansum(list(judged.points.values()), axis=0)
    assert (judged.scores[small.candidates] == summed[small.candidates]).all()


@pytest.mark.parametrize("feature", NAMES)
def test_engine_without_a_feature_is_the_engine_with_its_weight_at_zero(feature: str, small: GoldSet, encoder: Encoder):
    silent = replace(PRIOR, weights={**PRIOR.weights, feature: Weight(0.0, "switched off")})
    switched_off = by_engine(small, encoder=encoder, ranker=silent)
    whole = by_engine(small, encoder=encoder, ranker=PRIOR)
    assert (whole.without(feature) == switched_off.scores).all()


def test_texts_fused_as_in_the_engine_are_scores_without_the_facts(small: GoldSet, encoder: Encoder):
    judged = by_engine(small, encoder=encoder)
    ways = dict(fused(judged))
    assert list(ways) == [
        "three: weighted sum, as in the engine",
        "three: sum, all weights equal",
        "three: reciprocal ranks",
        "five: weighted sum, as in the engine",
        "five: sum, all weights equal",
        "five: reciprocal ranks",
    ]
    facts = PRIOR.bias + np.nansum([judged.points[name] for name in FACT_FEATURES], axis=0)
    there = small.candidates
    assert (ways["five: weighted sum, as in the engine"] + facts)[there].tolist() == judged.scores[there].tolist()
    assert all(np.isfinite(scores).all() for scores in ways.values())


def test_pairs_of_which_nothing_new_is_known_score_as_before(small: GoldSet, encoder: Encoder):
    before, now = (by_engine(small, encoder=encoder, ranker=ranker) for ranker in (open_ranker("prior-2"), PRIOR))
    assert (before.scores == now.scores).all()
    assert np.isnan([now.points[name] for name in ("capacity", "place", "contact", "freshness")]).all()


def test_report_of_scores_known_beforehand(small: GoldSet):
    """The engine puts the exact answer of the first need second; another system knows all, a third is missing.

    So the first suggestion is exact for one of two needs (the third has nothing exact) and useful for two of three.
    nDCG of the first need: (1 + 3 / log2 3) / (3 + 1 / log2 3) = 0.797; of the others 1. With all three candidates
    tied, each rank counts (1 + 1 / log2 3 + 1 / 2) / 3 = 0.710: 0.783, 0.710, and 1 where there is one candidate.
    """
    scores = np.where(small.candidates, np.array([[1.0, 2, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]), -np.inf)
    points = dict.fromkeys(NAMES, np.full(scores.shape, np.nan)) | {
        "sector": np.where(small.candidates, scores, np.nan)
    }
    judged = Judged(scores, np.where(small.candidates, 0.5, np.nan), points, points)
    lines = list(report(small, judged, [("all-knowing", small.grades), ("absent", "Its package is missing.")]))
    needs = [line for line in lines if line.startswith(("| all-knowing", "| **the whole engine**"))]
    assert needs[:2] == [
        "| all-knowing | 3 | 1.000 | 1.000 to 1.000 | 1.000 | 1.000 | 1.000 | 1.000 | 1.0 |",
        "| **the whole engine** | 3 | 0.932 | 0.797 to 1.000 | 1.000 | 0.750 | 0.500 | 0.667 | 1.5 |",
    ]
    assert lines.count("absent is not measured. Its package is missing.") == 2
    assert "| time | 0% | 0.932 | +0.000 | 0.000 to 0.000 |" in lines
    assert "| sector | 100% | 0.831 | -0.101 | -0.290 to 0.000 |" in lines
    assert "In one language 2 / 2, in two 1 / 1." in lines
    assert "| all pairs | 7 | 0.429 | 0.071 |" in lines
    assert "| possible | 7 | 0.500 | 0.429 |" in lines
