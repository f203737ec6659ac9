"""Who may open what; what is not ones own does not exist, and a GET changes nothing for anybody."""

import re
from collections.abc import Callable

import pytest
from starlette.applications import Starlette

from matchmaker.config import Settings
from matchmaker.domain.permissions import Permission
from matchmaker.domain.person import Person
from matchmaker.store.session import Database
from tests.web import house
from tests.web.conftest import Browser
from tests.web.house import House
from web.app import create_app
from web.page import Page
from web.routes import demo_pages, pages
from web.security import TOKEN_FIELD

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ALL_PAGES = [*pages, *demo_pages]
MEMBERS, STAFF = {"nes", "abroad", "stranger"}, {"staff", "admin"}
SIDES = {"nes", "abroad"}
ROLES = ("nobody", *sorted(MEMBERS), *sorted(STAFF))

ALLOWED = {
    Permission.ANSWER_GIVE: SIDES,
    Permission.EXCHANGE_LEAD: STAFF,
    Permission.EXCHANGE_LIST: MEMBERS | STAFF,
    Permission.EXCHANGE_READ: SIDES | STAFF,
    Permission.INSTITUTION_EDIT: {"nes"} | STAFF,
    Permission.INSTITUTION_VERIFY: STAFF,
    Permission.JOURNAL_READ: STAFF,
    Permission.LISTING_WRITE: MEMBERS,
    Permission.MAIL_SEND: STAFF,
    Permission.PEOPLE_MANAGE: {"admin"},
    Permission.PROPOSAL_WRITE: STAFF,
    Permission.RANKER_MANAGE: STAFF,
    Permission.REVIEW: STAFF,
    Permission.SPACE_READ: MEMBERS,
}
"""Who of the house may open a page with this permission: written out, not computed, so that the table is checked."""
OF_LISTINGS = {
    Permission.LISTING_EDIT: set[str](),
    Permission.LISTING_READ: STAFF,
    Permission.LISTING_TRANSLATE: STAFF,
}
"""Besides the institution whose need (nes) or offer (abroad) it is."""
PUBLIC = {Permission.PUBLIC_READ, Permission.DEMO_READ}


@pytest.fixture
def app(database: Database, settings: Settings) -> Starlette:
    """The site with the pages of the demo, too."""
    return create_app(settings.model_copy(update={"embedded_worker": False, "demo": True}), database)


def _as(role: str, browser: Browser, whole: House) -> Browser:
    return browser if role == "nobody" else browser.sign_in(whole.people[role])


def _allowed(page: Page) -> set[str]:
    if page.permission in PUBLIC:
        return set(ROLES)
    if page.permission in OF_LISTINGS:
        return OF_LISTINGS[page.permission] | {"nes" if page.path.startswith("/needs") else "abroad"}
    return ALLOWED[page.permission]


@pytest.mark.parametrize("role", ROLES)
@SQLITE
def test_each_page_opens_for_whom_it_is_meant_and_does_not_exist_for_others(
    browser: Browser, whole: House, role: str
) -> None:
    _as(role, browser, whole)
    for page in (page for page in ALL_PAGES if page.get):
        response = browser.get(whole.address(page))
        if role in _allowed(page):
            assert response.status_code in {200, 303, 409, 410}, page.name
            assert response.headers.get("location") != "/sign-in", page.name
        elif role == "nobody":
            assert (response.status_code, response.headers["location"]) == (303, "/sign-in"), page.name
        else:
            assert response.status_code == 404, page.name


@pytest.mark.parametrize("role", ROLES)
@SQLITE
def test_each_form_works_for_whom_it_is_meant_and_does_not_exist_for_others(
    browser: Browser, database: Database, whole: House, role: str
) -> None:
    token = _as(role, browser, whole).token()
    guarded = [page for page in ALL_PAGES if page.post and page.permission not in PUBLIC]
    before = house.dump(database)
    for page in (page for page in guarded if role not in _allowed(page)):
        assert browser.post(whole.address(page), {TOKEN_FIELD: token}).status_code == 404, page.name
    assert house.dump(database) == before
    for page in (page for page in guarded if role in _allowed(page)):
        status = browser.post(whole.address(page), {TOKEN_FIELD: token}).status_code
        assert status in {200, 303, 409, 422}, page.name


@SQLITE
def test_what_is_not_there_and_what_is_not_ones_own_look_the_same(browser: Browser, whole: House) -> None:
    def looks(path: str) -> tuple[int, str, str | None]:
        response = browser.get(path)
        shown = _without_tokens(response.text).replace(path, "here")
        return response.status_code, shown, response.headers.get("location")

    ids = [page for page in pages if page.get and "{id:int}" in page.path]
    for page in ids:
        absent = page.path.replace("{id:int}", "999999999")
        assert looks(whole.address(page)) == looks(absent), f"nobody, {page.name}"
    browser.sign_in(whole.people["stranger"]).get("/space")  # which shows the welcome, once
    for page in ids:
        absent = page.path.replace("{id:int}", "999999999")
        assert looks(whole.address(page)) == looks(absent), f"stranger, {page.name}"


def _without_tokens(page: str) -> str:
    return re.sub(rf'name="{TOKEN_FIELD}" value="[0-9a-f]+"', "", page)


def test_get_changes_nothing_whoever_asks(new_browser: Callable[[], Browser], database: Database, whole: House) -> None:
    browsers = [_as(role, new_browser(), whole) for role in ("nobody", "nes", "admin")]
    before = house.dump(database)
    for browser in browsers:
        for page in ALL_PAGES:
            for method in ("GET", "HEAD"):
                browser.client.request(method, whole.address(page), follow_redirects=False)
    assert house.dump(database) == before


@SQLITE
def test_deactivated_person_is_out_at_once(browser: Browser, database: Database, whole: House) -> None:
    browser.sign_in(whole.people["nes"])
    assert browser.get("/space").status_code == 200
    with database.writing() as session:
        session.get_one(Person, whole.people["nes"].id).active = False
    assert browser.get("/space").headers["location"] == "/sign-in"


@SQLITE
def test_role_and_status_cannot_be_sent_along(browser: Browser, database: Database, whole: House) -> None:
    browser.sign_in(whole.people["nes"])
    sent = {
        "language": "en",
        "title": "A title",
        "text": "A text",
        "sector": "",
        "status": "open",
        "institution_id": "3",
    }
    browser.submit("/needs/new", sent)
    profile = {"kind": "school", "name": "New name", "language": "ku", "country": "SY", "place": "Amûdê"}
    more = {"side": "abroad", "standing": "refused", "role": "admin", "reference": "x", "id": "3"}
    assert browser.submit("/space/profile", profile | more).status_code == 303
    with database.reading() as session:
        person = session.get_one(Person, whole.people["nes"].id)
        institution = person.institution
        assert institution
        assert (person.role, institution.name, institution.side) == ("member", "New name", "nes")
        assert (institution.standing, institution.reference) == ("verified", None)
        assert (institution.needs[-1].title, institution.needs[-1].status) == ("A title", "draft")
