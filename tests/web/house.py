"""A small house with everything in it: two institutions in the middle of their exchange, a stranger and the staff.

Every contact holds `SECRET_MAIL` or `SECRET_PHONE`, so that a test can look for contacts wherever they must not be.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.base import Base
from matchmaker.domain.exchange import Exchange
from matchmaker.domain.person import Person
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.vocabulary import ExchangeStatus, LinkPurpose, ProposalStatus, Role, Side, Verdict
from matchmaker.services import accounts, notices
from matchmaker.store.session import Database
from tests import world
from web.page import Page

SECRET_MAIL = "kesnizane"
SECRET_PHONE = "+963 55 7410852"


@dataclass
class House:
    people: dict[str, Person]
    """nes, abroad, stranger (members), staff, admin."""
    sent: Proposal
    """Waits for both answers."""
    exchange: Exchange
    """What came of another proposal to the same two."""
    ids: dict[str, int]
    """What stands for {id} in addresses that begin so."""
    tokens: dict[str, str]
    """What stands for {token}, likewise."""

    def address(self, page: Page) -> str:
        first = f"/{page.path.split('/')[1]}"
        return page.path.replace("{id:int}", str(self.ids.get(first))).replace("{token}", self.tokens.get(first, ""))


def build(session: Session, *, exchange: ExchangeStatus = ExchangeStatus.OPEN) -> House:
    people = {
        "nes": _head(session, "nes", side=Side.NES),
        "abroad": _head(session, "abroad", side=Side.ABROAD),
        "stranger": _head(session, "stranger", side=Side.ABROAD),
        "staff": world.staff(session),
        "admin": world.staff(session, role=Role.ADMIN, name="Rojda Ehmed"),
    }
    nes, abroad = people["nes"].institution, people["abroad"].institution
    pairing = world.pairing_with_match(session, nes=nes, abroad=abroad, verdict=Verdict.APPROVED)
    match = pairing.matches[0]
    sent = world.proposal(session, pairing=pairing, drafted_by=people["staff"], status=ProposalStatus.SENT)
    mail = notices.proposal(session, sent)[0]
    accepted = world.proposal(session, pairing=pairing, drafted_by=people["staff"], status=ProposalStatus.ACCEPTED)
    opened = world.exchange(session, accepted=accepted, status=exchange)
    notices.exchange_opened(session, opened)
    return House(
        people=people,
        sent=sent,
        exchange=opened,
        ids={
            "/needs": match.need_id,
            "/offers": match.offer_id,
            "/answers": sent.id,
            "/exchanges": opened.id,
            "/matches": match.id,
            "/review": pairing.id,
            "/proposals": sent.id,
            "/outbox": mail.id,
            "/institutions": match.need.institution_id,
            "/gaps": match.need_id,
            "/people": people["stranger"].id,
            "/rankers": world.ranker(session, by=people["staff"]).id,
        },
        tokens={
            "/sign-in": accounts.make_link(session, people["stranger"], purpose=LinkPurpose.SIGN_IN),
            "/p": link(session, sent, people["nes"], Side.NES),
        },
    )


def link(session: Session, proposal: Proposal, person: Person, side: Side) -> str:
    return accounts.make_link(session, person, purpose=LinkPurpose.PROPOSAL, proposal=proposal, side=side)


def dump(database: Database) -> dict[str, list[str]]:
    """Everything that is kept, table by table."""
    with database.reading() as session:
        return {
            table.name: sorted(repr(row) for row in session.execute(select(table)))
            for table in Base.metadata.sorted_tables
        }


def contacts_in(text: str) -> Iterator[str]:
    """Yield the contacts that a text holds, however a number is written."""
    digits = "".join(char for char in text if char.isdigit())
    if SECRET_MAIL in text:
        yield SECRET_MAIL
    if "".join(char for char in SECRET_PHONE if char.isdigit()) in digits:
        yield SECRET_PHONE


def _head(session: Session, name: str, *, side: Side) -> Person:
    institution = world.institution(session, side=side, name=f"Hospital of {name}")
    return world.person(
        session,
        institution=institution,
        name=f"Head of {name}",
        email=f"{SECRET_MAIL}.{name}@example.org",
        phone=SECRET_PHONE,
        is_head=True,
    )
