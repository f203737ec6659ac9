"""People, the one-time links that they are mailed, and the browsers that they are signed in with.

There are no passwords: whoever can read the mailbox can sign in. Of links and cookies only the SHA-256 is kept. They
are 256 random bits, so a slow hash would protect nothing more.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from matchmaker.domain.base import now
from matchmaker.domain.institution import Institution
from matchmaker.domain.mail import Mail
from matchmaker.domain.person import LINK_LASTING, MAX_HEADS, Link, Person, SignedIn
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.vocabulary import JobKind, LinkPurpose, MailKind, Role, Side
from matchmaker.errors import IllegalStepError, InputError, LinkError
from matchmaker.i18n import LANGUAGES, N_
from matchmaker.services import notices
from matchmaker.store import jobs, journal
from matchmaker.store.session import lock

TOKEN_BYTES = 32  # 256 bits: cannot be guessed
STAFF_SESSION = timedelta(hours=12)  # a long working day; staff see everybody's data
MEMBER_SESSION = timedelta(days=7)  # mails are slow to reach a shared phone, and a member sees only their own
MAX_BROWSERS = 5  # a phone, a desk, and some forgotten; signing in once more ends the oldest
SIGN_IN_WINDOW = timedelta(hours=1)
MAX_SIGN_INS = 5  # mails in the window above: nobody's mailbox can be flooded from our page

PAGE = 50  # people in a list that one can scroll through
TOO_MANY_HEADS = N_("This institution has two heads already.")

PSEUDONYM_LENGTH = 16  # hex digits: two strangers at once never share one
_PROCESS_KEY = secrets.token_bytes(TOKEN_BYTES)
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+")
EMAIL_LENGTH = 254  # RFC 5321


def add_person(
    session: Session,
    *,
    name: str,
    email: str,
    language: str,
    role: Role = Role.MEMBER,
    institution: Institution | None = None,
    phone: str = "",
    is_head: bool = False,
    by: Person | None,
) -> Person:
    """Add an account and journal it.

    Raises InputError when the name is missing, the address is malformed or taken, the language is none of the
    interface, or the institution has its heads already.
    """
    if not name.strip():
        raise InputError(N_("A name is needed."))
    if not is_email(email):
        raise InputError(N_("This e-mail address is not complete."))
    if language not in LANGUAGES:
        raise InputError(N_("This language cannot be chosen."))
    if is_head and institution is not None:
        _require_room_for_a_head(session, institution)
    try:
        with session.begin_nested():  # the database decides, so two who register at once cannot both win
            person = Person(
                name=" ".join(name.split()),  # one line: it stands in the head of mails
                email=_normalised(email),
                phone=phone.strip(),
                language=language,
                role=role,
                institution=institution,
                is_head=is_head,
            )
            session.add(person)
    except IntegrityError:
        raise InputError(N_("This e-mail address is used already.")) from None
    journal.record(session, "person:add", person, by=by, role=role, institution=person.institution_id)
    return person


def is_email(text: str) -> bool:
    """Whether mail can be sent there as far as the form of the address tells; only ASCII, as most servers demand."""
    address = _normalised(text)
    return len(address) <= EMAIL_LENGTH and _EMAIL.fullmatch(address) is not None


def person_by_email(session: Session, email: str) -> Person | None:
    return session.scalar(select(Person).where(Person.email == _normalised(email)))


def people(session: Session, *, name: str = "", page: int = 1) -> tuple[Sequence[Person], int]:
    """Return one page of everybody, staff before members, and how many there are; for administrators only."""
    query = select(Person)
    if name:
        query = query.where(Person.name.icontains(name, autoescape=True))
    total = session.scalars(select(func.count()).select_from(query.subquery())).one()
    rows = (
        query.options(joinedload(Person.institution))
        .order_by(Person.role == Role.MEMBER, Person.name, Person.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return session.scalars(rows).all(), total


def person(session: Session, person_id: int) -> Person | None:
    return session.get(Person, person_id, options=[joinedload(Person.institution)])


def names_of(session: Session, institution: Institution) -> list[tuple[str, bool]]:
    """Return the names of an institution's active people and who is a head; nothing else of them is even loaded."""
    query = select(Person.name, Person.is_head).where(Person.institution_id == institution.id, Person.active)
    return [(name, is_head) for name, is_head in session.execute(query.order_by(Person.is_head.desc(), Person.id))]


def contacts_of(session: Session, institution: Institution) -> list[Person]:
    """Return the active heads. For pages, `exchanges.contacts` is the way: it asks for permission."""
    query = select(Person).where(Person.institution_id == institution.id, Person.is_head, Person.active)
    return list(session.scalars(query.order_by(Person.id)))


def request_sign_in(session: Session, email: str) -> None:
    """Let the worker write a mail with a link to sign in, if there is an account.

    The same statements run for an unknown address, so neither the answer nor its time tells who is registered.
    """
    person = person_by_email(session, email)
    subject = f"person:{person.id}" if person else f"nobody:{_pseudonym(email)}"
    jobs.enqueue(session, JobKind.SIGN_IN, subject)


def write_sign_in(session: Session, person_id: int) -> None:
    """Queue the mail that was asked for; after too many, or when the account is closed, do nothing."""
    person = session.get_one(Person, person_id)
    recent = select(func.count(Mail.id)).where(
        Mail.person_id == person.id, Mail.kind == MailKind.SIGN_IN, Mail.created_at > now() - SIGN_IN_WINDOW
    )
    if person.active and session.scalars(recent).one() < MAX_SIGN_INS:
        notices.sign_in(session, person)


