"""The week's round: what staff look at, so that no partner is asked too much and nobody waits too long."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from matchmaker.domain.institution import Institution
from matchmaker.domain.person import Person
from matchmaker.domain.round import Round
from matchmaker.domain.vocabulary import Urgency
from matchmaker.errors import InputError
from matchmaker.matching import assign
from matchmaker.matching.assign import Candidate
from matchmaker.store import journal, rounds

WEEK = 7  # days from one round to the next
WORTH = {Urgency.URGENT: 1.5, Urgency.NORMAL: 1.0, Urgency.LOW: 0.75}
"""Urgency says how soon to look, not how well a match fits: it counts here, and in no score.

Small steps: a good match of a need that can wait still goes before a poor one of an urgent need.
"""
UNREAD = 0.1
"""The chance we assume where the machine cannot read a text: below that of a possible match, and not nothing."""
ALTERNATES = 1  # for each need: what takes the place of a pairing that is dismissed


@dataclass(frozen=True, slots=True)
class Sharing:
    """What staff may set of a round."""

    per_need: int = 3
    """How many matches a need is shown with at most: what an institution can weigh against each other."""
    contacts: int = 2
    """How many proposals at most an institution abroad shall have before it at the same time."""
    days: int = 2 * WEEK
    """How long a need may wait until a pairing with it is shown or decided on."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How a round serves people."""

    value: float
    """Sum over the matches shown of their chance, urgent ones counting more."""
    reached: int
    """Institutions in a pairing that is shown."""
    longest_wait: int
    """Days since anybody looked at the need that waits longest and is not shown; 0: all are shown."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a round would be, and what a plain list of each need's best would be within the same limits."""

    sharing: Sharing
    shared: assign.Round
    figures: Figures
    plain: Figures
    institutions: int
    """With something to share out."""
    needs: int
    worst: Institution | None
    """Whose need waits longest and is not shown."""
    short: tuple[tuple[Institution, int], ...]
    """Institutions and how many places more they would need for every need to be shown in time, the most first."""


@dataclass(frozen=True, slots=True)
class Pool:
    """All that could be shown, with the limits and the time that each need has waited."""

    candidates: list[Candidate]
    places: dict[int, int]
    """By institution."""
    waits: dict[int, int]
    """Whole days, by need."""
    owed: set[int]
    """Needs that would wait too long if this round did not show them."""
    asking: dict[int, int]
    """The institution of each need."""


def preview(session: Session, sharing: Sharing) -> Preview:
    """Work a round out, and change nothing."""
    pool = gather(session, sharing)
    shared = assign.assign(
        pool.candidates, places=pool.places, per_need=sharing.per_need, owed=pool.owed, alternates=ALTERNATES
    )
    plain = assign.top_k(pool.candidates, places=pool.places, per_need=sharing.per_need)
    named = rounds.institutions(session, {*pool.asking.values(), *(each.institution for each in shared.short)})
    last = _waits_longest(pool, shared)
    return Preview(
        sharing=sharing,
        shared=shared,
        figures=_figures(pool, shared),
        plain=_figures(pool, plain),
        institutions=len(_reached(pool.candidates)),
        needs=len(pool.waits),
        worst=None if last is None else named[pool.asking[last]],
        short=tuple((named[each.institution], each.by) for each in sorted(shared.short, key=lambda each: -each.by)),
    )


def open_round(session: Session, *, by: Person, sharing: Sharing) -> Round:
    """Make it this week's round: kept with its settings, totals, pairings and alternates; journalled, nobody is told.

    Raises InputError when there is nothing to share out.
    """
    planned = preview(session, sharing)
    pairings = planned.shared.pairings
    if not pairings:
        raise InputError("there is nothing to share out")
    opened = Round(
        opened_by=by,
        settings=asdict(sharing),
        totals={
            "pairings": len(pairings),
            "value": round(planned.figures.value, 3),
            "reached": planned.figures.reached,
            "institutions": planned.institutions,
            "short": sum(by for _, by in planned.short),
        },
    )
    rounds.keep(session, opened, pairings=pairings, alternates=planned.shared.next_pairings)
    journal.record(session, "round:open", opened, by=by, pairings=len(pairings))
    return opened


def latest(session: Session) -> Round | None:
    """Return this week's round: the one that was opened last."""
    return rounds.latest(session)


def progress(session: Session, opened: Round) -> tuple[int, int]:
    """Return how many of its pairings are decided, and how many it shows."""
    return rounds.progress(session, opened)


def last_sharing(opened: Round | None) -> Sharing:
    """Return the settings to begin with: those of the last round."""
    kept = opened.settings if opened else {}
    return Sharing(**{each.name: kept[each.name] for each in fields(Sharing) if each.name in kept})


def gather(session: Session, sharing: Sharing) -> Pool:
    """Collect what there is to share out today."""
    rows = rounds.undecided(session)
    seen, today = rounds.last_seen(session), now()
    since = {row.need: row.suggested_at for row in sorted(rows, key=lambda row: row.suggested_at, reverse=True)}
    waits = {need: (today - max(first, seen.get(need, first))).days for need, first in since.items()}
    room, asked = rounds.capacity(session), rounds.contacts(session)
    places = {row.nes: room[row.nes] for row in rows}
    places |= {row.abroad: min(room[row.abroad], sharing.contacts - asked[row.abroad]) for row in rows}
    return Pool(
        candidates=[
            Candidate(
                id=row.match,
                need=row.need,
                pairing=row.pairing,
                nes=row.nes,
                abroad=row.abroad,
                value=(UNREAD if row.probability is None else row.probability) * WORTH[row.urgency],
            )
            for row in rows
        ],
        places=places,
        waits=waits,
        owed={need for need, days in waits.items() if days + WEEK > sharing.days},
        asking={row.need: row.asking for row in rows},
    )


def _figures(pool: Pool, shared: assign.Round) -> Figures:
    last = _waits_longest(pool, shared)
    return Figures(
        value=shared.value,
        reached=len(_reached(shared.chosen)),
        longest_wait=0 if last is None else pool.waits[last],
    )


def _reached(candidates: Iterable[Candidate]) -> set[int]:
    return {institution for each in candidates for institution in (each.nes, each.abroad)}


def _waits_longest(pool: Pool, shared: assign.Round) -> int | None:
    """Return the need that has waited longest of those that are not shown; of several, the oldest."""
    shown = {each.need for each in shared.chosen}
    left = [need for need in pool.waits if need not in shown]
    return max(left, key=lambda need: (pool.waits[need], -need), default=None)
