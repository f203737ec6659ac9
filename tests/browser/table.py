"""Every page of the route table, at an address of the demo under which there is much to see, and who reads it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.domain.exchange import Exchange
from matchmaker.domain.institution import Institution
from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.permissions import Permission
from matchmaker.domain.person import Person
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.vocabulary import ExchangeStatus, LinkPurpose, ProposalStatus, Role, Side, Verdict
from matchmaker.services import accounts, gaps, mailing, proposals
from matchmaker.store.session import Database
from tests import world
from web.routes import demo_pages, pages

NOBODY, MEMBER, STAFF, ADMIN = "nobody", "member", "staff", "admin"
READERS: dict[Permission, tuple[str, ...]] = {
    Permission.PUBLIC_READ: (NOBODY,),
    Permission.DEMO_READ: (NOBODY,),
    Permission.ANSWER_GIVE: (MEMBER,),
    Permission.EXCHANGE_LIST: (MEMBER, STAFF),
    Permission.EXCHANGE_READ: (MEMBER, STAFF),
    Permission.LISTING_EDIT: (MEMBER,),
    Permission.LISTING_READ: (MEMBER, STAFF),
    Permission.LISTING_TRANSLATE: (MEMBER,),
    Permission.LISTING_WRITE: (MEMBER,),
    Permission.SPACE_READ: (MEMBER,),
    Permission.PEOPLE_MANAGE: (ADMIN,),
}
"""For whom a page looks different; what is not named here is the staff's alone."""


@dataclass(frozen=True)
class Opening:
    reader: str
    path: str
    name: str = ""


@dataclass(frozen=True)
class Demo:
    """The demo with one proposal more in the outbox, so that there are mails to edit."""

    people: dict[str, int]
    """Who the readers are, by id; nobody is missing."""
    ids: dict[str, int]
    """What stands for {id}, by the name of the page or by the beginning of its path."""
    answering: int
    """A person whose answer to the sent proposal is awaited."""

    @classmethod
    def prepared(cls, session: Session) -> "Demo":
        exchange = session.scalars(select(Exchange).where(Exchange.status == ExchangeStatus.SCHEDULED)).one()
        of_status = {status: _first_of(session, status) for status in ProposalStatus if status != "withdrawn"}
        draft = of_status[ProposalStatus.DRAFT]
        team = {
            role: session.scalars(select(Person).where(Person.role == role)).one() for role in (Role.STAFF, Role.ADMIN)
        }
        proposals.send(session, draft, by=team[Role.STAFF])
        institution = exchange.proposal.part(Side.NES).institution
        most = select(Match.pairing_id).group_by(Match.pairing_id).order_by(func.count().desc())
        waiting = most.join(Pairing).where(Pairing.verdict == Verdict.WAITING).limit(1)
        richest = session.get_one(Pairing, session.scalars(waiting).one())
        member = _head(session, institution)
        return cls(
            people={MEMBER: member.id, STAFF: team[Role.STAFF].id, ADMIN: team[Role.ADMIN].id},
            ids={
                "/needs": institution.needs[0].id,
                "/offers": institution.offers[0].id,
                "/answers": exchange.proposal_id,
                "/exchanges": exchange.id,
                "/matches": richest.matches[0].id,
                "/review": richest.id,
                "proposal_new": draft.pairing_id,
                "/proposals": draft.id,
                "proposal_edit": of_status[ProposalStatus.CHANGES_ASKED].id,
                "/outbox": mailing.of_proposal(session, draft)[0].id,
                "/institutions": institution.id,
                "need_gap": gaps.gaps_of(session, Need)[0].id,
                "offer_gap": gaps.gaps_of(session, Offer)[0].id,
                "/people": member.id,
                "/rankers": world.ranker(session, by=team[Role.STAFF]).id,
            },
            answering=_head(session, draft.part(Side.NES).institution).id,
        )

    def openings(self, database: Database) -> Iterator[Opening]:
        """Yield every page for each of its readers, with fresh links in the place of tokens."""
        with database.writing() as session:
            person = session.get_one(Person, self.answering)
            proposal = session.get_one(Proposal, self.ids["/proposals"])
            tokens = {
                "/sign-in": accounts.make_link(session, person, purpose=LinkPurpose.SIGN_IN),
                "/p": accounts.make_link(
                    session, person, purpose=LinkPurpose.PROPOSAL, proposal=proposal, side=Side.NES
                ),
            }
        for page in [*pages, *demo_pages]:
            if page.get is None:
                continue
            first = f"/{page.path.split('/')[1]}"
            number = self.ids.get(page.name, self.ids.get(first))
            path = page.path.replace("{id:int}", str(number)).replace("{token}", tokens.get(first, ""))
            for reader in READERS.get(page.permission, (STAFF,)):
                yield Opening(reader, path, page.name)


def _first_of(session: Session, status: ProposalStatus) -> Proposal:
    proposal = session.scalars(select(Proposal).where(Proposal.status == status).order_by(Proposal.id)).first()
    assert proposal, f"no proposal of the demo is {status}"
    return proposal


def _head(session: Session, institution: Institution) -> Person:
    return accounts.contacts_of(session, institution)[0]
