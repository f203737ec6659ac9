"""Accounts, one-time links and signed-in browsers."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from matchmaker.domain.institution import Institution
from matchmaker.domain.job import Job
from matchmaker.domain.mail import Mail
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import JobKind, LinkPurpose, MailKind, MailStatus, Role
from matchmaker.errors import InputError
from matchmaker.services import accounts
from matchmaker.store import journal
from matchmaker.store.session import Database
from tests import world

SIGN_IN, PROPOSAL = LinkPurpose.SIGN_IN, LinkPurpose.PROPOSAL
PAST = timedelta(seconds=-1)


def _add(session: Session, *, email: str = "rojin@example.org", **others: object) -> Person:
    return accounts.add_person(
        session,
        **{"name": "Rojîn", "email": email, "language": "ku", "by": None} | others,  # type: ignore[arg-type]
    )


def _jobs(session: Session) -> list[Job]:
    return list(session.scalars(select(Job).order_by(Job.id)))


def test_person_is_added_with_address_in_lower_case_and_journalled_without_it(session: Session) -> None:
    person = _add(session, email=" Rojin@Example.ORG ", name="Rojîn \r\n Demir", phone=" +999 55 ")
    assert (person.email, person.name, person.phone) == ("rojin@example.org", "Rojîn Demir", "+999 55")
    (entry,) = journal.read(session)
    assert (entry.action, entry.subject_id) == ("person:add", person.id)
    assert entry.details == {"role": "member", "institution": None}


@pytest.mark.parametrize(
    "email",
    [
        "",
        "rojin",
        "rojin@example",
        "@example.org",
        "a b@example.org",
        "a@b@example.org",
        "rojin@exa\nmple.org",
        "rojîn@example.org",
        "a@" + "b" * 250 + ".org",
        "rojin@example.org\r\nBcc: all@example.org",
    ],
)
def test_malformed_address_is_refused(session: Session, email: str) -> None:
    with pytest.raises(InputError, match=re.escape("This e-mail address is not complete.")):
        _add(session, email=email)


def test_address_in_use_is_refused_however_it_is_written_and_the_session_goes_on(session: Session) -> None:
    _add(session)
    with pytest.raises(InputError, match="used already"):
        _add(session, email="ROJIN@example.org")
    assert _add(session, email="other@example.org").id is not None
    assert session.scalar(select(func.count(Person.id))) == 2


@pytest.mark.parametrize("wrong", [{"name": " "}, {"language": "de"}])
def test_missing_name_and_language_without_interface_are_refused(session: Session, wrong: dict[str, str]) -> None:
    with pytest.raises(InputError):
        _add(session, **wrong)


def test_third_head_is_refused_until_one_has_left(session: Session) -> None:
    institution = world.institution(session)
    heads = [_add(session, email=f"{number}@example.org", institution=institution, is_head=True) for number in range(2)]
    with pytest.raises(InputError, match="two heads already"):
        _add(session, institution=institution, is_head=True)
    accounts.deactivate(session, heads[0], by=heads[1])
    third = _add(session, institution=institution, is_head=True)
    assert accounts.contacts_of(session, institution) == [heads[1], third]


def test_two_who_add_the_last_head_at_once_cannot_both(database: Database) -> None:
    with database.writing() as session:
        institution = world.institution(session)
        world.person(session, institution=institution, is_head=True)
        institution_id = institution.id

    def add(number: int) -> bool:
        try:
            with database.writing() as session:
                _add(
                    session,
                    email=f"{number}@example.org",
                    institution=session.get_one(Institution, institution_id),
                    is_head=True,
                )
        except InputError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(add, range(4))) == [False, False, False, True]


def test_person_is_found_however_the_address_is_typed(session: Session) -> None:
    person = _add(session)
    assert accounts.person_by_email(session, " ROJIN@Example.org") is person
    assert accounts.person_by_email(session, "nobody@example.org") is None


def test_asking_to_sign_in_leaves_a_job_that_writes_the_mail(session: Session) -> None:
    person = _add(session)
    accounts.request_sign_in(session, " ROJIN@example.org")
    accounts.request_sign_in(session, "rojin@example.org")
    assert [(job.kind, job.subject) for job in _jobs(session)] == [(JobKind.SIGN_IN, f"person:{person.id}")]
    accounts.write_sign_in(session, person.id)
    (mail,) = session.scalars(select(Mail))
    assert (mail.person, mail.kind, mail.status, mail.language) == (person, MailKind.SIGN_IN, MailStatus.QUEUED, "ku")
    assert (_jobs(session)[-1].kind, _jobs(session)[-1].subject) == (JobKind.SEND, f"mail:{mail.id}")


def test_unknown_address_is_answered_by_the_same_statements_and_kept_nowhere(database: Database) -> None:
    with database.writing() as session:
        _add(session)
    statements: dict[str, list[str]] = {}
    for email in ("rojin@example.org", "nobody@example.org", "rojin@example.org", "nobody@example.org"):
        run = statements.setdefault(email, [])

        def note(_connection: object, _cursor: object, statement: str, *_others: object, run: list[str] = run) -> None:
            run.append(statement)

        event.listen(database.engine, "before_cursor_execute", note)
        with database.writing() as session:
            accounts.request_sign_in(session, email)
        event.remove(database.engine, "before_cursor_execute", note)
    assert statements["nobody@example.org"] == statements["rojin@example.org"] != []
    with database.reading() as session:
        subjects = [job.subject for job in _jobs(session)]
    assert [subject.partition(":")[0] for subject in subjects] == ["person", "nobody"]
    assert "nobody@" not in subjects[1]


def test_closed_account_is_written_no_mail(session: Session) -> None:
    accounts.write_sign_in(session, world.person(session, active=False).id)
    assert session.scalars(select(Mail)).all() == []


def test_sixth_mail_in_an_hour_is_not_written_but_one_later_is(session: Session) -> None:
    person, other = _add(session), _add(session, email="other@example.org")
    for _ in range(accounts.MAX_SIGN_INS + 1):
        accounts.write_sign_in(session, person.id)
    accounts.write_sign_in(session, other.id)
    mails = session.scalars(select(Mail).where(Mail.person_id == person.id)).all()
    assert len(mails) == accounts.MAX_SIGN_INS == 5
    mails[0].created_at = now() - accounts.SIGN_IN_WINDOW - timedelta(seconds=1)
    accounts.write_sign_in(session, person.id)
    assert session.scalar(select(func.count(Mail.id))) == 7


def test_last_administrator_cannot_be_closed(session: Session) -> None:
    first = world.staff(session, role=Role.ADMIN)
    world.staff(session)
    with pytest.raises(InputError, match="only administrator"):
        accounts.deactivate(session, first, by=first)
    second = world.staff(session, role=Role.ADMIN)
    accounts.deactivate(session, first, by=second)
    assert not first.active
