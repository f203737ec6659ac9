"""What the form of a proposal starts with: a small first step, and a message to each side in its own language."""

from collections.abc import Sequence
from typing import Any

from matchmaker import phrases
from matchmaker.domain.institution import Institution
from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.vocabulary import Format, Side
from matchmaker.i18n import LANGUAGES, gettext

EVEN = 0.0  # log-odds: as likely to be found good as not


def beginning(pairing: Pairing) -> dict[str, Any]:
    """Return the fields of a new proposal: the best match of each direction, and texts made for them."""
    matches = best_each_way(pairing)
    languages = {side: language_of(pairing.institution(side)) for side in Side}
    shared = [tag for tag in pairing.nes.languages if tag in pairing.abroad.languages and tag in LANGUAGES]
    step_language = next(iter(shared), "en")
    return {
        "covers": [str(match.id) for match in matches],
        "format": format_of(matches),
        "first_step": gettext("A call of 45 minutes with an interpreter, to get to know each other", step_language),
        "first_step_language": step_language,
    } | {
        f"{side}_{field}": value
        for side in Side
        for field, value in (("language", languages[side]), ("message", message(pairing, side, matches=matches)))
    }


def kept(proposal: Proposal) -> dict[str, Any]:
    """Return the fields of a proposal that is there already."""
    return {
        "covers": [str(match.id) for match in proposal.matches],
        "format": proposal.format,
        "first_step": proposal.first_step,
        "first_step_language": proposal.first_step_language,
        "starts_on": proposal.starts_on,
        "ends_on": proposal.ends_on,
    } | {
        f"{part.side}_{field}": value
        for part in proposal.parts
        for field, value in (("language", part.language), ("message", part.message))
    }


def best_each_way(pairing: Pairing) -> list[Match]:
    """Return the best match, and the best of the other direction if it is a fair one: both give, both receive."""
    best: dict[int, Match] = {}
    for match in pairing.matches:
        if not best or match.score >= EVEN:
            best.setdefault(match.need.institution_id, match)
    return list(best.values())


def format_of(matches: Sequence[Match]) -> Format:
    """Return the first form that need and offer both name, else one that the need names; a dialogue asks least."""
    for match in matches:
        if both := [value for value in match.need.formats if value in match.offer.formats]:
            return Format(both[0])
    named = [value for match in matches for value in match.need.formats]
    return Format(named[0]) if named else Format.DIALOGUE


def language_of(institution: Institution) -> str:
    """Return the first of its languages that we have words in; its heads read English otherwise."""
    return next((tag for tag in (institution.language, *institution.languages) if tag in LANGUAGES), "en")


def message(pairing: Pairing, side: Side, *, matches: Sequence[Match]) -> str:
    """Return a message that staff make their own. The mail adds greeting, first step, days and the link."""
    institution, other = pairing.institution(side), pairing.institution(side.other)
    language = language_of(institution)
    introduction = gettext(
        "We have read what %(name)s needs and what it can give. We believe that %(other)s (%(place)s, %(country)s)"
        " could be a good partner for you.",
        language,
    )
    asked = gettext("You need: “%(need)s”. They can give: “%(offer)s”.", language)
    given = gettext("They need: “%(need)s”. You can give: “%(offer)s”.", language)
    lines = [
        (asked if match.need.institution_id == institution.id else given)
        % {"need": title_in(match.need, language), "offer": title_in(match.offer, language)}
        for match in matches
    ]
    invitation = gettext(
        "Would you like to get to know each other? Nothing is fixed yet:"
        " you can accept, decline, or tell us what should be different.",
        language,
    )
    names = {
        "name": institution.name,
        "other": other.name,
        "place": other.place,
        "country": phrases.country_name(other.country, language),
    }
    return "\n\n".join([introduction % names, *lines, invitation])


def title_in(listing: Need | Offer, language: str) -> str:
    """Return the title in this language where somebody has translated it, else as it was written."""
    translated = (each.title for each in listing.translations if each.language == language and each.title)
    return listing.title if listing.language == language else next(translated, listing.title)
