"""Opening the database. A reading session cannot change anything: the database itself refuses.

SQLite runs in WAL mode; a writing transaction takes its lock at once (BEGIN IMMEDIATE), so that two decisions on the
same thing queue up instead of one of them failing half-way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, make_url
from sqlalchemy.orm import Session

from matchmaker.domain.base import Base

BUSY_TIMEOUT = 10_000  # milliseconds a writer waits for another before it gives up
PRIVATE_FILE = 0o600


class Database:
    """One database; `url` as SQLAlchemy writes it (`sqlite:///file`, `postgresql+psycopg://…`)."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and self.url.database:
            path = Path(self.url.database)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=PRIVATE_FILE)
        self.engine = create_engine(
            self.url,
            pool_pre_ping=not self.is_sqlite,
            hide_parameters=True,  # errors end up in logs, and addresses must not
        )
        if self.is_sqlite:
            event.listen(self.engine, "connect", _configure_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._reader = self.engine.execution_options(writing=False, postgresql_readonly=True)
        self._writer = self.engine.execution_options(writing=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self._reader) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Commits when the block ends, rolls back when it raises; what was loaded can still be read afterwards."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        self.engine.dispose()


def lock(session: Session, thing: Base, *columns: str) -> None:
    """Hold a row until the transaction ends, and see these columns as whoever held it before has left them.

    Columns only, for a refresh of everything joins what was loaded with it, and PostgreSQL cannot lock that.
    """
    session.flush()  # a refresh throws away what is not written yet
    session.refresh(thing, columns, with_for_update=True)


def _configure_sqlite(connection: Any, record: object) -> None:  # noqa: ANN401, ARG001 - the driver's own type
    connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT}",
        "synchronous=NORMAL",
        "secure_delete=ON",
        "trusted_schema=OFF",
        "recursive_triggers=ON",  # else INSERT OR REPLACE would slip past the journal's guard
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", True)
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
