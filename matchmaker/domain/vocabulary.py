"""The closed lists of the house. What a person reads for each value stands in `matchmaker.phrases`."""

from enum import StrEnum


class Side(StrEnum):
    """Which bank of the river an institution stands on."""

    NES = "nes"
    ABROAD = "abroad"

    @property
    def other(self) -> "Side":
        return Side.ABROAD if self is Side.NES else Side.NES


class Role(StrEnum):
    MEMBER = "member"
    STAFF = "staff"
    ADMIN = "admin"


class Kind(StrEnum):
    """Kinds of institution that the centre works with."""

    MUNICIPALITY = "municipality"
    COOPERATIVE = "cooperative"
    HOSPITAL = "hospital"
    HEALTH_COMMITTEE = "health-committee"
    SCHOOL = "school"
    ACADEMY = "academy"
    UNIVERSITY = "university"
    JUSTICE_COUNCIL = "justice-council"
    BAR_ASSOCIATION = "bar-association"
    WOMENS_ORGANISATION = "womens-organisation"
    CULTURAL_CENTRE = "cultural-centre"
    UNION = "union"
    YOUTH_ORGANISATION = "youth-organisation"
    MEDIA = "media"
    FAITH_COMMUNITY = "faith-community"
    ENVIRONMENT_GROUP = "environment-group"
    ASSOCIATION = "association"
    INSTITUTE = "institute"


class Sector(StrEnum):
    HEALTH = "health"
    EDUCATION = "education"
    JUSTICE = "justice"
    MUNICIPALITIES = "municipalities"
    WOMEN = "women"
    COOPERATIVES = "cooperatives"
    ECONOMY = "economy"
    ENVIRONMENT = "environment"
    CULTURE = "culture"
    RELIGION = "religion"
    YOUTH = "youth"
    MEDIA = "media"


class Format(StrEnum):
    """The shapes that an exchange can take."""

    DIALOGUE = "dialogue"
    DELEGATION = "delegation"
    TWINNING = "twinning"
    EDUCATION = "education"
    MUTUAL_AID = "mutual-aid"
    ADVICE = "advice"
    SEMINAR = "seminar"
    PUBLICATION = "publication"


class Landscape(StrEnum):
    """What a place lies in or on; many have two."""

    PLAIN = "plain"
    HILLS = "hills"
    MOUNTAINS = "mountains"
    STEPPE = "steppe"
    RIVER = "river"
    COAST = "coast"
    FOREST = "forest"


class Economy(StrEnum):
    """What most people of a place live from."""

    FARMING = "farming"
    CRAFTS = "crafts"
    INDUSTRY = "industry"
    ENERGY = "energy"
    TRADE = "trade"
    TOURISM = "tourism"
    SERVICES = "services"


class Urgency(StrEnum):
    URGENT = "urgent"
    NORMAL = "normal"
    LOW = "low"


class Standing(StrEnum):
    """Whether the centre knows an institution: only verified ones are matched."""

    PENDING = "pending"
    VERIFIED = "verified"
    PAUSED = "paused"
    REFUSED = "refused"


class ListingStatus(StrEnum):
    """Life of a need or an offer."""

    DRAFT = "draft"
    OPEN = "open"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"


class Origin(StrEnum):
    """How a language version of a text came to be."""

    ORIGINAL = "original"
    PERSON = "person"
    MACHINE = "machine"
    CHECKED = "checked"


class Verdict(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    DISMISSED = "dismissed"
    SNOOZED = "snoozed"
    TO_READ = "to-read"


class DismissalReason(StrEnum):
    OFF_SUBJECT = "off-subject"
    NO_COMMON_LANGUAGE = "no-common-language"
    NOT_FEASIBLE = "not-feasible"
    ALREADY_IN_CONTACT = "already-in-contact"
    SECURITY = "security"
    NO_CAPACITY = "no-capacity"
    DUPLICATE = "duplicate"
    OTHER = "other"


class ProposalStatus(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    CHANGES_ASKED = "changes-asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Answer(StrEnum):
    """What one side has said to a proposal."""

    NONE = "none"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CHANGES = "changes"


class DeclineReason(StrEnum):
    NO_CAPACITY = "no-capacity"
    NOT_OUR_FIELD = "not-our-field"
    TIMING = "timing"
    SECURITY = "security"
    NOT_APPROVED = "not-approved"
    OTHER = "other"


class ExchangeStatus(StrEnum):
    OPEN = "open"
    SCHEDULED = "scheduled"
    UNDER_WAY = "under-way"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class MailStatus(StrEnum):
    """A `draft` waits for a person to send it, `queued` for the worker, `held` for nobody.

    `sending` is written before the mail leaves: a worker that dies then leaves a trace instead of a second mail.
    """

    DRAFT = "draft"
    QUEUED = "queued"
    SENDING = "sending"
    HELD = "held"
    SENT = "sent"
    FAILED = "failed"


class LinkPurpose(StrEnum):
    """What a mailed link opens; a link for one thing is refused for the other."""

    SIGN_IN = "sign-in"
    PROPOSAL = "proposal"


class MailKind(StrEnum):
    """Sign-in mails are never shown to staff, proposals are never sent without them."""

    SIGN_IN = "sign-in"
    RECEIPT = "receipt"
    PROPOSAL = "proposal"
    NOTICE = "notice"


class RankerKind(StrEnum):
    """How weights that were not shipped came to be."""

    LEARNED = "learned"
    EDITED = "edited"


class JobKind(StrEnum):
    SUGGEST = "suggest"
    SEND = "send"
    SIGN_IN = "sign-in"
