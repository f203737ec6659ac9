"""The path of a request: methods, addresses, sizes, encodings, what is shown once."""

import asyncio
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.types import Message

from matchmaker.domain.person import Person
from matchmaker.store.session import Database
from tests.web import reading
from tests.web.conftest import TOKEN, Browser
from web.page import Page
from web.present import NOTICES
from web.routes import demo_pages, pages
from web.security import MAX_BODY, TOKEN_FIELD

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_every_address_has_one_name_and_names_a_permission(database: Database) -> None:
    rows: list[Page] = [*pages, *demo_pages]
    assert len({row.name for row in rows}) == len({row.path for row in rows}) == len(rows)
    assert [row.name for row in rows if not (row.get or row.post)] == []
    assert [row.name for row in rows if ("{id:int}" in row.path) != (row.loads is not None)] == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND"])
def test_other_methods_are_not_known(browser: Browser, method: str) -> None:
    response = browser.client.request(method, "/sign-in")
    assert response.status_code == 405
    assert {name.strip() for name in response.headers["allow"].split(",")} == {"GET", "HEAD", "POST"}


def test_head_is_answered_like_get_without_the_page(browser: Browser) -> None:
    head, get = browser.client.head("/about"), browser.client.get("/about")
    assert (head.status_code, head.text) == (200, "")
    assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize(
    "path",
    [
        "/needs/0",
        "/needs/2147483648",
        f"/needs/{2**63}",
        f"/needs/{'9' * 5000}",
        "/needs/-1",
        "/needs/1.5",
        "/needs/%00",
        "/needs/١",
        "/NEEDS",
        "/needs/../outbox",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/.env",
    ],
)
def test_addresses_that_name_nothing_are_not_found(browser: Browser, member: Person, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_sign_in_is_asked_for_before_a_page_that_needs_it(browser: Browser) -> None:
    assert browser.get("/needs").headers["location"] == "/sign-in"
    shown = browser.get("/sign-in")
    assert reading.notice(shown) == "Please sign in first."
    assert reading.notice(browser.get("/sign-in")) == ""  # said once


def test_unknown_notice_in_a_cookie_is_not_shown(browser: Browser) -> None:
    browser.client.cookies.set("notice", "<script>", domain="exchange.example.org")
    response = browser.get("/")
    assert reading.notice(response) == ""
    assert "<script>" not in response.text


def test_notices_are_known_and_each_says_something(database: Database) -> None:
    assert [key for key, words in NOTICES.items() if not words.endswith((".", "?"))] == []


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data; boundary=x", b"--x\r\nno header\r\n\r\n1\r\n--x--"),
        ("multipart/form-data", b"--x"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n1\r\n--x--',
        ),
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(2000))),
    ],
)
def test_form_that_cannot_be_read_is_answered_with_a_page(browser: Browser, content_type: str, body: bytes) -> None:
    response = browser.client.post("/sign-in", content=body, headers={"Content-Type": content_type})
    assert response.status_code == 400
    assert "could not be read" in response.text


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/xml"])
def test_body_that_is_no_form_holds_no_token(browser: Browser, content_type: str) -> None:
    body = TOKEN.search(browser.get("/sign-in").text)
    assert body
    response = browser.client.post(
        "/sign-in", content=f"{TOKEN_FIELD}={body[1]}".encode(), headers={"Content-Type": content_type}
    )
    assert response.status_code == 403


def test_line_that_breaks_in_the_middle_of_a_form_is_no_fault(app: Starlette, caplog: pytest.LogCaptureFixture) -> None:
    messages: Iterator[Message] = iter(
        [{"type": "http.request", "body": b"title=Du+p", "more_body": True}, {"type": "http.disconnect"}]
    )
    headers = [(b"host", b"exchange.example.org"), (b"content-type", b"application/x-www-form-urlencoded")]
    scope = {"type": "http", "method": "POST", "path": "/sign-in", "query_string": b"", "headers": headers}

    async def receive() -> Message:
        return next(messages)

    async def send(message: Message) -> None:
        pass

    asyncio.run(app(scope, receive, send))
    assert caplog.records == []


def test_body_that_grows_beyond_the_limit_is_refused_whatever_it_promised(browser: Browser) -> None:
    chunks = (b"x" * 65536 for _ in range(MAX_BODY // 65536 + 1))
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    response = browser.client.post("/sign-in", content=chunks, headers=headers)
    assert response.status_code == 413
    assert "large" in response.text


def test_control_characters_and_lone_surrogates_do_no_harm(browser: Browser, member: Person) -> None:
    response = browser.submit("/needs/new", {"language": "ku", "title": "a\x00b\x1b", "text": "x\r\ny", "sector": ""})
    assert response.status_code == 303
    address = response.headers["location"].partition("/how")[0]
    assert reading.typed(browser.get(f"{address}/edit"))["title"] == ["ab"]
    assert browser.post("/needs/new", {TOKEN_FIELD: "\udcff".encode("utf-8", "surrogatepass")}).status_code == 403


def test_office_that_people_may_write_to_stands_on_pages_of_errors(app: Starlette, browser: Browser) -> None:
    app.state.site.settings = browser.settings.model_copy(update={"office_address": "office@example.org"})
    for path in ("/nothing-here", "/p/unknown"):
        assert 'href="mailto:office@example.org"' in browser.get(path).text


def test_signed_in_person_stays_signed_in_on_pages_of_errors(browser: Browser, member: Person) -> None:
    response = browser.get("/nothing-here")
    assert 'href="/space"' in response.text
    assert response.headers["cache-control"] == "no-store"
