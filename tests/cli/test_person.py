import re
from pathlib import Path

import pytest
from sqlalchemy import select

from matchmaker.domain.journal import Entry
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import Role
from matchmaker.errors import LinkError
from matchmaker.services import accounts
from matchmaker.store.session import Database
from tests.cli.conftest import Run

LINK = re.compile(r"http://127\.0\.0\.1:8000/sign-in/([A-Za-z0-9_-]{43})\?lang=(en|ku|ar)\n")
ADD = ("person", "add", "--name", "Dîlan Yusif", "--email", "dilan@example.org", "--language", "ku")


def token_of(output: str) -> str:
    found = LINK.fullmatch(output)
    assert found, output
    return found[1]


def test_person_add_prints_a_link_that_signs_in(run: Run, home: Path):
    result = run(*ADD, "--role", "admin")
    assert result.exit_code == 0
    database = Database(f"sqlite:///{home / 'matchmaker.sqlite3'}")
    with database.writing() as session:
        _, person = accounts.sign_in(session, token_of(result.stdout))
        assert (person.name, person.email, person.language, person.role) == (
            "Dîlan Yusif",
            "dilan@example.org",
            "ku",
            Role.ADMIN,
        )
        actions = session.scalars(select(Entry.action).order_by(Entry.id)).all()
    assert actions == ["person:add", "person:link", "person:sign-in"]
    database.close()


def test_person_link_replaces_an_older_link(run: Run, home: Path):
    old = token_of(run(*ADD).stdout)
    new = token_of(run("person", "link", "Dilan@Example.org").stdout)
    database = Database(f"sqlite:///{home / 'matchmaker.sqlite3'}")
    with database.writing() as session:
        with pytest.raises(LinkError, match="revoked"):
            accounts.sign_in(session, old)
        assert accounts.sign_in(session, new)[1].email == "dilan@example.org"
    database.close()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (ADD, "This e-mail address is used already.\n"),
        (("person", "add", "--name", "X", "--email", "nobody"), "This e-mail address is not complete.\n"),
        (("person", "add", "--name", " ", "--email", "x@example.org"), "A name is needed.\n"),
        ((*ADD[:-1], "de"), "This language cannot be chosen.\n"),
        (("person", "link", "x@example.org"), "There is no account with this address.\n"),
        (
            (*ADD[:4], "--email", "m@example.org", "--role", "member", "--institution", "a"),
            "There is no institution a.\n",
        ),
    ],
)
def test_person_says_in_one_line_what_is_wrong(run: Run, home: Path, arguments: tuple[str, ...], said: str):
    run(*ADD)
    result = run(*arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said)
    database = Database(f"sqlite:///{home / 'matchmaker.sqlite3'}")
    with database.reading() as session:
        assert len(session.scalars(select(Person)).all()) == 1
    database.close()


def test_a_member_needs_an_institution(run: Run):
    result = run(*ADD, "--role", "member")
    assert result.exit_code == 2
    assert "a member belongs to an institution" in result.stderr
