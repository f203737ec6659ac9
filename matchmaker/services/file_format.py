"""The spreadsheets in which institutions, their needs and their offers are brought in and taken out.

Each column is said once: what it is called, which field it fills, how its cells are read and what they mean. Reading,
writing and the empty template all follow from it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from matchmaker import phrases
from matchmaker.domain import language
from matchmaker.domain.institution import MAX_INHABITANTS, Institution
from matchmaker.domain.listing import MAX_TOPICS
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import Economy, Format, Kind, Landscape, Sector, Side, Urgency
from matchmaker.services.thesaurus import topics_named

Read = Callable[[str], Any]
"""Turns a cell into the value of a field; raises ValueError with what is wrong, fit to be shown."""

MAX_CAPACITY = 99  # exchanges at the same time; more is a slip of the finger
MAX_SECTORS = 3  # of an institution: who does everything is found by nobody


class Sheet(StrEnum):
    INSTITUTIONS = "institutions"
    NEEDS = "needs"
    OFFERS = "offers"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    field: str
    """Attribute of the row's object, dotted for one of its institution, which a file can repeat but not change."""
    read: Read
    meaning: str
    required: bool = False

    @property
    def repeated(self) -> bool:
        return "." in self.field


def _text(cell: str) -> str:
    return cell


def _line(cell: str) -> str:
    return " ".join(cell.split())


def _tag(cell: str) -> str:
    try:
        return language.normalise(cell)
    except ValueError:
        raise ValueError(f"{cell} is no language that we know; write a tag such as ku, ar, en") from None


def _one_of(kind: type[StrEnum]) -> Read:
    def read(cell: str) -> StrEnum:
        try:
            return kind(cell.lower())
        except ValueError:
            raise ValueError(f"{cell} is not known; choose one of {', '.join(kind)}") from None

    return read


def _optional(read: Read) -> Read:
    return lambda cell: read(cell) if cell else None


def _several(read: Read, *, at_most: int | None = None) -> Read:
    """Read a list parted by semicolons or commas; what is said twice counts once."""

    def read_all(cell: str) -> list[str]:
        values = list(dict.fromkeys(str(read(part.strip())) for part in re.split("[;,]", cell) if part.strip()))
        return _few(values, at_most) if at_most else values

    return read_all


def _topics(cell: str) -> list[str]:
    named, unknown = topics_named(cell)
    if unknown:
        raise ValueError(
            f"{unknown[0]} is no topic of the thesaurus; write its name in any of our languages, or its id"
        )
    return _few(named, MAX_TOPICS)


def _few(values: list[str], most: int) -> list[str]:
    if len(values) > most:
        raise ValueError(f"{len(values)} of them; choose {most} at most")
    return values


def _country(cell: str) -> str:
    if cell.upper() not in phrases.country_codes():
        raise ValueError(f"{cell} is no country; write its two letters, such as SY or DE")
    return cell.upper()


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"{cell} is no day; write it as 2027-03-31") from None


def _urgency(cell: str) -> StrEnum:
    return Urgency(_one_of(Urgency)(cell)) if cell else Urgency.NORMAL


def yes(cell: str) -> bool:
    """Read a cell that says yes or no; raises ValueError for anything else."""
    if cell.lower() not in {"yes", "no", ""}:
        raise ValueError(f"{cell} is neither yes nor no")
    return cell.lower() == "yes"


def _number(most: int) -> Read:
    def read(cell: str) -> int:
        if not cell.isdecimal() or not 1 <= int(cell) <= most:
            raise ValueError(f"{cell} is not a number from 1 to {most}")
        return int(cell)

    return read


def _capacity(cell: str) -> int:
    return int(_number(MAX_CAPACITY)(cell)) if cell else 1


_ID = "Your own short name for it, which never changes: bringing the file in again then updates this row"
_LANG = "Language of the texts, as a tag: ku (Kurmanji), ar, en, de, fr, es, it, tr, ckb, syr, hy ..."

_INSTITUTIONS = (
    Column("id", "reference", _line, _ID, required=True),
    Column("name", "name", _line, "In the institution's own language", required=True),
    Column("side", "side", _one_of(Side), "nes: North and East Syria; abroad: everywhere else", required=True),
    Column("kind", "kind", _one_of(Kind), f"One of {', '.join(Kind)}", required=True),
    Column("country", "country", _country, "Two letters, such as SY, DE, IQ", required=True),
    Column("region", "region", _line, "Canton, province or federal state"),
    Column("place", "place", _line, "Town or village", required=True),
    Column("languages", "languages", _several(_tag), "Languages it can work in, as tags parted by semicolons"),
    Column(
        "sectors",
        "sectors",
        _several(_one_of(Sector), at_most=MAX_SECTORS),
        f"Up to {MAX_SECTORS} of {', '.join(Sector)}, parted by semicolons",
    ),
    Column("inhabitants", "inhabitants", _optional(_number(MAX_INHABITANTS)), "Of a municipality: how many live there"),
    Column("landscapes", "landscapes", _several(_one_of(Landscape)), f"Likewise: some of {', '.join(Landscape)}"),
    Column(
        "economies", "economies", _several(_one_of(Economy)), f"Likewise, it lives from: some of {', '.join(Economy)}"
    ),
    Column("lang", "language", _tag, _LANG, required=True),
    Column("about", "about", _text, "Two or three sentences: who they are, for how many people"),
)

