"""`matchmaker demo` beside what it must not touch; that it works from beginning to end is in `tests/test_wheel.py`."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from matchmaker.domain.person import Person
from matchmaker.store.session import Database
from tests.cli.conftest import Run


def test_the_demo_is_not_mixed_into_real_work(run: Run, home: Path):
    run("person", "add", "--name", "Dîlan Yusif", "--email", "dilan@example.org")
    path = home / "matchmaker.sqlite3"
    for command in (["demo"], ["serve", "--demo", "--port", "0"]):
        result = run(*command)
        said = f"{path} holds real work; the demo is not mixed into it. Set MATCHMAKER_HOME to a new folder.\n"
        assert (result.exit_code, result.stdout, result.stderr) == (1, "", said)
    database = Database(f"sqlite:///{path}")
    with database.reading() as session:
        assert [person.email for person in session.scalars(select(Person))] == ["dilan@example.org"]
    database.close()


def test_the_demo_does_not_go_into_a_server_s_database(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("MATCHMAKER_DATABASE", f"sqlite:///{tmp_path / 'other.sqlite3'}")
    result = run("demo")
    assert (result.exit_code, result.stderr) == (1, "The demo uses the embedded database: unset MATCHMAKER_DATABASE.\n")
    assert not (tmp_path / "other.sqlite3").exists()


def test_a_demo_that_was_killed_half_way_leaves_no_database(home: Path):
    with subprocess.Popen([sys.executable, "-m", "matchmaker", "demo"], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        assert process.stderr.readline().startswith("Making the demo")
        assert "rows imported" in process.stderr.readline()
        process.kill()
    assert not (home / "matchmaker.sqlite3").exists()
    assert (home / "demo-growing.sqlite3").exists()
