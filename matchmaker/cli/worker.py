"""`matchmaker worker`: mails and matching in a process of their own, any number of them."""

import logging
import signal
import threading

from matchmaker.cli.opening import opened, read_settings
from matchmaker.cli.progress import complain

ENDING = {signal.SIGTERM, signal.SIGINT}


def worker() -> None:
    """Send mails and match until told to stop; a job that is under way is finished first."""
    from matchmaker.matching.encode import open_encoder  # noqa: PLC0415 - slow import
    from matchmaker.services.worker import Worker  # noqa: PLC0415 - slow import

    settings = read_settings()
    start_log()
    with opened(settings) as database:
        working = Worker(database, settings, lambda: open_encoder(settings.encoder))
        stop = threading.Event()
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)  # for the thread too: only we wait for them
        thread = threading.Thread(target=working.run, args=(stop,), name="worker")
        thread.start()
        complain(f"Worker {working.name} is waiting for jobs. Stop it with Ctrl+C.")
        signal.sigwait(ENDING)
        stop.set()
        working.wake()
        thread.join()


def start_log() -> None:
    """Log to standard error; our own modules write neither addresses nor links into it."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for noisy in ("alembic", "uvicorn", "asyncio", "sentence_transformers", "transformers", "httpx"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
