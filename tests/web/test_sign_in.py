from sqlalchemy import select

from matchmaker.domain.mail import Mail
from matchmaker.domain.person import SignedIn
from matchmaker.domain.vocabulary import LinkPurpose, Role
from matchmaker.matching.encode import open_encoder
from matchmaker.services import accounts
from matchmaker.services.worker import Worker
from matchmaker.store.session import Database
from tests import world
from tests.web.conftest import Browser


def test_link_get_does_not_use_it_up(browser: Browser, database: Database):
    with database.writing() as session:
        person = world.staff(session)
        token = accounts.make_link(session, person, purpose=LinkPurpose.SIGN_IN)
    for _ in range(10):
        assert browser.get(f"/sign-in/{token}").status_code == 200
    assert browser.submit(f"/sign-in/{token}").headers["location"] == "/review"


def test_link_second_use_is_refused(browser: Browser, database: Database):
    with database.writing() as session:
        token = accounts.make_link(session, world.staff(session), purpose=LinkPurpose.SIGN_IN)
    browser.submit(f"/sign-in/{token}")
    assert browser.get(f"/sign-in/{token}").status_code == 410


def test_sign_in_gives_a_new_cookie(browser: Browser, database: Database):
    with database.writing() as session:
        person = world.person(session, institution=world.institution(session), role=Role.MEMBER)
    browser.get("/sign-in")
    before = browser.client.cookies["__Host-id"]
    browser.sign_in(person)
    assert browser.client.cookies["__Host-id"] != before
    assert browser.get("/space").status_code == 200


def test_asking_for_an_unknown_address_reads_the_same(browser: Browser, database: Database):
    with database.writing() as session:
        world.person(session, email="known@example.org")
    known = browser.submit("/sign-in", {"email": "known@example.org"})
    unknown = browser.submit("/sign-in", {"email": "nobody@example.org"})
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    worker = Worker(database, browser.settings, open_encoder)
    assert [worker.run_once() for _ in range(3)] == [True, True, False]  # one for each who asked
    with database.reading() as session:
        assert [mail.person.email for mail in session.scalars(select(Mail))] == ["known@example.org"]


def test_sign_out_ends_the_session_on_the_server(browser: Browser, database: Database):
    with database.writing() as session:
        person = world.person(session, institution=world.institution(session))
    browser.sign_in(person)
    cookie = browser.client.cookies["__Host-id"]
    response = browser.submit("/space", to="/sign-out")
    assert response.headers["clear-site-data"] == '"cache", "storage"'
    with database.reading() as session:
        assert session.scalars(select(SignedIn)).all() == []
    browser.client.cookies.set("__Host-id", cookie, domain="exchange.example.org")
    assert browser.get("/space").headers["location"] == "/sign-in"
