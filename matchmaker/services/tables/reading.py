"""Named columns, numbered lines, and a list of what is wrong in place of a refusal."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from matchmaker.errors import InputError
from matchmaker.services.tables.delimited import delimited
from matchmaker.services.tables.record import Record, column_name
from matchmaker.services.tables.workbook import sheet_names, workbook

FILE_LIMIT = 200_000_000  # bytes: a hundred times what the largest catalogue we expect takes
CELL_LIMIT = 32_767  # characters, what a cell of Excel holds; a longer text is a mistake, often a lost quotation mark
NOT_UTF8 = "not in UTF-8 (perhaps Windows-1256 or Latin-1); save it as CSV UTF-8"

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"  # old Excel, and any Excel with a password
_CONTROLS = {code: " " for code in (*range(32), 127) if chr(code) not in "\n\r"} | {ord("\r"): None}
_SURROGATES = ("\ud800", "\udfff")  # how undecodable bytes come out of `delimited`


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` has every known column of the file, empty where the row says nothing; `line` is where it begins."""

    line: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        """Return a cell, empty when the file has no such column."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong on a line, in English, fit to be shown: the row was left out, or the message says otherwise."""

    line: int
    column: str | None
    message: str

    def __str__(self) -> str:
        return f"line {self.line}{f', column {self.column}' if self.column else ''}: {self.message}"


@dataclass(frozen=True, slots=True)
class Table:
    """The good rows, what was wrong with the others, and the columns that nobody asked for."""

    rows: list[Row]
    problems: list[Problem]
    ignored: list[str]


def read_table(
    path: Path,
    known: Collection[str],
    required: Collection[str],
    *,
    unique: Collection[str] = (),
    sheet: str = "",
) -> Table:
    """Read a CSV, TSV or XLSX file whose first row names its columns; of a workbook the first sheet, or the one named.

    A row is left out, with a problem, when a `required` cell is empty, a `unique` one was seen before, or it cannot be
    read. Raises InputError when the file as a whole cannot be used.
    """
    try:
        return _table(_records(path, known, sheet), known, required, unique)
    except InputError as error:
        raise InputError(f"{path.name}: {error}") from error


def sheets(path: Path, known: Collection[str]) -> dict[str, list[str]]:
    """Return the column names of each sheet of a file; a text file has one sheet, without a name.

    Raises InputError when the file cannot be read.
    """
    try:
        data = _bytes(path)
        names = sheet_names(data) if data.startswith(_ZIP) else [""]
        firsts = {name: next(_records(path, known, name), None) for name in names}
    except InputError as error:
        raise InputError(f"{path.name}: {error}") from error
    return {name: [column_name(cell) for cell in first.cells] if first else [] for name, first in firsts.items()}


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise InputError(f"larger than {FILE_LIMIT // 1_000_000} MB")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be opened ({error.strerror})") from error
    if data.startswith(_OLE):
        raise InputError("an old Excel file, or one with a password; save it as .xlsx without a password")
    return data


def _records(path: Path, known: Collection[str], sheet: str) -> Iterator[Record]:
    data = _bytes(path)
    found = workbook(data, sheet=sheet) if data.startswith(_ZIP) else delimited(data, known=known)
    return (record for record in found if record.problem or any(cell.strip() for cell in record.cells))


def _table(
    lines: Iterator[Record], known: Collection[str], required: Collection[str], unique: Collection[str]
) -> Table:
    columns = _columns(next(lines, None), known, required)
    table = Table([], [], [column for column in columns if column and column not in known])
    seen: dict[str, dict[str, int]] = {column: {} for column in unique}
    for record in lines:
        cells = {column: "" for column in columns if column in known}
        cells |= {column: clean(cell) for column, cell in zip(columns, record.cells, strict=False) if column in known}
        problem = _unreadable(record, columns) or _unfit(record.line, cells, required, seen)
        if problem:
            table.problems.append(problem)
        else:
            table.rows.append(Row(record.line, cells))
    if not table.rows and any(problem.message == NOT_UTF8 for problem in table.problems):
        raise InputError(NOT_UTF8)
    return table


def _columns(header: Record | None, known: Collection[str], required: Collection[str]) -> list[str]:
    if header is None:
        raise InputError("empty")
    columns = [column_name(cell) for cell in header.cells]
    if any(_undecodable(cell) for cell in header.cells):
        raise InputError(NOT_UTF8)
    for column in required:
        if column not in columns:
            raise InputError(f"no column {column}; the first row must name the columns")
    for column, count in Counter(columns).items():
        if count > 1 and column in known:
            raise InputError(f"more than one column {column}")
    return columns


def _unreadable(record: Record, columns: list[str]) -> Problem | None:
    if record.problem:
        return Problem(record.line, None, record.problem)
    if any(cell.strip() for cell in record.cells[len(columns) :]):
        return Problem(
            record.line, None, f"{len(record.cells)} cells under {len(columns)} column names; quote the text"
        )
    for column, cell in zip(columns, record.cells, strict=False):
        if len(cell) > CELL_LIMIT:
            return Problem(record.line, column, f"{len(cell):,} characters; a cell holds {CELL_LIMIT:,}")
        if _undecodable(cell):
            return Problem(record.line, column, NOT_UTF8)
    return None


def _undecodable(cell: str) -> bool:
    return any(_SURROGATES[0] <= letter <= _SURROGATES[1] for letter in cell)


def _unfit(
    line: int, cells: Mapping[str, str], required: Collection[str], seen: dict[str, dict[str, int]]
) -> Problem | None:
    for column in required:
        if not cells[column]:
            return Problem(line, column, "empty")
    for column, lines in seen.items():
        value = cells.get(column, "")
        if value and lines.setdefault(value, line) != line:
            return Problem(line, column, f"{value} stands on line {lines[value]} already")
    return None


def clean(cell: str) -> str:
    """Return a cell without control characters and outer blanks, its letters composed."""
    return unicodedata.normalize("NFC", cell.translate(_CONTROLS)).strip() if len(cell) <= CELL_LIMIT else ""
