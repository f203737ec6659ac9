"""Which concepts a text speaks of, with a small thesaurus of our own and with the one that we ship."""

import pytest

from matchmaker.domain.thesaurus import Concept, Thesaurus, Topic
from matchmaker.domain.vocabulary import Sector
from matchmaker.matching.concepts import Mention, Tagger, same_word
from matchmaker.services.thesaurus import shipped

HEALTH = Topic("health-birth", Sector.HEALTH, {"en": "birth"})
FARMING = Topic("cooperatives-farming", Sector.COOPERATIVES, {"en": "farming"})


def concept(id_: str, topic: Topic, **labels: str) -> Concept:
    return Concept(id_, topic, {tag: label.split(" | ") for tag, label in labels.items()}, "A note.")


CONCEPTS = (
    concept("midwife", HEALTH, en="midwife | midwives", ku="pîrik", ar="قابلة | قابلات", tr="ebe"),
    concept("babies", HEALTH, en="babies", ku="pitik"),
    concept("neonatal", HEALTH, en="neonatal care | care of premature babies", ar="رعاية الخدج"),
    concept("school", HEALTH, en="nursing school", tr="hemşirelik okulu"),
    concept("wells-health", HEALTH, en="wells"),
    concept("wells-farming", FARMING, en="wells"),
)  # fmt: skip
THESAURUS = Thesaurus({topic.id: topic for topic in (HEALTH, FARMING)}, {each.id: each for each in CONCEPTS})


def found(text: str, language: str, sector: Sector | None = None) -> list[tuple[str, str]]:
    mentions = Tagger(THESAURUS, language).mentions(text, sector)
    return [(mention.concept, text[mention.start : mention.end]) for mention in mentions]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Two midwives are needed.", "en", [("midwife", "midwives")]),
        ("Em li pîrikan digerin", "ku", [("midwife", "pîrikan")]),
        ("Em li pirikan digerin", "ku", [("midwife", "pirikan")]),
        ("نحتاج إلى قابلتين والقابلات", "ar", [("midwife", "والقابلات")]),
        ("Hemşirelik okulumuzda yer yok", "tr", [("school", "Hemşirelik okulumuzda")]),
        ("Nothing of that kind.", "en", []),
        ("", "en", []),
    ],
)
def test_labels_are_found_inflected(text: str, language: str, expected: list[tuple[str, str]]):
    assert found(text, language) == expected


def test_longest_label_wins():
    assert found("Care of very premature babies", "en") == [("neonatal", "Care of very premature babies")]


def test_words_of_a_label_far_apart_are_not_the_label():
    assert found("We care for our town; here many premature things happen to babies", "en") == [("babies", "babies")]


def test_concept_named_twice_is_told_once():
    assert found("Midwives teach midwives", "en") == [("midwife", "Midwives")]


def test_label_of_two_sectors_means_that_of_the_text():
    assert found("Our wells", "en", Sector.COOPERATIVES) == [("wells-farming", "wells")]
    assert found("Our wells", "en", Sector.HEALTH) == [("wells-health", "wells")]


def test_mention_says_where_it_stands():
    assert Tagger(THESAURUS, "en").mentions("Our midwife") == [Mention("midwife", 4, 11)]


@pytest.mark.parametrize(
    ("known", "word", "language", "same"),
    [
        ("scuola", "scuole", "it", True),
        ("okul", "okullarimizda", "tr", False),  # four letters are too few to hang seven on
        ("ogretmen", "ogretmenlerden", "tr", True),
        ("animator", "animal", "en", False),
        ("university", "universal", "en", False),
        ("freekeh", "free", "en", False),
        ("تعليب", "تعليم", "ar", False),
        ("مدرسه", "مدرست", "ar", True),
    ],
)
def test_same_word(known: str, word: str, language: str, same: bool):  # noqa: FBT001
    assert same_word(known, word, language) is same


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We look for teachers of drip irrigation"),
        ("ku", "Em li mamosteyên avdana dilopan digerin"),
        ("ar", "نبحث عن معلمين للري بالتنقيط"),
        ("de", "Wir suchen Fachleute für Tropfbewässerung"),
    ],
)
def test_shipped_thesaurus_reads_our_languages(language: str, text: str):
    concepts = shipped().concepts
    labels = [concepts[mention.concept].labels["en"][0] for mention in Tagger(shipped(), language).mentions(text)]
    assert "drip irrigation" in labels
