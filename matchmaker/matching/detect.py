"""Which language a text is in, from its script and its letters: enough to know whether an encoder can read it.

The tag that people give is believed unless the text plainly contradicts it, for a wrong tag would let an encoder give
a text that it cannot read a number that means nothing.
"""

import unicodedata
from collections import Counter
from functools import lru_cache

from matchmaker.matching.languages import guess, language_model

_SCRIPTS = {
    "ARABIC": ("ar", "ckb", "fa"),
    "HEBREW": ("he",),
    "SYRIAC": ("syr",),
    "ARMENIAN": ("hy",),
    "GREEK": ("el",),
    "CYRILLIC": ("ru", "uk", "bg", "mk", "sr"),
}
"""Scripts other than Latin, named as Unicode names their letters, with the languages of `domain.language` in each."""

_LATIN, _ARABIC = "LATIN", "ARABIC"
_SORANI = frozenset("ڕڵێۆەڤ")  # letters that only Kurdish has
_PERSIAN = frozenset("پچژگ")  # letters that Arabic lacks; Sorani has them too, so it is asked first
_CONTRADICTS = 0.45  # nats per n-gram: so clear a lead over the next language overrules a tag
_TELLS = 0.1  # nats per n-gram: a smaller lead is no answer when nobody gave a tag
_FEW = 40  # n-grams, a long word has so many: of fewer nothing is concluded
_UNLIKELY = -9.0  # nats per n-gram: what is so unlike all languages we know is left untold
_SAMPLE = 400  # letters of which the script is told; more would not change the answer
_REMEMBERED = 4096  # texts: each is asked about by every step that looks at its words; some 2 kB each


def script(text: str) -> str | None:
    """Return the script of most letters, as Unicode names it (LATIN, ARABIC, …), or None without letters."""
    letters = [letter for letter in text[:_SAMPLE] if letter.isalpha()]
    seen = Counter(unicodedata.name(letter, "?").partition(" ")[0] for letter in letters)
    return seen.most_common(1)[0][0] if seen else None


def script_of(language: str) -> str:
    """Return the script that a language is written in."""
    return next((name for name, languages in _SCRIPTS.items() if language in languages), _LATIN)


@lru_cache(maxsize=_REMEMBERED)
def language_of(text: str, tag: str | None = None) -> str | None:
    """Return the language of a text, or None when it cannot be told; the tag stands unless the text contradicts it."""
    written = script(text)
    if written is None:
        return tag
    fits = tag is not None and script_of(tag) == written
    if written not in {_LATIN, _ARABIC}:
        return tag if fits else _SCRIPTS.get(written, (None,))[0]
    if fits and tag not in language_model().languages:
        return tag  # a language that we do not know cannot be told from those we do
    return _by_letters(text, written, tag if fits else None)


def _by_letters(text: str, written: str, tag: str | None) -> str | None:
    if tag is None and written == _ARABIC and _is_persian(text):
        return "fa"
    told = guess(text)
    if told is None or told.size < _FEW:
        return tag or _of_few_letters(text, written)
    sure = told.likelihood >= _UNLIKELY and told.lead >= (_CONTRADICTS if tag else _TELLS)
    return told.language if sure else tag


def _is_persian(text: str) -> bool:
    letters = set(text)
    return bool(letters & _PERSIAN) and not letters & _SORANI


def _of_few_letters(text: str, written: str) -> str | None:
    """In Arabic letters even a word is something: Sorani has letters of its own. A Latin word can be anything."""
    if written != _ARABIC:
        return None
    return "ckb" if set(text) & _SORANI else "ar"
