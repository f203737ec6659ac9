"""The story that the demo plays: what staff and institutions did over some weeks, as `data/demo/story.json` tells.

All its days count from its reference date; they are moved by whole days so that the last chapter ends today.
"""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from matchmaker.domain.vocabulary import DeclineReason, DismissalReason, Format, Role, Side, Verdict
from matchmaker.errors import InputError

_DAY = re.compile(r'"(\d{4}-\d{2}-\d{2})"')


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Said(_Part):
    """A text and the tag of its language."""

    language: str
    text: str


class Staff(_Part):
    name: str
    email: str
    language: str
    role: Role


class Review(_Part):
    """What staff decide about a pairing."""

    on: date
    verdict: Verdict
    reason: DismissalReason | None = None
    note: str = ""
    until: date | None = None


class Plan(_Part):
    """The proposal that staff draft, with a message to each side."""

    on: date
    format: Format
    first_step: Said
    starts_on: date | None
    ends_on: date | None
    nes: Said
    abroad: Said


class Send(_Part):
    do: Literal["send"]
    on: date


class Answer(_Part):
    """What one side says; `head` tells which of its two heads does."""

    do: Literal["accept", "decline", "ask-changes"]
    on: date
    side: Side
    head: int = 0
    note: str = ""
    reason: DeclineReason = DeclineReason.OTHER


class Schedule(_Part):
    do: Literal["schedule"]
    on: date
    meeting_on: date


class Begin(_Part):
    do: Literal["begin"]
    on: date


class End(_Part):
    do: Literal["close", "cancel"]
    on: date
    outcome: Said


Step = Annotated[Send | Answer | Schedule | Begin | End, Field(discriminator="do")]


class Scene(_Part):
    """One pairing, named by the need and the offer of each match that counts, and what becomes of it."""

    matches: list[tuple[str, str]] = Field(min_length=1)
    by: str
    """E-mail address of the staff member who has it in hand."""
    review: Review
    plan: Plan | None = None
    steps: list[Step] = []


class Story(_Part):
    reference_date: date
    registered_on: date
    matched_on: date
    staff: list[Staff]
    guests: list[str]
    """E-mail addresses of three people whom visitors of the demo can be: staff, a head in NES, a head abroad."""
    scenes: list[Scene]


def read_story(path: Path, *, today: date) -> tuple[Story, timedelta]:
    """Return the story with all its days moved so that its reference date is `today`, and by how much they moved.

    Raises InputError when the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
        moved = today - date.fromisoformat(json.loads(text)["reference_date"])
        later = _DAY.sub(lambda found: f'"{date.fromisoformat(found[1]) + moved}"', text)
        return Story.model_validate_json(later), moved
    except (OSError, ValueError, KeyError, ValidationError) as error:
        raise InputError(f"{path.name} cannot be read: {error}") from error
