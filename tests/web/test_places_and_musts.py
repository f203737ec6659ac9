"""What a municipality says of its place, and a language in common as a must."""

import pytest

from matchmaker.domain.institution import Institution
from matchmaker.domain.need import Need
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import Kind
from matchmaker.store.session import Database
from tests import world
from tests.web import reading
from tests.web.conftest import Browser
from tests.web.test_forms import NEED_HOW, PROFILE

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
OF_PLACES = {"inhabitants", "landscapes", "economies"}
TOWN = PROFILE | {"kind": "municipality", "inhabitants": "31000", "landscapes": ["hills", "river"], "economies": []}
ONLY = "Only with a common language, no interpreter"


def _place(database: Database, member: Person) -> tuple[int | None, list[str], list[str]]:
    with database.reading() as session:
        ours = session.get_one(Institution, member.institution_id)
        return ours.inhabitants, ours.landscapes, ours.economies


def _becomes(database: Database, member: Person, kind: Kind) -> None:
    with database.writing() as session:
        ours = session.get_one(Institution, member.institution_id)
        ours.kind, ours.inhabitants, ours.landscapes, ours.economies = kind, 9_000, ["coast"], ["trade"]


def test_municipality_says_what_its_place_is_like(browser: Browser, database: Database, member: Person) -> None:
    _becomes(database, member, Kind.MUNICIPALITY)
    shown = reading.typed(browser.get("/space/profile"))
    assert {name: shown[name] for name in OF_PLACES} == {
        "inhabitants": ["9000"],
        "landscapes": ["coast"],
        "economies": ["trade"],
    }
    assert browser.submit("/space/profile", TOWN).status_code == 303
    assert _place(database, member) == (31_000, ["hills", "river"], [])


@SQLITE
def test_staff_see_what_a_place_is_like(desk: Browser, database: Database) -> None:
    with database.writing() as session:
        town = world.institution(session, kind=Kind.MUNICIPALITY)
        town.inhabitants, town.landscapes = 31_000, ["hills", "river"]
    seen = desk.get(f"/institutions/{town.id}").text
    assert "<dt>Inhabitants</dt><dd>31,000</dd>" in seen
    assert "<dt>Landscape</dt><dd>Hills, River or lake</dd>" in seen
    assert "<dt>Economy</dt>" not in seen


@SQLITE
def test_number_of_inhabitants_may_stay_empty_and_must_be_a_number(
    browser: Browser, database: Database, member: Person
) -> None:
    _becomes(database, member, Kind.MUNICIPALITY)
    wrong = browser.submit("/space/profile", TOWN | {"inhabitants": "many"})
    assert reading.errors(wrong) == {"inhabitants": "Please write a number from 1 to 50000000."}
    assert browser.submit("/space/profile", TOWN | {"inhabitants": ""}).status_code == 303
    assert _place(database, member) == (None, ["hills", "river"], [])


@SQLITE
def test_others_are_not_asked_and_what_is_known_of_their_place_stays(
    browser: Browser, database: Database, member: Person
) -> None:
    _becomes(database, member, Kind.HOSPITAL)
    assert reading.typed(browser.get("/space/profile")).keys() & OF_PLACES == set()
    assert browser.submit("/space/profile", PROFILE).status_code == 303
    assert _place(database, member) == (9_000, ["coast"], ["trade"])


def test_common_language_can_be_made_a_must_and_the_page_says_it(
    browser: Browser, database: Database, member: Person
) -> None:
    with database.writing() as session:
        need = world.need(session, session.get_one(Institution, member.institution_id))
    page = f"/needs/{need.id}"
    assert "common_language" not in reading.typed(browser.get(f"{page}/how"))
    assert ONLY not in browser.get(page).text
    for sent, must in (({"common_language": "y"}, True), ({}, False)):
        assert browser.submit(f"{page}/how", NEED_HOW | sent).status_code == 303
        with database.reading() as session:
            assert session.get_one(Need, need.id).common_language is must
        assert (ONLY in browser.get(page).text) is must
        assert ("common_language" in reading.typed(browser.get(f"{page}/how"))) is must
