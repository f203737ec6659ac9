"""Mails in the outbox: staff change, hold and send them; the worker delivers them, each at most once.

Delivering is three steps: mark the row `sending` and commit; hand the mail to the transport; mark it `sent` and commit.
A worker that dies between the first and the last leaves a row that is `sending` and that nobody sends again by itself:
when its job is taken over the mail becomes `failed`, and a person decides. Twice the same proposal would cost more
trust than one that staff have to send again; a lost link to sign in is asked for once more.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.domain.base import now, require_step
from matchmaker.domain.mail import LINK_MARK, MAIL_STEPS, SUBJECT_LENGTH, Mail
from matchmaker.domain.person import Person
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.vocabulary import JobKind, LinkPurpose, MailKind, MailStatus, ProposalStatus, Side
from matchmaker.errors import IllegalStepError, InputError, NotAllowedError
from matchmaker.i18n import N_
from matchmaker.services import accounts
from matchmaker.services.transports import NotSentError, RefusedError, Transport
from matchmaker.store import jobs, journal, outbox
from matchmaker.store.session import Database, lock

EDITABLE = frozenset({MailStatus.DRAFT, MailStatus.HELD, MailStatus.FAILED})
BROKEN_OFF = N_("Sending broke off. It may have arrived all the same.")
PAGE = 30  # mails in a list that one can scroll through
DEMO_PAGE = 20  # mails that the demo's page shows: more than one sitting causes
SENDING_LASTS = timedelta(minutes=2)  # longer than a transport may take: after that the worker is dead

_log = logging.getLogger(__name__)


def edit(session: Session, mail: Mail, *, subject: str, body: str, by: Person) -> None:
    """Change a mail that is not on its way; journal that, not what.

    Raises IllegalStepError for a mail on its way or sent, InputError when the subject is empty, too long or has line
    breaks, when the body is empty, or when the place of the link was removed or added.
    """
    _lock(session, mail)
    if mail.status not in EDITABLE:
        raise IllegalStepError(f"editing a mail that is {mail.status}")
    if not subject.strip() or not body.strip():
        raise InputError(N_("A mail needs a subject and a text."))
    if len(subject.splitlines()) > 1:
        raise InputError(N_("The subject must be one line."))
    if len(subject.strip()) > SUBJECT_LENGTH:
        raise InputError(N_("The subject is too long."))
    if body.count(LINK_MARK) != mail.body.count(LINK_MARK):
        raise InputError(N_("The mark {link} must stay where the link shall be, once."))
    mail.subject = subject.strip()
    mail.body = body.replace("\r\n", "\n").strip()
    journal.record(session, "mail:edit", mail, by=by)


def hold(session: Session, mail: Mail, *, by: Person) -> None:
    """Keep a mail back until somebody releases it."""
    _step(session, mail, MailStatus.HELD)
    journal.record(session, "mail:hold", mail, by=by)


def release(session: Session, mail: Mail, *, by: Person) -> None:
    """Undo holding: a proposal is a draft again, any other mail goes its way."""
    if mail.kind is MailKind.PROPOSAL:
        _step(session, mail, MailStatus.DRAFT)
    else:
        _queue(session, mail)
    journal.record(session, "mail:release", mail, by=by)


def send(session: Session, mail: Mail, *, by: Person) -> None:
    """Let a mail go; the worker delivers it. A failed one is tried once more, though it may have arrived before."""
    _queue(session, mail)
    journal.record(session, "mail:send", mail, by=by)


def send_drafts(session: Session, proposal: Proposal, *, by: Person) -> None:
    """Let all mails of a proposal go that nobody has held back, so that both sides read it on the same day.

    Raises IllegalStepError when the proposal waits for no answer; drafts that are gone already are no error.
    """
    if proposal.status is not ProposalStatus.SENT:
        raise IllegalStepError(f"sending the mails of a proposal that is {proposal.status}")
    for mail in outbox.of_proposal(session, proposal):
        if mail.status is MailStatus.DRAFT:
            send(session, mail, by=by)


def listing(session: Session, *, status: MailStatus | None = None, page: int = 1) -> Sequence[Mail]:
    """Return one page of the mails that staff may read, newest first."""
    return outbox.visible(session, status=status, limit=PAGE, offset=(page - 1) * PAGE)


def counts(session: Session) -> dict[MailStatus, int]:
    return outbox.count_by_status(session)


def mail(session: Session, mail_id: int) -> Mail | None:
    """Return a mail with all that its page shows; mails with a link to sign in do not exist for staff."""
    return outbox.mail(session, mail_id)


def of_proposal(session: Session, proposal: Proposal) -> Sequence[Mail]:
    return outbox.of_proposal(session, proposal)


def demo_mailbox(session: Session) -> Sequence[Mail]:
    """Return what the demo mode delivered, links and all, newest first."""
    return outbox.demo_mailbox(session, limit=DEMO_PAGE)


def deliver(
    database: Database, mail_id: int, *, transport: Transport, settings: Settings, last_try: bool = False
) -> None:
    """Deliver a queued mail and note what came of it; a mail in any other state is left as it is.

    Opens its own transactions, so that none is open while the mail server answers. Raises NotSentError when it may be
    tried again later; in the last try the mail becomes `failed` instead.
    """
    with database.writing() as session:
        message = _begin(session, mail_id, settings=settings)
    if message is None:
        return
    status, error, delivered = MailStatus.SENT, "", None
    try:
        delivered = transport.send(message)
    except NotSentError:
        status = MailStatus.FAILED if last_try else MailStatus.QUEUED
        error = N_("The mail server could not be reached.")
    except RefusedError:
        status, error = MailStatus.FAILED, N_("The mail server refused it. Is the address right?")
    except Exception as broken:  # whatever broke, the mail may be out already, so it is not tried again
        _log.warning("mail %d broke off: %s", mail_id, type(broken).__name__)
        status, error = MailStatus.FAILED, BROKEN_OFF
    with database.writing() as session:
        mail = session.get_one(Mail, mail_id, with_for_update=True)
        _set(mail, status, error)
        mail.sent_at = now() if status is MailStatus.SENT else None
        mail.delivered = delivered
    if status is MailStatus.QUEUED:
        raise NotSentError


def _lock(session: Session, mail: Mail) -> None:
    """Hold the row until the transaction ends. Mails with a link to sign in are nobody's to touch."""
    if mail.kind is MailKind.SIGN_IN:
        raise NotAllowedError("mails to sign in are not for staff")
    lock(session, mail, "status", "subject", "body")


