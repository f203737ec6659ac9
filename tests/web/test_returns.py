"""A pairing that was dismissed and is here again says why, on its page and in the queue."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from sqlalchemy.orm import Session

from matchmaker import phrases
from matchmaker.domain.base import now
from matchmaker.domain.journal import Entry
from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import DismissalReason, Verdict
from matchmaker.matching.encode import open_encoder
from matchmaker.services import registration, review, suggestions
from matchmaker.store.session import Database
from tests import world
from tests.web.conftest import Browser, queries

MARCH = datetime(2026, 3, 3, 9, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 9, 9, tzinfo=UTC)
REOPENED = NOVEMBER + timedelta(minutes=1)
DISMISSED = "Dismissed by Azad Kerim on 3 March 2026: Not the same subject."
BACK = "It is back because the need “ Perwerdeya pîrikan ” was rewritten on 9 November 2026."
SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def words(html: str) -> str:
    """Return a text as it is read, with a space where a tag stood."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def notice(page: str) -> str:
    found = re.search(r'<p class="notice look">(.*?)</p>', page, re.S)
    return words(found[1]).replace(" .", ".") if found else ""


def came_back(session: Session, *, changed: list[Need | Offer] | None = None) -> Pairing:
    """Add a pairing that Azad dismissed in March and a rewritten need brought back in November."""
    pairing = world.pairing_with_match(session)
    match = pairing.matches[0]
    for listing in (match.need, match.offer):
        listing.created_at = listing.changed_at = MARCH - timedelta(days=9)
    match.need.title, match.need.language, match.need.changed_at = "Perwerdeya pîrikan", "ku", NOVEMBER
    keys = [f"{each.__tablename__}:{each.id}" for each in ([match.need] if changed is None else changed)]
    dismissal = {"reason": DismissalReason.OFF_SUBJECT, "until": None}
    write(session, pairing, "pairing:dismissed", at=MARCH, by="Azad Kerim", **dismissal)
    write(session, pairing, "pairing:reopen", at=REOPENED, changed=keys)
    return pairing


def write(session: Session, pairing: Pairing, action: str, *, at: datetime, by: str = "", **details: object) -> None:
    person = world.staff(session, name=by) if by else None
    session.add(Entry(action=action, subject="pairings", subject_id=pairing.id, at=at, person=person, details=details))
    session.flush()


