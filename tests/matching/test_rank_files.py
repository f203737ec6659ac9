"""Rankers that are kept as JSON come back as they were."""

from dataclasses import replace
from pathlib import Path

import pytest

from matchmaker.artefacts import artefacts
from matchmaker.matching.features import NAMES
from matchmaker.matching.rank import PRIOR, PRIOR_WITHOUT_WORDS, Ranker, Weight, newest
from matchmaker.matching.rank_files import NOT_YET_LOOKED_AT, keep_ranker, open_ranker, ranker_of, record_of

OTHER = replace(
    PRIOR, version="other-1", bias=-2.5, weights={**PRIOR.weights, NAMES[0]: Weight(1.25, "ji ber ku girîng e")}
)


@pytest.mark.parametrize("assumed", [PRIOR, PRIOR_WITHOUT_WORDS], ids=lambda ranker: ranker.version)
def test_shipped_rankers_are_those_that_the_engine_assumes(assumed: Ranker) -> None:
    """Where this fails after a change of one: keep_ranker(it, folder=artefacts("models") / "ranker"), and its card."""
    assert open_ranker(assumed.version) == assumed


def test_every_shipped_ranker_has_a_card_and_can_be_opened() -> None:
    folders = sorted((artefacts("models") / "ranker").iterdir())
    assert [folder.name for folder in folders if not (folder / "README.md").exists()] == []
    assert [open_ranker(folder.name).version for folder in folders] == [folder.name for folder in folders]


def test_ranker_comes_back_from_its_folder_as_it_was(tmp_path: Path) -> None:
    keep_ranker(OTHER, folder=tmp_path)
    assert open_ranker("other-1", folder=tmp_path) == OTHER


def test_version_that_nobody_ships_is_not_found() -> None:
    with pytest.raises(FileNotFoundError):
        open_ranker("nobody-1")


def test_feature_younger_than_the_record_weighs_nothing_and_one_that_is_gone_is_left_out() -> None:
    record = record_of(OTHER)
    del record[NAMES[1]]
    record["weather"] = {"points": 3.0, "reason": "we used to look at it"}
    opened = ranker_of(record, version="other-1", bias=-2.5, ceiling=PRIOR.ceiling)
    assert opened == replace(OTHER, weights={**OTHER.weights, NAMES[1]: NOT_YET_LOOKED_AT})


@pytest.mark.parametrize(("old", "new"), [("prior-1", PRIOR_WITHOUT_WORDS), ("prior-2", PRIOR)])
def test_newer_prior_says_the_same_of_all_that_the_older_one_knew(old: str, new: Ranker) -> None:
    older = open_ranker(old)
    known = {name for name, weight in older.weights.items() if weight != NOT_YET_LOOKED_AT}
    assert known == set(NAMES) - {"capacity", "place", "contact", "freshness"}
    assert (newest(old), newest(new.version)) == (new.version, new.version)
    assert (older.bias, older.ceiling) == (new.bias, new.ceiling)
    assert {name: older.weights[name] for name in known} == {name: new.weights[name] for name in known}
