"""Rows that cannot be taken in: each is refused by itself, with a reason that tells what to write instead."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.institution import Institution
from matchmaker.domain.job import Job
from matchmaker.domain.need import Need
from matchmaker.domain.person import Person
from matchmaker.services.file_format import Sheet
from matchmaker.services.import_files import Change, read_files, take_in
from tests import world
from tests.spreadsheets import Files, writer

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return writer(tmp_path)


@pytest.mark.parametrize(
    ("institution", "said"),
    [
        ({"side": "north"}, "side: north is not known; choose one of nes, abroad"),
        ({"kind": "clinic"}, "kind: clinic is not known; choose one of municipality, "),
        ({"country": "Syria"}, "country: Syria is no country; write its two letters, such as SY or DE"),
        ({"lang": "kurdish"}, "lang: kurdish is no language that we know; write a tag such as ku, ar, en"),
        ({"languages": "ku;xx"}, "languages: xx is no language that we know; write a tag such as ku, ar, en"),
        ({"sectors": "health;women;youth;media"}, "sectors: 4 of them; choose 3 at most"),
        ({"name": "N" * 201}, "name: 201 characters; 200 fit"),
        ({"about": "a" * 6001}, "about: 6,001 characters; 6,000 fit"),
        ({"name": ""}, "name: empty"),
        ({"head1_email": ""}, "head1_email: empty; without an address nobody can sign in"),
        ({"head1_email": "nobody"}, "head1: This e-mail address is not complete."),
        ({"head1_email": "taken@example.org"}, "head1_email: somebody else has this address already"),
    ],
)
def test_an_institution_that_cannot_be_taken_in_is_refused_with_all_that_is_its_own(
    session: Session, files: Files, institution: dict[str, str], said: str
):
    world.person(session, email="taken@example.org")
    report = take_in(session, read_files([files(institution)]))
    assert [(row.sheet, row.line, row.change) for row in report.rows] == [(sheet, 2, Change.REFUSED) for sheet in Sheet]
    assert report.rows[0].notes[0].startswith(said)
    assert report.rows[1].notes == ("organisation: a-hospital is not among the institutions",)
    assert session.scalars(select(Institution)).all() == []
    assert [person.email for person in session.scalars(select(Person))] == ["taken@example.org"]
    assert session.scalars(select(Job)).all() == []


@pytest.mark.parametrize(
    ("need", "notes"),
    [
        ({"sector": "helth"}, ["sector: helth is not known; choose one of "]),
        ({"starts_on": "10.1.2027"}, ["starts_on: 10.1.2027 is no day; write it as 2027-03-31"]),
        ({"starts_on": "2027-04-01"}, ["ends_on: before starts_on"]),
        ({"topics": "birth; health-birds"}, ["topics: birth is no topic of the thesaurus; write its name"]),
        ({"topics": "health-maternal;health-mental;health-rehab;health-chronic"}, ["topics: 4 of them; choose 3 at m"]),
        ({"urgency": "high"}, ["urgency: high is not known; choose one of urgent, normal, low"]),
        ({"title": ""}, ["title: empty"]),
        ({"text_en": ""}, ["text_en: empty beside a title_en"]),
        ({"title_en": "T" * 161}, ["title_en: 161 characters; 160 fit"]),
        ({"side": "abroad"}, ["side: abroad, but that of a-hospital is nes"]),
        ({"country": "DE"}, ["country: DE, but that of a-hospital is SY"]),
        ({"organisation": "b-nobody"}, ["organisation: b-nobody is not among the institutions"]),
        ({"formats": "visit", "lang": "??"}, ["lang: ?? is no language", "formats: visit is not known"]),
    ],
)
def test_a_need_that_cannot_be_taken_in_is_refused_and_the_rest_comes_in(
    session: Session, files: Files, need: dict[str, str], notes: list[str]
):
    report = take_in(session, read_files([files(need=need)]))
    assert [row.change for row in report.rows] == [Change.NEW, Change.REFUSED, Change.NEW]
    assert len(report.rows[1].notes) == len(notes)
    assert [said.startswith(note) for said, note in zip(report.rows[1].notes, notes, strict=True)] == [True] * len(
        notes
    )
    assert session.scalars(select(Need)).all() == []


@pytest.mark.parametrize("capacity", ["0", "100", "many", "1.5"])
def test_a_capacity_that_is_no_small_number_is_refused(session: Session, files: Files, capacity: str):
    report = take_in(session, read_files([files(offer={"capacity": capacity})]))
    assert report.refused[0].notes == (f"capacity: {capacity} is not a number from 1 to 99",)


def test_a_need_does_not_change_hands(session: Session, files: Files):
    take_in(session, read_files([files()]))
    other = files(
        {"id": "b-town", "head1_email": "c@example.org", "head2_email": "d@example.org"}, {"organisation": "b-town"}
    )
    report = take_in(session, read_files([other]))
    assert report.refused[0].notes == ("organisation: this id is kept for another institution than b-town",)


def test_a_third_head_is_refused_and_nothing_of_the_row_is_kept(session: Session, files: Files):
    take_in(session, read_files([files()]))
    report = take_in(session, read_files([files({"place": "Amûdê", "head1_email": "third@example.org"})]))
    assert report.refused[0].notes == ("head1: This institution has two heads already.",)
    session.expire_all()
    assert session.scalars(select(Institution.place)).one() == "Qamişlo"
