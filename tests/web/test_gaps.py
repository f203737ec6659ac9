"""The page of the gaps, and the public call that staff draft from one."""

import re
from html import unescape

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.match import Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import Sector
from matchmaker.services.entries import entry
from matchmaker.store import vectors
from matchmaker.store.session import Database
from tests import world
from tests.web import reading
from tests.web.conftest import Browser

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
DRAFT = re.compile(r'<textarea id="call-(\w+)" rows="\d+" lang="(\w+)" dir="(\w+)">(.*?)</textarea>', re.DOTALL)
HEADING = re.compile(r'<h3 id="((?:need|offer)-\d+)">(.*?)</h3>')


@pytest.fixture
def soap(database: Database) -> Need:
    """Two needs about soap that nobody answers, beside one that is answered."""
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
        titles = ("Soap making, two weeks", "صناعة الصابون للنساء")
        made = [
            world.need(session, pairing.nes, title=title, text="…", language=tag, sector=Sector.COOPERATIVES)
            for title, tag in zip(titles, ("en", "ar"), strict=True)
        ]
        _read(session, [(pairing.matches[0].need, 0), (made[0], 1), (made[1], 1)])
    return made[0]


def _read(session: Session, subjects: list[tuple[Need | Offer, int]]) -> None:
    found = {entry(listing).versions[0].text: np.eye(4, dtype=np.float32)[subject] for listing, subject in subjects}
    vectors.keep(session, found, encoder_version="test")


def drafts(page: str) -> dict[str, tuple[str, str, str]]:
    return {each: (lang, direction, unescape(text)) for each, lang, direction, text in DRAFT.findall(page)}


def test_gap_stands_there_with_its_name_number_and_titles(desk: Browser, soap: Need):
    page = desk.get("/gaps").text
    assert HEADING.findall(page) == [(f"need-{soap.id}", "Soap making")]
    assert "<span>2 needs</span>" in page
    assert f'<a href="/needs/{soap.id}" lang="en" dir="ltr">Soap making, two weeks</a>' in page
    assert f'<a href="/needs/{soap.id + 1}" lang="ar" dir="rtl">صناعة الصابون للنساء</a>' in page
    assert "Every open offer is asked for." in page
    assert HEADING.findall(desk.get("/gaps?lang=ku").text) == [(f"need-{soap.id}", "Çêkirina sabûnê")]


@SQLITE
def test_call_is_drafted_in_every_language_and_names_no_institution(desk: Browser, soap: Need):
    page = desk.get(f"/gaps/needs/{soap.id}").text
    found = drafts(page)
    assert {tag: each[:2] for tag, each in found.items()} == {
        "en": ("en", "ltr"),
        "ku": ("ku", "ltr"),
        "ar": ("ar", "rtl"),
    }
    english = found["en"][2]
    assert english.splitlines()[0] == "Who has experience with this: Soap making?"
    assert "An institution in North and East Syria looks for a partner." in english
    assert english.endswith("https://exchange.example.org/register")
    assert ["Çêkirina sabûnê" in found["ku"][2], "صناعة الصابون" in found["ar"][2]] == [True, True]
    assert [word for word in ("Nexweşxaneya", "Qamişlo", "Klinikum") if word in page] == []
    assert 'method="post"' not in page[page.index("<main") : page.index("</main>")]  # there is nothing to send


@SQLITE
def test_call_for_offers_says_who_gives(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
        lone = world.offer(session, pairing.abroad, title="Beekeeping", text="Our hives.", sector=Sector.COOPERATIVES)
        _read(session, [(pairing.matches[0].offer, 0), (lone, 1)])
    assert HEADING.findall(desk.get("/gaps").text) == [(f"offer-{lone.id}", "Beekeeping")]
    said = drafts(desk.get(f"/gaps/offers/{lone.id}").text)["en"][2].split("\n\n")
    assert said[:2] == [
        "Who could use this: Beekeeping?",
        "An institution abroad offers it to institutions in North and East Syria.",
    ]


@SQLITE
def test_link_to_a_gap_that_is_closed_leads_back_and_says_so(desk: Browser, soap: Need, database: Database):
    with database.writing() as session:
        session.scalars(select(Pairing)).one().matches[0].need_id = soap.id
    response = desk.get(f"/gaps/needs/{soap.id}")
    assert (response.status_code, response.headers["location"]) == (303, "/gaps")
    assert reading.notice(desk.get("/gaps")) == "Somebody answers this by now."


@SQLITE
def test_empty_page_says_what_it_means_and_where_to_go(desk: Browser, database: Database):
    page = desk.get("/gaps").text
    assert ["Nothing is compared yet" in page, 'class="button" href="/institutions"' in page] == [True, True]
    with database.writing() as session:
        world.pairing_with_match(session)
    page = desk.get("/gaps").text
    assert ["No gaps" in page, 'class="button" href="/review"' in page] == [True, True]
