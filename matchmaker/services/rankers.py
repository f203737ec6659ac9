"""Which weights are in use: those that came with the software, or others that staff have made and chosen.

Changing them is a decision of people, journalled and taken back with one click; everything is then ranked anew.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker.domain.base import now
from matchmaker.domain.match import Match
from matchmaker.domain.person import Person
from matchmaker.domain.ranker import KeptRanker
from matchmaker.domain.vocabulary import JobKind, RankerKind
from matchmaker.errors import IllegalStepError, InputError
from matchmaker.matching import learn
from matchmaker.matching.rank import PRIOR, PRIOR_WITHOUT_WORDS, Ranker, Weight, newest, on_grid
from matchmaker.matching.rank_files import ranker_of, record_of
from matchmaker.store import jobs, journal


def current(session: Session) -> Ranker:
    """Return the ranker that the kept matches are ranked with, or soon will be."""
    return chosen(session, assumed(session))


def chosen(session: Session, assumed: Ranker) -> Ranker:
    """Return what staff chose in place of the ranker that the engine assumes, or that one.

    What was made for another kind of encoder does not count: its weights mean something else to this one.
    """
    row = in_use(session)
    return opened(row) if row and newest(row.base_version) == assumed.version else assumed


def assumed(session: Session) -> Ranker:
    """Return the shipped ranker that the kept matches go back to: it depends on the encoder they were made with."""
    version = session.scalar(select(Match.ranker_version).order_by(Match.id.desc()).limit(1)) or PRIOR.version
    kind, _, number = version.partition("-")
    if kind in set(RankerKind) and (row := session.get(KeptRanker, int(number))):
        version = row.base_version
    return PRIOR_WITHOUT_WORDS if newest(version) == PRIOR_WITHOUT_WORDS.version else PRIOR


def in_use(session: Session) -> KeptRanker | None:
    """Return the row that staff chose; None: the shipped weights."""
    return session.scalar(select(KeptRanker).where(KeptRanker.in_use).options(joinedload(KeptRanker.made_by)))


def opened(row: KeptRanker) -> Ranker:
    return ranker_of(row.weights, version=row.version, bias=row.bias, ceiling=row.ceiling)


def ranker(session: Session, ranker_id: int) -> KeptRanker | None:
    return session.get(KeptRanker, ranker_id, options=[joinedload(KeptRanker.made_by)])


def kept(session: Session) -> Sequence[KeptRanker]:
    """Return all that were made here, newest first."""
    query = select(KeptRanker).options(joinedload(KeptRanker.made_by)).order_by(KeptRanker.id.desc())
    return session.scalars(query).all()


def keep(
    session: Session,
    ranker: Ranker,
    *,
    kind: RankerKind,
    note: dict[str, Any],
    prior: KeptRanker | None = None,
    by: Person,
) -> KeptRanker:
    """Write a ranker down, and what it would change; nothing is ranked with it yet.

    Journalled as `ranker:learned` or `ranker:edited`.
    """
    old = current(session)
    figures = {
        "changes": [[each.feature, each.old, each.new, each.turn] for each in learn.changes(old, ranker)],
        "total": [sum(abs(weight.points) for weight in each.weights.values()) for each in (old, ranker)],
        "bias": [old.bias, ranker.bias],
    }
    row = KeptRanker(
        kind=kind,
        weights=record_of(ranker),
        bias=ranker.bias,
        ceiling=ranker.ceiling,
        base_version=assumed(session).version,
        prior_id=prior.id if prior else None,
        made_by=by,
        note=note | figures,
    )
    session.add(row)
    session.flush()  # the journal needs its id
    journal.record(session, f"ranker:{kind}", row, by=by)
    return row


def edit(
    session: Session, *, points: Mapping[str, float], reasons: Mapping[str, str], bias: float, by: Person
) -> KeptRanker:
    """Write down weights that a person has set, each with a reason; nothing is ranked with them yet.

    Raises InputError when nothing is different from what is in use.
    """
    old = current(session)
    weights = {feature: Weight(points[feature], reasons[feature]) for feature in points}
    typed = Ranker("edited", weights, float(on_grid(np.array(bias))), old.ceiling)
    if not learn.changes(old, typed) and typed.bias == old.bias:
        raise InputError("nothing is changed")
    return keep(session, typed, kind=RankerKind.EDITED, note={}, by=by)


def promote(session: Session, row: KeptRanker, *, by: Person) -> None:
    """Use these weights from now on; everything is ranked anew by the worker.

    Raises IllegalStepError for those in use, and for learned ones that did no better on what came later.
    """
    before = _lock(session)
    if row.in_use or not row.proven:
        raise IllegalStepError(f"using ranker {row.version}")
    row.followed_id = before.id if before else None
    _use(session, row, before=before)
    journal.record(session, "ranker:use", row, by=by)


def back(session: Session, *, by: Person) -> None:
    """Return to what was in use before; raises IllegalStepError when these are the shipped weights already."""
    before = _lock(session)
    if before is None:
        raise IllegalStepError("no weights before the shipped ones")
    row = session.get(KeptRanker, before.followed_id) if before.followed_id else None
    _use(session, row, before=before)
    journal.record(session, "ranker:back", before, by=by)


def use_shipped(session: Session, *, by: Person) -> None:
    """Return to the shipped weights at once, whatever was in use between."""
    before = _lock(session)
    if before is None:
        raise IllegalStepError("the shipped weights are in use")
    _use(session, None, before=before)
    journal.record(session, "ranker:shipped", None, by=by)


def _lock(session: Session) -> KeptRanker | None:
    """Hold all rows until the transaction ends, so that two decisions queue up; return the one in use."""
    query = select(KeptRanker).order_by(KeptRanker.id).with_for_update().execution_options(populate_existing=True)
    return next((row for row in session.scalars(query) if row.in_use), None)


def _use(session: Session, row: KeptRanker | None, *, before: KeptRanker | None) -> None:
    if before:
        before.in_use = False
        session.flush()  # one may be in use at a time
    if row:
        row.in_use = True
        row.used_at = now()
    jobs.enqueue(session, JobKind.SUGGEST, "all")
