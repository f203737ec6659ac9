"""The page of this week's round, and the queue that shows it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.domain.base import now
from matchmaker.domain.person import Person
from matchmaker.domain.round import Round
from matchmaker.domain.vocabulary import Side
from matchmaker.services import review
from matchmaker.store.session import Database
from tests import world
from tests.web.conftest import Browser, queries
from tests.web.reading import errors, notice, typed

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ONE = {"per_need": "3", "contacts": "1", "days": "365"}


def rivals(database: Database, *, number: int = 2, waits: int = 0) -> list[int]:
    """Add institutions that need the same partner, the best match first; return their pairings."""
    with database.writing() as session:
        partner = world.institution(session, side=Side.ABROAD)
        made = [
            world.pairing_with_match(
                session,
                nes=world.institution(session, name=f"Nexweşxane {place}"),
                abroad=partner,
                probability=0.8 - place / 10,
                score=3.0 - place,
            )
            for place in range(number)
        ]
        for pairing in made:
            pairing.matches[0].suggested_at = now() - timedelta(days=waits)
        return [pairing.id for pairing in made]


def listed(desk: Browser, query: str) -> list[int]:
    return [int(each) for each in re.findall(r'href="/review/(\d+)"', desk.get(f"/review{query}").text)]


def numbers(text: str) -> list[str]:
    """Return the three large numbers and, below each, that of the plain list."""
    return re.findall(r"<dd><b>(.*?)</b>", text) + re.findall(r"Plain list: (.*?)</span>", text)


def test_round_is_opened_and_the_queue_shows_it(desk: Browser, database: Database):
    best, second = rivals(database)
    opened = desk.submit("/rounds", ONE)
    assert (opened.status_code, opened.headers["location"]) == (303, "/review?round=chosen")
    assert notice(desk.get("/review?round=chosen")) == "The round is open. This is what to look at first."
    assert listed(desk, "?round=chosen") == [best]
    assert listed(desk, "?round=alternate") == [second]
    assert listed(desk, "?round=nonsense") == listed(desk, "") == [best, second]
    assert listed(desk, "?round=chosen&verdict=dismissed") == []


@SQLITE
def test_only_the_last_round_is_this_week_s(desk: Browser, database: Database):
    best, second = rivals(database)
    desk.submit("/rounds", ONE)
    with database.writing() as session:
        by = session.scalars(select(Person).limit(1)).one()
        pairing = review.pairing(session, best)
        assert pairing
        review.approve(session, pairing, by=by)
    assert "Nothing of this round waits any more" in desk.get("/review?round=chosen").text
    assert desk.submit("/rounds", ONE | {"contacts": "2"}).status_code == 303
    assert listed(desk, "?round=chosen") == [second]


@SQLITE
def test_page_compares_with_the_plain_list_and_changes_nothing(desk: Browser, database: Database):
    rivals(database, number=3, waits=30)
    text = desk.get("/rounds?per_need=3&contacts=2&days=14").text
    assert numbers(text) == ["1.5", "30 days", "3 of 4", "1.5", "30 days", "3 of 4"]
    assert "1 need would wait too long" in text
    assert "room for 1 more pairing" in text
    with database.reading() as session:
        assert session.scalars(select(Round)).all() == []


@SQLITE
def test_page_of_an_open_round_says_how_far_it_is_and_keeps_its_numbers(desk: Browser, database: Database):
    rivals(database)
    desk.submit("/rounds", ONE)
    page = desk.get("/rounds")
    assert "0 of 1 pairing is decided" in page.text
    assert typed(page) == {name: [value] for name, value in ONE.items()}


@SQLITE
def test_wrong_numbers_are_named_and_open_nothing(desk: Browser, database: Database):
    rivals(database)
    wrong = ONE | {"per_need": "0", "days": "soon"}
    expected = {
        "per_need": "Please write a number from 1 to 10.",
        "days": "Please write a number from 7 to 365.",
    }
    sent = desk.submit("/rounds", wrong)
    assert (sent.status_code, errors(sent)) == (422, expected)
    assert errors(desk.get("/rounds?per_need=0&contacts=1&days=soon")) == expected
    assert errors(desk.get("/rounds?days=soon")).keys() == {"per_need", "contacts", "days"}
    with database.reading() as session:
        assert session.scalars(select(Round)).all() == []


@SQLITE
def test_page_without_anything_to_share_out_says_what_to_do(desk: Browser, database: Database):
    assert "There is nothing to share out" in desk.get("/rounds").text
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
        pairing.matches[0].offer.capacity = 0
    assert "No institution has room" in desk.get("/rounds").text
    assert desk.post("/rounds", ONE | {"csrf": ""}).status_code == 403
    sent = desk.submit("/review", ONE, to="/rounds")
    assert (sent.status_code, "No institution has room" in sent.text) == (200, True)


@SQLITE
def test_page_asks_the_database_as_often_for_many_as_for_few(desk: Browser, database: Database):
    rivals(database)
    with queries(database.engine) as few:
        desk.get("/rounds")
    rivals(database, number=9)
    with queries(database.engine) as many:
        desk.get("/rounds")
    assert len(many) == len(few)
