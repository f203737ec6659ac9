"""`matchmaker evaluate`: how good the models are, measured on texts that no training has seen."""

from pathlib import Path
from typing import Annotated

import typer

from matchmaker.cli.opening import told

app = typer.Typer(help="Measure the models.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keep `evaluate encoder` a command of its own while there is only one."""


@app.command()
def encoder(
    corpora: Annotated[Path, typer.Option(help="Folder of the public test texts; the model card says what they are.")],
) -> None:
    """Print, as a Markdown table: our encoder, its teacher, and letter n-grams, side by side."""
    from matchmaker.matching.encode import open_encoder, teacher  # noqa: PLC0415 - slow import
    from matchmaker.training import evaluate  # noqa: PLC0415 - slow import

    with told():
        encoders = {"ours": open_encoder(), "all-MiniLM-L6-v2": teacher()}
        systems = {name: evaluate.by_encoder(each) for name, each in encoders.items()}
        systems["letters"] = evaluate.by_letters
        measured = {name: list(evaluate.figures(corpora, each)) for name, each in systems.items()}
        for line in evaluate.table(measured):
            typer.echo(line)
        for name, each in encoders.items():
            per_second, peak = evaluate.speed(each, evaluate.sentences(corpora))
            typer.echo(f"{name}: {per_second:.0f} texts per processor second, {peak:.0f} MB at most so far", err=True)
