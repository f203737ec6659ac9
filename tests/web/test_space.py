"""An institution's own space and its profile."""

import pytest

from matchmaker.domain.institution import Institution
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import Answer, ListingStatus, ProposalStatus, Side, Standing
from matchmaker.store.session import Database
from tests import world
from tests.web import reading
from tests.web.conftest import Browser, queries
from tests.web.test_forms import PROFILE

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@SQLITE
def test_staff_have_no_space(desk: Browser) -> None:
    assert desk.get("/space").status_code == 404


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing.PENDING, "will look at your registration soon"),
        (Standing.PAUSED, "Your institution is paused"),
        (Standing.REFUSED, "could not take your registration"),
    ],
)
@SQLITE
def test_space_says_where_the_institution_stands(
    browser: Browser, database: Database, member: Person, standing: Standing, words: str
) -> None:
    with database.writing() as session:
        session.get_one(Institution, member.institution_id).standing = standing
    assert words in browser.get("/space").text


@SQLITE
def test_space_counts_only_what_waits_for_our_answer(browser: Browser, database: Database, member: Person) -> None:
    assert "for your answer" not in browser.get("/space").text
    with database.writing() as session:
        ours = session.get_one(Institution, member.institution_id)
        for status in ProposalStatus:
            world.proposal(session, pairing=world.pairing_with_match(session, nes=ours), status=status)
        answered = world.proposal(
            session, pairing=world.pairing_with_match(session, nes=ours), status=ProposalStatus.SENT
        )
        answered.part(Side.NES).answer = Answer.ACCEPTED
    assert "One proposal waits for your answer" in browser.get("/space").text


@SQLITE
def test_space_costs_the_same_however_much_there_is(browser: Browser, database: Database, member: Person) -> None:
    def add_one() -> None:
        with database.writing() as session:
            ours = session.get_one(Institution, member.institution_id)
            pairing = world.pairing_with_match(session, nes=ours)
            world.offer(session, ours, status=ListingStatus.DRAFT)
            world.proposal(session, pairing=pairing, status=ProposalStatus.SENT)

    add_one()
    with queries(database.engine) as with_one:
        browser.get("/space")
    for _ in range(4):
        add_one()
    with queries(database.engine) as with_five:
        browser.get("/space")
    assert len(with_five) == len(with_one)


def test_profile_is_shown_changed_and_shown_again(browser: Browser, database: Database, member: Person) -> None:
    assert reading.typed(browser.get("/space/profile"))["place"] == ["Qamişlo"]
    response = browser.submit("/space/profile", PROFILE)
    assert response.headers["location"] == "/space?saved=profile"
    shown = browser.get("/space?saved=profile")
    assert reading.notice(shown) == "Saved."
    assert 'data-draft-saved="profile"' in shown.text
    assert reading.typed(browser.get("/space/profile")) == {
        name: value if isinstance(value, list) else [value] for name, value in PROFILE.items()
    }


@SQLITE
def test_language_that_the_form_does_not_offer_survives_a_change_of_something_else(
    browser: Browser, database: Database, member: Person
) -> None:
    with database.writing() as session:
        ours = session.get_one(Institution, member.institution_id)
        ours.language, ours.languages = "nl", ["nl", "ku"]
    shown = reading.typed(browser.get("/space/profile"))
    assert (shown["language"], set(shown["languages"])) == (["nl"], {"ku", "nl"})
    assert browser.submit("/space/profile", shown | {"place": "Amûdê"}).status_code == 303
    with database.reading() as session:
        ours = session.get_one(Institution, member.institution_id)
        assert (ours.place, ours.language, set(ours.languages)) == ("Amûdê", "nl", {"ku", "nl"})


@SQLITE
def test_texts_of_people_stand_in_their_own_direction(browser: Browser, database: Database, member: Person) -> None:
    with database.writing() as session:
        ours = session.get_one(Institution, member.institution_id)
        ours.language, ours.about = "ar", "مستشفى صغير <b>"
    text = browser.get("/space").text
    assert '<div class="piece" dir="rtl">' in text
    assert "مستشفى صغير &lt;b&gt;" in text
