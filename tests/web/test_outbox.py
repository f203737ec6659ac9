import pytest
from sqlalchemy import select

from matchmaker.domain.mail import Mail
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.vocabulary import MailKind, MailStatus, ProposalStatus, Side
from matchmaker.errors import IllegalStepError
from matchmaker.services import mailing, notices, proposals
from matchmaker.store import journal
from matchmaker.store.session import Database
from tests import world
from tests.web.conftest import Browser, queries


def sent_proposal(database: Database, *, heads: int = 1) -> tuple[Proposal, list[Mail]]:
    """A proposal whose mails lie in the outbox as drafts, those to NES first."""
    with database.writing() as session:
        proposal = world.proposal(session)
        for part in proposal.parts:
            for number in range(heads):
                name = f"Rojîn {part.side} {number}"
                world.person(session, institution=part.institution, is_head=True, name=name)
        proposals.send(session, proposal, by=proposal.drafted_by)
        return proposal, list(mailing.of_proposal(session, proposal))


def stored(database: Database, mail: Mail) -> Mail:
    with database.reading() as session:
        return session.get_one(Mail, mail.id)


def statuses(database: Database) -> list[MailStatus]:
    with database.reading() as session:
        return list(session.scalars(select(Mail.status).where(Mail.kind != MailKind.SIGN_IN).order_by(Mail.id)))


def test_list_never_shows_a_mail_with_a_link_to_sign_in(desk: Browser, database: Database):
    with database.writing() as session:
        person = world.person(session, institution=world.institution(session))
        sign_in = notices.sign_in(session, person)
        notices.receipt(session, person)
    text = desk.get("/outbox").text
    assert "Your registration has arrived" in text
    assert "Your link to sign in" not in text
    assert desk.get(f"/outbox/{sign_in.id}").status_code == 404
    assert desk.submit("/outbox", to=f"/outbox/{sign_in.id}/hold").status_code == 404


def test_list_shows_one_status_and_counts_all(desk: Browser, database: Database):
    _, mails = sent_proposal(database)
    with database.writing() as session:
        mailing.hold(session, session.get_one(Mail, mails[0].id), by=world.staff(session))
    text = desk.get("/outbox?status=held").text
    assert mails[0].person.name in text
    assert mails[1].person.name not in text
    assert ">Draft <b>1</b>" in text
    assert ">All <b>2</b>" in text


def test_list_needs_the_same_number_of_queries_for_many_mails(desk: Browser, database: Database):
    sent_proposal(database)
    with queries(database.engine) as few:
        desk.get("/outbox")
    sent_proposal(database, heads=2)
    sent_proposal(database, heads=2)
    with queries(database.engine) as many:
        desk.get("/outbox")
    assert len(many) == len(few)


def test_list_is_for_staff_only(browser: Browser, database: Database):
    assert browser.get("/outbox").headers["location"] == "/sign-in"
    with database.writing() as session:
        member = world.person(session, institution=world.institution(session))
    assert browser.sign_in(member).get("/outbox").status_code == 404


def test_mail_shows_the_place_of_the_link_and_no_address(desk: Browser, database: Database):
    _, mails = sent_proposal(database)
    text = desk.get(f"/outbox/{mails[0].id}").text
    assert "The personal link is put here when the mail leaves." in text
    assert "{link}" not in text
    assert "@" not in text
    assert f"To</dt><dd><bdi>{mails[0].person.name}</bdi>" in text


def test_mail_shows_what_was_written_as_text(desk: Browser, database: Database):
    _, mails = sent_proposal(database)
    with database.writing() as session:
        session.get_one(Mail, mails[0].id).body = "<script>alert(1)</script> {link}"
    text = desk.get(f"/outbox/{mails[0].id}").text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


def test_edit_keeps_the_mail_and_says_so_in_the_journal(desk: Browser, database: Database):
    _, mails = sent_proposal(database)
    page = f"/outbox/{mails[0].id}/edit"
    response = desk.submit(page, {"subject": "Ji kerema xwe", "body": "Silav\r\n\r\n{link}"})
    assert response.headers["location"] == f"/outbox/{mails[0].id}?saved=mail-{mails[0].id}"
    mail = stored(database, mails[0])
    assert (mail.subject, mail.body, mail.status) == ("Ji kerema xwe", "Silav\n\n{link}", MailStatus.DRAFT)
    with database.reading() as session:
        assert [entry.subject_id for entry in journal.read(session, action="mail:edit")] == [mail.id]


