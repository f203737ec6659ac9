"""Writing and reading the journal."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker.domain.base import Base
from matchmaker.domain.journal import Entry
from matchmaker.domain.person import Person


def record(session: Session, action: str, thing: Base | None, *, by: Person | None, **details: Any) -> None:  # noqa: ANN401 - JSON
    """Add one row; `thing` must have its id already. `details` holds no contact, token or confidence."""
    session.add(
        Entry(
            action=action,
            subject=thing.__tablename__ if thing is not None else action.split(":", maxsplit=1)[0],
            subject_id=getattr(thing, "id", None),
            person_id=by.id if by else None,
            details=details,
        )
    )


def read(
    session: Session,
    *,
    action: str = "",
    subject: str = "",
    subject_id: int | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Sequence[Entry]:
    """Newest first; `action` may be a beginning such as `proposal:`."""
    query = select(Entry).options(joinedload(Entry.person)).order_by(Entry.id.desc()).limit(limit).offset(offset)
    if action:
        query = query.where(Entry.action.startswith(action, autoescape=True))
    if subject:
        query = query.where(Entry.subject == subject)
    if subject_id is not None:
        query = query.where(Entry.subject_id == subject_id)
    return session.scalars(query).all()
