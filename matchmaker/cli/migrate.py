"""`matchmaker migrate`: the database is brought to the newest schema."""

import typer

from matchmaker.cli.opening import connected, read_settings, reason
from matchmaker.cli.progress import complain


def migrate() -> None:
    """Bring the database to the newest schema; nothing happens when it is there already."""
    from alembic.util import CommandError  # noqa: PLC0415 - slow import
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - slow import

    from matchmaker.store import schema  # noqa: PLC0415 - slow import

    database = connected(read_settings())
    try:
        before = schema.current(database)
        schema.migrate(database)
        after = schema.current(database)
    except CommandError as error:
        complain("The database was made by a newer version of this software. Install that version.")
        raise typer.Exit(1) from error
    except SQLAlchemyError as error:
        complain(f"The database cannot be opened: {reason(error)}")
        raise typer.Exit(1) from error
    finally:
        database.close()
    complain(
        f"The schema is {after}, as before." if before == after else f"The schema was {before or 'empty'}, now {after}."
    )
