from datetime import timedelta

from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from matchmaker.domain.mail import Mail
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import MailKind, MailStatus
from matchmaker.store import outbox
from tests import world


def _mail(session: Session, person: Person, *, kind: MailKind, status: MailStatus) -> Mail:
    mail = Mail(kind=kind, person=person, language="en", subject=kind.value, body="", status=status)
    session.add(mail)
    session.flush()
    return mail


def test_staff_see_newest_first_but_never_links_to_sign_in(session: Session) -> None:
    person = world.person(session, institution=world.institution(session))
    first = _mail(session, person, kind=MailKind.RECEIPT, status=MailStatus.SENT)
    _mail(session, person, kind=MailKind.SIGN_IN, status=MailStatus.SENT)
    last = _mail(session, person, kind=MailKind.PROPOSAL, status=MailStatus.DRAFT)
    assert outbox.visible(session) == [last, first]
    assert outbox.visible(session, limit=1, offset=1) == [first]
    assert outbox.visible(session, status=MailStatus.DRAFT) == [last]


def test_counting_leaves_out_links_to_sign_in(session: Session) -> None:
    person = world.person(session)
    for kind, status in [
        (MailKind.SIGN_IN, MailStatus.SENT),
        (MailKind.RECEIPT, MailStatus.SENT),
        (MailKind.NOTICE, MailStatus.SENT),
        (MailKind.PROPOSAL, MailStatus.DRAFT),
    ]:
        _mail(session, person, kind=kind, status=status)
    assert outbox.count_by_status(session) == {
        MailStatus.DRAFT: 1,
        MailStatus.QUEUED: 0,
        MailStatus.SENDING: 0,
        MailStatus.HELD: 0,
        MailStatus.SENT: 2,
        MailStatus.FAILED: 0,
    }


def test_demo_mailbox_shows_what_was_delivered_newest_first(session: Session) -> None:
    person = world.person(session)
    delivered = []
    for age in (2, 1, 3):
        mail = _mail(session, person, kind=MailKind.SIGN_IN, status=MailStatus.SENT)
        mail.delivered, mail.sent_at = "the link", now() - timedelta(hours=age)
        delivered.append(mail)
    _mail(session, person, kind=MailKind.SIGN_IN, status=MailStatus.QUEUED)
    session.flush()
    oldest_first = sorted(delivered, key=lambda mail: mail.sent_at or now())
    assert outbox.demo_mailbox(session) == oldest_first[::-1]
    assert outbox.demo_mailbox(session, limit=1) == oldest_first[-1:]
