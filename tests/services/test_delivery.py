"""How a mail leaves: with a link of its receiver's own, and never twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from matchmaker.config import Settings
from matchmaker.domain.base import now
from matchmaker.domain.mail import Mail
from matchmaker.domain.person import Link
from matchmaker.domain.vocabulary import LinkPurpose, MailKind, MailStatus, ProposalStatus, Side
from matchmaker.errors import LinkError
from matchmaker.services import accounts, mailing, notices
from matchmaker.services.transports import DemoMailbox, NotSentError, Smtp, transport_for
from matchmaker.store import outbox
from matchmaker.store.session import Database
from tests import world
from tests.mail_server import MailServer
from tests.world import MAIL_BODY as BODY


def _queued(database: Database, *, kind: MailKind = MailKind.PROPOSAL, body: str = BODY) -> int:
    with database.writing() as session:
        return world.mail(session, kind=kind, status=MailStatus.QUEUED, body=body).id


def _deliver(database: Database, mail_id: int, settings: Settings, *, last_try: bool = False) -> None:
    mailing.deliver(database, mail_id, transport=Smtp(settings), settings=settings, last_try=last_try)


def _state(database: Database, mail_id: int) -> tuple[MailStatus, str]:
    with database.reading() as session:
        mail = session.get_one(Mail, mail_id)
        return mail.status, mail.error


def _token(server: MailServer) -> str:
    """Return the token of the link in the last mail that arrived."""
    body: str = server.received[-1].get_content()
    (link,) = [line for line in body.splitlines() if line.startswith("https://")]
    return urlsplit(link).path.rpartition("/")[2]


def test_mail_arrives_with_heads_text_and_a_link_of_its_receivers_own(
    database: Database, mailing_settings: Settings, mail_server: MailServer
) -> None:
    settings = mailing_settings.model_copy(update={"office_address": "talk@example.org"})
    mail_id = _queued(database)
    _deliver(database, mail_id, settings)
    (message,) = mail_server.received
    heads = ("From", "To", "Reply-To", "Subject", "Content-Language", "Auto-Submitted")
    assert [str(message[head]) for head in heads] == [
        "CDC-NES <office@example.org>",
        "Rojîn Demir <rojin@example.org>",
        "talk@example.org",
        "Pêşniyarek ji bo we",
        "ku",
        "auto-generated",
    ]
    before, link, after = message.get_content().partition("https://exchange.example.org/p/" + _token(mail_server))
    assert (before, link != "", after) == ("Silav,\n\nKeremke:\n\n", True, "?lang=ku\n\nBi rêz\n")
    with database.reading() as session:
        mail = session.get_one(Mail, mail_id)
        assert (mail.status, mail.body, mail.delivered, mail.error) == (MailStatus.SENT, BODY, None, "")
        opened = accounts.open_link(session, _token(mail_server), purpose=LinkPurpose.PROPOSAL)
        assert (opened.person_id, opened.proposal_id, opened.side) == (mail.person_id, mail.proposal_id, Side.NES)


def test_link_to_sign_in_signs_its_receiver_in(
    database: Database, mailing_settings: Settings, mail_server: MailServer
) -> None:
    with database.writing() as session:
        person = world.person(session, language="ar")
        mail_id, person_id = notices.sign_in(session, person).id, person.id
    _deliver(database, mail_id, mailing_settings)
    text: str = mail_server.received[0].get_content()
    (line,) = [line for line in text.splitlines() if line.startswith("https://")]
    link = urlsplit(line)
    assert (link.path, parse_qs(link.query)) == (f"/sign-in/{_token(mail_server)}", {"lang": ["ar"]})
    with database.writing() as session:
        assert accounts.sign_in(session, _token(mail_server))[1].id == person_id


def test_mail_without_the_mark_gets_no_link(
    database: Database, mailing_settings: Settings, mail_server: MailServer
) -> None:
    mail_id = _queued(database, kind=MailKind.NOTICE, body="سلام\n\n.\n\nخط طويل " + "ا" * 2000)
    _deliver(database, mail_id, mailing_settings)
    assert mail_server.received[0].get_content() == "سلام\n\n.\n\nخط طويل " + "ا" * 2000 + "\n"
    with database.reading() as session:
        assert session.scalars(select(Link)).all() == []


def test_mail_is_never_delivered_twice(database: Database, mailing_settings: Settings, mail_server: MailServer) -> None:
    mail_id = _queued(database)

    def deliver(_number: int) -> None:
        try:
            _deliver(database, mail_id, mailing_settings)
        except NotSentError:
            return  # another thread has it in hand; the job would come back

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(deliver, range(16)))
    assert len(mail_server.received) == 1
    assert _state(database, mail_id) == (MailStatus.SENT, "")


@pytest.mark.parametrize("status", [MailStatus.DRAFT, MailStatus.HELD, MailStatus.SENT, MailStatus.FAILED])
def test_mail_that_is_not_queued_stays(
    database: Database, mailing_settings: Settings, mail_server: MailServer, status: MailStatus
) -> None:
    with database.writing() as session:
        mail_id = world.mail(session, status=status).id
    _deliver(database, mail_id, mailing_settings)
    assert (mail_server.received, _state(database, mail_id)) == ([], (status, ""))


def test_refused_mail_fails_with_an_error_that_names_nobody(
    database: Database, mailing_settings: Settings, mail_server: MailServer
) -> None:
    mail_server.answer = "550 no such user rojin@example.org"
    mail_id = _queued(database)
    _deliver(database, mail_id, mailing_settings)
    assert _state(database, mail_id) == (MailStatus.FAILED, "The mail server refused it. Is the address right?")


def test_mail_put_off_by_the_server_is_tried_again_and_fails_in_the_last_try(
    database: Database, mailing_settings: Settings, mail_server: MailServer
) -> None:
    mail_server.answer = "451 greylisted, come back later"
    mail_id = _queued(database)
    with pytest.raises(NotSentError):
        _deliver(database, mail_id, mailing_settings)
    assert _state(database, mail_id) == (MailStatus.QUEUED, "The mail server could not be reached.")
    first = _token(mail_server)
    _deliver(database, mail_id, mailing_settings, last_try=True)
    assert _state(database, mail_id)[0] is MailStatus.FAILED
    with database.reading() as session, pytest.raises(LinkError, match="revoked"):
        accounts.open_link(session, first, purpose=LinkPurpose.PROPOSAL)


def test_mail_waits_when_there_is_no_server_or_no_encryption(
    database: Database, mailing_settings: Settings, mail_server: MailServer
) -> None:
    mail_id = _queued(database)
    for change in ({"smtp_port": 1}, {"smtp_security": "starttls"}, {"smtp_security": "tls"}, {"smtp_user": "us"}):
        with pytest.raises(NotSentError):
            _deliver(database, mail_id, mailing_settings.model_copy(update=change))
    assert (mail_server.received, _state(database, mail_id)[0]) == ([], MailStatus.QUEUED)


def test_mail_that_broke_off_is_left_to_a_person(
    database: Database, mailing_settings: Settings, mail_server: MailServer
) -> None:
    mail_server.hangs_up = True
    mail_id = _queued(database)
    _deliver(database, mail_id, mailing_settings)
    assert _state(database, mail_id) == (MailStatus.FAILED, mailing.BROKEN_OFF)


def test_mail_of_a_dead_worker_is_left_to_a_person_who_can_send_it_again(
    database: Database, mailing_settings: Settings, mail_server: MailServer
) -> None:
    with database.writing() as session:
        mail = world.mail(session, status=MailStatus.SENDING)
        mail.sent_at, mail_id = now(), mail.id
    with pytest.raises(NotSentError):  # it may still be alive
        _deliver(database, mail_id, mailing_settings)
    with database.writing() as session:
        session.get_one(Mail, mail_id).sent_at = now() - mailing.SENDING_LASTS - timedelta(seconds=1)
    _deliver(database, mail_id, mailing_settings)
    assert (mail_server.received, _state(database, mail_id)) == ([], (MailStatus.FAILED, mailing.BROKEN_OFF))
    with database.writing() as session:
        mailing.send(session, session.get_one(Mail, mail_id), by=world.staff(session))
    _deliver(database, mail_id, mailing_settings)
    assert (len(mail_server.received), _state(database, mail_id)) == (1, (MailStatus.SENT, ""))


@pytest.mark.parametrize("status", [each for each in ProposalStatus if each is not ProposalStatus.SENT])
def test_proposal_that_cannot_be_answered_any_more_is_held_back(
    database: Database, mailing_settings: Settings, mail_server: MailServer, status: ProposalStatus
) -> None:
    mail_id = _queued(database)
    with database.writing() as session:
        proposal = session.get_one(Mail, mail_id).proposal
        assert proposal is not None
        proposal.status = status
    _deliver(database, mail_id, mailing_settings)
    assert mail_server.received == []
    assert _state(database, mail_id) == (MailStatus.HELD, "The proposal cannot be answered any more.")


def test_mail_to_somebody_who_left_is_held_back(
    database: Database, mailing_settings: Settings, mail_server: MailServer
) -> None:
    closed, moved = _queued(database, kind=MailKind.SIGN_IN), 0
    with database.writing() as session:
        session.get_one(Mail, closed).person.email = "closed@example.org"
        session.get_one(Mail, closed).person.active = False
        mail = world.mail(session, kind=MailKind.NOTICE, status=MailStatus.QUEUED)
        mail.person.institution, moved = world.institution(session), mail.id
    for mail_id in (closed, moved):
        _deliver(database, mail_id, mailing_settings)
    assert mail_server.received == []
    assert _state(database, closed) == (MailStatus.HELD, "The account of the receiver is closed.")
    assert _state(database, moved) == (MailStatus.HELD, "The receiver does not belong to the proposal.")


def test_demo_delivers_to_its_own_mailbox(database: Database, settings: Settings) -> None:
    mail_id = _queued(database)
    mailing.deliver(database, mail_id, transport=DemoMailbox(), settings=settings)
    with database.reading() as session:
        (mail,) = outbox.demo_mailbox(session)
        assert (mail.id, mail.status, mail.body) == (mail_id, MailStatus.SENT, BODY)
        before, _, token = (mail.delivered or "").partition("https://exchange.example.org/p/")
        assert before == "Silav,\n\nKeremke:\n\n"
        assert accounts.open_link(session, token.split("?")[0], purpose=LinkPurpose.PROPOSAL).side is Side.NES


@pytest.mark.parametrize(
    ("change", "transport"),
    [
        ({}, type(None)),
        ({"demo": True}, DemoMailbox),
        ({"smtp_host": "mail.example.org"}, Smtp),
        ({"smtp_host": "mail.example.org", "demo": True}, Smtp),
    ],
)
def test_way_out_is_the_one_that_is_configured(settings: Settings, change: dict[str, object], transport: type) -> None:
    assert type(transport_for(settings.model_copy(update=change))) is transport
