"""`matchmaker evaluate`: how good the models are, measured on texts that no training has seen."""

from pathlib import Path
from typing import Annotated

import typer

from matchmaker.cli.opening import read_settings, told
from matchmaker.cli.progress import reported
from matchmaker.services.evaluation import Split

app = typer.Typer(help="Measure the models.", no_args_is_help=True)


@app.command()
def matching(
    split: Annotated[
        Split, typer.Option(help="Half of the topics; test is for the figures one publishes, dev to try things on.")
    ] = Split.DEV,
    folder: Annotated[
        Path | None, typer.Option("--set", help="Folder with needs.csv, offers.csv and grades.csv; else our own.")
    ] = None,
) -> None:
    """Print, as Markdown tables: the engine beside simpler systems, what each feature adds, and for whom it works."""
    from matchmaker.artefacts import artefacts  # noqa: PLC0415 - slow import
    from matchmaker.matching.encode import open_encoder  # noqa: PLC0415 - slow import
    from matchmaker.matching.rank import prior  # noqa: PLC0415 - slow import
    from matchmaker.services.evaluation.gold import read_gold  # noqa: PLC0415 - slow import
    from matchmaker.services.evaluation.report import report  # noqa: PLC0415 - slow import
    from matchmaker.services.evaluation.systems import beside, by_engine  # noqa: PLC0415 - slow import

    with told():
        gold = read_gold(folder or artefacts("data") / "evaluation", split)
        encoder = open_encoder(read_settings().encoder)
        ranker = prior(words=encoder.words is not None)
        with reported() as progress:
            judged = by_engine(gold, encoder=encoder, ranker=ranker, progress=progress)
        typer.echo(f"Encoder {encoder.version}, ranker {ranker.version}.")
        for line in report(gold, judged, beside(gold, encoder=encoder)):
            typer.echo(line)


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
