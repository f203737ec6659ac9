"""A match in one sentence, made from what speaks for it: for a reader who will not look at the parts.

Each sentence stands whole in the catalogue: pieces of one language put together are no sentence of another.
"""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from matchmaker import phrases
from matchmaker.domain.match import Match
from matchmaker.i18n import N_, gettext
from matchmaker.services import thesaurus
from web.reasons import SILENT, enumerated

NAMED = 3  # subjects or languages: a sentence with more is a list

_GISTS = {
    ("subjects", True, True): N_(
        "Both speak of %(subjects)s, in the same field, and have a language in common: %(languages)s."
    ),
    ("subjects", True, False): N_("Both speak of %(subjects)s, in the same field."),
    ("subjects", False, True): N_("Both speak of %(subjects)s, and have a language in common: %(languages)s."),
    ("subjects", False, False): N_("Both speak of %(subjects)s."),
    ("meaning", True, True): N_(
        "Their texts are close in meaning, in the same field, and they have a language in common: %(languages)s."
    ),
    ("meaning", True, False): N_("Their texts are close in meaning, in the same field."),
    ("meaning", False, True): N_(
        "Their texts are close in meaning, and they have a language in common: %(languages)s."
    ),
    ("meaning", False, False): N_("Their texts are close in meaning."),
    ("", True, True): N_("Both work in the same field, and have a language in common: %(languages)s."),
    ("", True, False): N_("Both work in the same field."),
    ("", False, True): N_("They have a language in common: %(languages)s."),
    ("", False, False): N_("Little of what they say speaks for this match."),
}
"""By what they speak of alike, whether the field is the same, and whether there is a common language."""


def gist(match: Match, language: str) -> Markup:
    good: dict[str, Mapping[str, Any]] = {
        part["feature"]: part for part in match.contributions if part["points"] >= SILENT
    }
    subjects = thesaurus.subject_names(good["concepts"]["evidence"], language) if "concepts" in good else []
    alike = "subjects" if subjects else "meaning" if good.keys() & {"similarity", "alignment"} else ""
    same_field = "sector" in good and len(good["sector"]["evidence"]) == 1
    tags = good["language"]["evidence"] if "language" in good else []
    names = [phrases.language_name(tag, language) for tag in tags]
    return escape(gettext(_GISTS[alike, same_field, bool(names)], language)) % {
        "subjects": enumerated(subjects[:NAMED], language),
        "languages": enumerated(names[:NAMED], language),
    }
