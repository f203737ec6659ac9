import pytest
from sqlalchemy import select

from matchmaker.domain.institution import Institution
from matchmaker.domain.mail import Mail
from matchmaker.domain.match import Pairing
from matchmaker.domain.translation import Translation
from matchmaker.domain.vocabulary import Side, Standing, Verdict
from matchmaker.services import registration
from matchmaker.store import journal
from matchmaker.store.session import Database
from tests import world
from tests.web.conftest import Browser, queries

PROFILE = {
    "kind": "hospital",
    "name": "Nexweşxaneya Nû",
    "language": "ku",
    "country": "SY",
    "place": "Qamişlo",
    "region": "Cizîr",
    "about": "Em nû ne.",
    "languages": ["ku", "ar"],
    "sectors": ["health"],
}


def added(database: Database, **fields: object) -> Institution:
    with database.writing() as session:
        return world.institution(session, **fields)  # type: ignore[arg-type]  # what the factory takes


def stored(database: Database, institution: Institution) -> Institution:
    with database.reading() as session:
        return session.get_one(Institution, institution.id)


def test_list_shows_those_that_wait_first(desk: Browser, database: Database):
    added(database, name="Aştî")
    added(database, name="Zozan", standing=Standing.PENDING)
    text = desk.get("/institutions").text
    assert text.index("Zozan") < text.index("Aştî")
    assert ">Waits for the centre <b>1</b>" in text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("standing=pending", {"Zozan"}),
        ("side=abroad", {"Bremen 1"}),
        ("name=a%C5%9F", {"Aştî"}),
        ("side=nes&standing=verified", {"Aştî"}),
        ("side=nowhere&standing=nothing", {"Aştî", "Zozan", "Bremen 1"}),
    ],
)
def test_list_shows_what_is_asked_for(desk: Browser, database: Database, query: str, names: set[str]):
    added(database, name="Aştî")
    added(database, name="Zozan", standing=Standing.PENDING)
    added(database, name="Bremen 1", side=Side.ABROAD)
    text = desk.get(f"/institutions?{query}").text
    assert {name for name in ("Aştî", "Zozan", "Bremen 1") if f">{name}</bdi>" in text} == names


def test_list_past_its_end_goes_to_the_last_page(desk: Browser, database: Database):
    with database.writing() as session:
        for number in range(registration.PAGE + 1):
            world.institution(session, name=f"Number {number}")
    assert "Page 1 of 2" in desk.get("/institutions?side=nes").text
    assert desk.get("/institutions?side=nes&page=9").headers["location"] == "/institutions?side=nes&page=2"


def test_list_is_for_staff_only(browser: Browser, database: Database):
    with database.writing() as session:
        member = world.person(session, institution=world.institution(session))
    browser.sign_in(member)
    assert browser.get("/institutions").status_code == 404
    assert browser.get(f"/institutions/{member.institution_id}").status_code == 404


def test_page_shows_names_of_people_and_no_way_to_reach_them(desk: Browser, database: Database):
    institution = added(database)
    with database.writing() as session:
        found = session.get_one(Institution, institution.id)
        world.person(session, institution=found, name="Rojîn Demir", is_head=True, phone="+999 55 123 4567")
        world.person(session, institution=found, name="Gone Away", active=False)
    with queries(database.engine) as sent:
        text = desk.get(f"/institutions/{institution.id}").text
    assert "<bdi>Rojîn Demir</bdi>" in text
    assert "Gone Away" not in text
    assert "@" not in text
    assert "4567" not in text
    of_it = [statement for statement in sent if "people.institution_id = " in statement]
    assert [("people.email" in each, "people.phone" in each) for each in of_it] == [(False, False)]


def test_page_shows_the_profile_in_its_own_language_with_translations(desk: Browser, database: Database):
    institution = added(database, name="مجلس العدالة", language="ar")
    with database.writing() as session:
        found = session.get_one(Institution, institution.id)
        found.about = "نعمل معاً"
        found.translations = [Translation(language="en", title="Justice council", text="We work together")]
    text = desk.get(f"/institutions/{institution.id}").text
    assert '<h1 lang="ar" dir="rtl">مجلس العدالة</h1>' in text
    assert '<p class="said" lang="ar">نعمل معاً</p>' in text
    assert '<h3 lang="en">Justice council</h3>' in text


def test_page_shows_what_it_does_with_us(desk: Browser, database: Database):
    with database.writing() as session:
        exchange = world.exchange(session)
        pairing = exchange.proposal.pairing
        draft = world.proposal(session, pairing=pairing)
        institution = pairing.nes
        need = pairing.matches[0].need
    text = desk.get(f"/institutions/{institution.id}").text
    for path in (
        f"/needs/{need.id}",
        f"/review/{pairing.id}",
        f"/proposals/{exchange.proposal_id}",
        f"/proposals/{draft.id}",
        f"/exchanges/{exchange.id}",
    ):
        assert f'href="{path}"' in text


