import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import Unigram

from matchmaker.matching.parts import UNKNOWN, Splitter, n_grams

PIECES = [
    (UNKNOWN, 0.0),
    ("nex", -1.0),
    ("weş", -1.0),
    ("wes", -1.0),
    ("xane", -2.0),
    *((c, -6.0) for c in "abcdeinoswx"),
]


@pytest.fixture(scope="module")
def splitter() -> Splitter:
    return Splitter(Tokenizer(Unigram(PIECES, unk_id=0)), buckets=50)


def test_n_grams_mark_the_edges_of_the_word():
    assert n_grams("av") == ["_av", "av_", "_av_"]


def test_parts_lie_in_the_table_and_know_their_word(splitter: Splitter):
    parts = splitter.split("Nexweşxane li Dêrikê")
    assert list(parts.words) == ["nexwesxane", "li", "derike"]
    assert parts.ids.max() < splitter.size == len(PIECES) + 50
    assert set(parts.word.tolist()) == {0, 1, 2}


def test_typed_without_marks_is_the_same(splitter: Splitter):
    assert splitter.split("nexweşxane").ids.tolist() == splitter.split("NEXWESXANE").ids.tolist()


def test_unknown_letters_have_n_grams_only(splitter: Splitter):
    ids = splitter.split("水水").ids
    assert (ids >= splitter.pieces).all()
    assert len(ids) > 0


@given(st.text(max_size=60))
def test_any_text_can_be_split(text: str):
    parts = Splitter(Tokenizer(Unigram(PIECES, unk_id=0)), buckets=50).split(text)
    assert len(parts.ids) == len(parts.word)
