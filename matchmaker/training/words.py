"""How models/words is made: counting in how many of our own sentences a word stands."""

from collections.abc import Iterator

from matchmaker.matching.parts import words_of
from matchmaker.matching.rarity import Rarity, count
from matchmaker.training import corpus


def train() -> Rarity:
    """Count the sentences of `data/parallel`, each language by itself."""
    return count(_texts())


def _texts() -> Iterator[tuple[str, list[str]]]:
    english = set()
    for pair in corpus.sentences():
        yield pair.language, words_of(pair.text)
        if pair.english not in english:
            english.add(pair.english)
            yield "en", words_of(pair.english)
