"""The outbox: every mail before it leaves, to be read once more, changed, held back and sent."""

from math import ceil
from urllib.parse import urlencode

from starlette.responses import Response

from matchmaker.domain.mail import LINK_MARK, MAIL_STEPS, Mail
from matchmaker.domain.permissions import Permission
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.vocabulary import MailKind, MailStatus, ProposalStatus
from matchmaker.errors import IllegalStepError, InputError
from matchmaker.services import mailing, proposals, transports
from web.forms.outbox import MailForm
from web.page import Page, Visit

SHELVES = (
    MailStatus.DRAFT,
    MailStatus.HELD,
    MailStatus.FAILED,
    MailStatus.QUEUED,
    MailStatus.SENDING,
    MailStatus.SENT,
)
"""What waits for a person first, then what waits for the worker, then what is done."""


def listing(visit: Visit) -> Response:
    wanted = visit.query.get("status", "")
    status = MailStatus(wanted) if wanted in set(MailStatus) else None
    counts = mailing.counts(visit.session)
    pages = max(1, ceil((counts[status] if status else sum(counts.values())) / mailing.PAGE))
    page = min(visit.page_number, pages)
    here = visit.url("outbox")
    shelves = [(each, f"{here}?{urlencode({'status': each})}") for each in SHELVES]
    return visit.render(
        "outbox/list.html",
        mails=mailing.listing(visit.session, status=status, page=page),
        shown=status,
        shelves=shelves,
        counts=counts,
        page=page,
        pages=pages,
        here=dict(shelves)[status] if status else here,
        no_way_out=transports.transport_for(visit.settings) is None,
    )


def show(visit: Visit) -> Response:
    mail = visit.the(Mail)
    steps = MAIL_STEPS[mail.status] if mail.status is not MailStatus.SENDING else set()
    siblings = []
    if mail.kind is MailKind.PROPOSAL and mail.proposal:
        siblings = list(mailing.of_proposal(visit.session, mail.proposal))
    drafts = sum(each.status is MailStatus.DRAFT for each in siblings)
    return visit.render(
        "outbox/show.html",
        mail=mail,
        pieces=[piece.strip("\n") for piece in mail.body.split(LINK_MARK)],
        problem=visit._(mail.error) if mail.error else "",
        siblings=siblings,
        drafts=drafts if mail.proposal and mail.proposal.status is ProposalStatus.SENT else 0,
        can_edit=mail.status in mailing.EDITABLE,
        can_send=MailStatus.QUEUED in steps and mail.status is not MailStatus.HELD,
        can_hold=MailStatus.HELD in steps,
        can_release=mail.status is MailStatus.HELD,
        no_way_out=transports.transport_for(visit.settings) is None,
    )


def edit(visit: Visit) -> Response:
    mail = _editable(visit)
    return _form(visit, mail, MailForm(None, language=visit.language, obj=mail))


def save(visit: Visit) -> Response:
    mail = _editable(visit)
    form = MailForm(visit.form, language=visit.language)
    if not form.validate():
        return _form(visit, mail, form)
    subject = " ".join((form.subject.data or "").split())
    try:
        mailing.edit(visit.session, mail, subject=subject, body=form.body.data or "", by=visit.signed_in)
    except InputError as error:  # the mark of the link, the one rule that the form cannot check
        form.body.errors = [visit._(str(error))]
        return _form(visit, mail, form)
    return visit.redirect("mail", id=mail.id, notice="mail-saved", query=f"?saved=mail-{mail.id}")


def hold(visit: Visit) -> Response:
    mailing.hold(visit.session, visit.the(Mail), by=visit.signed_in)
    return visit.redirect("mail", id=visit.the(Mail).id, notice="mail-held")


def release(visit: Visit) -> Response:
    mailing.release(visit.session, visit.the(Mail), by=visit.signed_in)
    return visit.redirect("mail", id=visit.the(Mail).id, notice="mail-released")


def send(visit: Visit) -> Response:
    mailing.send(visit.session, visit.the(Mail), by=visit.signed_in)
    return visit.redirect("mail", id=visit.the(Mail).id, notice="mail-queued")


def send_drafts(visit: Visit) -> Response:
    """Let all drafts of a proposal go, those to both sides."""
    mailing.send_drafts(visit.session, visit.the(Proposal), by=visit.signed_in)
    return visit.redirect("outbox", notice="mails-queued")


def _editable(visit: Visit) -> Mail:
    """Return the mail; it may have left since the link was shown."""
    mail = visit.the(Mail)
    if mail.status not in mailing.EDITABLE:
        raise IllegalStepError(f"editing a mail that is {mail.status}")
    return mail


def _form(visit: Visit, mail: Mail, form: MailForm) -> Response:
    status = 422 if form.errors else 200
    return visit.render("outbox/edit.html", status=status, mail=mail, form=form, mark=LINK_MARK)


SEND = Permission.MAIL_SEND
PAGES = [
    Page("/outbox", "outbox", SEND, get=listing),
    Page("/outbox/{id:int}", "mail", SEND, get=show, loads=mailing.mail),
    Page("/outbox/{id:int}/edit", "mail_edit", SEND, get=edit, post=save, loads=mailing.mail),
    Page("/outbox/{id:int}/hold", "mail_hold", SEND, post=hold, loads=mailing.mail),
    Page("/outbox/{id:int}/release", "mail_release", SEND, post=release, loads=mailing.mail),
    Page("/outbox/{id:int}/send", "mail_send", SEND, post=send, loads=mailing.mail),
    Page("/proposals/{id:int}/send-mails", "proposal_mails_send", SEND, post=send_drafts, loads=proposals.proposal),
]
