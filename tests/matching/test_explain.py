from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from matchmaker.domain.vocabulary import Economy, Landscape, Sector
from matchmaker.matching.encode import Encoder
from matchmaker.matching.entry import Entry, Town, Version
from matchmaker.matching.explain import Contribution, in_english
from matchmaker.matching.pipeline import match
from tests.matching.sets import WordEncoder


def evidence(need: str, offer: str, feature: str, *, language: str = "en") -> tuple[str, ...]:
    needs, offers = [Entry("n", (Version(language, need),))], [Entry("o", (Version(language, offer),))]
    encoder: Encoder = WordEncoder()
    (suggestion,) = match(needs, offers, encoder=encoder)
    return next(c.evidence for c in suggestion.contributions if c.feature == feature)


@pytest.mark.parametrize(
    ("need", "offer", "words"),
    [
        ("AI in hospitals", "We retail AIr conditioners", ()),
        ("Partners in the US", "Australia, us and you", ()),
        ("Training nurses", "nurses TRAINING nurses", ("nurses", "Training")),
        ("The nurses and the ward", "And the ward", ("ward",)),
    ],
)
def test_words_are_whole_words_as_the_need_wrote_them(need: str, offer: str, words: tuple[str, ...]) -> None:
    assert sorted(evidence(need, offer, "words")) == sorted(words)


TOWN = Town(
    municipality=True,
    inhabitants=30_000,
    landscapes=frozenset({Landscape.RIVER, Landscape.PLAIN}),
    economies=frozenset({Economy.TRADE, Economy.FARMING}),
)


@pytest.mark.parametrize(
    ("feature", "need", "offer", "told"),
    [
        ("capacity", {}, {"places_left": 2}, ("2",)),
        ("place", {"town": TOWN}, {"town": TOWN}, ("size", "plain", "river", "farming", "trade")),
        (
            "place",
            {"town": TOWN},
            {"town": replace(TOWN, inhabitants=90_000, landscapes=frozenset())},
            ("size", "farming", "trade"),
        ),
        (
            "place",
            {"town": TOWN},
            {"town": replace(TOWN, inhabitants=9_999, economies=frozenset())},
            ("plain", "river"),
        ),
        ("contact", {"met": frozenset({"weser"})}, {"organisation": "weser"}, ()),
        ("freshness", {"confirmed_on": date(2026, 5, 1)}, {"confirmed_on": date(2026, 4, 1)}, ("2026-04-01",)),
    ],
)
def test_facts_are_told_with_what_can_be_checked(
    feature: str, need: dict[str, Any], offer: dict[str, Any], told: tuple[str, ...]
) -> None:
    needs, offers = [Entry("n", (Version("en", "bees"),), **need)], [Entry("o", (Version("en", "bees"),), **offer)]
    (suggestion,) = match(needs, offers, encoder=WordEncoder())
    assert next(c.evidence for c in suggestion.contributions if c.feature == feature) == told


def test_words_meet_across_keyboards() -> None:
    assert evidence("Zanîngeha gundan", "zaningeha bajar", "words", language="ku") == ("Zanîngeha",)
    assert evidence("دعم الزِّراعة", "زراعة", "words", language="ar") == ("الزِّراعة",)


def test_name_in_two_scripts_is_a_word_in_common_as_the_need_wrote_it() -> None:
    needs = [Entry("n", (Version("ar", "قابلات\nنبحث عن قابلات في كوباني."),))]
    offers = [Entry("o", (Version("en", "Midwives\nWe trained midwives in Kobani."),))]
    (suggestion,) = match(needs, offers, encoder=WordEncoder())
    assert [c.evidence for c in suggestion.contributions if c.feature == "words"] == [("كوباني",)]


def test_letters_show_related_words_and_no_chance_likeness() -> None:
    assert evidence("two psychologists wanted", "psychological help", "letters") == ("psychologists ~ psychological",)
    assert evidence("nurse", "course", "letters") == ()


def test_in_english_names_what_counts_most_first() -> None:
    told = in_english(
        (
            Contribution("similarity", 4.0, 2.4, ("en",)),
            Contribution("words", 2.0, 0.5, ("bees", "Hives")),
            Contribution("letters", 0.1, 0.02, ()),
            Contribution("sector", 1.0, 0.6, (str(Sector.COOPERATIVES),)),
            Contribution("language", -1.0, -0.5, ()),
            Contribution("time", 1.0, 0.4, ("2027-03-01", "")),
            Contribution("alignment", 3.0, 0.3, ("bees ~ hêng", "Hives ~ kewar")),
            Contribution("concepts", 0.2, 0.2, ("bees", "gone", "honey")),
        ),
        subjects=lambda ids: [f"keeping {each}" for each in ids if each != "gone"],
    )
    assert told == (
        "texts close in meaning (+2.4); same sector: cooperatives (+0.6); shared words: bees, Hives (+0.5); "
        "no language in common (-0.5); time in common: 2027-03-01 to ... (+0.4); "
        "words that meet: bees ~ hêng, Hives ~ kewar (+0.3); both about: keeping bees, keeping honey (+0.2)"
    )


def test_in_english_of_a_similarity_near_the_average_claims_nothing() -> None:
    told = in_english((Contribution("similarity", 0.3, 0.2, ("en",)),), subjects=tuple)
    assert told == "texts not close in meaning (+0.2)"
