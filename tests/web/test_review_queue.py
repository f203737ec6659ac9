import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from matchmaker.domain.match import Pairing
from matchmaker.domain.vocabulary import Sector, Side, Verdict
from matchmaker.services import review
from matchmaker.store.session import Database
from tests import world
from tests.web.conftest import Browser, queries

LARGEST_PAGE = 60_000  # bytes, uncompressed: the queue on a weak line


def shown(text: str) -> list[str]:
    """Return the addresses of the pairings in a queue, in order."""
    return re.findall(r'href="(/review/\d+)"', text)


def named(
    session: Session, nes: str, abroad: str, *, score: float = 3.0, verdict: Verdict = Verdict.WAITING
) -> Pairing:
    return world.pairing_with_match(
        session,
        nes=world.institution(session, name=nes),
        abroad=world.institution(session, side=Side.ABROAD, name=abroad),
        score=score,
        verdict=verdict,
    )


def test_queue_shows_the_best_first(desk: Browser, database: Database):
    with database.writing() as session:
        ids = [named(session, "A", "B", score=score).id for score in (1.0, 3.0, 2.0)]
    assert shown(desk.get("/review").text) == [f"/review/{ids[i]}" for i in (1, 2, 0)]


def test_queue_titles_carry_their_language_and_direction(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
        pairing.matches[0].need.language, pairing.matches[0].need.title = "ku", "Perwerdeya pîrikan"
        pairing.matches[0].offer.language, pairing.matches[0].offer.title = "ar", "تدريب القابلات"
    text = desk.get("/review").text
    assert '<span class="said" lang="ku" dir="ltr">Perwerdeya pîrikan</span>' in text
    assert '<span class="said" lang="ar" dir="rtl">تدريب القابلات</span>' in text


def test_queue_asks_the_database_as_often_for_three_as_for_one(desk: Browser, database: Database):
    numbers = []
    for more in (1, 2):
        with database.writing() as session:
            for _ in range(more):
                named(session, "A", "B")
        with queries(database.engine) as sent:
            desk.get("/review")
        numbers.append(len(sent))
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_queue_of_a_full_page_is_small(desk: Browser, database: Database):
    words = ["القابلات", "الولادة", "المستشفى", "التدريب", "الطوارئ"]
    contributions = [
        {"feature": "words", "value": 8.0, "points": 2.0, "evidence": words},
        {"feature": "similarity", "value": 8.0, "points": 1.5, "evidence": ["ar", "de"]},
    ]
    with database.writing() as session:
        for number in range(review.PAGE + 1):
            pairing = named(
                session, f"مستشفى الولادة والأطفال في مدينة الحسكة {number}", "Kreiskrankenhaus am Deich " * 2
            )
            match = pairing.matches[0]
            match.contributions = contributions
            match.need.language = match.offer.language = "ar"
            match.need.title = match.offer.title = "تدريب القابلات في القرى البعيدة عن المستشفى على حالات الطوارئ"
    response = desk.get("/review?lang=ar")
    assert len(shown(response.text)) == review.PAGE
    assert len(response.content) < LARGEST_PAGE


def test_queue_second_page_holds_the_rest(desk: Browser, database: Database):
    with database.writing() as session:
        ids = [named(session, "A", "B", score=100.0 - n).id for n in range(review.PAGE + 2)]
    assert shown(desk.get("/review?page=2").text) == [f"/review/{each}" for each in ids[review.PAGE :]]
    assert desk.get("/review?page=9").headers["location"] == "/review?verdict=waiting&page=2"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?sector=justice", ["Edalet"]),
        ("?written_in=de", ["Edalet"]),
        ("?age=7", ["Şaredarî"]),
        ("?age=30", []),
        ("?name=edal", ["Edalet"]),
        ("?name=deich", ["Edalet", "Şaredarî"]),
        ("?verdict=dismissed", ["Xwendin"]),
        ("?verdict=no-such&sector=x&written_in=%3C&age=-1&page=0", ["Edalet", "Şaredarî"]),
    ],
)
def test_queue_filter_restricts(desk: Browser, database: Database, query: str, found: list[str]):
    with database.writing() as session:
        justice = named(session, "Edalet", "Deich", score=3.0)
        justice.matches[0].need.sector = Sector.JUSTICE
        justice.matches[0].offer.language = "de"
        council = named(session, "Şaredarî", "Deich", score=2.0)
        council.waiting_since = now() - timedelta(days=10)
        school = named(session, "Xwendin", "Deich", verdict=Verdict.DISMISSED)
        names = {f"/review/{pairing.id}": pairing.nes.name for pairing in (justice, council, school)}
    assert [names[address] for address in shown(desk.get(f"/review{query}").text)] == found


def test_queue_that_is_empty_says_what_to_do(desk: Browser, database: Database):
    assert "Nothing waits for you" in desk.get("/review").text
    assert "Nothing fits all of this" in desk.get("/review?name=zzz").text
    with database.writing() as session:
        named(session, "A", "B", verdict=Verdict.TO_READ)
    assert "Read them" in desk.get("/review").text


def test_queue_snoozed_pairing_whose_day_has_come_waits_and_is_counted_so(desk: Browser, database: Database):
    with database.writing() as session:
        woken = named(session, "A", "B", verdict=Verdict.SNOOZED)
        woken.snoozed_until = now().date()
        asleep = named(session, "C", "D", verdict=Verdict.SNOOZED)
        asleep.snoozed_until = now().date() + timedelta(days=1)
    assert shown(desk.get("/review").text) == [f"/review/{woken.id}"]
    assert shown(desk.get("/review?verdict=snoozed").text) == [f"/review/{asleep.id}"]
    with database.reading() as session:
        assert review.counts(session) == {Verdict.WAITING: 1, Verdict.SNOOZED: 1}
