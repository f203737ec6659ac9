"""`matchmaker match`: the main job without a server, from two spreadsheets to a third."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matchmaker.cli.progress import complain, reported
from matchmaker.errors import MatchmakerError
from matchmaker.services.tables import TableFormat

if TYPE_CHECKING:
    from matchmaker.services.offline import Listing

COLUMNS = "Columns: id, text and, where known, organisation, side, country, lang, sector, topics, title."


def match(
    needs: Annotated[Path, typer.Argument(exists=True, help=f"Needs as CSV, TSV or XLSX. {COLUMNS}")],
    offers: Annotated[Path, typer.Argument(exists=True, help="Offers, likewise.")],
    top: Annotated[int, typer.Option(min=1, help="How many offers to suggest for each need.")] = 10,
    table_format: Annotated[
        TableFormat | None, typer.Option("--format", help="Without it, what the name of --out ends with, or csv.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="File to write; without it, standard output.")] = None,
) -> None:
    """Suggest the best offers for each need, and say why."""
    from matchmaker.services import offline  # noqa: PLC0415 - slow import

    if out is not None and out.resolve() in {needs.resolve(), offers.resolve()}:
        raise typer.BadParameter("would overwrite what is to be read", param_hint="--out")
    if table_format is None:
        table_format = _format_of(out)
    if table_format is TableFormat.XLSX and out is None:
        raise typer.BadParameter("a workbook needs a file", param_hint="--out")
    try:
        read = [offline.read_listing(path) for path in (needs, offers)]
        for path, listing in zip((needs, offers), read, strict=True):
            _report(path, listing)
        with reported() as progress:
            written = offline.match_listings(
                read[0].entries, read[1].entries, top=top, table_format=table_format, out=out, progress=progress
            )
    except MatchmakerError as error:
        complain(str(error))
        raise typer.Exit(1) from error
    if not written:
        complain("nothing could be matched: no need and offer of different sides and organisations")
        raise typer.Exit(1)


def _format_of(out: Path | None) -> TableFormat:
    ending = out.suffix.lstrip(".").lower() if out else ""
    return TableFormat(ending) if ending in set(TableFormat) else TableFormat.CSV


def _report(path: Path, listing: "Listing") -> None:
    """Say what of a file was not used, and where."""
    if listing.ignored:
        complain(f"{path.name}: ignored columns: {', '.join(listing.ignored)}")
    for problem in listing.problems:
        complain(f"{path.name}: {problem}")
