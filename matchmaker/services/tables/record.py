"""What both kinds of file are read into, and how a header is written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a file with the line it begins on. `problem` says why there are no cells."""

    line: int
    cells: list[str]
    problem: str = ""


def column_name(cell: str) -> str:
    """Return a header as we write it: `Starts on` and `starts_on` are one column."""
    return "_".join(cell.strip().strip("\ufeff").casefold().split())
