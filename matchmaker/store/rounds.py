"""Rounds: what could be shown, what institutions can still carry, and since when nobody has looked."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.domain.base import now
from matchmaker.domain.exchange import Exchange
from matchmaker.domain.institution import Institution
from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.proposal import Proposal, ProposalPart
from matchmaker.domain.round import Round, RoundPairing
from matchmaker.domain.vocabulary import ExchangeStatus, ListingStatus, ProposalStatus, Side, Urgency, Verdict
from matchmaker.store.pairings import in_review

UNDER_WAY = (ExchangeStatus.OPEN, ExchangeStatus.SCHEDULED, ExchangeStatus.UNDER_WAY)
UNANSWERED = (ProposalStatus.DRAFT, ProposalStatus.SENT, ProposalStatus.CHANGES_ASKED)


class Undecided(NamedTuple):
    """A match that staff could look at today."""

    match: int
    need: int
    asking: int
    """The need's institution."""
    pairing: int
    nes: int
    abroad: int
    probability: float | None
    urgency: Urgency
    suggested_at: datetime


def undecided(session: Session) -> list[Undecided]:
    query = (
        select(
            Match.id,
            Match.need_id,
            Need.institution_id,
            Match.pairing_id,
            Pairing.nes_id,
            Pairing.abroad_id,
            Match.probability,
            Need.urgency,
            Match.suggested_at,
        )
        .join(Match.pairing)
        .join(Match.need)
        .where(in_review())
        .order_by(Match.id)
    )
    return [Undecided(*row) for row in session.execute(query)]


def capacity(session: Session) -> Counter[int]:
    """Return how many exchanges more each institution can carry.

    An open need can become one exchange, an open offer as many as its capacity says; those under way are taken off.
    """
    room: Counter[int] = Counter()
    needs = select(Need.institution_id, func.count()).where(Need.status == ListingStatus.OPEN)
    offers = select(Offer.institution_id, func.sum(Offer.capacity)).where(Offer.status == ListingStatus.OPEN)
    for query in (needs.group_by(Need.institution_id), offers.group_by(Offer.institution_id)):
        room.update(dict(session.execute(query).all()))
    taken = (
        select(ProposalPart.institution_id, func.count())
        .join(ProposalPart.proposal)
        .join(Exchange, Exchange.proposal_id == Proposal.id)
        .where(Exchange.status.in_(UNDER_WAY))
        .group_by(ProposalPart.institution_id)
    )
    room.subtract(dict(session.execute(taken).all()))
    return room


def contacts(session: Session) -> Counter[int]:
    """Return how many proposals each institution abroad has before it: open ones, and those still to be written."""
    open_ones = (
        select(ProposalPart.institution_id, func.count())
        .join(ProposalPart.proposal)
        .where(ProposalPart.side == Side.ABROAD, Proposal.status.in_(UNANSWERED))
        .group_by(ProposalPart.institution_id)
    )
    unwritten = (
        select(Pairing.abroad_id, func.count())
        .where(Pairing.verdict == Verdict.APPROVED, ~select(Proposal).where(Proposal.pairing_id == Pairing.id).exists())
        .group_by(Pairing.abroad_id)
    )
    number: Counter[int] = Counter()
    for query in (open_ones, unwritten):
        number.update(dict(session.execute(query).all()))
    return number


def last_seen(session: Session) -> dict[int, datetime]:
    """Return when a pairing with a need of this id was last shown in a round or decided on; the others never were.

    Today's round does not count: opened anew, with other settings, it takes its own place.
    """
    today = now().replace(hour=0, minute=0, second=0)
    shown = (
        select(Match.need_id, func.max(Round.opened_at))
        .join(RoundPairing, RoundPairing.pairing_id == Match.pairing_id)
        .join(Round, RoundPairing.round_id == Round.id)
        .where(~RoundPairing.alternate, Round.opened_at < today)
        .group_by(Match.need_id)
    )
    decided = (
        select(Match.need_id, func.max(Pairing.decided_at))
        .join(Match.pairing)
        .where(Pairing.decided_at.is_not(None))
        .group_by(Match.need_id)
    )
    seen: dict[int, datetime] = dict(session.execute(shown).all())
    for need_id, at in session.execute(decided):
        if at is not None:  # never, but the column may be empty
            seen[need_id] = max(at, seen.get(need_id, at))
    return seen


def institutions(session: Session, ids: Iterable[int]) -> dict[int, Institution]:
    return {each.id: each for each in session.scalars(select(Institution).where(Institution.id.in_(set(ids))))}


def latest(session: Session) -> Round | None:
    """Return this week's round, with who opened it."""
    return session.scalar(select(Round).order_by(Round.id.desc()).limit(1).options(joinedload(Round.opened_by)))


def keep(session: Session, opened: Round, *, pairings: Sequence[int], alternates: Sequence[int]) -> None:
    session.add(opened)
    session.flush()  # its pairings need the id
    for ids, alternate in ((pairings, False), (alternates, True)):
        session.add_all(
            RoundPairing(round_id=opened.id, pairing_id=each, place=place, alternate=alternate)
            for place, each in enumerate(ids, start=1)
        )


def progress(session: Session, opened: Round) -> tuple[int, int]:
    """Return how many of its pairings need nobody's look any more, and how many it shows in all."""
    query = (
        select(func.count().filter(~in_review()), func.count())
        .select_from(RoundPairing)
        .join(RoundPairing.pairing)
        .where(RoundPairing.round_id == opened.id, ~RoundPairing.alternate)
    )
    decided, shown = session.execute(query).one()
    return decided, shown