def _step(session: Session, mail: Mail, status: MailStatus) -> None:
    _lock(session, mail)
    _set(mail, status)


def _set(mail: Mail, status: MailStatus, error: str = "") -> None:
    require_step(MAIL_STEPS, mail.status, status)
    mail.status = status
    mail.error = error


def _queue(session: Session, mail: Mail) -> None:
    """Raises IllegalStepError also while a worker has it in hand: only the worker may queue it again."""
    _lock(session, mail)
    if mail.status is MailStatus.SENDING:
        raise IllegalStepError("queueing a mail that is being sent")
    _set(mail, MailStatus.QUEUED)
    jobs.enqueue(session, JobKind.SEND, f"mail:{mail.id}")


def _begin(session: Session, mail_id: int, *, settings: Settings) -> EmailMessage | None:
    """Mark the mail as `sending` and return it as it goes out; None when there is nothing to send."""
    mail = session.get(Mail, mail_id, with_for_update=True)
    if mail is None or mail.status not in {MailStatus.QUEUED, MailStatus.SENDING}:
        return None
    if mail.status is MailStatus.SENDING:
        if mail.sent_at is not None and mail.sent_at > now() - SENDING_LASTS:
            raise NotSentError  # another worker has it in hand
        _set(mail, MailStatus.FAILED, BROKEN_OFF)
        return None
    side = _side(mail)
    if obstacle := _obstacle(mail, side):
        _set(mail, MailStatus.HELD, obstacle)
        return None
    _set(mail, MailStatus.SENDING)
    mail.sent_at = now()
    return _message(mail, _with_link(session, mail, side=side, settings=settings), settings)


def _obstacle(mail: Mail, side: Side | None) -> str:
    """Return why a mail must not go out any more, if so: much may have happened since it was written."""
    if not mail.person.active:
        return N_("The account of the receiver is closed.")
    if mail.kind is MailKind.PROPOSAL and (mail.proposal is None or mail.proposal.status is not ProposalStatus.SENT):
        return N_("The proposal cannot be answered any more.")
    if LINK_MARK in mail.body and mail.kind is not MailKind.SIGN_IN and side is None:
        return N_("The receiver does not belong to the proposal.")
    return ""


def _side(mail: Mail) -> Side | None:
    """Return which side of the mail's proposal the receiver belongs to."""
    parts = mail.proposal.parts if mail.proposal else []
    return next((part.side for part in parts if part.institution_id == mail.person.institution_id), None)


def _with_link(session: Session, mail: Mail, *, side: Side | None, settings: Settings) -> str:
    """Return the body with a fresh personal link in the place of the mark."""
    if LINK_MARK not in mail.body:
        return mail.body
    if mail.kind is MailKind.SIGN_IN:
        token = accounts.make_link(session, mail.person, purpose=LinkPurpose.SIGN_IN)
        path = f"sign-in/{token}"
    else:
        token = accounts.make_link(
            session, mail.person, purpose=LinkPurpose.PROPOSAL, proposal=mail.proposal, side=side
        )
        path = f"p/{token}"
    link = f"{settings.base_url.rstrip('/')}/{path}?lang={mail.language}"
    return mail.body.replace(LINK_MARK, link)


def _message(mail: Mail, body: str, settings: Settings) -> EmailMessage:
    """Return the mail as RFC 5322 wants it; the address is read here and stands nowhere else."""
    message = EmailMessage()
    sender = parseaddr(settings.mail_from)[1]
    message["From"] = settings.mail_from
    message["To"] = Address(mail.person.name, addr_spec=mail.person.email)
    if settings.office_address:
        message["Reply-To"] = settings.office_address
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<mail-{mail.id}-{mail.created_at:%Y%m%d%H%M%S}@{sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies, please
    message.set_content(body)
    message["Content-Language"] = mail.language  # after the content, whose heads replace all others of its kind
    return message
