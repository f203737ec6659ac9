"""`matchmaker encode`: one text a line to one vector a row."""

from pathlib import Path
from typing import Annotated

import typer

from matchmaker.cli.progress import complain, reported
from matchmaker.domain import language
from matchmaker.errors import MatchmakerError


def _tag(text: str | None) -> str | None:
    try:
        return language.normalise(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(f"{text} is no language tag that we know") from error


def encode(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="UTF-8, one text a line.")],
    out: Annotated[Path, typer.Option(help="NumPy file to write: float32, lines x dimensions, rows of unit length.")],
    lang: Annotated[
        str | None, typer.Option(callback=_tag, help="Language of all lines; without it, each line is looked at.")
    ] = None,
) -> None:
    """Turn each line of a file into a vector."""
    from matchmaker.services import offline  # noqa: PLC0415 - slow import

    try:
        with reported() as progress:
            unread = offline.encode_lines(file, out=out, tag=lang, progress=progress)
    except MatchmakerError as error:
        complain(str(error))
        raise typer.Exit(1) from error
    if unread:
        complain(
            f"{len(unread)} lines are in no language that the encoder reads (lines {offline.listed(unread)}); "
            "their vectors mean little"
        )
