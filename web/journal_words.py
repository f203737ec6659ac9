"""The journal in words: a whole sentence for each action, so that every language can order its words its own way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from matchmaker import phrases
from matchmaker.domain.base import Base
from matchmaker.domain.exchange import Exchange
from matchmaker.domain.institution import Institution
from matchmaker.domain.journal import Entry
from matchmaker.domain.mail import Mail
from matchmaker.domain.match import Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.person import Person
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.ranker import KeptRanker
from matchmaker.domain.vocabulary import Role, Side
from matchmaker.i18n import N_, gettext
from web import history

SENTENCES = {
    "institution:register": N_("%(thing)s was registered."),
    "institution:import": N_("%(thing)s was taken over from a file."),
    "institution:edit": N_("The profile of %(thing)s was changed."),
    "institution:verified": N_("%(thing)s was verified."),
    "institution:refused": N_("%(thing)s was refused."),
    "institution:paused": N_("%(thing)s was paused."),
    "need:start": N_("The need “%(thing)s” was begun."),
    "need:import": N_("The need “%(thing)s” was taken over from a file."),
    "need:edit": N_("The need “%(thing)s” was changed."),
    "need:open": N_("The need “%(thing)s” was published."),
    "need:paused": N_("The need “%(thing)s” was paused."),
    "need:withdrawn": N_("The need “%(thing)s” was withdrawn."),
    "offer:start": N_("The offer “%(thing)s” was begun."),
    "offer:import": N_("The offer “%(thing)s” was taken over from a file."),
    "offer:edit": N_("The offer “%(thing)s” was changed."),
    "offer:open": N_("The offer “%(thing)s” was published."),
    "offer:paused": N_("The offer “%(thing)s” was paused."),
    "offer:withdrawn": N_("The offer “%(thing)s” was withdrawn."),
    "translation:add": N_("A translation was put beside “%(thing)s”."),
    "pairing:waiting": N_("The pairing %(thing)s was opened again."),
    "pairing:approved": N_("The pairing %(thing)s was approved."),
    "pairing:dismissed": N_("The pairing %(thing)s was dismissed."),
    "pairing:snoozed": N_("The pairing %(thing)s was put off."),
    "pairing:to-read": N_("For the pairing %(thing)s a reader was asked for."),
    "pairing:reopen": N_("The pairing %(thing)s was opened again, because a text was changed."),
    "round:open": N_("This week’s round was opened: %(thing)s."),
    "proposal:draft": N_("The proposal %(thing)s was drafted."),
    "proposal:revise": N_("The proposal %(thing)s was revised."),
    "proposal:send": N_("The mails of the proposal %(thing)s were put into the outbox."),
    "proposal:accept": N_("One side accepted the proposal %(thing)s."),
    "proposal:decline": N_("One side declined the proposal %(thing)s."),
    "proposal:ask-changes": N_("One side asked for changes to the proposal %(thing)s."),
    "proposal:withdraw": N_("The proposal %(thing)s was withdrawn."),
    "exchange:open": N_("The exchange %(thing)s was opened."),
    "exchange:scheduled": N_("The first meeting of the exchange %(thing)s was fixed."),
    "exchange:under-way": N_("The exchange %(thing)s began."),
    "exchange:closed": N_("The exchange %(thing)s was closed."),
    "exchange:cancelled": N_("The exchange %(thing)s was cancelled."),
    "mail:edit": N_("A mail to %(thing)s was changed."),
    "mail:hold": N_("A mail to %(thing)s was held back."),
    "mail:release": N_("A mail to %(thing)s was no longer held back."),
    "mail:send": N_("A mail to %(thing)s was sent on its way."),
    "ranker:learned": N_("Weights were learned from verdicts: %(thing)s."),
    "ranker:edited": N_("Weights were changed by hand: %(thing)s."),
    "ranker:use": N_("From then on matches were ranked with %(thing)s."),
    "ranker:back": N_("The weights %(thing)s were taken back."),
    "ranker:shipped": N_("From then on matches were ranked with the weights that came with the software."),
    "demo:finish": N_("The demonstration was filled with invented institutions."),
    "export:write": N_("The data were exported to a file."),
    "person:add": N_("%(thing)s was given an account."),
    "person:sign-in": N_("%(thing)s signed in."),
    "person:sign-out": N_("%(thing)s signed out."),
    "person:link": N_("A link to sign in was made for %(thing)s at the server's console."),
    "person:deactivate": N_("The account of %(thing)s was closed."),
}

PAGE_OF = {
    "institutions": "institution",
    "needs": "need",
    "offers": "offer",
    "pairings": "pairing",
    "proposals": "proposal",
    "exchanges": "exchange",
    "outbox": "mail",
    "people": "person",
    "rankers": "ranker",
}
"""The page that shows a thing, by the journal's subject."""

