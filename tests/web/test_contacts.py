"""The promise: nobody finds a contact before both sides have accepted, and then only the two sides and staff do."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from matchmaker.config import Settings
from matchmaker.domain.exchange import Exchange
from matchmaker.domain.journal import Entry
from matchmaker.domain.mail import Mail
from matchmaker.domain.person import Person
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.vocabulary import Answer, ExchangeStatus, MailStatus, ProposalStatus, Side
from matchmaker.services import mailing, proposals
from matchmaker.services.transports import DemoMailbox
from matchmaker.store.session import Database
from tests.web import house
from tests.web.conftest import Browser
from tests.web.house import House
from web.app import create_app
from web.routes import demo_pages, pages

ROLES = ("nobody", "nes", "abroad", "stranger", "staff", "admin")
SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NewBrowser = Callable[[], Browser]


@pytest.fixture
def app(database: Database, settings: Settings) -> Starlette:
    return create_app(settings.model_copy(update={"embedded_worker": False, "demo": True}), database)


@pytest.fixture
def whole(database: Database) -> House:
    """A house before its first exchange: the other proposal still waits for one answer."""
    with database.writing() as session:
        built = house.build(session)
        session.delete(built.exchange)
        accepted = built.exchange.proposal
        accepted.status = ProposalStatus.SENT
        for part in accepted.parts:
            part.answer = Answer.NONE
        for mail in session.scalars(select(Mail).where(Mail.proposal_id == accepted.id)):
            session.delete(mail)
    return built


def _found(browser: Browser, whole: House, role: str) -> Iterator[str]:
    """Yield the pages on which somebody in this role finds a contact."""
    if role != "nobody":
        browser.sign_in(whole.people[role])
    for page in [*pages, *demo_pages]:
        if page.get and list(house.contacts_in(browser.get(whole.address(page)).text)):
            yield page.name


def _in_mails_and_journal(database: Database) -> list[str]:
    with database.reading() as session:
        mails = session.scalars(select(Mail)).all()
        texts = [f"{mail.subject} {mail.body} {mail.delivered}" for mail in mails]
        texts += [f"{entry.action} {entry.details}" for entry in session.scalars(select(Entry))]
    return [text for text in texts if list(house.contacts_in(text))]


def _deliver_all(database: Database, settings: Settings) -> None:
    with database.writing() as session:
        mails = session.scalars(select(Mail)).all()
        for mail in mails:
            mail.status = MailStatus.QUEUED
    for mail in mails:
        mailing.deliver(database, mail.id, transport=DemoMailbox(), settings=settings)


def _accept(database: Database, whole: House, *sides: Side) -> None:
    with database.writing() as session:
        proposal = session.get_one(Proposal, whole.exchange.proposal_id)
        for side in sides:
            person = session.get_one(Person, whole.people[side.value].id)
            opened = proposals.accept(session, proposal, side, by=person)
    if opened:
        whole.ids |= {"/exchanges": opened.id, "/answers": proposal.id}


@pytest.mark.parametrize("role", ROLES)
@SQLITE
def test_nobody_finds_a_contact_before_both_have_accepted(
    browser: Browser, database: Database, settings: Settings, whole: House, role: str
) -> None:
    _accept(database, whole, Side.NES)
    _deliver_all(database, settings)
    assert list(_found(browser, whole, role)) == []
    assert _in_mails_and_journal(database) == []


@pytest.mark.parametrize("role", ROLES)
@SQLITE
def test_both_sides_and_staff_find_the_contacts_of_an_open_exchange_in_one_place(
    browser: Browser, database: Database, settings: Settings, whole: House, role: str
) -> None:
    _accept(database, whole, Side.NES, Side.ABROAD)
    _deliver_all(database, settings)
    places = {"nes": ["answer_signed_in", "exchange"], "staff": ["exchange"]}
    expected = places | {"abroad": places["nes"], "admin": places["staff"]}
    assert list(_found(browser, whole, role)) == expected.get(role, [])
    assert _in_mails_and_journal(database) == []


@pytest.mark.parametrize("role", ["nes", "abroad", "staff", "admin"])
@SQLITE
def test_cancelled_exchange_hides_the_contacts_again(
    browser: Browser, database: Database, whole: House, role: str
) -> None:
    _accept(database, whole, Side.NES, Side.ABROAD)
    with database.writing() as session:
        session.get_one(Exchange, whole.ids["/exchanges"]).status = ExchangeStatus.CANCELLED
    assert list(_found(browser, whole, role)) == []


@SQLITE
def test_link_in_the_mail_shows_the_contacts_to_its_receiver_once_both_have_accepted(
    new_browser: NewBrowser, database: Database, whole: House
) -> None:
    with database.writing() as session:
        proposal = session.get_one(Proposal, whole.exchange.proposal_id)
        token = house.link(session, proposal, session.get_one(Person, whole.people["abroad"].id), Side.ABROAD)

    def contacts() -> list[str]:
        browser = new_browser()
        browser.get(f"/p/{token}")
        return list(house.contacts_in(browser.get("/answer").text))

    _accept(database, whole, Side.NES)
    assert contacts() == []
    _accept(database, whole, Side.ABROAD)
    assert contacts() == [house.SECRET_MAIL, house.SECRET_PHONE]
    with database.writing() as session:
        session.get_one(Exchange, whole.ids["/exchanges"]).status = ExchangeStatus.CANCELLED
    assert contacts() == []


@SQLITE
def test_pages_of_forms_that_went_wrong_hold_no_contact_either(new_browser: NewBrowser, whole: House) -> None:
    for role in ("nes", "abroad", "stranger", "staff"):
        browser = new_browser().sign_in(whole.people[role])
        for page in pages:
            if page.post and page.name not in {"sign_out", "sign_in_link"}:
                assert list(house.contacts_in(browser.submit("/register", to=whole.address(page)).text)) == [], (
                    page.name
                )
