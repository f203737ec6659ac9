"""A match in one sentence, and what speaks less for the next ones."""

from typing import Any

import pytest

from matchmaker.domain.match import Match
from matchmaker.domain.vocabulary import Verdict
from web.gist import gist
from web.next_best import differences, next_best

SUBJECTS = ("concepts", 0.7, "health-neonatal-care", "health-midwife", "gone")
FIELD = ("sector", 2.0, "health")
LANGUAGE = ("language", 0.5, "ku", "en")
MEANING = ("alignment", 1.5, "pîrik ~ midwife")


def match(*parts: tuple[Any, ...], verdict: Verdict = Verdict.WAITING) -> Match:
    contributions = [
        {"feature": feature, "value": points, "points": points, "evidence": evidence}
        for feature, points, *evidence in parts
    ]
    return Match(score=sum(part[1] for part in parts), contributions=contributions, verdict=verdict)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            (SUBJECTS, MEANING, FIELD, LANGUAGE),
            "Both speak of neonatal care and midwife, in the same field, and have a language in common: "
            "Kurmanji and English.",
        ),
        ((SUBJECTS, FIELD), "Both speak of neonatal care and midwife, in the same field."),
        (
            (SUBJECTS, LANGUAGE),
            "Both speak of neonatal care and midwife, and have a language in common: Kurmanji and English.",
        ),
        ((SUBJECTS, ("sector", -1.0, "health", "women")), "Both speak of neonatal care and midwife."),
        (
            (MEANING, FIELD, LANGUAGE),
            "Their texts are close in meaning, in the same field, and they have a language in common: "
            "Kurmanji and English.",
        ),
        ((("similarity", 1.0, "ku"), FIELD), "Their texts are close in meaning, in the same field."),
        (
            (MEANING, ("sector", 1.0, "health", "women"), LANGUAGE),
            "Their texts are close in meaning, and they have a language in common: Kurmanji and English.",
        ),
        ((MEANING,), "Their texts are close in meaning."),
        ((FIELD, LANGUAGE), "Both work in the same field, and have a language in common: Kurmanji and English."),
        ((FIELD, ("concepts", 0.7, "gone")), "Both work in the same field."),
        ((LANGUAGE,), "They have a language in common: Kurmanji and English."),
        ((("language", -0.5), ("alignment", 0.04)), "Little of what they say speaks for this match."),
        ((), "Little of what they say speaks for this match."),
    ],
)
def test_gist_says_what_speaks_for_a_match(parts: tuple[tuple[Any, ...], ...], expected: str):
    assert gist(match(*parts), "en").striptags() == expected


def test_gist_names_the_first_three_subjects_in_the_readers_language():
    ids = ("health-midwife", "health-incubator", "health-dialysis", "health-thalassaemia")
    assert gist(match(("concepts", 0.7, *ids)), "ku").count("<bdi>") == 3
    assert "<bdi>pîrik</bdi>" in gist(match(("concepts", 0.7, *ids)), "ku")


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ((("alignment", 0.5), FIELD, LANGUAGE), ["Its words meet less well."]),
        ((("alignment", 0.5), FIELD), ["Its words meet less well.", "It names no language."]),
        (
            (MEANING, ("sector", -1.0, "health", "women"), LANGUAGE),
            ["Different fields of work: Health and Women."],
        ),
        ((MEANING, FIELD, ("language", -0.5)), ["No common language: an interpreter is needed."]),
        ((MEANING, FIELD, LANGUAGE), ["Hardly anything speaks less for it."]),
    ],
)
def test_next_ones_with_the_largest_differences(other: tuple[tuple[Any, ...], ...], why: list[str]):
    best = match(("alignment", 1.4, "pîrik ~ midwife"), FIELD, LANGUAGE)
    if len(other) == 3:
        other = tuple(("alignment", 1.4) if part is MEANING else part for part in other)
    (found,) = next_best(best, [match(*other)], "en")
    assert [sentence.striptags() for sentence in found.why] == why


def test_differences_are_of_points_the_largest_first_and_silent_ones_left_out():
    best = match(("alignment", 1.5), FIELD, ("format", 0.3, "advice"), ("words", 0.2))
    other = match(("alignment", 1.0), ("sector", 1.0, "health", "women"), ("words", 0.17), ("time", 0.4, "", ""))
    assert differences(best, other) == [("sector", 1.0), ("alignment", 0.5), ("format", 0.3)]


def test_next_one_that_cannot_be_read_is_left_to_a_person():
    (found,) = next_best(match(FIELD), [match(verdict=Verdict.TO_READ)], "en")
    assert found.why == ["The software cannot read it: a person has to compare it."]


@pytest.mark.parametrize(
    ("mine", "theirs", "why"),
    [
        (("place", 0.5, "size"), ("place", 0.1), "Its place is less alike."),
        (
            ("freshness", 0.15, "2026-11-20"),
            ("freshness", 0.02, "2025-11-20"),
            "It was confirmed or changed longer ago.",
        ),
        (("capacity", 0.25, "1"), ("capacity", -0.25, "0"), "Every place of this offer is taken."),
        (("contact", 0.3), None, "The two institutions have not worked together yet."),
        (("place", 0.5, "size"), None, "Its place could not be compared."),
    ],
)
def test_what_is_known_of_the_institutions_speaks_less_for_the_next_one(
    mine: tuple[Any, ...], theirs: tuple[Any, ...] | None, why: str
):
    (found,) = next_best(match(mine), [match(*([theirs] if theirs else []))], "en")
    assert [sentence.striptags() for sentence in found.why] == [why]


def test_feature_that_these_pages_do_not_know_is_named():
    (found,) = next_best(match(("a-new-one", 1.0)), [match()], "en")
    assert found.why == ["a-new-one"]
