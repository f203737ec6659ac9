from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from matchmaker.store import schema
from matchmaker.store.session import Database
from tests.cli.conftest import Run
from tests.mail_server import MailServer

NEW = ["home folder", "secret", "database", "mail server"]


@pytest.fixture
def mail_server(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    monkeypatch.setenv("MATCHMAKER_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("MATCHMAKER_SMTP_PORT", str(server.port))
    monkeypatch.setenv("MATCHMAKER_SMTP_SECURITY", "none")
    yield server
    server.stop()


def findings(output: str) -> dict[str, tuple[str, str]]:
    """Return state and words by what was looked at."""
    return {
        what: (state, said)
        for state, what, said in ((line[:7].strip(), *line[7:].split(": ", maxsplit=1)) for line in output.splitlines())
    }


def states(output: str, state: str) -> list[str]:
    return [what for what, (found, _) in findings(output).items() if found == state]


def test_before_the_first_start_nothing_is_broken_and_nothing_is_made(run: Run, home: Path):
    result = run("doctor")
    assert (result.exit_code, states(result.stdout, "note"), states(result.stdout, "broken")) == (0, NEW, [])
    assert not home.exists()


def test_a_server_in_good_health_has_its_encoder_database_journal_and_vectors(run: Run):
    run("migrate")
    result = run("doctor")
    assert result.exit_code == 0
    found = findings(result.stdout)
    assert found["schema"] == ("ok", schema.newest())
    assert found["journal"] == ("ok", "append-only")
    assert found["outbox"] == ("ok", "0 waiting, 0 failed")
    assert found["jobs"] == ("ok", "0 waiting, 0 given up")
    assert found["vectors"] == ("ok", "0 kept, 0 missing; missing ones are made when needed")
    assert found["encoder"][0] == "ok"


def test_the_look_at_the_journal_leaves_no_trace(run: Run, home: Path):
    run("migrate")
    run("doctor")
    database = Database(f"sqlite:///{home / 'matchmaker.sqlite3'}")
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM journal")).scalar() == 0
    database.close()


def test_a_journal_without_its_guard_is_broken(run: Run, home: Path):
    run("migrate")
    database = Database(f"sqlite:///{home / 'matchmaker.sqlite3'}")
    with database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER journal_no_delete"))
    database.close()
    result = run("doctor")
    assert (result.exit_code, states(result.stdout, "broken")) == (1, ["journal"])


def test_a_file_that_others_can_read_is_broken(run: Run, home: Path):
    run("migrate")
    (home / "secret").write_text("x" * 64)
    (home / "secret").chmod(0o644)
    result = run("doctor")
    path = home / "secret"
    assert findings(result.stdout)["file"] == ("broken", f"{path} can be read by others; run: chmod 600 {path}")
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("setting", "value", "broken"),
    [
        ("BASE_URL", "http://exchange.example.org", "address"),
        ("SECRET", "too short", "secret"),
        ("ENCODER", "/nowhere", "encoder"),
        ("SMTP_HOST", "127.0.0.1", "mail server"),
        ("DATABASE", "postgresql+psycopg://someone:hunter2@127.0.0.1:1/none", "database"),
    ],
)
def test_what_is_configured_and_does_not_work_is_broken(
    run: Run, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, broken: str
):
    monkeypatch.setenv("MATCHMAKER_SMTP_PORT", "1")
    monkeypatch.setenv(f"MATCHMAKER_{setting}", value)
    result = run("doctor")
    assert (result.exit_code, states(result.stdout, "broken")) == (1, [broken])
    assert "hunter2" not in result.stdout + result.stderr
    assert "too short" not in result.stdout + result.stderr


@pytest.mark.usefixtures("mail_server")
def test_a_mail_server_that_answers_is_well(run: Run):
    state, said = findings(run("doctor").stdout)["mail server"]
    assert (state, said.endswith(", none answers")) == ("ok", True)


@pytest.mark.usefixtures("mail_server")
def test_a_mail_server_that_does_not_let_us_in_is_broken(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MATCHMAKER_SMTP_USER", "office")
    monkeypatch.setenv("MATCHMAKER_SMTP_PASSWORD", "hunter2")
    result = run("doctor")
    assert (result.exit_code, states(result.stdout, "broken")) == (1, ["mail server"])
    assert "hunter2" not in result.stdout + result.stderr


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_server_s_database_is_looked_at_too(run: Run, database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MATCHMAKER_DATABASE", database.url.render_as_string(hide_password=False))
    result = run("doctor")
    found = findings(result.stdout)
    assert (result.exit_code, found["schema"], found["journal"]) == (0, ("ok", schema.newest()), ("ok", "append-only"))


def test_demo_mode_is_pointed_out(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MATCHMAKER_DEMO", "true")
    assert findings(run("doctor").stdout)["demo mode"][0] == "note"
