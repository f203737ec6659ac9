"""Moments are kept in UTC by both databases, whatever zone they are given in."""

from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from tests import world

QAMISHLO = timezone(timedelta(hours=3))


def test_moment_comes_back_in_utc(session: Session) -> None:
    institution = world.institution(session)
    institution.created_at = datetime(2026, 11, 20, 15, 30, tzinfo=QAMISHLO)
    session.flush()
    session.expire(institution)
    assert institution.created_at == datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
    assert institution.created_at.tzinfo is UTC


def test_now_has_whole_seconds() -> None:
    assert now().microsecond == 0
    assert now().utcoffset() == timedelta(0)
