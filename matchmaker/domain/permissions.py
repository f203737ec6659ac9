"""Who may do what: one table of readable predicates. Every route names its permission; the default is no.

The outer tuple of a rule reads "or", the inner one "and".
"""

from collections.abc import Callable
from enum import StrEnum

from matchmaker.domain.exchange import Exchange
from matchmaker.domain.institution import Institution
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.person import Person
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.vocabulary import ExchangeStatus, ProposalStatus, Role

Thing = Institution | Need | Offer | Proposal | Exchange | None
Predicate = Callable[[Person | None, Thing], bool]


def anyone(person: Person | None, thing: Thing) -> bool:  # noqa: ARG001 - all predicates have one shape
    return True


def signed_in(person: Person | None, thing: Thing) -> bool:  # noqa: ARG001
    return person is not None and person.active


def staff(person: Person | None, thing: Thing) -> bool:  # noqa: ARG001
    return person is not None and person.active and person.is_staff


def admin(person: Person | None, thing: Thing) -> bool:  # noqa: ARG001
    return person is not None and person.active and person.role is Role.ADMIN


def has_institution(person: Person | None, thing: Thing) -> bool:  # noqa: ARG001
    return person is not None and person.institution_id is not None


def of_the_institution(person: Person | None, thing: Thing) -> bool:
    """Belongs to the institution itself, or to the one that the need or the offer is of."""
    if person is None or person.institution_id is None:
        return False
    if isinstance(thing, Institution):
        return person.institution_id == thing.id
    return isinstance(thing, Need | Offer) and person.institution_id == thing.institution_id


def of_a_side(person: Person | None, thing: Thing) -> bool:
    """Belongs to one of the two institutions of a proposal or an exchange."""
    if person is None or person.institution_id is None:
        return False
    proposal = thing.proposal if isinstance(thing, Exchange) else thing
    return isinstance(proposal, Proposal) and person.institution_id in {part.institution_id for part in proposal.parts}


def was_sent(person: Person | None, thing: Thing) -> bool:  # noqa: ARG001
    return isinstance(thing, Proposal) and thing.status is not ProposalStatus.DRAFT


def both_accepted(person: Person | None, thing: Thing) -> bool:  # noqa: ARG001
    """An exchange exists only once both sides have accepted; a cancelled one shows no contacts any more."""
    return isinstance(thing, Exchange) and thing.status is not ExchangeStatus.CANCELLED


class Permission(StrEnum):
    """`subject:verb`, in alphabetical order."""

    ANSWER_GIVE = "answer:give"
    CONTACT_READ = "contact:read"
    DEMO_READ = "demo:read"
    EXCHANGE_LEAD = "exchange:lead"
    EXCHANGE_LIST = "exchange:list"
    EXCHANGE_READ = "exchange:read"
    INSTITUTION_EDIT = "institution:edit"
    INSTITUTION_VERIFY = "institution:verify"
    JOURNAL_READ = "journal:read"
    LISTING_EDIT = "listing:edit"
    LISTING_READ = "listing:read"
    LISTING_TRANSLATE = "listing:translate"
    LISTING_WRITE = "listing:write"
    MAIL_SEND = "mail:send"
    PEOPLE_MANAGE = "people:manage"
    PROPOSAL_READ = "proposal:read"
    PROPOSAL_WRITE = "proposal:write"
    PUBLIC_READ = "public:read"
    RANKER_MANAGE = "ranker:manage"
    REVIEW = "review"
    SPACE_READ = "space:read"


RULES: dict[Permission, tuple[tuple[Predicate, ...], ...]] = {
    Permission.ANSWER_GIVE: ((signed_in, of_a_side, was_sent),),
    Permission.CONTACT_READ: ((signed_in, of_a_side, both_accepted), (staff, both_accepted)),
    Permission.DEMO_READ: ((anyone,),),  # the route itself exists in demo mode only
    Permission.EXCHANGE_LEAD: ((staff,),),
    Permission.EXCHANGE_LIST: ((signed_in,),),  # the page lists only what its reader may read
    Permission.EXCHANGE_READ: ((staff,), (signed_in, of_a_side)),
    Permission.INSTITUTION_EDIT: ((signed_in, of_the_institution), (staff,)),
    Permission.INSTITUTION_VERIFY: ((staff,),),
    Permission.JOURNAL_READ: ((staff,),),
    Permission.LISTING_EDIT: ((signed_in, of_the_institution),),
    Permission.LISTING_READ: ((signed_in, of_the_institution), (staff,)),
    Permission.LISTING_TRANSLATE: ((signed_in, of_the_institution), (staff,)),
    Permission.LISTING_WRITE: ((signed_in, has_institution),),
    Permission.MAIL_SEND: ((staff,),),
    Permission.PEOPLE_MANAGE: ((admin,),),
    Permission.PROPOSAL_READ: ((staff,), (signed_in, of_a_side, was_sent)),
    Permission.PROPOSAL_WRITE: ((staff,),),
    Permission.PUBLIC_READ: ((anyone,),),
    Permission.RANKER_MANAGE: ((staff,),),  # who gives the verdicts decides what is made of them
    Permission.REVIEW: ((staff,),),
    Permission.SPACE_READ: ((signed_in, has_institution),),
}


def may(person: Person | None, permission: Permission, thing: Thing = None) -> bool:
    """Whether one of the permission's rules holds; a permission without a rule is nobody's."""
    return any(all(holds(person, thing) for holds in rule) for rule in RULES.get(permission, ()))
