"""What staff can do with mails before they leave."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.job import Job
from matchmaker.domain.mail import LINK_MARK, SUBJECT_LENGTH
from matchmaker.domain.vocabulary import MailKind, MailStatus
from matchmaker.errors import IllegalStepError, InputError, NotAllowedError
from matchmaker.services import mailing
from matchmaker.store import journal, outbox
from tests import world
from tests.world import MAIL_BODY as BODY


def _jobs(session: Session) -> list[str]:
    return [job.subject for job in session.scalars(select(Job))]


@pytest.mark.parametrize("status", [MailStatus.DRAFT, MailStatus.HELD, MailStatus.FAILED])
def test_mail_that_waits_for_a_person_can_be_edited(session: Session, status: MailStatus) -> None:
    staff, mail = world.staff(session), world.mail(session, status=status)
    mailing.edit(session, mail, subject=" Nû ", body=f"Yek\r\n{LINK_MARK}\r\n", by=staff)
    assert (mail.subject, mail.body) == ("Nû", f"Yek\n{LINK_MARK}")
    (entry,) = journal.read(session)
    assert (entry.action, entry.person, entry.subject_id, entry.details) == ("mail:edit", staff, mail.id, {})


@pytest.mark.parametrize("status", [MailStatus.QUEUED, MailStatus.SENDING, MailStatus.SENT])
def test_mail_on_its_way_cannot_be_edited(session: Session, status: MailStatus) -> None:
    mail = world.mail(session, status=status)
    with pytest.raises(IllegalStepError):
        mailing.edit(session, mail, subject="Nû", body=BODY, by=world.staff(session))


@pytest.mark.parametrize(
    ("subject", "body", "message"),
    [
        (" ", BODY, "needs a subject"),
        ("Nû", " \n", "needs a subject and a text"),
        ("Nû\r\nBcc: all@example.org", BODY, "must be one line"),
        ("Nû\u2028du", BODY, "must be one line"),
        ("x" * (SUBJECT_LENGTH + 1), BODY, "too long"),
        ("Nû", "Without the link", "must stay"),
        ("Nû", LINK_MARK + LINK_MARK, "must stay"),
    ],
)
def test_edit_that_would_break_the_mail_is_refused(session: Session, subject: str, body: str, message: str) -> None:
    mail = world.mail(session)
    with pytest.raises(InputError, match=message):
        mailing.edit(session, mail, subject=subject, body=body, by=world.staff(session))
    assert (mail.subject, mail.body) == ("Pêşniyarek ji bo we", BODY)


def test_link_cannot_be_added_to_a_mail_without_one(session: Session) -> None:
    mail = world.mail(session, kind=MailKind.NOTICE, status=MailStatus.HELD, body="No link")
    with pytest.raises(InputError, match="must stay"):
        mailing.edit(session, mail, subject="Nû", body=BODY, by=world.staff(session))


def test_mail_edited_and_sent_in_one_go_keeps_the_edit(session: Session) -> None:
    staff, mail = world.staff(session), world.mail(session)
    (shown,) = outbox.visible(session)
    mailing.edit(session, shown, subject="Nû", body=BODY, by=staff)
    mailing.send(session, shown, by=staff)
    session.flush()
    assert (mail.subject, mail.status, _jobs(session)) == ("Nû", MailStatus.QUEUED, [f"mail:{mail.id}"])
    assert [entry.action for entry in journal.read(session)] == ["mail:send", "mail:edit"]


@pytest.mark.parametrize(
    ("kind", "released"), [(MailKind.PROPOSAL, MailStatus.DRAFT), (MailKind.NOTICE, MailStatus.QUEUED)]
)
def test_held_mail_goes_back_to_where_it_was(session: Session, kind: MailKind, released: MailStatus) -> None:
    staff, mail = world.staff(session), world.mail(session, kind=kind, status=MailStatus.QUEUED)
    mailing.hold(session, mail, by=staff)
    held = mail.status
    mailing.release(session, mail, by=staff)
    assert (held, mail.status) == (MailStatus.HELD, released)
    assert _jobs(session) == ([f"mail:{mail.id}"] if released is MailStatus.QUEUED else [])


def test_mail_to_sign_in_is_nobodys_to_touch(session: Session) -> None:
    staff, mail = world.staff(session), world.mail(session, kind=MailKind.SIGN_IN, status=MailStatus.HELD)
    for verb in (mailing.hold, mailing.release, mailing.send):
        with pytest.raises(NotAllowedError):
            verb(session, mail, by=staff)
    with pytest.raises(NotAllowedError):
        mailing.edit(session, mail, subject="Nû", body=BODY, by=staff)
