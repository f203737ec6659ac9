"""The worker: does every job, survives every error, and dies without sending a mail twice."""

import hashlib
import logging
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import func, select, update

from matchmaker.config import Settings
from matchmaker.domain.base import now
from matchmaker.domain.job import Job
from matchmaker.domain.mail import Mail
from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.vocabulary import JobKind, MailStatus, Side
from matchmaker.errors import EncoderError
from matchmaker.matching.encode import Encoder, Progress, Vectors
from matchmaker.services import accounts, notices
from matchmaker.services.worker import Worker
from matchmaker.store import jobs
from matchmaker.store.session import Database
from tests import world
from tests.mail_server import MailServer

PATIENCE = 20  # seconds after which a test gives up waiting for a thread

CHILD = """
import sys
from matchmaker.config import Settings
from matchmaker.services.worker import Worker
from matchmaker.store.session import Database
settings = Settings(smtp_host="127.0.0.1", smtp_port=int(sys.argv[2]), smtp_security="none")
Worker(Database(sys.argv[1]), settings, lambda: None).run_once()
"""


class BagOfWords:
    """A small real encoder: every word points in a direction of its own."""

    words = None
    version = "bag-of-words"
    dimensions = 64

    def reads(self, text: str, language: str | None) -> bool:
        return bool(text) and language == "en"

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:  # noqa: ARG002 - quick
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[hashlib.sha256(word.encode()).digest()[0] % self.dimensions] += 1
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows


def _no_encoder() -> Encoder:
    raise EncoderError("the weights are damaged")


def _queue_sign_in(database: Database, *, email: str = "rojin@example.org") -> int:
    with database.writing() as session:
        return notices.sign_in(session, world.person(session, email=email)).id


def _mails(database: Database) -> list[MailStatus]:
    with database.reading() as session:
        return list(session.scalars(select(Mail.status).order_by(Mail.id)))


def _jobs(database: Database) -> list[Job]:
    with database.reading() as session:
        return list(session.scalars(select(Job).order_by(Job.id)))


def _age(database: Database) -> None:
    """Let so much time pass that every lease has run out."""
    with database.writing() as session:
        session.execute(update(Job).values(leased_until=now() - timedelta(seconds=1)))
        session.execute(update(Mail).where(Mail.status == MailStatus.SENDING).values(sent_at=now() - jobs.LEASE))


def test_empty_queue_is_nothing_to_do(database: Database, mailing_settings: Settings) -> None:
    assert not Worker(database, mailing_settings, _no_encoder).run_once()


def test_mail_is_sent_and_its_job_is_gone(
    database: Database, mailing_settings: Settings, mail_server: MailServer
) -> None:
    _queue_sign_in(database)
    worker = Worker(database, mailing_settings, _no_encoder)
    assert (worker.run_once(), worker.run_once()) == (True, False)
    assert [str(message["To"]) for message in mail_server.received] == ["Rojîn Demir <rojin@example.org>"]
    assert (_mails(database), _jobs(database)) == ([MailStatus.SENT], [])


def test_link_to_sign_in_is_written_and_sent_to_those_who_have_an_account(
    database: Database, mailing_settings: Settings, mail_server: MailServer
) -> None:
    with database.writing() as session:
        world.person(session, email="rojin@example.org")
        for email in ("rojin@example.org", "nobody@example.org"):
            accounts.request_sign_in(session, email)
    worker = Worker(database, mailing_settings, _no_encoder)
    assert [worker.run_once() for _ in range(4)] == [True, True, True, False]
    assert [str(message["To"]) for message in mail_server.received] == ["Rojîn Demir <rojin@example.org>"]
    assert (_mails(database), _jobs(database)) == ([MailStatus.SENT], [])


def test_without_a_way_out_mails_wait_untouched_and_go_once_there_is_one(
    database: Database, settings: Settings, mailing_settings: Settings, mail_server: MailServer
) -> None:
    _queue_sign_in(database)
    assert not Worker(database, settings, _no_encoder).run_once()
    assert (_mails(database), [job.attempts for job in _jobs(database)]) == ([MailStatus.QUEUED], [0])
    assert Worker(database, mailing_settings, _no_encoder).run_once()
    assert len(mail_server.received) == 1


@pytest.mark.parametrize("subject", ["all", "need", "offer"])
def test_matches_are_looked_for(database: Database, settings: Settings, subject: str) -> None:
    with database.writing() as session:
        need = world.need(session, world.institution(session, side=Side.NES))
        offer = world.offer(session, world.institution(session, side=Side.ABROAD))
        number = {"all": "", "need": f":{need.id}", "offer": f":{offer.id}"}[subject]
        jobs.enqueue(session, JobKind.SUGGEST, subject + number)
        pair = (need.id, offer.id)
    assert Worker(database, settings, BagOfWords).run_once()
    with database.reading() as session:
        assert session.execute(select(Match.need_id, Match.offer_id)).all() == [pair]
        assert session.scalar(select(func.count(Pairing.id))) == 1
    assert _jobs(database) == []


