"""The pages of an exchange, for staff who lead it and for the two institutions."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from matchmaker.domain.base import now
from matchmaker.domain.exchange import Exchange
from matchmaker.domain.person import Person
from matchmaker.domain.proposal import ProposalPart
from matchmaker.domain.vocabulary import ExchangeStatus, ProposalStatus
from matchmaker.store.session import Database
from tests import world
from tests.web import reading
from tests.web.conftest import Browser, queries
from tests.web.house import House

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NEXT_WEEK = now().date() + timedelta(days=7)
OUTCOME = {"outcome": "Du hemşîre hatin perwerdekirin.", "language": "ku"}


def _kept(database: Database, whole: House) -> Exchange:
    with database.reading() as session:
        return session.get_one(Exchange, whole.exchange.id)


def test_staff_lead_an_exchange_to_its_outcome(browser: Browser, database: Database, whole: House) -> None:
    page = f"/exchanges/{whole.exchange.id}"
    browser.sign_in(whole.people["staff"])
    for verb, data, notice in (
        ("schedule", {"on": now().date().isoformat()}, "The first meeting is noted."),
        ("schedule", {"on": NEXT_WEEK.isoformat()}, "The first meeting is noted."),
        ("begin", {}, "Noted: the exchange is under way."),
        ("close", OUTCOME | {"how": "close"}, "The exchange is closed. What came of it is kept."),
    ):
        response = browser.submit(page, data, to=f"{page}/{verb}")
        assert (response.status_code, response.headers["location"]) == (303, page)
        assert reading.notice(browser.get(page)) == notice
    kept = _kept(database, whole)
    assert (kept.status, kept.first_meeting_on) == (ExchangeStatus.CLOSED, NEXT_WEEK)
    assert (kept.outcome, kept.outcome_language) == (OUTCOME["outcome"], "ku")
    text = browser.get(page).text
    assert f'<p class="said" lang="ku">{OUTCOME["outcome"]}</p>' in text
    assert "<form" not in text.partition("<main")[2]


@SQLITE
def test_cancelling_needs_words_and_keeps_them(browser: Browser, database: Database, whole: House) -> None:
    page = f"/exchanges/{whole.exchange.id}"
    browser.sign_in(whole.people["staff"])
    assert browser.submit(page, OUTCOME | {"how": "cancel", "outcome": ""}, to=f"{page}/close").status_code == 422
    assert browser.submit(page, OUTCOME | {"how": "cancel"}, to=f"{page}/close").status_code == 303
    assert (_kept(database, whole).status, _kept(database, whole).outcome) == ("cancelled", OUTCOME["outcome"])


@SQLITE
def test_steps_that_are_skipped_or_taken_twice_say_so(browser: Browser, database: Database, whole: House) -> None:
    page = f"/exchanges/{whole.exchange.id}"
    browser.sign_in(whole.people["staff"])
    assert browser.submit(page, to=f"{page}/begin").status_code == 409
    assert browser.submit(page, OUTCOME | {"how": "close"}, to=f"{page}/close").status_code == 409
    assert _kept(database, whole).status is ExchangeStatus.OPEN


@SQLITE
def test_outcome_is_written_in_the_language_of_the_page_unless_another_is_chosen(
    browser: Browser, whole: House
) -> None:
    browser.sign_in(whole.people["staff"])
    for language in ("ar", "en"):
        shown = browser.get(f"/exchanges/{whole.exchange.id}?lang={language}")
        assert reading.typed(shown) == {"language": [language]}


@pytest.mark.parametrize("name", ["nes", "abroad"])
@SQLITE
def test_institution_reads_and_leads_nothing(browser: Browser, whole: House, name: str) -> None:
    page = f"/exchanges/{whole.exchange.id}"
    browser.sign_in(whole.people[name])
    assert "<form" not in browser.get(page).text.partition("<main")[2]
    for verb in ("schedule", "begin", "close"):
        assert browser.submit("/space", OUTCOME, to=f"{page}/{verb}").status_code == 404


@SQLITE
def test_notes_of_both_sides_stand_on_the_page_until_it_is_cancelled(
    browser: Browser, database: Database, whole: House
) -> None:
    page = f"/exchanges/{whole.exchange.id}"
    with database.writing() as session:
        part: ProposalPart = session.get_one(Exchange, whole.exchange.id).proposal.parts[0]
        part.note = "Ring after six"
    browser.sign_in(whole.people["abroad"])
    assert "Ring after six" in browser.get(page).text
    with database.writing() as session:
        session.get_one(Exchange, whole.exchange.id).status = ExchangeStatus.CANCELLED
    assert "Ring after six" not in browser.get(page).text


@SQLITE
def test_list_holds_ones_own_and_for_staff_all(
    new_browser: Callable[[], Browser], database: Database, whole: House
) -> None:
    with database.writing() as session:
        other = world.exchange(session)
    own, foreign = f'href="/exchanges/{whole.exchange.id}"', f'href="/exchanges/{other.id}"'
    for name, expected in (("nes", (1, 0)), ("abroad", (1, 0)), ("stranger", (0, 0)), ("staff", (1, 1))):
        text = new_browser().sign_in(whole.people[name]).get("/exchanges").text
        assert (text.count(own), text.count(foreign)) == expected, name


@pytest.mark.parametrize("role", ["member", "staff"])
@SQLITE
def test_list_costs_the_same_however_long_it_is(browser: Browser, database: Database, role: str) -> None:
    with database.writing() as session:
        institution = world.institution(session)
        member = world.person(session, institution=institution)
        person = member if role == "member" else world.staff(session)
    browser.sign_in(person)

    def add_one() -> None:
        with database.writing() as session:
            ours = session.get_one(Person, member.id).institution
            pairing = world.pairing_with_match(session, nes=ours)
            world.exchange(session, accepted=world.proposal(session, pairing=pairing, status=ProposalStatus.ACCEPTED))

    add_one()
    with queries(database.engine) as with_one:
        browser.get("/exchanges")
    add_one()
    add_one()
    with queries(database.engine) as with_three:
        assert browser.get("/exchanges").text.count('href="/exchanges/') == 3
    assert len(with_three) == len(with_one)


@SQLITE
def test_empty_list_says_what_to_do_next(new_browser: Callable[[], Browser], database: Database) -> None:
    with database.writing() as session:
        member, colleague = world.person(session, institution=world.institution(session)), world.staff(session)
    assert 'class="button" href="/answers"' in new_browser().sign_in(member).get("/exchanges").text
    assert 'class="button" href="/proposals"' in new_browser().sign_in(colleague).get("/exchanges").text
