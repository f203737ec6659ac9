"""One row of an imported sheet becomes an institution, a need or an offer, or brings it up to date."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Session

from matchmaker.domain import language
from matchmaker.domain.base import now
from matchmaker.domain.institution import Institution
from matchmaker.domain.listing import TEXT_LENGTH, TITLE_LENGTH
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.person import Person
from matchmaker.domain.translation import Translation
from matchmaker.domain.vocabulary import ListingStatus, Standing
from matchmaker.errors import InputError
from matchmaker.i18n import LANGUAGES
from matchmaker.services import accounts, file_format
from matchmaker.services.file_format import Column, Sheet
from matchmaker.services.tables import FORMULA, Row, clean
from matchmaker.store import journal

Thing = Institution | Need | Offer
HEAD_LENGTHS = {"name": 120, "phone": 40}  # characters, as the columns of `people`


def take_in_row(
    session: Session,
    sheet: Sheet,
    row: Row,
    thing: Thing | None,
    institutions: Mapping[str, Thing],
    *,
    standing: Standing,
    by: Person | None,
) -> list[str]:
    """Make or change the thing that a row describes, and journal it; return the names of what changed.

    Raises InputError, one line for each thing that is wrong; the caller rolls back.
    """
    cells = {name: _unguarded(cell) for name, cell in row.cells.items()}
    values, problems = _values(sheet, cells)
    institution = None if sheet is Sheet.INSTITUTIONS else _institution(cells, thing, institutions, problems)
    translations = _translations(sheet, cells, values.get("language"), problems)
    if problems:
        raise InputError("\n".join(problems))
    if thing is None:
        thing = file_format.TABLES[sheet](**values)
        if isinstance(thing, Institution):
            thing.standing = standing
            thing.languages = thing.languages or [thing.language]
        else:
            thing.institution_id = institution.id if institution else 0
            thing.status = ListingStatus.OPEN
        session.add(thing)
        session.flush()  # journal, heads and translations need its id
        changed = ["everything"]
    else:
        changed = _update(thing, sheet, values)
    changed += [f"translation {tag}" for tag in _translate(thing, translations)]
    if isinstance(thing, Institution):
        changed += _heads(session, thing, cells, by=by)
    if changed:
        noun = sheet.value.removesuffix("s")
        journal.record(session, f"{noun}:import", thing, by=by, fields=changed)
    return changed


def _unguarded(cell: str) -> str:
    """Take away the apostrophe that our own files put before text which a spreadsheet would run as a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell


