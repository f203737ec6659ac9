"""The main job without a server: two spreadsheets matched, a file of lines encoded."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import numpy as np

from matchmaker.config import Settings
from matchmaker.domain import language
from matchmaker.domain.vocabulary import Format, Sector, Side, Urgency
from matchmaker.errors import InputError
from matchmaker.matching.encode import Encoder, Progress, open_encoder
from matchmaker.matching.entry import Entry, Version
from matchmaker.matching.explain import in_english
from matchmaker.matching.pipeline import match
from matchmaker.services.tables import Cell, Problem, Row, TableFormat, read_table, write_table

REQUIRED = ("id", "text")
COLUMNS = (
    *REQUIRED,
    *("organisation", "side", "country", "lang", "sector", "title", "title_en", "text_en"),
    *("formats", "languages", "starts_on", "ends_on", "urgency"),
)
SUGGESTION_COLUMNS = ("need_id", "offer_id", "rank", "score", "probability", "verdict", "reasons")
DECIMALS = 4  # of scores and probabilities: more would claim what nobody measured


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries of a spreadsheet, and what in it could not be used."""

    entries: list[Entry]
    problems: list[Problem]
    ignored: list[str]


def read_listing(path: Path) -> Listing:
    """Read needs or offers. A row that cannot be used is left out, a cell that cannot is taken as empty, with a problem.

    Raises InputError when the file as a whole cannot be used.
    """
    table = read_table(path, COLUMNS, REQUIRED, unique=("id",))
    problems = list(table.problems)
    entries = [_entry(row, problems) for row in table.rows]
    return Listing(entries, sorted(problems, key=lambda problem: problem.line), table.ignored)


def match_listings(
    needs: Sequence[Entry],
    offers: Sequence[Entry],
    *,
    top: int,
    table_format: TableFormat,
    out: Path | None,
    progress: Progress | None = None,
) -> int:
    """Match and write the suggestions, best first for each need; return how many there were."""
    suggestions = match(needs, offers, encoder=open_encoder(Settings().encoder), top=top, progress=progress)
    rows: Iterator[Sequence[Cell]] = (
        (
            suggestion.need,
            suggestion.offer,
            suggestion.rank,
            round(suggestion.score, DECIMALS),
            None if suggestion.probability is None else round(suggestion.probability, DECIMALS),
            str(suggestion.verdict),
            in_english(suggestion.contributions),
        )
        for suggestion in suggestions
    )
    return write_table(SUGGESTION_COLUMNS, rows, table_format=table_format, out=out)


def encode_lines(path: Path, *, out: Path, tag: str | None, progress: Progress | None = None) -> list[int]:
    """Write one vector per line of a text file as float32 .npy, and return the lines that the encoder does not read.

    Raises InputError, and writes nothing, when the file cannot be read or a line is empty: rows must stand for lines.
    """
    lines = _lines(path)
    empty = [number for number, line in enumerate(lines, start=1) if not line.strip()]
    if empty:
        raise InputError(f"{path.name}: empty lines ({_listed(empty)}); each line must hold a text")
    encoder = open_encoder(Settings().encoder)
    vectors = encoder.encode(lines, progress=progress)
    part = out.with_name(f".{out.name}.part")
    try:
        with part.open("wb") as file:
            np.save(file, vectors)
        part.replace(out)
    except OSError as error:
        raise InputError(f"{out} cannot be written ({error.strerror})") from error
    finally:
        part.unlink(missing_ok=True)
    return [number for number, line in enumerate(lines, start=1) if not encoder.reads(line, tag)]
