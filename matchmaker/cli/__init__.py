"""The command line: one file per group of commands, registered here.

Every file keeps slow imports (database, engine, web) inside its functions, so that `--help` answers at once.
"""

import typer

from matchmaker.cli import (
    demo,
    doctor,
    encode,
    evaluate,
    exporting,
    importing,
    match,
    migrate,
    person,
    serve,
    suggest,
    thesaurus,
    train,
    worker,
)

WITHOUT_SERVER = "Without a server"
SERVER = "The server"
DATA = "What it holds"
MODELS = "The models"

app = typer.Typer(name="matchmaker", no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False)
app.command("match", rich_help_panel=WITHOUT_SERVER)(match.match)
app.command("encode", rich_help_panel=WITHOUT_SERVER)(encode.encode)
app.command("serve", rich_help_panel=SERVER)(serve.serve)
app.command("worker", rich_help_panel=SERVER)(worker.worker)
app.command("migrate", rich_help_panel=SERVER)(migrate.migrate)
app.command("doctor", rich_help_panel=SERVER)(doctor.doctor)
app.command("demo", rich_help_panel=SERVER)(demo.demo)
app.command("import", rich_help_panel=DATA)(importing.import_)
app.command("export", rich_help_panel=DATA)(exporting.export)
app.command("suggest", rich_help_panel=DATA)(suggest.suggest)
app.add_typer(person.app, name="person", rich_help_panel=DATA)
app.add_typer(thesaurus.app, name="thesaurus", rich_help_panel=DATA)
app.add_typer(evaluate.app, name="evaluate", rich_help_panel=MODELS)
app.add_typer(train.app, name="train", rich_help_panel=MODELS)


def main() -> None:
    app()
