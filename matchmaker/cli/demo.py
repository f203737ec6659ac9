"""`matchmaker demo`: the embedded database filled with invented institutions and the story of some weeks."""

import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from matchmaker.cli.opening import opened, read_settings, told
from matchmaker.cli.person import sign_in_link
from matchmaker.cli.progress import complain, reported

if TYPE_CHECKING:
    from matchmaker.config import Settings

LINK_LASTING = timedelta(hours=24)  # a visitor of the demo reads it in the evening and comes back in the morning
_WAL = ("", "-wal", "-shm")  # the files that SQLite keeps for one database


def demo() -> None:
    """Make the demo unless it is there, and print links to sign in as three of its people."""
    settings = read_settings(demo=True)
    if prepare(settings):
        complain("The demo is ready. Start it with: matchmaker serve --demo")
    else:
        complain("The demo is there already.")
    print_links(settings)


def prepare(settings: "Settings") -> bool:
    """Make the demo in the embedded database and return True; False when it is there already.

    It grows in a file beside the database and takes its place when it is whole, so stopping half-way leaves nothing.
    Ends the command with status 1 when the database holds anything else.
    """
    if settings.database:
        complain("The demo uses the embedded database: unset MATCHMAKER_DATABASE.")
        raise typer.Exit(1)
    from matchmaker.services import demo as the_demo  # noqa: PLC0415 - slow import

    path = settings.home / "matchmaker.sqlite3"
    if path.exists():
        with opened(settings) as database, database.reading() as session:
            if the_demo.is_there(session):
                return False
            if not the_demo.is_empty(session):
                complain(f"{path} holds real work; the demo is not mixed into it. Set MATCHMAKER_HOME to a new folder.")
                raise typer.Exit(1)
    _make(settings, path)
    return True


def print_links(settings: "Settings") -> None:
    """Print a link to sign in for one of the staff, a head in NES and a head abroad."""
    from matchmaker.artefacts import artefacts  # noqa: PLC0415 - slow import
    from matchmaker.services import demo as the_demo  # noqa: PLC0415 - slow import

    with opened(settings) as database, database.writing() as session:
        typer.echo("Sign in as one of three people; each link works once, within 24 hours:")
        for guest in the_demo.guests(session, folder=artefacts("data") / "demo"):
            link = sign_in_link(session, guest.person, settings=settings, lasting=LINK_LASTING)
            typer.echo(f"  {guest.person.name}, {guest.institution or 'staff of the centre'}\n    {link}")


def _make(settings: "Settings", path: Path) -> None:
    from matchmaker.artefacts import artefacts  # noqa: PLC0415 - slow import
    from matchmaker.matching.encode import open_encoder  # noqa: PLC0415 - slow import
    from matchmaker.services import play  # noqa: PLC0415 - slow import

    growing = path.with_name("demo-growing.sqlite3")
    _remove(growing)
    began = time.monotonic()

    def tell(line: str) -> None:
        complain(f"{time.monotonic() - began:5.1f} s  {line}")

    complain("Making the demo; this takes about half a minute.")
    elsewhere = settings.model_copy(update={"database": f"sqlite:///{growing}"})
    with told(), opened(elsewhere) as database, reported() as progress:
        encoder = open_encoder(settings.encoder)
        play.make(database, settings, encoder, folder=artefacts("data") / "demo", told=tell, progress=progress)
    _remove(path)  # it was empty; what SQLite keeps beside it must not meet the new file
    growing.replace(path)


def _remove(path: Path) -> None:
    for ending in _WAL:
        path.with_name(path.name + ending).unlink(missing_ok=True)
