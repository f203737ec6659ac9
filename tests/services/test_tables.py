import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from matchmaker.errors import InputError
from matchmaker.services.tables import Cell, Table, TableFormat, read_table, write_table
from matchmaker.services.tables.delimited import delimited
from matchmaker.services.tables.reading import CELL_LIMIT

KNOWN = ("id", "title", "text", "starts_on")
REQUIRED = ("id", "text")


def read(tmp_path: Path, content: bytes | str, name: str = "needs.csv") -> Table:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(path, KNOWN, REQUIRED, unique=("id",))


def cells(table: Table) -> list[tuple[str, str]]:
    return [(row.cells["id"], row.cells["text"]) for row in table.rows]


def problems(table: Table) -> list[str]:
    return [str(problem) for problem in table.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_text_file_of_any_kind_is_read(tmp_path: Path, encoding: str, delimiter: str, ending: str) -> None:
    lines = [delimiter.join(("id", "text")), delimiter.join(("a", "hemşîre, û")), delimiter.join(("b", "ممرضة"))]
    if delimiter == ",":
        lines[1] = 'a,"hemşîre, û"'
    table = read(tmp_path, (ending.join(lines) + ending).encode(encoding))
    assert cells(table) == [("a", "hemşîre, û"), ("b", "ممرضة")]
    assert table.problems == []


def test_header_is_read_as_people_write_it(tmp_path: Path) -> None:
    table = read(tmp_path, "sep=;\n ID ;Text;Starts on;notes;\na;x;2027-01-01;n;\n")
    assert [row.cells for row in table.rows] == [{"id": "a", "text": "x", "starts_on": "2027-01-01"}]
    assert table.ignored == ["notes"]


def test_rows_know_the_line_they_begin_on(tmp_path: Path) -> None:
    table = read(tmp_path, 'id,text\n\na,"one\ntwo"\nb,x\n')
    assert [(row.line, row.cells["text"]) for row in table.rows] == [(3, "one\ntwo"), (5, "x")]


def test_bad_rows_are_named_and_good_ones_kept(tmp_path: Path) -> None:
    long = "x" * (CELL_LIMIT + 1)
    table = read(tmp_path, f'id,text\na,x\n,no id\nb,\na,again\nc,{long}\nd,one,two\ne,"in "quotes" here"\nf,y\n')
    assert cells(table) == [("a", "x"), ("f", "y")]
    assert problems(table) == [
        "line 3, column id: empty",
        "line 4, column text: empty",
        "line 5, column id: a stands on line 2 already",
        "line 6, column text: 32,768 characters; a cell holds 32,767",
        "line 7: 3 cells under 2 column names; quote the text",
        "line 8: a quotation mark inside a quoted cell must be doubled",
    ]


def test_quotation_mark_that_is_never_closed_costs_one_row(tmp_path: Path) -> None:
    table = read(tmp_path, 'id,text\na,x\nb,"open\nc,y\nd,z\n')
    assert cells(table) == [("a", "x"), ("c", "y"), ("d", "z")]
    assert problems(table) == ["line 3: a quotation mark is opened and never closed"]


def test_cell_of_forty_megabytes_is_one_bad_row(tmp_path: Path) -> None:
    table = read(tmp_path, f"id,text\na,{'x' * 40_000_000}\nb,y\n")
    assert cells(table) == [("b", "y")]
    assert problems(table) == ["line 2, column text: 40,000,000 characters; a cell holds 32,767"]


def test_line_in_another_encoding_is_named(tmp_path: Path) -> None:
    table = read(tmp_path, b"id,text\na,ok\n" + "b,ممرضة\n".encode("cp1256") + b"c,fine\n")
    assert cells(table) == [("a", "ok"), ("c", "fine")]
    assert problems(table) == [
        "line 3, column text: not in UTF-8 (perhaps Windows-1256 or Latin-1); save it as CSV UTF-8"
    ]


@pytest.mark.parametrize("encoding", ["cp1256", "latin-1"])
def test_file_in_another_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    text = "id,text\na,ممرضة\n" if encoding == "cp1256" else "id,text\na,é\n"
    with pytest.raises(InputError, match=r"needs\.csv: not in UTF-8"):
        read(tmp_path, text.encode(encoding))


def test_control_characters_are_taken_out(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "id,text\na,one\x00two\x1b[31m\n")) == [("a", "one two [31m")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("id,title\na,b\n", "no column text"),
        ("المعرف,text\na,b\n".encode("cp1256"), "not in UTF-8"),
        ("id,text,text\na,b,c\n", "more than one column text"),
        (b"PK\x03\x04 no archive", "not a workbook that can be read"),
        (b"\xd0\xcf\x11\xe0 old Excel", "old Excel"),
        (b"\xff\xfei\x00d\x00,\x00\x00", "broken UTF-16"),
    ],
)
def test_file_that_cannot_be_used_is_refused(tmp_path: Path, content: bytes | str, message: str) -> None:
    with pytest.raises(InputError, match=f"needs.csv: .*{message}"):
        read(tmp_path, content)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv: cannot be opened"):
        read_table(tmp_path / "none.csv", KNOWN, REQUIRED)


