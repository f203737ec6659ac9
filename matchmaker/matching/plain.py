"""Which mentions are so plain that a person may be shown what they mean.

A wrong guess is one among many numbers where two texts are compared; a word shown with a wrong meaning is believed. So
here a label must stand in the text word for word, and a single word nearly as the label has it.
"""

import re
from collections.abc import Sequence

from matchmaker.domain.thesaurus import Concept
from matchmaker.domain.vocabulary import Sector
from matchmaker.matching.concepts import CHAIN, ENDING, UNTURNED, same_word
from matchmaker.matching.fold import words
from matchmaker.matching.stop_words import STOP_WORDS

SHORT = 4  # letters: so short a word is often another word as well, unless the sector says which is meant
LONG = 6  # letters of a label from which an ending may follow it; shorter ones begin too many other words
_BREAK = re.compile(r"[.!?:;؟؛\n]")
"""What ends a sentence or a line: a label does not run across it."""
_AND = re.compile(r"^[وف](?=.{3,}$)")
"""What Arabic writes onto a word; with its other letters too many words begin by themselves: "beginning", "midwife"."""


def is_plain(written: str, concept: Concept, language: str, *, sector: Sector | None) -> bool:
    """Say whether the words that a text mentions a concept with mean that concept, beyond reasonable doubt.

    In a text of the concept's own sector any label does. Elsewhere it must be the preferred one and no short word: in
    other texts "will" is no inheritance and "tell" no archaeological site.
    """
    labels = concept.labels.get(language, ())
    said = _telling(written, language)
    if concept.topic.sector is not sector:
        labels = [label for label in labels[:1] if len(said) != 1 or len(said[0]) > SHORT]
    return not _BREAK.search(written) and any(_says(said, _telling(label, language), language) for label in labels)


def _telling(text: str, language: str) -> list[str]:
    """Return the words of a text without the small ones, by which one label can be written in several ways."""
    return [word for word in words(text) if word not in STOP_WORDS.get(language, ())]


def _says(said: Sequence[str], label: Sequence[str], language: str) -> bool:
    if len(said) != len(label) or not said:
        return False
    if len(said) == 1:
        return _nearly_same(label[0], said[0], language)
    return all(
        any(same_word(known, form, language) for form in _forms(word, language))
        for known, word in zip(label, said, strict=True)
    )


def _nearly_same(known: str, word: str, language: str) -> bool:
    """Say whether a word is the label, the label with an ending, or the label with another last letter."""
    if language in UNTURNED:  # the ta marbuta alone becomes another letter before an ending
        stem = known[:-1] + "ت" if known.endswith("ه") else known
        return any(form == known or (stem != known and form.startswith(stem)) for form in _forms(word, language))
    if word.startswith(known):
        longest = CHAIN if language == "tr" else ENDING  # Kurmanji: "konser", "konserve"
        return len(known) == len(word) or (len(known) >= LONG and len(word) - len(known) <= longest)
    return len(known) == len(word) >= LONG and known[:-1] == word[:-1]


def _forms(word: str, language: str) -> set[str]:
    return {word, _AND.sub("", word)} if language == "ar" else {word}
