from typing import Any

import pytest

from matchmaker.domain.match import Match
from web import reasons


def part(feature: str, points: float, *evidence: str) -> dict[str, Any]:
    return {"feature": feature, "value": points, "points": points, "evidence": list(evidence)}


@pytest.mark.parametrize(
    ("contribution", "expected"),
    [
        (
            part("similarity", 1.0, "ku", "de"),
            "The two texts are close in meaning, across languages: <bdi>Kurmanji</bdi> and <bdi>German</bdi>.",
        ),
        (part("similarity", 1.0, "ku"), "The two texts are close in meaning."),
        (part("similarity", 1.0, "ku", ""), "The two texts are close in meaning."),
        (part("similarity", -1.0), "The two texts are far apart in meaning."),
        (part("words", 1.0, "<b>", "pîrik"), "Words in common: <bdi>&lt;b&gt;</bdi> and <bdi>pîrik</bdi>."),
        (part("letters", 1.0, "klînîk ~ Klinik"), "Related words: <bdi>klînîk</bdi> ~ <bdi>Klinik</bdi>."),
        (
            part("alignment", 1.0, "pîrik ~ <b>", "gund ~ village"),
            "These words meet: <bdi>pîrik</bdi> ~ <bdi>&lt;b&gt;</bdi> and <bdi>gund</bdi> ~ <bdi>village</bdi>.",
        ),
        (part("alignment", 1.0), "Their words meet."),
        (
            part("alignment", -1.0, "gund ~ village"),
            "Only few of their words meet: <bdi>gund</bdi> ~ <bdi>village</bdi>.",
        ),
        (part("alignment", -1.0), "Hardly any of their words meet."),
        (
            part("concepts", 1.0, "health-midwife", "health-neonatal-care"),
            "Both speak of: <bdi>midwife</bdi> and <bdi>neonatal care</bdi>.",
        ),
        (part("concepts", 1.0, "health-midwife", "health-maternal", "gone"), "Both speak of: <bdi>midwife</bdi>."),
        (part("concepts", 1.0, "gone"), "Both speak of the same things."),
        (part("concepts", -1.0, "health-midwife"), "They speak of different things."),
        (part("sector", 0.8, "health"), "The same field of work: <bdi>Health</bdi>."),
        (part("sector", 0.4, "health", "women"), "Related fields of work: <bdi>Health</bdi> and <bdi>Women</bdi>."),
        (part("sector", -0.4, "media", "women"), "Different fields of work: <bdi>Media</bdi> and <bdi>Women</bdi>."),
        (part("language", 0.5, "ar"), "Both can work in: <bdi>Arabic</bdi>."),
        (part("language", -0.5), "No common language: an interpreter is needed."),
        (part("format", 0.3, "advice"), "Both name this form of exchange: <bdi>Advice</bdi>."),
        (part("time", 0.5, "2027-03-01", ""), "Both have time from <bdi>1 March 2027</bdi>."),
        (part("time", 0.5, "", "2027-03-01"), "Both have time until <bdi>1 March 2027</bdi>."),
        (part("time", -0.5), "The times they name do not meet."),
        (part("capacity", 0.2, "3"), "Places that this offer still has: <bdi>3</bdi>."),
        (part("capacity", -0.2, "0"), "Every place of this offer is taken."),
        (
            part("place", 0.3, "size", "river", "farming"),
            "The two places are alike: <bdi>similar size</bdi>, <bdi>River or lake</bdi> and <bdi>Farming</bdi>.",
        ),
        (part("place", 0.1), "The two places are a little alike."),
        (part("place", -0.1), "The two places are unlike in size, landscape and economy."),
        (part("contact", 0.3), "The two institutions have worked together before, or are doing so."),
        (
            part("contact", -0.3),
            "An earlier proposal between the two was declined, or their exchange was broken off.",
        ),
        (
            part("freshness", 0.1, "2027-03-01"),
            "The older of the two texts was confirmed or changed on <bdi>1 March 2027</bdi>.",
        ),
        (
            part("freshness", -0.1, "2027-03-01"),
            "The older of the two texts has not been confirmed since <bdi>1 March 2027</bdi>.",
        ),
        (part("a-new-one", 0.5), "a-new-one"),
    ],
)
def test_sentence_says_what_the_engine_found(contribution: dict[str, Any], expected: str):
    assert reasons.sentence(contribution, "en") == expected


def test_reasons_weightiest_first_and_silent_ones_left_out():
    match = Match(
        score=0.5,
        contributions=[part("sector", 0.8, "health"), part("language", -1.6), part("words", 0.04), part("format", 0.4)],
    )
    found = [(reason.label, reason.points, reason.share) for reason in reasons.reasons(match, "en")]
    assert found == [
        ("Common language", "\N{MINUS SIGN}1.6", -1.0),
        ("Field of work", "+0.8", 0.5),
        ("Form of exchange", "+0.4", 0.25),
    ]


def test_in_favour_leaves_out_what_speaks_against():
    match = Match(score=0.0, contributions=[part("language", -1.6), part("format", 0.4, "advice"), part("words", 0.9)])
    assert reasons.in_favour(match, "en", at_most=1) == ["They share words."]


def test_beginning_and_parts_make_the_score():
    match = Match(score=-1.25, contributions=[part("similarity", 2.5), part("language", 0.75)])
    assert reasons.beginning(match) == "\N{MINUS SIGN}4.5"


@pytest.mark.parametrize(
    ("start", "points", "shown"),
    [
        (-4.75, [8.8, 2.0, 1.6, 0.8, 0.77, 0.5, 0.4, 0.33, 0.3], ["\N{MINUS SIGN}4.7", "+8.8", "+2.0", "+1.6"]),
        (-1.0, [0.26, 0.25, 0.06, 0.06], ["\N{MINUS SIGN}1.0", "+0.2", "+0.2", "+0.1", "+0.1"]),
        (-1.0, [0.34, 0.04, 0.04, 0.04], ["\N{MINUS SIGN}0.9", "+0.4"]),
        (0.0, [], ["+0.0"]),
    ],
)
def test_figures_as_shown_add_up_to_the_score_as_shown(start: float, points: list[float], shown: list[str]):
    match = Match(score=start + sum(points), contributions=[part(f"f{at}", each) for at, each in enumerate(points)])
    figures = [reasons.beginning(match), *(reason.points for reason in reasons.reasons(match, "en"))]
    assert figures[: len(shown)] == shown
    total = sum(round(10 * float(each.replace("\N{MINUS SIGN}", "-"))) for each in figures)
    assert reasons.signed(total / 10) == reasons.signed(match.score)
