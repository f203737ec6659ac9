"""The number of offers, or needs, that look close: while somebody writes, and at the last look."""

import re
from html import unescape

import pytest

from matchmaker.domain.institution import Institution
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import ListingStatus, Side, Standing
from matchmaker.matching.encode import open_encoder
from matchmaker.services.entries import entry
from matchmaker.store import vectors
from matchmaker.store.session import Database
from tests import world
from tests.web import house
from tests.web.conftest import Browser
from web import closeness
from web.security import TOKEN_FIELD

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SENTENCE = re.compile(r'<p class="close">(.*?)</p>')
NEED = {
    "language": "en",
    "title": "Training for newborn nurses",
    "text": "Our ward has six incubators and two nurses. We look for a course in neonatal care.",
    "sector": "health",
}
NOTHING = {"number": None, "sentence": ""}


@pytest.fixture
def member(browser: Browser, database: Database) -> Person:
    """A member in NES, signed in, whose need one offer abroad answers; another member abroad."""
    with database.writing() as session:
        person = world.person(session, institution=world.institution(session))
        offer = world.offer(session, world.institution(session, side=Side.ABROAD))
        encoder = open_encoder()
        text = entry(offer).versions[0].text
        vectors.keep(session, {text: encoder.encode([text])[0]}, encoder_version=encoder.version)
    browser.sign_in(person)
    return person


def ask(browser: Browser, fields: dict[str, str], path: str = "/needs/close") -> dict[str, object]:
    response = browser.post(path, {TOKEN_FIELD: browser.token("/needs/new"), **fields})
    assert response.status_code == 200
    answer: dict[str, object] = response.json()
    return answer


def last_look(browser: Browser, need: Need) -> list[str]:
    return [unescape(each) for each in SENTENCE.findall(browser.get(f"/needs/{need.id}").text)]


def write(database: Database, member: Person, *, status: ListingStatus = ListingStatus.DRAFT, **fields: object) -> Need:
    with database.writing() as session:
        person = session.get_one(Person, member.id)
        assert person.institution
        return world.need(session, person.institution, status=status, **fields)  # type: ignore[arg-type]


def test_form_that_is_being_written_is_answered_with_a_number_and_nothing_is_kept(
    browser: Browser, database: Database, member: Person
):
    browser.token("/needs/new")
    before = house.dump(database)
    assert ask(browser, NEED) == {"number": 1, "sentence": "1 offer looks close."}
    assert house.dump(database) == before


@SQLITE
def test_nothing_is_said_of_a_few_words_nor_of_a_choice_that_is_none(browser: Browser, member: Person):
    assert ask(browser, NEED | {"text": ""}) == NOTHING
    assert ask(browser, NEED | {"language": "xx"}) == NOTHING
    assert ask(browser, NEED | {"sector": "xx"}) == NOTHING
    assert ask(browser, {}) == NOTHING
    assert ask(browser, NEED | {"title": "", "sector": ""})["number"] in {0, 1}  # unfinished is no mistake


@SQLITE
def test_own_side_is_not_asked(browser: Browser, member: Person):
    """The only other listing is an offer abroad: there is no need abroad that an offer could meet."""
    assert ask(browser, NEED, "/offers/close") == {
        "number": 0,
        "sentence": "No need is close yet; publish it, new ones come in every week.",
    }


@SQLITE
def test_whom_the_centre_does_not_know_is_told_nothing(browser: Browser, database: Database, member: Person):
    need = write(database, member)
    with database.writing() as session:
        session.get_one(Institution, member.institution_id).standing = Standing.PENDING
    assert ask(browser, NEED) == NOTHING
    assert last_look(browser, need) == []


@SQLITE
def test_question_without_the_forms_token_is_refused(browser: Browser, member: Person):
    assert browser.post("/needs/close", NEED).status_code == 403


@SQLITE
def test_last_look_at_a_draft_says_it_too(browser: Browser, database: Database, member: Person):
    assert last_look(browser, write(database, member)) == ["1 offer looks close."]
    assert last_look(browser, write(database, member, status=ListingStatus.OPEN)) == []
    chess = write(database, member, title="Chess openings", text="We meet on Fridays with coffee and clocks.")
    assert last_look(browser, chess) == ["No offer is close yet; publish it, new ones come in every week."]


@SQLITE
def test_staff_find_no_number_on_the_draft_of_others(desk: Browser, database: Database):
    with database.writing() as session:
        need = world.need(session, world.institution(session), status=ListingStatus.DRAFT)
    assert last_look(desk, need) == []


@pytest.mark.parametrize(
    ("found", "needs", "offers"),
    [
        (None, "", ""),
        (1, "1 offer looks close.", "1 need looks close."),
        (9, "9 offers look close.", "9 needs look close."),
        (10, "More than 9 offers look close.", "More than 9 needs look close."),
    ],
)
def test_sentences(found: int | None, needs: str, offers: str):
    assert [closeness.sentence(found, table, "en") for table in (Need, Offer)] == [needs, offers]
