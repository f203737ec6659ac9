"""The journal only grows: the database itself refuses everything else."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from matchmaker.store import journal
from matchmaker.store.session import Database
from tests import world

FORGETTING = {
    "sqlite": (
        "UPDATE journal SET action = 'demo:nothing'",
        "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal (id, at, action, subject, details) VALUES (1, '2020-01-01', 'a:b', 'a', '{}')",
    ),
    "postgresql": (
        "UPDATE journal SET action = 'demo:nothing'",
        "DELETE FROM journal",
        "TRUNCATE journal",
    ),
}


@pytest.mark.parametrize(
    ("database", "statement"),
    [(name, statement) for name, statements in FORGETTING.items() for statement in statements],
    indirect=["database"],
)
def test_journal_refuses_to_forget(database: Database, statement: str) -> None:
    with database.writing() as session:
        journal.record(session, "demo:seed", None, by=None)
    with pytest.raises(DatabaseError, match="the journal is append-only"), database.writing() as session:
        session.execute(text(statement))
    with database.reading() as session:
        assert [entry.action for entry in journal.read(session)] == ["demo:seed"]


def test_entry_names_who_what_and_on_what(session: Session) -> None:
    staff = world.staff(session)
    institution = world.institution(session)
    journal.record(session, "institution:verify", institution, by=staff, note=3)
    session.flush()
    (entry,) = journal.read(session)
    assert (entry.person, entry.action, entry.subject, entry.subject_id, entry.details) == (
        staff,
        "institution:verify",
        "institutions",
        institution.id,
        {"note": 3},
    )


def test_reading_filters_by_beginning_and_subject_newest_first(session: Session) -> None:
    first, second = world.institution(session), world.institution(session)
    for action, thing in [("institution:edit", first), ("institution:verify", second), ("mail:send", None)]:
        journal.record(session, action, thing, by=None)
    session.flush()
    assert [entry.action for entry in journal.read(session)] == ["mail:send", "institution:verify", "institution:edit"]
    assert [entry.action for entry in journal.read(session, action="institution:")] == [
        "institution:verify",
        "institution:edit",
    ]
    assert [entry.action for entry in journal.read(session, subject="institutions", subject_id=first.id)] == [
        "institution:edit"
    ]
    assert [entry.action for entry in journal.read(session, limit=1, offset=1)] == ["institution:verify"]


def test_percent_sign_in_the_filter_is_no_wildcard(session: Session) -> None:
    journal.record(session, "mail:send", None, by=None)
    session.flush()
    assert journal.read(session, action="%") == []
