"""The words that people read for the values of the closed lists, for reasons, languages, countries and dates."""

from datetime import date
from enum import StrEnum
from functools import cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from matchmaker.domain.vocabulary import (
    Answer,
    DeclineReason,
    DismissalReason,
    Economy,
    ExchangeStatus,
    Format,
    JobKind,
    Kind,
    Landscape,
    ListingStatus,
    MailKind,
    MailStatus,
    Origin,
    ProposalStatus,
    RankerKind,
    Role,
    Sector,
    Side,
    Standing,
    Urgency,
    Verdict,
)
from matchmaker.i18n import LOCALES, NP_, pgettext

_LABELS: dict[type[StrEnum], dict[str, tuple[str, str]]] = {
    Side: {
        Side.NES: NP_("side", "North and East Syria"),
        Side.ABROAD: NP_("side", "Abroad"),
    },
    Role: {
        Role.MEMBER: NP_("role", "Member of an institution"),
        Role.STAFF: NP_("role", "Staff"),
        Role.ADMIN: NP_("role", "Administrator"),
    },
    Kind: {
        Kind.MUNICIPALITY: NP_("kind", "Municipality"),
        Kind.COOPERATIVE: NP_("kind", "Cooperative"),
        Kind.HOSPITAL: NP_("kind", "Hospital"),
        Kind.HEALTH_COMMITTEE: NP_("kind", "Health committee"),
        Kind.SCHOOL: NP_("kind", "School"),
        Kind.ACADEMY: NP_("kind", "Academy"),
        Kind.UNIVERSITY: NP_("kind", "University"),
        Kind.JUSTICE_COUNCIL: NP_("kind", "Justice council"),
        Kind.BAR_ASSOCIATION: NP_("kind", "Bar association"),
        Kind.WOMENS_ORGANISATION: NP_("kind", "Women's organisation"),
        Kind.CULTURAL_CENTRE: NP_("kind", "Cultural centre"),
        Kind.UNION: NP_("kind", "Union"),
        Kind.YOUTH_ORGANISATION: NP_("kind", "Youth organisation"),
        Kind.MEDIA: NP_("kind", "Media"),
        Kind.FAITH_COMMUNITY: NP_("kind", "Faith community"),
        Kind.ENVIRONMENT_GROUP: NP_("kind", "Environment group"),
        Kind.ASSOCIATION: NP_("kind", "Association"),
        Kind.INSTITUTE: NP_("kind", "Institute"),
    },
    Sector: {
        Sector.HEALTH: NP_("sector", "Health"),
        Sector.EDUCATION: NP_("sector", "Education"),
        Sector.JUSTICE: NP_("sector", "Justice"),
        Sector.MUNICIPALITIES: NP_("sector", "Municipalities"),
        Sector.WOMEN: NP_("sector", "Women"),
        Sector.COOPERATIVES: NP_("sector", "Cooperatives"),
        Sector.ECONOMY: NP_("sector", "Economy"),
        Sector.ENVIRONMENT: NP_("sector", "Environment"),
        Sector.CULTURE: NP_("sector", "Culture"),
        Sector.RELIGION: NP_("sector", "Religion"),
        Sector.YOUTH: NP_("sector", "Youth"),
        Sector.MEDIA: NP_("sector", "Media"),
    },
    Format: {
        Format.DIALOGUE: NP_("format", "Dialogue"),
        Format.DELEGATION: NP_("format", "Delegation"),
        Format.TWINNING: NP_("format", "Twinning"),
        Format.EDUCATION: NP_("format", "Education"),
        Format.MUTUAL_AID: NP_("format", "Mutual aid"),
        Format.ADVICE: NP_("format", "Advice"),
        Format.SEMINAR: NP_("format", "Seminar"),
        Format.PUBLICATION: NP_("format", "Publication"),
    },
    Landscape: {
        Landscape.PLAIN: NP_("landscape", "Plain"),
        Landscape.HILLS: NP_("landscape", "Hills"),
        Landscape.MOUNTAINS: NP_("landscape", "Mountains"),
        Landscape.STEPPE: NP_("landscape", "Steppe or desert"),
        Landscape.RIVER: NP_("landscape", "River or lake"),
        Landscape.COAST: NP_("landscape", "Coast"),
        Landscape.FOREST: NP_("landscape", "Forest"),
    },
    Economy: {
        Economy.FARMING: NP_("economy", "Farming"),
        Economy.CRAFTS: NP_("economy", "Crafts"),
        Economy.INDUSTRY: NP_("economy", "Industry"),
        Economy.ENERGY: NP_("economy", "Energy and mining"),
        Economy.TRADE: NP_("economy", "Trade"),
        Economy.TOURISM: NP_("economy", "Tourism"),
        Economy.SERVICES: NP_("economy", "Services and offices"),
    },
    Urgency: {
        Urgency.URGENT: NP_("urgency", "Urgent"),
        Urgency.NORMAL: NP_("urgency", "Normal"),
        Urgency.LOW: NP_("urgency", "Can wait"),
    },
    Standing: {
        Standing.PENDING: NP_("standing", "Waits for the centre"),
        Standing.VERIFIED: NP_("standing", "Verified"),
        Standing.PAUSED: NP_("standing", "Paused"),
        Standing.REFUSED: NP_("standing", "Refused"),
    },
    ListingStatus: {
        ListingStatus.DRAFT: NP_("listing", "Draft"),
        ListingStatus.OPEN: NP_("listing", "Open"),
        ListingStatus.PAUSED: NP_("listing", "Paused"),
        ListingStatus.WITHDRAWN: NP_("listing", "Withdrawn"),
    },
    Origin: {
        Origin.ORIGINAL: NP_("origin", "Original"),
        Origin.PERSON: NP_("origin", "Translated by a person"),
        Origin.MACHINE: NP_("origin", "Translated by a machine"),
        Origin.CHECKED: NP_("origin", "Translated by a machine, checked by a person"),
    },
    Verdict: {
        Verdict.WAITING: NP_("verdict", "Waits for review"),
        Verdict.APPROVED: NP_("verdict", "Approved"),
        Verdict.DISMISSED: NP_("verdict", "Dismissed"),
        Verdict.SNOOZED: NP_("verdict", "Put off"),
        Verdict.TO_READ: NP_("verdict", "A person must read this"),
    },
    DismissalReason: {
        DismissalReason.OFF_SUBJECT: NP_("dismissal", "Not the same subject"),
        DismissalReason.NO_COMMON_LANGUAGE: NP_("dismissal", "No common language"),
        DismissalReason.NOT_FEASIBLE: NP_("dismissal", "Cannot be carried out"),
        DismissalReason.ALREADY_IN_CONTACT: NP_("dismissal", "They are in contact already"),
        DismissalReason.SECURITY: NP_("dismissal", "It could put somebody in danger"),
        DismissalReason.NO_CAPACITY: NP_("dismissal", "No capacity"),
        DismissalReason.DUPLICATE: NP_("dismissal", "The same as another one"),
        DismissalReason.OTHER: NP_("dismissal", "Another reason"),
    },
    ProposalStatus: {
        ProposalStatus.DRAFT: NP_("proposal", "Draft"),
        ProposalStatus.SENT: NP_("proposal", "Sent"),
        ProposalStatus.CHANGES_ASKED: NP_("proposal", "Changes asked for"),
        ProposalStatus.ACCEPTED: NP_("proposal", "Accepted by both"),
        ProposalStatus.DECLINED: NP_("proposal", "Declined"),
        ProposalStatus.WITHDRAWN: NP_("proposal", "Withdrawn"),
    },
    Answer: {
        Answer.NONE: NP_("answer", "No answer yet"),
        Answer.ACCEPTED: NP_("answer", "Accepted"),
        Answer.DECLINED: NP_("answer", "Declined"),
        Answer.CHANGES: NP_("answer", "Asked for changes"),
    },
    DeclineReason: {
        DeclineReason.NO_CAPACITY: NP_("decline", "We have no capacity now"),
        DeclineReason.NOT_OUR_FIELD: NP_("decline", "This is not our field"),
        DeclineReason.TIMING: NP_("decline", "The time does not suit us"),
        DeclineReason.SECURITY: NP_("decline", "We have concerns about safety"),
        DeclineReason.NOT_APPROVED: NP_("decline", "Our board has not approved it"),
        DeclineReason.OTHER: NP_("decline", "Another reason"),
    },
    ExchangeStatus: {
        ExchangeStatus.OPEN: NP_("exchange", "Open"),
        ExchangeStatus.SCHEDULED: NP_("exchange", "First meeting fixed"),
        ExchangeStatus.UNDER_WAY: NP_("exchange", "Under way"),
        ExchangeStatus.CLOSED: NP_("exchange", "Closed"),
        ExchangeStatus.CANCELLED: NP_("exchange", "Cancelled"),
    },
    MailStatus: {
        MailStatus.DRAFT: NP_("mail", "Draft"),
        MailStatus.QUEUED: NP_("mail", "About to be sent"),
        MailStatus.SENDING: NP_("mail", "Being sent"),
        MailStatus.HELD: NP_("mail", "Held back"),
        MailStatus.SENT: NP_("mail", "Sent"),
        MailStatus.FAILED: NP_("mail", "Could not be sent"),
    },
    MailKind: {
        MailKind.SIGN_IN: NP_("mail kind", "Link to sign in"),
        MailKind.RECEIPT: NP_("mail kind", "Receipt"),
        MailKind.PROPOSAL: NP_("mail kind", "Proposal"),
        MailKind.NOTICE: NP_("mail kind", "Notice"),
    },
    RankerKind: {
        RankerKind.LEARNED: NP_("ranker", "Learned from your verdicts"),
        RankerKind.EDITED: NP_("ranker", "Changed by hand"),
    },
    JobKind: {
        JobKind.SUGGEST: NP_("job", "Look for matches"),
        JobKind.SEND: NP_("job", "Send a mail"),
        JobKind.SIGN_IN: NP_("job", "Write a link to sign in"),
    },
}

