"""What staff and partners decided, as lessons for the ranker: what is heard, what is learned, what it would change."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.person import Person
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.ranker import KeptRanker
from matchmaker.domain.vocabulary import Answer, DeclineReason, DismissalReason, ProposalStatus, RankerKind, Verdict
from matchmaker.matching import learn as learner
from matchmaker.matching.learn import Decision, Floats
from matchmaker.matching.rank import Ranker, newest
from matchmaker.services import rankers

FEWEST = 20  # decisions: with fewer, six later ones say nothing about what the others taught
ACCEPTED_WEIGHT = 2.0  # two boards have said yes: more than one reader's verdict, and no more than two
TOP = 10  # pairings shown before and after: what staff read in one go

SILENT_REASONS = frozenset(
    {
        DismissalReason.SECURITY,  # a good match can be dangerous
        DismissalReason.DUPLICATE,  # its twin says what there is to say
        DismissalReason.ALREADY_IN_CONTACT,  # so good that they found each other
        DismissalReason.NO_CAPACITY,  # next year it may be right
    }
)
"""Dismissals for these reasons say nothing of how well need and offer fit, so nothing is learned from them."""

OUTCOMES = frozenset({"capacity", "contact"})
"""Features that decisions themselves change: an exchange takes a place, and makes an earlier contact. Matched again
since, a decided match knows its own outcome, which would then seem to explain it."""

NAMED_BY: Mapping[DismissalReason | DeclineReason, frozenset[str]] = {
    DismissalReason.NO_COMMON_LANGUAGE: frozenset({"language"}),
    DeclineReason.NOT_OUR_FIELD: frozenset({"sector"}),
}
"""Features that a reason speaks of. “Not the same subject” is not among them: it speaks of all texts at once."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Everything that was decided, and what of it can be learned from."""

    decisions: Sequence[Decision]
    """In the order in which they were made."""
    approved: int
    accepted: int
    declined: int
    dismissed: Mapping[DismissalReason, int]
    left_out: Mapping[DismissalReason, int]
    """Dismissals for SILENT_REASONS."""
    unread: int
    """Decisions that rest on what only a person could read."""

    @property
    def enough(self) -> bool:
        return len(self.decisions) >= FEWEST and len({each.good for each in self.decisions}) > 1


@dataclass(frozen=True, slots=True)
class Place:
    pairing: Pairing
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What other weights would do to the pairings that wait."""

    total: int
    moved: int
    """Pairings that change place."""
    before: Sequence[Place]
    """The TOP with the weights in use."""
    after: Sequence[Place]


@dataclass(frozen=True, slots=True)
class _Verdict:
    """One pairing's decision: the last that anybody made and that says something."""

    match: Match
    good: bool
    at: date
    by: str
    weight: float = 1.0
    reason: DismissalReason | DeclineReason | None = None


def decisions(session: Session) -> Heard:
    """Return what can be learned from: for each pairing the best match, and what people in the end said of it.

    Both sides accepted: good, with more weight. One declined because it is not its field: not good. Otherwise the
    verdict of staff: approved or dismissed. Answers for other reasons, put off, and left for a reader say nothing.
    """
    found, left_out, unread = [], Counter[DismissalReason](), 0
    for pairing, proposals in _decided(session):
        if pairing.verdict is Verdict.DISMISSED and pairing.reason in SILENT_REASONS:
            left_out[pairing.reason] += 1
            continue
        if best := next((match for match in pairing.matches if match.verdict is not Verdict.TO_READ), None):
            found.append(_verdict(pairing, best, proposals))
        else:
            unread += 1
    found.sort(key=lambda each: (each.at, each.match.id))
    by = Counter(each.by for each in found)
    return Heard(
        decisions=[
            Decision(
                values={
                    part["feature"]: part["value"]
                    for part in each.match.contributions
                    if part["feature"] not in OUTCOMES
                },
                good=each.good,
                day=each.at,
                weight=each.weight,
                named=NAMED_BY.get(each.reason, frozenset()) if each.reason else frozenset(),
            )
            for each in found
        ],
        approved=by["approved"],
        accepted=by["accepted"],
        declined=by["declined"],
        dismissed=Counter(each.reason for each in found if isinstance(each.reason, DismissalReason)),
        left_out=left_out,
        unread=unread,
    )


