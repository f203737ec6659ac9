"""The journal of a pairing or a proposal in words, for the staff who read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from matchmaker import phrases
from matchmaker.domain.journal import Entry
from matchmaker.domain.vocabulary import DeclineReason, DismissalReason, Side
from matchmaker.i18n import N_, gettext

DONE = {
    "pairing:waiting": N_("Opened again"),
    "pairing:approved": N_("Approved"),
    "pairing:dismissed": N_("Dismissed"),
    "pairing:snoozed": N_("Put off"),
    "pairing:to-read": N_("A reader was asked for"),
    "pairing:reopen": N_("Opened again, because a text was changed"),
    "proposal:draft": N_("Drafted"),
    "proposal:revise": N_("Revised"),
    "proposal:send": N_("Mails put into the outbox"),
    "proposal:accept": N_("Accepted"),
    "proposal:decline": N_("Declined"),
    "proposal:ask-changes": N_("Asked for changes"),
    "proposal:withdraw": N_("Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime
    who: str
    """A colleague's name; of an institution its side only, for its people stay hidden until both accept."""
    what: str
    detail: str


def told(entries: Iterable[Entry], language: str) -> list[Event]:
    return [
        Event(entry.at, _who(entry, language), _what(entry, language), _detail(entry, language)) for entry in entries
    ]


def _who(entry: Entry, language: str) -> str:
    if entry.person is None:
        return gettext(N_("The software"), language)
    if entry.person.is_staff:
        return entry.person.name
    side = entry.details.get("side")
    return phrases.label(Side(side), language) if side else gettext(N_("An institution"), language)


def _what(entry: Entry, language: str) -> str:
    """What was done; an action that has no words yet stands as it is written."""
    return gettext(DONE[entry.action], language) if entry.action in DONE else entry.action


def _detail(entry: Entry, language: str) -> str:
    """Why, or until when."""
    if reason := entry.details.get("reason"):
        kind = DismissalReason if entry.subject == "pairings" else DeclineReason
        return phrases.label(kind(reason), language)
    if until := entry.details.get("until"):
        day = phrases.long_date(date.fromisoformat(until), language)
        return gettext(N_("until %(day)s"), language) % {"day": day}
    return ""
