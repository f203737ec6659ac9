"""Institutions with their needs and offers are brought in from spreadsheets, row by row, as often as one likes.

The `id` of a row is kept as the reference of what it became, so the same file brought in again changes nothing. A
column that a file does not have leaves its field alone; an empty cell empties it. Rows gone from a file stay with us.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from matchmaker.domain.institution import Institution
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import JobKind, Standing
from matchmaker.errors import InputError
from matchmaker.services import file_format
from matchmaker.services.file_format import Sheet
from matchmaker.services.import_rows import Thing, take_in_row
from matchmaker.services.tables import Table, read_table, sheets
from matchmaker.store import jobs

ENDINGS = frozenset({".csv", ".tsv", ".xlsx"})


class Change(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RowReport:
    """What became of one row; `notes` name the fields that changed, or say why it was refused."""

    sheet: Sheet
    line: int
    reference: str
    change: Change
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    rows: list[RowReport]

    def counts(self, sheet: Sheet) -> Counter[Change]:
        return Counter(row.change for row in self.rows if row.sheet is sheet)

    @property
    def refused(self) -> list[RowReport]:
        return [row for row in self.rows if row.change is Change.REFUSED]


def read_files(paths: Sequence[Path]) -> dict[Sheet, Table]:
    """Read one workbook of three sheets, or a file for each; a folder stands for the files in it.

    Raises InputError when a file cannot be read, or when it cannot be told what it holds.
    """
    found: dict[Sheet, Table] = {}
    for path in _files(paths):
        everything = {name for sheet in Sheet for name in file_format.known(sheet)}
        names = sheets(path, everything)
        for name, columns in names.items():
            sheet = file_format.sheet_of(name if len(names) > 1 else f"{name} {path.stem}", columns)
            if sheet is None and len(names) > 1:
                continue  # somebody's notes, or our own explanations
            if sheet is None:
                raise InputError(f"{path.name}: holds neither institutions nor needs nor offers, as its columns tell")
            if sheet in found:
                raise InputError(f"{path.name}: {sheet} are in another file or sheet already; bring in one at a time")
            found[sheet] = read_table(
                path, file_format.known(sheet), file_format.required(sheet), unique=("id",), sheet=name
            )
    if not found:
        raise InputError("no sheet of institutions, needs or offers was found")
    return found


def take_in(
    session: Session,
    tables: Mapping[Sheet, Table],
    *,
    standing: Standing = Standing.VERIFIED,
    suggest: bool = True,
    by: Person | None = None,
) -> Report:
    """Add and change institutions, their heads, needs and offers; journal each, tell nobody.

    New institutions get `standing`: verified, for staff who bring them in know them. What is refused leaves no trace.
    With `suggest`, and when anything changed, everything is matched anew by the worker.
    """
    rows: list[RowReport] = []
    for sheet in Sheet:  # institutions first: the others belong to them
        if sheet in tables:
            rows += _take_in(session, sheet, tables[sheet], standing=standing, by=by)
    if suggest and any(row.change in {Change.NEW, Change.CHANGED} for row in rows):
        jobs.enqueue(session, JobKind.SUGGEST, "all")
    return Report(rows)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.iterdir() if each.suffix.lower() in ENDINGS)
        else:
            yield path


def _take_in(session: Session, sheet: Sheet, table: Table, *, standing: Standing, by: Person | None) -> list[RowReport]:
    present = _present(session, file_format.TABLES[sheet])
    institutions = _present(session, Institution)
    reports = [
        RowReport(sheet, problem.line, "", Change.REFUSED, (_without_line(problem.column, problem.message),))
        for problem in table.problems
    ]
    for row in table.rows:
        reference = row.get("id")
        thing = present.get(reference)
        try:
            with session.begin_nested():  # a refused row leaves nothing behind, not even a head
                changed = take_in_row(session, sheet, row, thing, institutions, standing=standing, by=by)
        except InputError as error:
            reports.append(RowReport(sheet, row.line, reference, Change.REFUSED, tuple(str(error).split("\n"))))
            continue
        change = Change.NEW if thing is None else Change.CHANGED if changed else Change.UNCHANGED
        reports.append(RowReport(sheet, row.line, reference, change, tuple(changed) if thing else ()))
    return sorted(reports, key=lambda report: report.line)


def _present(session: Session, table: type[Thing]) -> dict[str, Thing]:
    """Return what was brought in before, by reference."""
    query = select(table).where(table.reference.is_not(None)).options(selectinload(table.translations))
    things = cast("Iterable[Thing]", session.scalars(query))  # of a union of tables mypy sees the base
    return {str(thing.reference): thing for thing in things}


def _without_line(column: str | None, message: str) -> str:
    return f"{column}: {message}" if column else message
