"""Every page of the route table, in every language: all can use it, on a phone too, and it weighs little.

What leaves our origin, breaks the content security policy or fails in a script is caught by the fixture `new_guest`.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, Response, expect

from tests.browser.conftest import HEIGHT, NewGuest
from tests.browser.guest import Guest
from tests.browser.site import Site, running
from tests.browser.table import NOBODY, STAFF, Demo, Opening

pytestmark = pytest.mark.xdist_group("demo")

PHONE = 360  # CSS pixels: the narrow phones that are sold most
DESK = 1280
HEAVIEST = 60_000  # bytes of HTML before compression
HEAVIER = {"pairing": 80_000}
"""Bytes: three matches of each direction stand there in full, with both texts in their languages and the marked words;
on the line they are 13 kB."""
FIRST_VISIT = 30_000  # bytes on the line: the first page with its sheets, script and icon
BESIDE_THE_TABLE = [Opening(NOBODY, path) for path in ("/nowhere", "/p/unknown", "/sign-in/unknown")]


class Look(NamedTuple):
    """How a page is looked at."""

    language: str
    direction: str
    width: int
    scheme: str


LOOKS = [Look("en", "ltr", DESK, "light"), Look("ku", "ltr", PHONE, "dark"), Look("ar", "rtl", PHONE, "light")]


@pytest.fixture(scope="module")
def served(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("served")
    with running(f"sqlite:///{shutil.copy(demo_file, home / 'demo.sqlite3')}", home) as site:
        yield site


@pytest.fixture(scope="module")
def demo(served: Site) -> Demo:
    with served.database.writing() as session:
        return Demo.prepared(session)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.language)
def test_every_page_can_be_used_by_everybody(look: Look, served: Site, demo: Demo, new_guest: NewGuest):
    guests: dict[str, Guest] = {}
    flaws: list[str] = []
    for opening in [*demo.openings(served.database), *BESIDE_THE_TABLE]:
        if opening.reader not in guests:
            guest = guests[opening.reader] = new_guest(served, language=look.language, color_scheme=look.scheme)
            guest.be(demo.people.get(opening.reader))
            guest.page.goto(f"/?lang={look.language}")  # chosen in the header, else a person's own language would win
        page = guests[opening.reader].page
        page.set_viewport_size({"width": look.width, "height": HEIGHT})
        response = page.goto(opening.path)
        assert response
        flaws += [f"{opening.reader} {opening.path}: {flaw}" for flaw in _flaws(page, response, opening, look)]
    assert flaws == []


def test_form_with_mistakes_can_be_used_by_everybody(served: Site, new_guest: NewGuest):
    guest = new_guest(served, language="ar", width=PHONE, color_scheme="dark")
    guest.open("/register")
    guest.send("/register")
    expect(guest.page.locator(".notice.bad a")).to_have_count(guest.page.locator(".error").count())
    assert broken_rules(guest.page) == []


def test_first_visit_is_light(served: Site, new_guest: NewGuest):
    """Measured on the line: home page, style sheets, script and icon, compressed as they are sent."""
    guest = new_guest(served)
    sent: list[Request] = []

    def on_request(request: Request) -> None:
        sent.append(request)

    guest.page.on("request", on_request)
    guest.page.goto("/")
    assert {request.resource_type for request in sent} >= {"document", "stylesheet", "script"}
    assert sum(request.sizes()["responseBodySize"] for request in sent) < FIRST_VISIT


@pytest.mark.parametrize("language", ["en", "ar"])
def test_north_and_east_syria_is_the_bank_at_the_beginning_of_the_line(
    language: str, served: Site, demo: Demo, new_guest: NewGuest
):
    guest = new_guest(served, language=language)
    guest.be(demo.people[STAFF])
    guest.page.goto(f"/review/{demo.ids['/review']}?lang={language}")
    banks = guest.page.locator(".banks").first.locator("> .bank, > .bridge")
    boxes = [bank.bounding_box() for bank in banks.all()]
    middles = [box["x"] + box["width"] / 2 for box in boxes if box]
    assert len(middles) == 3
    assert middles == sorted(middles, reverse=language == "ar")
    assert (middles[0] > DESK / 2) is (language == "ar")
    assert abs(middles[1] - DESK / 2) < 1  # the bridge stands in the middle


def test_pairing_and_proposal_can_be_printed(served: Site, demo: Demo, new_guest: NewGuest):
    """On paper stand the texts and the reasons; the ways through the site and the forms' buttons do not."""
    guest = new_guest(served, color_scheme="dark")
    guest.be(demo.people[STAFF])
    for path in (f"/review/{demo.ids['/review']}", f"/proposals/{demo.ids['/proposals']}"):
        guest.page.goto(path)
        guest.page.emulate_media(media="print")
        expect(guest.page.locator(".bank").first).to_be_visible()
        expect(guest.page.locator(".planks").first).to_be_visible()
        shown = guest.page.locator("nav, button, .button").all()
        assert [each.inner_text() for each in shown if each.is_visible()] == []
        paper = guest.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == "rgb(255, 255, 255)"
        assert guest.page.pdf(prefer_css_page_size=True).startswith(b"%PDF-")


def _flaws(page: Page, response: Response, opening: Opening, look: Look) -> Iterator[str]:
    if response.ok is (opening in BESIDE_THE_TABLE):
        yield f"answered {response.status}"
    frame = page.locator("html")
    if (frame.get_attribute("lang"), frame.get_attribute("dir")) != (look.language, look.direction):
        yield "is in another language or direction"
    if (weight := len(response.body())) > HEAVIER.get(opening.name, HEAVIEST):
        yield f"weighs {weight} bytes"
    yield from broken_rules(page)
    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    if (width := page.evaluate("document.documentElement.scrollWidth")) > PHONE:
        yield f"is {width} px wide on a phone"


def broken_rules(page: Page) -> list[str]:
    """Return what axe finds: rule and beginning of the first element."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]