def test_page_says_who_dismissed_it_when_and_why_and_what_brought_it_back(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = came_back(session)
        need_id = pairing.matches[0].need_id
    page = desk.get(f"/review/{pairing.id}").text
    assert notice(page) == f"{DISMISSED} {BACK}"
    assert f'<a href="/needs/{need_id}"><bdi lang="ku" dir="ltr">Perwerdeya pîrikan</bdi></a>' in page


@SQLITE
def test_offer_that_is_new_since_and_what_else_was_written_are_named(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = came_back(session)
        offer = world.offer(session, pairing.abroad, title="A new course")
        offer.created_at = offer.changed_at = REOPENED - timedelta(seconds=1)
        session.add(
            Match(
                pairing=pairing,
                need=pairing.matches[0].need,
                offer=offer,
                score=1.0,
                encoder_version="test",
                ranker_version="test",
            )
        )
    assert notice(desk.get(f"/review/{pairing.id}").text) == (
        f"{DISMISSED} It is back because the offer “ A new course ” is new since 9 November 2026."
        " Written since as well: Perwerdeya pîrikan."
    )


@SQLITE
def test_text_rewritten_again_after_the_return_keeps_the_day_of_the_return(desk: Browser, database: Database):
    with database.writing() as session:
        came_back(session).matches[0].need.changed_at = NOVEMBER + timedelta(days=40)
    assert BACK in words(desk.get("/review").text)


@SQLITE
def test_return_without_a_listing_that_is_left_still_says_that_a_text_was_changed(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = came_back(session, changed=[])
        pairing.matches[0].need.changed_at = MARCH - timedelta(days=9)
    assert notice(desk.get(f"/review/{pairing.id}").text) == (
        f"{DISMISSED} It is back because a text was changed since."
    )


def test_queue_says_in_one_line_why_it_is_back(desk: Browser, database: Database):
    with database.writing() as session:
        came_back(session)
        world.pairing_with_match(session, score=9.0)
    lines = re.findall(r'<p class="back">(.*?)</p>', desk.get("/review").text)
    assert [words(line) for line in lines] == [BACK]


@pytest.mark.parametrize("language", ["ku", "ar"])
@SQLITE
def test_reason_and_day_are_in_the_language_of_the_reader(desk: Browser, database: Database, language: str):
    with database.writing() as session:
        pairing = came_back(session)
    told = notice(desk.get(f"/review/{pairing.id}?lang={language}").text)
    expected = [
        phrases.label(DismissalReason.OFF_SUBJECT, language),
        phrases.long_date(date(2026, 3, 3), language),
        phrases.long_date(date(2026, 11, 9), language),
    ]
    assert [each for each in expected if each not in told] == []


@SQLITE
def test_put_off_it_still_says_why_and_decided_anew_it_says_no_more(desk: Browser, database: Database):
    with database.writing() as session:
        pairing, colleague = came_back(session), world.staff(session)
        review.snooze(session, pairing, until=now().date() + timedelta(days=1), by=colleague)
    assert notice(desk.get(f"/review/{pairing.id}").text) == f"{DISMISSED} {BACK}"
    with database.writing() as session:
        pairing = session.get_one(Pairing, pairing.id)
        review.approve(session, pairing, by=world.staff(session))
    assert notice(desk.get(f"/review/{pairing.id}").text) == ""
    with database.writing() as session:
        review.reopen(session, session.get_one(Pairing, pairing.id), by=world.staff(session))
    assert notice(desk.get(f"/review/{pairing.id}").text) == ""


@SQLITE
def test_pairing_opened_again_by_hand_says_nothing(desk: Browser, database: Database):
    with database.writing() as session:
        pairing, colleague = world.pairing_with_match(session), world.staff(session)
        review.dismiss(session, pairing, reason=DismissalReason.OFF_SUBJECT, by=colleague)
        review.reopen(session, pairing, by=colleague)
    assert notice(desk.get(f"/review/{pairing.id}").text) == ""


def test_queue_asks_the_database_as_often_for_three_that_came_back_as_for_one(desk: Browser, database: Database):
    numbers: list[int] = []
    for more in (1, 2):
        with database.writing() as session:
            for _ in range(more):
                pairing = came_back(session)
                gone: list[Need | Offer] = [world.need(session, pairing.nes), world.offer(session, pairing.abroad)]
                keys = [f"{each.__tablename__}:{each.id}" for each in gone]
                write(session, pairing, "pairing:dismissed", at=MARCH, by="Azad Kerim", reason="security")
                write(session, pairing, "pairing:reopen", at=REOPENED, changed=keys)
        with queries(database.engine) as sent:
            assert desk.get("/review").text.count('class="back"') == len(numbers) * 2 + 1
        numbers.append(len(sent))
    assert numbers[0] == numbers[1]


@SQLITE
def test_waiting_for_a_reader_it_stands_in_that_queue_with_its_reason(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = came_back(session)
        review.mark_to_read(session, pairing, by=world.staff(session))
    assert BACK in words(desk.get(f"/review?verdict={Verdict.TO_READ}").text)


@SQLITE
def test_what_the_engine_brings_back_is_told_from_its_own_journal(desk: Browser, database: Database):
    with database.writing() as session:
        pairing, colleague = world.pairing_with_match(session), world.staff(session, name="Azad Kerim")
        review.dismiss(session, pairing, reason=DismissalReason.OFF_SUBJECT, by=colleague)
        match = pairing.matches[0]
        match.need.changed_at = match.offer.changed_at = now() - timedelta(hours=2)
        pairing.decided_at = now() - timedelta(hours=1)  # times are kept to the second
    with database.writing() as session:
        offer = session.get_one(Pairing, pairing.id).matches[0].offer
        registration.edit(session, offer, text=f"{offer.text} Now for midwives, too.", by=None)
    suggestions.suggest(database, open_encoder(), offer_id=offer.id)
    today = phrases.long_date(now().date(), "en")
    assert notice(desk.get(f"/review/{pairing.id}").text) == (
        f"Dismissed by Azad Kerim on {today}: Not the same subject."
        f" It is back because the offer “ {offer.title} ” was rewritten on {today}."
    )
