"""Entries as columns of numbers: what is known of them besides their texts, ready for whole blocks of pairs."""

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from matchmaker.domain.vocabulary import Format, Sector, Side
from matchmaker.matching.entry import Entry
from matchmaker.matching.fold import fold

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

UNKNOWN = -1
ALWAYS = np.iinfo(np.int64).max  # a window without an end
EVER = np.iinfo(np.int64).min  # a window without a beginning


@dataclass(frozen=True, slots=True)
class Columns:
    """One row per entry. Codes are comparable between two `Columns` made together by `both`."""

    organisation: Ints  # code, UNKNOWN
    side: Ints  # code, UNKNOWN
    sector: Ints  # index into `list(Sector)`, UNKNOWN
    languages: Ints  # one bit per language, 0 unknown
    formats: Ints  # one bit per format, 0 unknown
    starts: Ints  # day number
    ends: Ints  # day number

    @property
    def dated(self) -> Bools:
        dated: Bools = (self.starts != EVER) | (self.ends != ALWAYS)
        return dated

    def __getitem__(self, rows: Any) -> "Columns":  # noqa: ANN401 - whatever numpy takes as an index
        return Columns(*(getattr(self, name)[rows] for name in self.__slots__))


def both(needs: Sequence[Entry], offers: Sequence[Entry]) -> tuple[Columns, Columns]:
    """Return the columns of needs and of offers with one set of codes."""
    entries = [*needs, *offers]
    tags = {tag: number for number, tag in enumerate(sorted({tag for entry in entries for tag in entry.languages}))}
    formats = {str(format_): number for number, format_ in enumerate(Format)}
    columns = Columns(
        organisation=_codes(entries, lambda entry: fold(entry.organisation or "").strip() or None),
        side=_codes(entries, lambda entry: entry.side, order=list(Side)),
        sector=_codes(entries, lambda entry: entry.sector, order=list(Sector)),
        languages=_bits([entry.languages for entry in entries], tags),
        formats=_bits([entry.formats for entry in entries], formats),
        starts=_days([entry.starts_on for entry in entries], otherwise=EVER),
        ends=_days([entry.ends_on for entry in entries], otherwise=ALWAYS),
    )
    return columns[: len(needs)], columns[len(needs) :]


def admissible(needs: Columns, offers: Columns) -> Bools:
    """Say for a block (needs x offers) which pairs may meet: never one side with itself, nor one organisation."""
    same_side = (needs.side[:, None] == offers.side) & (offers.side != UNKNOWN)
    same_house = (needs.organisation[:, None] == offers.organisation) & (offers.organisation != UNKNOWN)
    allowed: Bools = ~(same_side | same_house)
    return allowed


def _codes(entries: Iterable[Entry], key: Callable[[Entry], Hashable], *, order: Iterable[Hashable] = ()) -> Ints:
    codes: dict[Hashable, int] = {value: number for number, value in enumerate(order)}
    values = [key(entry) for entry in entries]
    numbers = [UNKNOWN if value is None else codes.setdefault(value, len(codes)) for value in values]
    return np.array(numbers, dtype=np.int64)


def _days(days: Iterable[date | None], *, otherwise: int) -> Ints:
    return np.array([day.toordinal() if day else otherwise for day in days], dtype=np.int64)


def _bits(sets: Iterable[Collection[str]], numbers: dict[str, int]) -> Ints:
    return np.array([sum(1 << numbers[value] for value in values) for values in sets], dtype=np.int64)
