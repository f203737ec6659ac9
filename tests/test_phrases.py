"""Every value that people see has words in every language."""

from datetime import date
from enum import StrEnum

import pytest

from matchmaker import phrases
from matchmaker.domain import vocabulary
from matchmaker.domain.language import KNOWN
from matchmaker.i18n import LANGUAGES
from matchmaker.matching.features import NAMES

UNSEEN = {vocabulary.LinkPurpose}
"""Lists that no page shows."""

LISTS = [
    each
    for each in vars(vocabulary).values()
    if isinstance(each, type) and issubclass(each, StrEnum) and each not in {StrEnum, *UNSEEN}
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("values", LISTS)
def test_every_value_has_words_of_its_own(values: type[StrEnum], language: str) -> None:
    labels = [phrases.label(value, language) for value in values]
    assert len({label for label in labels if label.strip()}) == len(values)


def test_same_value_of_two_lists_keeps_its_own_words() -> None:
    assert phrases.label(vocabulary.Verdict.WAITING, "en") == "Waits for review"
    assert phrases.label(vocabulary.Role.STAFF, "en") == "Staff"
    assert phrases.label(vocabulary.MailStatus.DRAFT, "en") == "Draft"


@pytest.mark.parametrize("unseen", sorted(UNSEEN, key=str))
def test_list_nobody_sees_has_no_words(unseen: type[StrEnum]) -> None:
    with pytest.raises(KeyError):
        phrases.label(next(iter(unseen)), "en")


def test_exactly_the_features_of_the_engine_have_names() -> None:
    assert set(phrases.FEATURES) == set(NAMES)
    assert phrases.feature_name("similarity", "en") == "Similar meaning"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_known_language_is_named_and_no_two_alike(language: str) -> None:
    names = {tag: phrases.language_name(tag, language) for tag in KNOWN}
    assert [tag for tag, name in names.items() if name == tag] == []
    assert len(set(names.values())) == len(KNOWN)


def test_kurdish_languages_are_told_apart() -> None:
    assert [phrases.language_name(tag, "en") for tag in ("ku", "ckb", "de", "x-y")] == [
        "Kurmanji",
        "Sorani",
        "German",
        "x-y",
    ]


def test_country_is_named_in_the_readers_language() -> None:
    assert [phrases.country_name("SY", language) for language in LANGUAGES] == ["Syria", "Sûrîye", "سوريا"]
    assert phrases.country_name("de", "en") == "Germany"
    assert phrases.country_name("??", "en") == "??"


def test_months_are_named_as_the_levant_does() -> None:
    day = date(2026, 11, 20)
    assert [phrases.long_date(day, language) for language in LANGUAGES] == [
        "20 November 2026",
        "20ê mijdara 2026an",
        "20 تشرين الثاني 2026",
    ]


def test_unknown_interface_language_is_answered_in_english() -> None:
    assert phrases.label(vocabulary.Sector.HEALTH, "xx") == "Health"
    assert phrases.long_date(date(2026, 11, 20), "xx") == "20 November 2026"
