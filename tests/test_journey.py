"""One need from registration to an open exchange, on both databases, and the ways on which it goes back or ends.

Real parts throughout: pages, mail server, worker and the encoder that we ship. It reads only English, so the Kurmanji
need is found by the translation beside it.
"""

import re
from dataclasses import dataclass

import pytest

from matchmaker.config import Settings
from matchmaker.domain.vocabulary import DeclineReason, Role, Side
from matchmaker.matching.encode import Encoder, open_encoder
from matchmaker.services import accounts, journal
from matchmaker.services.worker import Worker
from matchmaker.store.session import Database
from tests import world
from tests.journey import IN_ENGLISH, INSTITUTION, NEED, OFFER, PARTNER, Journey, everything, taken
from tests.mail_server import MailServer
from tests.web.conftest import Browser
from tests.web.house import contacts_in
from web.app import create_app

pytestmark = pytest.mark.xdist_group("browser")  # the encoder is opened once for all of these

STAFF = "dilan@example.org"
SENT = [("proposal:send", "Dîlan Yusif"), ("mail:send", "Dîlan Yusif"), ("mail:send", "Dîlan Yusif")]
PAIR = re.compile(
    r'<a href="(/review/\d+)"><span class="pair">.*?<bdi>(.*?)</bdi>.*?class="side abroad".*?<bdi>(.*?)</bdi>',
    re.DOTALL,
)
MEANT = re.compile(r"<bdi>(\w+)</bdi>")
CONTACT = re.compile(r'href="(?:mailto|tel):([^"]+)"')
ACTION = re.compile(r'<form method="post" action="([^"]+)"')
FRAME = re.compile(r'<html lang="(\w+)" dir="(\w+)">')


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return open_encoder()


@pytest.fixture
def journey(database: Database, mailing_settings: Settings, mail_server: MailServer, encoder: Encoder) -> Journey:
    """A new house: one member of staff, and an institution abroad that offers something else."""
    with database.writing() as session:
        accounts.add_person(session, name="Dîlan Yusif", email=STAFF, language="en", role=Role.STAFF, by=None)
        other = world.institution(session, side=Side.ABROAD, name="Olive Growers of Bari", country="IT", place="Bari")
        text = "We show how we press, bottle and sell the oil of forty small farms."
        world.offer(session, other, title="Selling olive oil together", text=text, sector=None)
    app = create_app(mailing_settings.model_copy(update={"embedded_worker": False}), database)
    worker = Worker(database, mailing_settings, lambda: encoder)
    return Journey(app, database, mailing_settings, mail_server, worker)


@dataclass(frozen=True)
class Proposed:
    """A proposal lies in both mailboxes; everybody is signed in."""

    nes: Browser
    abroad: Browser
    staff: Browser


@pytest.fixture
def proposed(journey: Journey) -> Proposed:
    abroad = journey.register(PARTNER, language="en")
    staff = journey.sign_in(STAFF)
    journey.verify(staff, PARTNER["name"])
    journey.write(abroad, "offer", OFFER)
    nes = journey.register(INSTITUTION, language="ku")
    need = journey.write(nes, "need", NEED)
    assert taken(nes.submit(f"{need}/translation", IN_ENGLISH)) == need
    journey.verify(staff, INSTITUTION["name"])
    best = queue(staff)[0][0]
    assert [names for _, *names in queue(staff)] == [
        [INSTITUTION["name"], PARTNER["name"]],
        [INSTITUTION["name"], "Olive Growers of Bari"],
    ]
    assert set(MEANT.findall(staff.get(best).text)) >= {"nurses", "babies", "Health", "English", "Education"}
    journey.propose(staff, best)
    return Proposed(nes, abroad, staff)


BEFORE_THE_ANSWERS = [
    ("person:add", ""),
    ("institution:register", ""),
    ("person:add", ""),
    ("person:sign-in", "Wiebke Harms"),
    ("person:sign-in", "Dîlan Yusif"),
    ("institution:verified", "Dîlan Yusif"),
    ("offer:start", "Wiebke Harms"),
    ("offer:edit", "Wiebke Harms"),
    ("offer:open", "Wiebke Harms"),
    ("institution:register", ""),
    ("person:add", ""),
    ("person:sign-in", "Rojîn Demir"),
    ("need:start", "Rojîn Demir"),
    ("need:edit", "Rojîn Demir"),
    ("need:open", "Rojîn Demir"),
    ("translation:add", "Rojîn Demir"),
    ("institution:verified", "Dîlan Yusif"),
    ("pairing:approved", "Dîlan Yusif"),
    ("proposal:draft", "Dîlan Yusif"),
    *SENT,
]


