"""Writing needs and offers: three short steps, nothing lost, nothing twice."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from matchmaker.domain.base import now
from matchmaker.domain.job import Job
from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import ListingStatus, Side, Standing, Verdict
from matchmaker.services import registration
from matchmaker.store.session import Database
from tests import world
from tests.web import reading
from tests.web.conftest import Browser, queries
from tests.web.test_forms import LONG_PASTE, NEED_HOW, OFFER_HOW, TRANSLATION, WHAT
from web.security import TOKEN_FIELD

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
KEY = re.compile(r'name="key" type="hidden" value="([^"]+)"')


def _need(database: Database) -> Need:
    with database.reading() as session:
        return session.scalars(select(Need)).one()


def _count(database: Database, table: type[Need | Offer | Match | Pairing]) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def _own_need(database: Database, member: Person, **fields: object) -> Need:
    with database.writing() as session:
        person = session.get_one(Person, member.id)
        assert person.institution
        return world.need(session, person.institution, **fields)  # type: ignore[arg-type]


def test_need_is_written_in_three_steps_and_matched_when_published(
    browser: Browser, database: Database, member: Person
) -> None:
    first = browser.submit("/needs/new", WHAT)
    need = _need(database)
    assert first.headers["location"] == f"/needs/{need.id}/how?saved=need-new"
    assert (need.status, need.title, need.text) == ("draft", WHAT["title"], WHAT["text"])
    second = browser.submit(f"/needs/{need.id}/how", NEED_HOW)
    assert second.headers["location"] == f"/needs/{need.id}"
    need = _need(database)
    assert (need.formats, need.languages, need.urgency) == (["education", "advice"], ["ku"], "urgent")
    assert need.topics == NEED_HOW["topics"]
    assert need.starts_on == need.ends_on == now().date() + timedelta(days=7)
    third = browser.submit(f"/needs/{need.id}", to=f"/needs/{need.id}/publish")
    assert third.headers["location"] == f"/needs/{need.id}"
    assert "Published" in reading.notice(browser.get(f"/needs/{need.id}"))
    with database.reading() as session:
        assert session.get_one(Need, need.id).status is ListingStatus.OPEN
        assert session.scalars(select(Job.subject)).all() == [f"need:{need.id}"]


@SQLITE
def test_offer_keeps_its_capacity(browser: Browser, database: Database, member: Person) -> None:
    browser.submit("/offers/new", WHAT)
    with database.reading() as session:
        offer = session.scalars(select(Offer)).one()
    browser.submit(f"/offers/{offer.id}/how", OFFER_HOW)
    with database.reading() as session:
        assert session.get_one(Offer, offer.id).capacity == 3


def test_same_form_sent_twice_gives_one_draft_with_the_newer_words(
    browser: Browser, database: Database, member: Person
) -> None:
    key = KEY.search(browser.get("/needs/new").text)
    assert key
    sent = WHAT | {TOKEN_FIELD: browser.token(), "key": key[1]}
    first = browser.post("/needs/new", sent)
    again = browser.post("/needs/new", sent | {"title": "Sê pîrik"})
    assert (again.status_code, again.headers["location"]) == (303, first.headers["location"])
    assert _need(database).title == "Sê pîrik"


@pytest.mark.parametrize("key", ["", "x", "x" * 5000, "\x00", "form:1:1"])
def test_key_that_we_did_not_write_is_not_used(browser: Browser, database: Database, member: Person, key: str) -> None:
    for _ in range(2):
        assert browser.submit("/needs/new", WHAT | {"key": key}).status_code == 303
    assert _count(database, Need) == 2


@SQLITE
def test_draft_is_found_again_and_written_on_later_from_another_device(
    browser: Browser, new_browser: Callable[[], Browser], database: Database, member: Person
) -> None:
    browser.submit("/needs/new", WHAT)
    need = _need(database)
    later = new_browser().sign_in(member)
    assert f'href="/needs/{need.id}"' in later.get("/needs").text
    assert f'href="/needs/{need.id}/edit"' in later.get(f"/needs/{need.id}").text
    shown = reading.typed(later.get(f"/needs/{need.id}/edit"))
    assert shown == {name: [value] for name, value in WHAT.items()}
    later.submit(f"/needs/{need.id}/edit", WHAT | {"text": "Em sê ne."})
    assert (_need(database).text, _need(database).status) == ("Em sê ne.", "draft")


@pytest.mark.parametrize("encoding", ["urlencoded", "multipart"])
@SQLITE
def test_paste_of_two_megabytes_comes_back_in_its_field_with_a_message(
    browser: Browser, database: Database, member: Person, encoding: str
) -> None:
    token = browser.token("/needs/new")
    paste = (
        LONG_PASTE if encoding == "urlencoded" else "نحتاج إلى دورة " * 80_000
    )  # Arabic would be three times as long
    fields = {name: str(value) for name, value in WHAT.items()} | {"text": paste, TOKEN_FIELD: token}
    body = {"data": fields} if encoding == "urlencoded" else {"files": {name: (None, v) for name, v in fields.items()}}
    response = browser.client.post("/needs/new", **body)
    assert response.status_code == 422
    assert list(reading.errors(response)) == ["text"]
    assert reading.typed(response)["text"] == [paste.strip()]
    assert 'enctype="multipart/form-data"' in response.text
    assert _count(database, Need) == 0


@SQLITE
def test_more_than_four_megabytes_are_refused_with_a_page(browser: Browser, database: Database, member: Person) -> None:
    browser.get("/?lang=ku")
    response = browser.post("/needs/new", WHAT | {"text": "x" * 4 * 1024 * 1024})
    assert response.status_code == 413
    assert '<html lang="ku" dir="ltr">' in response.text


@SQLITE
def test_unknown_language_of_an_imported_text_survives_a_change_of_its_words(
    browser: Browser, database: Database, member: Person
) -> None:
    need = _own_need(database, member, language="nl")
    shown = reading.typed(browser.get(f"/needs/{need.id}/edit"))
    assert browser.submit(f"/needs/{need.id}/edit", shown | {"title": "Cursus"}).status_code == 303
    assert (_need(database).title, _need(database).language) == ("Cursus", "nl")


@SQLITE
def test_beginning_that_has_passed_since_may_stay_and_may_not_be_chosen(
    browser: Browser, database: Database, member: Person
) -> None:
    need = _own_need(database, member)
    long_ago = now().date() - timedelta(days=30)
    with database.writing() as session:
        session.get_one(Need, need.id).starts_on = long_ago
    kept = NEED_HOW | {"starts_on": long_ago.isoformat(), "ends_on": ""}
    assert browser.submit(f"/needs/{need.id}/how", kept).status_code == 303
    earlier = kept | {"starts_on": (long_ago - timedelta(days=1)).isoformat()}
    assert reading.errors(browser.submit(f"/needs/{need.id}/how", earlier)) == {"starts_on": "This day is past."}


@pytest.mark.parametrize("verb", ["pause", "withdraw"])
@SQLITE
def test_closing_a_need_takes_undecided_matches_out_of_review(
    browser: Browser, database: Database, member: Person, verb: str
) -> None:
    with database.writing() as session:
        ours = session.get_one(Person, member.id).institution
        pairing = world.pairing_with_match(session, nes=ours, verdict=Verdict.TO_READ)
        need_id = pairing.matches[0].need_id
    response = browser.submit(f"/needs/{need_id}", to=f"/needs/{need_id}/{verb}")
    assert response.headers["location"] == f"/needs/{need_id}"
    assert (_count(database, Match), _count(database, Pairing)) == (0, 0)


@SQLITE
def test_step_that_is_no_longer_possible_says_so(browser: Browser, database: Database, member: Person) -> None:
    need = _own_need(database, member, status=ListingStatus.WITHDRAWN)
    for verb in ("publish", "pause", "withdraw"):
        response = browser.submit("/space", to=f"/needs/{need.id}/{verb}")
        assert response.status_code == 409
        assert f'href="/needs/{need.id}"' in response.text


@SQLITE
def test_offered_buttons_all_work(browser: Browser, database: Database, member: Person) -> None:
    for status in ListingStatus:
        need = _own_need(database, member, status=status)
        forms = re.findall(rf'action="/needs/{need.id}/(\w+)"', browser.get(f"/needs/{need.id}").text)
        assert (
            forms
            == {
                "draft": ["publish", "withdraw"],
                "open": ["pause", "withdraw"],
                "paused": ["publish", "withdraw"],
                "withdrawn": [],
            }[status]
        )
        for verb in forms[:1]:
            assert browser.submit(f"/needs/{need.id}", to=f"/needs/{need.id}/{verb}").status_code == 303


@SQLITE
def test_institution_that_is_not_verified_may_write_and_is_told_what_that_means(
    browser: Browser, database: Database, member: Person
) -> None:
    need = _own_need(database, member, status=ListingStatus.DRAFT)
    words = "It is matched from the day the centre has looked at your registration."
    assert words not in browser.get(f"/needs/{need.id}").text
    with database.writing() as session:
        ours = session.get_one(Person, member.id).institution
        assert ours
        ours.standing = Standing.PENDING
    assert words in browser.get(f"/needs/{need.id}").text
    assert browser.submit(f"/needs/{need.id}", to=f"/needs/{need.id}/publish").status_code == 303


def test_translation_stands_beside_the_original_in_its_own_direction(
    browser: Browser, database: Database, member: Person
) -> None:
    need = _own_need(database, member)
    page = browser.get(f"/needs/{need.id}/translation?lang=en")
    assert reading.typed(page) == {"language": ["ku"]}  # the first that is missing; the original is in English
    arabic = TRANSLATION | {"language": "ar", "text": "دورة"}
    assert browser.submit(f"/needs/{need.id}/translation", arabic).status_code == 303
    text = browser.get(f"/needs/{need.id}").text
    assert need.text in text
    assert '<p class="said" lang="ar">دورة</p>' in text
    assert "The original was changed after this translation." not in text
    with database.writing() as session:
        session.get_one(Need, need.id).changed_at = now() + timedelta(seconds=1)
    assert "The original was changed after this translation." in browser.get(f"/needs/{need.id}").text


@SQLITE
def test_staff_read_and_translate_but_change_nothing(desk: Browser, database: Database) -> None:
    with database.writing() as session:
        need = world.need(session, world.institution(session))
    shown = desk.get(f"/needs/{need.id}").text
    assert f"/needs/{need.id}/edit" not in shown
    assert f"/needs/{need.id}/translation" in shown
    assert desk.submit(f"/needs/{need.id}/translation", TRANSLATION).status_code == 303
    assert desk.get(f"/needs/{need.id}/edit").status_code == 404


@pytest.mark.parametrize("noun", ["need", "offer"])
@SQLITE
def test_list_costs_the_same_however_long_it_is(
    browser: Browser, database: Database, member: Person, noun: str
) -> None:
    def add_one() -> None:
        with database.writing() as session:
            ours = session.get_one(Person, member.id).institution
            assert ours
            listing = world.need(session, ours) if noun == "need" else world.offer(session, ours)
            registration.translate(session, listing, language="de", title="Kurs", text="…", by=None)

    add_one()
    with queries(database.engine) as with_one:
        browser.get(f"/{noun}s")
    add_one()
    add_one()
    with queries(database.engine) as with_three:
        assert browser.get(f"/{noun}s").text.count(f'href="/{noun}s/') == 4  # and the way to a new one
    assert len(with_three) == len(with_one)


@SQLITE
def test_empty_lists_say_what_to_do_next(browser: Browser, database: Database, member: Person) -> None:
    for noun in ("need", "offer"):
        assert f'href="/{noun}s/new"' in browser.get(f"/{noun}s").text


@SQLITE
def test_partner_abroad_writes_with_the_same_pages(new_browser: Callable[[], Browser], database: Database) -> None:
    with database.writing() as session:
        abroad = world.institution(session, side=Side.ABROAD)
        person = world.person(session, institution=abroad)
    browser = new_browser().sign_in(person)
    assert browser.submit("/needs/new", WHAT).status_code == 303
    assert _need(database).institution_id == abroad.id
