"""Matches and pairings: keeping what the engine suggests, and the queue that staff review."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from matchmaker.domain.base import now
from matchmaker.domain.institution import Institution
from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.proposal import Proposal, proposal_matches
from matchmaker.domain.reciprocity import joined
from matchmaker.domain.round import Round, RoundPairing
from matchmaker.domain.vocabulary import Sector, Side, Verdict

UNDECIDED = (Verdict.WAITING, Verdict.TO_READ, Verdict.SNOOZED)
PAGE = 20  # pairings a person can take in before the next page


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What of the queue to show; every field left empty does not restrict."""

    verdict: Verdict = Verdict.WAITING
    sector: Sector | None = None
    language: str = ""
    """BCP 47 tag of a need or an offer of the pairing."""
    waiting_days: int = 0
    """Only pairings that have waited at least so many days."""
    institution: str = ""
    """A part of the name of either institution."""
    alternate: bool | None = None
    """Of this week's round: what it shows (False), or what it keeps for when one of those falls away (True)."""


def between(session: Session, pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], Pairing]:
    """Return the pairings of (NES institution id, institution abroad id), making those that do not exist."""
    nes_ids = {nes for nes, _ in pairs}
    found = {
        (pairing.nes_id, pairing.abroad_id): pairing
        for pairing in session.scalars(select(Pairing).where(Pairing.nes_id.in_(nes_ids)))
    }
    missing = [Pairing(nes_id=nes, abroad_id=abroad) for nes, abroad in sorted(set(pairs) - found.keys())]
    session.add_all(missing)
    session.flush()  # the matches need the ids
    return found | {(pairing.nes_id, pairing.abroad_id): pairing for pairing in missing}


def undecided_matches(session: Session, *conditions: object) -> Sequence[Match]:
    """Return matches that no decision and no proposal rests on yet."""
    query = (
        select(Match)
        .join(Match.pairing)
        .where(Pairing.verdict.in_(UNDECIDED), *conditions)  # type: ignore[arg-type]  # column expressions
        .where(~exists().where(proposal_matches.c.match_id == Match.id))
    )
    return session.scalars(query).all()


def drop(session: Session, matches: Iterable[Match]) -> None:
    """Remove matches, and bring their pairings up to date."""
    pairing_ids = set()
    for match in matches:
        pairing_ids.add(match.pairing_id)
        session.delete(match)
    session.flush()  # `refresh` counts what is left
    refresh(session, pairing_ids)


def refresh(session: Session, pairing_ids: Collection[int]) -> None:
    """Bring score and verdict of pairings up to date with their matches; empty undecided pairings go."""
    query = (
        select(Pairing)
        .where(Pairing.id.in_(pairing_ids))
        .options(selectinload(Pairing.matches).joinedload(Match.need).joinedload(Need.institution))
        .execution_options(populate_existing=True)
    )
    used = set(session.scalars(select(Proposal.pairing_id).where(Proposal.pairing_id.in_(pairing_ids))))
    for pairing in session.scalars(query):
        if not pairing.matches:
            if pairing.verdict in UNDECIDED and pairing.id not in used:
                session.delete(pairing)
            continue
        readable = [match for match in pairing.matches if match.verdict is not Verdict.TO_READ]
        best = max(readable or pairing.matches, key=lambda match: match.score)
        pairing.probability = best.probability
        pairing.nes_chance = _chance(readable, Side.NES)
        pairing.abroad_chance = _chance(readable, Side.ABROAD)
        both = joined(pairing.nes_chance, pairing.abroad_chance)
        pairing.score = best.score if both is None else both
        if pairing.verdict in {Verdict.WAITING, Verdict.TO_READ} and pairing.decided_at is None:
            pairing.verdict = Verdict.WAITING if readable else Verdict.TO_READ


def _chance(matches: Iterable[Match], side: Side) -> float | None:
    """Return the probability of the best match in which this side receives; None without any."""
    found = [match.probability for match in matches if match.need.institution.side is side]
    return max((chance for chance in found if chance is not None), default=None)


