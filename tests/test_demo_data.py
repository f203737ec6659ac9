"""The demo's files: enough of everything, everything invented, and every text somebody's own."""

import csv
import re
from collections import Counter
from datetime import date

import pytest

from matchmaker.artefacts import artefacts
from matchmaker.domain.vocabulary import ExchangeStatus, Kind, Sector, Side
from matchmaker.services.file_format import COLUMNS, HEADS, Sheet
from matchmaker.services.import_files import read_files
from matchmaker.services.story import read_story

FOLDER = artefacts("data") / "demo"
EIGHT = {"ku", "ar", "en", "de", "fr", "es", "it", "tr"}
HALF = 0.5


def rows(sheet: Sheet) -> list[dict[str, str]]:
    with (FOLDER / f"{sheet}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


INSTITUTIONS, NEEDS, OFFERS = (rows(sheet) for sheet in Sheet)


def test_both_banks_have_enough_institutions_of_every_kind_and_sector():
    by_side = Counter(row["side"] for row in INSTITUTIONS)
    assert min(by_side[side] for side in Side) >= 45
    assert {row["kind"] for row in INSTITUTIONS} == set(Kind)
    assert {row["sector"] for row in NEEDS} == {row["sector"] for row in OFFERS} == set(Sector)


def test_there_are_enough_needs_and_offers_in_the_eight_languages():
    assert len(NEEDS) >= 150
    assert len(OFFERS) >= 200
    assert {row["lang"] for row in [*NEEDS, *OFFERS]} >= EIGHT


def test_both_banks_ask_and_give():
    for listing in (NEEDS, OFFERS):
        by_side = Counter(row["side"] for row in listing)
        assert min(by_side[side] for side in Side) >= 40


@pytest.mark.parametrize("column", ["title", "text"])
def test_no_two_texts_are_the_same(column: str):
    texts = Counter(row[column] for row in [*NEEDS, *OFFERS])
    assert [text for text, number in texts.items() if number > 1] == []


def test_ids_are_unique_over_everything():
    ids = Counter(row["id"] for row in [*INSTITUTIONS, *NEEDS, *OFFERS])
    assert [each for each, number in ids.items() if number > 1] == []


def test_nobody_can_be_written_to_or_called():
    """example.org takes no mail (RFC 2606), and no country has the code 999."""
    addresses = [row[f"{head}_email"] for row in INSTITUTIONS for head in ("head1", "head2") if row[f"{head}_email"]]
    phones = [row[f"{head}_phone"] for row in INSTITUTIONS for head in ("head1", "head2") if row[f"{head}_phone"]]
    assert [each for each in addresses if not each.endswith(".example.org")] == []
    assert [each for each in phones if not each.startswith("+999 ")] == []
    assert len(addresses) == len(set(addresses)) > len(INSTITUTIONS)


def test_most_texts_that_are_not_english_are_translated_and_some_are_not():
    foreign = [row for row in [*NEEDS, *OFFERS] if row["lang"] != "en"]
    translated = [row for row in foreign if row["text_en"]]
    assert HALF < len(translated) / len(foreign) < 1
    assert [row["id"] for row in [*NEEDS, *OFFERS] if row["lang"] == "en" and row["text_en"]] == []
    assert [row["id"] for row in translated if not row["title_en"]] == []


def test_the_files_say_nothing_that_the_import_does_not_know():
    for sheet, table in read_files([FOLDER]).items():
        assert (table.problems, table.ignored) == ([], [])
        heads = set(HEADS) if sheet is Sheet.INSTITUTIONS else set()
        english = {"about_en"} if sheet is Sheet.INSTITUTIONS else {"title_en", "text_en"}
        unused = {"topics", "common_language"}  # nobody in the demo has chosen one yet
        known = {column.name for column in COLUMNS[sheet]} - unused
        assert set(rows(sheet)[0]) == known | heads | english


def test_the_folder_says_that_it_is_invented():
    assert "**Everything in this folder is invented.**" in (FOLDER / "README.md").read_text()


def test_the_readme_counts_as_the_files_do():
    told = re.findall(r"\| (\d+) ", (FOLDER / "README.md").read_text())
    by_side = Counter(row["side"] for row in INSTITUTIONS)
    assert [int(number) for number in told] == [by_side[Side.NES], len(NEEDS), len(OFFERS)]


def test_the_story_shows_every_way_that_a_proposal_can_go():
    story, _ = read_story(FOLDER / "story.json", today=date(2026, 11, 20))
    ends = Counter(_end([getattr(step, "do", "") for step in scene.steps]) for scene in story.scenes if scene.plan)
    assert ends == {
        "send": 3,  # waits for an answer: of both, of one side, of the other
        "accept": 1,
        "schedule": 1,
        "begin": 1,
        "close": 2,
        "cancel": 1,
        "decline": 1,
        "ask-changes": 1,
        "draft": 1,
    }
    assert len(ExchangeStatus) == sum(ends[end] > 0 for end in ("accept", "schedule", "begin", "close", "cancel"))


def test_everybody_in_the_story_speaks_their_own_language():
    """Messages, notes and outcomes are written in a language that their reader's institution works in."""
    story, _ = read_story(FOLDER / "story.json", today=date(2026, 11, 20))
    institution_of = {row["id"]: row["organisation"] for row in [*NEEDS, *OFFERS]}
    spoken = {row["id"]: {row["lang"], *row["languages"].split(";")} for row in INSTITUTIONS}
    side_of = {row["id"]: row["side"] for row in INSTITUTIONS}
    for scene in story.scenes:
        sides = {side_of[institution_of[each]]: institution_of[each] for each in scene.matches[0]}
        for side, said in (("nes", scene.plan.nes), ("abroad", scene.plan.abroad)) if scene.plan else ():
            assert said.language in spoken[sides[side]]


def test_the_story_is_moved_by_whole_days_so_that_it_ends_today():
    told, none = read_story(FOLDER / "story.json", today=date(2026, 11, 20))
    later, moved = read_story(FOLDER / "story.json", today=date(2028, 2, 29))
    assert (none.days, moved.days) == (0, 466)
    assert later.scenes[0].review.on - told.scenes[0].review.on == moved
    last = max(step.on for scene in later.scenes for step in scene.steps)
    assert last < date(2028, 2, 29)


def _end(done: list[str]) -> str:
    """Name the last thing done; one yes of two is still waiting."""
    if done.count("accept") == 1 and done[-1] == "accept":
        return "send"
    return done[-1] if done else "draft"
