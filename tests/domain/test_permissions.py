"""Who may do what: every permission, on things of one's own and of others, for everybody there is."""

import pytest

from matchmaker.domain.exchange import Exchange
from matchmaker.domain.institution import Institution
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.permissions import RULES, Permission, Thing, may
from matchmaker.domain.person import Person
from matchmaker.domain.proposal import Proposal, ProposalPart
from matchmaker.domain.vocabulary import ExchangeStatus, ProposalStatus, Role, Side

OURS, PARTNER, OTHERS = 1, 2, 3


def _person(*, institution: int | None = None, role: Role = Role.MEMBER, active: bool = True) -> Person:
    return Person(institution_id=institution, role=role, active=active, is_head=True)


PEOPLE: dict[str, Person | None] = {
    "nobody": None,
    "member": _person(institution=OURS),
    "partner": _person(institution=PARTNER),
    "stranger": _person(institution=OTHERS),
    "newcomer": _person(),
    "staff": _person(role=Role.STAFF),
    "admin": _person(role=Role.ADMIN),
    "former member": _person(institution=OURS, active=False),
    "former staff": _person(role=Role.STAFF, active=False),
    "former admin": _person(role=Role.ADMIN, active=False),
}


def _proposal(status: ProposalStatus) -> Proposal:
    sides = ((Side.NES, OURS), (Side.ABROAD, PARTNER))
    return Proposal(status=status, parts=[ProposalPart(side=side, institution_id=number) for side, number in sides])


THINGS: dict[str, Thing] = {
    "nothing": None,
    "institution": Institution(id=OURS),
    "need": Need(institution_id=OURS),
    "offer": Offer(institution_id=OURS),
    "draft": _proposal(ProposalStatus.DRAFT),
    "sent": _proposal(ProposalStatus.SENT),
    "open exchange": Exchange(status=ExchangeStatus.OPEN, proposal=_proposal(ProposalStatus.ACCEPTED)),
    "cancelled exchange": Exchange(status=ExchangeStatus.CANCELLED, proposal=_proposal(ProposalStatus.ACCEPTED)),
}

EVERYBODY = set(PEOPLE)
ADMIN = {"admin"}
STAFF = {"staff", "admin"}
MEMBER = {"member"}
SIGNED_IN = {"member", "partner", "stranger", "newcomer"} | STAFF
WITH_INSTITUTION = {"member", "partner", "stranger"}
SIDES = {"member", "partner"}
OF_OURS = ("institution", "need", "offer")
EXCHANGES = ("open exchange", "cancelled exchange")

ALLOWED: dict[Permission, dict[str, set[str]]] = {
    Permission.ANSWER_GIVE: {"sent": SIDES},
    Permission.CONTACT_READ: {"open exchange": SIDES | STAFF},
    Permission.DEMO_READ: dict.fromkeys(THINGS, EVERYBODY),
    Permission.EXCHANGE_LEAD: dict.fromkeys(THINGS, STAFF),
    Permission.EXCHANGE_LIST: dict.fromkeys(THINGS, SIGNED_IN),
    Permission.EXCHANGE_READ: dict.fromkeys(THINGS, STAFF)
    | dict.fromkeys(("draft", "sent", *EXCHANGES), STAFF | SIDES),
    Permission.INSTITUTION_EDIT: dict.fromkeys(THINGS, STAFF) | dict.fromkeys(OF_OURS, STAFF | MEMBER),
    Permission.INSTITUTION_VERIFY: dict.fromkeys(THINGS, STAFF),
    Permission.JOURNAL_READ: dict.fromkeys(THINGS, STAFF),
    Permission.LISTING_EDIT: dict.fromkeys(OF_OURS, MEMBER),
    Permission.LISTING_READ: dict.fromkeys(THINGS, STAFF) | dict.fromkeys(OF_OURS, STAFF | MEMBER),
    Permission.LISTING_TRANSLATE: dict.fromkeys(THINGS, STAFF) | dict.fromkeys(OF_OURS, STAFF | MEMBER),
    Permission.LISTING_WRITE: dict.fromkeys(THINGS, WITH_INSTITUTION),
    Permission.MAIL_SEND: dict.fromkeys(THINGS, STAFF),
    Permission.PEOPLE_MANAGE: dict.fromkeys(THINGS, ADMIN),
    Permission.PROPOSAL_READ: dict.fromkeys(THINGS, STAFF) | {"sent": STAFF | SIDES},
    Permission.PROPOSAL_WRITE: dict.fromkeys(THINGS, STAFF),
    Permission.PUBLIC_READ: dict.fromkeys(THINGS, EVERYBODY),
    Permission.RANKER_MANAGE: dict.fromkeys(THINGS, STAFF),
    Permission.REVIEW: dict.fromkeys(THINGS, STAFF),
    Permission.SPACE_READ: dict.fromkeys(THINGS, WITH_INSTITUTION),
}


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("thing", THINGS)
def test_permission_is_given_to_exactly_these(permission: Permission, thing: str) -> None:
    given = {name for name, person in PEOPLE.items() if may(person, permission, THINGS[thing])}
    assert given == ALLOWED[permission].get(thing, set())


def test_every_permission_has_a_rule() -> None:
    assert set(RULES) == set(Permission)


def test_permission_without_a_rule_is_nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(RULES, Permission.PUBLIC_READ)
    assert not may(PEOPLE["admin"], Permission.PUBLIC_READ)