FEATURES: dict[str, tuple[str, str]] = {
    "similarity": NP_("feature", "Similar meaning"),
    "words": NP_("feature", "Words in common"),
    "letters": NP_("feature", "Parts of words in common"),
    "alignment": NP_("feature", "Words that meet"),
    "concepts": NP_("feature", "Subjects in common"),
    "sector": NP_("feature", "Field of work"),
    "language": NP_("feature", "Common language"),
    "format": NP_("feature", "Form of exchange"),
    "time": NP_("feature", "Time"),
    "capacity": NP_("feature", "Places left"),
    "place": NP_("feature", "Likeness of the places"),
    "contact": NP_("feature", "Earlier contact"),
    "freshness": NP_("feature", "Freshness"),
}
"""The features of a match by the engine's names."""

_LANGUAGES = {
    "ku": NP_("language", "Kurmanji"),
    "ckb": NP_("language", "Sorani"),
}
"""Kurdish languages as their speakers tell them apart; the locale data says only "Kurdish" in some languages."""


def label(value: StrEnum, language: str) -> str:
    """Return what a person reads for a value of a closed list; raises KeyError for lists that nobody sees."""
    return pgettext(*_LABELS[type(value)][value], language)


def feature_name(name: str, language: str) -> str:
    return pgettext(*FEATURES[name], language)


