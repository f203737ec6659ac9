"""The Jinja environment: one per language, with the words and the small functions that every template may use."""

import hashlib
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from matchmaker import phrases
from matchmaker.domain.vocabulary import Sector
from matchmaker.i18n import LANGUAGES, direction, translations
from matchmaker.matching.rank import band
from matchmaker.services import thesaurus
from web.marking import marked, met_words

FOLDER = Path(__file__).parent
HASH_LENGTH = 12  # hex digits: enough to tell two versions of a file apart


@cache
def environment(language: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]  # the extension's
    made.globals.update(language_globals(language))
    return made


def language_globals(language: str) -> dict[str, Any]:
    def shown_date(day: date | datetime | None) -> str:
        if day is None:
            return ""
        return phrases.long_date(day.date() if isinstance(day, datetime) else day, language)

    def label(value: StrEnum) -> str:
        return phrases.label(value, language)

    def whole_number(number: int | None) -> str:
        return "" if number is None else phrases.whole_number(number, language)

    def language_name(tag: str) -> str:
        return phrases.language_name(tag, language)

    def country_name(code: str) -> str:
        return phrases.country_name(code, language)

    def words_in(text: str, written_in: str, sector: Sector | None = None) -> tuple[thesaurus.Term, ...]:
        return thesaurus.glossary(text, written_in, language, sector)

    def topic_names(ids: list[str]) -> list[str]:
        return thesaurus.topic_names(ids, language)

    return {
        "language": language,
        "direction": direction(language),
        "languages": LANGUAGES,
        "text_dir": direction,
        "date": shown_date,
        "label": label,
        "whole_number": whole_number,
        "language_name": language_name,
        "country_name": country_name,
        "words_in": words_in,
        "topic_names": topic_names,
        "marked": marked,
        "met_words": met_words,
        "static": static_path,
        "band_of": band,
    }


@cache
def static_path(name: str) -> str:
    """Return the address of a static file with the hash of its content, so that browsers may keep it for ever."""
    content = (FOLDER / "static" / name).read_bytes()
    return f"/static/{name}?{hashlib.sha256(content).hexdigest()[:HASH_LENGTH]}"
