"""Staff review pairings: the software suggests, people decide."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker.domain.base import now, require_step
from matchmaker.domain.institution import Institution
from matchmaker.domain.journal import Entry
from matchmaker.domain.match import VERDICT_STEPS, Match, Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import DismissalReason, Verdict
from matchmaker.errors import InputError
from matchmaker.store import journal, pairings
from matchmaker.store.session import lock

_COMPARED = (
    joinedload(Match.need).selectinload(Need.translations),
    joinedload(Match.offer).selectinload(Offer.translations),
)
PAGE = pairings.PAGE
QueueFilter = pairings.QueueFilter
NEXT = 2  # of the same need: enough to see why this one stands first


def queue(session: Session, wanted: QueueFilter, *, page: int = 1) -> tuple[Sequence[Pairing], int]:
    """Return one page of pairings, best first, and how many there are in all."""
    return pairings.queue(session, wanted, page=page)


def counts(session: Session) -> dict[Verdict, int]:
    return pairings.counts(session)


def pairing(session: Session, pairing_id: int) -> Pairing | None:
    """Return a pairing with everything its page shows, in a constant number of queries."""
    loading = (
        joinedload(Pairing.nes).selectinload(Institution.translations),
        joinedload(Pairing.abroad).selectinload(Institution.translations),
        joinedload(Pairing.decided_by),
        selectinload(Pairing.matches).options(*_COMPARED),
    )
    return session.get(Pairing, pairing_id, options=loading)


def match(session: Session, match_id: int) -> Match | None:
    """Return one match with everything its page shows."""
    both = joinedload(Match.pairing).options(joinedload(Pairing.nes), joinedload(Pairing.abroad))
    return session.get(Match, match_id, options=(both, *_COMPARED))


def next_best(session: Session, matches: Sequence[Match]) -> dict[Match, list[Match]]:
    """Return, for each of some matches, the matches of the same need that come next, the best first."""
    ranked: dict[int, list[Match]] = defaultdict(list)
    for match in pairings.of_needs(session, {match.need_id for match in matches}):
        ranked[match.need_id].append(match)
    following = {}
    for match in matches:
        place = ranked[match.need_id].index(match) + 1
        following[match] = ranked[match.need_id][place : place + NEXT]
    return following


def of_institution(session: Session, institution: Institution, *, limit: int) -> Sequence[Pairing]:
    """Return the best pairings of an institution with both sides."""
    return pairings.of_institution(session, institution, limit=limit)


def history(session: Session, pairing: Pairing) -> Sequence[Entry]:
    return journal.read(session, subject=Pairing.__tablename__, subject_id=pairing.id)


def approve(session: Session, pairing: Pairing, *, by: Person, note: str = "") -> None:
    """Say that this pairing is worth a proposal; journalled, no mail goes out."""
    _decide(session, pairing, Verdict.APPROVED, by=by, note=note)


def dismiss(session: Session, pairing: Pairing, *, reason: DismissalReason, by: Person, note: str = "") -> None:
    """Say that it is not, and why; it does not come back unless one of its texts changes.

    Raises InputError when the reason is `other` and nothing is written beside it.
    """
    if reason is DismissalReason.OTHER and not note.strip():
        raise InputError("a note is needed")
    _decide(session, pairing, Verdict.DISMISSED, by=by, note=note, reason=reason)


def snooze(session: Session, pairing: Pairing, *, until: date, by: Person, note: str = "") -> None:
    """Put it away until a day; raises InputError for a day that is not in the future."""
    if until <= now().date():
        raise InputError("the day is past")
    _decide(session, pairing, Verdict.SNOOZED, by=by, note=note, until=until)


def mark_to_read(session: Session, pairing: Pairing, *, by: Person, note: str = "") -> None:
    """Ask that a person who knows both languages reads it."""
    _decide(session, pairing, Verdict.TO_READ, by=by, note=note)


def reopen(session: Session, pairing: Pairing, *, by: Person, note: str = "") -> None:
    """Take a decision back: it waits for review again."""
    _decide(session, pairing, Verdict.WAITING, by=by, note=note)


def _decide(
    session: Session,
    pairing: Pairing,
    verdict: Verdict,
    *,
    by: Person,
    note: str,
    reason: DismissalReason | None = None,
    until: date | None = None,
) -> None:
    lock(session, pairing, "verdict")  # two reviewers: the second sees the first's verdict
    require_step(VERDICT_STEPS, pairing.verdict, verdict)
    pairing.verdict = verdict
    pairing.reason = reason
    pairing.note = note.strip()
    pairing.snoozed_until = until
    pairing.decided_by = by
    pairing.decided_at = now()
    journal.record(session, f"pairing:{verdict}", pairing, by=by, reason=reason, until=until and until.isoformat())