def language_name(tag: str, language: str) -> str:
    """Return the name of a language (BCP 47 tag) in an interface language; an unknown tag stays as it is."""
    if tag in _LANGUAGES:
        return pgettext(*_LANGUAGES[tag], language)
    return str(_locale(language).languages.get(tag, tag))


def country_name(code: str, language: str) -> str:
    """Return the name of a country (ISO 3166-1 alpha-2); an unknown code stays as it is."""
    return str(_locale(language).territories.get(code.upper(), code))


_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Codes in the locale data that look like countries and are none."""


@cache
def country_codes() -> tuple[str, ...]:
    """Return the codes of all countries and territories that have a name."""
    codes = {str(code) for code in Locale("en").territories} - _NO_COUNTRIES
    return tuple(sorted(code for code in codes if len(code) == 2 and code.isalpha()))  # noqa: PLR2004 - ISO 3166-1


def long_date(day: date, language: str) -> str:
    return format_date(day, "long", locale=_locale(language))


def whole_number(number: int, language: str) -> str:
    """Return a number with its thousands parted, in the digits that dates are written in."""
    return format_decimal(number, locale=_locale(language), numbering_system="latn")


def _locale(language: str) -> Locale:
    return Locale.parse(LOCALES.get(language, LOCALES["en"]))
