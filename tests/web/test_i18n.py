"""Which language a page comes in, and that it says so itself."""

import pytest

from matchmaker.domain.person import Person
from matchmaker.i18n import direction
from matchmaker.store.session import Database
from tests import world
from tests.web.conftest import Browser

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
pytestmark = SQLITE


def _language(browser: Browser, path: str = "/", *, accept: str = "") -> str:
    """Return the language that a page says it is in; its direction must be that of the language."""
    text = browser.get(path, headers={"Accept-Language": accept} if accept else {}).text
    language = text.partition('<html lang="')[2].partition('"')[0]
    assert f'<html lang="{language}" dir="{direction(language)}">' in text
    return language


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "en"),
        ("ku", "ku"),
        ("kmr", "ku"),
        ("kmr-Latn-TR, en;q=0.5", "ku"),
        ("KU-TR", "ku"),
        ("ar-SY,ar;q=0.9,en;q=0.8", "ar"),
        ("AR", "ar"),
        ("de-DE,de;q=0.9,ar;q=0.8,en;q=0.7", "ar"),
        ("en;q=0.3, ar;q=0.5, ku;q=0.9", "ku"),
        ("ar;q=0, ku;q=0.1", "ku"),
        ("de, fr", "en"),
        ("*", "en"),
        ("ckb", "en"),
        (",;q=,ku;q=x, ;;", "en"),
        ("ku;q=2", "en"),
        ("../../etc/passwd", "en"),
    ],
)
def test_browser_that_says_what_its_person_reads_is_heard(browser: Browser, accept: str, language: str) -> None:
    assert _language(browser, accept=accept) == language


def test_language_chosen_once_is_kept(browser: Browser) -> None:
    assert _language(browser, "/?lang=ku", accept="ar") == "ku"
    assert _language(browser, "/how-it-works", accept="ar") == "ku"
    assert _language(browser, "/?lang=ar") == "ar"
    assert _language(browser, "/about") == "ar"


@pytest.mark.parametrize("wanted", ["xx", "", "KU", "de", "<script>", "ku%00"])
def test_unknown_choice_changes_nothing(browser: Browser, wanted: str) -> None:
    browser.get("/?lang=ku")
    response = browser.get(f"/?lang={wanted}")
    assert "language=" not in response.headers.get("set-cookie", "")
    assert _language(browser) == "ku"


def test_unknown_cookie_does_not_count(browser: Browser) -> None:
    browser.client.cookies.set("language", "../ar", domain="exchange.example.org")
    assert _language(browser, accept="ku") == "ku"


def test_persons_own_language_goes_before_the_browsers_and_after_the_choice(
    browser: Browser, database: Database
) -> None:
    with database.writing() as session:
        person = world.person(session, institution=world.institution(session), language="ku")
    browser.sign_in(person)
    assert _language(browser, "/space", accept="ar") == "ku"
    assert _language(browser, "/space?lang=ar") == "ar"
    assert _language(browser, "/space") == "ar"
    with database.reading() as session:
        assert session.get_one(Person, person.id).language == "ku"  # a GET changes nothing; the mails stay as they are


@pytest.mark.parametrize("language", ["en", "ku", "ar"])
def test_page_offers_each_language_by_its_own_name(browser: Browser, language: str) -> None:
    text = browser.get(f"/?lang={language}").text
    for tag, name in (("en", "English"), ("ku", "Kurmancî"), ("ar", "العربية")):
        assert f'lang="{tag}" hreflang="{tag}" dir="{direction(tag)}"' in text
        assert name in text
    assert text.count('aria-current="true"') == 1


@pytest.mark.parametrize("language", ["en", "ku", "ar"])
@pytest.mark.parametrize("path", ["/nothing-here", "/static/nothing.css", "/sign-in/unknown", "/p/unknown", "/needs/x"])
def test_pages_of_errors_come_in_the_same_language(browser: Browser, path: str, language: str) -> None:
    assert _language(browser, path, accept=language) == language


def test_caches_are_told_what_the_page_depends_on(browser: Browser) -> None:
    assert {"cookie", "accept-language"} <= {
        name.strip().lower() for name in browser.get("/").headers["vary"].split(",")
    }
