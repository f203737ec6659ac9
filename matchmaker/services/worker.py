"""The worker: takes jobs from the queue, one at a time. A thread of the server, or any number of processes.

A job is claimed in one transaction, done in transactions of its own, and removed in a last one. Whatever goes wrong
is kept in the job and tried again later; no job can stop the worker.
"""

import logging
import os
import secrets
import socket
import threading
import time
import traceback
from collections.abc import Callable

from matchmaker.config import Settings
from matchmaker.domain.vocabulary import JobKind
from matchmaker.errors import MatchmakerError
from matchmaker.matching.encode import Encoder
from matchmaker.services import accounts, mailing, suggestions
from matchmaker.services.shelves import Shelves
from matchmaker.services.transports import transport_for
from matchmaker.store import jobs
from matchmaker.store.session import Database

IDLE = 1.0  # seconds between two looks at an empty queue, when nobody wakes us
EXTENDING = jobs.LEASE.total_seconds() / 4  # seconds between two signs of life of a long job; three may get lost

_log = logging.getLogger(__name__)


class Worker:
    def __init__(self, database: Database, settings: Settings, open_encoder: Callable[[], Encoder]) -> None:
        """`open_encoder` is called once, when the first job needs it: a process that only sends mails never pays."""
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._database = database
        self._settings = settings
        self._open_encoder = open_encoder
        self._encoder: Encoder | None = None
        self._shelves: Shelves | None = None
        self._transport = transport_for(settings)
        self._woken = threading.Event()

    def run(self, stop: threading.Event, *, idle: float = IDLE) -> None:
        """Work until `stop` is set; call `wake` after setting it, or wait for `idle` seconds at most."""
        while not stop.is_set():
            self._woken.clear()
            try:
                busy = self.run_once()
            except Exception as error:  # the database is away or locked; the job keeps its lease and comes back
                _log.error("worker: %s", _described(error))
                busy = False
            if not busy:
                self._woken.wait(idle)

    def wake(self) -> None:
        """Look at the queue at once."""
        self._woken.set()

    def run_once(self) -> bool:
        """Claim one job and do it; return whether there was one."""
        # Without a way out mails are left queued, untouched: the day one is configured they all go.
        kinds = [kind for kind in JobKind if kind is not JobKind.SEND or self._transport]
        with self._database.writing() as session:
            job = jobs.claim(session, worker=self.name, kinds=kinds)
            if job is None:
                return False
            job_id, kind, subject, last_try = job.id, job.kind, job.subject, job.attempts >= jobs.MAX_ATTEMPTS
        try:
            self._do(job_id, kind, subject, last_try=last_try)
        except Exception as error:  # the boundary: the job keeps the error, the worker goes on
            _log.warning("job %d (%s %s): %s", job_id, kind, subject, _described(error))
            kept = str(error) if isinstance(error, MatchmakerError) else type(error).__name__
            with self._database.writing() as session:
                jobs.fail(session, job_id, worker=self.name, error=kept)
            return True
        with self._database.writing() as session:
            if not jobs.finish(session, job_id, worker=self.name):
                _log.warning("job %d (%s %s) was taken over by another worker", job_id, kind, subject)
        return True

    def _do(self, job_id: int, kind: JobKind, subject: str, *, last_try: bool) -> None:
        noun, _, number = subject.partition(":")
        if kind is JobKind.SEND and self._transport:
            mailing.deliver(
                self._database,
                int(number),
                transport=self._transport,
                settings=self._settings,
                last_try=last_try,
            )
        elif kind is JobKind.SIGN_IN and noun == "person":  # else somebody asked who has no account
            with self._database.writing() as session:
                accounts.write_sign_in(session, int(number))
        elif kind is JobKind.SUGGEST:
            suggestions.suggest(
                self._database,
                self._opened_encoder(),
                shelves=self._opened_shelves(),
                need_id=int(number) if noun == "need" else None,
                offer_id=int(number) if noun == "offer" else None,
                progress=self._sign_of_life(job_id),
            )

    def _opened_encoder(self) -> Encoder:
        if self._encoder is None:
            self._encoder = self._open_encoder()
        return self._encoder

    def _opened_shelves(self) -> Shelves:
        if self._shelves is None:
            self._shelves = Shelves(self._database, self._opened_encoder())
        return self._shelves

    def _sign_of_life(self, job_id: int) -> Callable[[str, int, int], None]:
        """Return what a long job calls as it gets on: now and then it extends the lease."""
        last = time.monotonic()

        def progress(_step: str, _done: int, _total: int) -> None:
            nonlocal last
            if time.monotonic() - last > EXTENDING:
                last = time.monotonic()
                with self._database.writing() as session:
                    jobs.extend(session, job_id, worker=self.name)

        return progress


def _described(error: Exception) -> str:
    """Name the error and where it happened. Not its message: that may hold an address, a link or somebody's words."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-3:]))
    return f"{type(error).__name__} in {places}"
