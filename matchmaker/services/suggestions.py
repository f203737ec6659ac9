"""From open needs and offers to matches and pairings for staff to review."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from matchmaker.domain.base import now
from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import Side, Verdict
from matchmaker.matching.encode import Encoder, Progress
from matchmaker.matching.pipeline import Suggestion
from matchmaker.matching.rank import prior
from matchmaker.services import rankers
from matchmaker.services.shelves import Shelves
from matchmaker.store import catalogue, journal, pairings
from matchmaker.store.session import Database

TOP = 10  # matches kept for a need: as many as a person would look at
BATCH = 500  # suggestions written in one transaction, so that nobody waits long for the lock

L = TypeVar("L", Need, Offer)


def suggest(
    database: Database,
    encoder: Encoder,
    *,
    need_id: int | None = None,
    offer_id: int | None = None,
    shelves: Shelves | None = None,
    progress: Progress | None = None,
) -> int:
    """Match one need, one offer or, without either, everything; return the number of matches kept.

    Reads, computes, then writes in short transactions: encoding a thousand texts holds no lock. `shelves` keep what was
    read from one call to the next.
    """
    shelves = shelves or Shelves(database, encoder)
    with database.reading() as session:
        ranker = rankers.chosen(session, prior(words=encoder.words is not None))
        lowest = pairings.lowest_kept(session, keep=TOP, besides=offer_id) if offer_id is not None else {}
    found = shelves.suggestions(ranker, need_id=need_id, offer_id=offer_id, least=lowest, top=TOP, progress=progress)
    seen: set[tuple[int, int]] = set()
    while batch := list(islice(found, BATCH)):
        with database.writing() as session:
            seen |= _keep(session, batch, encoder_version=encoder.version, ranker_version=ranker.version)
    with database.writing() as session:
        _drop_outdated(session, seen, need_id=need_id, offer_id=offer_id)
    return len(seen)


def _keep(
    session: Session, batch: Sequence[Suggestion], *, encoder_version: str, ranker_version: str
) -> set[tuple[int, int]]:
    """Add or update the matches of one batch and their pairings; return the pairs (need id, offer id).

    What was closed while the engine computed is left out.
    """
    needs = _open_by_id(session, Need, {int(each.need) for each in batch})
    offers = _open_by_id(session, Offer, {int(each.offer) for each in batch})
    batch = [each for each in batch if int(each.need) in needs and int(each.offer) in offers]
    pairs = {(int(each.need), int(each.offer)) for each in batch}
    sides = {pair: _institutions(needs[pair[0]], offers[pair[1]]) for pair in pairs}
    pairing_of = pairings.between(session, set(sides.values()))
    query = select(Match).where(Match.need_id.in_(needs)).options(selectinload(Match.pairing))
    present = {(each.need_id, each.offer_id): each for each in session.scalars(query)}
    touched = set()
    for each in batch:
        pair = (int(each.need), int(each.offer))
        pairing = pairing_of[sides[pair]]
        found = present.get(pair)
        if found is None:
            found = Match(need_id=pair[0], offer_id=pair[1], pairing_id=pairing.id)
            session.add(found)
        _reopen_if_changed(session, pairing, needs[pair[0]], offers[pair[1]])
        found.score = each.score
        found.probability = each.probability
        found.verdict = each.verdict
        found.contributions = [asdict(part) for part in each.contributions]
        found.encoder_version = encoder_version
        found.ranker_version = ranker_version
        touched.add(pairing.id)
    session.flush()  # `refresh` reads the matches
    pairings.refresh(session, touched)
    return pairs


def _open_by_id(session: Session, table: type[L], ids: set[int]) -> dict[int, L]:
    return {listing.id: listing for listing in catalogue.open_listings(session, table, ids=ids)}


def _institutions(need: Need | Offer, offer: Need | Offer) -> tuple[int, int]:
    """Return (NES institution id, institution abroad id)."""
    by_side = {each.institution.side: each.institution_id for each in (need, offer)}
    return by_side[Side.NES], by_side[Side.ABROAD]


def _reopen_if_changed(session: Session, pairing: Pairing, need: Need | Offer, offer: Need | Offer) -> None:
    """A dismissed pairing comes back only for something written since, and the journal says for what."""
    if pairing.verdict is not Verdict.DISMISSED or pairing.decided_at is None:
        return
    fresh = [each for each in (need, offer) if each.changed_at > pairing.decided_at]
    if fresh:
        pairing.verdict = Verdict.WAITING
        pairing.decided_at = None
        pairing.reason = None
        pairing.waiting_since = now()
        changed = [f"{each.__tablename__}:{each.id}" for each in fresh]
        journal.record(session, "pairing:reopen", pairing, by=None, changed=changed)


def _drop_outdated(session: Session, seen: set[tuple[int, int]], *, need_id: int | None, offer_id: int | None) -> None:
    """Remove undecided matches that this run no longer suggests, and those pushed out of a need's best."""
    conditions = [Match.need_id == need_id] if need_id is not None else []
    conditions += [Match.offer_id == offer_id] if offer_id is not None else []
    outdated = [
        each for each in pairings.undecided_matches(session, *conditions) if (each.need_id, each.offer_id) not in seen
    ]
    if offer_id is not None:
        outdated += _pushed_out(session, {need for need, _ in seen})
    pairings.drop(session, outdated)


def _pushed_out(session: Session, need_ids: set[int]) -> Sequence[Match]:
    ranked: dict[int, list[int]] = defaultdict(list)
    query = select(Match.id, Match.need_id).where(Match.need_id.in_(need_ids))
    for match_id, need_id in session.execute(query.order_by(Match.score.desc(), Match.offer_id)):
        ranked[need_id].append(match_id)
    beyond = [match_id for ids in ranked.values() for match_id in ids[TOP:]]
    return pairings.undecided_matches(session, Match.id.in_(beyond))
