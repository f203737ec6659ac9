"""The same name in two scripts or spellings: Qamişlo, Qamishli, قامشلو.

A name keeps its consonants when it is written elsewhere, and its vowels roughly, so a word is read as consonants with
the vowels between them. Letters that people write for one another are one here (q and k, p and b, ş and s where a phone
has no cedilla). Sources: the Arabic romanisation tables of ISO 233 and ALA-LC; the Latin alphabet of Celadet Bedirxan
(Bedir Khan & Lescot 1970, Grammaire kurde), in which local names are often written in other languages too.

In a Latin text a capital inside a sentence tells a name, but not in German; Arabic letters have no capitals. Words of
those two are names where another text of the catalogue names what they spell.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from matchmaker.matching.detect import script_of
from matchmaker.matching.entry import Version
from matchmaker.matching.fold import TOKEN, fold, words

ARABIC = "ARABIC"
FEW, EVERYWHERE = 3, 0.6  # more words with capitals than this, and than this share of a line, tell no names
MARK = "~"  # begins the token of a name: no folded word has it
FEWEST = 3  # consonants; with two, half of what met was chance
REMEMBERED = 65536  # words: the vocabulary of some thousand texts

_ARABIC = {
    "ب": "b", "پ": "b", "ت": "t", "ط": "t", "ث": "t", "ج": "j", "چ": "j", "ژ": "j", "ح": "h", "خ": "h", "ه": "h",
    "د": "d", "ذ": "d", "ض": "d", "ر": "r", "ز": "z", "ظ": "z", "س": "s", "ش": "s", "ص": "s", "غ": "g", "گ": "g",
    "ف": "f", "ق": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n",
}  # fmt: skip
_CONSONANTS = "bdfghjklmnrstz"
_SINGLE = {letter: letter for letter in "bdfghklmnrstz"} | {"p": "b", "q": "k", "v": "f"}
_BEDIRXAN = _SINGLE | {"c": "j", "j": "j", "x": "h"}
_DIGRAPHS = {"sh": "s", "kh": "h", "gh": "g", "dh": "d", "th": "t", "ph": "f", "ck": "k", "qu": "k", "tch": "j"}
_C_AS_S = {"c": "k", "ce": "se", "ci": "si", "cy": "sy"}
_LATIN: Mapping[str, Mapping[str, str]] = {
    "ku": _BEDIRXAN,
    "tr": _BEDIRXAN | {"kh": "h", "sh": "s"},
    "en": _BEDIRXAN | _DIGRAPHS | _C_AS_S | {"ch": "j", "x": "ks", "zh": "j"},
    "fr": _BEDIRXAN | _DIGRAPHS | _C_AS_S | {"ch": "s", "dj": "j", "x": "ks"},
    "es": _BEDIRXAN | _DIGRAPHS | _C_AS_S | {"ch": "j", "j": "h", "x": "h"},
    "it": _BEDIRXAN
    | _DIGRAPHS
    | {"c": "k", "ce": "je", "ci": "ji", "ch": "k", "sci": "si", "sce": "se", "gi": "ji", "x": "ks"},
    "de": _BEDIRXAN | _DIGRAPHS | _C_AS_S | {"sch": "s", "tsch": "j", "dsch": "j", "ch": "h", "x": "ks"},
}
"""What the letters of a language sound like, in the letters of `_SINGLE` and j. The rest are vowels, or nothing."""


class Vowel(NamedTuple):
    """Of which kinds a vowel may be, of "aiu"; a `sure` one is never left out in another script."""

    kinds: str
    sure: bool


_MAY = {"a": "a", "e": "ai", "i": "i", "u": "u", "y": "i"}
_MUST = {"o": "u", "w": "u", "ê": "ai", "î": "i", "û": "u", "ا": "a", "و": "u", "ي": "i"}
_VOWELS = {letter: Vowel(kinds, sure=letter in _MUST) for letter, kinds in (_MAY | _MUST).items()}
SEVERAL = 2  # vowels in a row
_CARRIER = Vowel("", sure=False)  # alif or ayn at the beginning: some vowel follows
_INSIDE = re.compile(r"(?:\w|\w,|\w\)) $|\w[-/'’]$|\w \($")
"""What stands before a word that does not begin a sentence."""
_LAST_H = re.compile(r"(?<=[aeiou])h$")
_KURMANJI = re.compile(r"[êîûşçq]")
"""Letters by which a name in another Latin text may be spelt as at home."""
_AND = re.compile(r"^و(?=.{3,}$)")


class Spelling(NamedTuple):
    """Consonants, and the vowels before, between and after them: one place more than consonants."""

    consonants: str
    vowels: tuple[tuple[Vowel, ...], ...]

    def agrees(self, other: "Spelling") -> bool:
        """Say whether both can be the same name.

        Grammar changes endings: Kurmanji puts one vowel after a consonant (Dêrik, Dêrikê), or two after a vowel.
        """
        if self.consonants != other.consonants or bool(self.vowels[0]) != bool(other.vowels[0]):
            return False
        endings = sorted((len(self.vowels[-1]), len(other.vowels[-1])))
        return (endings[0] > 0 or endings[1] < SEVERAL) and all(map(_agree, self.vowels[:-1], other.vowels[:-1]))


def _agree(ones: Sequence[Vowel], others: Sequence[Vowel]) -> bool:
    def told(vowel: Vowel, among: Sequence[Vowel]) -> bool:
        return any(set(vowel.kinds) & set(each.kinds) for each in among)

    if not all(told(one, others) for one in ones if one.sure) or not all(told(one, ones) for one in others if one.sure):
        return False
    kinds = [vowel for vowel in ones if vowel.kinds], [vowel for vowel in others if vowel.kinds]
    return not all(kinds) or any(told(one, others) for one in ones)


@dataclass(frozen=True, slots=True)
class Names:
    """Names that a catalogue spells in several ways; each is a token, `MARK` and one of its spellings."""

    known: Mapping[str, Sequence[tuple[Spelling, str]]]
    """By consonants, how a name may be read, and its token."""

    def within(self, version: Version) -> list[tuple[str, str]]:
        """Return the words of a version that spell a name, as written, each with the token of that name."""
        if not self.known:
            return []
        language = version.written_in
        return [(word, token) for word in mentions(version.text, language) for token in self.carried(word, language)]

    def carried(self, word: str, language: str | None) -> list[str]:
        """Return the tokens of all names that a word can spell."""
        found = (
            token
            for spelling in spellings(word, language)
            for other, token in self.known.get(spelling.consonants, ())
            if spelling.agrees(other)
        )
        return list(dict.fromkeys(found))


def learn(versions: Sequence[Version]) -> Names:
    """Return the names of texts. A name that is always spelt in one way is left out: it is a word like any other."""
    seen: set[tuple[str, str | None]] = set()
    told: set[tuple[str, str | None]] = set()
    for version in versions:
        language = version.written_in
        found = {(word, language) for word in mentions(version.text, language)}
        seen |= found
        if language != "de" and script_of(language or "") != ARABIC:
            told |= found
    every: dict[str, list[tuple[Spelling, str]]] = defaultdict(list)
    for word, language in sorted(told, key=lambda each: (len(each[0]), each[0], each[1] or "")):
        for spelling in spellings(word, language):
            if not any(spelling.agrees(other) for other, _ in every[spelling.consonants]):
                every[spelling.consonants].append((spelling, MARK + fold(word)))
    spelt: dict[str, set[str]] = defaultdict(set)
    names = Names(every)
    for word, language in seen:
        for token in names.carried(word, language):
            spelt[token].update(words(word))
    several = {
        consonants: kept
        for consonants, each in every.items()
        if (kept := [(spelling, token) for spelling, token in each if len(spelt[token]) > 1])
    }
    return Names(several)


def mentions(text: str, language: str | None) -> list[str]:
    """Return the words of a text that can be names: in Arabic letters all, else those with a capital in a sentence."""
    if script_of(language or "") == ARABIC:
        return TOKEN.findall(text)
    return [word for line in text.splitlines() for word in _capitals(line)]


def _capitals(line: str) -> list[str]:
    """Return the words with a capital inside a sentence; none of a line that has them everywhere, as titles do."""
    found = [each for each in TOKEN.finditer(line) if len(each[0]) > 1]
    upper = [each for each in found if each[0][0].isupper()]
    if len(upper) > FEW and len(upper) > EVERYWHERE * len(found):
        return []
    return [each[0] for each in upper if not each[0].isupper() and _INSIDE.search(line[: each.start()][-3:])]


def spellings(word: str, language: str | None) -> list[Spelling]:
    """Return how a word, as written, may be read; nothing when it has too few consonants."""
    return [spelling for spelling in _read(word, language) if len(spelling.consonants) >= FEWEST]


@lru_cache(maxsize=REMEMBERED)
def _read(word: str, language: str | None) -> tuple[Spelling, ...]:
    if _ARABIC.keys() & set(word):
        vocalised = word.replace("ە", "ا").replace("ئ", "ا")  # Sorani writes its vowels, one with a letter like ه
        bare = next(iter(words(vocalised)), "")
        return tuple(_arabic(form) for form in dict.fromkeys((bare, _AND.sub("", bare))))
    plain = "".join(
        letter if letter in _MUST else fold(letter) for letter in unicodedata.normalize("NFC", word).casefold()
    )
    tables = [_LATIN.get(language or "", _LATIN["en"])]
    if _KURMANJI.search(word.casefold()):
        tables.append(_BEDIRXAN)
    return tuple(dict.fromkeys(_latin(plain, table) for table in tables))


def _arabic(word: str) -> Spelling:
    first = [_CARRIER] if word[:1] in {"ا", "ع"} else []
    stem = word[1:] if first else word
    spelling = _spelling([*first, *(_ARABIC.get(letter) or _VOWELS.get(letter) for letter in stem.removesuffix("ه"))])
    ends = stem.endswith("ه") or bool(spelling.vowels[-1])  # Arabic writes a last vowel that belongs to the name only
    return spelling._replace(vowels=(*spelling.vowels[:-1], (_CARRIER,) * SEVERAL * ends))


def _latin(word: str, table: Mapping[str, str]) -> Spelling:
    sounds = "".join(table.get(part, part) for part in _parts(_LAST_H.sub("", word), table))
    once = re.sub(rf"([{_CONSONANTS}])\1", r"\1", sounds)
    spelling = _spelling([_VOWELS.get(letter, letter) for letter in once if letter in _VOWELS or letter in _CONSONANTS])
    return spelling._replace(vowels=(*map(_joined, spelling.vowels[:-1]), spelling.vowels[-1]))


def _joined(vowels: tuple[Vowel, ...]) -> tuple[Vowel, ...]:
    """Make one long vowel of several: ai, ou, ee."""
    return vowels if len(vowels) < SEVERAL else (Vowel("".join(vowel.kinds for vowel in vowels), sure=True),)


def _parts(word: str, table: Mapping[str, str]) -> Iterator[str]:
    """Cut a word into the longest groups of letters that the table knows."""
    longest = max(map(len, table))
    at = 0
    while at < len(word):
        part = next((word[at : at + n] for n in range(longest, 1, -1) if word[at : at + n] in table), word[at])
        yield part
        at += len(part)


def _spelling(letters: Sequence[str | Vowel | None]) -> Spelling:
    consonants = ""
    vowels: list[list[Vowel]] = [[]]
    for letter in letters:
        if isinstance(letter, Vowel):
            vowels[-1].append(letter)
        elif letter:
            consonants += letter
            vowels.append([])
    return Spelling(consonants, tuple(map(tuple, vowels)))
