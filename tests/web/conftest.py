"""The site over a real database, and a browser without JavaScript: it keeps cookies, sends forms with their token."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import Engine, event
from starlette.applications import Starlette
from starlette.testclient import TestClient

from matchmaker.config import Settings
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import LinkPurpose
from matchmaker.services import accounts
from matchmaker.store.session import Database
from tests import world
from tests.web import house
from tests.web.house import House
from web.app import create_app
from web.security import TOKEN_FIELD

TOKEN = re.compile(rf'name="{TOKEN_FIELD}" value="([0-9a-f]+)"')


@dataclass
class Browser:
    client: TestClient
    database: Database
    settings: Settings

    def get(self, path: str, **options: Any) -> Response:  # noqa: ANN401 - what the client takes
        return self.client.get(path, follow_redirects=False, **options)

    def submit(self, page: str, data: Mapping[str, Any] | None = None, *, to: str = "") -> Response:
        """Open a page, and send one of its forms to the address `to`, or to the page's own."""
        return self.post(to or page, {TOKEN_FIELD: self.token(page), **(data or {})})

    def token(self, page: str = "/register") -> str:
        """Return what a form on this page would bring along."""
        found = TOKEN.search(self.client.get(page).text)
        assert found, f"no form on {page}"
        return found[1]

    def post(self, path: str, data: Mapping[str, Any]) -> Response:
        return self.client.post(path, data=data, headers={"Origin": self.settings.base_url}, follow_redirects=False)

    def sign_in(self, person: Person) -> "Browser":
        """Follow a link of the person, as the mail would bring it."""
        with self.database.writing() as session:
            token = accounts.make_link(session, session.get_one(Person, person.id), purpose=LinkPurpose.SIGN_IN)
        assert self.submit(f"/sign-in/{token}").status_code == 303
        return self


@pytest.fixture
def app(database: Database, settings: Settings) -> Starlette:
    return create_app(settings.model_copy(update={"embedded_worker": False}), database)


@pytest.fixture
def new_browser(app: Starlette, database: Database, settings: Settings) -> Callable[[], Browser]:
    """Make browsers that know nothing of each other."""

    def make() -> Browser:
        return Browser(TestClient(app, base_url=settings.base_url), database, settings)

    return make


@pytest.fixture
def browser(new_browser: Callable[[], Browser]) -> Browser:
    return new_browser()


@pytest.fixture
def whole(database: Database) -> House:
    with database.writing() as session:
        return house.build(session)


@pytest.fixture
def desk(browser: Browser, database: Database) -> Browser:
    """The browser of a staff member."""
    with database.writing() as session:
        person = world.staff(session)
    return browser.sign_in(person)


@contextmanager
def queries(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements that are sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def member(browser: Browser, database: Database) -> Person:
    """A member in NES, signed in."""
    with database.writing() as session:
        person = world.person(session, institution=world.institution(session), is_head=True)
    browser.sign_in(person)
    return person
