"""What takes part is written into the spreadsheets that `import_files` reads: brought in again, nothing changes."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker.domain.institution import Institution
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import ListingStatus, Standing
from matchmaker.errors import InputError
from matchmaker.services import file_format, thesaurus
from matchmaker.services.file_format import HEADS, Sheet
from matchmaker.services.tables import TableFormat, write_table, write_workbook
from matchmaker.store import journal

Thing = Institution | Need | Offer
L = TypeVar("L", Need, Offer)
Content = tuple[Sequence[str], list[list[str]]]
"""Column names and rows of one sheet."""

REFERENCE_BYTES = 6  # of an id that we make up: 48 random bits, never the same twice
HELP = "help"
TOPICS = "topics"
NAMED_IN = ("en", "ku", "ar")  # languages in which the empty workbook lists the topics to choose from


def export(session: Session, out: Path, *, with_contacts: bool = False, by: Person | None = None) -> dict[Sheet, int]:
    """Write all verified institutions with their open needs and offers, and journal it; return how many of each.

    `out` is a workbook if its name ends with .xlsx, else a folder for three CSV files. Heads are left out unless asked
    for. What has no reference yet gets one, for good, so that bringing the file in again finds it.
    Raises InputError when a file cannot be written.
    """
    things = {sheet: _things(session, sheet) for sheet in Sheet}
    for sheet, found in things.items():
        for thing in found:
            thing.reference = thing.reference or f"{sheet.value[0]}-{secrets.token_hex(REFERENCE_BYTES)}"
    content = {sheet: _content(sheet, found) for sheet, found in things.items()}
    if with_contacts:
        content[Sheet.INSTITUTIONS] = _with_heads(session, things[Sheet.INSTITUTIONS], content[Sheet.INSTITUTIONS])
    counts = {sheet: len(found) for sheet, found in things.items()}
    journal.record(session, "export:write", None, by=by, contacts=with_contacts, **counts)
    _write(content, out)
    return counts


def write_template(out: Path) -> None:
    """Write an empty workbook with the columns of each sheet, one that lists the topics, and one that explains all."""
    content: dict[str, Content] = {sheet: ([*_columns(sheet, ["en"]), *_heads_of(sheet)], []) for sheet in Sheet}
    explained = [
        [sheet.value, column.name, "yes" if column.required else "", column.meaning]
        for sheet in Sheet
        for column in file_format.COLUMNS[sheet]
    ]
    explained += [
        [
            sheet.value,
            " ".join(file_format.translated(sheet, "en")),
            "",
            "An English translation by a person; also _ar ...",
        ]
        for sheet in Sheet
    ]
    explained.append([Sheet.INSTITUTIONS.value, " ".join(HEADS), "", file_format.HEADS_MEANING])
    explained.sort(key=lambda row: list(Sheet).index(Sheet(row[0])))
    topics = [
        [topic.id, topic.sector.value, *(topic.label(tag) for tag in NAMED_IN)]
        for topic in thesaurus.shipped().topics.values()
    ]
    content[TOPICS] = (["id", "sector", *NAMED_IN], topics)
    write_workbook(content | {HELP: (("sheet", "column", "needed", "what it means"), explained)}, out=out)


def _things(session: Session, sheet: Sheet) -> Sequence[Thing]:
    if sheet is not Sheet.INSTITUTIONS:
        return _listings(session, Need) if sheet is Sheet.NEEDS else _listings(session, Offer)
    query = select(Institution).where(Institution.standing == Standing.VERIFIED).order_by(Institution.id)
    return session.scalars(query.options(selectinload(Institution.translations))).all()


def _listings(session: Session, table: type[L]) -> Sequence[L]:
    of_verified = table.institution.has(standing=Standing.VERIFIED)
    query = select(table).where(table.status == ListingStatus.OPEN, of_verified).order_by(table.id)
    return session.scalars(query.options(joinedload(table.institution), selectinload(table.translations))).all()


def _content(sheet: Sheet, things: Sequence[Thing]) -> Content:
    tags = sorted({each.language for thing in things for each in thing.translations})
    columns = _columns(sheet, tags)
    fields = {column.name: attrgetter(column.field) for column in file_format.COLUMNS[sheet]}
    rows = []
    for thing in things:
        cells = {name: file_format.written(field(thing)) for name, field in fields.items()}
        for each in thing.translations:
            cells |= zip(file_format.translated(sheet, each.language), (each.title, each.text), strict=True)
        rows.append([cells.get(column, "") for column in columns])
    return columns, rows


def _columns(sheet: Sheet, tags: Iterable[str]) -> list[str]:
    """Return the columns of a sheet, translations behind the text that they translate."""
    columns = [column.name for column in file_format.COLUMNS[sheet]]
    at = columns.index("about" if sheet is Sheet.INSTITUTIONS else "text") + 1
    return [*columns[:at], *(name for tag in tags for name in file_format.translated(sheet, tag)), *columns[at:]]


def _heads_of(sheet: Sheet) -> tuple[str, ...]:
    return HEADS if sheet is Sheet.INSTITUTIONS else ()


def _with_heads(session: Session, institutions: Sequence[Thing], content: Content) -> Content:
    heads: dict[int | None, list[str]] = {}
    for person in session.scalars(select(Person).where(Person.is_head, Person.active).order_by(Person.id)):
        heads.setdefault(person.institution_id, []).extend((person.name, person.email, person.phone))
    columns, rows = content
    blank = [""] * len(HEADS)
    joined = [
        [*row, *(heads.get(institution.id, []) + blank)[: len(HEADS)]]
        for institution, row in zip(institutions, rows, strict=True)
    ]
    return [*columns, *HEADS], joined


def _write(content: Mapping[Sheet, Content], out: Path) -> None:
    if out.suffix.lower() == ".xlsx":
        write_workbook({str(sheet): table for sheet, table in content.items()}, out=out)
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{out} cannot be made ({error.strerror})") from error
    for sheet, (columns, rows) in content.items():
        write_table(columns, rows, table_format=TableFormat.CSV, out=out / f"{sheet}.csv")
