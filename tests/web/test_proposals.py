import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from matchmaker.domain.base import now
from matchmaker.domain.mail import Mail
from matchmaker.domain.match import Pairing
from matchmaker.domain.person import Person
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.translation import Translation
from matchmaker.domain.vocabulary import Answer, Format, MailStatus, ProposalStatus, Side, Verdict
from matchmaker.services import proposals
from matchmaker.store.session import Database
from tests import world
from tests.web.conftest import Browser

START = now().date() + timedelta(days=30)


def approved(database: Database) -> Pairing:
    with database.writing() as session:
        pairing = world.pairing_with_match(session, verdict=Verdict.APPROVED)
        for side in Side:
            world.person(session, institution=pairing.institution(side), is_head=True)
        return pairing


def filled(pairing: Pairing, **changes: object) -> dict[str, Any]:
    return {
        "covers": [str(match.id) for match in pairing.matches],
        "format": "advice",
        "first_step": "Gotûbêjeke 45 deqeyî",
        "first_step_language": "ku",
        "starts_on": START.isoformat(),
        "ends_on": (START + timedelta(days=60)).isoformat(),
        "nes_message": "Silav",
        "nes_language": "ku",
        "abroad_message": "Guten Tag",
        "abroad_language": "de",
    } | changes


def stored(database: Database, number: int) -> Proposal:
    with database.reading() as session:
        found = proposals.proposal(session, number)
        assert found is not None
        return found


def test_new_proposal_starts_with_a_small_step_and_messages_that_name_both(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = world.pairing_with_match(session, verdict=Verdict.APPROVED)
        offer = pairing.matches[0].offer
        offer.language, offer.title = "de", "Kurs für Pflegende"
        offer.translations = [Translation(language="en", title="Course for nurses", text="…")]
    text = desk.get(f"/review/{pairing.id}/proposal").text
    assert 'value="A call of 45 minutes with an interpreter, to get to know each other"' in text
    letters = dict(re.findall(r'<textarea[^>]*name="(\w+)_message"[^>]*>\s*(.*?)</textarea>', text, re.DOTALL))
    assert "Klinikum am Deich (Bremen, Almanya)" in letters["nes"]
    assert "They need: “Training for newborn nurses”. You can give: “Course for nurses”." in letters["abroad"]
    selected = re.findall(r'name="(\w+)_language"[^>]*>.*?<option selected value="(\w+)"', text, re.DOTALL)
    assert dict(selected) == {"first_step": "en", "nes": "ku", "abroad": "en"}


def test_new_proposal_is_drafted_as_written(desk: Browser, database: Database):
    pairing = approved(database)
    response = desk.submit(f"/review/{pairing.id}/proposal", filled(pairing))
    assert response.headers["location"] == f"/proposals/1?saved=pairing-proposal-{pairing.id}"
    proposal = stored(database, 1)
    assert (proposal.status, proposal.format, proposal.starts_on) == (ProposalStatus.DRAFT, Format.ADVICE, START)
    assert [(part.side, part.language, part.message) for part in proposal.parts] == [
        (Side.NES, "ku", "Silav"),
        (Side.ABROAD, "de", "Guten Tag"),
    ]
    assert [match.id for match in proposal.matches] == [match.id for match in pairing.matches]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"covers": []}, "Please choose at least one need with its offer."),
        ({"covers": ["999"]}, "Not a valid choice."),
        ({"first_step": " "}, "Please name a first step."),
        ({"first_step": "x" * 301}, "This is too long: 301 characters, and at most 300 fit."),
        ({"first_step_language": "zz"}, "Not a valid choice."),
        ({"format": "war"}, "Not a valid choice."),
        ({"starts_on": "2020-01-01"}, "This day is past."),
        ({"ends_on": START.replace(year=START.year - 1).isoformat()}, "The end is before the start."),
        ({"ends_on": "soon"}, "Not a valid date value."),
        ({"nes_message": ""}, "Please write a message to this side."),
        ({"abroad_message": "x" * 2_000_000}, "This is too long: 2000000 characters, and at most 3000 fit."),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_new_proposal_that_is_wrong_keeps_what_was_typed(
    desk: Browser, database: Database, changes: dict[str, Any], message: str
):
    pairing = approved(database)
    response = desk.submit(f"/review/{pairing.id}/proposal", filled(pairing, **changes))
    assert response.status_code == 422
    assert message in response.text
    assert ">Guten Tag" in response.text.replace("\r\n", "").replace("\n", "") or "abroad_message" in changes
    with database.reading() as session:
        assert proposals.counts(session) == {}


def test_new_proposal_for_a_pairing_that_is_no_longer_approved_is_refused(desk: Browser, database: Database):
    pairing = approved(database)
    with database.writing() as session:
        session.get_one(Pairing, pairing.id).verdict = Verdict.WAITING
    response = desk.get(f"/review/{pairing.id}/proposal")
    assert response.status_code == 409
    assert f'href="/review/{pairing.id}"' in response.text


def test_new_proposal_page_warns_of_an_earlier_one(desk: Browser, database: Database):
    pairing = approved(database)
    desk.submit(f"/review/{pairing.id}/proposal", filled(pairing))
    assert "There is a proposal for these two already: number 1" in desk.get(f"/review/{pairing.id}/proposal").text
    assert 'href="/proposals/1"' in desk.get(f"/review/{pairing.id}").text


