"""Writing and reading the journal."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from matchmaker.domain.base import Base
from matchmaker.domain.exchange import Exchange
from matchmaker.domain.institution import Institution
from matchmaker.domain.journal import Entry
from matchmaker.domain.mail import Mail
from matchmaker.domain.match import Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.person import Person
from matchmaker.domain.proposal import Proposal, ProposalPart
from matchmaker.domain.ranker import KeptRanker

_BOTH_SIDES = selectinload(Proposal.parts).joinedload(ProposalPart.institution)
_NAMED_WITH: dict[type[Any], tuple[ORMOption, ...]] = {
    Institution: (),
    Person: (),
    Need: (),
    Offer: (),
    Pairing: (joinedload(Pairing.nes), joinedload(Pairing.abroad)),
    Proposal: (_BOTH_SIDES,),
    Exchange: (joinedload(Exchange.proposal).options(_BOTH_SIDES),),
    Mail: (joinedload(Mail.person),),
    KeptRanker: (),
}
"""What the journal speaks of, with what must be loaded to name it."""


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
    query = _filtered(action, subject, subject_id).options(joinedload(Entry.person))
    return session.scalars(query.order_by(Entry.id.desc()).limit(limit).offset(offset)).all()


def of_things(session: Session, subject: str, ids: Collection[int], *, actions: Collection[str]) -> Sequence[Entry]:
    """Return what was done to some things of one kind, newest first, with who did it: one query, none for no things."""
    if not ids:
        return []
    query = select(Entry).where(Entry.subject == subject, Entry.subject_id.in_(ids), Entry.action.in_(actions))
    return session.scalars(query.options(joinedload(Entry.person)).order_by(Entry.id.desc())).all()


def count(session: Session, *, action: str = "", subject: str = "", subject_id: int | None = None) -> int:
    query = _filtered(action, subject, subject_id)
    return session.scalars(select(func.count()).select_from(query.subquery())).one()


def things(session: Session, entries: Iterable[Entry]) -> dict[tuple[str, int], Base]:
    """Return what entries speak of, by subject and id, as far as it still exists: at most one round for each table."""
    wanted = defaultdict(set)
    for entry in entries:
        wanted[entry.subject].add(entry.subject_id)
    found: dict[tuple[str, int], Base] = {}
    for table, loading in _NAMED_WITH.items():
        subject = table.__tablename__
        if ids := wanted.get(subject):
            rows = session.scalars(select(table).where(table.id.in_(ids)).options(*loading))
            found |= {(subject, row.id): row for row in rows}
    return found


def _filtered(action: str, subject: str, subject_id: int | None) -> Select[Entry]:
    query = select(Entry)
    if action:
        query = query.where(Entry.action.startswith(action, autoescape=True))
    if subject:
        query = query.where(Entry.subject == subject)
    if subject_id is not None:
        query = query.where(Entry.subject_id == subject_id)
    return query