def test_need_becomes_an_open_exchange(journey: Journey, proposed: Proposed, database: Database):
    journey.answer(INSTITUTION["email"], "accept")
    everybody = [proposed.nes, proposed.abroad, proposed.staff, journey.new_browser()]
    assert [path for browser in everybody for path, text in everything(browser) if [*contacts_in(text)]] == []

    journey.answer(PARTNER["email"], "accept", note="Any afternoon suits us.")
    shown = [{path for path, text in everything(browser) if [*contacts_in(text)]} for browser in everybody]
    of_the_sides = {"/exchanges/1", "/answers/1"}
    assert shown == [of_the_sides, of_the_sides, {"/exchanges/1"}, set()]
    both = {address for who in (INSTITUTION, PARTNER) for address in (who["email"], who["phone"].replace(" ", ""))}
    by_link = journey.follow(journey.link_to(PARTNER["email"]))
    pages = [proposed.nes.get("/exchanges/1"), proposed.abroad.get("/exchanges/1"), by_link.get("/answer")]
    assert [set(CONTACT.findall(page.text)) for page in pages] == [both] * 3

    assert [text for mail in journey.mail_server.received for text in contacts_in(mail.get_content())] == []
    answers = [("proposal:accept", "Rojîn Demir"), ("proposal:accept", "Wiebke Harms")]
    assert told(database) == [*BEFORE_THE_ANSWERS, *answers, ("exchange:open", "Wiebke Harms")]


def test_everybody_reads_their_own_language(journey: Journey, proposed: Proposed):
    """The institution registered in Kurmanji and its partner in English: so are all their pages and mails."""
    for browser, who, language in ((proposed.nes, INSTITUTION, "ku"), (proposed.abroad, PARTNER, "en")):
        assert {FRAME.findall(text)[0] for _, text in everything(browser)} == {(language, "ltr")}
        assert {mail["Content-Language"] for mail in journey.mails_to(who["email"])} == {language}


def test_declined_proposal_ends_and_shows_nobody_to_anybody(journey: Journey, proposed: Proposed, database: Database):
    journey.answer(INSTITUTION["email"], "accept")
    reason = DeclineReason.NO_CAPACITY.value
    declined = journey.answer(PARTNER["email"], "decline", reason=reason, note="Our ward is being rebuilt.")
    assert "/answer" not in ACTION.findall(declined.get("/answer").text)  # nothing is left to answer
    assert journey.mails_to(INSTITUTION["email"])[-1]["Content-Language"] == "ku"
    assert len(journey.mails_to(STAFF)) == 2  # the link to sign in, and that it was declined

    page = proposed.staff.get("/proposals/1").text
    assert ("Our ward is being rebuilt." in page, "/exchanges/1" in page) == (True, False)
    everybody = (proposed.nes, proposed.abroad, proposed.staff)
    assert [path for browser in everybody for path, text in everything(browser) if [*contacts_in(text)]] == []
    answers = [("proposal:accept", "Rojîn Demir"), ("proposal:decline", "Wiebke Harms")]
    assert told(database) == [*BEFORE_THE_ANSWERS, *answers]


def test_proposal_is_revised_when_changes_are_asked_and_only_its_new_links_can_answer(
    journey: Journey, proposed: Proposed, database: Database
):
    first_links = {who["email"]: journey.link_to(who["email"]) for who in (INSTITUTION, PARTNER)}
    journey.answer(INSTITUTION["email"], "changes", note="Bi şev, ji kerema xwe.")
    assert "Bi şev, ji kerema xwe." in proposed.staff.get("/proposals/1/edit").text
    journey.revise(proposed.staff, first_step="A call in the evening")

    assert journey.new_browser().get(first_links[PARTNER["email"]]).status_code == 410  # never used, and revoked
    used = journey.follow(first_links[INSTITUTION["email"]]).get("/answer").text
    assert "/answer" not in ACTION.findall(used)
    for who in (PARTNER, INSTITUTION):
        assert "A call in the evening" in journey.mails_to(who["email"])[-1].get_content()
        journey.answer(who["email"], "accept")
    assert set(CONTACT.findall(proposed.nes.get("/exchanges/1").text)) >= {PARTNER["email"], INSTITUTION["email"]}
    assert told(database) == [
        *BEFORE_THE_ANSWERS,
        ("proposal:ask-changes", "Rojîn Demir"),
        ("proposal:revise", "Dîlan Yusif"),
        *SENT,
        ("proposal:accept", "Wiebke Harms"),
        ("proposal:accept", "Rojîn Demir"),
        ("exchange:open", "Rojîn Demir"),
    ]


def queue(staff: Browser) -> list[tuple[str, str, str]]:
    """Return address and both names of the pairings that wait, in their order."""
    return PAIR.findall(staff.get("/review").text)


def told(database: Database) -> list[tuple[str, str]]:
    """Return the whole journal as pairs of action and person, the oldest first."""
    with database.reading() as session:
        entries, total = journal.read(session)
        assert len(entries) == total  # one page holds all of it
        return [(entry.action, entry.person.name if entry.person else "") for entry in reversed(entries)]