_FROM_OUTSIDE = frozenset({"institution:register", "person:add"})
"""What somebody does who has no account yet, or who imports a file."""


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    sentence: Markup
    who: str
    details: list[str]
    page: str
    """Name of the route that shows the thing; empty: it has no page, or is gone."""
    id: int | None


def told(entries: Iterable[Entry], things: Mapping[tuple[str, int], Base], language: str) -> list[Line]:
    """Return a line for each entry; `things` holds what they speak of, as far as it still exists."""
    return [_line(entry, things.get((entry.subject, entry.subject_id or 0)), language) for entry in entries]


def _line(entry: Entry, thing: Base | None, language: str) -> Line:
    return Line(
        at=entry.at,
        sentence=_sentence(entry, thing, language),
        who=_who(entry, language),
        details=_details(entry, language),
        page=PAGE_OF.get(entry.subject, "") if thing is not None else "",
        id=entry.subject_id,
    )


def _sentence(entry: Entry, thing: Base | None, language: str) -> Markup:
    """Return what happened; an action that has no words yet stands as it is written."""
    named = _name(thing) or gettext(N_("number %(number)d"), language) % {"number": entry.subject_id or 0}
    words = SENTENCES.get(entry.action)
    if words is None:
        return Markup("<bdi>{}</bdi> {}").format(entry.action, named)
    return Markup(gettext(words, language)) % {"thing": named}  # noqa: S704 - our own catalogue; the name is escaped


def _name(thing: Base | None) -> Markup:
    """Return what people call a thing, each piece kept apart from the sentence's direction."""
    match thing:
        case Institution():
            pieces = [(thing.name, thing.language)]
        case Need() | Offer():
            pieces = [(thing.title, thing.language)]
        case Pairing():
            pieces = [(each.name, each.language) for each in (thing.nes, thing.abroad)]
        case Proposal():
            pieces = [(part.institution.name, part.institution.language) for part in thing.parts]
        case Exchange():
            return _name(thing.proposal)
        case Mail():
            return _name(thing.person)
        case KeptRanker():
            return Markup('<bdi dir="ltr">{}</bdi>').format(thing.version)
        case Person():
            return Markup("<bdi>{}</bdi>").format(thing.name)
        case _:
            pieces = []
    return Markup(" – ").join(Markup('<bdi lang="{}">{}</bdi>').format(language, text) for text, language in pieces)


def _who(entry: Entry, language: str) -> str:
    if entry.person is not None:
        return entry.person.name
    return gettext(
        N_("Somebody who was not signed in") if entry.action in _FROM_OUTSIDE else N_("The software"), language
    )


def _details(entry: Entry, language: str) -> list[str]:
    """Return why, until when, which side, which language: what the sentence leaves open."""
    details = [event.detail for event in history.told([entry], language) if event.detail]
    if side := entry.details.get("side"):
        details.append(phrases.label(Side(side), language))
    if entry.details.get("contacts"):
        details.append(gettext(N_("with contacts"), language))
    if tag := entry.details.get("language"):
        details.append(phrases.language_name(tag, language))
    if role := entry.details.get("role"):
        details.append(phrases.label(Role(role), language))
    return details
