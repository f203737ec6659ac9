"""While somebody writes, a line says how many offers look close; it comes from real typing in a real Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Request, expect

from matchmaker.domain.vocabulary import Side
from matchmaker.matching.encode import open_encoder
from matchmaker.services.entries import entry
from matchmaker.store import vectors
from tests import world
from tests.browser.conftest import NewGuest
from tests.browser.guest import Guest
from tests.browser.site import Site

pytestmark = pytest.mark.xdist_group("browser")

TITLE = "Training for newborn nurses"
TEXT = "Our ward has six incubators and two nurses. We look for a course in neonatal care."


@pytest.fixture
def writer(site: Site, new_guest: NewGuest) -> Iterator[Guest]:
    """Somebody in NES at the form of a need; one offer abroad answers what they will write."""
    with site.database.writing() as session:
        person = world.person(session, institution=world.institution(session), is_head=True)
        offer = world.offer(session, world.institution(session, side=Side.ABROAD))
        encoder, text = open_encoder(), entry(offer).versions[0].text
        vectors.keep(session, {text: encoder.encode([text])[0]}, encoder_version=encoder.version)
    guest = new_guest(site, width=360)
    guest.be(person.id)
    guest.open("/needs/new")
    yield guest
    with site.database.writing() as session:  # the site is shared
        session.delete(session.merge(offer))


def asked(page: Page) -> list[Request]:
    """Return the list to which every question is added from now on."""
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.url.endswith("/close") else None)
    return sent


def test_line_says_how_many_look_close_and_is_read_out(writer: Guest):
    page, line = writer.page, writer.page.locator("[data-close-said]")
    expect(line).to_have_text("")
    page.locator("[name=sector]").select_option("health")
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=text]").press_sequentially(TEXT)
    expect(line).to_have_text("1 offer looks close.")
    expect(line).to_have_attribute("aria-live", "polite")
    page.locator("[name=title]").fill("")
    page.locator("[name=text]").fill("Nurses")
    expect(line).to_have_text("")


def test_typing_asks_once_at_its_end_and_only_what_is_needed(writer: Guest):
    page = writer.page
    sent = asked(page)
    page.locator("[name=title]").press_sequentially(TITLE)
    page.locator("[name=text]").press_sequentially(TEXT)
    expect(page.locator("[data-close-said]")).not_to_have_text("")
    assert len(sent) <= 2  # a slow machine may pause once in the middle of the words
    body = (sent[-1].post_data_buffer or b"").decode()
    names = [part.split('"')[1] for part in body.split("Content-Disposition: form-data; ")[1:]]
    assert names == ["form_token", "language", "title", "text", "sector"]


def test_broken_line_is_no_trouble(writer: Guest):
    page, line = writer.page, writer.page.locator("[data-close-said]")
    sent = asked(page)
    page.route("**/needs/close", lambda route: route.abort())
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=text]").fill(TEXT)
    with page.expect_event("requestfailed"):
        pass
    expect(line).to_have_text("")
    page.unroute("**/needs/close")
    page.locator("[name=sector]").select_option("health")
    expect(line).to_have_text("1 offer looks close.")
    assert len(sent) >= 2


def test_draft_that_comes_back_is_looked_at_too(writer: Guest):
    writer.page.locator("[name=sector]").select_option("health")
    writer.page.locator("[name=title]").fill(TITLE)
    writer.page.locator("[name=text]").fill(TEXT)
    writer.open("/needs/new")
    expect(writer.page.locator("[name=text]")).to_have_value(TEXT)
    expect(writer.page.locator("[data-close-said]")).to_have_text("1 offer looks close.")


def test_last_look_says_it_without_javascript(site: Site, new_guest: NewGuest, writer: Guest):
    plain = new_guest(site, width=360, java_script_enabled=False, storage_state=writer.page.context.storage_state())
    plain.open("/needs/new")
    expect(plain.page.locator("[data-close-said]")).to_have_text("")
    plain.send("/needs/new", title=TITLE, text=TEXT, sector="health")
    plain.send("/how", formats=["education"], urgency="low")
    expect(plain.page.locator("main .close")).to_have_text("1 offer looks close.")