def queue(session: Session, wanted: QueueFilter, *, page: int = 1) -> tuple[Sequence[Pairing], int]:
    """Return one page of pairings, best first, and how many there are in all: a constant number of queries."""
    query = _filtered(wanted)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = (
        query.options(
            joinedload(Pairing.nes),
            joinedload(Pairing.abroad),
            selectinload(Pairing.matches).joinedload(Match.need),
            selectinload(Pairing.matches).joinedload(Match.offer),
        )
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    if wanted.alternate is None:
        rows = rows.order_by(Pairing.score.desc(), Pairing.id)
    else:
        rows = rows.order_by(RoundPairing.place)
    return session.scalars(rows).all(), total


def of_needs(session: Session, need_ids: Collection[int]) -> Sequence[Match]:
    """Return all matches of some needs, best first, with what names them: offer, institution and pairing."""
    query = (
        select(Match)
        .where(Match.need_id.in_(need_ids))
        .options(joinedload(Match.offer).joinedload(Offer.institution), joinedload(Match.pairing))
        .order_by(Match.score.desc(), Match.offer_id)
    )
    return session.scalars(query).all()


def of_institution(session: Session, institution: Institution, *, limit: int) -> Sequence[Pairing]:
    """Return its pairings, best first, with both institutions."""
    query = (
        select(Pairing)
        .where(or_(Pairing.nes_id == institution.id, Pairing.abroad_id == institution.id))
        .options(joinedload(Pairing.nes), joinedload(Pairing.abroad))
        .order_by(Pairing.score.desc(), Pairing.id)
        .limit(limit)
    )
    return session.scalars(query).all()


def _filtered(wanted: QueueFilter) -> Select[Pairing]:
    query = select(Pairing).where(Pairing.verdict == wanted.verdict)
    if wanted.verdict is Verdict.WAITING:
        query = select(Pairing).where(or_(Pairing.verdict == Verdict.WAITING, _woken()))
    elif wanted.verdict is Verdict.SNOOZED:
        query = query.where(Pairing.snoozed_until > now().date())
    if wanted.sector or wanted.language:
        meets = select(Match.id).join(Match.need).join(Match.offer).where(Match.pairing_id == Pairing.id)
        if wanted.sector:
            meets = meets.where(or_(Need.sector == wanted.sector, Offer.sector == wanted.sector))
        if wanted.language:
            meets = meets.where(or_(Need.language == wanted.language, Offer.language == wanted.language))
        query = query.where(meets.exists())
    if wanted.waiting_days:
        query = query.where(Pairing.waiting_since <= now() - timedelta(days=wanted.waiting_days))
    if wanted.institution:
        nes, abroad = aliased(Institution), aliased(Institution)
        query = query.join(nes, Pairing.nes_id == nes.id).join(abroad, Pairing.abroad_id == abroad.id)
        query = query.where(
            or_(
                nes.name.icontains(wanted.institution, autoescape=True),
                abroad.name.icontains(wanted.institution, autoescape=True),
            )
        )
    if wanted.alternate is not None:
        this_week = select(func.max(Round.id)).scalar_subquery()
        query = query.join(RoundPairing, RoundPairing.pairing_id == Pairing.id).where(
            RoundPairing.round_id == this_week, RoundPairing.alternate == wanted.alternate
        )
    return query


def in_review() -> ColumnElement[bool]:
    """What staff could look at today, the machine's own reading or not."""
    return Pairing.verdict.in_((Verdict.WAITING, Verdict.TO_READ)) | _woken()


def counts(session: Session) -> dict[Verdict, int]:
    """How many pairings there are of each verdict, as the queue shows them."""
    query = select(Pairing.verdict, func.count(), func.count().filter(_woken())).group_by(Pairing.verdict)
    numbers: Counter[Verdict] = Counter()
    for verdict, number, woken in session.execute(query):
        numbers[verdict] += number - woken
        numbers[Verdict.WAITING] += woken
    return numbers


def _woken() -> ColumnElement[bool]:
    """A snoozed pairing comes back by itself when its day has come."""
    return (Pairing.verdict == Verdict.SNOOZED) & (Pairing.snoozed_until <= now().date())


def lowest_kept(session: Session, *, keep: int, besides: int) -> dict[int, float]:
    """Return, for each need with `keep` matches or more besides those of one offer, the score of the last of them.

    That offer must reach it to be kept.
    """
    others = select(Match.need_id, func.min(Match.score)).where(Match.offer_id != besides)
    rows = session.execute(others.group_by(Match.need_id).having(func.count() >= keep))
    return {need_id: score for need_id, score in rows}  # noqa: C416