def make_link(
    session: Session,
    person: Person,
    *,
    purpose: LinkPurpose,
    proposal: Proposal | None = None,
    side: Side | None = None,
    lasting: timedelta | None = None,
) -> str:
    """Return the token of a new link; it is written nowhere. An older unused link for the same thing dies.

    `lasting` None: as long as links of this purpose last.
    """
    proposal_id = proposal.id if proposal else None
    same = (Link.person_id == person.id, Link.purpose == purpose, Link.proposal_id == proposal_id)
    alive = (Link.used_at.is_(None), Link.revoked_at.is_(None))
    session.execute(update(Link).where(*same, *alive).values(revoked_at=now()))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        Link(
            digest=_digest(token),
            purpose=purpose,
            person=person,
            proposal_id=proposal_id,
            side=side,
            expires_at=now() + (LINK_LASTING[purpose] if lasting is None else lasting),
        )
    )
    session.flush()  # a link made later in the same transaction must find this one
    return token


def open_link(session: Session, token: str, *, purpose: LinkPurpose) -> Link:
    """Look a link up without using it: mail scanners follow links too.

    A used link to a proposal still opens, to show what was answered: see `used_at`.
    Raises LinkError with reason unknown, revoked, used or expired.
    """
    link = session.get(Link, _digest(token), options=[joinedload(Link.person)])
    if link is None or link.purpose is not purpose:
        raise LinkError("unknown")
    if link.revoked_at is not None or not link.person.active:
        raise LinkError("revoked")
    if link.used_at is not None and purpose is LinkPurpose.SIGN_IN:
        raise LinkError("used")
    if link.expires_at <= now():
        raise LinkError("expired")
    return link


def use_link(session: Session, link: Link) -> None:
    """Spend a link. Raises LinkError when somebody else was faster; of two at the same moment one waits and fails."""
    lock(session, link, "used_at", "revoked_at")
    if link.revoked_at is not None:
        raise LinkError("revoked")
    if link.used_at is not None:
        raise LinkError("used")
    link.used_at = now()


def sign_in(session: Session, token: str) -> tuple[str, Person]:
    """Spend a sign-in link and return the value of a new cookie and whose it is; journal it. Raises LinkError."""
    link = open_link(session, token, purpose=LinkPurpose.SIGN_IN)
    use_link(session, link)
    person = link.person
    _end_oldest(session, person)
    cookie = secrets.token_urlsafe(TOKEN_BYTES)
    lasting = STAFF_SESSION if person.is_staff else MEMBER_SESSION
    session.add(SignedIn(digest=_digest(cookie), person=person, expires_at=now() + lasting))
    journal.record(session, "person:sign-in", person, by=person)
    return cookie, person


def signed_in_person(session: Session, cookie: str) -> Person | None:
    """Return whose browser this is; None when signed out, expired or deactivated. Changes nothing."""
    found = session.get(SignedIn, _digest(cookie), options=[joinedload(SignedIn.person)])
    return found.person if found and found.expires_at > now() and found.person.active else None


def sign_out(session: Session, cookie: str) -> None:
    found = session.get(SignedIn, _digest(cookie))
    if found is not None:
        journal.record(session, "person:sign-out", found.person, by=found.person)
        session.delete(found)


def sign_out_everywhere(session: Session, person: Person) -> None:
    session.execute(delete(SignedIn).where(SignedIn.person_id == person.id))


def deactivate(session: Session, person: Person, *, by: Person) -> None:
    """Close an account: its browsers are signed out, its links die, the journal keeps who did it.

    Raises InputError for the last administrator, who alone can let anybody in again, and for one's own account;
    IllegalStepError when it is closed already.
    """
    if person.role is Role.ADMIN and not _other_admins(session, person):
        raise InputError(N_("This is the only administrator. Add another one first."))
    if person.id == by.id:
        raise InputError(N_("You cannot close your own account. Another administrator can."))
    if not person.active:
        raise IllegalStepError("closing an account that is closed")
    person.active = False
    sign_out_everywhere(session, person)
    session.execute(update(Link).where(Link.person_id == person.id, Link.revoked_at.is_(None)).values(revoked_at=now()))
    journal.record(session, "person:deactivate", person, by=by)


def _normalised(email: str) -> str:
    return email.strip().lower()


def _pseudonym(email: str) -> str:
    """Return a name for an unknown address that means nothing outside this process: we keep no strangers' addresses."""
    return hmac.digest(_PROCESS_KEY, _normalised(email).encode(), "sha256").hex()[:PSEUDONYM_LENGTH]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _require_room_for_a_head(session: Session, institution: Institution) -> None:
    lock(session, institution, "standing")  # two who add a head at once queue up here
    heads = select(func.count(Person.id)).where(Person.institution_id == institution.id, Person.is_head, Person.active)
    if session.scalars(heads).one() >= MAX_HEADS:
        raise InputError(TOO_MANY_HEADS)


def _other_admins(session: Session, person: Person) -> int:
    others = select(func.count(Person.id)).where(Person.role == Role.ADMIN, Person.active, Person.id != person.id)
    return session.scalars(others).one()


def _end_oldest(session: Session, person: Person) -> None:
    """Make room for one more browser, and forget those that have expired."""
    browsers = session.scalars(
        select(SignedIn).where(SignedIn.person_id == person.id).order_by(SignedIn.expires_at.desc(), SignedIn.digest)
    ).all()
    alive = [browser for browser in browsers if browser.expires_at > now()]
    kept = {browser.digest for browser in alive[: MAX_BROWSERS - 1]}
    for browser in browsers:
        if browser.digest not in kept:
            session.delete(browser)
