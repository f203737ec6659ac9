import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.artefacts import artefacts
from matchmaker.domain.institution import Institution
from matchmaker.domain.journal import Entry
from matchmaker.domain.need import Need
from matchmaker.domain.translation import Translation
from matchmaker.domain.vocabulary import ListingStatus, Side, Standing
from matchmaker.errors import InputError
from matchmaker.services.export_files import export
from matchmaker.services.file_format import HEADS, Sheet
from matchmaker.services.import_files import Change, read_files, take_in
from tests import world


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def text_of(path: Path) -> str:
    """Return all that a workbook says, in every cell."""
    return "\n".join(
        str(cell) for sheet in load_workbook(path) for row in sheet.iter_rows(values_only=True) for cell in row if cell
    )


@pytest.mark.parametrize("name", ["all.xlsx", "all"])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_demo_exported_and_imported_again_is_unchanged(session: Session, tmp_path: Path, name: str):
    take_in(session, read_files([artefacts("data") / "demo"]))
    counts = export(session, tmp_path / name, with_contacts=True)
    report = take_in(session, read_files([tmp_path / name]))
    assert {sheet: report.counts(sheet) for sheet in Sheet} == {
        sheet: {Change.UNCHANGED: counts[sheet]} for sheet in Sheet
    }
    assert min(counts.values()) > 90


def test_what_was_registered_on_the_pages_gets_a_reference_and_is_found_again(session: Session, tmp_path: Path):
    """Texts typed into forms: line breaks of a browser, an institution and a need that no file has named before."""
    hospital = world.institution(session)
    need = world.need(session, hospital, title="=SUM(A1)", text="First line.\r\nSecond line.  ")
    need.translations.append(Translation(language="ar", title="", text="سطر أول"))
    offer = world.offer(session, hospital)
    offer.institution.translations.append(Translation(language="en", title="Roj Hospital", text=""))
    session.flush()
    export(session, tmp_path / "all")
    exported = rows(tmp_path / "all" / "needs.csv")[0]
    assert (exported["id"], exported["title"]) == (need.reference, "'=SUM(A1)")
    report = take_in(session, read_files([tmp_path / "all"]))
    assert [(row.change, row.notes) for row in report.rows] == [(Change.UNCHANGED, ())] * 3
    references = [hospital.reference, need.reference, offer.reference]
    export(session, tmp_path / "again")
    assert [hospital.reference, need.reference, offer.reference] == references


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_contacts_stay_out_unless_they_are_asked_for(session: Session, tmp_path: Path):
    hospital = world.institution(session)
    world.person(
        session, institution=hospital, name="Rojîn Demir", email="rojin@example.org", phone="+999 1", is_head=True
    )
    world.person(session, institution=hospital, name="Not a head", email="member@example.org")
    export(session, tmp_path / "without.xlsx")
    export(session, tmp_path / "with.xlsx", with_contacts=True)
    without, including = text_of(tmp_path / "without.xlsx"), text_of(tmp_path / "with.xlsx")
    assert [secret in without for secret in ("Rojîn", "rojin@example.org", "+999 1", *HEADS)] == [False] * 9
    assert [secret in including for secret in ("Rojîn", "rojin@example.org", "+999 1")] == [True] * 3
    assert "member@example.org" not in including
    journalled = session.scalars(select(Entry.details).where(Entry.action == "export:write").order_by(Entry.id)).all()
    assert [details["contacts"] for details in journalled] == [False, True]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_only_what_takes_part_is_exported(session: Session, tmp_path: Path):
    verified = world.institution(session, name="Verified")
    pending = world.institution(session, name="Pending", standing=Standing.PENDING, side=Side.ABROAD)
    for institution in (verified, pending):
        for status in ListingStatus:
            world.need(session, institution, title=f"{institution.name} {status}", status=status)
    assert export(session, tmp_path / "all") == {Sheet.INSTITUTIONS: 1, Sheet.NEEDS: 1, Sheet.OFFERS: 0}
    assert [row["name"] for row in rows(tmp_path / "all" / "institutions.csv")] == ["Verified"]
    assert [row["title"] for row in rows(tmp_path / "all" / "needs.csv")] == ["Verified open"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_need_is_exported_with_the_side_and_country_of_its_institution(session: Session, tmp_path: Path):
    clinic = world.institution(session, side=Side.ABROAD)
    world.need(session, clinic, formats=["advice", "seminar"]).topics = ["health-mental", "health-rehab"]
    export(session, tmp_path / "all")
    row = rows(tmp_path / "all" / "needs.csv")[0]
    assert {name: row[name] for name in ("organisation", "side", "country", "topics", "formats", "urgency")} == {
        "organisation": clinic.reference or "",
        "side": "abroad",
        "country": "DE",
        "topics": "health-mental;health-rehab",
        "formats": "advice;seminar",
        "urgency": "normal",
    }


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_folder_that_cannot_be_made_is_said(session: Session, tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be made"):
        export(session, tmp_path / "file" / "inside")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_exported_database_comes_in_whole_elsewhere(session: Session, tmp_path: Path):
    """The same rows in a database that has never seen them: the references travel."""
    hospital = world.institution(session)
    world.need(session, hospital)
    export(session, tmp_path / "all.xlsx")
    session.delete(session.scalars(select(Need)).one())
    session.delete(session.scalars(select(Institution)).one())
    session.flush()
    report = take_in(session, read_files([tmp_path / "all.xlsx"]))
    assert [row.change for row in report.rows] == [Change.NEW, Change.NEW]
    assert session.scalars(select(Institution.name)).one() == "Nexweşxaneya Roj"
