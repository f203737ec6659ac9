"""What the mails say, to whom, in which language, and what they never hold."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.exchange import Exchange
from matchmaker.domain.job import Job
from matchmaker.domain.mail import LINK_MARK, Mail
from matchmaker.domain.person import Person
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.vocabulary import DeclineReason, JobKind, MailKind, MailStatus, ProposalStatus, Side
from matchmaker.errors import InputError
from matchmaker.i18n import LANGUAGES
from matchmaker.services import notices
from tests import world

PHONE = "+999 55 123 4567"


def _sent_proposal(session: Session, *, language: str = "en") -> Proposal:
    """Two heads on each side with contacts, a third person in NES, and a proposal that is out."""
    proposal = world.proposal(session, status=ProposalStatus.SENT)
    for part in proposal.parts:
        for number in (1, 2):
            world.person(
                session,
                institution=part.institution,
                name=f"Head {number} of {part.side}",
                email=f"head{number}@{part.side}.example.org",
                phone=PHONE,
                is_head=True,
                language=language,
            )
    world.person(session, institution=proposal.part(Side.NES).institution, name="Helper")
    return proposal


def _jobs(session: Session) -> list[str]:
    return [job.subject for job in session.scalars(select(Job).where(Job.kind == JobKind.SEND).order_by(Job.id))]


def _all_mails(session: Session, proposal: Proposal) -> list[Mail]:
    """Every mail that can be written about a proposal and its institutions."""
    part = proposal.part(Side.NES)
    part.reason, part.note = DeclineReason.SECURITY, "A confidential note"
    person = notices.receivers(session, part.institution)[0]
    written = [notices.sign_in(session, person), notices.receipt(session, person)]
    written += notices.verified(session, part.institution) + notices.refused(session, part.institution)
    drafts = notices.proposal(session, proposal)
    for draft in drafts:
        draft.status = MailStatus.SENT
    written += [*drafts, notices.changes_asked(session, proposal, part), *notices.declined(session, proposal, part)]
    return written + notices.exchange_opened(session, Exchange(proposal=proposal, format=proposal.format))


def test_system_mail_is_queued_with_its_job(session: Session) -> None:
    person = world.person(session, name="Rojîn")
    mail = notices.sign_in(session, person)
    assert (mail.kind, mail.status, mail.person, mail.language) == (MailKind.SIGN_IN, MailStatus.QUEUED, person, "en")
    assert _jobs(session) == [f"mail:{mail.id}"]
    assert mail.subject == "Your link to sign in"
    assert mail.body.split("\n\n") == [
        "Hello Rojîn,",
        "Open this link to sign in. It works once, and for 30 minutes.",
        LINK_MARK,
        "If you did not ask for it, you need not do anything: without the link nobody can sign in.",
        "Civil Diplomacy Center of North and East Syria",
    ]


def test_proposal_is_drafted_for_every_head_of_both_sides_and_not_sent(session: Session) -> None:
    proposal = _sent_proposal(session)
    mails = notices.proposal(session, proposal)
    assert sorted((mail.person.name, mail.kind, mail.status) for mail in mails) == [
        (f"Head {number} of {side}", MailKind.PROPOSAL, MailStatus.DRAFT)
        for number in (1, 2)
        for side in ("abroad", "nes")
    ]
    assert _jobs(session) == []


def test_proposal_says_what_is_proposed_and_who_the_other_side_is(session: Session) -> None:
    mails = notices.proposal(session, _sent_proposal(session))
    mail = next(mail for mail in mails if mail.person.name == "Head 1 of nes")
    assert mail.subject == "Please answer: an exchange with Klinikum am Deich"
    assert mail.body.split("\n\n") == [
        "Hello Head 1 of nes,",
        "Dear nes",
        "With: Klinikum am Deich (Hospital), Bremen, Germany\n"
        "Form: Education\n"
        "First step: A call of 45 minutes\n"
        "Time: 1 March 2027 to 31 May 2027",
        "Here you can read everything and answer: accept, decline, or ask for changes."
        " The link is yours alone; it works for 14 days.",
        LINK_MARK,
        "Your contacts stay hidden until both sides have accepted.",
        "Civil Diplomacy Center of North and East Syria",
    ]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "lines"),
    [
        (None, None, []),
        (date(2027, 3, 1), None, ["Time: from 1 March 2027"]),
        (None, date(2027, 5, 31), ["Time: until 31 May 2027"]),
    ],
)
def test_days_that_are_open_are_left_out(
    session: Session, starts_on: date | None, ends_on: date | None, lines: list[str]
) -> None:
    proposal = _sent_proposal(session)
    proposal.starts_on, proposal.ends_on = starts_on, ends_on
    body = notices.proposal(session, proposal)[0].body
    assert [line for line in body.splitlines() if line.startswith("Time")] == lines


def test_name_that_runs_the_other_way_is_kept_apart(session: Session) -> None:
    proposal = _sent_proposal(session)
    other = proposal.part(Side.NES).institution
    other.name, other.language, other.place = "مشفى الأمل", "ar", "القامشلي"
    mail = next(mail for mail in notices.proposal(session, proposal) if mail.person.institution is not other)
    assert "With: \u2068مشفى الأمل\u2069 (Hospital), \u2068القامشلي\u2069, Syria" in mail.body.splitlines()


def test_drafting_again_replaces_what_was_never_sent(session: Session) -> None:
    proposal = _sent_proposal(session)
    first = notices.proposal(session, proposal)
    first[0].status = MailStatus.SENT
    session.flush()
    second = notices.proposal(session, proposal)
    kept = session.scalars(select(Mail).where(Mail.kind == MailKind.PROPOSAL).order_by(Mail.id)).all()
    assert kept == [first[0], *second]


def test_proposal_to_an_institution_with_nobody_to_write_to_is_refused(session: Session) -> None:
    proposal = _sent_proposal(session)
    for person in proposal.part(Side.ABROAD).institution.people:
        person.active = False
    with pytest.raises(InputError, match="nobody whom we can write to"):
        notices.proposal(session, proposal)


def test_receivers_are_active_heads_or_else_all_active_people(session: Session) -> None:
    institution = world.institution(session)
    helper = world.person(session, institution=institution)
    head = world.person(session, institution=institution, is_head=True)
    assert notices.receivers(session, institution) == [head]
    head.active = False
    assert notices.receivers(session, institution) == [helper]


def test_changes_are_told_to_the_one_who_drafted(session: Session) -> None:
    proposal = _sent_proposal(session)
    mail = notices.changes_asked(session, proposal, proposal.part(Side.ABROAD))
    assert (mail.person, mail.subject) == (proposal.drafted_by, "Please revise: proposal to Klinikum am Deich")


def test_refusal_is_told_to_staff_and_to_those_whom_the_proposal_has_reached(session: Session) -> None:
    proposal = _sent_proposal(session)
    drafts = notices.proposal(session, proposal)
    reached = next(mail for mail in drafts if mail.person.name == "Head 2 of abroad")
    reached.status = MailStatus.SENT
    mails = notices.declined(session, proposal, proposal.part(Side.NES))
    assert [(mail.person, mail.subject) for mail in mails] == [
        (proposal.drafted_by, "Declined: proposal to Nexweşxaneya Roj"),
        (reached.person, "No exchange with Nexweşxaneya Roj for now"),
    ]


def test_opened_exchange_is_told_to_both_sides_with_a_link(session: Session) -> None:
    exchange = world.exchange(session, accepted=_sent_proposal(session))
    mails = notices.exchange_opened(session, exchange)
    assert sorted(mail.person.name for mail in mails) == [
        f"Head {number} of {side}" for number in (1, 2) for side in ("abroad", "nes")
    ]
    assert {mail.body.count(LINK_MARK) for mail in mails} == {1}
    assert {mail.proposal for mail in mails} == {exchange.proposal}
    assert len(_jobs(session)) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_mail_holds_a_contact_of_others_a_note_or_a_reason(session: Session, language: str) -> None:
    proposal = _sent_proposal(session, language=language)
    people: list[Person] = [person for part in proposal.parts for person in part.institution.people]
    for mail in _all_mails(session, proposal):
        text = f"{mail.subject}\n{mail.body}"
        others = [person for person in people if person is not mail.person]
        secret = [person.email for person in people] + [person.name for person in others]
        secret += [PHONE, "A confidential note", "safety"]
        assert [word for word in secret if word in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_is_complete_in_every_language(session: Session, language: str) -> None:
    proposal = _sent_proposal(session, language=language)
    mails = [mail for mail in _all_mails(session, proposal) if mail.person is not proposal.drafted_by]
    assert {mail.language for mail in mails} == {language}
    assert [mail.body for mail in mails if "%(" in mail.body + mail.subject] == []


def test_subject_is_one_short_line_whatever_the_name(session: Session) -> None:
    proposal = _sent_proposal(session)
    for part in proposal.parts:
        part.institution.name = "Komîteya\r\nBcc: " + "tenduristiyê " * 14
    for mail in _all_mails(session, proposal):
        assert len(mail.subject.splitlines()) == 1
        assert len(mail.subject) <= 140
