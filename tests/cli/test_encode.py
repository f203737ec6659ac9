from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from matchmaker.cli import app
from matchmaker.matching.encode import open_encoder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(content: bytes | str, *arguments: str) -> Result:
    Path("lines.txt").write_bytes(content.encode() if isinstance(content, str) else content)
    return CliRunner().invoke(app, ["encode", "lines.txt", "--out", "vectors.npy", *arguments])


def test_encode_writes_one_unit_row_per_line(folder: Path) -> None:
    result = run("\ufeffWater pipes leak\r\nA line\u2028separator is no new line\nBees", "--lang", "en")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    vectors = np.load(folder / "vectors.npy")
    assert (vectors.shape, vectors.dtype) == ((3, open_encoder().dimensions), np.dtype(np.float32))
    assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < 1e-6


def test_encode_warns_of_lines_that_the_encoder_does_not_read(folder: Path) -> None:
    result = run("Em li mamosteyan digerin\nSzukamy szpitala, który pomoże nam przeszkolić pielęgniarki\nܡܝ̈ܐ ܕܟܝ̈ܐ\n")
    assert result.exit_code == 0
    assert "2 lines are in no language that the encoder reads (lines 2, 3)" in result.stderr
    assert np.load(folder / "vectors.npy").shape == (3, open_encoder().dimensions)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("one\n\n  \nfour\n", "lines.txt: empty lines (2, 3)"),
        ("", "lines.txt is empty"),
        ("one\nmemûr\n".encode("latin-1"), "lines.txt: line 2 is not in UTF-8"),
    ],
)
def test_encode_of_a_file_with_faults_writes_nothing(folder: Path, content: bytes | str, message: str) -> None:
    result = run(content)
    assert result.exit_code == 1
    assert message in result.stderr
    assert [path.name for path in folder.iterdir()] == ["lines.txt"]


def test_encode_with_an_unknown_language_is_refused(folder: Path) -> None:
    assert run("one\n", "--lang", "xx").exit_code == 2
