import ast
import re
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

import matchmaker
from matchmaker.domain.exchange import EXCHANGE_STEPS
from matchmaker.domain.institution import STANDING_STEPS
from matchmaker.domain.listing import LISTING_STEPS
from matchmaker.domain.mail import Mail
from matchmaker.domain.match import VERDICT_STEPS, Pairing
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import DismissalReason, RankerKind, Role, Side, Standing
from matchmaker.services import accounts, demo, notices, proposals, registration, review
from matchmaker.store import journal
from matchmaker.store.session import Database
from tests import world
from tests.web.conftest import Browser, queries
from web.journal_words import PAGE_OF, SENTENCES

NEVER_KEPT = {"doctor:look"}  # rolled back as soon as it has shown that the journal's guard is there
SENTENCE = re.compile(r"<li>(?:<a href=\"([^\"]*)\">)?(.*?)(?:</a>)?\s*<p class=\"meta\">", re.DOTALL)


def told(browser: Browser, query: str = "") -> list[tuple[str, str]]:
    """Return (link, sentence) of every line, without its markup."""
    text = browser.get(f"/journal{query}").text
    main = text[text.index("<main") :]
    return [(link, re.sub(r"<[^>]*>", "", sentence)) for link, sentence in SENTENCE.findall(main)]


def written_actions() -> set[str]:
    """Return the actions that the code writes: as they stand there, and for each step of the tables of legal steps."""
    actions = {demo.FINISHED}
    for path in Path(matchmaker.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "journal.record":
                action = node.args[1]
                if isinstance(action, ast.Constant):
                    actions.add(str(action.value))
    for noun, steps in (
        ("institution", STANDING_STEPS),
        ("need", LISTING_STEPS),
        ("offer", LISTING_STEPS),
        ("pairing", VERDICT_STEPS),
        ("exchange", EXCHANGE_STEPS),
    ):
        actions |= {f"{noun}:{step}" for after in steps.values() for step in after}
    actions |= {f"{noun}:{verb}" for noun in ("need", "offer") for verb in ("start", "edit")}
    actions |= {f"{noun}:import" for noun in ("institution", "need", "offer")}
    actions |= {f"ranker:{kind}" for kind in RankerKind}
    return actions - NEVER_KEPT


def test_words_exist_for_every_action_and_for_no_other():
    assert set(SENTENCES) == written_actions()


def test_journal_is_for_staff_only(browser: Browser, database: Database):
    with database.writing() as session:
        member = world.person(session, institution=world.institution(session))
    assert browser.sign_in(member).get("/journal").status_code == 404


def test_lines_name_the_thing_the_person_and_the_reason(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
        by = world.staff(session, name="Jiyan Remo")
        review.dismiss(session, pairing, reason=DismissalReason.NO_CAPACITY, by=by)
    assert told(desk)[0] == (
        f"/review/{pairing.id}",
        "The pairing Nexweşxaneya Roj – Klinikum am Deich was dismissed.",
    )
    text = desk.get("/journal").text
    assert "<bdi>Jiyan Remo</bdi></span> <span>No capacity</span>" in text


def test_lines_of_the_software_say_so(desk: Browser, database: Database):
    with database.writing() as session:
        journal.record(session, "pairing:reopen", world.pairing_with_match(session), by=None)
    assert "<bdi>The software</bdi>" in desk.get("/journal?action=pairing:").text


def test_line_about_a_thing_that_is_gone_has_no_link(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
        review.approve(session, pairing, by=world.staff(session))
        session.delete(pairing.matches[0])
        session.flush()
        session.delete(session.get_one(Pairing, pairing.id))
    assert told(desk, "?action=pairing:") == [("", f"The pairing number {pairing.id} was approved.")]


def test_line_about_a_person_is_a_link_for_administrators_only(desk: Browser, database: Database):
    with database.reading() as session:
        person = accounts.person(session, 1)
        assert person is not None
    assert told(desk, "?action=person:") == [("", f"{person.name} signed in.")]
    with database.writing() as session:
        session.get_one(Person, person.id).role = Role.ADMIN
    assert told(desk, "?action=person:") == [(f"/people/{person.id}", f"{person.name} signed in.")]


def test_names_are_shown_as_text(desk: Browser, database: Database):
    with database.writing() as session:
        institution = world.institution(session, name="<b>%s & %(thing)s", standing=Standing.PENDING)
        registration.verify(session, institution, by=world.staff(session))
    assert "&lt;b&gt;%s &amp; %(thing)s</bdi> was verified." in desk.get("/journal").text


def _everything(session: Session) -> None:
    """Write a line about each kind of thing."""
    exchange = world.exchange(session)
    pairing = exchange.proposal.pairing
    person = world.person(session, institution=pairing.nes)
    mail: Mail = notices.receipt(session, person)
    match = pairing.matches[0]
    by = world.staff(session)
    lines = {
        "institution:edit": pairing.nes,
        "need:edit": match.need,
        "offer:edit": match.offer,
        "pairing:approved": pairing,
        "proposal:draft": exchange.proposal,
        "exchange:open": exchange,
        "mail:edit": mail,
        "person:add": person,
        "ranker:use": world.ranker(session, by=by),
    }
    for action, thing in lines.items():
        journal.record(session, action, thing, by=by)


def test_every_kind_of_thing_has_a_page_that_opens(desk: Browser, database: Database):
    with database.writing() as session:
        _everything(session)
        session.get_one(Person, 1).role = Role.ADMIN
        assert {entry.subject for entry in journal.read(session)} == set(PAGE_OF)
    assert [desk.get(link).status_code for link, _ in told(desk)] == [200] * (len(PAGE_OF) + 1)  # and one who signed in


def test_list_needs_the_same_number_of_queries_for_many_lines(desk: Browser, database: Database):
    with database.writing() as session:
        _everything(session)
    with queries(database.engine) as few:
        desk.get("/journal")
    with database.writing() as session:
        for _ in range(3):
            _everything(session)
    with queries(database.engine) as many:
        desk.get("/journal")
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("query", "sentences"),
    [
        ("?action=institution:", ["The profile of Nexweşxaneya Roj was changed."]),
        ("?subject=needs&id=1", ["The need “Training for newborn nurses” was changed."]),
        ("?subject=needs&id=99", []),
        ("?action=offer:&subject=needs&id=1", []),
    ],
)
def test_list_shows_only_what_is_asked_for(desk: Browser, database: Database, query: str, sentences: list[str]):
    with database.writing() as session:
        _everything(session)
    assert [sentence for _, sentence in told(desk, query)] == sentences


@pytest.mark.parametrize("query", ["?action=nothing", "?subject=links&id=1", "?subject=needs&id=x", "?page=0"])
def test_list_ignores_what_it_cannot_read(desk: Browser, database: Database, query: str):
    assert told(desk, query) == told(desk)


def test_list_turns_pages(desk: Browser, database: Database):
    with database.writing() as session:
        institution = world.institution(session)
        for _ in range(51):
            journal.record(session, "institution:edit", institution, by=None)
    assert [len(told(desk, f"?action=institution:&page={page}")) for page in (1, 2)] == [50, 1]
    past = desk.get("/journal?action=institution:&page=3")
    assert past.headers["location"] == "/journal?action=institution%3A&page=2"


def test_answer_of_a_side_names_the_side(desk: Browser, database: Database):
    with database.writing() as session:
        proposal = world.proposal(session)
        member = world.person(
            session, institution=proposal.part(Side.NES).institution, name="Rojîn Demir", is_head=True
        )
        world.person(session, institution=proposal.part(Side.ABROAD).institution, is_head=True)
        proposals.send(session, proposal, by=proposal.drafted_by)
        proposals.accept(session, proposal, Side.NES, by=member)
    text = desk.get("/journal?action=proposal:").text
    assert told(desk, "?action=proposal:")[0][1] == (
        "One side accepted the proposal Nexweşxaneya Roj – Klinikum am Deich."
    )
    assert "<bdi>Rojîn Demir</bdi></span> <span>North and East Syria</span>" in text
