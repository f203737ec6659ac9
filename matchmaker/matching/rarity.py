"""How much a word tells: rare words of a language more than those that stand in every need and every offer.

Counted over the sentences of `data/parallel` once, not over what is matched: a catalogue of ten offers could not tell a
rare word from a usual one, and a pair would score differently whenever somebody else writes something.
"""

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matchmaker.artefacts import artefacts

VERSION = "1"
FILE = "words.csv"
KEPT_FROM = 2  # texts: a word of one text is as rare as one of none


@dataclass(frozen=True, slots=True)
class Rarity:
    """`texts` by language, and by language the number of texts that a word stands in."""

    texts: Mapping[str, int]
    counts: Mapping[str, Mapping[str, int]]

    def of(self, word: str, language: str | None) -> float:
        """Return the inverse document frequency of a folded word, from 0 (in every text) to 1 (in none)."""
        texts = self.texts.get(language or "", 0)
        if not texts:
            return 1.0
        return math.log((texts + 1) / (self.counts[language or ""].get(word, 0) + 1)) / math.log(texts + 1)


def count(texts: Iterable[tuple[str, Iterable[str]]]) -> Rarity:
    """Count texts, each a language and its folded words."""
    totals: Counter[str] = Counter()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for language, words in texts:
        totals[language] += 1
        counts[language].update(set(words))
    return Rarity(totals, counts)


def write(rarity: Rarity, folder: Path) -> None:
    """Write a row per word: language, word, texts. The row without a word has the number of texts."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for language in sorted(rarity.texts):
            writer.writerow((language, "", rarity.texts[language]))
            kept = {word: number for word, number in rarity.counts[language].items() if number >= KEPT_FROM}
            writer.writerows(
                (language, word, kept[word]) for word in sorted(kept, key=lambda word: (-kept[word], word))
            )


def read(folder: Path) -> Rarity:
    totals: dict[str, int] = {}
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    with (folder / FILE).open(encoding="utf-8", newline="") as file:
        for language, word, number in csv.reader(file):
            if word:
                counts[language][word] = int(number)
            else:
                totals[language] = int(number)
    return Rarity(totals, counts)


@cache
def shipped() -> Rarity:
    return read(artefacts("models") / "words" / VERSION)
