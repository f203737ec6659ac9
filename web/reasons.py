"""Why a match got its score, in the reader's words: from the same numbers that made it, never from a second story."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.lists import format_list
from markupsafe import Markup, escape

from matchmaker import phrases
from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.vocabulary import Economy, Format, Landscape, Sector, Verdict
from matchmaker.i18n import LOCALES, N_, gettext
from matchmaker.matching.explain import MET, SIZE
from matchmaker.services import thesaurus

SILENT = 0.05  # points: less would be shown as +0.0


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score: the sentence, and what the `bars` macro draws."""

    sentence: Markup
    label: str
    points: str
    share: float
    """-1 to 1 of the longest bar of this match."""
    feature: str


def reasons(match: Match, language: str) -> list[Reason]:
    """Return the parts of a score that a reader would notice, the weightiest first."""
    parts = _noticed(match)
    longest = max((abs(part["points"]) for part in parts), default=1.0)
    return [
        Reason(
            sentence=sentence(part, language),
            label=_name(part["feature"], language),
            points=signed(shown),
            share=part["points"] / longest,
            feature=part["feature"],
        )
        for part, shown in zip(parts, _to_add_up(match)[1:], strict=True)
    ]


def in_favour(match: Match, language: str, *, at_most: int) -> list[Markup]:
    """Return the sentences of the parts that speak most for a match: why it stands where it stands in a list."""
    parts = [part for part in match.contributions if part["points"] >= SILENT]
    strongest = sorted(parts, key=lambda part: -part["points"])[:at_most]
    return [sentence(part, language) for part in strongest]


def beginning(match: Match) -> str:
    """Return the points that every pair begins with: what is left of the score without its parts."""
    return signed(_to_add_up(match)[0])


def _noticed(match: Match) -> list[dict[str, Any]]:
    parts = [part for part in match.contributions if abs(part["points"]) >= SILENT]
    return sorted(parts, key=lambda part: -abs(part["points"]))


def _to_add_up(match: Match) -> list[float]:
    """Return the beginning and the parts in tenths of a point, so that whoever adds them up gets the score as shown.

    Where plain rounding misses it, those that it changed most are rounded the other way, if they do not vanish.
    """
    points = [part["points"] for part in match.contributions]
    exact = [10 * (match.score - sum(points)), *(10 * part["points"] for part in _noticed(match))]
    shown = [round(each) for each in exact]
    missing = round(10 * match.score) - sum(shown)
    step = 1 if missing > 0 else -1
    order = sorted(range(len(shown)), key=lambda at: (shown[at] + step == 0, step * (shown[at] - exact[at])))
    for turn in range(abs(missing)):
        shown[order[turn % len(order)]] += step
    return [each / 10 for each in shown]


def best_match(pairing: Pairing) -> Match | None:
    """Return the match that the pairing's score comes from; those that only a person can read come last."""
    readable = [match for match in pairing.matches if match.verdict is not Verdict.TO_READ]
    return next(iter(readable or pairing.matches), None)


def signed(points: float) -> str:
    return f"{points:+.1f}".replace("-", "\N{MINUS SIGN}")


def sentence(contribution: Mapping[str, Any], language: str) -> Markup:
    """Return one part of a score as a sentence; words that people wrote stand in <bdi>.

    For a feature of a ranker that these pages do not know yet, its name.
    """
    told = _SENTENCES.get(contribution["feature"])
    if told is None:
        return escape(_name(contribution["feature"], language))
    message, listed = told(_Part(tuple(contribution["evidence"]), contribution["points"] > 0, language))
    return escape(gettext(message, language)) % {"listed": enumerated(listed, language)}


@dataclass(frozen=True, slots=True)
class _Part:
    evidence: tuple[str, ...]
    """As `matchmaker.matching.explain` describes it, feature by feature."""
    good: bool
    language: str


Told = tuple[str, Iterable[str]]
"""A msgid, and what stands for %(listed)s in it."""


def _similarity(part: _Part) -> Told:
    if not part.good:
        return N_("The two texts are far apart in meaning."), ()
    if len(part.evidence) > 1 and all(part.evidence):
        names = [phrases.language_name(tag, part.language) for tag in part.evidence]
        return N_("The two texts are close in meaning, across languages: %(listed)s."), names
    return N_("The two texts are close in meaning."), ()


def _words(part: _Part) -> Told:
    if not part.good:
        return N_("They share hardly any words."), ()
    return (N_("Words in common: %(listed)s."), part.evidence) if part.evidence else (N_("They share words."), ())


