"""Pairings that somebody with a clear preference has judged, with values as the engine keeps them."""

import math
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from matchmaker.domain.match import Pairing
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import DismissalReason
from matchmaker.matching import learn
from matchmaker.matching.rank import PRIOR
from matchmaker.services import review
from tests import world
from tests.matching.reviewers import Reviewer, candidates


def waiting(session: Session, values: Sequence[dict[str, float]]) -> list[Pairing]:
    """Add a pairing with one match for each pair of values, ranked with the shipped weights."""
    made = []
    for pair, score in zip(values, learn.scores(PRIOR, learn.matrix(values)).tolist(), strict=True):
        pairing = world.pairing_with_match(session, score=score, probability=PRIOR.probability(score))
        (match,) = pairing.matches
        match.ranker_version = PRIOR.version
        match.contributions = [
            {"feature": name, "value": value, "points": value * PRIOR.weights[name].points, "evidence": []}
            for name, value in pair.items()
            if not math.isnan(value)
        ]
        made.append(pairing)
    session.flush()
    return made


def judged(session: Session, *, number: int, by: Person) -> list[Pairing]:
    """Add pairings and verdicts of somebody to whom nothing matters more than a common language."""
    most = max(weight.points for weight in PRIOR.weights.values()) / PRIOR.weights["language"].points
    reviewer = Reviewer(lambda name: most if name == "language" else 1.0, PRIOR)
    decided = reviewer.decides(np.random.default_rng(7), number=number)
    pairings = waiting(session, [dict(each.values) for each in decided])
    for place, (pairing, decision) in enumerate(zip(pairings, decided, strict=True)):
        if decision.good:
            review.approve(session, pairing, by=by)
        elif "language" in decision.named:
            review.dismiss(session, pairing, reason=DismissalReason.NO_COMMON_LANGUAGE, by=by)
        else:
            review.dismiss(session, pairing, reason=DismissalReason.OFF_SUBJECT, by=by)
        pairing.decided_at = now() - timedelta(days=number - place)
    session.flush()
    return pairings


def more_waiting(session: Session, *, number: int) -> list[Pairing]:
    return waiting(session, candidates(np.random.default_rng(8), number=number, ranker=PRIOR))
