from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.domain.institution import Institution
from matchmaker.domain.job import Job
from matchmaker.domain.journal import Entry
from matchmaker.domain.mail import Mail
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.person import Person
from matchmaker.domain.translation import Translation
from matchmaker.domain.vocabulary import Format, ListingStatus, Sector, Standing, Urgency
from matchmaker.errors import InputError
from matchmaker.services.export_files import write_template
from matchmaker.services.file_format import Sheet
from matchmaker.services.import_files import Change, Report, read_files, take_in
from tests.spreadsheets import HOSPITAL, NEED, OFFER, Files, writer


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return writer(tmp_path)


def changes(report: Report) -> list[tuple[Sheet, Change, tuple[str, ...]]]:
    return [(row.sheet, row.change, row.notes) for row in report.rows]


def test_a_new_file_makes_institutions_heads_needs_and_offers(session: Session, files: Files):
    report = take_in(session, read_files([files()]))
    assert changes(report) == [(sheet, Change.NEW, ()) for sheet in Sheet]
    institution = session.scalars(select(Institution)).one()
    assert (institution.reference, institution.name, institution.standing) == (
        "a-hospital",
        "Nexweşxaneya Roj",
        Standing.VERIFIED,
    )
    assert (institution.languages, institution.sectors) == (["ku", "ar", "en"], ["health"])
    assert [(each.language, each.text) for each in institution.translations] == [("en", "We are a small hospital.")]
    heads = [(each.name, each.email, each.phone, each.language, each.is_head) for each in institution.people]
    assert heads == [
        ("Rojîn Demir", "rojin@hospital.example.org", "+999 55 1", "ku", True),
        ("Azad Temo", "azad@hospital.example.org", "", "ku", True),
    ]
    need = session.scalars(select(Need)).one()
    assert (need.institution_id, need.sector, need.status) == (institution.id, Sector.HEALTH, ListingStatus.OPEN)
    assert need.topics == ["health-maternal", "health-mental"]
    assert (need.chosen_formats, need.urgency) == ([Format.EDUCATION, Format.ADVICE], Urgency.URGENT)
    assert (str(need.starts_on), str(need.ends_on)) == ("2027-01-10", "2027-03-31")
    assert [(each.language, each.title) for each in need.translations] == [("en", "Training for nurses")]
    assert session.scalars(select(Offer)).one().capacity == 3


def test_an_import_journals_each_row_matches_everything_once_and_mails_nobody(session: Session, files: Files):
    take_in(session, read_files([files()]))
    actions = session.scalars(select(Entry.action).order_by(Entry.id)).all()
    assert actions == ["person:add", "person:add", "institution:import", "need:import", "offer:import"]
    assert [job.subject for job in session.scalars(select(Job))] == ["all"]
    assert session.scalar(select(func.count(Mail.id))) == 0


def test_the_same_file_again_changes_nothing(session: Session, files: Files):
    tables = read_files([files()])
    take_in(session, tables)
    entries = session.scalar(select(func.count(Entry.id)))
    report = take_in(session, tables)
    assert changes(report) == [(sheet, Change.UNCHANGED, ()) for sheet in Sheet]
    assert session.scalar(select(func.count(Entry.id))) == entries


def test_what_differs_is_changed_and_named(session: Session, files: Files):
    take_in(session, read_files([files()]))
    changed = files({"place": "Amûdê", "head2_phone": "+999 55 2"}, {"urgency": "low", "text_en": "Two nurses only."})
    report = take_in(session, read_files([changed]))
    assert changes(report) == [
        (Sheet.INSTITUTIONS, Change.CHANGED, ("place", "head2")),
        (Sheet.NEEDS, Change.CHANGED, ("urgency", "translation en")),
        (Sheet.OFFERS, Change.UNCHANGED, ()),
    ]
    assert session.scalars(select(Institution.place)).one() == "Amûdê"
    assert session.scalars(select(Translation.text).where(Translation.need_id.is_not(None))).one() == "Two nurses only."


def test_a_changed_text_leaves_its_translation_in_place_but_older_than_itself(session: Session, files: Files):
    take_in(session, read_files([files()]))
    need = session.scalars(select(Need)).one()
    earlier = need.changed_at.replace(year=2020)
    need.changed_at = need.translations[0].created_at = earlier
    session.flush()
    take_in(session, read_files([files(need={"text": "Heft kuvozên me hene."})]))
    assert [(each.language, each.created_at) for each in need.translations] == [("en", earlier)]
    assert need.changed_at > earlier


