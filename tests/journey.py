"""The steps of a need's journey, each taken through the pages as a person without JavaScript takes them.

Links come out of mails that a real mail server has received; nothing here looks into the database to go on.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from html import unescape
from urllib.parse import urlsplit

from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from matchmaker.config import Settings
from matchmaker.services.worker import Worker
from matchmaker.store.session import Database
from tests.mail_server import MailServer
from tests.web.conftest import Browser
from tests.web.house import SECRET_MAIL, SECRET_PHONE
from tests.web.reading import typed

LINK = re.compile(r"https://\S+")
HREF = re.compile(r'href="(/[^"#]*)"')

PARTNER = {
    "side": "abroad",
    "kind": "hospital",
    "name": "Klinikum am Deich",
    "language": "de",
    "country": "DE",
    "place": "Bremen",
    "about": "Ein Krankenhaus mit 320 Betten und einer Frühgeborenenstation.",
    "person": "Wiebke Harms",
    "email": f"{SECRET_MAIL}.harms@example.org",
    "phone": SECRET_PHONE,
}
INSTITUTION = {
    "side": "nes",
    "kind": "hospital",
    "name": "Nexweşxaneya Roj",
    "language": "ku",
    "country": "SY",
    "place": "Qamişlo",
    "about": "Em nexweşxaneya zarokan a bajêr in, bi çil nivînan.",
    "person": "Rojîn Demir",
    "email": f"{SECRET_MAIL}.demir@example.org",
    "phone": SECRET_PHONE,
}
OFFER = {
    "language": "en",
    "title": "Course in neonatal nursing",
    "text": "Our senior nurses teach the care of premature babies, by video or on the ward.",
    "sector": "health",
}
NEED = {
    "language": "ku",
    "title": "Perwerde ji bo hemşîreyên nûbûyiyan",
    "text": "Li beşa me şeş înkubator û du hemşîre hene. Em li perwerdeyekê ji bo lênêrîna pitikên nûbûyî digerin.",
    "sector": "health",
}
IN_ENGLISH = {
    "language": "en",
    "title": "Training for nurses of newborn babies",
    "text": "Our ward has six incubators and two nurses. We look for a course in the care of premature babies.",
}
HOW: dict[str, dict[str, str | list[str]]] = {
    "need": {"formats": ["education"], "languages": ["en"], "urgency": "normal"},
    "offer": {"formats": ["education"], "languages": ["en"], "capacity": "1"},
}


@dataclass
class Journey:
    app: Starlette
    database: Database
    settings: Settings
    mail_server: MailServer
    worker: Worker

    def new_browser(self) -> Browser:
        return Browser(TestClient(self.app, base_url=self.settings.base_url), self.database, self.settings)

    def work(self) -> None:
        """Let the worker do everything that waits."""
        while self.worker.run_once():
            pass

    def mails_to(self, email: str) -> list[EmailMessage]:
        return [mail for mail in self.mail_server.received if mail["To"].addresses[0].addr_spec == email]

    def link_to(self, email: str) -> str:
        """Return where the link in the newest mail to this address leads."""
        (link,) = LINK.findall(self.mails_to(email)[-1].get_content())
        return _path(link)

    def register(self, who: Mapping[str, str], *, language: str) -> Browser:
        """Register, and sign in by the link that comes with the receipt."""
        browser = self.new_browser()
        assert browser.submit(f"/register?lang={language}", who).status_code == 200
        self.work()
        assert taken(browser.submit(self.link_to(who["email"]))) == "/space"
        return browser

    def sign_in(self, email: str) -> Browser:
        """Ask for a link, and use it."""
        browser = self.new_browser()
        assert browser.submit("/sign-in", {"email": email}).status_code == 200
        self.work()
        taken(browser.submit(self.link_to(email)))
        return browser

    def write(self, browser: Browser, noun: str, what: Mapping[str, str]) -> str:
        """Write a need or an offer in three steps, and return its address."""
        how = taken(browser.submit(f"/{noun}s/new", what)).removesuffix(f"?saved={noun}-new")
        last = taken(browser.submit(how, HOW[noun]))
        assert how == f"{last}/how"
        assert taken(browser.submit(last, to=f"{last}/publish")) == last
        return last

    def verify(self, staff: Browser, name: str) -> None:
        """Find an institution among those that wait, and let it take part; the worker then does what follows."""
        listed = staff.get("/institutions?standing=pending").text
        found = re.search(rf'href="(/institutions/\d+)"><bdi[^>]*>{re.escape(name)}<', listed)
        assert found, f"{name} does not wait to be verified"
        assert taken(staff.submit(found[1], to=f"{found[1]}/verify")) == found[1]
        self.work()

    def propose(self, staff: Browser, pairing: str) -> None:
        """Approve a pairing, draft a proposal as the form suggests it, and let both mails go."""
        assert taken(staff.submit(pairing, {"approve-note": ""}, to=f"{pairing}/approve")) == pairing
        form = f"{pairing}/proposal"
        assert taken(staff.submit(form, typed(staff.get(form)))).startswith("/proposals/1?")
        self.send(staff)

    def send(self, staff: Browser) -> None:
        """Put the mails of the proposal into the outbox, and let them go."""
        assert taken(staff.submit("/proposals/1", to="/proposals/1/send")) == "/proposals/1"
        assert taken(staff.submit("/proposals/1", to="/proposals/1/send-mails")) == "/outbox"
        self.work()

    def revise(self, staff: Browser, **changes: str) -> None:
        form = "/proposals/1/edit"
        assert taken(staff.submit(form, typed(staff.get(form)) | changes)) == "/proposals/1?saved=proposal-1"
        self.send(staff)

    def follow(self, link: str) -> Browser:
        """Open a mailed link in a browser that has never been here."""
        browser = self.new_browser()
        assert taken(browser.get(link)) == "/answer"
        return browser

    def answer(self, email: str, answer: str, **fields: str) -> Browser:
        """Answer the proposal by the link in the newest mail, without an account."""
        browser = self.follow(self.link_to(email))
        given = {f"{answer}-{name}": value for name, value in fields.items()}
        assert taken(browser.submit("/answer", {"proposal": "1", "answer": answer} | given)) == "/answer"
        self.work()
        return browser


def taken(response: Response) -> str:
    """Make sure that a form was taken, and return where one is led on to."""
    assert response.status_code == 303, response.text
    return str(response.headers["location"])


def everything(browser: Browser) -> Iterator[tuple[str, str]]:
    """Yield address and text of every page that somebody reaches from the first one by following links."""
    waiting, seen = ["/"], {"/"}
    while waiting:
        path = waiting.pop()
        response = browser.get(path)
        yield path, response.text
        linked = {unescape(href) for href in HREF.findall(response.text)} | {response.headers.get("location", "/")}
        fresh = {each for each in linked if not each.startswith("/static/") and "lang=" not in each} - seen
        waiting += sorted(fresh)
        seen |= fresh


def _path(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}"
