"""`matchmaker worker`: mails and matching in a process of their own, any number of them."""

import logging
import signal
import threading
from types import FrameType

from matchmaker.cli.opening import opened, read_settings
from matchmaker.cli.progress import complain


def worker() -> None:
    """Send mails and match until told to stop; a job that is under way is finished first."""
    from matchmaker.matching.encode import open_encoder  # noqa: PLC0415 - slow import
    from matchmaker.services.worker import Worker  # noqa: PLC0415 - slow import

    settings = read_settings()
    with opened(settings) as database:
        start_log()
        working = Worker(database, settings, lambda: open_encoder(settings.encoder))
        stop = threading.Event()

        def end(_signal: int, _frame: FrameType | None) -> None:
            stop.set()
            working.wake()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        # In a thread of its own: here nothing may wait on what the handler sets, for the handler runs here.
        thread = threading.Thread(target=working.run, args=(stop,), name="worker")
        thread.start()
        complain(f"Worker {working.name} is waiting for jobs. Stop it with Ctrl+C.")
        thread.join()


def start_log() -> None:
    """Log to standard error; our own modules write neither addresses nor links into it."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for noisy in ("alembic", "uvicorn", "asyncio", "sentence_transformers", "transformers", "httpx"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
