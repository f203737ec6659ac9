"""What the thesaurus that we ship says about a text: its topics, and its words in the reader's language."""

import pytest

from matchmaker.domain.vocabulary import Sector
from matchmaker.services.thesaurus import (
    MAX_TERMS,
    Term,
    glossary,
    shipped,
    suggested_topics,
    topic_names,
    topics_named,
)

DRIP = shipped().concepts["cooperatives-drip"]
KURMANJI = f"Em li mamosteyên {DRIP.preferred('ku')} digerin."


def topics(text: str, *, language: str = "en", sector: Sector | None = None) -> list[str]:
    return [topic.id for topic in suggested_topics(text, language, sector)]


def test_words_are_told_as_written_beside_the_preferred_label():
    for reader in ("en", "ar"):
        assert Term(DRIP.preferred("ku"), DRIP.preferred(reader)) in glossary(KURMANJI, "ku", reader)


@pytest.mark.parametrize(("written_in", "reader"), [("ku", "ku"), ("nl", "en"), ("ku", "nl")])
def test_same_language_and_language_without_labels_have_no_terms(written_in: str, reader: str):
    assert glossary(KURMANJI, written_in, reader) == ()


def test_word_that_is_the_same_in_both_languages_is_left_out():
    german = DRIP.preferred("de")
    assert glossary(f"Ein Podcast über {german}", "de", "en") == (Term(german, DRIP.preferred("en")),)


def test_concept_is_told_once_and_no_more_than_a_glance_takes_in():
    sector = Sector.COOPERATIVES
    labels = [each.labels["en"][0] for each in shipped().concepts.values() if each.topic.sector is sector]
    text = ". ".join([*labels[:20], *labels[:20]])
    found = glossary(text, "en", "ku", sector)
    assert len(found) == MAX_TERMS
    assert len({term.written for term in found}) == MAX_TERMS


def test_topics_of_the_chosen_sector_come_first_and_the_most_mentioned_before_the_others():
    text = "Our midwives teach neonatal care. There is psychosocial support. The garden has drip irrigation."
    found = topics(text, sector=Sector.HEALTH)
    assert found[0] == "health-maternal"
    assert found.index("health-mental") < found.index(DRIP.topic.id)
    assert topics(text, sector=Sector.COOPERATIVES)[0] == DRIP.topic.id


def test_text_without_a_sector_has_the_topics_that_it_names_plainly():
    assert topics(KURMANJI, language="ku")[0] in {DRIP.topic.id, "education-teachers"}
    assert topics("Will you tell us? All went well.") == []
    assert topics("Drip irrigation", language="nl") == []


@pytest.mark.parametrize(
    ("cell", "named", "unknown"),
    [
        ("", [], []),
        ("health-maternal;health-mental", ["health-maternal", "health-mental"], []),
        ("health-maternal, health-mental,health-maternal", ["health-maternal", "health-mental"], []),
        ("Midwifery, MATERNAL and newborn health", ["health-maternal"], []),
        ("midwifery, maternal and newborn health, chronic diseases", ["health-maternal", "health-chronic"], []),
        ("pirtûk, pirtukxane u wêje; الأمراض المزمنة", ["culture-books", "health-chronic"], []),
        ("health-maternal; birds, bees", ["health-maternal"], ["birds", "bees"]),
    ],
)
def test_topics_are_named_by_id_or_by_label_in_any_language(cell: str, named: list[str], unknown: list[str]):
    assert topics_named(cell) == (named, unknown)


def test_every_label_of_every_topic_names_it():
    for topic in shipped().topics.values():
        for label in topic.labels.values():
            assert topics_named(label) == ([topic.id], [])


def test_topic_that_the_thesaurus_has_lost_is_passed_over():
    assert topic_names(["health-chronic", "health-gone"], "ku") == ["Nexweşiyên domdar"]
