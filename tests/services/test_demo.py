"""The demo is made once, with the encoder that we ship, and looked at from all sides."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.artefacts import artefacts
from matchmaker.config import Settings
from matchmaker.domain.base import now
from matchmaker.domain.exchange import Exchange
from matchmaker.domain.institution import Institution
from matchmaker.domain.job import Job
from matchmaker.domain.journal import Entry
from matchmaker.domain.mail import Mail
from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.proposal import Proposal, ProposalPart
from matchmaker.domain.translation import Translation
from matchmaker.domain.vocabulary import Answer, ExchangeStatus, MailKind, MailStatus, ProposalStatus, Verdict
from matchmaker.errors import InputError
from matchmaker.services import accounts, demo, play
from matchmaker.store.session import Database
from tests.encoders import Trigrams

pytestmark = pytest.mark.xdist_group("demo")  # made once, whatever the number of test processes

FOLDER = artefacts("data") / "demo"


@pytest.fixture(scope="module")
def made(demo_file: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{demo_file}")
    yield database
    database.close()


@pytest.fixture
def session(made: Database) -> Iterator[Session]:
    with made.reading() as session:
        yield session


def test_a_database_with_the_demo_says_so(session: Session):
    assert (demo.is_there(session), demo.is_empty(session)) == (True, False)


def test_every_way_that_a_proposal_can_go_is_shown(session: Session):
    assert Counter(session.scalars(select(Proposal.status))) == {
        ProposalStatus.DRAFT: 1,
        ProposalStatus.SENT: 3,
        ProposalStatus.CHANGES_ASKED: 1,
        ProposalStatus.DECLINED: 1,
        ProposalStatus.ACCEPTED: 6,
    }
    assert Counter(session.scalars(select(Exchange.status))) == {
        ExchangeStatus.OPEN: 1,
        ExchangeStatus.SCHEDULED: 1,
        ExchangeStatus.UNDER_WAY: 1,
        ExchangeStatus.CLOSED: 2,
        ExchangeStatus.CANCELLED: 1,
    }


def test_staff_still_have_something_to_review(session: Session):
    verdicts = Counter(session.scalars(select(Pairing.verdict)))
    assert (verdicts[Verdict.APPROVED], verdicts[Verdict.DISMISSED], verdicts[Verdict.SNOOZED]) == (13, 3, 1)
    assert verdicts[Verdict.WAITING] > 50
    assert verdicts[Verdict.TO_READ] > 0  # the need in Syriac, which no encoder of ours reads


def test_every_mail_that_was_let_go_lies_in_the_demo_mailbox_and_none_went_elsewhere(session: Session):
    """The settings name a mail server: the demo must not write to it."""
    mails = session.scalars(select(Mail)).all()
    assert {mail.status for mail in mails} == {MailStatus.SENT}
    assert [mail.id for mail in mails if not mail.delivered] == []
    proposals = Counter(mail.proposal_id for mail in mails if mail.kind is MailKind.PROPOSAL)
    assert len(proposals) == 11
    assert session.scalars(select(Job)).all() == []


def test_mails_were_delivered_before_they_were_answered(session: Session):
    for mail in session.scalars(select(Mail).where(Mail.kind == MailKind.PROPOSAL)):
        assert mail.proposal
        answered = [part.answered_at for part in mail.proposal.parts if part.answered_at]
        assert mail.sent_at is not None
        assert mail.sent_at <= min(answered, default=now())


def test_the_past_of_the_story_bears_its_own_days_and_nothing_lies_in_the_future(session: Session):
    columns = [Entry.at, Institution.created_at, Need.changed_at, Translation.created_at, Match.suggested_at]
    columns += [Pairing.waiting_since, Proposal.created_at, Mail.created_at, Exchange.opened_at]
    moments: list[datetime] = [moment for column in columns for moment in session.scalars(select(column))]
    assert max(moments) <= now()
    assert now() - min(moments) > timedelta(days=80)
    entries = session.scalars(select(Entry.at).order_by(Entry.id)).all()
    assert entries == sorted(entries)


def test_translations_are_as_young_as_their_originals_so_that_the_engine_reads_them(session: Session):
    needs = session.scalars(select(Need)).all()
    assert [need.id for need in needs for each in need.translations if each.created_at < need.changed_at] == []
    assert sum(bool(need.translations) for need in needs) > 90


def test_time_windows_have_moved_with_the_story(session: Session):
    """The first window in the files opens ten days after the reference date."""
    starts = [day for day in session.scalars(select(Need.starts_on)) if day]
    assert min(starts) - now().date() in {timedelta(days=9), timedelta(days=10), timedelta(days=11)}  # midnight passes


def test_a_mutual_exchange_carries_matches_in_both_directions(session: Session):
    proposal = session.scalars(select(Proposal).order_by(Proposal.id)).first()
    assert proposal
    assert {match.need.institution.side for match in proposal.matches} == {"nes", "abroad"}


def test_somebody_answers_for_each_side_that_has_answered(session: Session):
    for part in session.scalars(select(ProposalPart).where(ProposalPart.answer != Answer.NONE)):
        assert part.answered_by
        assert (part.answered_by.institution_id, part.answered_by.is_head) == (part.institution_id, True)


def test_guests_are_one_of_the_staff_and_a_head_on_each_bank_with_a_proposal_to_answer(session: Session):
    staff, nes, abroad = demo.guests(session, folder=FOLDER)
    assert (staff.person.is_staff, staff.institution) == (True, "")
    for guest, side in ((nes, "nes"), (abroad, "abroad")):
        assert guest.person.institution
        assert (guest.person.is_head, guest.person.institution.side) == (True, side)
        open_parts = select(ProposalPart).where(
            ProposalPart.institution_id == guest.person.institution_id, ProposalPart.answer == Answer.NONE
        )
        assert [part.proposal.status for part in session.scalars(open_parts)] == [ProposalStatus.SENT]


def test_every_head_can_be_reached(session: Session):
    institutions = session.scalars(select(Institution)).all()
    assert [each.name for each in institutions if not accounts.contacts_of(session, each)] == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_story_about_a_match_that_is_not_suggested_is_refused(database: Database, settings: Settings, tmp_path: Path):
    """An encoder that knows only letters finds other matches than the story tells of."""
    for path in FOLDER.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    told = (FOLDER / "story.json").read_text().replace('"oc-weserbogen-2"', '"oc-nothing-2"')
    (tmp_path / "story.json").write_text(told)
    with pytest.raises(InputError, match="na-sorgul-2 x oc-nothing-2, which the engine does not suggest"):
        play.make(
            database, settings, Trigrams(), folder=tmp_path, told=lambda _line: None, progress=lambda *_step: None
        )
    with database.reading() as session:
        assert not demo.is_there(session)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_calendar_is_today_s_again_once_the_demo_is_made(made: Database, database: Database):
    with database.writing() as session:
        entry = Entry(action="test:look", subject="test")
        session.add(entry)
    assert now() - entry.at < timedelta(minutes=1)