def test_page_needs_the_same_number_of_queries_however_much_there_is(desk: Browser, database: Database):
    with database.writing() as session:
        institution = world.exchange(session).proposal.pairing.nes
        world.offer(session, institution)
        world.person(session, institution=institution)
    with queries(database.engine) as few:
        desk.get(f"/institutions/{institution.id}")
    with database.writing() as session:
        found = session.get_one(Institution, institution.id)
        for _ in range(3):
            pairing = world.pairing_with_match(session, nes=found, verdict=Verdict.APPROVED)
            world.exchange(session, accepted=world.proposal(session, pairing=pairing))
            world.person(session, institution=found)
            world.offer(session, found)
    with queries(database.engine) as many:
        desk.get(f"/institutions/{institution.id}")
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("before", "verb", "after"),
    [
        (Standing.PENDING, "verify", Standing.VERIFIED),
        (Standing.PENDING, "refuse", Standing.REFUSED),
        (Standing.VERIFIED, "pause", Standing.PAUSED),
        (Standing.PAUSED, "verify", Standing.VERIFIED),
    ],
)
def test_standing_is_changed_and_journalled(
    desk: Browser, database: Database, before: Standing, verb: str, after: Standing
):
    institution = added(database, standing=before)
    page = f"/institutions/{institution.id}"
    assert desk.submit(page, to=f"{page}/{verb}").headers["location"] == page
    assert stored(database, institution).standing is after
    with database.reading() as session:
        entries = journal.read(session, subject="institutions", subject_id=institution.id)
        assert [entry.action for entry in entries] == [f"institution:{after}"]


@pytest.mark.parametrize(
    ("verb", "subjects"),
    [("verify", ["Nexweşxaneya Roj now takes part"]), ("refuse", ["About your registration"])],
)
def test_heads_hear_what_was_decided_about_a_registration(
    desk: Browser, database: Database, verb: str, subjects: list[str]
):
    institution = added(database, standing=Standing.PENDING)
    with database.writing() as session:
        world.person(session, institution=session.get_one(Institution, institution.id), is_head=True)
    page = f"/institutions/{institution.id}"
    desk.submit(page, to=f"{page}/{verb}")
    with database.reading() as session:
        assert list(session.scalars(select(Mail.subject))) == subjects


def test_standing_step_that_is_not_open_any_more_is_refused(desk: Browser, database: Database):
    institution = added(database, standing=Standing.REFUSED)
    page = f"/institutions/{institution.id}"
    assert desk.submit(page, to=f"{page}/pause").status_code == 409
    assert stored(database, institution).standing is Standing.REFUSED


def test_pause_takes_undecided_pairings_out_of_the_queue(desk: Browser, database: Database):
    with database.writing() as session:
        institution = world.pairing_with_match(session).nes
    page = f"/institutions/{institution.id}"
    desk.submit(page, to=f"{page}/pause")
    with database.reading() as session:
        assert session.scalars(select(Pairing)).all() == []


def test_edit_saves_the_profile_and_journals_which_fields_changed(desk: Browser, database: Database):
    institution = added(database, languages=["ku", "ar"])
    page = f"/institutions/{institution.id}/edit"
    response = desk.submit(page, PROFILE)
    assert response.headers["location"] == f"/institutions/{institution.id}?saved=institution-{institution.id}"
    saved = stored(database, institution)
    assert (saved.name, saved.about, saved.region) == ("Nexweşxaneya Nû", "Em nû ne.", "Cizîr")
    with database.reading() as session:
        (entry,) = journal.read(session, action="institution:edit")
        assert set(entry.details["fields"]) == {"name", "about", "region"}


def test_edit_with_a_missing_name_keeps_what_was_typed(desk: Browser, database: Database):
    institution = added(database)
    response = desk.submit(f"/institutions/{institution.id}/edit", PROFILE | {"name": " "})
    assert response.status_code == 422
    assert "Em nû ne.</textarea>" in response.text
    assert stored(database, institution).name == institution.name


def test_translation_stands_beside_the_original_and_replaces_an_older_one(desk: Browser, database: Database):
    institution = added(database)
    page = f"/institutions/{institution.id}/translation"
    for title in ("Roj", "Roj Hospital"):
        desk.submit(page, {"language": "en", "title": title, "text": "A small hospital"})
    with database.reading() as session:
        found = session.get_one(Institution, institution.id)
        assert found.name == institution.name
        assert [(each.language, each.title, each.text) for each in found.translations] == [
            ("en", "Roj Hospital", "A small hospital")
        ]
    assert 'value="Roj Hospital"' in desk.get(f"{page}?language=en").text


def test_translation_into_the_language_of_the_original_is_refused(desk: Browser, database: Database):
    institution = added(database, language="ku")
    response = desk.submit(f"/institutions/{institution.id}/translation", {"language": "ku", "title": "Roj"})
    assert response.status_code == 422
    assert "The original is in this language." in response.text
