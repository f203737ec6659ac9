import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from matchmaker.domain.journal import Entry
from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.person import Person
from matchmaker.domain.translation import Translation
from matchmaker.domain.vocabulary import DismissalReason, Origin, Side, Verdict
from matchmaker.services import review
from matchmaker.store.session import Database
from tests import world
from tests.web.conftest import Browser, queries


def stored(database: Database, pairing: Pairing) -> Pairing:
    with database.reading() as session:
        found = review.pairing(session, pairing.id)
        assert found is not None
        return found


def add_match(session: Session, pairing: Pairing, *, asks: Side) -> Match:
    match = Match(
        pairing=pairing,
        need=world.need(session, pairing.institution(asks), title=f"Asked by {asks}"),
        offer=world.offer(session, pairing.institution(asks.other), title=f"Given to {asks}"),
        score=1.0,
        probability=0.5,
        contributions=[{"feature": "sector", "value": 1.0, "points": 0.8, "evidence": ["health"]}],
        encoder_version="test",
        ranker_version="test",
    )
    session.add(match)
    session.flush()
    return match


def test_pairing_page_asks_the_database_as_often_for_three_matches_as_for_one(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
    numbers = []
    for more in (0, 2):
        with database.writing() as session:
            for _ in range(more):
                add_match(session, session.get_one(Pairing, pairing.id), asks=Side.ABROAD)
        with queries(database.engine) as sent:
            assert desk.get(f"/review/{pairing.id}").status_code == 200
        numbers.append(len(sent))
    assert numbers[0] == numbers[1]


def test_pairing_shows_both_directions_with_translations_beside_the_original(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
        need = pairing.matches[0].need
        need.language, need.text = "ku", "Şeş hemşîre hene."
        need.translations = [Translation(language="en", title="Nurses", text="Six nurses.", origin=Origin.MACHINE)]
        add_match(session, pairing, asks=Side.ABROAD)
    text = desk.get(f"/review/{pairing.id}").text
    assert re.findall(r'lang="(\w+)"[^>]*>(?:Şeş hemşîre hene|Six nurses)', text) == ["ku", "en"]
    assert "English · Translated by a machine" in text
    assert re.findall(r'id="asks-(\w+)"', text) == ["nes", "abroad"]
    assert "The same field of work: <bdi>Health</bdi>." in text


def test_fourth_match_of_a_direction_stands_by_its_titles_and_leads_to_its_own_page(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
        made = [add_match(session, pairing, asks=Side.ABROAD) for _ in range(4)]
        for number, match in enumerate(made):
            match.need.text, match.offer.text = f"We ask for number {number}.", f"We give number {number}."
            match.score = 2.0 - number / 10
        last = made[-1]
        last.need.title, last.need.language = "Hewceya dawî", "ku"
    page = desk.get(f"/review/{pairing.id}").text
    assert re.findall(r"We (?:ask for|give) number (\d)\.", page) == ["0", "0", "1", "1", "2", "2"]
    assert re.findall(r'href="/matches/(\d+)"', page) == [str(last.id)]
    assert '<span lang="ku" dir="ltr">Hewceya dawî</span>' in page
    assert "3 more matches" in page
    alone = desk.get(f"/matches/{last.id}").text
    assert sorted(re.findall(r"We (ask for|give) number 3\.", alone)) == ["ask for", "give"]
    assert f'href="/review/{pairing.id}#verdict"' in alone


def test_pairing_shows_no_contact(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
        world.person(
            session, institution=pairing.nes, is_head=True, name="Berîvan", email="b@example.net", phone="+999 55 1"
        )
    text = desk.get(f"/review/{pairing.id}").text
    assert [word for word in ("Berîvan", "b@example.net", "+999") if word in text] == []


def test_approve_leads_to_the_draft_and_is_journalled(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
    page = f"/review/{pairing.id}"
    assert desk.submit(page, {"approve-note": "Baş e"}, to=f"{page}/approve").headers["location"] == page
    assert (stored(database, pairing).verdict, stored(database, pairing).note) == (Verdict.APPROVED, "Baş e")
    assert f'href="{page}/proposal"' in desk.get(page).text
    with database.reading() as session:
        assert session.scalars(select(Entry.action).where(Entry.subject == "pairings")).all() == ["pairing:approved"]


def test_dismiss_for_another_reason_without_a_note_keeps_what_was_chosen(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
    page = f"/review/{pairing.id}"
    response = desk.submit(page, {"dismiss-reason": "other", "dismiss-note": " "}, to=f"{page}/dismiss")
    assert response.status_code == 422
    assert '<option selected value="other">' in response.text
    assert "Please write what the other reason is." in response.text
    assert stored(database, pairing).verdict is Verdict.WAITING


def test_dismiss_keeps_the_reason(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
    page = f"/review/{pairing.id}"
    assert desk.submit(page, {"dismiss-reason": ""}, to=f"{page}/dismiss").status_code == 422
    desk.submit(page, {"dismiss-reason": "security"}, to=f"{page}/dismiss")
    assert (stored(database, pairing).verdict, stored(database, pairing).reason) == (
        Verdict.DISMISSED,
        DismissalReason.SECURITY,
    )
    assert "It could put somebody in danger" in desk.get("/review?verdict=dismissed").text


@pytest.mark.parametrize("until", ["", "yesterday", "2020-01-01", now().date().isoformat()])
def test_snooze_until_no_coming_day_is_refused(desk: Browser, database: Database, until: str):
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
    page = f"/review/{pairing.id}"
    assert desk.submit(page, {"snooze-until": until}, to=f"{page}/snooze").status_code == 422
    assert stored(database, pairing).verdict is Verdict.WAITING


def test_snooze_to_read_and_reopen_change_the_verdict(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
    page = f"/review/{pairing.id}"
    tomorrow = now().date() + timedelta(days=1)
    verdicts = []
    for verb, data in (("snooze", {"snooze-until": tomorrow.isoformat()}), ("to-read", {}), ("reopen", {})):
        assert desk.submit(page, data, to=f"{page}/{verb}").status_code == 303
        verdicts.append(stored(database, pairing).verdict)
    assert verdicts == [Verdict.SNOOZED, Verdict.TO_READ, Verdict.WAITING]
    assert "Opened again" in desk.get(page).text


def test_second_reviewer_is_told_and_finds_the_first_ones_verdict(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
        colleague = world.staff(session, name="Azad Kerim")
    with database.writing() as session:
        first = session.get_one(Person, colleague.id)
        review.dismiss(session, session.get_one(Pairing, pairing.id), reason=DismissalReason.SECURITY, by=first)
    page = f"/review/{pairing.id}"
    response = desk.submit(page, {}, to=f"{page}/approve")
    assert response.status_code == 409
    assert f'href="{page}"' in response.text
    assert stored(database, pairing).verdict is Verdict.DISMISSED
    assert "<bdi>Azad Kerim</bdi>" in desk.get(page).text


def test_reading_never_decides(desk: Browser, database: Database):
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
    codes = {
        desk.get(f"/review/{pairing.id}/{verb}").status_code
        for verb in ("approve", "dismiss", "snooze", "to-read", "reopen")
    }
    assert codes == {405}
    assert stored(database, pairing).verdict is Verdict.WAITING


def test_desk_does_not_exist_for_members(browser: Browser, database: Database):
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
        member = world.person(session, institution=pairing.nes)
    assert browser.get("/review").headers["location"] == "/sign-in"
    browser.sign_in(member)
    assert [browser.get(path).status_code for path in ("/review", f"/review/{pairing.id}")] == [404, 404]
    assert browser.submit("/space", to=f"/review/{pairing.id}/approve").status_code == 404
    assert stored(database, pairing).verdict is Verdict.WAITING
