"""The queue: every job is done by one worker, and a dead worker's job by another."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from matchmaker.domain.job import Job
from matchmaker.domain.vocabulary import JobKind
from matchmaker.store import jobs
from matchmaker.store.session import Database

THREADS = 8
JOBS = 40

CLAIM_AND_HANG = """
import sys
from matchmaker.store import jobs
from matchmaker.store.session import Database
with Database(sys.argv[1]).writing() as session:
    job_id = jobs.claim(session, worker="child").id
print(job_id, flush=True)
sys.stdin.read()
"""


def _all(session: Session) -> list[Job]:
    return list(session.scalars(select(Job).order_by(Job.id)))


def _let_lease_run_out(database: Database) -> None:
    with database.writing() as session:
        session.execute(update(Job).values(leased_until=now() - timedelta(seconds=1)))


def test_same_job_is_queued_once(session: Session) -> None:
    for subject in ("need:1", "need:1", "need:2"):
        jobs.enqueue(session, JobKind.SUGGEST, subject)
    jobs.enqueue(session, JobKind.SEND, "need:1")
    assert [(job.kind, job.subject) for job in _all(session)] == [
        (JobKind.SUGGEST, "need:1"),
        (JobKind.SUGGEST, "need:2"),
        (JobKind.SEND, "need:1"),
    ]


def test_job_that_is_running_is_queued_again(session: Session) -> None:
    jobs.enqueue(session, JobKind.SUGGEST, "need:1")
    jobs.claim(session, worker="one")
    jobs.enqueue(session, JobKind.SUGGEST, "need:1")
    assert [job.leased_by for job in _all(session)] == ["one", ""]


def test_job_that_was_given_up_is_tried_again_when_it_is_queued_anew(session: Session) -> None:
    jobs.enqueue(session, JobKind.SUGGEST, "all")
    (job,) = _all(session)
    job.attempts, job.due_at = jobs.MAX_ATTEMPTS, now() + timedelta(hours=2)
    assert jobs.claim(session, worker="one") is None
    jobs.enqueue(session, JobKind.SUGGEST, "all")
    assert jobs.claim(session, worker="one") is job
    assert len(_all(session)) == 1


def test_job_due_longest_comes_first(session: Session) -> None:
    for minutes, subject in ((1, "late"), (3, "first"), (-1, "not yet")):
        session.add(Job(kind=JobKind.SEND, subject=subject, due_at=now() - timedelta(minutes=minutes)))
    session.flush()
    claimed = [jobs.claim(session, worker="one") for _ in range(3)]
    assert [job.subject if job else None for job in claimed] == ["first", "late", None]


def test_worker_claims_only_the_kinds_it_can_do(session: Session) -> None:
    jobs.enqueue(session, JobKind.SEND, "mail:1")
    assert jobs.claim(session, worker="one", kinds=[JobKind.SUGGEST]) is None
    assert jobs.claim(session, worker="one", kinds=[JobKind.SEND]) is not None


def test_each_job_is_claimed_once_by_eight_threads(database: Database) -> None:
    with database.writing() as session:
        for number in range(JOBS):
            jobs.enqueue(session, JobKind.SEND, f"mail:{number}")
    together = threading.Barrier(THREADS)

    def work(name: str) -> list[str]:
        together.wait()
        done: list[str] = []
        while True:
            with database.writing() as session:
                job = jobs.claim(session, worker=name)
                if job is None:
                    return done
                job_id, subject = job.id, job.subject
            with database.writing() as session:
                assert jobs.finish(session, job_id, worker=name)
            done.append(subject)

    with ThreadPoolExecutor(THREADS) as pool:
        done = [
            subject for part in pool.map(work, [f"worker {number}" for number in range(THREADS)]) for subject in part
        ]
    assert sorted(done) == sorted(f"mail:{number}" for number in range(JOBS))
    with database.reading() as session:
        assert session.scalar(select(func.count(Job.id))) == 0


def test_job_of_a_killed_process_is_taken_over_when_its_lease_has_run_out(database: Database) -> None:
    with database.writing() as session:
        jobs.enqueue(session, JobKind.SEND, "mail:1")
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", CLAIM_AND_HANG, url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        job_id = int(child.stdout.readline())
        child.kill()
    with database.writing() as session:
        assert jobs.claim(session, worker="parent") is None
    _let_lease_run_out(database)
    with database.writing() as session:
        job = jobs.claim(session, worker="parent")
        assert job is not None
        assert (job.id, job.leased_by, job.attempts) == (job_id, "parent", 2)


def test_worker_that_lost_its_lease_can_neither_finish_nor_fail_the_job(database: Database) -> None:
    with database.writing() as session:
        jobs.enqueue(session, JobKind.SEND, "mail:1")
        job_id = _all(session)[0].id
        jobs.claim(session, worker="slow")
    _let_lease_run_out(database)
    with database.writing() as session:
        jobs.claim(session, worker="fast")
    with database.writing() as session:
        assert not jobs.finish(session, job_id, worker="slow")
        jobs.fail(session, job_id, worker="slow", error="too late")
        jobs.extend(session, job_id, worker="slow")
    with database.reading() as session:
        (job,) = _all(session)
        assert (job.leased_by, job.error) == ("fast", "")


def test_long_job_keeps_its_lease_by_extending_it(database: Database) -> None:
    with database.writing() as session:
        jobs.enqueue(session, JobKind.SUGGEST, "all")
        jobs.claim(session, worker="one")
    _let_lease_run_out(database)
    with database.writing() as session:
        jobs.extend(session, _all(session)[0].id, worker="one")
    with database.writing() as session:
        assert jobs.claim(session, worker="two") is None


def test_failed_job_waits_twice_as_long_each_time_and_then_rests(session: Session) -> None:
    jobs.enqueue(session, JobKind.SEND, "mail:1")
    (job,) = _all(session)
    waits = []
    while jobs.claim(session, worker="one") is not None:
        before = now()
        jobs.fail(session, job.id, worker="one", error="x" * 1000)
        waits.append(round((job.due_at - before) / timedelta(minutes=1)))
        job.due_at = now()
        session.flush()
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128]
    assert (job.attempts, job.leased_until, job.error) == (jobs.MAX_ATTEMPTS, None, "x" * jobs.ERROR_LENGTH)