def _values(sheet: Sheet, cells: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Return the fields of a row by name, and what is wrong with it."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for column in file_format.COLUMNS[sheet]:
        if column.repeated or column.name not in cells:
            continue
        try:
            value = column.read(cells[column.name])
        except ValueError as error:
            problems.append(f"{column.name}: {error}")
            continue
        longest = _longest(sheet, column)
        if longest and isinstance(value, str) and len(value) > longest:
            problems.append(f"{column.name}: {len(value):,} characters; {longest:,} fit")
        values[column.field] = value
    if values.get("languages") == [] and "language" in values and sheet is Sheet.INSTITUTIONS:
        values["languages"] = [values["language"]]
    starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        problems.append("ends_on: before starts_on")
    return values, problems


def _longest(sheet: Sheet, column: Column) -> int | None:
    if column.name in {"text", "about"}:
        return TEXT_LENGTH
    kind = file_format.TABLES[sheet].__table__.columns[column.field].type
    return kind.length if isinstance(kind, String) else None


def _institution(
    cells: Mapping[str, str], thing: Thing | None, institutions: Mapping[str, Thing], problems: list[str]
) -> Institution | None:
    """Return the institution that a need or an offer belongs to, if what the row says of it is true."""
    reference = cells["organisation"]
    institution = institutions.get(reference)
    if not isinstance(institution, Institution):
        problems.append(f"organisation: {reference} is not among the institutions")
        return None
    if isinstance(thing, Need | Offer) and thing.institution_id != institution.id:
        problems.append(f"organisation: this id is kept for another institution than {reference}")
    for column in (each for each in file_format.COLUMNS[Sheet.NEEDS] if each.repeated and each.name != "organisation"):
        said = cells.get(column.name, "")
        true = file_format.written(attrgetter(column.field.removeprefix("institution."))(institution))
        if said and said.lower() != true.lower():
            problems.append(f"{column.name}: {said}, but that of {reference} is {true}")
    return institution


def _translations(
    sheet: Sheet, cells: Mapping[str, str], original: str | None, problems: list[str]
) -> dict[str, tuple[str, str]]:
    """Return title and text by language; what the file says in the original's own language is no translation."""
    found = {}
    for tag in sorted(language.KNOWN - {original}):
        title_column, text_column = file_format.translated(sheet, tag)
        title, text = cells.get(title_column, ""), cells.get(text_column, "")
        if title and not text and sheet is not Sheet.INSTITUTIONS:
            problems.append(f"{text_column}: empty beside a {title_column}")
        if len(title) > TITLE_LENGTH:
            problems.append(f"{title_column}: {len(title):,} characters; {TITLE_LENGTH:,} fit")
        if len(text) > TEXT_LENGTH:
            problems.append(f"{text_column}: {len(text):,} characters; {TEXT_LENGTH:,} fit")
        if title or text:
            found[tag] = (title, text)
    return found


def _update(thing: Thing, sheet: Sheet, values: Mapping[str, Any]) -> list[str]:
    """Set what differs once it is written into a cell, and return the names of these columns."""
    differing = [
        column
        for column in file_format.COLUMNS[sheet]
        if column.field in values
        and clean(file_format.written(getattr(thing, column.field))) != file_format.written(values[column.field])
    ]
    for column in differing:
        setattr(thing, column.field, values[column.field])
    if differing and not isinstance(thing, Institution):
        thing.confirmed_at = now()
        if {"title", "text", "lang"} & {column.name for column in differing}:
            thing.changed_at = now()
    return [column.name for column in differing]


def _translate(thing: Thing, translations: Mapping[str, tuple[str, str]]) -> list[str]:
    """Put translations beside the original, new ones in the place of those that differ; return their languages."""
    kept = {each.language: each for each in thing.translations}
    changed = []
    for tag, (title, text) in translations.items():
        old = kept.get(tag)
        if old is not None and (clean(old.title), clean(old.text)) == (title, text):
            continue
        if old is not None:
            thing.translations.remove(old)
        thing.translations.append(Translation(language=tag, title=title, text=text))
        changed.append(tag)
    return changed


def _heads(session: Session, institution: Institution, cells: Mapping[str, str], *, by: Person | None) -> list[str]:
    """Add the heads that a row names as people, or bring name and phone up to date; return which.

    Raises InputError when an address is missing, malformed or somebody else's, or when there are two heads already.
    """
    changed = []
    for head in ("head1", "head2"):
        name, email, phone = (cells.get(f"{head}_{what}", "") for what in ("name", "email", "phone"))
        if not (name or email or phone):
            continue
        if not email:
            raise InputError(f"{head}_email: empty; without an address nobody can sign in")
        for what, text in (("name", name), ("phone", phone)):
            if len(text) > HEAD_LENGTHS[what]:
                raise InputError(f"{head}_{what}: {len(text)} characters; {HEAD_LENGTHS[what]} fit")
        person = accounts.person_by_email(session, email)
        if person is None:
            _add_head(session, institution, head, name=name, email=email, phone=phone, by=by)
        elif person.institution_id != institution.id:
            raise InputError(f"{head}_email: somebody else has this address already")
        elif (person.name, person.phone) == (name or person.name, phone):
            continue
        else:
            person.name, person.phone = name or person.name, phone
        changed.append(head)
    return changed


def _add_head(
    session: Session, institution: Institution, head: str, *, name: str, email: str, phone: str, by: Person | None
) -> None:
    spoken = institution.language if institution.language in LANGUAGES else "en"
    try:
        accounts.add_person(
            session,
            name=name,
            email=email,
            phone=phone,
            language=spoken,
            institution=institution,
            is_head=True,
            by=by,
        )
    except InputError as error:
        raise InputError(f"{head}: {error}") from error
