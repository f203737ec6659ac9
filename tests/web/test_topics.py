"""What a need is about: read in its text, chosen by its writer, shown to its readers; and words in other languages."""

import re
from html import unescape

import pytest
from httpx2 import Response
from sqlalchemy import select

from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import Sector, Verdict
from matchmaker.services import registration
from matchmaker.services.thesaurus import shipped, topic_names
from matchmaker.store.session import Database
from tests import world
from tests.web import reading
from tests.web.conftest import Browser
from tests.web.test_forms import NEED_HOW

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

CARE = shipped().concepts["health-neonatal-care"]
TEXT = f"Two nurses for six incubators; we look for a course in {CARE.preferred('en')}."
CHOICES = re.compile(r'<input[^>]*name="topics"[^>]*value="([\w-]+)"')
HINT = re.compile(r'<p class="hint" id="topics-hint">(.*?)</p>', re.DOTALL)
WORDS = re.compile(r'<details class="words" lang="(\w+)" dir="(\w+)">.*?</details>', re.DOTALL)
TERM = re.compile(r'<dt lang="(\w+)" dir="(\w+)">(.*?)</dt><dd>(.*?)</dd>')


def _need(database: Database, member: Person, **fields: object) -> Need:
    with database.writing() as session:
        ours = session.get_one(Person, member.id).institution
        assert ours
        return world.need(session, ours, **fields)  # type: ignore[arg-type]


def _in_sight(response: Response) -> list[str]:
    """Return the topics that can be chosen without unfolding anything."""
    field = response.text.partition('id="topics"')[2].partition('id="formats"')[0]
    return CHOICES.findall(field.partition("<details")[0])


def _terms(response: Response) -> list[tuple[str, str, str, str]]:
    """Return language and direction of a word, the word as written, and what it is called."""
    told = [term for found in WORDS.finditer(response.text) for term in TERM.findall(found[0])]
    return [(lang, way, unescape(word), unescape(meaning)) for lang, way, word, meaning in told]


def test_topics_read_in_the_text_are_chosen_beforehand_and_the_others_of_the_field_folded_away(
    browser: Browser, database: Database, member: Person
) -> None:
    page = browser.get(f"/needs/{_need(database, member, text=TEXT, title='Newborns').id}/how")
    chosen = reading.typed(page)["topics"]
    assert chosen[0] == "health-maternal"
    assert len(chosen) <= 3
    assert set(chosen) <= set(_in_sight(page))
    of_sector = [topic.id for topic in shipped().topics_of(Sector.HEALTH)]
    assert sorted(set(CHOICES.findall(page.text))) == sorted({*of_sector, *_in_sight(page)})
    assert "<summary>Topics of the field “Health”</summary>" in page.text
    assert HINT.findall(page.text) == [
        "We read this in your text. Take away what does not fit; three topics are enough."
    ]


def test_choice_of_the_writer_is_kept_and_not_guessed_over(
    browser: Browser, database: Database, member: Person
) -> None:
    need = _need(database, member, text=TEXT)
    address = f"/needs/{need.id}/how"
    assert browser.submit(address, NEED_HOW | {"topics": ["health-mental"]}).status_code == 303
    page = browser.get(address)
    assert reading.typed(page)["topics"] == ["health-mental"]
    assert "health-mental" in _in_sight(page)
    assert HINT.findall(page.text) == ["Up to three topics; with them we find sooner who fits."]
    with database.reading() as session:
        assert session.scalars(select(Need.topics)).all() == [["health-mental"]]


def test_topic_chosen_before_the_field_was_changed_can_still_be_kept(
    browser: Browser, database: Database, member: Person
) -> None:
    need = _need(database, member, text=TEXT)
    with database.writing() as session:
        kept = session.get_one(Need, need.id)
        kept.topics, kept.sector = ["health-mental"], Sector.MEDIA
    page = browser.get(f"/needs/{need.id}/how")
    assert reading.typed(page)["topics"] == ["health-mental"]
    assert browser.submit(f"/needs/{need.id}/how", NEED_HOW | {"topics": ["health-mental"]}).status_code == 303


def test_field_without_anything_read_shows_its_topics_unfolded(
    browser: Browser, database: Database, member: Person
) -> None:
    page = browser.get(f"/needs/{_need(database, member, title='Help', text='Please.').id}/how")
    assert _in_sight(page) == []
    assert "<details open><summary>Topics of the field “Health”</summary>" in page.text
    assert "topics" not in reading.typed(page)


def test_without_field_and_mentions_the_way_to_topics_is_said(
    browser: Browser, database: Database, member: Person
) -> None:
    need = _need(database, member, title="Help", text="Please.", sector=None)
    page = browser.get(f"/needs/{need.id}/how")
    assert CHOICES.findall(page.text) == []
    assert HINT.findall(page.text) == [
        f'<a href="/needs/{need.id}/edit">Choose a field in the step before, and its topics stand here.</a>'
    ]
    assert browser.submit(f"/needs/{need.id}/how", NEED_HOW | {"topics": []}).status_code == 303


@pytest.mark.parametrize("language", ["en", "ku", "ar"])
def test_topics_are_shown_in_the_readers_language(
    browser: Browser, database: Database, member: Person, language: str
) -> None:
    need = _need(database, member)
    with database.writing() as session:
        session.get_one(Need, need.id).topics = ["health-mental", "health-gone", "health-chronic"]
    shown = unescape(browser.get(f"/needs/{need.id}?lang={language}").text)
    assert f"<dd>{' · '.join(topic_names(['health-mental', 'health-chronic'], language))}</dd>" in shown


@pytest.mark.parametrize(("reader", "direction"), [("ku", "ltr"), ("ar", "rtl")])
def test_words_of_a_text_in_another_language_are_told_in_the_readers(
    browser: Browser, database: Database, member: Person, reader: str, direction: str
) -> None:
    need = _need(database, member, text=TEXT)
    page = browser.get(f"/needs/{need.id}?lang={reader}")
    assert ("en", "ltr", CARE.preferred("en"), CARE.preferred(reader)) in _terms(page)
    assert [each[:2] for each in WORDS.findall(page.text)] == [(reader, direction)]
    assert _terms(browser.get(f"/needs/{need.id}?lang=en")) == []


def test_pairing_and_answer_pages_tell_words_too(desk: Browser, database: Database) -> None:
    with database.writing() as session:
        pairing = world.pairing_with_match(session, verdict=Verdict.WAITING)
        match = pairing.matches[0]
        session.get_one(Need, match.need_id).text = TEXT
        session.get_one(Offer, match.offer_id).topics = ["health-maternal"]
    page = desk.get(f"/review/{pairing.id}?lang=ku")
    assert CARE.preferred("en") in [word for _, _, word, _ in _terms(page)]
    assert f"<span>{topic_names(['health-maternal'], 'ku')[0]}</span>" in unescape(page.text)


def test_translation_beside_an_original_that_the_reader_reads_needs_no_words(
    browser: Browser, database: Database, member: Person
) -> None:
    need = _need(database, member, text="Em li mamosteyekê digerin.", title="Mamoste", language="ku")
    with database.writing() as session:
        registration.translate(session, session.get_one(Need, need.id), language="en", title="", text=TEXT, by=None)
    assert _terms(browser.get(f"/needs/{need.id}?lang=ku")) == []
    assert CARE.preferred("en") in [word for _, _, word, _ in _terms(browser.get(f"/needs/{need.id}?lang=ar"))]
