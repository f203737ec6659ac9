"""`import` and `export` as somebody types them."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from matchmaker.domain.institution import Institution
from matchmaker.domain.vocabulary import Standing
from matchmaker.store.session import Database
from tests.cli.conftest import Run

INSTITUTIONS = """id,name,side,kind,country,place,lang,head1_name,head1_email
a,Nexweşxaneya Roj,nes,hospital,SY,Qamişlo,ku,Rojîn Demir,rojin@example.org
b,Klinikum am Deich,abroad,clinic,DE,Bremen,de,,
"""
NEEDS = """id,organisation,lang,title,text
n1,a,en,Nurses,Two nurses and six incubators.
n2,b,en,Power cuts,Nobody here has lived through one.
"""


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "institutions.csv", tmp_path / "needs.csv"]
    for path, text in zip(paths, (INSTITUTIONS, NEEDS), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


@pytest.fixture
def same_umask() -> Iterator[None]:
    """`export --with-contacts` changes it for its process; ours goes on."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def institutions(home: Path) -> list[tuple[str, Standing]]:
    database = Database(f"sqlite:///{home / 'matchmaker.sqlite3'}")
    with database.reading() as session:
        found = [(each.name, each.standing) for each in session.scalars(select(Institution))]
    database.close()
    return found


def test_import_says_row_by_row_what_became_of_it(run: Run, files: list[Path], home: Path):
    result = run("import", *files)
    assert result.exit_code == 1  # something was refused
    lines = result.stdout.splitlines()
    assert lines[0] == "institutions line 2: new a"
    assert lines[1].startswith("institutions line 3: refused b (kind: clinic is not known; choose one of municipality,")
    assert lines[2:] == [
        "needs line 2: new n1",
        "needs line 3: refused n2 (organisation: b is not among the institutions)",
    ]
    assert result.stderr.splitlines() == ["institutions: 1 new, 1 refused", "needs: 1 new, 1 refused"]
    assert institutions(home) == [("Nexweşxaneya Roj", Standing.VERIFIED)]


def test_import_without_refusals_ends_well_and_a_second_time_too(run: Run, files: list[Path]):
    files[0].write_text(INSTITUTIONS.replace("clinic", "hospital"), encoding="utf-8")
    assert run("import", *files).exit_code == 0
    again = run("import", *files)
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr.splitlines() == ["institutions: 2 unchanged", "needs: 2 unchanged"]


def test_import_dry_run_says_the_same_and_changes_nothing(run: Run, files: list[Path], home: Path):
    dry = run("import", "--dry-run", *files)
    assert institutions(home) == []
    assert dry.stderr.splitlines()[-1] == "Nothing was changed."
    assert dry.stdout == run("import", *files).stdout


def test_import_pending_leaves_the_decision_to_staff(run: Run, files: list[Path], home: Path):
    run("import", "--pending", *files)
    assert institutions(home) == [("Nexweşxaneya Roj", Standing.PENDING)]


def test_import_of_a_file_that_cannot_be_used_is_one_line(run: Run, tmp_path: Path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    result = run("import", tmp_path / "x.csv")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "x.csv: holds neither institutions nor needs nor offers, as its columns tell\n"


def test_import_names_columns_that_it_does_not_know(run: Run, files: list[Path]):
    files[1].write_text(NEEDS.replace("title,text", "title,text,colour"), encoding="utf-8")
    assert "needs: ignored columns: colour" in run("import", *files).stderr.splitlines()


def test_import_without_files_asks_for_them(run: Run):
    result = run("import")
    assert result.exit_code == 2
    assert "name the files to bring in" in result.stderr


def test_import_template_explains_every_column(run: Run, tmp_path: Path):
    assert run("import", "--template", tmp_path / "t.xlsx").exit_code == 0
    book = load_workbook(tmp_path / "t.xlsx")
    explained = {(row[0], name) for row in book["help"].values for name in str(row[1]).split()}
    columns = {(name, cell.value) for name in ("institutions", "needs", "offers") for cell in book[name][1]}
    assert columns <= explained


def test_export_writes_what_import_reads(run: Run, files: list[Path], tmp_path: Path):
    run("import", *files)
    result = run("export", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"{tmp_path / 'out'}: 1 institutions, 1 needs, 0 offers\n"
    assert "rojin@example.org" not in (tmp_path / "out" / "institutions.csv").read_text()
    assert run("import", tmp_path / "out").stderr.splitlines() == [
        "institutions: 1 unchanged",
        "needs: 1 unchanged",
        "offers: ",
    ]


@pytest.mark.usefixtures("same_umask")
def test_export_with_contacts_warns_and_keeps_the_file_to_its_owner(run: Run, files: list[Path], tmp_path: Path):
    run("import", *files)
    result = run("export", "--with-contacts", tmp_path / "out.xlsx")
    assert result.stderr.startswith("Careful: this file will hold people's names, addresses and phones.")
    assert stat.S_IMODE((tmp_path / "out.xlsx").stat().st_mode) == 0o600


def test_export_into_a_folder_that_is_not_there_is_one_line(run: Run, tmp_path: Path):
    result = run("export", tmp_path / "nowhere" / "out.xlsx")
    assert (result.exit_code, result.stderr) == (
        1,
        f"{tmp_path}/nowhere/out.xlsx cannot be written (No such file or directory)\n",
    )


def test_the_embedded_database_is_nobody_else_s_to_read(run: Run, files: list[Path], home: Path):
    run("import", *files)
    assert stat.S_IMODE((home / "matchmaker.sqlite3").stat().st_mode) == 0o600


def test_a_database_that_was_refused_a_file_is_as_before(run: Run, files: list[Path], home: Path):
    run("import", *files)
    files[1].write_bytes(b"id,organisation,lang,title,text\nn9,a,en,\xc7\xe1,x\n")
    assert run("import", *files).exit_code == 1
    database = Database(f"sqlite:///{home / 'matchmaker.sqlite3'}")
    with database.reading() as session:
        assert session.scalar(select(func.count(Institution.id))) == 1
    database.close()
