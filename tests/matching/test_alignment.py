"""Texts that answer each other word by word, with word vectors that we choose."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from matchmaker.matching.alignment import STEPS, align, meetings, telling
from matchmaker.matching.encode import Vectors
from matchmaker.matching.entry import Version


@dataclass(frozen=True)
class Dictionary:
    """Word vectors written down by hand."""

    rows: dict[str, tuple[float, ...]]

    def telling_words(self, text: str) -> list[str]:
        return [word for word in dict.fromkeys(text.lower().split()) if word in self.rows]

    def word_vectors(self, words: Sequence[str]) -> Vectors:
        size = len(next(iter(self.rows.values())))
        return np.array([self.rows[word] for word in words], dtype=np.float32).reshape(len(words), size)


WORDS = Dictionary(
    {
        "midwife": (2.0, 0.0, 0.0),
        "pîrik": (1.2, 1.6, 0.0),  # cosine .6 with midwife
        "water": (0.0, 0.0, 1.0),
        "av": (0.0, 0.0, 3.0),
        "and": (1.0, 0.0, 0.0),
    }
)


def words(*texts: str, language: str | None = None):
    return telling(WORDS, [Version(language, text) for text in texts])


def test_alignment_of_a_text_with_itself_is_one():
    one = words("midwife water")
    assert align(one, one).tolist() == pytest.approx([1.0], abs=1 / STEPS)


def test_alignment_is_the_weighted_mean_of_the_nearest_words_from_both_sides():
    need, offers = words("midwife water"), words("pîrik", "av", "pîrik av")
    (midwife, water), (pirik, av) = need.weights, offers.weights[2:]
    there = 0.6 * midwife, water, 0.6 * midwife + water
    back = 0.6, 1.0, (0.6 * pirik + av) / (pirik + av)
    expected = [(one / (midwife + water) + other) / 2 for one, other in zip(there, back, strict=True)]
    assert align(need, offers).tolist() == pytest.approx(expected, abs=2 / STEPS)


def test_alignment_with_a_text_without_words_is_none():
    assert align(words("midwife"), words("", "pîrik", "")).tolist() == pytest.approx([0, 0.6, 0], abs=1 / STEPS)
    assert align(words(""), words("pîrik")).tolist() == [0.0]


def test_stop_words_do_not_meet():
    assert telling(WORDS, [Version("en", "midwife and water")]).folded.tolist() == ["midwife", "water"]


def test_alignment_does_not_depend_on_what_is_compared_at_the_same_time():
    draw = np.random.default_rng(1)
    table = Dictionary({f"w{i}": tuple(draw.normal(size=64)) for i in range(200)})
    texts = [" ".join(f"w{i}" for i in draw.integers(0, 200, size=12)) for _ in range(40)]
    found = telling(table, [Version(None, text) for text in texts])
    need, offers = found.of(np.array([0])), np.arange(1, 40)
    together = align(need, found.of(offers))
    alone = [align(need, found.of(np.array([offer])))[0] for offer in offers]
    assert together.tolist() == alone


def test_words_meet_that_are_nearest_to_each_other():
    need, offer = words("midwife water and"), words("pîrik av")
    met = meetings(need, offer)
    assert [(each.one, each.other) for each in met] == [("water", "av"), ("midwife", "pîrik")]
    share = (need.weights[1] / need.weights.sum() + offer.weights[1] / offer.weights.sum()) / 2
    assert met[0].share == pytest.approx(share, abs=1e-3)


def test_words_far_apart_do_not_meet():
    assert meetings(words("midwife"), words("av")) == []
    assert meetings(words("midwife"), words("")) == []
