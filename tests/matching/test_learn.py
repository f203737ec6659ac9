"""Learning from decisions helps early, does no harm when verdicts mean nothing, and is judged by what came later."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from matchmaker.matching import learn
from matchmaker.matching.features import NAMES
from matchmaker.matching.learn import Change, Decision, Judgement
from matchmaker.matching.rank import GRID, PRIOR, PRIOR_WITHOUT_WORDS, Ranker, Weight
from tests.matching.reviewers import ASSUMED, FIRST_DAY, Reviewer, candidates, ndcg, of_texts

SEEDS = range(10)
HARM = 0.01  # nDCG that learning may cost
FEW = 30  # decisions: what staff make in two or three weeks


def _twice(name: str) -> float:
    return 2.0 if name == "language" else 1.0


def _facts_first(name: str) -> float:
    return 0.6 if of_texts(name) else 2.0


def _gains(reviewer: Reviewer) -> list[float]:
    """By how much learning from a few decisions brings the order closer to what the reviewer wants, seed by seed."""
    gains = []
    for seed in SEEDS:
        learned = learn.fit(reviewer.decides(np.random.default_rng(seed), number=FEW), reviewer.assumed)
        before, after = (ndcg(each, reviewer, np.random.default_rng([seed, 1])) for each in (reviewer.assumed, learned))
        gains.append(after - before)
    return gains


def _ranker(**points: float) -> Ranker:
    weights = {name: Weight(points.get(name, PRIOR.weights[name].points), "as told") for name in NAMES}
    return replace(PRIOR, version="other", weights=weights)


def _decision(good: bool, *, day: int = 0, **values: float) -> Decision:  # noqa: FBT001 - reads well
    return Decision(values, good, FIRST_DAY + timedelta(days=day))


@pytest.mark.parametrize("taste", [_twice, _facts_first])
def test_thirty_decisions_of_a_reviewer_with_a_taste_make_a_better_order(taste: Callable[[str], float]) -> None:
    gains = _gains(Reviewer(taste))
    assert sum(gain > 0 for gain in gains) >= 9
    assert min(gains) >= -HARM


@pytest.mark.parametrize("assumed", [ASSUMED, PRIOR, PRIOR_WITHOUT_WORDS], ids=lambda ranker: ranker.version)
@pytest.mark.parametrize("taste", [None, _twice])
def test_thirty_verdicts_do_no_harm_even_random_ones(taste: Callable[[str], float] | None, assumed: Ranker) -> None:
    assert min(_gains(Reviewer(taste, assumed))) >= -HARM


def test_more_decisions_bring_the_order_closer() -> None:
    reviewer, rng = Reviewer(_facts_first), np.random.default_rng(1)
    decided = reviewer.decides(rng, number=300)
    few, many = (learn.fit(decided[:number], ASSUMED) for number in (FEW, 300))
    reached = [ndcg(each, reviewer, np.random.default_rng(2)) for each in (ASSUMED, few, many)]
    assert reached == sorted(reached)


def test_without_decisions_the_prior_stays() -> None:
    assert learn.fit([], PRIOR) == replace(PRIOR, version="learned")


def test_probability_of_what_is_shown_comes_to_what_was_approved() -> None:
    decided = Reviewer(_twice).decides(np.random.default_rng(3), number=300)
    learned = learn.fit(decided, ASSUMED)
    scored = learn.scores(learned, learn.matrix([each.values for each in decided]))
    expected = np.mean([learned.probability(score) for score in scored.tolist()])
    assert expected == pytest.approx(np.mean([each.good for each in decided]), abs=0.02)


def test_learned_weights_and_bias_are_whole_steps_of_the_grid() -> None:
    learned = learn.fit(Reviewer(_twice).decides(np.random.default_rng(4), number=FEW), ASSUMED, version="learned-1")
    moved = [weight.points for name, weight in learned.weights.items() if weight != ASSUMED.weights[name]]
    assert len(moved) > 1
    assert [points for points in [*moved, learned.bias] if points % learn.STEP or learn.STEP % GRID] == []
    assert (learned.version, learned.ceiling) == ("learned-1", ASSUMED.ceiling)
    assert [weight.reason for weight in learned.weights.values()] == [each.reason for each in ASSUMED.weights.values()]


@pytest.mark.parametrize(("number", "turned"), [(FEW, False), (learn.MANY, True)])
def test_sign_of_a_weight_turns_only_after_many_decisions(number: int, turned: bool) -> None:  # noqa: FBT001
    """Here all good pairs are close in meaning, and share no language."""
    pairs = [(True, 4.0, -1.0), (False, 2.0, 1.0), (True, 3.0, -1.0), (False, 3.0, 1.0)] * (number // 4)
    decided = [_decision(good, similarity=near, language=common) for good, near, common in pairs]
    points = learn.fit(decided, ASSUMED).weights["language"].points
    assert (points < 0) == turned
    assert turned or points >= 0


def test_reason_that_names_a_feature_lets_its_weight_move_further() -> None:
    plain = [_decision(place % 2 == 0, language=-1.0 if place % 2 else 1.0, similarity=4.0) for place in range(20)]
    named = [each if each.good else replace(each, named=frozenset({"language"})) for each in plain]
    weights = [learn.fit(decided, ASSUMED).weights["language"].points for decided in (plain, named)]
    assert ASSUMED.weights["language"].points < weights[0] < weights[1]


def test_decision_that_weighs_twice_counts_as_two() -> None:
    once = [_decision(good, language=value) for good, value in ((True, 1.0), (False, -1.0), (True, 1.0))]
    doubled = [*once, once[0]]
    assert learn.fit([replace(once[0], weight=2.0), *once[1:]], ASSUMED) == learn.fit(doubled, ASSUMED)


def test_unknown_values_count_like_no_points() -> None:
    assert learn.matrix([{NAMES[0]: 2.0, NAMES[1]: math.nan}, {}]).tolist() == [
        [2.0, *[0.0] * (len(NAMES) - 1)],
        [0.0] * len(NAMES),
    ]


def test_scores_are_what_the_engine_would_give() -> None:
    pairs = candidates(np.random.default_rng(5), number=20)
    summed = [
        PRIOR.bias + sum(float(PRIOR.points(name, np.array(value))) for name, value in pair.items()) for pair in pairs
    ]
    assert learn.scores(PRIOR, learn.matrix(pairs)).tolist() == summed


def test_latest_decisions_judge_what_the_earlier_ones_taught() -> None:
    decided = [_decision(good=True, day=day) for day in (9, 1, 5, 2, 8, 3, 4, 7, 6, 0)]
    earlier, later = learn.split(decided)
    days = [[(each.day - FIRST_DAY).days for each in part] for part in (earlier, later)]
    assert days == [[0, 1, 2, 3, 4, 5, 6], [7, 8, 9]]


def test_judgement_by_hand() -> None:
    later = [_decision(good, language=value) for good, value in ((True, 1.0), (False, -1.0), (False, 1.0)) * 2]
    flat = replace(_ranker(**dict.fromkeys(NAMES, 0.0)), bias=0.0, ceiling=1.0)
    steep = replace(flat, weights={**flat.weights, "language": Weight(1.0, "told")})
    judged = learn.judge(flat, steep, later)
    assert judged
    assert (judged.decisions, judged.old_order, judged.new_order) == (6, 0.5, 0.75)
    assert judged.old_loss == pytest.approx(math.log(2))
    right, wrong = math.log1p(math.exp(-1)), math.log1p(math.exp(1))
    assert judged.new_loss == pytest.approx((right + right + wrong) / 3)
    assert judged.better is (judged.new_loss < judged.old_loss)


@pytest.mark.parametrize(
    ("new_loss", "new_order", "better"),
    [(0.4, 0.8, True), (0.4, 0.7, True), (0.4, 0.6, False), (0.5, 0.8, False), (0.6, 0.8, False), (0.4, None, False)],
)
def test_new_ranker_is_better_when_it_is_closer_and_orders_no_worse(
    new_loss: float,
    new_order: float | None,
    better: bool,  # noqa: FBT001
) -> None:
    assert Judgement(9, 0.5, new_loss, 0.7 if new_order else None, new_order).better is better


def test_too_few_later_decisions_judge_nobody() -> None:
    assert learn.judge(PRIOR, PRIOR, [_decision(good=True)] * (learn.FEWEST_LATER - 1)) is None


def test_decisions_that_all_went_one_way_tell_of_no_order() -> None:
    judged = learn.judge(PRIOR, PRIOR, [_decision(good=True)] * learn.FEWEST_LATER)
    assert judged
    assert (judged.old_order, judged.new_order, judged.better) == (None, None, False)


def test_changes_come_with_those_first_that_move_the_order() -> None:
    first, second, third = NAMES[:3]
    nothing = dict.fromkeys(NAMES, 0.0)
    old = _ranker(**nothing | {first: 1.0, second: 1.0})
    assert learn.changes(old, replace(old, version="copy")) == ()
    grown = _ranker(**nothing | {first: 2.0, second: 2.0})
    assert learn.changes(old, grown) == (Change(first, 1.0, 2.0, 0.0), Change(second, 1.0, 2.0, 0.0))
    turned = _ranker(**nothing | {first: 2.0, second: 0.5, third: 1.5})
    moved = [(each.feature, each.turn) for each in learn.changes(old, turned)]
    assert moved == [(second, -0.375), (third, 0.375), (first, 0.0)]
