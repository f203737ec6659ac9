"""The queue of jobs: rows with a lease. A worker that dies loses its lease, and another takes the job over."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from matchmaker.domain.job import Job
from matchmaker.domain.vocabulary import JobKind

LEASE = timedelta(minutes=10)  # a dead worker's job waits no longer than this; long jobs extend it
MAX_ATTEMPTS = 8  # then the job rests until a person looks at it; the waits sum to about four hours
FIRST_WAIT = timedelta(minutes=1)  # after a failure, doubled each time
ERROR_LENGTH = 300


def enqueue(session: Session, kind: JobKind, subject: str) -> None:
    """Add a job, or make the same one due now if it waits for another try or has been given up.

    One that is running does not count: it may have read old data.
    """
    waiting = select(Job).where(Job.kind == kind, Job.subject == subject, Job.leased_until.is_(None))
    job = session.scalar(waiting.limit(1).with_for_update(skip_locked=True))
    if job is None:
        session.add(Job(kind=kind, subject=subject))
    else:
        job.attempts = 0
        job.due_at = min(job.due_at, now())
    session.flush()  # so that a second call in the same transaction sees it


def claim(session: Session, *, worker: str, kinds: Collection[JobKind] = tuple(JobKind)) -> Job | None:
    """Lease the job that has been due longest; None when there is nothing to do. The caller commits at once."""
    moment = now()
    query = (
        select(Job)
        .where(Job.kind.in_(kinds), Job.due_at <= moment, Job.attempts < MAX_ATTEMPTS)
        .where(or_(Job.leased_until.is_(None), Job.leased_until < moment))
        .order_by(Job.due_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    job = session.scalar(query)
    if job is not None:
        job.leased_until = moment + LEASE
        job.leased_by = worker
        job.attempts += 1
    return job


def extend(session: Session, job_id: int, *, worker: str) -> None:
    """Begin the lease anew: a long job is still being worked at."""
    mine = (Job.id == job_id, Job.leased_by == worker)
    session.execute(update(Job).where(*mine).values(leased_until=now() + LEASE))


def finish(session: Session, job_id: int, *, worker: str) -> bool:
    """Remove a job that is done; False when another worker has taken it over meanwhile (the caller rolls back)."""
    job = session.get(Job, job_id, with_for_update=True)
    if job is None or job.leased_by != worker:
        return False
    session.delete(job)
    return True


def fail(session: Session, job_id: int, *, worker: str, error: str) -> None:
    """Give the lease back and try again later, each time twice as late; nothing happens if another worker has it."""
    job = session.get(Job, job_id, with_for_update=True)
    if job is not None and job.leased_by == worker:
        job.error = error[:ERROR_LENGTH]
        job.leased_until = None
        job.leased_by = ""
        job.due_at = now() + FIRST_WAIT * 2 ** (job.attempts - 1)
