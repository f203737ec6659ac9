"""Which words are marked: those that met, whole, in the versions that were compared."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from matchmaker.domain.base import now
from matchmaker.domain.match import Match
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.translation import Translation
from matchmaker.domain.vocabulary import Origin
from matchmaker.services import evidence

CHANGED = now()


def part(feature: str, *found: str) -> dict[str, Any]:
    return {"feature": feature, "value": 1.0, "points": 1.0, "evidence": list(found)}


def need(text: str, *, language: str = "en", title: str = "", translations: Sequence[Translation] = ()) -> Need:
    return Need(title=title, text=text, language=language, changed_at=CHANGED, translations=list(translations))


def offer(text: str, *, language: str = "en", title: str = "", translations: Sequence[Translation] = ()) -> Offer:
    return Offer(title=title, text=text, language=language, changed_at=CHANGED, translations=list(translations))


def translation(language: str, text: str, *, origin: Origin = Origin.PERSON, days: int = 1) -> Translation:
    return Translation(language=language, title="", text=text, origin=origin, created_at=CHANGED + timedelta(days=days))


def marked(match: Match) -> list[list[tuple[str, list[int]]]]:
    """Return the marked words of both texts with their numbers, in the order of the page."""
    return [
        [(piece, list(numbers)) for piece, numbers in each.cut(f"{each.shown.title}\n{each.shown.text}") if numbers]
        for each in evidence.marks(match) or ()
    ]


def test_words_that_met_have_one_number_in_both_texts():
    match = Match(
        need=need("Du pîrik li gund, pîrik!", language="ku", title="Pîrik"),
        offer=offer("Hebammen fürs Dorf", language="de"),
        contributions=[part("alignment", "Pîrik ~ Hebammen", "gund ~ Dorf")],
    )
    assert marked(match) == [
        [("Pîrik", [1]), ("pîrik", [1]), ("gund", [2]), ("pîrik", [1])],
        [("Hebammen", [1]), ("Dorf", [2])],
    ]


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("The nurse of nurses, a wet-nurse and nurse_1", "nurse", ["nurse", "nurse", "nurse"]),
        ("Zanîngeha me û zaningeha we", "zanîngeha", ["Zanîngeha", "zaningeha"]),
        ("دعم الزِّراعة في القرى", "زراعة", ["الزِّراعة"]),
        ("Die Straße: STRASSE", "straße", ["Straße", "STRASSE"]),
    ],
)
def test_mark_takes_the_whole_word_however_it_is_spelt(text: str, word: str, found: list[str]):
    match = Match(need=need(text), offer=offer("other words"), contributions=[part("alignment", f"{word} ~ other")])
    assert [piece for piece, _ in marked(match)[0]] == found


@pytest.mark.parametrize("text", ["Nurses  for\n\nnurses.", "nurses", "", "<b>nurses</b>", "No such word"])
def test_pieces_of_a_text_make_the_text_again(text: str):
    shown = evidence.Shown("en", "", text, Origin.ORIGINAL)
    assert "".join(piece for piece, _ in evidence.Marks(shown, {"nurses": [1]}).cut(text)) == text


def test_marks_stand_in_the_versions_that_hold_most_pairs():
    match = Match(
        need=need("Du pîrik", language="ku", translations=[translation("en", "Two midwives for a village")]),
        offer=offer(
            "Midwives who teach in a village",
            translations=[translation("de", "Hebammen"), translation("ku", "pîrik û gund")],
        ),
        contributions=[part("alignment", "midwives ~ Midwives", "village ~ village", "pîrik ~ pîrik")],
    )
    both = evidence.marks(match)
    assert both
    assert [each.shown.language for each in both] == ["en", "en"]
    assert marked(match) == [[("midwives", [1]), ("village", [2])], [("Midwives", [1]), ("village", [2])]]


def test_originals_are_marked_where_a_translation_holds_no_more():
    match = Match(
        need=need("Excel", language="ku", translations=[translation("en", "Excel")]),
        offer=offer("Excel", language="de"),
        contributions=[part("alignment", "Excel ~ Excel")],
    )
    both = evidence.marks(match)
    assert both
    assert [each.shown.language for each in both] == ["ku", "de"]


@pytest.mark.parametrize(
    "translations", [[], [translation("en", "Two midwives", days=-1)]], ids=["none", "older than the text"]
)
def test_pair_without_both_words_on_the_page_is_not_marked(translations: list[Translation]):
    match = Match(
        need=need("Du pîrik", language="ku", translations=translations),
        offer=offer("Midwives"),
        contributions=[part("alignment", "midwives ~ Midwives")],
    )
    assert evidence.marks(match) is None


def test_word_of_two_pairs_has_both_numbers():
    match = Match(
        need=need("psychologist and psychology"),
        offer=offer("psychological help"),
        contributions=[part("letters", "psychologist ~ psychological", "psychology ~ psychological")],
    )
    assert marked(match) == [[("psychologist", [1]), ("psychology", [2])], [("psychological", [1, 2])]]


def test_encoder_without_words_marks_words_in_common_and_related_ones():
    match = Match(
        need=need("Nurses and a psychologist"),
        offer=offer("Psychological help by nurses"),
        contributions=[part("words", "Nurses"), part("letters", "psychologist ~ Psychological")],
    )
    assert evidence.met(match) == [("Nurses", "Nurses"), ("psychologist", "Psychological")]
    match.contributions = [*match.contributions, part("alignment")]
    assert evidence.met(match) == []


def test_text_is_short_below_twelve_words_with_its_title():
    assert [evidence.is_short(need("word " * words, title="A title")) for words in (9, 10)] == [True, False]
