"""What could be added: the writer is led to the form, the staff are told."""

import re

from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import ListingStatus
from matchmaker.services.advice import Addition, Advice
from matchmaker.store.session import Database
from tests import world
from tests.web.conftest import Browser
from web import advice_words

ADDED = re.compile(r'<li><a href="([^"]+)">([^<]+)</a></li>')


def test_writer_is_led_to_the_forms_in_which_it_is_added(browser: Browser, database: Database):
    with database.writing() as session:
        person = world.person(session, institution=world.institution(session))
        assert person.institution
        need = world.need(session, person.institution, text="Six nurses.", sector=None, formats=[])
    page = f"/needs/{need.id}"
    assert ADDED.findall(browser.sign_in(person).get(page).text) == [
        (f"{page}/edit", "Tell a little more: what is there, what is missing, and for how many people."),
        (f"{page}/edit", "Choose the field that it belongs to."),
        (f"{page}/how", "Choose the topics that it is about."),
    ]


def test_nothing_is_advised_for_what_is_withdrawn_or_belongs_to_others(
    browser: Browser, desk: Browser, database: Database
):
    with database.writing() as session:
        person = world.person(session, institution=world.institution(session))
        assert person.institution
        need = world.need(session, person.institution, sector=None)
        gone = world.need(session, person.institution, sector=None, status=ListingStatus.WITHDRAWN)
    assert "So that we find better matches" not in desk.get(f"/needs/{need.id}").text
    assert "So that we find better matches" not in browser.sign_in(person).get(f"/needs/{gone.id}").text


def test_staff_see_what_could_be_added_and_links_only_to_what_they_may_do(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
        need, offer = pairing.matches[0].need, pairing.matches[0].offer
        need.sector, need.language = None, "ku"
        assert offer.language == "en"
    page = desk.get(f"/review/{pairing.id}").text
    advice = page[page.index('class="advice"') :]
    assert f'href="/needs/{need.id}/translation"' in advice
    assert f"/needs/{need.id}/edit" not in advice
    assert "<li>Choose the field that it belongs to.</li>" in advice


def test_sentences_of_needs_and_offers():
    advised = [Advice(addition, 1.0, "de") for addition in (Addition.TRANSLATION, Addition.TEXT)]
    told = [[each.sentence for each in advice_words.lines(advised, listing, "en")] for listing in (Need(), Offer())]
    assert told == [
        [
            "Add a translation: many offers that could fit are written in German.",
            "Tell a little more: what is there, what is missing, and for how many people.",
        ],
        [
            "Add a translation: many needs that could fit are written in German.",
            "Tell a little more: what you know, whom it has helped, and how you could pass it on.",
        ],
    ]


def test_every_addition_has_a_sentence_and_a_form_for_needs_and_offers():
    advised = [Advice(addition, 1.0, "de") for addition in Addition]
    pages = [[each.page for each in advice_words.lines(advised, listing, "en")] for listing in (Need(), Offer())]
    assert {page.partition("_")[2] for lines in pages for page in lines} == {"edit", "how", "translation"}
    assert [{page.partition("_")[0] for page in lines} for lines in pages] == [{"need"}, {"offer"}]
