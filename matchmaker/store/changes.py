"""Which needs and offers have changed, as the journal tells: every command writes its line there.

What was put into the tables by other means is at least found when it is new.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from matchmaker.domain.exchange import Exchange
from matchmaker.domain.institution import Institution
from matchmaker.domain.journal import Entry
from matchmaker.domain.match import Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.proposal import Proposal

LATE = 1000
"""Lines that are looked at again: of two transactions, that with the smaller number may be the last to commit."""


class Feed:
    """Reads the journal on from where it stands when the feed is made."""

    def __init__(self, session: Session) -> None:
        self._highest = session.scalar(select(func.max(Entry.id))) or 0
        self._seen = {number for number, _, _ in self._lines(session)}
        self._newest = {table: session.scalar(select(func.max(table.id))) or 0 for table in (Need, Offer)}

    def since(self, session: Session) -> tuple[set[int], set[int]]:
        """Return the ids of needs and of offers that lines written since the last call are about."""
        lines = self._lines(session)
        subjects: dict[str, set[int]] = defaultdict(set)
        for number, subject, subject_id in lines:
            if number not in self._seen and subject_id is not None:
                subjects[subject].add(subject_id)
        self._seen = {number for number, _, _ in lines}
        self._highest = max(self._seen, default=self._highest)
        institutions = subjects[Institution.__tablename__] | _of_dealings(session, subjects)
        return (
            subjects[Need.__tablename__] | _listings(session, Need, institutions) | self._new(session, Need),
            subjects[Offer.__tablename__] | _listings(session, Offer, institutions) | self._new(session, Offer),
        )

    def _new(self, session: Session, table: type[Need] | type[Offer]) -> set[int]:
        found = set(session.scalars(select(table.id).where(table.id > self._newest[table])))
        self._newest[table] = max(found, default=self._newest[table])
        return found

    def _lines(self, session: Session) -> Sequence[tuple[int, str, int | None]]:
        query = select(Entry.id, Entry.subject, Entry.subject_id).where(Entry.id > self._highest - LATE)
        return session.execute(query).all()


def _of_dealings(session: Session, subjects: dict[str, set[int]]) -> set[int]:
    """Return the institutions of proposals and exchanges: these take places and are earlier contact."""
    proposals, exchanges = subjects[Proposal.__tablename__], subjects[Exchange.__tablename__]
    if not proposals and not exchanges:
        return set()
    query = (
        select(Pairing.nes_id, Pairing.abroad_id)
        .join(Proposal, Proposal.pairing_id == Pairing.id)
        .outerjoin(Exchange, Exchange.proposal_id == Proposal.id)
        .where(or_(Proposal.id.in_(proposals), Exchange.id.in_(exchanges)))
    )
    return {id_ for pair in session.execute(query) for id_ in pair}


def _listings(session: Session, table: type[Need] | type[Offer], institutions: Collection[int]) -> set[int]:
    if not institutions:
        return set()
    return set(session.scalars(select(table.id).where(table.institution_id.in_(institutions))))
