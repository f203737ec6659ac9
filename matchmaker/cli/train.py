"""`matchmaker train`: how the models that we ship are made. Needs the public corpora, which are not part of this."""

from pathlib import Path
from typing import Annotated

import typer

from matchmaker.cli.opening import told
from matchmaker.cli.progress import reported

app = typer.Typer(help="Make the models anew.", no_args_is_help=True)
Corpora = Annotated[Path, typer.Option(help="Folder of the public corpora; the model card says what they are.")]


@app.command()
def encoder(
    corpora: Corpora,
    out: Annotated[Path, typer.Option(help="Folder to write.")] = Path("models/encoder/1"),
    kept: Annotated[Path, typer.Option(help="File that keeps the teacher's vectors.")] = Path("var/teacher.npz"),
) -> None:
    """Distil the encoder: about an hour for the teacher the first time, then a quarter of an hour on two cores."""
    from matchmaker.matching.encode import teacher  # noqa: PLC0415 - slow import
    from matchmaker.training import artefact, corpus, distil, english  # noqa: PLC0415 - slow import
    from matchmaker.training.teacher import teach  # noqa: PLC0415 - slow import

    with told(), reported() as progress:
        public = corpus.public(corpora)
        pairs = [*public, *corpus.own()]
        teaching = teacher()
        written = [*public, *corpus.sentences()]
        pairs += [*english.words(teaching.folder), *english.pieces(dict.fromkeys(pair.english for pair in written))]
        kept.parent.mkdir(parents=True, exist_ok=True)
        vectors = teach(teaching, list(dict.fromkeys(pair.english for pair in pairs)), kept, progress=progress)
        recipe = distil.Recipe()
        trained = distil.train(pairs, vectors, recipe, bridges=corpus.bridges(corpora), report=progress)
        artefact.save(trained, out, version=f"parts-{out.name}", recipe=recipe)


@app.command()
def languages(
    corpora: Corpora, out: Annotated[Path, typer.Option(help="Folder to write.")] = Path("models/language/1")
) -> None:
    """Count the letters of each language: half a minute."""
    from matchmaker.training import corpus, languages  # noqa: PLC0415 - slow import

    with told():
        languages.train([*corpus.public(corpora), *corpus.own()], out)


@app.command()
def words(out: Annotated[Path, typer.Option(help="Folder to write.")] = Path("models/words/1")) -> None:
    """Count how usual each word is in needs and offers: seconds, and without the public corpora."""
    from matchmaker.matching import rarity  # noqa: PLC0415 - slow import
    from matchmaker.training import words  # noqa: PLC0415 - slow import

    with told():
        rarity.write(words.train(), out)
