from pathlib import Path

import pytest

from matchmaker.matching import rarity
from matchmaker.matching.fold import fold


def test_rarity_falls_with_the_texts_that_have_a_word():
    found = rarity.count([("en", ["we", "teach"]), ("en", ["we", "learn"]), ("en", ["we", "we"]), ("ku", ["em"])])
    assert found.of("unheard", "en") == 1.0
    assert found.of("we", "en") == 0.0
    assert 0 < found.of("teach", "en") < 1


@pytest.mark.parametrize("language", [None, "ckb"])
def test_rarity_in_a_language_nobody_counted_is_the_same_for_all(language: str | None):
    assert rarity.count([("en", ["we"])]).of("we", language) == 1.0


def test_what_is_written_is_read_without_the_rarest(tmp_path: Path):
    counted = rarity.count([("en", ["we", "teach"]), ("en", ["we", "learn"])])
    rarity.write(counted, tmp_path)
    assert rarity.read(tmp_path) == rarity.Rarity({"en": 2}, {"en": {"we": 2}})


@pytest.mark.parametrize(
    ("language", "usual", "rare"),
    [("en", "support", "dialysis"), ("ku", "alîkariya", "dîyalîz"), ("ar", "نحتاج", "غسيل")],
)
def test_shipped_counts_know_what_every_need_says(language: str, usual: str, rare: str):
    found = rarity.shipped()
    assert found.of(fold(usual), language) < found.of(fold(rare), language)
