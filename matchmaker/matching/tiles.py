"""Work cut into pieces and spread over the cores of this machine; what comes back is in order, and little waits."""

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def cores() -> int:
    """Return how many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_tiles(work: Callable[[slice], T], size: int, *, tile: int) -> Iterator[T]:
    """Yield what `work` makes of each tile of `size` things, in order.

    Threads: numpy and the sparse products work outside the interpreter's lock. Each computes its products alone, or
    the threads of the linear algebra library would wait for one another. At most one tile for each core waits to be
    taken, so memory stays flat however slowly the answers are read.
    """
    slices = [slice(start, min(start + tile, size)) for start in range(0, size, tile)]
    if len(slices) < 2:  # noqa: PLR2004 - one tile needs no threads
        yield from map(work, slices)
        return
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - slow import

    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(cores()) as pool:
        waiting: deque[Future[T]] = deque()
        try:
            for each in slices:
                if len(waiting) > cores():
                    yield waiting.popleft().result()
                waiting.append(pool.submit(work, each))
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
