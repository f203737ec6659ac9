"""Which language a text is in, from its script and its small words: enough to know whether an encoder can read it.

No model: the tag that people give is believed unless the text plainly contradicts it, for a wrong tag would let an
English-only encoder give Kurmanji a number that means nothing.
"""

import unicodedata
from collections import Counter

from matchmaker.matching.fold import words
from matchmaker.matching.stop_words import STOP_WORDS

_SCRIPTS = {
    "ARABIC": ("ar", "ckb", "fa"),
    "HEBREW": ("he",),
    "SYRIAC": ("syr",),
    "ARMENIAN": ("hy",),
    "GREEK": ("el",),
    "CYRILLIC": ("ru", "uk", "bg", "mk", "sr"),
}
"""Scripts other than Latin, named as Unicode names their letters, with the languages of `domain.language` in each."""

_LATIN = "LATIN"
_SORANI = frozenset("ڕڵێۆەڤ")  # letters that only Kurdish has
_PERSIAN = frozenset("پچژگ")  # letters that Arabic lacks; Sorani has them too, so it is asked first
_CLEAR = 3  # so many small words of one language, and twice those of the tag, contradict a tag
_SAMPLE = 2000  # letters that are looked at; more would not change the answer


def script(text: str) -> str | None:
    """Return the script of most letters, as Unicode names it (LATIN, ARABIC, …), or None without letters."""
    letters = [letter for letter in text[:_SAMPLE] if letter.isalpha()]
    seen = Counter(unicodedata.name(letter, "?").partition(" ")[0] for letter in letters)
    return seen.most_common(1)[0][0] if seen else None


def script_of(language: str) -> str:
    """Return the script that a language is written in."""
    return next((name for name, languages in _SCRIPTS.items() if language in languages), _LATIN)


def language_of(text: str, tag: str | None = None) -> str | None:
    """Return the language of a text, or None when it cannot be told; the tag stands unless the text contradicts it."""
    written = script(text)
    if written is None:
        return tag
    if written != _LATIN:
        if tag is not None and script_of(tag) == written:
            return tag
        return _in_other_script(text, written)
    if tag is not None and script_of(tag) == _LATIN and tag not in STOP_WORDS:
        return tag  # no word list to contradict it with
    tokens = words(text[:_SAMPLE])
    hits = {
        language: sum(token in listed for token in tokens)
        for language, listed in STOP_WORDS.items()
        if script_of(language) == _LATIN
    }
    best = max(hits, key=lambda language: (hits[language], language))
    if tag is not None and script_of(tag) == _LATIN:
        return best if hits[best] >= max(_CLEAR, 2 * hits[tag] + 1) else tag
    return best if hits[best] > 0 else None


def _in_other_script(text: str, written: str) -> str | None:
    if written == "ARABIC":
        letters = set(text[:_SAMPLE])
        if letters & _SORANI:
            return "ckb"
        return "fa" if letters & _PERSIAN else "ar"
    return _SCRIPTS.get(written, (None,))[0]