def _letters(part: _Part) -> Told:
    if not part.good:
        return N_("They share hardly any parts of words."), ()
    if not part.evidence:
        return N_("They share parts of words."), ()
    return N_("Related words: %(listed)s."), _pairs(part)


def _alignment(part: _Part) -> Told:
    if not part.evidence:
        return (N_("Their words meet.") if part.good else N_("Hardly any of their words meet.")), ()
    return (
        N_("These words meet: %(listed)s.") if part.good else N_("Only few of their words meet: %(listed)s.")
    ), _pairs(part)


def _concepts(part: _Part) -> Told:
    names = thesaurus.subject_names(part.evidence, part.language)
    if not part.good:
        return N_("They speak of different things."), ()
    return (N_("Both speak of: %(listed)s."), names) if names else (N_("Both speak of the same things."), ())


def _sector(part: _Part) -> Told:
    names = [phrases.label(Sector(value), part.language) for value in part.evidence]
    if len(names) == 1:
        return N_("The same field of work: %(listed)s."), names
    return (
        N_("Related fields of work: %(listed)s.") if part.good else N_("Different fields of work: %(listed)s.")
    ), names


def _language(part: _Part) -> Told:
    if not part.good:
        return N_("No common language: an interpreter is needed."), ()
    return N_("Both can work in: %(listed)s."), [phrases.language_name(tag, part.language) for tag in part.evidence]


def _format(part: _Part) -> Told:
    if not part.good:
        return N_("They name different forms of exchange."), ()
    return N_("Both name this form of exchange: %(listed)s."), [
        phrases.label(Format(value), part.language) for value in part.evidence
    ]


def _time(part: _Part) -> Told:
    if not part.good:
        return N_("The times they name do not meet."), ()
    first, last = (*part.evidence, "", "")[:2]
    days = [phrases.long_date(date.fromisoformat(day), part.language) for day in (first, last) if day]
    if first and last:
        return N_("Both have time between these days: %(listed)s."), days
    if first:
        return N_("Both have time from %(listed)s."), days
    return (N_("Both have time until %(listed)s."), days) if last else (N_("The times fit."), ())


def _capacity(part: _Part) -> Told:
    if not part.good:
        return N_("Every place of this offer is taken."), ()
    return N_("Places that this offer still has: %(listed)s."), part.evidence


def _place(part: _Part) -> Told:
    if not part.good:
        return N_("The two places are unlike in size, landscape and economy."), ()
    if not part.evidence:
        return N_("The two places are a little alike."), ()
    named: dict[str, Landscape | Economy] = {each.value: each for each in (*Landscape, *Economy)}
    return N_("The two places are alike: %(listed)s."), [
        gettext(N_("similar size"), part.language) if each == SIZE else phrases.label(named[each], part.language)
        for each in part.evidence
    ]


def _contact(part: _Part) -> Told:
    if part.good:
        return N_("The two institutions have worked together before, or are doing so."), ()
    return N_("An earlier proposal between the two was declined, or their exchange was broken off."), ()


def _freshness(part: _Part) -> Told:
    days = [phrases.long_date(date.fromisoformat(day), part.language) for day in part.evidence]
    if part.good:
        return N_("The older of the two texts was confirmed or changed on %(listed)s."), days
    return N_("The older of the two texts has not been confirmed since %(listed)s."), days


_SENTENCES: dict[str, Callable[[_Part], Told]] = {
    "similarity": _similarity,
    "words": _words,
    "letters": _letters,
    "alignment": _alignment,
    "concepts": _concepts,
    "sector": _sector,
    "language": _language,
    "format": _format,
    "time": _time,
    "capacity": _capacity,
    "place": _place,
    "contact": _contact,
    "freshness": _freshness,
}


def _name(feature: str, language: str) -> str:
    return phrases.feature_name(feature, language) if feature in phrases.FEATURES else feature


def _pairs(part: _Part) -> list[Markup]:
    """Return pairs of words, each word with the direction of its own letters."""
    pairs = [pair.split(MET, maxsplit=1) for pair in part.evidence]
    return [escape(MET).join(isolated(word) for word in pair) for pair in pairs]


def isolated(text: str) -> Markup:
    return Markup("<bdi>{}</bdi>").format(text)


def enumerated(items: Iterable[str], language: str) -> Markup:
    """Return "a, b and c"; what is no markup yet is escaped and stands in <bdi>."""
    shown = [item if isinstance(item, Markup) else isolated(item) for item in items]
    return Markup(format_list(shown, locale=LOCALES[language]))  # noqa: S704 - every item is escaped above
