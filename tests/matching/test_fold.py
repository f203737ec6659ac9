import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.fold import as_written, fold, words


@given(st.text())
def test_fold_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zanîngeha Qamişloyê", "ZANINGEHA qamisloye"),
        ("الزِّراعَة", "الزراعه"),
        ("أحمد إلى آدم", "احمد الى ادم"),
        ("مســتــشــفى", "مستشفي"),
        ("کوردی", "كوردي"),
        ("ئازادی", "ئازادي"),
        ("Straße", "STRASSE"),
        ("İstanbul ılık", "istanbul ilik"),
        ("٣٥", "35"),
        ("e\u0301cole", "école"),
    ],
)
def test_fold_of_two_spellings_is_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_words_leave_out_numbers_and_single_letters() -> None:
    assert words("3 nurses, 12 a l'eau co-chair") == ["nurses", "eau", "co", "chair"]


def test_words_with_the_arabic_article_meet_words_without_it() -> None:
    assert words("الزراعة والزراعة بالزراعة وبالزراعة للزراعة زراعة") == [fold("زراعة")] * 6


def test_words_keep_an_article_that_leaves_no_stem() -> None:
    assert words("الله") == ["الله"]


@given(st.text(alphabet="abê îşÇßİ ال عَّـةک\u00ad\u200c3-'’."))
def test_as_written_knows_every_word_of_a_text(text: str) -> None:
    assert set(as_written(text)) == set(words(text))


def test_as_written_gives_back_the_first_spelling() -> None:
    assert as_written("Zanîngeha الزِّراعـــة zaningeha") == {"zaningeha": "Zanîngeha", fold("زراعة"): "الزِّراعـــة"}
