"""Why not the next ones: what speaks less for them, from the differences of the parts of two scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from matchmaker.domain.match import Match
from matchmaker.domain.vocabulary import Verdict
from matchmaker.i18n import N_, gettext
from web.reasons import SILENT, sentence

ALSO = 0.5  # share of the largest difference from which a second one is told, too

_LESS = {
    "similarity": N_("Its text is less close in meaning."),
    "words": N_("It shares fewer words."),
    "letters": N_("It shares fewer related words."),
    "alignment": N_("Its words meet less well."),
    "concepts": N_("It speaks less of the same things."),
    "place": N_("Its place is less alike."),
    "freshness": N_("It was confirmed or changed longer ago."),
}
"""Where both were compared; for the other facts, what is true of the other one is said instead."""

_UNKNOWN = {
    "similarity": N_("Its text could not be compared."),
    "alignment": N_("Its words could not be compared."),
    "concepts": N_("It speaks of nothing that is in our thesaurus."),
    "sector": N_("It names no field of work."),
    "language": N_("It names no language."),
    "format": N_("It names no form of exchange."),
    "time": N_("It names no time."),
    "capacity": N_("It does not say how many exchanges it can carry."),
    "place": N_("Its place could not be compared."),
    "contact": N_("The two institutions have not worked together yet."),
    "freshness": N_("It does not say when it was last confirmed."),
}


@dataclass(frozen=True, slots=True)
class NextBest:
    match: Match
    why: list[Markup]


def next_best(match: Match, following: Sequence[Match], language: str) -> list[NextBest]:
    return [NextBest(other, _why(match, other, language)) for other in following]


def differences(match: Match, other: Match) -> list[tuple[str, float]]:
    """Return by how many points each feature speaks less for the other, the largest difference first."""
    mine, theirs = (_by_feature(each) for each in (match, other))
    less = {name: _points(mine, name) - _points(theirs, name) for name in mine | theirs}
    return sorted(((name, points) for name, points in less.items() if points >= SILENT), key=lambda each: -each[1])


def _why(match: Match, other: Match, language: str) -> list[Markup]:
    if other.verdict is Verdict.TO_READ:
        return [escape(gettext(N_("The software cannot read it: a person has to compare it."), language))]
    found = differences(match, other)
    told = [name for name, points in found[:2] if points >= ALSO * found[0][1]]
    if not told:
        return [escape(gettext(N_("Hardly anything speaks less for it."), language))]
    parts = _by_feature(other)
    return [_less(name, parts, language) for name in told]


def _less(name: str, parts: dict[str, dict[str, Any]], language: str) -> Markup:
    message = _LESS.get(name) if name in parts else _UNKNOWN.get(name)
    if message:
        return escape(gettext(message, language))
    return sentence(parts.get(name) or {"feature": name, "points": 0.0, "evidence": ()}, language)


def _by_feature(match: Match) -> dict[str, dict[str, Any]]:
    return {part["feature"]: part for part in match.contributions}


def _points(parts: dict[str, dict[str, Any]], name: str) -> float:
    return float(parts[name]["points"]) if name in parts else 0.0
