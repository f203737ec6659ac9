"""What commands say besides their data: on standard error, progress only where somebody watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import Progress, TaskID

DOING = {"encode": "Reading texts", "words": "Counting words", "match": "Matching"}
"""What a person reads for the steps of the engine."""


def complain(message: str) -> None:
    typer.echo(message, err=True)


@contextmanager
def reported() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function to call with a step, how much of it is done and how much there is; draws a bar for each step."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def report(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(DOING.get(step, step), total=total)
            bars.update(tasks[step], completed=done)

        yield report
