from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from matchmaker.errors import InputError
from matchmaker.training import evaluate
from tests.training import corpora


def test_figures_of_a_reader_that_knows_every_meaning(tmp_path: Path):
    """It says 1 for two texts with one English original and 0 for others: no retrieval can be better."""
    meaning = {text: english for _, text, english in corpora.PAIRS}

    def knowing(ones: Sequence[str], others: Sequence[str]) -> npt.NDArray[np.float64]:
        return np.array([[float(meaning.get(a, a) == meaning.get(b, b)) for b in others] for a in ones])

    found = {(each.test, each.language): each for each in evaluate.figures(corpora.write(tmp_path), knowing)}
    assert found["Tatoeba", "ku"].values == (1.0, 1.0)
    assert found["FLORES", "ar"].size == 1
    assert found["STS", "de"].values[0] == pytest.approx(1.0)


def test_table_has_a_column_for_each_system(tmp_path: Path):
    figures = list(evaluate.figures(corpora.write(tmp_path), evaluate.by_letters))
    lines = list(evaluate.table({"one": figures, "other": figures}))
    assert lines[0] == "| test | language | texts | one | other |"
    assert all(line.count("|") == 6 for line in lines)


def test_missing_test_texts_are_named(tmp_path: Path):
    with pytest.raises(InputError, match=r"sib200_flores\.tsv is missing"):
        list(evaluate.figures(tmp_path, evaluate.by_letters))
