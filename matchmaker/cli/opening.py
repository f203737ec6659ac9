"""How commands that work on the database begin, and how they end when something is wrong: with one clear line."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from matchmaker.cli.progress import complain
from matchmaker.errors import MatchmakerError

if TYPE_CHECKING:
    from matchmaker.config import Settings
    from matchmaker.store.session import Database

MISUSED = 2  # exit status of a command that was given what it cannot use


@contextmanager
def told() -> Iterator[None]:
    """End the command with status 1 and the error's own words, when it is one of ours."""
    try:
        yield
    except MatchmakerError as error:
        complain(str(error))
        raise typer.Exit(1) from error


def read_settings(**chosen: Any) -> "Settings":  # noqa: ANN401 - any field
    """Read the settings, some of them chosen on the command line; end with status 2 when one is wrong."""
    from pydantic import ValidationError  # noqa: PLC0415 - slow import

    from matchmaker.config import Settings  # noqa: PLC0415 - slow import

    try:
        return Settings(**chosen)
    except ValidationError as error:
        for each in error.errors():
            complain(f"MATCHMAKER_{'_'.join(str(part) for part in each['loc']).upper()}: {each['msg']}")
        raise typer.Exit(MISUSED) from error


@contextmanager
def opened(settings: "Settings") -> Iterator["Database"]:
    """Open the database at the newest schema: an embedded one is brought there, a server's is not touched.

    Ends the command with status 1 when it cannot be opened, or when the schema is not the newest.
    """
    database = connected(settings)
    try:
        _bring_up_to_date(database)
        yield database
    finally:
        database.close()


def _bring_up_to_date(database: "Database") -> None:
    from alembic.util import CommandError  # noqa: PLC0415 - slow import
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - slow import

    from matchmaker.store import schema  # noqa: PLC0415 - slow import

    try:
        if database.is_sqlite:
            schema.migrate(database)
        elif schema.current(database) != schema.newest():
            complain("The database is not at the newest schema. Back it up, then run: matchmaker migrate")
            raise typer.Exit(1)
    except CommandError as error:
        complain("The database was made by a newer version of this software. Install that version.")
        raise typer.Exit(1) from error
    except SQLAlchemyError as error:
        complain(f"The database cannot be opened: {reason(error)}")
        raise typer.Exit(1) from error


def connected(settings: "Settings") -> "Database":
    """Return the database, whatever its schema; ends the command with status 1 when its address makes no sense."""
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - slow import

    from matchmaker.store.session import Database  # noqa: PLC0415 - slow import

    try:
        return Database(settings.database_url)
    except ImportError as error:
        complain(f"The driver {error.name} is missing; for PostgreSQL install matchmaker[postgresql].")
        raise typer.Exit(1) from error
    except (SQLAlchemyError, OSError) as error:
        complain(f"The database cannot be opened: {reason(error)}")
        raise typer.Exit(1) from error


def reason(error: Exception) -> str:
    """Return the first line of what the driver says; drivers name the host and the user, never the password."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
