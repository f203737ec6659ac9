"""The main job without a server: two spreadsheets matched, a file of lines encoded."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from matchmaker.config import Settings
from matchmaker.domain import language
from matchmaker.domain.vocabulary import Format, Sector, Side, Urgency
from matchmaker.errors import InputError
from matchmaker.matching.encode import Progress, open_encoder
from matchmaker.matching.entry import Entry, Version
from matchmaker.matching.explain import in_english
from matchmaker.matching.pipeline import match
from matchmaker.services import thesaurus
from matchmaker.services.file_format import yes
from matchmaker.services.tables import Cell, Problem, Row, TableFormat, read_table, whole_file, write_table

REQUIRED = ("id", "text")
COLUMNS = (
    *REQUIRED,
    *("organisation", "side", "country", "lang", "sector", "topics", "title", "title_en", "text_en"),
    *("formats", "languages", "common_language", "starts_on", "ends_on", "urgency"),
)
SUGGESTION_COLUMNS = ("need_id", "offer_id", "rank", "score", "probability", "verdict", "reasons")
LINES_NAMED = 10  # of many bad lines; the first ones show what is wrong
DECIMALS = 4  # of scores and probabilities: more would claim what nobody measured

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries of a spreadsheet, and what in it could not be used."""

    entries: list[Entry]
    problems: list[Problem]
    ignored: list[str]


def read_listing(path: Path) -> Listing:
    """Read needs or offers. A row that cannot be used is left out, a cell that cannot is taken as empty; both are told.

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
    encoder = open_encoder(Settings().encoder)
    suggestions = match(needs, offers, encoder=encoder, subject=thesaurus.subject(), top=top, progress=progress)
    in_words = partial(thesaurus.subject_names, language="en")
    rows: Iterator[Sequence[Cell]] = (
        (
            suggestion.need,
            suggestion.offer,
            suggestion.rank,
            round(suggestion.score, DECIMALS),
            None if suggestion.probability is None else round(suggestion.probability, DECIMALS),
            str(suggestion.verdict),
            in_english(suggestion.contributions, subjects=in_words),
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
        raise InputError(f"{path.name}: empty lines ({listed(empty)}); each line must hold a text")
    encoder = open_encoder(Settings().encoder)
    vectors = encoder.encode(lines, progress=progress)
    with whole_file(out) as file:
        np.save(file, vectors)
    return [number for number, line in enumerate(lines, start=1) if not encoder.reads(line, tag)]


def listed(numbers: Sequence[int]) -> str:
    """Return line numbers as a person would write them: `3, 8, 12 and 40 more`."""
    named = ", ".join(str(number) for number in numbers[:LINES_NAMED])
    return f"{named} and {len(numbers) - LINES_NAMED} more" if len(numbers) > LINES_NAMED else named


def _entry(row: Row, problems: list[Problem]) -> Entry:
    starts_on, ends_on = (_one(row, column, date.fromisoformat, problems) for column in ("starts_on", "ends_on"))
    if starts_on and ends_on and ends_on < starts_on:
        problems.append(Problem(row.line, "ends_on", "before starts_on; both taken as empty"))
        starts_on = ends_on = None
    return Entry(
        id=row.get("id"),
        versions=_versions(row, _one(row, "lang", language.normalise, problems)),
        sector=_one(row, "sector", _lower(Sector), problems),
        side=_one(row, "side", _lower(Side), problems),
        organisation=row.get("organisation") or None,
        country=row.get("country") or None,
        languages=_several(row, "languages", language.normalise, problems),
        formats=_several(row, "formats", _lower(Format), problems),
        topics=_topics(row, problems),
        starts_on=starts_on,
        ends_on=ends_on,
        urgency=_one(row, "urgency", _lower(Urgency), problems),
        common_language=bool(_one(row, "common_language", yes, problems)),
    )


def _versions(row: Row, lang: str | None) -> tuple[Version, ...]:
    """Return the original and, where the file has one, the English version beside it."""
    original = Version(lang, _joined(row.get("title"), row.get("text")))
    english = Version("en", _joined(row.get("title_en"), row.get("text_en")))
    return (original, english) if english.text and lang != "en" else (original,)


def _joined(title: str, text: str) -> str:
    return "\n".join(part for part in (title, text) if part)


def _lower(parse: Callable[[str], Value]) -> Callable[[str], Value]:
    return lambda text: parse(text.lower())


def _one(row: Row, column: str, parse: Callable[[str], Value], problems: list[Problem]) -> Value | None:
    return next(iter(_parsed(row, column, [row.get(column)], parse, problems)), None)


def _several(row: Row, column: str, parse: Callable[[str], Value], problems: list[Problem]) -> frozenset[Value]:
    return frozenset(_parsed(row, column, re.split("[;,]", row.get(column)), parse, problems))


def _topics(row: Row, problems: list[Problem]) -> frozenset[str]:
    named, unknown = thesaurus.topics_named(row.get("topics"))
    problems.extend(Problem(row.line, "topics", _passed_over(each)) for each in unknown)
    return frozenset(named)


def _parsed(
    row: Row, column: str, texts: Sequence[str], parse: Callable[[str], Value], problems: list[Problem]
) -> Iterator[Value]:
    for text in texts:
        if not text.strip():
            continue
        try:
            yield parse(text.strip())
        except ValueError:
            problems.append(Problem(row.line, column, _passed_over(text.strip())))


def _passed_over(cell: str) -> str:
    return f"{cell} is not known; taken as empty"


def _lines(path: Path) -> list[str]:
    """Return the lines of a UTF-8 file. Raises InputError for a file that cannot be read, or holds no line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path.name} cannot be opened ({error.strerror})") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path.name}: line {line} is not in UTF-8; save it as UTF-8") from error
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    if not lines:
        raise InputError(f"{path.name} is empty")
    return lines
