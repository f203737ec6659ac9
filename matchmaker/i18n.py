"""One catalogue for pages, mails and reasons: English msgids, translated into Kurmanji and Arabic.

The `.po` files are read as they are (a few milliseconds, once per process): nothing to compile, nothing to go stale.
"""

import io
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LANGUAGES = {"en": "English", "ku": "Kurmancî", "ar": "العربية"}
"""Interface languages by BCP 47 tag, each named in itself."""

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "fa", "he", "syr", "arc", "aii", "ur"})

LOCALES = {"en": "en_GB", "ku": "ku", "ar": "ar_SY"}
"""Babel's locale for dates and numbers: `ar_SY` names the months as the Levant does; `ku_SY` does not exist."""

_CATALOGUES = Path(__file__).parent / "locale"


def direction(language: str) -> str:
    """Return `rtl` or `ltr`, for the `dir` attribute of a text in this language."""
    return "rtl" if language.split("-", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr"


@cache
def translations(language: str) -> NullTranslations:
    """Return the catalogue of an interface language; English and unknown tags give the msgids themselves."""
    path = _CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if language == "en" or not path.exists():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def gettext(message: str, language: str) -> str:
    return translations(language).ugettext(message)


def pgettext(context: str, message: str, language: str) -> str:
    return translations(language).upgettext(context, message)


def ngettext(one: str, many: str, number: int, language: str) -> str:
    return translations(language).ungettext(one, many, number)


def N_(message: str) -> str:  # noqa: N802 - gettext's established name for "mark for translation, translate later"
    return message


def NP_(context: str, message: str) -> tuple[str, str]:  # noqa: N802 - likewise, with a context for the translator
    return context, message
