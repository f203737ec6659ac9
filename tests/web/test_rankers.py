"""Staff see how matches are ranked, let the software learn, look at what would change, say yes, and go back."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from matchmaker.domain.journal import Entry
from matchmaker.domain.ranker import KeptRanker
from matchmaker.domain.vocabulary import DismissalReason, RankerKind
from matchmaker.matching.rank import PRIOR
from matchmaker.services import learning, rankers, review
from matchmaker.store.session import Database
from tests import world
from tests.services import verdicts
from tests.web.conftest import Browser, queries
from tests.web.reading import errors, notice, summary_targets, typed

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
TAGS = re.compile(r"<[^>]*>")


def _words(text: str) -> str:
    main = text[text.index("<main") : text.index("</main>")]
    return re.sub(r"\s+", " ", TAGS.sub(" ", main))


def _judged(database: Database, *, number: int = 40) -> None:
    with database.writing() as session:
        verdicts.judged(session, number=number, by=world.staff(session))
        verdicts.more_waiting(session, number=15)


def _learned(database: Database, *, better: bool) -> str:
    """Learn from verdicts; return the address of what was learned."""
    _judged(database)
    with database.writing() as session:
        row = learning.learn(session, by=world.staff(session))
        assert row
        row.note = row.note | {"better": better}
        return f"/rankers/{row.id}"


def test_without_verdicts_the_page_says_what_to_do_next(desk: Browser) -> None:
    text = desk.get("/rankers").text
    assert "They came with the software" in text
    assert all(weight.reason.split(";")[0] in text for weight in PRIOR.weights.values())
    assert "Nothing to learn from yet" in text
    assert 'href="/review"' in text[text.index("Nothing to learn") :]
    assert 'action="/rankers/learn"' not in text


def test_too_few_verdicts_say_how_many_are_missing(desk: Browser, database: Database) -> None:
    _judged(database, number=learning.FEWEST - 3)
    text = desk.get("/rankers").text
    assert "3 more verdicts, and the software can suggest other weights." in text
    assert 'action="/rankers/learn"' not in text
    assert desk.submit("/rankers", to="/rankers/learn").status_code == 409


def test_verdicts_are_counted_and_what_is_left_out_is_named(desk: Browser, database: Database) -> None:
    _judged(database)
    with database.writing() as session:
        pairing = world.pairing_with_match(session)
        review.dismiss(session, pairing, reason=DismissalReason.SECURITY, by=world.staff(session))
        heard = learning.decisions(session)
    words = _words(desk.get("/rankers").text)
    assert f"{heard.approved} pairings approved {40 - heard.approved} pairings dismissed" in words
    assert f"No common language: {heard.dismissed[DismissalReason.NO_COMMON_LANGUAGE]}" in words
    assert "What is left out, and why It could put somebody in danger: 1" in words
    assert "Learn from 40 verdicts" in words


def test_what_was_learned_is_shown_before_anything_changes(desk: Browser, database: Database) -> None:
    _judged(database)
    answer = desk.submit("/rankers", to="/rankers/learn")
    assert (answer.status_code, answer.headers["location"]) == (303, "/rankers/1")
    page = desk.get("/rankers/1")
    assert notice(page) == "Learned. Nothing is ranked with it yet: look at what would change."
    with database.reading() as session:
        row = session.get_one(KeptRanker, 1)
        seen = learning.preview(session, rankers.opened(row))
        assert rankers.current(session) == PRIOR
    words = _words(page.text)
    assert f"Of 15 pairings that wait, {seen.moved} change place." in words
    assert f"{round(100 * row.note['order'][0])} of 100" in words
    places = re.findall(r'<li value="(\d+)"><a href="/review/(\d+)">', page.text)
    expected = [(each.before, each.pairing.id) for each in seen.before]
    expected += [(each.after, each.pairing.id) for each in seen.after]
    assert [(int(place), int(pairing)) for place, pairing in places] == expected


@pytest.mark.parametrize(
    ("note", "told"),
    [
        (
            {"changes": [["language", 0.6, 0.9, 0.05]], "dismissed": {"no-common-language": 14}},
            "You dismissed 14 pairings for “ No common language ”: "
            "“ Common language ” rises in weight from 0.60 to 0.90 .",
        ),
        ({"changes": [["time", 0.4, 0.2, -0.1]]}, "The weight of “ Time ” falls from 0.40 to 0.20 ."),
        ({"changes": [["time", 0.4, 0.6, 0.1]]}, "The weight of “ Time ” rises from 0.40 to 0.60 ."),
        (
            {"total": [4.0, 6.0]},
            "All weights together rise from 4.00 to 6.00 : the signs decide more than was assumed.",
        ),
        (
            {"total": [4.0, 2.0]},
            "All weights together fall from 4.00 to 2.00 : the signs decide less than was assumed.",
        ),
        ({"bias": [-4.75, -3.0]}, "Every pair begins with −3.00 points instead of −4.75 ."),
    ],
)
def test_note_is_told_in_plain_words(desk: Browser, database: Database, note: dict[str, Any], told: str) -> None:
    with database.writing() as session:
        row = world.ranker(session)
        row.note = {"changes": [], "total": [4.0, 4.0], "bias": [-4.75, -4.75]} | note
    words = _words(desk.get(f"/rankers/{row.id}").text)
    listed = words[words.index("not in use") + len("not in use") : words.index("Of 0 pairings")]
    assert listed.strip() == told


def test_weight_that_only_rises_with_all_the_others_is_not_told(desk: Browser, database: Database) -> None:
    with database.writing() as session:
        row = world.ranker(session)
        row.note = {"changes": [["time", 0.4, 0.5, -0.01]], "total": [4.0, 4.0], "bias": [-4.75, -4.75]}
    assert "The weight of" not in _words(desk.get(f"/rankers/{row.id}").text)


def test_yes_puts_the_weights_to_use_and_one_click_takes_them_back(desk: Browser, database: Database) -> None:
    path = _learned(database, better=True)
    used = desk.submit(path, to=f"{path}/use")
    assert (used.status_code, used.headers["location"]) == (303, "/rankers")
    text = desk.get("/rankers").text
    assert "Back to the weights before" in text
    assert f"{path}/use" not in desk.get(path).text
    assert desk.submit("/rankers", to="/rankers/back").status_code == 303
    with database.reading() as session:
        assert rankers.current(session) == PRIOR
        actions = list(session.scalars(select(Entry.action).order_by(Entry.id)))
    assert actions[-2:] == ["ranker:use", "ranker:back"]
    assert desk.submit("/rankers", to="/rankers/back").status_code == 409


def test_weights_that_did_no_better_cannot_be_used(desk: Browser, database: Database) -> None:
    path = _learned(database, better=False)
    text = desk.get(path).text
    assert "They did no better on the later verdicts" in text
    assert f"{path}/use" not in text
    assert desk.submit("/rankers", to=f"{path}/use").status_code == 409
    assert "did no better" in desk.get("/rankers").text


def test_earlier_weights_and_the_shipped_ones_can_be_had_back(desk: Browser, database: Database) -> None:
    with database.writing() as session:
        first, second, never = (world.ranker(session) for _ in range(3))
        rankers.promote(session, first, by=first.made_by)
        rankers.promote(session, second, by=first.made_by)
    ways = re.findall(r'<form method="post" action="(/rankers/(?:\d+/use|shipped))">', desk.get("/rankers").text)
    assert ways == [f"/rankers/{first.id}/use", "/rankers/shipped"]
    assert desk.submit("/rankers", to="/rankers/shipped").status_code == 303
    with database.reading() as session:
        assert rankers.current(session) == PRIOR
    assert f'action="/rankers/{never.id}/use"' in desk.get(f"/rankers/{never.id}").text


def test_weights_set_by_hand_are_previewed_first(desk: Browser, database: Database) -> None:
    form = {name: values[0] for name, values in typed(desk.get("/rankers/edit")).items()}
    assert form["language_points"] == f"{PRIOR.weights['language'].points:.2f}"
    changed = form | {"language_points": "٠٫٩", "time_points": "−0,25", "time_reason": "Roj têne guhertin."}
    answer = desk.submit("/rankers/edit", changed)
    assert (answer.status_code, answer.headers["location"]) == (303, "/rankers/1")
    with database.reading() as session:
        row = session.get_one(KeptRanker, 1)
        made = rankers.opened(row)
    assert (row.kind, row.in_use) == (RankerKind.EDITED, False)
    assert (made.weights["language"].points, made.weights["time"].points) == (0.9, -0.25)
    assert made.weights["time"].reason == "Roj têne guhertin."
    unchanged = set(PRIOR.weights) - {"language", "time"}
    assert {name: made.weights[name] for name in unchanged} == {name: PRIOR.weights[name] for name in unchanged}
    assert made.bias == PRIOR.bias
    assert "/rankers/1/use" in desk.get("/rankers/1").text


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("language_points", "viel", "Please write a number, for example 0.50."),
        ("language_points", "", "Please write a number, for example 0.50."),
        ("language_points", "nan", "Please write a number from -5 to 5."),
        ("language_points", "9", "Please write a number from -5 to 5."),
        ("bias", "-99", "Please write a number from -10 to 5."),
        ("language_reason", " ", "Please write why: others will want to know."),
    ],
)
def test_mistake_is_named_beside_its_field_and_nothing_is_kept(
    desk: Browser, database: Database, field: str, value: str, message: str
) -> None:
    form = {name: values[0] for name, values in typed(desk.get("/rankers/edit")).items()}
    answer = desk.submit("/rankers/edit", form | {field: value})
    assert answer.status_code == 422
    assert errors(answer) == {field: message}
    assert summary_targets(answer) == {field}
    assert typed(answer).get(field, [""]) == [value.strip() if field.endswith("reason") else value]
    with database.reading() as session:
        assert rankers.kept(session) == []


def test_form_that_changes_nothing_says_so(desk: Browser) -> None:
    form = {name: values[0] for name, values in typed(desk.get("/rankers/edit")).items()}
    answer = desk.submit("/rankers/edit", form)
    assert answer.status_code == 422
    assert "Nothing is different yet. Change a weight, then save." in answer.text


def test_pages_need_the_same_number_of_queries_for_many_rows(desk: Browser, database: Database) -> None:
    path = _learned(database, better=True)
    with queries(database.engine) as few:
        desk.get("/rankers")
        desk.get(path)
    with database.writing() as session:
        verdicts.more_waiting(session, number=20)
        verdicts.judged(session, number=20, by=world.staff(session))
        for _ in range(5):
            world.ranker(session)
    with queries(database.engine) as many:
        desk.get("/rankers")
        desk.get(path)
    assert len(many) == len(few)
