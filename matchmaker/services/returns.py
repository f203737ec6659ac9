"""What came back to the desk by itself: the decision before, and what was written since."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.journal import Entry
from matchmaker.domain.match import Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import Verdict
from matchmaker.store import journal

REOPENED = "pairing:reopen"
DISMISSED = f"pairing:{Verdict.DISMISSED}"
_DECIDED = (DISMISSED, f"pairing:{Verdict.APPROVED}", f"pairing:{Verdict.WAITING}")
"""With any of these somebody took the matter in hand; put off or given to a reader it still waits for a verdict."""

L = TypeVar("L", Need, Offer)


@dataclass(frozen=True, slots=True)
class Change:
    listing: Need | Offer
    at: datetime
    new: bool
    """Whether it was written first then, or rewritten."""


@dataclass(frozen=True, slots=True)
class Return:
    decision: Entry
    """The dismissal that came before."""
    changes: list[Change]
    """The newest first; empty when nothing of what the journal names is left."""


def returns(session: Session, pairings: Collection[Pairing]) -> dict[Pairing, Return]:
    """Return what is to be told of those that came back and wait: at most three queries, however many there are."""
    waiting = {each.id: each for each in pairings if each.verdict not in {Verdict.APPROVED, Verdict.DISMISSED}}
    entries: dict[int, list[Entry]] = defaultdict(list)
    for entry in journal.of_things(session, Pairing.__tablename__, waiting, actions=(REOPENED, *_DECIDED)):
        entries[entry.subject_id or 0].append(entry)
    came_back = {
        waiting[pairing_id]: (told[0], told[1])
        for pairing_id, told in entries.items()
        if [entry.action for entry in told[:2]] == [REOPENED, DISMISSED]
    }
    listings = _named(session, (reopened for reopened, _ in came_back.values()))
    return {
        pairing: Return(decision, _changes(pairing, decision, reopened, listings))
        for pairing, (reopened, decision) in came_back.items()
    }


def _changes(pairing: Pairing, decision: Entry, reopened: Entry, listings: Mapping[str, Need | Offer]) -> list[Change]:
    """Join the listings that the journal names with those of the matches that were written between the two entries.

    The journal has those of the first match that brought the pairing back; others can have changed at the same time.
    """
    changed = [listings[key] for key in reopened.details.get("changed", ()) if key in listings]
    matched = [listing for match in pairing.matches for listing in (match.need, match.offer)]
    changed += [each for each in matched if decision.at < each.changed_at <= reopened.at]
    changes = [_change(each, decision, reopened) for each in dict.fromkeys(changed)]
    return sorted(changes, key=lambda change: change.at, reverse=True)


def _change(listing: Need | Offer, decision: Entry, reopened: Entry) -> Change:
    """Where it was rewritten once more since, the day of the return is the nearest that is known."""
    new = listing.created_at > decision.at
    return Change(listing, at=listing.created_at if new else min(listing.changed_at, reopened.at), new=new)


def _named(session: Session, reopened: Iterable[Entry]) -> dict[str, Need | Offer]:
    """Return the listings that entries name, by table and id as the journal has them."""
    keys = {key for entry in reopened for key in entry.details.get("changed", ())}
    return _of(session, Need, keys) | _of(session, Offer, keys)


def _of(session: Session, table: type[L], keys: Iterable[str]) -> dict[str, Need | Offer]:
    ids = [int(number) for name, _, number in (key.partition(":") for key in keys) if name == table.__tablename__]
    rows = session.scalars(select(table).where(table.id.in_(ids))) if ids else ()
    return {f"{table.__tablename__}:{row.id}": row for row in rows}
