"""What is heard of the decisions, what is learned from them, and what it would change."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from matchmaker.domain.match import Pairing
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.vocabulary import (
    Answer,
    DeclineReason,
    DismissalReason,
    ProposalStatus,
    RankerKind,
    Side,
    Verdict,
)
from matchmaker.matching.features import NAMES
from matchmaker.matching.rank import PRIOR, Ranker
from matchmaker.services import learning, rankers, review
from matchmaker.services.learning import FEWEST, NAMED_BY, SILENT_REASONS, TOP
from tests import world
from tests.services import verdicts

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SPEAKING = sorted(set(DismissalReason) - SILENT_REASONS)


def _answered(session: Session, pairing: Pairing, status: ProposalStatus, reason: DeclineReason | None) -> Proposal:
    made = world.proposal(session, pairing=pairing, status=status)
    for part in made.parts:
        part.answered_at = now()
        part.answer = Answer.ACCEPTED
    if status is ProposalStatus.DECLINED:
        made.part(Side.ABROAD).answer, made.part(Side.ABROAD).reason = Answer.DECLINED, reason
    session.flush()
    return made


@pytest.mark.parametrize("reason", SPEAKING)
@SQLITE
def test_dismissal_that_speaks_of_the_match_is_heard_as_not_good(session: Session, reason: DismissalReason) -> None:
    pairing = world.pairing_with_match(session, score=2.5)
    review.dismiss(session, pairing, reason=reason, by=world.staff(session), note="as said")
    heard = learning.decisions(session)
    (decision,) = heard.decisions
    assert (decision.values, decision.good, decision.weight) == ({"similarity": 1.0}, False, 1.0)
    assert decision.named == NAMED_BY.get(reason, frozenset())
    assert (heard.dismissed, heard.left_out, heard.approved) == ({reason: 1}, {}, 0)


@pytest.mark.parametrize("reason", sorted(SILENT_REASONS))
@SQLITE
def test_dismissal_that_says_nothing_of_the_match_is_left_out(session: Session, reason: DismissalReason) -> None:
    review.dismiss(session, world.pairing_with_match(session), reason=reason, by=world.staff(session))
    heard = learning.decisions(session)
    assert (heard.decisions, heard.dismissed, heard.left_out) == ([], {}, {reason: 1})


@SQLITE
def test_what_is_undecided_or_only_for_a_person_to_read_is_not_learned_from(session: Session) -> None:
    by = world.staff(session)
    world.pairing_with_match(session)
    review.snooze(session, world.pairing_with_match(session), until=now().date() + timedelta(days=1), by=by)
    review.mark_to_read(session, world.pairing_with_match(session), by=by)
    review.approve(session, world.pairing_with_match(session, probability=None), by=by)
    heard = learning.decisions(session)
    assert (heard.decisions, heard.unread) == ([], 1)


@pytest.mark.parametrize(
    ("status", "reason", "taught"),
    [
        (ProposalStatus.ACCEPTED, None, (True, 2.0, frozenset())),
        (ProposalStatus.DECLINED, DeclineReason.NOT_OUR_FIELD, (False, 1.0, frozenset({"sector"}))),
        (ProposalStatus.DECLINED, DeclineReason.NO_CAPACITY, (True, 1.0, frozenset())),
        (ProposalStatus.DECLINED, DeclineReason.NOT_APPROVED, (True, 1.0, frozenset())),
        (ProposalStatus.SENT, None, (True, 1.0, frozenset())),
    ],
)
@SQLITE
def test_answer_of_the_partners_speaks_after_the_verdict_of_staff(
    session: Session,
    status: ProposalStatus,
    reason: DeclineReason | None,
    taught: tuple[bool, float, frozenset[str]],
) -> None:
    pairing = world.pairing_with_match(session)
    review.approve(session, pairing, by=world.staff(session))
    _answered(session, pairing, status, reason)
    (decision,) = learning.decisions(session).decisions
    assert (decision.good, decision.weight, decision.named) == taught


def test_reasons_name_features_that_there_are() -> None:
    assert frozenset[str]().union(*NAMED_BY.values()) - set(NAMES) == frozenset()


@SQLITE
def test_too_few_decisions_teach_nothing(session: Session) -> None:
    by = world.staff(session)
    verdicts.judged(session, number=FEWEST - 1, by=by)
    assert learning.learn(session, by=by) is None
    assert rankers.kept(session) == []


@SQLITE
def test_decisions_that_all_went_one_way_teach_nothing(session: Session) -> None:
    by = world.staff(session)
    for pairing in verdicts.more_waiting(session, number=FEWEST):
        review.approve(session, pairing, by=by)
    assert learning.learn(session, by=by) is None


def test_learned_weights_are_kept_with_what_they_were_learned_from_and_are_not_in_use(session: Session) -> None:
    by = world.staff(session)
    pairings = verdicts.judged(session, number=40, by=by)
    row = learning.learn(session, by=by)
    assert row
    assert (row.kind, row.made_by, row.in_use, row.base_version) == (RankerKind.LEARNED, by, False, PRIOR.version)
    assert (row.note["decisions"], row.note["earlier"], row.note["later"]) == (40, 28, 12)
    of_verdict = [pairing.verdict for pairing in pairings]
    assert row.note["approved"] == of_verdict.count(Verdict.APPROVED)
    assert sum(row.note["dismissed"].values()) == of_verdict.count(Verdict.DISMISSED)
    assert row.note["better"] is (
        row.note["loss"][1] < row.note["loss"][0] and row.note["order"][1] >= row.note["order"][0]
    )
    learned = rankers.opened(row)
    moved = {name: (old, new) for name, old, new, _ in row.note["changes"]}
    assert moved["language"] == (PRIOR.weights["language"].points, learned.weights["language"].points)
    assert moved["language"][0] < moved["language"][1]
    assert rankers.current(session) == PRIOR


@SQLITE
def test_learning_again_from_the_same_decisions_gives_the_same_weights(session: Session) -> None:
    """Also when the first ones are in use: no decision counts twice."""
    by = world.staff(session)
    verdicts.judged(session, number=40, by=by)
    first = learning.learn(session, by=by)
    assert first
    first.note = {**first.note, "better": True}
    rankers.promote(session, first, by=by)
    second = learning.learn(session, by=by)
    assert second
    assert (second.weights, second.bias) == (first.weights, first.bias)
    assert second.note["changes"] == []


@SQLITE
def test_learning_starts_from_the_weights_that_staff_have_set(session: Session) -> None:
    by = world.staff(session)
    verdicts.judged(session, number=40, by=by)
    shipped = learning.learn(session, by=by)
    by_hand = world.ranker(session, by=by)
    rankers.promote(session, by_hand, by=by)
    around = learning.learn(session, by=by)
    assert shipped
    assert around
    assert (shipped.prior_id, around.prior_id) == (None, by_hand.id)
    assert around.weights["language"]["points"] > shipped.weights["language"]["points"]


@SQLITE
def test_preview_ranks_what_waits_as_the_weights_would(session: Session) -> None:
    by = world.staff(session)
    verdicts.judged(session, number=5, by=by)  # decided: they keep their places
    pairings = verdicts.more_waiting(session, number=30)
    other = rankers.opened(world.ranker(session, by=by))
    values = {
        pairing.id: {part["feature"]: part["value"] for part in pairing.matches[0].contributions}
        for pairing in pairings
    }
    ranked = {
        name: sorted(values, key=lambda at: (-_score(ranker, values[at]), at))
        for name, ranker in (("before", PRIOR), ("after", other))
    }
    seen = learning.preview(session, other)
    assert [place.pairing.id for place in seen.before] == ranked["before"][:TOP]
    assert [place.pairing.id for place in seen.after] == ranked["after"][:TOP]
    assert [place.after for place in seen.after] == list(range(1, TOP + 1))
    moved = sum(one != two for one, two in zip(ranked["before"], ranked["after"], strict=True))
    assert (seen.total, seen.moved) == (30, moved)
    assert moved > 0


@SQLITE
def test_preview_of_the_weights_in_use_moves_nothing(session: Session) -> None:
    verdicts.more_waiting(session, number=5)
    seen = learning.preview(session, PRIOR)
    assert (seen.total, seen.moved, list(seen.before)) == (5, 0, list(seen.after))


def _score(ranker: Ranker, values: dict[str, float]) -> float:
    return sum(ranker.weights[name].points * value for name, value in values.items())
