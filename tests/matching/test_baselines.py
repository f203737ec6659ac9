from math import log

import numpy as np
import pytest

from matchmaker.domain.vocabulary import Sector
from matchmaker.matching import baselines
from matchmaker.matching.entry import Entry, Version
from tests.matching.sets import WordEncoder


def entry(text: str, sector: Sector | None = None) -> Entry:
    return Entry(text, (Version("en", text),), sector)


def test_same_sector_is_known_or_nothing():
    needs = [entry("a", Sector.HEALTH), entry("b")]
    offers = [entry("c", Sector.HEALTH), entry("d", Sector.MEDIA), entry("e")]
    assert baselines.same_sector(needs, offers).tolist() == [[1, 0, 0], [0, 0, 0]]


def test_bm25_by_hand():
    """`water` is in one of two offers, twice in a text of two words; the mean is one and a half."""
    found = baselines.bm25([entry("water pumps"), entry("pumps")], [entry("water water"), entry("bees")])
    damping = 1.2 * (0.25 + 0.75 * 2 / 1.5)
    assert found[0, 0] == pytest.approx(log(1 + 1.5 / 1.5) * 2 * 2.2 / (2 + damping))
    assert found[0, 1] == found[1, 0] == found[1, 1] == 0


def test_bm25_counts_a_word_that_the_need_repeats_again():
    found = baselines.bm25([entry("water"), entry("water water")], [entry("water"), entry("bees")])
    assert found[1, 0] == pytest.approx(2 * found[0, 0])


def test_words_are_whole_and_letters_are_not():
    needs, offers = [entry("irrigation of fields")], [entry("irrigation"), entry("irrigated"), entry("bees")]
    words, letters = (system(needs, offers)[0] for system in (baselines.tfidf_words, baselines.tfidf_letters))
    assert (words[0] > 0, words[1], words[2]) == (True, 0, 0)
    assert letters[0] > letters[1] > letters[2] == 0


def test_closeness_reads_every_text():
    needs, offers = [entry("bees")], [Entry("o", (Version("ku", "bees"),)), entry("water")]
    found = baselines.closeness(needs, offers, encoder=WordEncoder())
    assert found[0, 0] == pytest.approx(1)
    assert np.abs(found[0, 1]) < 0.5


def test_reciprocal_ranks_add_up_and_equals_share_the_mean_of_their_ranks():
    first, second = np.array([[0.9, 0.2, 0.2], [1.0, 2.0, 3.0]]), np.array([[1.0, 3.0, 2.0], [7.0, 7.0, 7.0]])
    assert baselines.reciprocal_ranks([first, second]).tolist() == [
        pytest.approx([1 / 61 + 1 / 63, 1 / 62.5 + 1 / 61, 1 / 62.5 + 1 / 62]),
        pytest.approx([1 / 63 + 1 / 62, 1 / 62 + 1 / 62, 1 / 61 + 1 / 62]),
    ]


def test_signal_that_knows_nothing_of_a_pair_adds_nothing():
    told, silent = np.array([[5.0, np.nan, 1.0]]), np.full((1, 3), np.nan)
    assert baselines.reciprocal_ranks([told, silent]).tolist() == [pytest.approx([1 / 61, 0, 1 / 62])]


def test_deviations_are_counted_over_all_known_pairs():
    found = baselines.deviations(np.array([[1.0, 3.0], [np.nan, 3.0], [1.0, np.nan]]))
    assert found[0].tolist() == [-1, 1]
    assert np.isnan(found).tolist() == [[False, False], [True, False], [False, True]]
    assert baselines.deviations(np.array([[4.0, 4.0]])).tolist() == [[0, 0]]
