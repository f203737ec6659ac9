"""What a reader can check with a finger on the page: in which versions a match was read, and which words met there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from matchmaker.domain.match import Match
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import Origin
from matchmaker.matching.explain import MET
from matchmaker.matching.fold import as_written, tokens, words

FEW_WORDS = 12  # title and text; of fewer the engine and its readers can only guess


@dataclass(frozen=True, slots=True)
class Shown:
    """One language version of a need or an offer, as its page shows it."""

    language: str
    title: str
    text: str
    origin: Origin

    @property
    def words(self) -> Mapping[str, str]:
        """The folded words, each as it is written first."""
        return as_written(f"{self.title}\n{self.text}")


@dataclass(frozen=True, slots=True)
class Marks:
    """The words of one version that met words of the other text; a pair has the same number in both."""

    shown: Shown
    numbers: Mapping[str, Sequence[int]]
    """By folded word."""

    def cut(self, text: str) -> Iterator[tuple[str, Sequence[int]]]:
        """Yield the pieces of a text in their order, each with its numbers; only whole words have some."""
        end = 0
        for token in tokens(text):
            if token.word in self.numbers and token.start >= end:
                yield text[end : token.start], ()
                yield text[token.start : token.end], self.numbers[token.word]
                end = token.end
        yield text[end:], ()


def versions(listing: Need | Offer) -> list[Shown]:
    """Return what the engine reads of it: the original, then the translations that still say the same."""
    original = Shown(listing.language, listing.title, listing.text, Origin.ORIGINAL)
    current = [each for each in listing.translations if listing.still_says(each)]
    return [original, *(Shown(each.language, each.title, each.text, each.origin) for each in current)]


def is_short(listing: Need | Offer) -> bool:
    return len(f"{listing.title} {listing.text}".split()) < FEW_WORDS


def met(match: Match) -> list[tuple[str, str]]:
    """Return which word of the need met which of the offer, as written, those that carry most first.

    Where the encoder knows no single words: words in common and related ones.
    """
    evidence: dict[str, list[str]] = {part["feature"]: part["evidence"] for part in match.contributions}
    pairs = evidence.get("alignment")
    if pairs is None:
        pairs = [f"{word}{MET}{word}" for word in evidence.get("words", ())] + evidence.get("letters", [])
    return [(one, other) for one, between, other in (pair.partition(MET) for pair in pairs) if between]


def marks(match: Match) -> tuple[Marks, Marks] | None:
    """Return what to mark in the need and in the offer: in the two versions that hold most of the pairs together.

    Of equals the originals. A pair of which a word is not found, because a text was changed since, has no number.
    """
    folded = [(_fold(one), _fold(other)) for one, other in met(match)]
    best: tuple[Shown, Shown] | None = None
    found: list[tuple[str, str]] = []
    for need, offer in product(versions(match.need), versions(match.offer)):
        there = [pair for pair in folded if pair[0] in need.words and pair[1] in offer.words]
        if len(there) > len(found):
            best, found = (need, offer), there
    if best is None:
        return None
    return Marks(best[0], _numbers(one for one, _ in found)), Marks(best[1], _numbers(other for _, other in found))


def _numbers(found: Iterator[str]) -> dict[str, list[int]]:
    numbers: dict[str, list[int]] = {}
    for number, word in enumerate(found, start=1):
        numbers.setdefault(word, []).append(number)
    return numbers


def _fold(word: str) -> str:
    return next(iter(words(word)), "")
