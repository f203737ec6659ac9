"""What proposals and exchanges have made known: which places of offers are taken, and who has dealt with whom."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from matchmaker.domain.exchange import Exchange
from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.proposal import Proposal, proposal_matches
from matchmaker.domain.vocabulary import ExchangeStatus, ProposalStatus
from matchmaker.store.rounds import UNANSWERED, UNDER_WAY

MET = (*UNDER_WAY, ExchangeStatus.CLOSED)


@dataclass(frozen=True, slots=True)
class Dealings:
    taken: Counter[int] = field(default_factory=Counter)
    """How many places of an offer, by its id, exchanges and open proposals take."""
    met: Mapping[int, AbstractSet[int]] = field(default_factory=dict)
    """With whom an institution has carried out an exchange or is in one, by ids; likewise from both sides."""
    parted: Mapping[int, AbstractSet[int]] = field(default_factory=dict)
    """With whom a proposal was declined or an exchange broken off."""


def dealings(session: Session) -> Dealings:
    declined = Proposal.status == ProposalStatus.DECLINED
    cancelled = Exchange.status == ExchangeStatus.CANCELLED
    return Dealings(
        taken=_taken(session),
        met=_pairs(session, Exchange.status.in_(MET)),
        parted=_pairs(session, declined | cancelled),
    )


def _taken(session: Session) -> Counter[int]:
    query = (
        select(Match.offer_id, func.count(Proposal.id.distinct()))
        .join(proposal_matches, proposal_matches.c.match_id == Match.id)
        .join(Proposal, proposal_matches.c.proposal_id == Proposal.id)
        .outerjoin(Exchange, Exchange.proposal_id == Proposal.id)
        .where(Proposal.status.in_(UNANSWERED) | Exchange.status.in_(UNDER_WAY))
        .group_by(Match.offer_id)
    )
    return Counter(dict(session.execute(query).all()))


def _pairs(session: Session, condition: ColumnElement[bool]) -> Mapping[int, AbstractSet[int]]:
    query = (
        select(Pairing.nes_id, Pairing.abroad_id)
        .join(Proposal, Proposal.pairing_id == Pairing.id)
        .outerjoin(Exchange, Exchange.proposal_id == Proposal.id)
        .where(condition)
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    for nes, abroad in session.execute(query):
        found[nes].add(abroad)
        found[abroad].add(nes)
    return found
