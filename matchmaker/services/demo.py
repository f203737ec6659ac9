"""The demo: whether a database holds it, and whom its visitors can be. It is made by `play`."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from matchmaker.domain.institution import Institution
from matchmaker.domain.journal import Entry
from matchmaker.domain.person import Person
from matchmaker.services import accounts
from matchmaker.services.story import read_story
from matchmaker.store import journal

STORY = "story.json"
FINISHED = "demo:finish"


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody whom a visitor of the demo can be."""

    person: Person
    institution: str
    """Its name; empty for staff of the centre."""


def is_there(session: Session) -> bool:
    """Whether this database holds the whole demo."""
    return bool(journal.read(session, action=FINISHED, limit=1))


def is_empty(session: Session) -> bool:
    """Whether nobody has begun to work with this database."""
    return not any(session.scalar(select(table.id).limit(1)) for table in (Institution, Person, Entry))


def guests(session: Session, *, folder: Path) -> list[Guest]:
    """Return the people whom visitors can be: one of the staff, one in NES, one abroad."""
    story, _ = read_story(folder / STORY, today=now().date())
    found = [accounts.person_by_email(session, email) for email in story.guests]
    return [Guest(person, person.institution.name if person.institution else "") for person in found if person]