def learn(session: Session, *, by: Person) -> KeptRanker | None:
    """Learn weights and write them down with how they did; nothing is ranked with them yet. None: too few decisions.

    Tried out in time: what the earlier decisions teach is judged by the later ones, beside what is in use. What is
    kept then has learned from all of them. It starts each time from the shipped weights, or from those that staff have
    set by hand, so that no decision counts twice.
    """
    heard = decisions(session)
    if not heard.enough:
        return None
    old, (prior, prior_row) = rankers.current(session), _prior(session)
    earlier, later = learner.split(heard.decisions)
    tried = learner.judge(old, learner.fit(earlier, prior), later)
    learned = learner.fit(heard.decisions, prior)
    note = {
        "decisions": len(heard.decisions),
        "approved": heard.approved,
        "accepted": heard.accepted,
        "declined": heard.declined,
        "dismissed": {str(reason): number for reason, number in heard.dismissed.items()},
        "earlier": len(earlier),
        "later": len(later),
        "loss": [tried.old_loss, tried.new_loss] if tried else None,
        "order": [tried.old_order, tried.new_order] if tried else None,
        "better": bool(tried and tried.better),
    }
    return rankers.keep(session, learned, kind=RankerKind.LEARNED, note=note, prior=prior_row, by=by)


def preview(session: Session, ranker: Ranker) -> Preview:
    """Rank the pairings that wait as these weights would, from the values that are kept: no text is needed."""
    query = (
        select(Match.pairing_id, Match.contributions)
        .join(Match.pairing)
        .where(Pairing.verdict == Verdict.WAITING, Match.verdict != Verdict.TO_READ)
        .order_by(Match.id)
    )
    rows = session.execute(query).all()
    values = learner.matrix([{part["feature"]: part["value"] for part in parts} for _, parts in rows])
    ids = [pairing_id for pairing_id, _ in rows]
    before, after = (_places(ids, learner.scores(each, values)) for each in (rankers.current(session), ranker))
    shown = {pairing_id for pairing_id in before if min(before[pairing_id], after[pairing_id]) <= TOP}
    query_shown = select(Pairing).where(Pairing.id.in_(shown))
    named = session.scalars(query_shown.options(joinedload(Pairing.nes), joinedload(Pairing.abroad)))
    places = [Place(each, before[each.id], after[each.id]) for each in named]
    return Preview(
        total=len(before),
        moved=sum(before[pairing_id] != after[pairing_id] for pairing_id in before),
        before=sorted((each for each in places if each.before <= TOP), key=lambda each: each.before),
        after=sorted((each for each in places if each.after <= TOP), key=lambda each: each.after),
    )


def _decided(session: Session) -> Iterator[tuple[Pairing, Sequence[Proposal]]]:
    """Yield each pairing that somebody decided about, with its proposals that were answered, the latest first."""
    answered = select(Proposal).where(Proposal.status.in_((ProposalStatus.ACCEPTED, ProposalStatus.DECLINED)))
    proposals = defaultdict(list)
    for each in session.scalars(answered.options(selectinload(Proposal.parts)).order_by(Proposal.id.desc())):
        proposals[each.pairing_id].append(each)
    verdicts = Pairing.verdict.in_((Verdict.APPROVED, Verdict.DISMISSED)) & Pairing.decided_at.is_not(None)
    for pairing in session.scalars(select(Pairing).where(verdicts).options(selectinload(Pairing.matches))):
        yield pairing, proposals[pairing.id]


def _verdict(pairing: Pairing, best: Match, proposals: Sequence[Proposal]) -> _Verdict:
    for proposal in proposals:
        days = [part.answered_at.date() for part in proposal.parts if part.answered_at]
        if proposal.status is ProposalStatus.ACCEPTED and days:
            return _Verdict(best, good=True, at=max(days), by="accepted", weight=ACCEPTED_WEIGHT)
        no = {part.reason for part in proposal.parts if part.answer is Answer.DECLINED}
        if DeclineReason.NOT_OUR_FIELD in no and days:
            return _Verdict(best, good=False, at=max(days), by="declined", reason=DeclineReason.NOT_OUR_FIELD)
    if pairing.decided_at is None:
        raise ValueError(f"pairing {pairing.id} is not decided")
    if pairing.verdict is Verdict.APPROVED:
        return _Verdict(best, good=True, at=pairing.decided_at.date(), by="approved")
    return _Verdict(best, good=False, at=pairing.decided_at.date(), by="dismissed", reason=pairing.reason)


def _prior(session: Session) -> tuple[Ranker, KeptRanker | None]:
    """Return what learning starts from, with its row: weights in use that staff have set, or the shipped ones."""
    row, base = rankers.in_use(session), rankers.assumed(session)
    if row and row.kind is RankerKind.LEARNED:
        row = session.get(KeptRanker, row.prior_id) if row.prior_id else None
    if row and newest(row.base_version) == base.version:
        return rankers.opened(row), row
    return base, None


def _places(pairing_ids: Sequence[int], scored: Floats) -> dict[int, int]:
    """Return the place of each pairing in the queue: by its best match, equals by id, as the queue has them."""
    best: dict[int, float] = {}
    for pairing_id, score in zip(pairing_ids, scored.tolist(), strict=True):
        best[pairing_id] = max(score, best.get(pairing_id, score))
    ordered = sorted(best, key=lambda pairing_id: (-best[pairing_id], pairing_id))
    return {pairing_id: place for place, pairing_id in enumerate(ordered, start=1)}
