"""Who may open what, what a GET may do, what a form must bring along, and what every response says to the browser."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

import pytest
from httpx2 import Response
from sqlalchemy import select, text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient

from matchmaker.config import Settings
from matchmaker.domain.person import Person, SignedIn
from matchmaker.domain.vocabulary import LinkPurpose
from matchmaker.services import accounts
from matchmaker.store.session import Database
from tests import world
from tests.web import house
from tests.web.conftest import Browser
from tests.web.house import House
from web.app import create_app
from web.routes import demo_pages, pages
from web.security import HEADERS, MAX_BODY, TOKEN_FIELD, form_token, form_token_fits

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ALL_PAGES = [*pages, *demo_pages]


@SQLITE
def test_post_without_the_pages_token_or_from_elsewhere_is_refused(
    new_browser: Callable[[], Browser], database: Database, whole: House
) -> None:
    browser, other = new_browser().sign_in(whole.people["admin"]), new_browser()
    before = house.dump(database)
    token, foreign = browser.token(), other.token()
    ours = {"Origin": browser.settings.base_url}
    attempts: list[tuple[dict[str, str], dict[str, str]]] = [
        ({}, ours),
        ({TOKEN_FIELD: ""}, ours),
        ({TOKEN_FIELD: "zz"}, ours),
        ({TOKEN_FIELD: foreign}, ours),
        ({TOKEN_FIELD: token[:-2]}, ours),
        ({TOKEN_FIELD: token}, {"Origin": "https://elsewhere.example.org"}),
        ({TOKEN_FIELD: token}, {"Origin": "https://exchange.example.org.elsewhere.example"}),
        ({TOKEN_FIELD: token}, ours | {"Sec-Fetch-Site": "cross-site"}),
        ({TOKEN_FIELD: token}, ours | {"Sec-Fetch-Site": "same-site"}),
    ]
    for page in (page for page in ALL_PAGES if page.post):
        for data, headers in attempts:
            response = browser.client.post(whole.address(page), data=data, headers=headers, follow_redirects=False)
            assert response.status_code == 403, (page.name, data.keys(), headers)
    assert house.dump(database) == before


@SQLITE
def test_post_of_our_own_page_is_taken_also_without_an_origin(browser: Browser, whole: House) -> None:
    """Referrer-Policy no-referrer makes browsers send `Origin: null` with our own forms."""
    for headers in ({}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-origin"}):
        data = {TOKEN_FIELD: browser.token(), "email": "nobody@example.org"}
        assert browser.client.post("/sign-in", data=data, headers=headers).status_code == 200


def test_token_is_new_each_time_and_tied_to_cookie_and_key() -> None:
    one, two = form_token("cookie", b"key"), form_token("cookie", b"key")
    assert one != two
    assert [form_token_fits(token, "cookie", b"key") for token in (one, two)] == [True, True]
    assert not form_token_fits(one, "another", b"key")
    assert not form_token_fits(one, "cookie", b"another")


def _responses(browser: Browser, whole: House, app: Starlette) -> dict[str, Response]:
    """One response of every kind that the site gives, by what it shows."""
    browser.sign_in(whole.people["admin"])
    style = re.search(r'href="(/static/css/page\.css\?\w+)"', browser.get("/").text)
    assert style
    token = {TOKEN_FIELD: browser.token()}
    failing = TestClient(app, base_url=browser.settings.base_url, raise_server_exceptions=False)
    return {
        "200": browser.get("/review"),
        "303": browser.get("/p/" + whole.tokens["/p"]),
        "403": browser.post("/needs/new", {}),
        "404": browser.get("/nothing-here"),
        "405": browser.get(f"/people/{whole.ids['/people']}/deactivate"),
        "409": browser.post(f"/review/{whole.ids['/review']}/approve", token),
        "410": browser.get("/p/unknown"),
        "413": browser.post("/sign-in", {"email": "x" * MAX_BODY}),
        "422": browser.post(f"/exchanges/{whole.exchange.id}/schedule", token),
        "500": failing.get("/fails"),
        "200 of a file": browser.get(style[1]),
        "404 of a file": browser.get("/static/nothing.css"),
    }


def _fail(request: Request) -> NoReturn:
    """As a page with a mistake in it would."""
    with request.app.state.site.database.reading() as session:
        session.execute(text("SELECT nothing FROM nowhere WHERE email = :email"), {"email": house.SECRET_MAIL})
    raise AssertionError("there is no such table")


@SQLITE
def test_every_response_carries_the_guarding_headers(browser: Browser, whole: House, app: Starlette) -> None:
    app.router.add_route("/fails", _fail)
    for kind, response in _responses(browser, whole, app).items():
        assert response.status_code == int(kind.split()[0])
        sent = {name: response.headers.get(name) for name in HEADERS}
        assert sent == HEADERS, kind
        assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains", kind
        assert "server" not in response.headers, kind


@SQLITE
def test_pages_of_a_person_are_kept_nowhere_and_files_for_ever(browser: Browser, whole: House, app: Starlette) -> None:
    app.router.add_route("/fails", _fail)
    caching = {kind: each.headers["Cache-Control"] for kind, each in _responses(browser, whole, app).items()}
    kept_nowhere = {kind for kind, value in caching.items() if value == "no-store"}
    assert kept_nowhere == {"200", "303", "403", "404", "405", "409", "410", "413", "422", "404 of a file"}
    assert caching["200 of a file"] == "public, max-age=31536000, immutable"
    assert new_visitor(browser).get("/").headers["Cache-Control"] == "no-cache"


def new_visitor(browser: Browser) -> Browser:
    return replace(browser, client=TestClient(browser.client.app, base_url=browser.settings.base_url))


@SQLITE
def test_unexpected_failure_shows_a_reference_that_the_log_has_and_nothing_of_ours(
    app: Starlette, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    app.router.add_route("/fails/{token}", _fail)
    client = TestClient(app, base_url=settings.base_url, raise_server_exceptions=False)
    for language, direction in (("en", "ltr"), ("ku", "ltr"), ("ar", "rtl")):
        caplog.clear()
        response = client.get(f"/fails/open-sesame?lang={language}")
        assert response.status_code == 500
        assert f'<html lang="{language}" dir="{direction}">' in response.text
        shown = re.search(r"\b[0-9a-f]{8}\b", response.text.partition("<main")[2])
        assert shown
        (logged,) = [record for record in caplog.records if record.name == "matchmaker.web"]
        assert shown[0] in logged.getMessage()
        assert "open-sesame" not in logged.getMessage()
        assert "OperationalError" in caplog.text
        assert house.SECRET_MAIL not in caplog.text
        for word in ("SELECT", "nowhere", "OperationalError", "Traceback", "/site-packages", house.SECRET_MAIL):
            assert word not in response.text


@SQLITE
def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(browser: Browser, whole: House) -> None:
    responses = [
        browser.get("/register"),
        browser.get("/?lang=ku"),
        browser.get("/p/" + whole.tokens["/p"]),
        browser.get("/needs"),  # to the sign-in page, with a notice
        browser.get("/sign-in"),  # which takes the notice away again
    ]
    browser.sign_in(whole.people["nes"])
    responses.append(browser.submit("/space", to="/sign-out"))
    cookies = [cookie for response in responses for cookie in response.headers.get_list("set-cookie")]
    assert {cookie.split("=")[0] for cookie in cookies} == {"__Host-id", "language", "link", "notice"}
    for cookie in cookies:
        flags = {flag.strip().lower() for flag in cookie.split(";")[1:]}
        assert {"httponly", "secure", "samesite=lax", "path=/"} <= flags, cookie
        assert not [flag for flag in flags if flag.startswith("domain")], cookie


@SQLITE
def test_over_http_the_cookie_has_a_name_that_browsers_take(database: Database, settings: Settings) -> None:
    plain = settings.model_copy(update={"base_url": "http://127.0.0.1:8000", "embedded_worker": False})
    client = TestClient(create_app(plain, database), base_url=plain.base_url)
    response = client.get("/register")
    assert response.headers["set-cookie"].startswith("id=")
    assert "secure" not in response.headers["set-cookie"].lower()
    assert "strict-transport-security" not in response.headers


@SQLITE
def test_no_address_leads_elsewhere(browser: Browser, database: Database, whole: House) -> None:
    elsewhere = "https://elsewhere.example"
    for path in ("//elsewhere.example", "//elsewhere.example/", "/%5Celsewhere.example/needs/"):
        response = browser.get(browser.settings.base_url + path)
        assert (response.status_code, response.headers.get("location")) == (404, None), path
    for name in ("next", "back", "to", "url", "redirect", "return"):
        for page in ("/needs", f"/p/{whole.tokens['/p']}"):
            location = browser.get(f"{page}?{name}={elsewhere}").headers["location"]
            assert location in {"/sign-in", "/answer"}
    with database.writing() as session:
        token = accounts.make_link(
            session, session.get_one(Person, whole.people["nes"].id), purpose=LinkPurpose.SIGN_IN
        )
    assert browser.submit(f"/sign-in/{token}", {"next": elsewhere}).headers["location"] == "/space"


@SQLITE
def test_only_the_hash_of_a_browsers_cookie_is_kept(browser: Browser, database: Database) -> None:
    with database.writing() as session:
        person = world.person(session, institution=world.institution(session))
    browser.sign_in(person)
    cookie = browser.client.cookies["__Host-id"]
    with database.reading() as session:
        kept = session.scalars(select(SignedIn)).one()
        assert cookie not in repr(vars(kept))