_LISTING = (
    Column("id", "reference", _line, _ID, required=True),
    Column("organisation", "institution.reference", _line, "The id of its institution", required=True),
    Column("side", "institution.side", _one_of(Side), "May be left empty; must be the institution's"),
    Column("country", "institution.country", _country, "May be left empty; must be the institution's"),
    Column("lang", "language", _tag, _LANG, required=True),
    Column("sector", "sector", _optional(_one_of(Sector)), f"One of {', '.join(Sector)}"),
    Column(
        "topics",
        "topics",
        _topics,
        f"Up to {MAX_TOPICS} topics of the thesaurus, by name in any language or by id, parted by semicolons",
    ),
    Column("title", "title", _line, "Four to ten words", required=True),
    Column("text", "text", _text, "What there is, what is missing, what a good answer would be", required=True),
    Column("formats", "formats", _several(_one_of(Format)), f"Some of {', '.join(Format)}, parted by semicolons"),
    Column("languages", "languages", _several(_tag), "Languages of the exchange; empty: those of the institution"),
    Column("common_language", "common_language", yes, "yes: only with a language in common, no interpreter"),
)
_WINDOW = (
    Column("starts_on", "starts_on", _optional(_day), "First day that suits, as 2027-03-01; may be left empty"),
    Column("ends_on", "ends_on", _optional(_day), "Last day that suits; may be left empty"),
)
_URGENCY = Column("urgency", "urgency", _urgency, f"One of {', '.join(Urgency)}; empty: normal")
_CAPACITY = Column("capacity", "capacity", _capacity, "How many exchanges at the same time; empty: 1")

COLUMNS: dict[Sheet, tuple[Column, ...]] = {
    Sheet.INSTITUTIONS: _INSTITUTIONS,
    Sheet.NEEDS: (*_LISTING, _URGENCY, *_WINDOW),
    Sheet.OFFERS: (*_LISTING, _CAPACITY, *_WINDOW),
}
TABLES: dict[Sheet, type[Institution | Need | Offer]] = {
    Sheet.INSTITUTIONS: Institution,
    Sheet.NEEDS: Need,
    Sheet.OFFERS: Offer,
}
HEADS = tuple(f"head{number}_{what}" for number in (1, 2) for what in ("name", "email", "phone"))
"""Two equal heads; on the sheet of institutions, and only there."""
HEADS_MEANING = "The two equal heads: name, e-mail and phone. Nobody outside the centre sees them before both accept"

_TRANSLATED = {
    Sheet.INSTITUTIONS: ("name", "about"),
    Sheet.NEEDS: ("title", "text"),
    Sheet.OFFERS: ("title", "text"),
}


def translated(sheet: Sheet, tag: str) -> tuple[str, str]:
    """Return the two columns of a translation into a language: (`title_en`, `text_en`)."""
    title, text = _TRANSLATED[sheet]
    return f"{title}_{tag}", f"{text}_{tag}"


def known(sheet: Sheet) -> list[str]:
    """Return every column that a sheet can have."""
    translations = [name for tag in sorted(language.KNOWN) for name in translated(sheet, tag)]
    heads = HEADS if sheet is Sheet.INSTITUTIONS else ()
    return [*(column.name for column in COLUMNS[sheet]), *translations, *heads]


def required(sheet: Sheet) -> list[str]:
    return [column.name for column in COLUMNS[sheet] if column.required]


def written(value: Any) -> str:  # noqa: ANN401 - any value of a field
    """Return a value as it stands in a cell: what `read` turns back into the same value."""
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def sheet_of(name: str, columns: Sequence[str]) -> Sheet | None:
    """Tell from the name of a file or sheet which of the three it is, else from a column that only this one has."""
    for sheet in Sheet:
        if sheet.value[:-1] in name.lower():  # institution, need, offer
            return sheet
    telling = {"kind": Sheet.INSTITUTIONS, "urgency": Sheet.NEEDS, "capacity": Sheet.OFFERS}
    return next((sheet for column, sheet in telling.items() if column in columns), None)
