import re

import pytest

from matchmaker.config import Settings
from matchmaker.domain.mail import Mail
from matchmaker.domain.person import Person
from matchmaker.services import mailing, notices, transports
from matchmaker.store.session import Database
from tests import world
from tests.web.conftest import Browser
from web.app import create_app
from web.pages.demo_mailbox import with_links

PAGE = "/demo/mailbox"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"demo": True})


def delivered(database: Database, settings: Settings, *, name: str, language: str = "en") -> Person:
    """Mail somebody a link to sign in, as the worker of a demo would."""
    with database.writing() as session:
        person = world.person(session, institution=world.institution(session), name=name, language=language)
        mail: Mail = notices.sign_in(session, person)
    mailing.deliver(database, mail.id, transport=transports.DemoMailbox(), settings=settings)
    return person


def test_mailbox_does_not_exist_outside_the_demo(database: Database, settings: Settings):
    app = create_app(settings.model_copy(update={"demo": False, "embedded_worker": False}), database)
    assert PAGE not in {getattr(route, "path", "") for route in app.routes}


def test_mailbox_link_signs_in(browser: Browser, database: Database, settings: Settings):
    delivered(database, settings, name="Rojîn Demir")
    link = re.search(rf'<a href="{settings.base_url}(/sign-in/[^"?]+)', browser.get(PAGE).text)
    assert link
    assert browser.submit(link[1]).headers["location"] == "/space"


def test_mailbox_shows_the_newest_first_with_names_language_and_without_addresses(
    browser: Browser, database: Database, settings: Settings
):
    delivered(database, settings, name="Rojîn Demir")
    delivered(database, settings, name="نور حسن", language="ar")
    text = browser.get(PAGE).text
    assert text.index("<bdi>نور حسن</bdi>") < text.index("<bdi>Rojîn Demir</bdi>")
    assert '<p class="said" lang="ar" dir="rtl">' in text
    assert "This page exists only in the demonstration." in text
    assert "@" not in text


def test_mailbox_is_kept_nowhere(browser: Browser):
    assert browser.get(PAGE).headers["cache-control"] == "no-store"


def test_mailbox_with_nothing_in_it_says_what_to_do(browser: Browser):
    assert "No mail yet" in browser.get(PAGE).text


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("https://a.example/p/x?lang=ku\n", '<a href="https://a.example/p/x?lang=ku" dir="ltr">{0}</a>\n'),
        ("https://evil.example/p/x", "https://evil.example/p/x"),
        ("https://a.example.evil.org/p", "https://a.example.evil.org/p"),
        ("<b>&", "&lt;b&gt;&amp;"),
    ],
)
def test_links_only_our_own_can_be_followed(text: str, markup: str):
    expected = markup.format("https://a.example/p/x?lang=ku")
    assert str(with_links(text, base_url="https://a.example/")) == expected


def test_links_cannot_break_out_of_their_attribute():
    made = with_links('https://a.example/"><script>', base_url="https://a.example")
    address = "https://a.example/&#34;&gt;&lt;script&gt;"
    assert str(made) == f'<a href="{address}" dir="ltr">{address}</a>'
