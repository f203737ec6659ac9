"""What the sessions promise: a reading one changes nothing, a writing one commits or leaves no trace."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from matchmaker.domain.institution import Institution
from matchmaker.store.session import Database
from tests import world


def _count(database: Database) -> int | None:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Institution))


def test_reading_session_refuses_to_write(database: Database) -> None:
    with database.reading() as session, pytest.raises(DBAPIError, match=r"read-?\s?only"):
        world.institution(session)
    assert _count(database) == 0


def test_writing_session_works_again_after_a_reading_one(database: Database) -> None:
    _count(database)
    with database.writing() as session:
        world.institution(session)
    assert _count(database) == 1


def test_writing_session_leaves_no_trace_when_it_raises(database: Database) -> None:
    def break_off() -> None:
        with database.writing() as session:
            world.institution(session)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        break_off()
    assert _count(database) == 0


def test_two_copies_of_the_template_share_nothing(database: Database, session: object) -> None:
    assert _count(database) == 0
