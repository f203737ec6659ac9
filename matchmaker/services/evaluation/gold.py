"""The graded set: needs and offers, and which offer answers which need how well."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from matchmaker.domain.language import normalise
from matchmaker.domain.vocabulary import Format, Sector, Side
from matchmaker.errors import InputError
from matchmaker.matching.entry import Entry, Version
from matchmaker.matching.measure import EXACT, Bools, Floats
from matchmaker.services.evaluation import Split
from matchmaker.services.tables import Row, read_table

NEEDS, OFFERS, GRADES = "needs.csv", "offers.csv", "grades.csv"
ENTRY_COLUMNS = ("id", "split", "side", "sector", "language", "title", "text", "formats", "languages")
LABELS = ("topic", "pair")  # for people who read the set; an engine that saw them would know the answers
GRADE_COLUMNS = ("need", "offer", "grade")

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class GoldSet:
    """The needs and offers of one split; an offer that nobody graded for a need has the grade 0."""

    split: Split
    needs: Sequence[Entry]
    offers: Sequence[Entry]
    grades: Floats  # (needs, offers), 0 to 3
    candidates: Bools  # (needs, offers): the offer is of the other side

    def of_pairs(self, scores: Floats, figure: Callable[[Floats], Floats]) -> Floats:
        """Return a figure of each need's order for all pairs, (needs, offers); 0 for those that may not meet."""
        values = np.zeros(scores.shape)
        for row, given, among in zip(values, scores, self.candidates, strict=True):
            row[among] = figure(given[among])
        return values


def read_gold(folder: Path, split: Split) -> GoldSet:
    """Read one split. Raises InputError for anything that is not as it should be: no figure may rest on a guess."""
    needs, offers = _entries(folder / NEEDS), _entries(folder / OFFERS)
    grades = _grades(folder / GRADES, needs, offers)
    asked, given = _of(split, needs), _of(split, offers)
    if not asked or not given:
        raise InputError(f"{folder} holds no needs, or no offers, of the split {split}")
    return GoldSet(
        split,
        asked,
        given,
        np.array([[grades.get((need.id, offer.id), 0.0) for offer in given] for need in asked]),
        np.array([[need.side is not offer.side for offer in given] for need in asked]),
    )


_Entries = Mapping[str, tuple[Split, Entry]]
"""By id."""


def _of(split: Split, entries: _Entries) -> list[Entry]:
    return [entry for each, entry in entries.values() if each is split]


def _entries(path: Path) -> _Entries:
    return {
        row.get("id"): (_parsed(path, row, "split", Split), _entry(path, row))
        for row in _rows(path, ENTRY_COLUMNS, passed_over=LABELS, unique=("id",))
    }


def _entry(path: Path, row: Row) -> Entry:
    language = _parsed(path, row, "language", normalise)
    return Entry(
        id=row.get("id"),
        versions=(Version(language, f"{row.get('title')}\n{row.get('text')}"),),
        sector=_parsed(path, row, "sector", Sector),
        side=_parsed(path, row, "side", Side),
        languages=_parsed(path, row, "languages", lambda cell: frozenset(normalise(tag) for tag in cell.split())),
        formats=_parsed(path, row, "formats", lambda cell: frozenset(Format(name) for name in cell.split())),
    )


def _grades(path: Path, needs: _Entries, offers: _Entries) -> dict[tuple[str, str], float]:
    grades: dict[tuple[str, str], float] = {}
    for row in _rows(path, GRADE_COLUMNS):
        need, offer = pair = row.get("need"), row.get("offer")
        if need not in needs or offer not in offers:
            raise InputError(f"{path.name}, line {row.line}: {need} is no need, or {offer} no offer")
        (one, asked), (other, given) = needs[need], offers[offer]
        if one is not other or asked.side is given.side:
            raise InputError(f"{path.name}, line {row.line}: {need} and {offer} are of two splits, or of one side")
        if pair in grades:
            raise InputError(f"{path.name}, line {row.line}: {need} and {offer} have a grade already")
        grades[pair] = _parsed(path, row, "grade", _grade)
    return grades


def _grade(cell: str) -> float:
    if cell not in {str(grade) for grade in range(EXACT + 1)}:
        raise ValueError(cell)
    return float(cell)


def _rows(
    path: Path, columns: Collection[str], *, passed_over: Collection[str] = (), unique: Collection[str] = ()
) -> Sequence[Row]:
    table = read_table(path, (*columns, *passed_over), columns, unique=unique)
    if table.problems:
        raise InputError(f"{path.name}, {table.problems[0]}")
    return table.rows


def _parsed(path: Path, row: Row, column: str, parse: Callable[[str], Value]) -> Value:
    try:
        return parse(row.get(column))
    except ValueError as error:
        raise InputError(f"{path.name}, line {row.line}, column {column}: {error}") from error
