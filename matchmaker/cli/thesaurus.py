"""`matchmaker thesaurus check | export`: the vocabulary of needs and offers in all our languages."""

from pathlib import Path
from typing import Annotated

import typer

from matchmaker.cli.opening import told

app = typer.Typer(help="The vocabulary of needs and offers, in every language.", no_args_is_help=True)


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="The spreadsheets; without it, those we ship.")] = None,
) -> None:
    """Read the spreadsheets and say what should be mended."""
    from matchmaker.services import thesaurus  # noqa: PLC0415 - slow import

    with told():
        found = thesaurus.read(folder) if folder else thesaurus.shipped()
    faults = list(found.faults())
    for fault in faults:
        typer.echo(fault)
    typer.echo(f"{len(found.topics)} topics, {len(found.concepts)} concepts, {len(faults)} faults", err=True)
    raise typer.Exit(1 if faults else 0)


@app.command()
def export(
    out: Annotated[Path | None, typer.Option(help="File to write; without it, to the screen.")] = None,
    form: Annotated[str, typer.Option("--format", help="skos: RDF in Turtle.")] = "skos",
) -> None:
    """Write the thesaurus in a form that other software reads."""
    from matchmaker.services import thesaurus  # noqa: PLC0415 - slow import

    if form != "skos":
        typer.echo(f"The format {form} is not known; there is skos.", err=True)
        raise typer.Exit(2)
    with told():
        text = "\n".join(thesaurus.skos(thesaurus.shipped())) + "\n"
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
