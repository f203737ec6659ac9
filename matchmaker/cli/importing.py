"""`matchmaker import`: institutions, needs and offers from spreadsheets into the database."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matchmaker.cli.opening import opened, read_settings, told
from matchmaker.cli.progress import complain

if TYPE_CHECKING:
    from matchmaker.services.file_format import Sheet
    from matchmaker.services.import_files import Report
    from matchmaker.services.tables import Table


def import_(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            exists=True, help="A workbook with the sheets institutions, needs and offers, or a CSV file for each."
        ),
    ] = None,
    template: Annotated[
        Path | None, typer.Option(help="Write an empty workbook that explains itself, and stop.")
    ] = None,
    pending: Annotated[
        bool, typer.Option("--pending", help="Let staff verify the new institutions before they take part.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")] = False,
) -> None:
    """Bring in institutions with their needs and offers; bringing in the same file twice is safe."""
    from matchmaker.domain.vocabulary import Standing  # noqa: PLC0415 - slow import
    from matchmaker.services import export_files, import_files  # noqa: PLC0415 - slow import

    if template is not None:
        with told():
            export_files.write_template(template)
        complain(f"{template} is written; its last sheet explains the columns.")
        return
    if not files:
        raise typer.BadParameter("name the files to bring in, or --template FILE", param_hint="FILES")
    with told():
        tables = import_files.read_files(files)
        with opened(read_settings()) as database, database.writing() as session:
            standing = Standing.PENDING if pending else Standing.VERIFIED
            report = import_files.take_in(session, tables, standing=standing)
            if dry_run:
                session.rollback()
    _print(report, tables)
    if dry_run:
        complain("Nothing was changed.")
    if report.refused:
        raise typer.Exit(1)


def _print(report: "Report", tables: "dict[Sheet, Table]") -> None:
    """Print a line for each row that is not as it was, then the numbers."""
    for row in report.rows:
        if row.change != "unchanged":
            notes = f" ({'; '.join(row.notes)})" if row.notes else ""
            typer.echo(f"{row.sheet} line {row.line}: {row.change} {row.reference}{notes}")
    for sheet, table in tables.items():
        if table.ignored:
            complain(f"{sheet}: ignored columns: {', '.join(table.ignored)}")
        counts = report.counts(sheet)
        complain(f"{sheet}: " + ", ".join(f"{number} {change}" for change, number in sorted(counts.items())))
