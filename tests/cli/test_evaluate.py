from pathlib import Path

import pytest

from matchmaker.matching import encode
from matchmaker.matching.features import NAMES
from tests import gold
from tests.cli.conftest import Run

TITLES = [
    "### Systems",
    "### The same among offers of the need's own sector: the look-alikes",
    "### Ways to fuse the signals of the texts",
    "### The engine without a feature",
    "### By language of the need",
    "### By sector",
    "### By languages of need and offer",
    "### Who is shown at all",
    "### Whether the probabilities come true",
]


def rows(lines: list[str], title: str) -> list[str]:
    """Return the first cells of the first table under a title, without its head."""
    below = lines[lines.index(title) :]
    first = next(place for place, line in enumerate(below) if line.startswith("|---"))
    last = next((place for place, line in enumerate(below[first:], start=first) if not line), len(below))
    return [line.split(" | ")[0].strip("| ") for line in below[first + 1 : last]]


def test_evaluate_matching_prints_all_tables_of_a_split(run: Run, tmp_path: Path):
    result = run("evaluate", "matching", "--set", gold.write(tmp_path))
    lines = result.stdout.splitlines()
    assert (result.exit_code, result.stderr) == (0, "")
    assert [line for line in lines if line.startswith("#")] == TITLES
    assert lines[1].startswith("Split dev: 3 needs, 4 offers, 7 pairs of two sides, 3 of them useful")
    assert rows(lines, TITLES[0]) == [
        "sector only",
        "TF-IDF, words",
        "TF-IDF, letters",
        "BM25",
        "our encoder alone",
        "all-MiniLM-L6-v2",
        "**the whole engine**",
    ]
    assert rows(lines, TITLES[2]) == [
        f"{signals}: {way}"
        for signals in ("three", "five")
        for way in ("weighted sum, as in the engine", "sum, all weights equal", "reciprocal ranks")
    ]
    assert rows(lines, TITLES[3]) == list(NAMES)
    assert rows(lines, TITLES[4]) == ["en"]
    assert rows(lines, TITLES[5]) == ["culture", "health", "municipalities"]


def test_evaluate_matching_measures_the_other_split_without_the_teacher(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(encode, "TEACHER_PACKAGE", "a_package_that_is_not_installed")
    result = run("evaluate", "matching", "--split", "test", "--set", gold.write(tmp_path))
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert lines[1].startswith("Split test: 1 needs, 1 offers, 1 pairs of two sides, 1 of them useful")
    assert "all-MiniLM-L6-v2" not in rows(lines, TITLES[0])
    assert "all-MiniLM-L6-v2 is not measured. The teacher is missing: install the package" in result.stdout


def test_evaluate_matching_names_what_is_wrong_in_the_set(run: Run, tmp_path: Path):
    gold.write(tmp_path, grades=[("n1", "o1", "5")])
    result = run("evaluate", "matching", "--set", tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "grades.csv, line 2, column grade: 5\n"


def test_evaluate_matching_of_an_unknown_split_is_refused(run: Run):
    assert run("evaluate", "matching", "--split", "train").exit_code == 2