def test_edit_without_the_mark_keeps_what_was_typed_and_changes_nothing(desk: Browser, database: Database):
    _, mails = sent_proposal(database)
    response = desk.submit(f"/outbox/{mails[0].id}/edit", {"subject": "Silav", "body": "Without it"})
    assert response.status_code == 422
    assert "The mark {link} must stay" in response.text
    assert "Without it</textarea>" in response.text
    assert stored(database, mails[0]).body == mails[0].body


def test_edit_of_a_mail_on_its_way_is_refused(desk: Browser, database: Database):
    _, mails = sent_proposal(database)
    with database.writing() as session:
        mailing.send(session, session.get_one(Mail, mails[0].id), by=world.staff(session))
    assert desk.get(f"/outbox/{mails[0].id}/edit").status_code == 409
    again = {"subject": "Silav", "body": "Silav {link}"}
    assert desk.submit("/outbox", again, to=f"/outbox/{mails[0].id}/edit").status_code == 409
    assert stored(database, mails[0]).body == mails[0].body


def test_hold_release_and_send_take_the_mail_along(desk: Browser, database: Database):
    _, mails = sent_proposal(database)
    page = f"/outbox/{mails[0].id}"
    passed = []
    for verb in ("hold", "release", "send"):
        desk.submit(page, to=f"{page}/{verb}")
        passed.append(stored(database, mails[0]).status)
    assert passed == [MailStatus.HELD, MailStatus.DRAFT, MailStatus.QUEUED]


def test_send_all_drafts_lets_both_sides_go_and_leaves_what_is_held(desk: Browser, database: Database):
    proposal, mails = sent_proposal(database, heads=2)
    with database.writing() as session:
        mailing.hold(session, session.get_one(Mail, mails[0].id), by=world.staff(session))
    text = desk.get(f"/outbox/{mails[1].id}").text
    assert "Send all 3 drafts of this proposal" in text
    send = f"/proposals/{proposal.id}/send-mails"
    assert desk.submit(f"/outbox/{mails[1].id}", to=send).headers["location"] == "/outbox"
    assert statuses(database) == [MailStatus.HELD] + [MailStatus.QUEUED] * 3
    assert desk.submit("/outbox", to=send).status_code == 303
    assert statuses(database) == [MailStatus.HELD] + [MailStatus.QUEUED] * 3


def test_send_all_drafts_of_a_withdrawn_proposal_is_refused(desk: Browser, database: Database):
    proposal, mails = sent_proposal(database)
    with database.writing() as session:
        found = session.get_one(Proposal, proposal.id)
        proposals.withdraw(session, found, by=found.drafted_by)
    assert "drafts of this proposal" not in desk.get(f"/outbox/{mails[0].id}").text
    assert desk.submit("/outbox", to=f"/proposals/{proposal.id}/send-mails").status_code == 409
    assert statuses(database) == [MailStatus.DRAFT] * 2


def test_mail_in_the_hands_of_a_worker_cannot_be_queued_by_a_person(database: Database):
    _, mails = sent_proposal(database)
    with database.writing() as session:
        mail = session.get_one(Mail, mails[0].id)
        mail.status = MailStatus.SENDING
        session.flush()
        with pytest.raises(IllegalStepError, match="being sent"):
            mailing.send(session, mail, by=world.staff(session))


def test_outbox_says_when_there_is_no_mail_server(desk: Browser):
    assert "No mail server has been set up." in desk.get("/outbox").text
    assert "The outbox is empty" in desk.get("/outbox").text


def test_mail_to_one_side_names_the_proposal_by_both(desk: Browser, database: Database):
    proposal, mails = sent_proposal(database)
    text = desk.get(f"/outbox/{mails[0].id}").text
    assert proposal.status is ProposalStatus.SENT
    for side in Side:
        assert proposal.part(side).institution.name in text
