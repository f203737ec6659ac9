"""The mails that we write: what each says, in its receiver's language. Every one is a row first; `mailing` sends them.

A paragraph is one text for the translators. No mail holds a contact, a reason for declining or a note: these stand on
pages that ask who is reading.
"""

import textwrap
from collections.abc import Iterator

from babel.support import NullTranslations
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matchmaker import phrases
from matchmaker.domain.exchange import Exchange
from matchmaker.domain.institution import Institution
from matchmaker.domain.mail import LINK_MARK, Mail
from matchmaker.domain.person import LINK_LASTING, Person
from matchmaker.domain.proposal import Proposal, ProposalPart
from matchmaker.domain.vocabulary import JobKind, LinkPurpose, MailKind, MailStatus
from matchmaker.errors import InputError
from matchmaker.i18n import N_, direction, translations
from matchmaker.store import jobs

SHOWN_NAME = 80  # characters of an institution's name in a subject line, so that the verb before it is still seen
_NOT_SENT = (MailStatus.DRAFT, MailStatus.QUEUED, MailStatus.HELD, MailStatus.FAILED)


def sign_in(session: Session, person: Person) -> Mail:
    words = translations(person.language)
    _ = words.ugettext
    minutes = int(LINK_LASTING[LinkPurpose.SIGN_IN].total_seconds() // 60)
    lasting = words.ungettext(
        "Open this link to sign in. It works once, and for %(number)d minute.",
        "Open this link to sign in. It works once, and for %(number)d minutes.",
        minutes,
    )
    paragraphs = [
        lasting % {"number": minutes},
        LINK_MARK,
        _("If you did not ask for it, you need not do anything: without the link nobody can sign in."),
    ]
    return _mail(session, person, MailKind.SIGN_IN, _("Your link to sign in"), paragraphs)


def receipt(session: Session, person: Person) -> Mail:
    """Say that an institution's registration has arrived, and what happens next."""
    _ = translations(person.language).ugettext
    paragraphs = [
        _("Thank you for registering. Everything you wrote has arrived."),
        _(
            "A member of our staff now reads it. As soon as that is done you receive a mail,"
            " and we begin to look for counterparts."
        ),
        _("Nobody outside our centre sees your name or your number before you have agreed to an exchange."),
    ]
    return _mail(session, person, MailKind.RECEIPT, _("Your registration has arrived"), paragraphs)


def verified(session: Session, institution: Institution) -> list[Mail]:
    return [_verified(session, person, institution) for person in receivers(session, institution)]


def refused(session: Session, institution: Institution) -> list[Mail]:
    return [_refused(session, person, institution) for person in receivers(session, institution)]


def proposal(session: Session, proposal: Proposal) -> list[Mail]:
    """Draft a mail to every head of both institutions; what was drafted before and never left is dropped.

    Raises InputError when one institution has nobody to write to: half a proposal helps nobody.
    """
    outdated = (Mail.proposal_id == proposal.id, Mail.kind == MailKind.PROPOSAL, Mail.status.in_(_NOT_SENT))
    session.execute(delete(Mail).where(*outdated))
    mails = []
    for part in proposal.parts:
        people = receivers(session, part.institution)
        if not people:
            raise InputError(N_("One of the two institutions has nobody whom we can write to."))
        mails += [_proposal(session, person, part) for person in people]
    return mails


def changes_asked(session: Session, proposal: Proposal, part: ProposalPart) -> Mail:
    """Tell the staff member who drafted the proposal."""
    person = proposal.drafted_by
    _ = translations(person.language).ugettext
    paragraphs = [
        _("%(name)s would like to change something in proposal %(number)d. Please read what on the proposal's page.")
        % {"name": _named(part.institution, person), "number": proposal.id},
    ]
    subject = _("Please revise: proposal to %(name)s") % {"name": _shortened(part.institution)}
    return _mail(session, person, MailKind.NOTICE, subject, paragraphs)


def declined(session: Session, proposal: Proposal, part: ProposalPart) -> list[Mail]:
    """Tell the staff member who drafted it, and those on the other side whom the proposal has reached."""
    other = proposal.part(part.side.other)
    reached = select(Mail.person_id).where(
        Mail.proposal_id == proposal.id, Mail.kind == MailKind.PROPOSAL, Mail.status == MailStatus.SENT
    )
    people = [person for person in receivers(session, other.institution) if person.id in set(session.scalars(reached))]
    return [_declined_to_staff(session, proposal, part)] + [_declined_to(session, person, part) for person in people]


def exchange_opened(session: Session, exchange: Exchange) -> list[Mail]:
    """Tell both sides where they find each other's contacts; the contacts themselves are in no mail."""
    return [
        _exchange_opened(session, person, part)
        for part in exchange.proposal.parts
        for person in receivers(session, part.institution)
    ]


def receivers(session: Session, institution: Institution) -> list[Person]:
    """Return the active heads; in an institution without any, all its active people."""
    people = session.scalars(
        select(Person).where(Person.institution_id == institution.id, Person.active).order_by(Person.id)
    ).all()
    return [person for person in people if person.is_head] or list(people)


def _verified(session: Session, person: Person, institution: Institution) -> Mail:
    _ = translations(person.language).ugettext
    paragraphs = [
        _("%(name)s now takes part. We have begun to look for counterparts for what you need and what you can give.")
        % {"name": _named(institution, person)},
        _("When we have found somebody, we write to you with a proposal. Nothing happens before you agree."),
    ]
    subject = _("%(name)s now takes part") % {"name": _shortened(institution)}
    return _mail(session, person, MailKind.NOTICE, subject, paragraphs)


def _refused(session: Session, person: Person, institution: Institution) -> Mail:
    _ = translations(person.language).ugettext
    paragraphs = [
        _("Thank you for registering %(name)s. We cannot let it take part at present.")
        % {"name": _named(institution, person)},
        _("If you think that we have misunderstood something, please talk to us."),
    ]
    return _mail(session, person, MailKind.NOTICE, _("About your registration"), paragraphs)


def _proposal(session: Session, person: Person, part: ProposalPart) -> Mail:
    words = translations(person.language)
    _ = words.ugettext
    days = LINK_LASTING[LinkPurpose.PROPOSAL].days
    lasting = words.ungettext(
        "Here you can read everything and answer: accept, decline, or ask for changes."
        " The link is yours alone; it works for %(number)d day.",
        "Here you can read everything and answer: accept, decline, or ask for changes."
        " The link is yours alone; it works for %(number)d days.",
        days,
    )
    other = part.proposal.part(part.side.other).institution
    paragraphs = [
        part.message,
        "\n".join(_facts(part.proposal, other, person)),
        lasting % {"number": days},
        LINK_MARK,
        _("Your contacts stay hidden until both sides have accepted."),
    ]
    subject = _("Please answer: an exchange with %(name)s") % {"name": _shortened(other)}
    return _mail(session, person, MailKind.PROPOSAL, subject, paragraphs, proposal=part.proposal)


def _facts(proposal: Proposal, other: Institution, person: Person) -> Iterator[str]:
    """Yield what is proposed, one line each; of the other side what anybody may know."""
    language = person.language
    _ = translations(language).ugettext
    yield _("With: %(name)s (%(kind)s), %(place)s, %(country)s") % {
        "name": _named(other, person),
        "kind": phrases.label(other.kind, language),
        "place": _apart(other.place, other.language, language),
        "country": phrases.country_name(other.country, language),
    }
    yield _("Form: %(format)s") % {"format": phrases.label(proposal.format, language)}
    yield _("First step: %(step)s") % {"step": _apart(proposal.first_step, proposal.first_step_language, language)}
    if proposal.starts_on and proposal.ends_on:
        start, end = (phrases.long_date(day, language) for day in (proposal.starts_on, proposal.ends_on))
        yield _("Time: %(start)s to %(end)s") % {"start": start, "end": end}
    elif proposal.starts_on:
        yield _("Time: from %(start)s") % {"start": phrases.long_date(proposal.starts_on, language)}
    elif proposal.ends_on:
        yield _("Time: until %(end)s") % {"end": phrases.long_date(proposal.ends_on, language)}


def _declined_to_staff(session: Session, proposal: Proposal, part: ProposalPart) -> Mail:
    person = proposal.drafted_by
    _ = translations(person.language).ugettext
    paragraphs = [
        _("%(name)s has declined proposal %(number)d. The reason stands on the proposal's page.")
        % {"name": _named(part.institution, person), "number": proposal.id},
    ]
    subject = _("Declined: proposal to %(name)s") % {"name": _shortened(part.institution)}
    return _mail(session, person, MailKind.NOTICE, subject, paragraphs)


def _declined_to(session: Session, person: Person, part: ProposalPart) -> Mail:
    _ = translations(person.language).ugettext
    paragraphs = [
        _("The exchange with %(name)s that we proposed to you will not take place for now.")
        % {"name": _named(part.institution, person)},
        _("This says nothing about you. What you need and what you can give stay with us, and we go on looking."),
    ]
    subject = _("No exchange with %(name)s for now") % {"name": _shortened(part.institution)}
    return _mail(session, person, MailKind.NOTICE, subject, paragraphs)


def _exchange_opened(session: Session, person: Person, part: ProposalPart) -> Mail:
    _ = translations(person.language).ugettext
    proposal = part.proposal
    other = proposal.part(part.side.other).institution
    paragraphs = [
        _("Good news: you and %(name)s have both agreed. The exchange is open.") % {"name": _named(other, person)},
        _("First step: %(step)s")
        % {"step": _apart(proposal.first_step, proposal.first_step_language, person.language)},
        _("Whom you can reach there stands on this page, which only the two sides and our staff can open:"),
        LINK_MARK,
    ]
    subject = _("You can begin: the exchange with %(name)s is open") % {"name": _shortened(other)}
    return _mail(session, person, MailKind.NOTICE, subject, paragraphs, proposal=proposal)


def _mail(
    session: Session,
    person: Person,
    kind: MailKind,
    subject: str,
    paragraphs: list[str],
    *,
    proposal: Proposal | None = None,
) -> Mail:
    """Add a mail with greeting and signature: a proposal waits for staff, all others for the worker."""
    words = translations(person.language)
    body = [_greeting(words, person), *paragraphs, words.ugettext("Civil Diplomacy Center of North and East Syria")]
    mail = Mail(
        kind=kind,
        person=person,
        proposal=proposal,
        language=person.language,
        subject=subject,
        body="\n\n".join(paragraph for paragraph in body if paragraph),
        status=MailStatus.DRAFT if kind is MailKind.PROPOSAL else MailStatus.QUEUED,
    )
    session.add(mail)
    session.flush()  # the job needs its id
    if mail.status is MailStatus.QUEUED:
        jobs.enqueue(session, JobKind.SEND, f"mail:{mail.id}")
    return mail


def _greeting(words: NullTranslations, person: Person) -> str:
    return words.ugettext("Hello %(name)s,") % {"name": person.name}


def _named(institution: Institution, person: Person) -> str:
    return _apart(institution.name, institution.language, person.language)


def _apart(text: str, language: str, around: str) -> str:
    """Keep a piece that runs the other way from disordering the line: FIRST STRONG ISOLATE … POP ISOLATE."""
    return text if direction(language) == direction(around) else f"\u2068{text}\u2069"


def _shortened(institution: Institution) -> str:
    """Return the name for a subject line: one line, whatever was typed."""
    return textwrap.shorten(institution.name, SHOWN_NAME, placeholder="…")
