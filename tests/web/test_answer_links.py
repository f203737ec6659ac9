"""The mailed link to a proposal: it opens often and answers once, and a bad one says what to do."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.domain.base import now
from matchmaker.domain.person import Link, Person
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.vocabulary import Answer, ProposalStatus, Side
from matchmaker.services import proposals
from matchmaker.services.proposals import Message, Plan
from matchmaker.store.session import Database
from tests import world
from tests.at_once import at_once
from tests.web import house, reading
from tests.web.conftest import Browser
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


def test_token_moves_into_a_cookie_and_out_of_the_address(browser: Browser, whole: House) -> None:
    response = browser.get(f"/p/{whole.tokens['/p']}?lang=ku")
    assert (response.status_code, response.headers["location"]) == (303, "/answer")
    assert (response.headers["cache-control"], response.headers["referrer-policy"]) == ("no-store", "no-referrer")
    page = browser.get("/answer")
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert '<html lang="ku"' in page.text
    assert whole.tokens["/p"] not in page.text


def test_programs_that_check_mails_change_nothing(new_browser: NewBrowser, database: Database, whole: House) -> None:
    before = house.dump(database)
    scanner = new_browser()
    for method in ["HEAD", "GET"] * 10:
        scanner.client.request(method, f"/p/{whole.tokens['/p']}", follow_redirects=True)
        scanner.client.request(method, "/answer")
    assert house.dump(database) == before
    browser = new_browser()
    browser.get(f"/p/{whole.tokens['/p']}")
    assert _accept(browser, whole.sent) == 303
    assert _answers(database, whole.sent) == [Answer.ACCEPTED, Answer.NONE]


def test_second_answer_by_the_same_link_shows_the_first_and_changes_nothing(
    browser: Browser, database: Database, whole: House
) -> None:
    browser.get(f"/p/{whole.tokens['/p']}")
    token = browser.token("/answer")
    first = {TOKEN_FIELD: token, "proposal": str(whole.sent.id), "answer": "accept", "accept-note": "Belê"}
    assert browser.post("/answer", first).status_code == 303
    assert "Thank you" in reading.notice(browser.get("/answer"))
    before = house.dump(database)
    for second in (
        first,
        first | {"answer": "decline", "decline-reason": "timing"},
        first | {"answer": "changes", "changes-note": "More"},
    ):
        response = browser.post("/answer", second)
        assert response.status_code == 200
        assert "You have accepted." in response.text
        assert 'name="answer"' not in response.text
    assert house.dump(database) == before
    browser.get(f"/p/{whole.tokens['/p']}")  # the link still opens, to read
    assert "You have accepted." in browser.get("/answer").text


def test_form_of_another_proposal_is_refused(browser: Browser, database: Database, whole: House) -> None:
    """Two tabs: the cookie is of the link that was opened last."""
    browser.get(f"/p/{whole.tokens['/p']}")
    with database.writing() as session:
        other = world.proposal(session, status=ProposalStatus.SENT)
        stranger = world.person(session, institution=other.part(Side.ABROAD).institution, is_head=True)
    browser.get(f"/p/{_link(database, other, stranger, Side.ABROAD)}")
    before = house.dump(database)
    for named in ({"proposal": str(whole.sent.id)}, {"proposal": ""}, {}):
        response = browser.submit("/answer", named | {"answer": "accept"})
        assert response.status_code == 410
        assert "belongs to another proposal" in response.text
    assert house.dump(database) == before


@pytest.mark.parametrize("language", ["en", "ku", "ar"])
@SQLITE
def test_link_that_does_not_open_says_what_to_do(
    new_browser: NewBrowser, database: Database, whole: House, language: str
) -> None:
    def expire(link: Link) -> None:
        link.expires_at = now() - timedelta(seconds=1)

    def revoke(link: Link) -> None:
        link.revoked_at = now()

    def close(link: Link) -> None:
        link.person.active = False

    tokens = ["unknown", whole.tokens["/sign-in"]]
    for spoil in (expire, revoke, close):
        token = _link(database, whole.sent, whole.people["abroad"], Side.ABROAD)
        with database.writing() as session:
            spoil(session.scalars(select(Link).where(Link.side == Side.ABROAD, Link.revoked_at.is_(None))).one())
        tokens.append(token)
    for token in tokens:
        browser = new_browser()
        response = browser.get(f"/p/{token}?lang={language}")
        assert response.status_code == 410
        assert response.headers["cache-control"] == "no-store"
        assert f'<html lang="{language}"' in response.text
        assert 'href="/sign-in"' in response.text
        assert "link" not in browser.client.cookies
    nobody = new_browser()
    assert nobody.get(f"/answer?lang={language}").status_code == 410
    assert (
        nobody.submit("/register", {"answer": "accept", "proposal": str(whole.sent.id)}, to="/answer").status_code
        == 410
    )


@SQLITE
def test_link_that_runs_out_while_the_page_is_open_is_refused_when_it_is_sent(
    browser: Browser, database: Database, whole: House
) -> None:
    browser.get(f"/p/{whole.tokens['/p']}")
    token = browser.token("/answer")
    with database.writing() as session:
        for link in session.scalars(select(Link)):
            link.expires_at = now()
    data = {TOKEN_FIELD: token, "proposal": str(whole.sent.id), "answer": "accept"}
    assert browser.post("/answer", data).status_code == 410
    assert _answers(database, whole.sent) == [Answer.NONE, Answer.NONE]


def test_link_of_a_draft_does_not_open(browser: Browser, database: Database, whole: House) -> None:
    with database.writing() as session:
        session.get_one(Proposal, whole.sent.id).status = ProposalStatus.DRAFT
    response = browser.get(f"/p/{whole.tokens['/p']}")
    assert response.status_code == 303  # the page behind it says why
    assert browser.get("/answer").status_code == 410


@SQLITE
def test_used_link_to_a_proposal_that_was_changed_since_points_to_the_newest_mail(
    browser: Browser, database: Database, whole: House
) -> None:
    browser.get(f"/p/{whole.tokens['/p']}")
    wish = {"proposal": str(whole.sent.id), "answer": "changes", "changes-note": "In autumn, please."}
    assert browser.submit("/answer", wish).status_code == 303
    with database.writing() as session:
        found = proposals.proposal(session, whole.sent.id)
        assert found
        plan = Plan(found.format, "A letter", "en", None, None)
        messages = {side: Message("en", "Once more") for side in Side}
        proposals.revise(session, found, plan=plan, messages=messages, matches=found.matches, by=found.drafted_by)
        proposals.send(session, found, by=found.drafted_by)
    page = browser.get("/answer")
    assert page.status_code == 200
    assert "Please look for our newest mail" in page.text
    assert 'name="answer"' not in page.text
    browser.get(f"/p/{_link(database, whole.sent, whole.people['nes'], Side.NES)}")
    assert 'name="answer"' in browser.get("/answer").text


def test_link_sent_by_eight_at_once_answers_once(new_browser: NewBrowser, database: Database, whole: House) -> None:
    browsers = [new_browser() for _ in range(8)]
    tokens = []
    for browser in browsers:
        browser.get(f"/p/{whole.tokens['/p']}")
        tokens.append(browser.token("/answer"))

    def accept(number: int) -> int:
        data = {TOKEN_FIELD: tokens[number], "proposal": str(whole.sent.id), "answer": "accept"}
        return browsers[number].post("/answer", data).status_code

    statuses = at_once(accept, times=len(browsers))
    assert statuses.count(303) == 1
    assert set(statuses) <= {303, 200, 410}  # what is known already, or a link that is spent
    assert _answers(database, whole.sent) == [Answer.ACCEPTED, Answer.NONE]
