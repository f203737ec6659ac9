"""The demo is made: invented institutions come in, and a story of some weeks is played through the ordinary services.

Nothing here writes what a service could write. The one liberty is the calendar: what the story tells of the past bears
the day it tells, so that lists and journals look as they would after weeks of work.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, UOWTransaction

from matchmaker.config import Settings
from matchmaker.domain.base import now
from matchmaker.matching.encode import Encoder, Progress
from matchmaker.services import accounts, import_files, suggestions
from matchmaker.services.chapters import chapters
from matchmaker.services.demo import FINISHED, STORY
from matchmaker.services.file_format import Sheet
from matchmaker.services.story import Story, read_story
from matchmaker.services.tables import Table
from matchmaker.services.worker import Worker
from matchmaker.store import journal
from matchmaker.store.session import Database

OFFICE_HOURS = time(9, 30, tzinfo=UTC)  # when everything in the story happens
DAYS = frozenset({"starts_on", "ends_on"})
MOMENTS = frozenset(
    {"at", "created_at", "changed_at", "confirmed_at", "suggested_at", "waiting_since", "decided_at"}
    | {"sent_at", "answered_at", "opened_at", "closed_at"}
)
"""Columns that say when something happened."""

Told = Callable[[str], None]


def make(
    database: Database, settings: Settings, encoder: Encoder, *, folder: Path, told: Told, progress: Progress
) -> None:
    """Fill an empty database: import, match, and play the story day by day, telling what happens.

    Mails go to the demo's mailbox, whatever mail server is configured. Raises InputError when the files do not fit
    together, for example when the story speaks of a match that the engine does not suggest.
    """
    story, moved = read_story(folder / STORY, today=now().date())
    worker = Worker(database, settings.model_copy(update={"demo": True, "smtp_host": ""}), lambda: encoder)
    with _dated(story.registered_on), database.writing() as session:
        _staff(session, story)
        told(_import(session, folder, moved))
    with _dated(story.matched_on):
        number = suggestions.suggest(database, encoder, progress=progress)
        told(f"{number:,} matches suggested")
    for chapter in chapters(story):
        with _dated(chapter.on):
            with database.writing() as session:
                chapter.play(session)
            while worker.run_once():
                pass  # mails leave before anybody answers them
        told(f"{chapter.on}  {chapter.title}")
    with database.writing() as session:
        journal.record(session, FINISHED, None, by=None)


def _staff(session: Session, story: Story) -> None:
    for each in story.staff:
        accounts.add_person(session, name=each.name, email=each.email, language=each.language, role=each.role, by=None)


def _import(session: Session, folder: Path, moved: timedelta) -> str:
    tables = import_files.read_files(sorted(folder.glob("*.csv")))
    tables = {sheet: _moved(table, moved) for sheet, table in tables.items()}
    report = import_files.take_in(session, tables, suggest=False)
    numbers = {sheet: report.counts(sheet).total() for sheet in Sheet}
    return f"{len(report.rows) - len(report.refused)} rows imported: " + ", ".join(
        f"{number} {sheet}" for sheet, number in numbers.items()
    )


def _moved(table: Table, days: timedelta) -> Table:
    rows = [replace(row, cells=_moved_cells(row.cells, days)) for row in table.rows]
    return replace(table, rows=rows)


def _moved_cells(cells: Mapping[str, str], days: timedelta) -> dict[str, str]:
    return {
        name: (date.fromisoformat(cell) + days).isoformat() if name in DAYS and cell else cell
        for name, cell in cells.items()
    }


@contextmanager
def _dated(day: date) -> Iterator[None]:
    """Whatever is written meanwhile, by any session of this process, bears this day instead of today."""
    moment = datetime.combine(day, OFFICE_HOURS)

    def date_back(session: Session, context: UOWTransaction, instances: object) -> None:  # noqa: ARG001 - SQLAlchemy's signature
        for thing in [*session.new, *session.dirty]:
            state = inspect(thing)
            for name in MOMENTS & set(state.mapper.columns.keys()):
                column, added = state.mapper.columns[name], state.attrs[name].history.added
                by_default = thing in session.new and column.default is not None
                if by_default or (added and added[0] is not None):
                    setattr(thing, name, moment)

    event.listen(Session, "before_flush", date_back)
    try:
        yield
    finally:
        event.remove(Session, "before_flush", date_back)