def test_an_empty_cell_empties_a_field_and_a_missing_column_leaves_it(session: Session, files: Files):
    take_in(session, read_files([files()]))
    folder = files(need={"formats": "", "sector": "", "ends_on": ""})
    text = (folder / "needs.csv").read_text()
    assert "urgency" in text
    (folder / "needs.csv").write_text(text.replace("urgency", "ignored"))
    take_in(session, read_files([folder]))
    need = session.scalars(select(Need)).one()
    assert (need.formats, need.sector, need.ends_on, need.urgency) == ([], None, None, Urgency.URGENT)


def test_pending_institutions_wait_for_staff(session: Session, files: Files):
    take_in(session, read_files([files()]), standing=Standing.PENDING)
    assert session.scalars(select(Institution.standing)).one() is Standing.PENDING


def test_an_apostrophe_that_our_export_puts_before_a_formula_is_taken_away(session: Session, files: Files):
    take_in(session, read_files([files({"head1_phone": "'+999 55 7"}, {"title": "'=1+1", "text": "'quoted' stays"})]))
    assert session.scalars(select(Person.phone).order_by(Person.id)).first() == "+999 55 7"
    assert session.scalars(select(Need.title)).one() == "=1+1"
    assert session.scalars(select(Need.text)).one() == "'quoted' stays"


def test_files_are_told_apart_by_name_or_by_columns(files: Files):
    folder = files()
    for number, name in enumerate(("institutions", "needs", "offers")):
        (folder / f"{name}.csv").rename(folder / f"{number}.csv")
    assert [table.rows[0].get("id") for table in read_files([folder]).values()] == [
        "a-hospital",
        "n-hospital-1",
        "o-hospital-1",
    ]


def test_a_file_that_holds_neither_is_refused(tmp_path: Path):
    (tmp_path / "x.csv").write_text("id,text\n1,a\n")
    with pytest.raises(InputError, match=r"^x.csv: holds neither institutions nor needs nor offers"):
        read_files([tmp_path / "x.csv"])


def test_two_files_of_one_kind_are_refused(tmp_path: Path):
    for name in ("needs.csv", "needs2.csv"):
        (tmp_path / name).write_text("id,organisation,lang,title,text\n1,a,ku,T,t\n")
    with pytest.raises(InputError, match=r"^needs2.csv: needs are in another file"):
        read_files([tmp_path])


def test_an_empty_folder_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match="no sheet of institutions"):
        read_files([tmp_path])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_template_filled_in_is_taken_in(session: Session, tmp_path: Path):
    path = tmp_path / "template.xlsx"
    write_template(path)
    book = load_workbook(path)
    assert book.sheetnames == ["institutions", "needs", "offers", "topics", "help"]
    for sheet, row in (("institutions", HOSPITAL), ("needs", NEED), ("offers", OFFER)):
        header = [cell.value for cell in book[sheet][1]]
        assert set(row) <= set(header)
        book[sheet].append([row.get(str(column), "") for column in header])
    book.save(path)
    assert [row.change for row in take_in(session, read_files([path])).rows] == [Change.NEW] * 3


def test_a_workbook_of_one_sheet_is_told_by_its_file_name(tmp_path: Path):
    book = Workbook()
    assert book.active
    book.active.append(["id", "organisation", "lang", "title", "text"])
    book.active.append(["n1", "a", "ku", "T", "t"])
    book.save(tmp_path / "needs.xlsx")
    assert list(read_files([tmp_path / "needs.xlsx"])) == [Sheet.NEEDS]


def test_bad_lines_of_a_file_are_reported_with_their_numbers(session: Session, files: Files):
    folder = files()
    with (folder / "offers.csv").open("a", encoding="utf-8") as file:
        file.write("o-hospital-1,a-hospital,ku,health,Twice,Twice,1\n,a-hospital,ku,health,No id,t,1\n")
    report = take_in(session, read_files([folder]))
    assert [(row.line, row.change, row.notes) for row in report.rows if row.sheet is Sheet.OFFERS] == [
        (2, Change.NEW, ()),
        (3, Change.REFUSED, ("id: o-hospital-1 stands on line 2 already",)),
        (4, Change.REFUSED, ("id: empty",)),
    ]
    assert report.counts(Sheet.OFFERS) == {Change.NEW: 1, Change.REFUSED: 2}
