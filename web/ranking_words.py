"""What other weights mean, in words and drawings: from the figures that were kept when they were made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Any

from markupsafe import Markup, escape

from matchmaker import phrases
from matchmaker.domain.ranker import KeptRanker
from matchmaker.domain.vocabulary import DismissalReason
from matchmaker.i18n import N_, gettext, translations
from matchmaker.matching.rank import Ranker
from matchmaker.services.learning import NAMED_BY

TOLD = 5  # changes that are told in sentences; all of them are drawn below
SILENT = 0.05  # points: a smaller change is not worth a sentence
TOGETHER = 0.15  # share by which all weights together must rise or fall to be worth one


@dataclass(frozen=True, slots=True)
class Bar:
    """One weight: its name, why it is so, and what the `weights` macro draws."""

    name: str
    points: str
    reason: str
    share: float
    """-1 to 1 of the longest bar."""
    was: float | None
    """Where it stood before, likewise; None where nothing is compared or nothing changed."""
    was_points: str


@dataclass(frozen=True, slots=True)
class Trial:
    """One line of how two rankers did on the same later verdicts."""

    question: str
    old: str
    new: str


def bars(ranker: Ranker, language: str, *, old: Ranker | None = None) -> list[Bar]:
    """Return the weights, in the order of the engine; with `old`, also where each stood."""
    before = old or ranker
    longest = max(abs(weight.points) for each in (ranker, before) for weight in each.weights.values()) or 1.0
    found = []
    for feature, weight in ranker.weights.items():
        was = before.weights[feature].points
        found.append(
            Bar(
                name=phrases.feature_name(feature, language),
                points=number(weight.points),
                reason=gettext(weight.reason, language),
                share=weight.points / longest,
                was=was / longest if was != weight.points else None,
                was_points=number(was),
            )
        )
    return found


def told(row: KeptRanker, language: str) -> list[Markup]:
    """Return what these weights change, those changes first that move the order most."""
    return [*_changes(row.note, language), *_together(row.note, language), *_start(row.note, language)]


def trials(row: KeptRanker, language: str) -> list[Trial]:
    """Return how the weights did on what came later, beside those that were in use; nothing when it was not tried."""
    note = row.note
    found = []
    if note.get("order") and None not in note["order"]:
        question = N_("An approved pairing stands before a dismissed one")
        found.append(_trial(question, note["order"], language))
    if note.get("loss"):
        question = N_("Chance that was given to what you then decided")
        found.append(_trial(question, [exp(-loss) for loss in note["loss"]], language))
    return found


def reasons(numbers: Mapping[DismissalReason, int], language: str) -> list[str]:
    """Return reasons of dismissals with how often each was given, the most frequent first."""
    ordered = sorted(numbers.items(), key=lambda each: (-each[1], each[0]))
    return [f"{phrases.label(reason, language)}: {count}" for reason, count in ordered]


def number(points: float) -> str:
    return f"{points:.2f}".replace("-", "\N{MINUS SIGN}")


def _trial(question: str, values: Sequence[float], language: str) -> Trial:
    old, new = (gettext(N_("%(number)d of 100"), language) % {"number": round(100 * value)} for value in values)
    return Trial(gettext(question, language), old, new)


def _changes(note: Mapping[str, Any], language: str) -> Iterator[Markup]:
    dismissed = note.get("dismissed", {})
    for feature, old, new in _telling(note)[:TOLD]:
        facts = {"sign": phrases.feature_name(feature, language), "old": number(old), "new": number(new)}
        naming = next((reason for reason in dismissed if feature in NAMED_BY.get(DismissalReason(reason), ())), None)
        if naming and new > old:
            message = translations(language).ungettext(
                "You dismissed %(num)d pairing for “%(reason)s”: “%(sign)s” rises in weight from %(old)s to %(new)s.",
                "You dismissed %(num)d pairings for “%(reason)s”: “%(sign)s” rises in weight from %(old)s to %(new)s.",
                dismissed[naming],
            )
            facts |= {"reason": phrases.label(DismissalReason(naming), language)}
            yield _filled(message, facts, num=dismissed[naming])
        elif new > old:
            yield _filled(gettext(N_("The weight of “%(sign)s” rises from %(old)s to %(new)s."), language), facts)
        else:
            yield _filled(gettext(N_("The weight of “%(sign)s” falls from %(old)s to %(new)s."), language), facts)


def _telling(note: Mapping[str, Any]) -> list[tuple[str, float, float]]:
    """Return changes that move the order: not those that only rise or fall with all the others."""
    return [
        (feature, old, new)
        for feature, old, new, turn in note["changes"]
        if abs(new - old) >= SILENT and turn * (abs(new) - abs(old)) >= 0 and feature in phrases.FEATURES
    ]


def _together(note: Mapping[str, Any], language: str) -> Iterator[Markup]:
    old, new = note["total"]
    facts = {"old": number(old), "new": number(new)}
    if new > old * (1 + TOGETHER):
        message = N_("All weights together rise from %(old)s to %(new)s: the signs decide more than was assumed.")
        yield _filled(gettext(message, language), facts)
    elif new < old * (1 - TOGETHER):
        message = N_("All weights together fall from %(old)s to %(new)s: the signs decide less than was assumed.")
        yield _filled(gettext(message, language), facts)


def _start(note: Mapping[str, Any], language: str) -> Iterator[Markup]:
    old, new = note["bias"]
    if abs(new - old) >= SILENT:
        message = gettext(N_("Every pair begins with %(new)s points instead of %(old)s."), language)
        yield _filled(message, {"old": number(old), "new": number(new)})


def _filled(message: str, facts: Mapping[str, str], **numbers: int) -> Markup:
    """Put names and numbers into a sentence, each kept apart from its direction."""
    isolated = {name: Markup("<bdi>{}</bdi>").format(value) for name, value in facts.items()}
    return escape(message) % (isolated | numbers)
