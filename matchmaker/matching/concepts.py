"""Which concepts of the thesaurus a text speaks of: labels found in its words, inflected as words in texts are.

A label is found where all its telling words stand close together, in any order. The longest label wins: who writes
"care of premature babies" does not also speak of "babies".
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from matchmaker.domain.thesaurus import LANGUAGES, Thesaurus
from matchmaker.domain.vocabulary import Sector
from matchmaker.matching.fold import tokens, words
from matchmaker.matching.stop_words import STOP_WORDS

STEM = 4  # letters that a word and its inflected form share at least; shorter words must be the same
ENDING = 3  # letters that an inflection adds at most, and no more than half of what is shared
CHAIN = 7  # the same where endings follow one another: "okullarimizda"
CHAINING = frozenset({"tr", "ku"})
TURNED = 1  # letters of the shorter form that an inflection may replace: "scuola", "scuole"
UNTURNED = frozenset({"ar", "ckb"})  # another last letter is another word there, but for the ta marbuta
LOOSE = 2  # other words that may stand between those of a label
_ARTICLE = re.compile(r"^ال(?=.{2,}$)")
_PREFIXED = re.compile(r"^(?:[وف]?[بكل]?ال|[وف]?لل|[وفبكل])(?=.{2,}$)")
"""What Arabic writes onto a word: and, so, in, as, for, the. A word that begins so by itself is looked up whole."""

READ = 20_000  # texts remembered with what they speak of: a catalogue is matched again with every text that joins it
REMEMBERED = 50_000  # words: more than the writers of a language use


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept and where the text speaks of it: from the character `start` up to `end`."""

    concept: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Label:
    concept: str
    sector: Sector
    words: tuple[str, ...]


class Tagger:
    """Finds the labels of one language. Make one for each language and keep it: reading the labels takes a while."""

    def __init__(self, thesaurus: Thesaurus, language: str) -> None:
        self._language = language
        self._labels: dict[str, list[_Label]] = defaultdict(list)  # by each of their words
        stop = STOP_WORDS.get(language, frozenset())
        for concept in thesaurus.concepts.values():
            for text in dict.fromkeys(concept.labels.get(language, ())):
                telling = _telling([_ARTICLE.sub("", word) for word in words(text)], stop)
                label = _Label(concept.id, concept.topic.sector, telling)
                for word in set(label.words):
                    self._labels[word].append(label)
        self._stems: dict[str, list[str]] = defaultdict(list)
        for word in self._labels:
            self._stems[word[:STEM]].append(word)
        self._forms_of = lru_cache(maxsize=REMEMBERED)(self._find_forms)

    def mentions(self, text: str, sector: Sector | None = None) -> list[Mention]:
        """Return the concepts that a text speaks of, each once, in the order of the text.

        Of two concepts with the same label that of the text's own sector is meant.
        """
        found = tokens(text)
        places: dict[str, list[int]] = defaultdict(list)  # of the words of labels
        for place, token in enumerate(found):
            for word in self._forms_of(token.word):
                places[word].append(place)
        spans = sorted(
            (
                (first, last, label)
                for label in self._candidates(places)
                for first, last in _close_together(label.words, places)
            ),
            key=lambda span: (-len(span[2].words), span[0], span[2].sector is not sector, span[2].concept),
        )
        taken: set[int] = set()
        kept: dict[str, Mention] = {}
        for first, last, label in spans:
            here = set(range(first, last + 1))
            if not here <= taken:
                taken |= here
                kept.setdefault(label.concept, Mention(label.concept, found[first].start, found[last].end))
        return sorted(kept.values(), key=lambda mention: (mention.start, mention.end, mention.concept))

    def _candidates(self, places: Mapping[str, Sequence[int]]) -> Iterator[_Label]:
        """Yield the labels of which every word is there, each once."""
        seen: set[_Label] = set()
        for word in places:
            for label in self._labels[word]:
                if label not in seen and all(each in places for each in label.words):
                    seen.add(label)
                    yield label

    def _find_forms(self, written: str) -> tuple[str, ...]:
        """Return the words of labels that a word of a text may be a form of."""
        forms = {written, _PREFIXED.sub("", written)} if self._language == "ar" else {written}
        return tuple(
            known
            for word in sorted(forms)
            for known in self._stems.get(word[:STEM], ())
            if same_word(known, word, self._language)
        )


class Reader:
    """Reads the concepts out of texts in any language that the thesaurus has labels in."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        self.thesaurus = thesaurus
        self._taggers: dict[str, Tagger] = {}
        self.mentions = lru_cache(maxsize=READ)(self._read)

    def _read(self, text: str, language: str | None, sector: Sector | None = None) -> Sequence[Mention]:
        """Return the concepts that a text speaks of; nothing in a language that we have no labels in."""
        if language not in LANGUAGES:
            return ()
        if language not in self._taggers:
            self._taggers[language] = Tagger(self.thesaurus, language)
        return self._taggers[language].mentions(text, sector)


def _telling(words: Sequence[str], stop: Collection[str]) -> tuple[str, ...]:
    """Return the words that must be found: without the small ones, unless one word alone would be left of more."""
    telling = tuple(word for word in words if word not in stop)
    return telling if len(telling) > 1 else tuple(words)


def same_word(known: str, word: str, language: str) -> bool:
    """Say whether two folded words may be forms of one: the same stem, and endings as the language has them."""
    if known == word:
        return True
    shared = 0
    for one, other in zip(known, word, strict=False):
        if one != other:
            break
        shared += 1
    endings = known[shared:], word[shared:]
    shorter, longer = sorted(len(ending) for ending in endings)
    if language in UNTURNED and shorter and not {known[shared], word[shared]} <= {"ه", "ت"}:
        return False
    if language in CHAINING and shared == len(known) > STEM:
        return longer <= CHAIN
    return shared >= STEM and shorter <= TURNED and longer <= min(ENDING, shared // 2)


def _close_together(label: Sequence[str], places: Mapping[str, Sequence[int]]) -> Iterator[tuple[int, int]]:
    """Yield the first place where the words of a label stand near one another, as (first, last)."""
    if len(label) == 1:
        yield places[label[0]][0], places[label[0]][0]
        return
    for anchor in places[label[0]]:
        near = [min(places[word], key=lambda place: abs(place - anchor)) for word in label]
        if len(set(near)) == len(label) and max(near) - min(near) < len(label) + LOOSE:
            yield min(near), max(near)
            return
