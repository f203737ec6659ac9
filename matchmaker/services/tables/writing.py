"""Rows out: CSV, one JSON object a line, or XLSX; to a file as a whole or not at all, or to standard output."""

import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from matchmaker.errors import InputError

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell = str | int | float | None

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet runs a text cell that begins so
_MARK = "\ufeff"  # without it Excel takes a CSV file for Latin-1 and garbles Arabic
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # not allowed in XML


class TableFormat(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"


def write_table(
    columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, table_format: TableFormat, out: Path | None = None
) -> int:
    """Write the rows as they come and return how many there were. Without `out` they go to standard output.

    Text that a spreadsheet would run as a formula gets a leading apostrophe (CSV) or the type of text (XLSX).
    Raises InputError when the file cannot be written.
    """
    with whole_file(out) as file:
        if table_format is TableFormat.XLSX:
            return _write_xlsx(columns, rows, file)
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=out is None)
        try:
            if table_format is TableFormat.JSONL:
                return _write_jsonl(columns, rows, text)
            if out is not None:
                text.write(_MARK)
            return _write_csv(columns, rows, text)
        finally:
            text.detach()  # flushes; the file is closed by who opened it


def write_workbook(sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Cell]]]], *, out: Path) -> None:
    """Write an XLSX file of several sheets, each by its name as column names and rows. Raises InputError likewise."""
    from openpyxl import Workbook  # noqa: PLC0415 - slow import

    with whole_file(out) as file:
        book = Workbook(write_only=True)
        for name, (columns, rows) in sheets.items():
            _fill(book.create_sheet(name), columns, rows)
        book.save(file)


def _write_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]], file: io.TextIOWrapper) -> int:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    written = 0
    for row in rows:
        writer.writerow([f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in row])
        written += 1
    return written


def _write_jsonl(columns: Sequence[str], rows: Iterable[Sequence[Cell]], file: io.TextIOWrapper) -> int:
    written = 0
    for row in rows:
        file.write(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) + "\n")
        written += 1
    return written


def _write_xlsx(columns: Sequence[str], rows: Iterable[Sequence[Cell]], file: BinaryIO) -> int:
    from openpyxl import Workbook  # noqa: PLC0415 - slow import

    book = Workbook(write_only=True)
    written = _fill(book.create_sheet(), columns, rows)
    book.save(file)
    return written


def _fill(sheet: "WriteOnlyWorksheet", columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - slow import

    sheet.freeze_panes = "A2"

    def typed(value: Cell) -> object:
        if not isinstance(value, str):
            return value
        cell = WriteOnlyCell(sheet, _ILLEGAL.sub(" ", value))
        cell.data_type = "s"  # text, even if it begins like a formula
        return cell

    sheet.append(list(columns))
    written = 0
    for row in rows:
        sheet.append([typed(value) for value in row])
        written += 1
    return written


@contextmanager
def whole_file(out: Path | None) -> Iterator[BinaryIO]:
    """Open standard output, or a file beside `out` that takes its place once everything is written."""
    if out is None:
        yield sys.stdout.buffer
        return
    special = out.exists() and not out.is_file()  # a pipe or device is written to, never replaced
    part = out if special else out.with_name(f".{out.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        if not special:
            part.replace(out)
    except OSError as error:
        raise InputError(f"{out} cannot be written ({error.strerror})") from error
    finally:
        if not special:
            part.unlink(missing_ok=True)
