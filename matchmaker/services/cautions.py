"""What to look at twice before a match is believed: told from the texts and facts themselves, whatever it scored."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from matchmaker.domain.institution import Institution
from matchmaker.domain.match import Match
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import Origin, Standing, Verdict
from matchmaker.services import evidence

BRIEF = 14  # days: in less nobody arranges a call, an interpreter and a first meeting


class Doubt(StrEnum):
    """In the order in which a reader should hear of them."""

    UNREAD = "unread"
    UNVERIFIED = "unverified"
    PARTED = "parted"
    NO_COMMON_LANGUAGE = "no-common-language"
    TIMES_APART = "times-apart"
    TIMES_BRIEF = "times-brief"
    NO_PLACE_LEFT = "no-place-left"
    MACHINE = "machine"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Caution:
    doubt: Doubt
    about: Institution | Need | Offer | None = None
    """Whose standing, or which of the two texts; nothing where it is about both."""


def cautions(match: Match) -> list[Caution]:
    """Return what to look at twice; needs the two listings with their translations and institutions."""
    return [*_of_both(match), *_of_the_texts(match)]


def _of_both(match: Match) -> Iterator[Caution]:
    need, offer = match.need, match.offer
    if match.verdict is Verdict.TO_READ:
        yield Caution(Doubt.UNREAD)
    for institution in (need.institution, offer.institution):
        if institution.standing is not Standing.VERIFIED:
            yield Caution(Doubt.UNVERIFIED, institution)
    values = {part["feature"]: part["value"] for part in match.contributions}
    if values.get("contact", 0) < 0:
        yield Caution(Doubt.PARTED)
    ours, theirs = (set(each.languages or each.institution.languages) for each in (need, offer))
    if ours and theirs and not ours & theirs:
        yield Caution(Doubt.NO_COMMON_LANGUAGE)
    days = _common_days(need, offer)
    if days is not None and days < BRIEF:
        yield Caution(Doubt.TIMES_BRIEF if days else Doubt.TIMES_APART)
    if values.get("capacity", 0) < 0:
        yield Caution(Doubt.NO_PLACE_LEFT)


def _of_the_texts(match: Match) -> Iterator[Caution]:
    for listing in _read_by_machine(match):
        yield Caution(Doubt.MACHINE, listing)
    listings: tuple[Need | Offer, ...] = (match.need, match.offer)
    for listing in listings:
        if evidence.is_short(listing):
            yield Caution(Doubt.SHORT, listing)


def _common_days(need: Need | Offer, offer: Need | Offer) -> int | None:
    """Return for how many days both have time; None where one of them named no day, or nothing ends it."""
    if not all(each.starts_on or each.ends_on for each in (need, offer)):
        return None
    first = max((each.starts_on for each in (need, offer) if each.starts_on), default=None)
    last = min((each.ends_on for each in (need, offer) if each.ends_on), default=None)
    return None if first is None or last is None else max(0, (last - first).days + 1)


def _read_by_machine(match: Match) -> Iterator[Need | Offer]:
    """Yield the texts of which a machine's translation was compared, which no person has checked."""
    tags: list[str] = next((part["evidence"] for part in match.contributions if part["feature"] == "similarity"), [])
    of_need, of_offer = evidence.marks(match) or (None, None)
    listings: tuple[Need | Offer, ...] = (match.need, match.offer)
    for listing, compared, marked in zip(listings, (tags[:1], tags[-1:]), (of_need, of_offer), strict=True):
        by_machine = [each for each in evidence.versions(listing) if each.origin is Origin.MACHINE]
        if any(each.language in compared or (marked and each == marked.shown) for each in by_machine):
            yield listing
