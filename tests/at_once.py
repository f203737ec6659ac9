"""The same thing done by many at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 20  # seconds until a thread that never came breaks the barrier


def at_once(work: Callable[[int], T], *, times: int) -> list[T]:
    """Call `work` with 0, 1, 2 … in as many threads, which all start together; return what each returned, in order."""
    barrier = Barrier(times)

    def started(number: int) -> T:
        barrier.wait(PATIENCE)
        return work(number)

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(started, range(times)))
