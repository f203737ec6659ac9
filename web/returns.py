"""Why a pairing that was dismissed is here again: who dismissed it and why, and which text was written since."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup, escape

from matchmaker import phrases
from matchmaker.domain.journal import Entry
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import DismissalReason
from matchmaker.i18n import N_, direction, gettext
from matchmaker.services.returns import Change, Return
from web.reasons import enumerated, isolated

_NEW = {
    "needs": N_("It is back because the need “%(title)s” is new since %(day)s."),
    "offers": N_("It is back because the offer “%(title)s” is new since %(day)s."),
}
_REWRITTEN = {
    "needs": N_("It is back because the need “%(title)s” was rewritten on %(day)s."),
    "offers": N_("It is back because the offer “%(title)s” was rewritten on %(day)s."),
}

Address = Callable[[Need | Offer], str]


@dataclass(frozen=True, slots=True)
class Told:
    """Three sentences, each whole in the catalogue."""

    decision: Markup
    because: Markup
    also: Markup
    """Empty where only one text was written since."""


def told(found: Return, language: str, *, address: Address) -> Told:
    """Return what the pairing's page says; titles lead to the `address` of their listing."""
    if not found.changes:
        return Told(_decision(found.decision, language), escape(_something(language)), Markup())
    titles = [_title(change.listing, address(change.listing)) for change in found.changes]
    also = escape(gettext(N_("Written since as well: %(listed)s."), language))
    return Told(
        _decision(found.decision, language),
        _because(found.changes[0], titles[0], language),
        also % {"listed": enumerated(titles[1:], language)} if titles[1:] else Markup(),
    )


def because(found: Return, language: str) -> Markup:
    """Return the one sentence for the queue, without links."""
    if not found.changes:
        return escape(_something(language))
    return _because(found.changes[0], _title(found.changes[0].listing), language)


def _decision(entry: Entry, language: str) -> Markup:
    return escape(gettext(N_("Dismissed by %(who)s on %(day)s: %(reason)s."), language)) % {
        "who": isolated(entry.person.name if entry.person else gettext(N_("The software"), language)),
        "day": phrases.long_date(entry.at.date(), language),
        "reason": phrases.label(DismissalReason(entry.details["reason"]), language),
    }


def _because(change: Change, title: Markup, language: str) -> Markup:
    message = (_NEW if change.new else _REWRITTEN)[change.listing.__tablename__]
    return escape(gettext(message, language)) % {"title": title, "day": phrases.long_date(change.at.date(), language)}


def _something(language: str) -> str:
    return gettext(N_("It is back because a text was changed since."), language)


def _title(listing: Need | Offer, address: str = "") -> Markup:
    title = Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(
        listing.language, direction(listing.language), listing.title
    )
    return Markup('<a href="{}">{}</a>').format(address, title) if address else title
