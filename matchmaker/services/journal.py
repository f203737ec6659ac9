"""Reading the journal. Nothing but the other services writes it, and nobody changes it."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from matchmaker.domain.base import Base
from matchmaker.domain.journal import Entry
from matchmaker.store import journal

PAGE = 50  # lines of one page: about a day of a busy office


def read(
    session: Session, *, action: str = "", subject: str = "", subject_id: int | None = None, page: int = 1
) -> tuple[Sequence[Entry], int]:
    """Return one page, newest first, and how many there are in all.

    `action` may be a beginning such as `proposal:`; `subject` is the name of a table, with or without a row's id.
    """
    total = journal.count(session, action=action, subject=subject, subject_id=subject_id)
    entries = journal.read(
        session, action=action, subject=subject, subject_id=subject_id, limit=PAGE, offset=(page - 1) * PAGE
    )
    return entries, total


def things(session: Session, entries: Sequence[Entry]) -> dict[tuple[str, int], Base]:
    """Return what the entries speak of, by subject and id; what is gone is missing."""
    return journal.things(session, entries)
