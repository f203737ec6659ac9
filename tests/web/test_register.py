"""An institution registers, on one page, on a weak line."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from matchmaker.domain.institution import Institution
from matchmaker.domain.job import Job
from matchmaker.domain.mail import Mail
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import JobKind, MailKind
from matchmaker.store.session import Database
from tests import world
from tests.at_once import at_once
from tests.web.conftest import Browser
from tests.web.test_forms import REGISTER
from web.security import TOKEN_FIELD

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def _institutions(database: Database) -> list[Institution]:
    with database.reading() as session:
        return list(session.scalars(select(Institution)))


def test_registered_institution_waits_for_the_centre_and_its_head_gets_a_receipt(
    browser: Browser, database: Database
) -> None:
    browser.get("/register?lang=ku")
    response = browser.submit("/register", REGISTER)
    assert response.status_code == 200
    with database.reading() as session:
        institution = session.scalars(select(Institution)).one()
        head = session.scalars(select(Person)).one()
        mail = session.scalars(select(Mail).where(Mail.kind == MailKind.RECEIPT)).one()
    kept = {field: getattr(institution, field) for field in ("side", "kind", "name", "language", "country", "place")}
    assert kept == {field: REGISTER[field] for field in kept}
    assert (institution.standing, institution.about) == ("pending", REGISTER["about"])
    assert (head.name, head.email, head.phone) == (REGISTER["person"], REGISTER["email"], REGISTER["phone"])
    assert (head.is_head, head.institution_id, head.language, head.role) == (True, institution.id, "ku", "member")
    assert (mail.person_id, mail.language) == (head.id, "ku")


@SQLITE
def test_form_begins_with_the_language_that_the_page_is_in(browser: Browser) -> None:
    assert '<option selected value="ar">' in browser.get("/register?lang=ar").text


def test_known_and_new_address_are_answered_alike_and_get_a_link_to_sign_in(
    new_browser: Callable[[], Browser], database: Database
) -> None:
    with database.writing() as session:
        known = world.person(session, institution=world.institution(session), email="rojin@example.org")
    for_known = new_browser().submit("/register", REGISTER)
    for_new = new_browser().submit("/register", REGISTER | {"email": "new@example.org"})
    assert (for_known.status_code, for_known.text) == (for_new.status_code, for_new.text)
    assert len(_institutions(database)) == 2  # the one that was there, and the new one
    with database.reading() as session:
        new = session.scalars(select(Person).where(Person.id != known.id)).one()
        links = session.scalars(select(Job.subject).where(Job.kind == JobKind.SIGN_IN).order_by(Job.id)).all()
    assert links == [f"person:{known.id}", f"person:{new.id}"]


def test_form_sent_four_times_at_once_registers_once(new_browser: Callable[[], Browser], database: Database) -> None:
    browser = new_browser()
    token = browser.token()
    cookies = dict(browser.client.cookies)

    def send(_number: int) -> int:
        same = new_browser()
        same.client.cookies.update(cookies)
        return same.post("/register", {TOKEN_FIELD: token} | REGISTER).status_code

    assert at_once(send, times=4) == [200] * 4
    assert len(_institutions(database)) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count(Person.id))) == 1
        assert session.scalar(select(func.count(Mail.id)).where(Mail.kind == MailKind.RECEIPT)) == 1
