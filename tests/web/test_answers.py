"""A proposal is read and answered, by a mailed link or signed in."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from matchmaker.domain.exchange import Exchange
from matchmaker.domain.person import Person
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.vocabulary import Answer, ExchangeStatus, ProposalStatus, Side
from matchmaker.services import proposals
from matchmaker.store.session import Database
from tests import world
from tests.at_once import at_once
from tests.web import house, reading
from tests.web.conftest import Browser, queries
from tests.web.house import House
from web.security import TOKEN_FIELD

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NewBrowser = Callable[[], Browser]


def _link(database: Database, proposal: Proposal, person: Person, side: Side) -> str:
    with database.writing() as session:
        return house.link(session, session.get_one(Proposal, proposal.id), session.get_one(Person, person.id), side)


def _answers(database: Database, proposal: Proposal) -> list[Answer]:
    """What NES and what those abroad have said."""
    with database.reading() as session:
        found = session.get_one(Proposal, proposal.id)
        return [found.part(side).answer for side in (Side.NES, Side.ABROAD)]


def _accept(browser: Browser, proposal: Proposal, **others: str) -> int:
    data = {"proposal": str(proposal.id), "answer": "accept"} | others
    return browser.submit("/answer", data).status_code


def test_both_sides_sending_yes_at_once_open_one_exchange(
    new_browser: NewBrowser, database: Database, whole: House
) -> None:
    browsers = [new_browser().sign_in(whole.people[name]) for name in ("nes", "abroad")]
    address = f"/answers/{whole.sent.id}"
    tokens = [browser.token(address) for browser in browsers]

    def accept(number: int) -> int:
        return browsers[number].post(address, {TOKEN_FIELD: tokens[number], "answer": "accept"}).status_code

    assert at_once(accept, times=2) == [303, 303]
    assert _answers(database, whole.sent) == [Answer.ACCEPTED, Answer.ACCEPTED]
    with database.reading() as session:
        assert len(session.scalars(select(Exchange).where(Exchange.proposal_id == whole.sent.id)).all()) == 1


@pytest.mark.parametrize(
    ("sent", "outcome"),
    [
        ({"answer": "accept", "accept-note": "Belê"}, (Answer.ACCEPTED, ProposalStatus.SENT)),
        ({"answer": "decline", "decline-reason": "timing"}, (Answer.DECLINED, ProposalStatus.DECLINED)),
        ({"answer": "changes", "changes-note": "Piçûktir"}, (Answer.CHANGES, ProposalStatus.CHANGES_ASKED)),
    ],
)
@SQLITE
def test_signed_in_member_answers_for_their_side(
    browser: Browser, database: Database, whole: House, sent: dict[str, str], outcome: tuple[Answer, ProposalStatus]
) -> None:
    address = f"/answers/{whole.sent.id}"
    browser.sign_in(whole.people["abroad"])
    response = browser.submit(address, sent)
    assert response.headers["location"] == address
    assert "Thank you" in reading.notice(browser.get(address))
    with database.reading() as session:
        kept = session.get_one(Proposal, whole.sent.id)
        assert (kept.part(Side.ABROAD).answer, kept.status) == outcome
        assert kept.part(Side.NES).answer is Answer.NONE


@SQLITE
def test_button_without_an_answer_shows_the_page_again(browser: Browser, database: Database, whole: House) -> None:
    browser.sign_in(whole.people["nes"])
    for answer in ("", "none", "withdraw"):
        assert browser.submit(f"/answers/{whole.sent.id}", {"answer": answer}).status_code == 200
    assert _answers(database, whole.sent) == [Answer.NONE, Answer.NONE]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (ProposalStatus.DECLINED, "This proposal was declined."),
        (ProposalStatus.WITHDRAWN, "The centre has withdrawn this proposal."),
        (ProposalStatus.CHANGES_ASKED, "Changes were asked for."),
    ],
)
@SQLITE
def test_page_of_a_proposal_that_is_not_open_says_why(
    browser: Browser, database: Database, whole: House, status: ProposalStatus, words: str
) -> None:
    with database.writing() as session:
        session.get_one(Proposal, whole.sent.id).status = status
    browser.sign_in(whole.people["nes"])
    text = browser.get(f"/answers/{whole.sent.id}").text
    assert words in text
    assert 'name="answer"' not in text


@SQLITE
def test_page_of_a_cancelled_exchange_still_opens_and_says_so(
    browser: Browser, database: Database, whole: House
) -> None:
    with database.writing() as session:
        session.get_one(Exchange, whole.exchange.id).status = ExchangeStatus.CANCELLED
    browser.sign_in(whole.people["nes"])
    response = browser.get(f"/answers/{whole.exchange.proposal_id}")
    assert response.status_code == 200
    assert "the contacts are hidden again" in response.text


@SQLITE
def test_what_the_other_side_wrote_with_its_answer_is_not_shown(
    browser: Browser, database: Database, whole: House
) -> None:
    with database.writing() as session:
        found = session.get_one(Proposal, whole.sent.id)
        person = session.get_one(Person, whole.people["abroad"].id)
        proposals.accept(session, found, Side.ABROAD, by=person, note="Only between us and the centre")
    browser.sign_in(whole.people["nes"])
    text = browser.get(f"/answers/{whole.sent.id}").text
    assert "Only between us" not in text
    assert 'name="answer"' in text


@SQLITE
def test_list_shows_first_what_waits_and_never_a_draft(browser: Browser, database: Database, whole: House) -> None:
    with database.writing() as session:
        ours = session.get_one(Person, whole.people["nes"].id).institution
        draft = world.proposal(session, pairing=world.pairing_with_match(session, nes=ours))
    browser.sign_in(whole.people["nes"])
    text = browser.get("/answers").text
    assert text.index(f'href="/answers/{whole.sent.id}"') < text.index(f'href="/answers/{whole.exchange.proposal_id}"')
    assert f'href="/answers/{draft.id}"' not in text


@SQLITE
def test_list_costs_the_same_however_long_it_is(browser: Browser, database: Database) -> None:
    with database.writing() as session:
        institution = world.institution(session)
        person = world.person(session, institution=institution)
    browser.sign_in(person)

    def add_one() -> None:
        with database.writing() as session:
            ours = session.get_one(Person, person.id).institution
            world.proposal(session, pairing=world.pairing_with_match(session, nes=ours), status=ProposalStatus.SENT)

    add_one()
    with queries(database.engine) as with_one:
        browser.get("/answers")
    add_one()
    add_one()
    with queries(database.engine) as with_three:
        assert browser.get("/answers").text.count('href="/answers/') == 3
    assert len(with_three) == len(with_one)


@SQLITE
def test_empty_list_says_what_to_do_next(browser: Browser, database: Database) -> None:
    with database.writing() as session:
        person = world.person(session, institution=world.institution(session))
    assert 'class="button" href="/needs"' in browser.sign_in(person).get("/answers").text
