"""A text that somebody types outlives a broken line, and nothing of it outlives its purpose."""

import pytest
from playwright.sync_api import Page, expect

from tests import world
from tests.browser.conftest import NewGuest
from tests.browser.guest import Guest
from tests.browser.site import Site

pytestmark = pytest.mark.xdist_group("browser")

TITLE, TEXT = "Du hemşîre", "Li beşa me şeş înkubator hene."


def member(site: Site, new_guest: NewGuest, **options: object) -> Guest:
    with site.database.writing() as session:
        person = world.person(session, institution=world.institution(session), is_head=True)
    guest = new_guest(site, language="ku", width=360, **options)
    guest.be(person.id)
    return guest


def kept(page: Page) -> dict[str, str]:
    """Return what the browser keeps on the device."""
    stored: dict[str, str] = page.evaluate("({...localStorage})")
    return stored


def test_text_typed_on_a_broken_line_comes_back_and_is_forgotten_once_it_has_arrived(site: Site, new_guest: NewGuest):
    guest = member(site, new_guest)
    page = guest.page
    guest.open("/needs/new")
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=text]").fill(TEXT)
    page.context.set_offline(offline=True)
    page.locator("main form button").click()
    expect(page.locator("main form .kept")).to_be_visible()  # says that there is no connection
    expect(page.locator("[name=text]")).to_have_value(TEXT)
    page.context.set_offline(offline=False)

    guest.open("/needs/new")  # perhaps the browser was closed in between
    expect(page.locator("[name=title]")).to_have_value(TITLE)
    expect(page.locator("[name=text]")).to_have_value(TEXT)
    guest.send("/needs/new")
    assert page.url.endswith("/how?saved=need-new")
    assert kept(page) == {}
    guest.open("/needs/new")
    expect(page.locator("[name=text]")).to_have_value("")
    expect(page.locator(".kept")).to_have_count(0)


def test_kept_text_can_be_thrown_away(site: Site, new_guest: NewGuest):
    guest = member(site, new_guest)
    for _ in ("typed", "restored"):
        guest.open("/needs/new")
        guest.page.locator("[name=title]").fill(TITLE)
    guest.open("/needs/new")
    guest.page.locator(".kept button").click()
    expect(guest.page.locator("[name=title]")).to_have_value("")
    assert kept(guest.page) == {}


def test_signing_out_leaves_nothing_on_a_shared_phone(site: Site, new_guest: NewGuest):
    guest = member(site, new_guest)
    guest.open("/needs/new")
    guest.page.locator("[name=text]").fill(TEXT)
    guest.open("/space")
    assert list(kept(guest.page)) == ["draft:need-new"]
    guest.open("/offers/new")
    guest.page.locator("[name=text]").fill(TEXT)
    with guest.page.expect_navigation():
        guest.page.locator("form[data-draft-forget-all] button").click()
    assert kept(guest.page) == {}


def test_contacts_are_never_kept_on_the_device(site: Site, new_guest: NewGuest):
    guest = new_guest(site)
    guest.open("/register")
    for name, value in {"name": "Komîna Jin", "email": "kesnizane@example.org", "phone": "+963 55 7410852"}.items():
        guest.page.locator(f"[name={name}]").fill(value)
    guest.open("/")
    (draft,) = kept(guest.page).values()
    assert [word in draft for word in ("Komîna Jin", "kesnizane", "7410852")] == [True, False, False]


def test_need_is_written_and_a_form_with_mistakes_comes_back_without_javascript(site: Site, new_guest: NewGuest):
    guest = member(site, new_guest, java_script_enabled=False)
    guest.open("/needs/new")
    guest.send("/needs/new", text=TEXT)
    expect(guest.page.locator("#title-error")).to_be_visible()
    expect(guest.page.locator("[name=text]")).to_have_value(TEXT)
    guest.send("/needs/new", title=TITLE)
    guest.send("/how", formats=["advice"], urgency="low")
    guest.send("/publish")
    guest.page.locator("main details summary").click()
    expect(guest.page.locator('form[action$="/withdraw"] button')).to_be_visible()