def workbook(*rows: tuple[str | float | date | None, ...]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_workbook_is_read_as_typed(tmp_path: Path) -> None:
    content = workbook(("id", "text", "starts_on"), (12, "ممرضة", date(2027, 3, 1)), (), (1.5, "x", None))
    table = read(tmp_path, content, "needs.xlsx")
    assert [(row.line, row.cells) for row in table.rows] == [
        (2, {"id": "12", "text": "ممرضة", "starts_on": "2027-03-01"}),
        (4, {"id": "1.5", "text": "x", "starts_on": ""}),
    ]


def test_workbook_with_a_cell_in_the_last_corner_is_refused(tmp_path: Path) -> None:
    book, path = Workbook(), tmp_path / "corner.xlsx"
    assert book.active is not None
    book.active.cell(row=1_048_576, column=16_384, value="x")
    book.save(path)
    with pytest.raises(InputError, match="1,048,576 rows and 16,384 columns"):
        read_table(path, KNOWN, REQUIRED)


def test_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matchmaker.services.tables.workbook.UNPACKED_LIMIT", 30_000_000)
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(workbook(("id", "text"), ("a", "x")))
    assert len(read_table(path, KNOWN, REQUIRED).rows) == 1
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/more.xml", bytes(31_000_000))
    assert path.stat().st_size < 100_000
    with pytest.raises(InputError, match="unpacks to more than 30 MB"):
        read_table(path, KNOWN, REQUIRED)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(content)
    try:
        table = read_table(path, KNOWN, REQUIRED)
    except InputError:
        return
    assert all(row.cells["id"] and row.cells["text"] for row in table.rows)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=30)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=8))
def test_written_csv_is_read_back(rows: list[tuple[str, str]]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([("id", "text"), *rows])
    assert [tuple(record.cells) for record in delimited(file.getvalue().encode(), known=KNOWN)][1:] == rows


ROWS: list[tuple[Cell, ...]] = [("=1+1", -1.5, None), ("@x", 2, "+49"), ("-a", 0, "plain = text"), ("\tb", 1, "ئ")]


def test_csv_file_is_guarded_and_marked(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert write_table(("a", "b", "c"), ROWS, table_format=TableFormat.CSV, out=path) == 4
    assert path.read_bytes().startswith(b"\xef\xbb\xbfa,b,c\n")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1:] == [
            ["'=1+1", "-1.5", ""],
            ["'@x", "2", "'+49"],
            ["'-a", "0", "plain = text"],
            ["'\tb", "1", "ئ"],
        ]


def test_json_lines_keep_text_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    write_table(("a", "b", "c"), ROWS, table_format=TableFormat.JSONL, out=path)
    assert [tuple(json.loads(line).values()) for line in path.read_text(encoding="utf-8").splitlines()] == ROWS


def test_workbook_holds_text_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_table(("a", "b", "c"), ROWS, table_format=TableFormat.XLSX, out=path)
    sheet = load_workbook(path).active
    assert sheet is not None
    written = list(sheet.iter_rows(min_row=2))
    assert [tuple(cell.value for cell in row) for row in written] == ROWS
    assert {cell.data_type for row in written for cell in row if isinstance(cell.value, str)} == {"s"}


def test_failed_writing_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")

    def rows() -> list[tuple[Cell, ...]]:
        raise InputError("in the middle")

    with pytest.raises(InputError, match="in the middle"):
        write_table(("a",), (row for row in [("x",), *rows()]), table_format=TableFormat.CSV, out=path)
    assert [file.read_text() for file in tmp_path.iterdir()] == ["old"]


def test_writing_to_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_table(("a",), [], table_format=TableFormat.CSV, out=tmp_path / "none" / "out.csv")