def test_error_is_kept_in_the_job_which_comes_back_later(database: Database, settings: Settings) -> None:
    with database.writing() as session:
        jobs.enqueue(session, JobKind.SUGGEST, "all")
    worker = Worker(database, settings, _no_encoder)
    assert (worker.run_once(), worker.run_once()) == (True, False)
    (job,) = _jobs(database)
    assert (job.error, job.attempts, job.leased_until) == ("the weights are damaged", 1, None)
    assert job.due_at > now()


def test_job_nobody_understands_does_not_stop_the_worker(
    database: Database, mailing_settings: Settings, mail_server: MailServer
) -> None:
    with database.writing() as session:
        jobs.enqueue(session, JobKind.SEND, "mail:none")
        jobs.enqueue(session, JobKind.SEND, "mail:999")  # a mail that is gone: nothing to do
    _queue_sign_in(database)
    worker = Worker(database, mailing_settings, _no_encoder)
    assert [worker.run_once() for _ in range(4)] == [True, True, True, False]
    assert [(job.subject, job.error) for job in _jobs(database)] == [("mail:none", "ValueError")]
    assert len(mail_server.received) == 1


def test_log_names_no_address_and_no_link(
    database: Database, mailing_settings: Settings, mail_server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="matchmaker")
    worker = Worker(database, mailing_settings, _no_encoder)
    for answer in ("550 no rojin@example.org", "451 rojin@example.org is busy"):
        mail_server.answer = answer
        _queue_sign_in(database, email=f"rojin{answer[:3]}@example.org")
        worker.run_once()
    links = [line for message in mail_server.received for line in message.get_content().splitlines() if "://" in line]
    assert len(links) == 2
    assert caplog.records != []
    told = caplog.text + "".join(job.error for job in _jobs(database))
    assert [secret for secret in ("rojin", "@example.org", "sign-in/", *links) if secret in told] == []


def test_last_try_makes_the_mail_fail_and_ends_the_job(
    database: Database, mailing_settings: Settings, mail_server: MailServer
) -> None:
    mail_server.answer = "451 come back later"
    _queue_sign_in(database)
    worker = Worker(database, mailing_settings, _no_encoder)
    for _ in range(jobs.MAX_ATTEMPTS):
        with database.writing() as session:
            session.execute(update(Job).values(due_at=now()))
        assert worker.run_once()
    assert (_mails(database), _jobs(database)) == ([MailStatus.FAILED], [])
    assert len(mail_server.received) == jobs.MAX_ATTEMPTS


def test_woken_worker_works_at_once_and_ends_when_it_is_stopped(
    database: Database, mailing_settings: Settings, mail_server: MailServer
) -> None:
    worker, stop = Worker(database, mailing_settings, _no_encoder), threading.Event()
    thread = threading.Thread(target=worker.run, args=[stop], kwargs={"idle": 10 * PATIENCE})
    thread.start()
    _queue_sign_in(database)
    worker.wake()
    arrived = mail_server.arrived.wait(PATIENCE)
    stop.set()
    worker.wake()
    thread.join(PATIENCE)
    assert (arrived, thread.is_alive(), _mails(database)) == (True, False, [MailStatus.SENT])


def test_worker_survives_a_database_that_is_away(
    database: Database, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with database.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE jobs RENAME TO jobs_away")
    worker, stop, logged = Worker(database, settings, _no_encoder), threading.Event(), threading.Event()

    class Notice(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - logging's
            logged.set()

    handler = Notice(level=logging.ERROR)
    logging.getLogger("matchmaker").addHandler(handler)
    thread = threading.Thread(target=worker.run, args=[stop], kwargs={"idle": 0.01})
    thread.start()
    noticed = logged.wait(PATIENCE)
    alive = thread.is_alive()
    stop.set()
    worker.wake()
    thread.join(PATIENCE)
    logging.getLogger("matchmaker").removeHandler(handler)
    assert (noticed, alive, thread.is_alive()) == (True, True, False)


def test_worker_killed_while_sending_leaves_the_mail_to_a_person_and_nobody_sends_it_twice(
    database: Database, mailing_settings: Settings, mail_server: MailServer
) -> None:
    mail_server.hangs = True
    _queue_sign_in(database)
    url = database.url.render_as_string(hide_password=False)
    with subprocess.Popen([sys.executable, "-c", CHILD, url, str(mail_server.port)]) as child:
        arrived = mail_server.arrived.wait(PATIENCE)
        child.kill()
    assert (arrived, _mails(database)) == (True, [MailStatus.SENDING])
    mail_server.hangs = False
    worker = Worker(database, mailing_settings, _no_encoder)
    assert not worker.run_once()  # the lease still holds
    _age(database)
    assert (worker.run_once(), worker.run_once()) == (True, False)
    assert (len(mail_server.received), _mails(database), _jobs(database)) == (1, [MailStatus.FAILED], [])
