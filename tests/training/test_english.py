"""English beyond the pairs: the teacher's words, and pieces of sentences."""

from pathlib import Path

from matchmaker.training import english


def test_words_are_those_of_the_teacher_without_its_pieces(tmp_path: Path):
    (tmp_path / "vocab.txt").write_text("[PAD]\nmidwife\n##ing\nto\n1998\nwell\n", encoding="utf-8")
    found = [(pair.language, pair.text, pair.english) for pair in english.words(tmp_path)]
    assert found == [("en", "midwife", "midwife"), ("en", "well", "well")]


def test_pieces_are_runs_of_words_and_the_same_each_time():
    sentence = "Our hospital in the valley is looking for two midwives who know newborn care."
    found = english.pieces([sentence, "Too short."], number=20)
    assert len({pair.text for pair in found}) == len(found) == 20
    assert all(pair.text in sentence and len(pair.text.split()) <= english.LONGEST for pair in found)
    assert english.pieces([sentence], number=20) == found


def test_pieces_of_nothing_are_none():
    assert english.pieces(["Too short."]) == []
