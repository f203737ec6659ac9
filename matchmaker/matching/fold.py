"""One normal form per script, so that what people write the same way with different keys is the same.

Latin letters lose their marks (a phone without ê î û ş ç meets a keyboard that has them), Arabic letters their vowel
signs, hamza seats and tatweel, and the look-alike letters of Persian and Kurdish keyboards become one. For comparing
only: nothing folded is ever shown.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

_MARKS = (
    "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u0711\u0730-\u074a\u00ad\u200b-\u200f\u2060\ufeff"
)
"""What may stand inside a written word without being a letter: combining marks, tatweel, joiners, soft hyphens."""

TOKEN = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}])*")
"""A word as it is written."""
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")

REMEMBERED = 4096  # texts: an offer is explained beside many needs; some 8 kB each

_ALIKE = str.maketrans(
    {
        "ى": "ي", "ی": "ي", "ے": "ي", "ێ": "ي",  # ya: without dots, Persian, Urdu, Sorani ê
        "ک": "ك", "ڪ": "ك",
        "ة": "ه", "ە": "ه", "ھ": "ه", "ہ": "ه", "ۀ": "ه",  # ta marbuta and the Kurdish letter for e
        "ٱ": "ا", "ۆ": "و", "ۊ": "و", "ڕ": "ر", "ڵ": "ل", "ڤ": "ف",  # Sorani letters that plain keyboards lack
        "ء": None, "ـ": None,
        "ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe",  # Latin letters that Unicode does not take apart
        "’": "'", "ʼ": "'",
    }
)  # fmt: skip

_ARTICLE = re.compile(r"^(?:[وف]?[بك]?ال|[وف]?لل)(?=.{3,}$)")
"""The Arabic article, with the one-letter words that stick to it, before a stem of three letters or more."""


def fold(text: str) -> str:
    """Return the form that two spellings of one text share. Folding twice changes nothing more."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold().translate(_ALIKE))
    bare = "".join(letter for letter in decomposed if unicodedata.category(letter) not in {"Mn", "Me", "Cf"})
    digits = re.sub(r"\d", lambda found: str(unicodedata.digit(found[0])), bare)
    return unicodedata.normalize("NFKC", digits)


def words(text: str) -> list[str]:
    """Return the folded words of a text in order; single letters and bare numbers say nothing and are left out."""
    return [
        _ARTICLE.sub("", word) for word in _WORD.findall(fold(text)) if len(word) > 1 and not _DIGITS.fullmatch(word)
    ]


class Token(NamedTuple):
    """A word of a text: folded, and where it stands, from the character `start` up to `end`."""

    word: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Return the words of a text as `words` does, with their places in it."""
    return [Token(word, found.start(), found.end()) for found in TOKEN.finditer(text) for word in _words_of(found[0])]


@lru_cache(maxsize=REMEMBERED)
def _words_of(token: str) -> tuple[str, ...]:
    return tuple(words(token))


@lru_cache(maxsize=REMEMBERED)
def spelt(text: str) -> Mapping[str, str]:
    """Map each folded word of a text, with what is written onto it, to its first form as the writer spelt it."""
    forms: dict[str, str] = {}
    for token in TOKEN.findall(text):
        for word in _WORD.findall(fold(token)):
            forms.setdefault(word, token)
    return forms


@lru_cache(maxsize=REMEMBERED)
def as_written(text: str) -> Mapping[str, str]:
    """Map each folded word of a text to its first form as the writer spelt it."""
    forms: dict[str, str] = {}
    for token in tokens(text):
        forms.setdefault(token.word, text[token.start : token.end])
    return forms
