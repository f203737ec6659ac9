from collections.abc import Callable

import pytest
from sqlalchemy import select

from matchmaker.domain.job import Job
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import JobKind, Role
from matchmaker.services import accounts
from matchmaker.store import journal
from matchmaker.store.session import Database
from tests import world
from tests.web.conftest import Browser, queries
from web.pages.people import masked

COLLEAGUE = {"name": "Jiyan Remo", "email": "Jiyan@example.org", "language": "ku", "role": "staff"}
MEMBER = {"name": "Azad Mihemed", "email": "azad@example.org", "language": "ar"}


@pytest.fixture
def admin(database: Database) -> Person:
    with database.writing() as session:
        return world.staff(session, role=Role.ADMIN, name="Rojda Ehmed")


@pytest.fixture
def office(browser: Browser, admin: Person) -> Browser:
    """The browser of an administrator."""
    return browser.sign_in(admin)


@pytest.fixture
def elsewhere(new_browser: Callable[[], Browser], database: Database) -> Browser:
    """The browser of a colleague, colleague@example.org, in another room."""
    with database.writing() as session:
        colleague = world.person(session, role=Role.STAFF, email="colleague@example.org")
    return new_browser().sign_in(colleague)


def by_email(database: Database, email: str) -> Person | None:
    with database.reading() as session:
        return accounts.person_by_email(session, email)


def links_to_mail(database: Database) -> list[str]:
    """For whom the worker is to write a mail with a link to sign in."""
    with database.reading() as session:
        return list(session.scalars(select(Job.subject).where(Job.kind == JobKind.SIGN_IN)))


def test_people_are_for_administrators_only(desk: Browser, database: Database, admin: Person):
    assert desk.get("/people").status_code == 404
    assert desk.get(f"/people/{admin.id}").status_code == 404
    assert desk.submit("/outbox", to=f"/people/{admin.id}/deactivate").status_code == 404


def test_list_masks_addresses(office: Browser, database: Database):
    with database.writing() as session:
        world.person(session, name="Birgit Lohmann", email="birgit.lohmann@klinikum.example.org", phone="+999 55 1")
    text = office.get("/people").text
    assert "b…@klinikum.example.org" in text
    assert "birgit.lohmann" not in text
    assert "+999" not in text


def test_list_finds_a_part_of_a_name(office: Browser, database: Database):
    with database.writing() as session:
        world.person(session, name="Birgit Lohmann")
        world.person(session, name="Şîlan Xelîl")
    text = office.get("/people?name=lohm").text
    assert "Birgit Lohmann" in text
    assert "Şîlan Xelîl" not in text
    assert "Nobody has this name" in office.get("/people?name=%25").text


def test_list_needs_the_same_number_of_queries_for_many_people(office: Browser, database: Database):
    with queries(database.engine) as few:
        office.get("/people")
    with database.writing() as session:
        for _ in range(5):
            world.person(session, institution=world.institution(session))
    with queries(database.engine) as many:
        office.get("/people")
    assert len(many) == len(few)


@pytest.mark.parametrize(("email", "shown"), [("midya@example.org", "m…@example.org"), ("a@b.example", "a…@b.example")])
def test_masked_address(email: str, shown: str):
    assert masked(email) == shown


def test_add_colleague_mails_a_link_and_journals_it(office: Browser, database: Database, admin: Person):
    response = office.submit("/people/new", COLLEAGUE)
    person = by_email(database, "jiyan@example.org")
    assert person is not None
    assert response.headers["location"] == f"/people/{person.id}"
    assert (person.name, person.role, person.language, person.institution_id) == ("Jiyan Remo", Role.STAFF, "ku", None)
    assert links_to_mail(database) == [f"person:{person.id}"]
    with database.reading() as session:
        (entry,) = journal.read(session, action="person:add")
        assert (entry.person_id, entry.subject_id) == (admin.id, person.id)


def test_add_with_an_address_that_is_taken_says_so_beside_it(office: Browser, database: Database):
    with database.writing() as session:
        world.person(session, email="jiyan@example.org", name="Somebody Else")
    response = office.submit("/people/new", COLLEAGUE)
    assert response.status_code == 422
    assert '<p class="error" id="email-error">This e-mail address is used already.</p>' in response.text
    assert 'value="Jiyan Remo"' in response.text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": " "}, "Please write the name."),
        ({"email": "jiyan"}, "This e-mail address is not complete."),
        ({"language": "xx"}, "Not a valid choice."),
        ({"role": "member"}, "Not a valid choice."),
    ],
)
def test_add_with_something_wrong_says_what(office: Browser, database: Database, changes: dict[str, str], message: str):
    response = office.submit("/people/new", COLLEAGUE | changes)
    assert response.status_code == 422
    assert message in response.text
    assert by_email(database, "jiyan@example.org") is None


def test_add_member_belongs_to_the_institution(office: Browser, database: Database):
    with database.writing() as session:
        institution = world.institution(session)
    office.submit(f"/institutions/{institution.id}/people/new", MEMBER | {"is_head": "y"})
    person = by_email(database, "azad@example.org")
    assert person is not None
    assert (person.role, person.institution_id, person.is_head) == (Role.MEMBER, institution.id, True)
    assert links_to_mail(database) == [f"person:{person.id}"]


def test_add_third_head_says_so_beside_the_box(office: Browser, database: Database):
    with database.writing() as session:
        institution = world.institution(session)
        for _ in range(2):
            world.person(session, institution=institution, is_head=True)
    page = f"/institutions/{institution.id}/people/new"
    response = office.submit(page, MEMBER | {"is_head": "y"})
    assert response.status_code == 422
    assert '<p class="error" id="is_head-error">This institution has two heads already.</p>' in response.text
    assert office.submit(page, MEMBER).status_code == 303


def test_deactivate_ends_all_sessions_and_is_journalled(
    office: Browser, elsewhere: Browser, database: Database, admin: Person
):
    person = by_email(database, "colleague@example.org")
    assert person is not None
    assert elsewhere.get("/review").status_code == 200
    response = office.submit(f"/people/{person.id}", to=f"/people/{person.id}/deactivate")
    assert response.headers["location"] == f"/people/{person.id}"
    assert elsewhere.get("/review").headers["location"] == "/sign-in"
    assert "Close this account" not in office.get(f"/people/{person.id}").text
    assert office.submit("/people/new", to=f"/people/{person.id}/deactivate").status_code == 409
    with database.reading() as session:
        (entry,) = journal.read(session, action="person:deactivate")
        assert (entry.person_id, entry.subject_id) == (admin.id, person.id)


def test_deactivate_of_the_last_administrator_is_refused(office: Browser, database: Database, admin: Person):
    assert "Close this account" not in office.get(f"/people/{admin.id}").text
    response = office.submit("/people/new", to=f"/people/{admin.id}/deactivate")
    assert response.status_code == 422
    assert "This is the only administrator." in response.text
    assert office.get("/people").status_code == 200


def test_deactivate_of_oneself_is_refused(office: Browser, database: Database, admin: Person):
    with database.writing() as session:
        world.staff(session, role=Role.ADMIN)
    response = office.submit("/people/new", to=f"/people/{admin.id}/deactivate")
    assert response.status_code == 422
    assert "You cannot close your own account." in response.text
    assert office.get("/people").status_code == 200
