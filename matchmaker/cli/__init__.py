"""The command line: one file per group of commands, registered here.

Every file keeps slow imports (database, engine, web) inside its functions, so that `--help` answers at once.
"""

import typer

from matchmaker.cli import encode, match

app = typer.Typer(name="matchmaker", no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False)
app.command("match")(match.match)
app.command("encode")(encode.encode)


def main() -> None:
    app()
