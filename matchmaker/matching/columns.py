"""Entries as columns of numbers: what is known of them besides their texts, ready for whole blocks of pairs."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self, cast

import numpy as np
import numpy.typing as npt

from matchmaker.domain.base import now
from matchmaker.domain.vocabulary import Economy, Format, Landscape, Sector, Side
from matchmaker.matching.entry import Entry, Town
from matchmaker.matching.fold import fold

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Histories = npt.NDArray[np.object_]
"""Of each entry `{code of an organisation: MET or PARTED}`; whom it has never dealt with is not in it."""

UNKNOWN = -1
MET, PARTED = 1.0, -1.0
TWINNING = 1 << list(Format).index(Format.TWINNING)  # its bit among the formats
ALWAYS = np.iinfo(np.int64).max  # a window without an end
EVER = np.iinfo(np.int64).min  # a window without a beginning


class _Rows:
    """Arrays of one length, taken apart row by row."""

    __slots__ = ()

    def __getitem__(self, rows: Any) -> Self:  # noqa: ANN401 - whatever numpy takes as an index
        return type(self)(*(getattr(self, name)[rows] for name in cast("tuple[str, ...]", type(self).__slots__)))

    def beside(self, other: Self) -> Self:
        """Return these rows and then those of the other."""
        names = cast("tuple[str, ...]", type(self).__slots__)
        return type(self)(*(np.concatenate((getattr(self, name), getattr(other, name))) for name in names))


@dataclass(frozen=True, slots=True)
class Parties(_Rows):
    """What decides who may meet at all."""

    organisation: Ints
    side: Ints
    languages: Ints
    must_share: Bools


@dataclass(frozen=True, slots=True)
class Columns(_Rows):
    """One row per entry. Codes are comparable between `Columns` made by one `Codes`."""

    organisation: Ints  # code, UNKNOWN
    side: Ints  # code, UNKNOWN
    sector: Ints  # index into `list(Sector)`, UNKNOWN
    languages: Ints  # one bit per language, 0 unknown
    formats: Ints  # one bit per format, 0 unknown
    starts: Ints  # day number
    ends: Ints  # day number
    must_share: Bools  # meets nobody without a language in common
    places: Floats  # exchanges more that it can carry, NaN unknown
    municipality: Bools
    size: Floats  # decimal logarithm of the inhabitants, NaN unknown
    landscapes: Ints  # one bit each, 0 unknown
    economies: Ints  # one bit each, 0 unknown
    history: Histories
    dealt: Bools  # with anybody: has a history at all
    age: Floats  # days since it was confirmed, NaN unknown

    @property
    def dated(self) -> Bools:
        dated: Bools = (self.starts != EVER) | (self.ends != ALWAYS)
        return dated

    @property
    def parties(self) -> Parties:
        return Parties(self.organisation, self.side, self.languages, self.must_share)


class Codes:
    """Numbers for organisations and for languages, given as they are met: columns made with one set are comparable."""

    def __init__(self) -> None:
        self._houses: dict[str, int] = {}
        self._tags: dict[str, int] = {}

    def columns(self, entries: Sequence[Entry]) -> Columns:
        towns = [entry.town or Town() for entry in entries]
        return Columns(
            organisation=np.array([self._house(entry.organisation) for entry in entries], dtype=np.int64),
            side=_codes([entry.side for entry in entries], Side),
            sector=_codes([entry.sector for entry in entries], Sector),
            languages=_bits([entry.languages for entry in entries], self._tags),
            formats=_bits([entry.formats for entry in entries], _numbers_of(Format)),
            starts=_days([entry.starts_on for entry in entries], otherwise=EVER),
            ends=_days([entry.ends_on for entry in entries], otherwise=ALWAYS),
            must_share=np.array([entry.common_language for entry in entries], dtype=np.bool_),
            places=_numbers(entry.places_left for entry in entries),
            municipality=np.array([town.municipality for town in towns], dtype=np.bool_),
            size=np.log10(_numbers(town.inhabitants for town in towns)),
            landscapes=_bits([town.landscapes for town in towns], _numbers_of(Landscape)),
            economies=_bits([town.economies for town in towns], _numbers_of(Economy)),
            history=self._histories(entries),
            dealt=np.array([bool(entry.met or entry.parted) for entry in entries], dtype=np.bool_),
            age=_ages([entry.confirmed_on for entry in entries]),
        )

    def _house(self, organisation: str | None) -> int:
        key = fold(organisation or "").strip()
        return self._houses.setdefault(key, len(self._houses)) if key else UNKNOWN

    def _histories(self, entries: Sequence[Entry]) -> Histories:
        histories = np.full(len(entries), {}, dtype=np.object_)
        for place, entry in enumerate(entries):
            if entry.met or entry.parted:
                told = dict.fromkeys(entry.parted, PARTED) | dict.fromkeys(entry.met, MET)
                coded = {self._house(key): value for key, value in told.items()}
                histories[place] = {code: value for code, value in coded.items() if code != UNKNOWN}
        return histories


def admissible(needs: Parties, offers: Parties) -> Bools:
    """Say which pairs may meet: never one side with itself, nor one organisation. For any shapes that broadcast.

    Where one of the two must share a language, those that are known to share none may not.
    """
    same_side = (needs.side == offers.side) & (offers.side != UNKNOWN)
    same_house = (needs.organisation == offers.organisation) & (offers.organisation != UNKNOWN)
    allowed: Bools = ~(same_side | same_house)
    if needs.must_share.any() or offers.must_share.any():  # few write so, and blocks are large
        speechless = (needs.languages != 0) & (offers.languages != 0) & (needs.languages & offers.languages == 0)
        allowed &= ~(speechless & (needs.must_share | offers.must_share))
    return allowed


def _codes(values: Sequence[StrEnum | None], order: Iterable[StrEnum]) -> Ints:
    codes = {value: number for number, value in enumerate(order)}
    return np.array([UNKNOWN if value is None else codes[value] for value in values], dtype=np.int64)


def _days(days: Iterable[date | None], *, otherwise: int) -> Ints:
    return np.array([day.toordinal() if day else otherwise for day in days], dtype=np.int64)


def _numbers(values: Iterable[int | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _ages(days: Sequence[date | None]) -> Floats:
    today = now().date()
    return _numbers(None if day is None else max(0, (today - day).days) for day in days)


def _bits(sets: Iterable[Collection[str]], numbers: dict[str, int]) -> Ints:
    """Return a bit for each member of each set; a member without a number gets the next one."""
    return np.array(
        [sum(1 << numbers.setdefault(value, len(numbers)) for value in values) for values in sets], dtype=np.int64
    )


def _numbers_of(order: Iterable[str]) -> dict[str, int]:
    return {str(value): number for number, value in enumerate(order)}
