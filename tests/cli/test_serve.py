"""The server as a process: it answers, it says where, and it does not fight for a port."""

import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from httpx2 import get
from sqlalchemy import text

from matchmaker.store.session import Database
from tests.cli.conftest import Run

PATIENCE = 60  # seconds until a server that does not answer counts as dead
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """Starts commands as processes of their own; those that still run in the end are killed."""
    running: list[subprocess.Popen[str]] = []

    def begin(*arguments: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "matchmaker", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def first_line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline().rstrip("\n")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_serve_answers_at_the_address_that_it_prints_until_it_is_told_to_stop(start: Start, home: Path, how: int):
    process = start("serve", "--port", "0")
    said = first_line(process)
    assert said.startswith("Open http://127.0.0.1:")
    address = said.split()[1]
    answer = get(f"{address}/", timeout=PATIENCE)  # the port is taken before the line is printed
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "server" not in answer.headers
    assert (home / "matchmaker.sqlite3").exists()
    process.send_signal(how)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode in {0, -signal.SIGTERM}
    assert errors == ""


def test_serve_on_a_busy_port_says_so_before_anything_else(run: Run, home: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = run("serve", "--port", port)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Port {port} on 127.0.0.1 is busy; another server runs there. Choose another with --port\n"
    assert not home.exists()


def test_serve_on_an_address_of_somebody_else_says_so(run: Run):
    result = run("serve", "--host", "192.0.2.1")  # RFC 5737: nobody has it
    assert result.exit_code == 1
    assert result.stderr.startswith("Port 8000 on 192.0.2.1 cannot be used: ")


def test_worker_ends_well_when_it_is_told_to_stop(start: Start):
    process = start("worker")
    assert process.stderr
    assert "is waiting for jobs" in process.stderr.readline()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_server_s_database_is_migrated_only_when_asked(run: Run, database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MATCHMAKER_DATABASE", database.url.render_as_string(hide_password=False))
    assert run("suggest").exit_code == 0
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    for command in (["worker"], ["suggest"], ["serve", "--port", "0"]):
        result = run(*command)
        assert result.exit_code == 1
        said = "The database is not at the newest schema. Back it up, then run: matchmaker migrate\n"
        assert result.stderr.endswith(said)


def test_migrate_says_what_it_did(run: Run):
    assert run("migrate").stderr.startswith("The schema was empty, now 0")
    assert run("migrate").stderr.endswith(", as before.\n")


def test_a_database_from_the_future_is_left_alone(run: Run, home: Path):
    run("migrate")
    database = Database(f"sqlite:///{home / 'matchmaker.sqlite3'}")
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    said = "The database was made by a newer version of this software. Install that version.\n"
    for command in ("migrate", "suggest"):
        result = run(command)
        assert (result.exit_code, result.stderr) == (1, said)


@pytest.mark.parametrize(
    ("setting", "status", "said"),
    [
        (("DATABASE", "nonsense"), 1, "The database cannot be opened: "),
        (("DATABASE", "postgresql+psycopg://nobody:secret@127.0.0.1:1/none"), 1, "The database cannot be opened: "),
        (("DATABASE", "mysql+nodriver://x/y"), 1, "The database cannot be opened: "),
        (("SMTP_PORT", "many"), 2, "MATCHMAKER_SMTP_PORT: Input should be a valid integer"),
        (("HOME", "/proc/nowhere"), 1, "The database cannot be opened: "),
    ],
)
def test_wrong_settings_are_one_line_without_secrets(
    run: Run, monkeypatch: pytest.MonkeyPatch, setting: tuple[str, str], status: int, said: str
):
    monkeypatch.setenv(f"MATCHMAKER_{setting[0]}", setting[1])
    result = run("suggest")
    assert (result.exit_code, len(result.stderr.splitlines())) == (status, 1)
    assert result.stderr.startswith(said)
    assert "secret" not in result.stderr


def test_help_loads_nothing_slow():
    """`--help` answers at once because the database, the engine and the web are imported by commands only."""
    slow = (
        "alembic babel numpy openpyxl pydantic scipy sentence_transformers sklearn sqlalchemy starlette torch uvicorn"
    )
    code = f"import sys, matchmaker.cli; print(sorted(set({slow.split()}) & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert loaded.stdout == "[]\n"