def test_send_puts_a_mail_for_each_side_into_the_outbox(desk: Browser, database: Database):
    pairing = approved(database)
    desk.submit(f"/review/{pairing.id}/proposal", filled(pairing))
    assert desk.submit("/proposals/1", to="/proposals/1/send").status_code == 303
    assert stored(database, 1).status is ProposalStatus.SENT
    with database.reading() as session:
        mails = session.scalars(select(Mail).where(Mail.proposal_id == 1)).all()
        assert [(mail.status, mail.person.institution_id) for mail in mails] == [
            (MailStatus.DRAFT, pairing.nes_id),
            (MailStatus.DRAFT, pairing.abroad_id),
        ]


def test_send_to_a_side_without_anybody_changes_nothing(desk: Browser, database: Database):
    pairing = approved(database)
    with database.writing() as session:
        for person in session.scalars(select(Person).where(Person.institution_id == pairing.abroad_id)):
            person.active = False
    desk.submit(f"/review/{pairing.id}/proposal", filled(pairing))
    response = desk.submit("/proposals/1", to="/proposals/1/send")
    assert response.status_code == 422
    assert "One of the two institutions has nobody whom we can write to." in response.text
    assert stored(database, 1).status is ProposalStatus.DRAFT
    with database.reading() as session:
        assert session.scalars(select(Mail).where(Mail.proposal_id == 1)).all() == []


def test_send_twice_is_refused(desk: Browser, database: Database):
    pairing = approved(database)
    desk.submit(f"/review/{pairing.id}/proposal", filled(pairing))
    codes = [desk.submit("/proposals/1", to="/proposals/1/send").status_code for _ in range(2)]
    assert codes == [303, 409]


def test_edit_shows_what_is_there_and_what_was_asked_for(desk: Browser, database: Database):
    pairing = approved(database)
    desk.submit(f"/review/{pairing.id}/proposal", filled(pairing))
    desk.submit("/proposals/1", to="/proposals/1/send")
    assert desk.get("/proposals/1/edit").status_code == 409
    with database.writing() as session:
        proposal = session.get_one(Proposal, 1)
        head = session.scalars(select(Person).where(Person.institution_id == pairing.nes_id)).one()
        proposals.ask_changes(session, proposal, Side.NES, by=head, note="Ne di Remezanê de")
    text = desk.get("/proposals/1/edit").text
    assert "Ne di Remezanê de" in text
    assert 'value="Gotûbêjeke 45 deqeyî"' in text
    desk.submit("/proposals/1/edit", filled(pairing, nes_message="Silav dîsa"))
    revised = stored(database, 1)
    assert (revised.status, revised.part(Side.NES).message) == (ProposalStatus.DRAFT, "Silav dîsa")
    assert {part.answer for part in revised.parts} == {Answer.NONE}


def test_withdraw_ends_it(desk: Browser, database: Database):
    pairing = approved(database)
    desk.submit(f"/review/{pairing.id}/proposal", filled(pairing))
    assert desk.submit("/proposals/1", to="/proposals/1/withdraw").status_code == 303
    assert stored(database, 1).status is ProposalStatus.WITHDRAWN
    text = desk.get("/proposals/1").text
    assert re.findall(r'action="/proposals/1/(\w+)"', text) == []


def test_proposal_shows_the_answers_and_names_nobody_of_the_institutions(desk: Browser, database: Database):
    with database.writing() as session:
        proposal = world.proposal(session, status=ProposalStatus.SENT)
        head = world.person(session, institution=proposal.part(Side.NES).institution, name="Berîvan", is_head=True)
        proposals.accept(session, proposal, Side.NES, by=head, note="Bi kêfxweşî")
    text = desk.get(f"/proposals/{proposal.id}").text
    assert "Bi kêfxweşî" in text
    assert '<li>Accepted <span class="meta"><span><bdi>North and East Syria</bdi></span>' in text
    assert "Berîvan" not in text


def test_list_can_be_restricted_to_a_status(desk: Browser, database: Database):
    with database.writing() as session:
        ids = [world.proposal(session, status=status).id for status in (ProposalStatus.DRAFT, ProposalStatus.SENT)]
    found = re.compile(r'href="/proposals/(\d+)"')
    assert found.findall(desk.get("/proposals").text) == [str(ids[1]), str(ids[0])]
    assert found.findall(desk.get("/proposals?status=sent").text) == [str(ids[1])]
    assert found.findall(desk.get("/proposals?status=nonsense").text) == [str(ids[1]), str(ids[0])]
    assert "No proposal is at this point" in desk.get("/proposals?status=declined").text


def test_proposals_do_not_exist_for_members(browser: Browser, database: Database):
    with database.writing() as session:
        proposal = world.proposal(session, status=ProposalStatus.SENT)
        member = world.person(session, institution=proposal.part(Side.NES).institution)
    browser.sign_in(member)
    paths = ("/proposals", f"/proposals/{proposal.id}", f"/proposals/{proposal.id}/edit")
    assert [browser.get(path).status_code for path in paths] == [404, 404, 404]
    assert browser.submit("/space", to=f"/proposals/{proposal.id}/withdraw").status_code == 404
    assert stored(database, proposal.id).status is ProposalStatus.SENT
