"""`matchmaker export`: what takes part, as spreadsheets."""

import os
from pathlib import Path
from typing import Annotated

import typer

from matchmaker.cli.opening import opened, read_settings, told
from matchmaker.cli.progress import complain

ONLY_OURS = 0o077  # taken away from files with contacts: nobody but their owner reads them


def export(
    out: Annotated[Path, typer.Argument(help="A workbook (.xlsx), or a folder for three CSV files.")],
    with_contacts: Annotated[
        bool, typer.Option("--with-contacts", help="Add names, addresses and phones of the heads.")
    ] = False,
) -> None:
    """Write all verified institutions with their open needs and offers, without contacts."""
    from matchmaker.services import export_files  # noqa: PLC0415 - slow import

    if with_contacts:
        os.umask(ONLY_OURS)
        complain(
            "Careful: this file will hold people's names, addresses and phones. The journal notes that you made it."
        )
    with told(), opened(read_settings()) as database, database.writing() as session:
        counts = export_files.export(session, out, with_contacts=with_contacts)
    complain(f"{out}: " + ", ".join(f"{number} {sheet}" for sheet, number in counts.items()))
