"""Weights are chosen by people, taken back with one click, and used by the engine from then on."""

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaker.domain.job import Job
from matchmaker.domain.journal import Entry
from matchmaker.domain.match import Match
from matchmaker.domain.person import Person
from matchmaker.domain.ranker import KeptRanker
from matchmaker.domain.vocabulary import RankerKind, Side
from matchmaker.errors import IllegalStepError, InputError
from matchmaker.matching.rank import GRID, PRIOR, PRIOR_WITHOUT_WORDS
from matchmaker.services import rankers, suggestions
from matchmaker.store.session import Database
from tests import world
from tests.at_once import at_once
from tests.encoders import Trigrams

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
POINTS = {feature: weight.points for feature, weight in PRIOR.weights.items()}
REASONS = {feature: weight.reason for feature, weight in PRIOR.weights.items()}


def _in_use(session: Session) -> list[str]:
    return [row.version for row in session.scalars(select(KeptRanker).where(KeptRanker.in_use))]


def test_without_a_choice_the_shipped_weights_are_in_use(session: Session) -> None:
    assert (rankers.current(session), rankers.in_use(session)) == (PRIOR, None)


def test_chosen_weights_are_in_use_journalled_and_everything_is_ranked_anew(session: Session) -> None:
    by = world.staff(session)
    row = world.ranker(session, by=by)
    rankers.promote(session, row, by=by)
    assert rankers.current(session) == rankers.opened(row)
    assert rankers.current(session).version == f"edited-{row.id}"
    assert [job.subject for job in session.scalars(select(Job))] == ["all"]
    (entry,) = session.scalars(select(Entry))
    assert (entry.action, entry.subject, entry.subject_id, entry.person) == ("ranker:use", "rankers", row.id, by)


def test_one_click_leads_back_step_by_step(session: Session) -> None:
    by = world.staff(session)
    first, second = world.ranker(session, by=by), world.ranker(session, by=by)
    rankers.promote(session, first, by=by)
    rankers.promote(session, second, by=by)
    assert _in_use(session) == [second.version]
    rankers.back(session, by=by)
    assert _in_use(session) == [first.version]
    rankers.back(session, by=by)
    assert (_in_use(session), rankers.current(session)) == ([], PRIOR)
    with pytest.raises(IllegalStepError):
        rankers.back(session, by=by)


@SQLITE
def test_shipped_weights_can_be_had_back_at_once(session: Session) -> None:
    by = world.staff(session)
    for _ in range(2):
        rankers.promote(session, world.ranker(session, by=by), by=by)
    rankers.use_shipped(session, by=by)
    assert rankers.current(session) == PRIOR
    with pytest.raises(IllegalStepError):
        rankers.use_shipped(session, by=by)


@SQLITE
def test_weights_in_use_cannot_be_chosen_again(session: Session) -> None:
    row = world.ranker(session)
    rankers.promote(session, row, by=row.made_by)
    with pytest.raises(IllegalStepError):
        rankers.promote(session, row, by=row.made_by)


@pytest.mark.parametrize(("note", "used"), [({"better": True}, True), ({"better": False}, False), ({}, False)])
@SQLITE
def test_learned_weights_are_used_only_when_they_did_better(
    session: Session,
    note: dict[str, bool],
    used: bool,  # noqa: FBT001
) -> None:
    row = world.ranker(session, kind=RankerKind.LEARNED)
    row.note = note
    try:
        rankers.promote(session, row, by=row.made_by)
    except IllegalStepError:
        assert not used
    assert row.in_use is used


def test_two_who_choose_at_once_leave_one_in_use(database: Database) -> None:
    with database.writing() as session:
        by = world.staff(session)
        rows = [world.ranker(session, by=by).id for _ in range(2)]

    def choose(number: int) -> None:
        with database.writing() as session:
            rankers.promote(session, session.get_one(KeptRanker, rows[number]), by=session.get_one(Person, by.id))

    at_once(choose, times=len(rows))
    with database.reading() as session:
        (row,) = session.scalars(select(KeptRanker).where(KeptRanker.in_use))
        assert {row.id, row.followed_id} == set(rows)


def test_database_refuses_two_in_use(session: Session) -> None:
    world.ranker(session).in_use = True
    session.flush()
    world.ranker(session).in_use = True
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


@SQLITE
def test_weights_set_by_hand_are_kept_with_their_reasons_and_not_used_yet(session: Session) -> None:
    by = world.staff(session)
    row = rankers.edit(
        session,
        points=POINTS | {"language": 1.25},
        reasons=REASONS | {"language": "werger kêm in"},
        bias=-3.1,
        by=by,
    )
    kept = rankers.opened(row)
    assert (kept.weights["language"].points, kept.weights["language"].reason) == (1.25, "werger kêm in")
    assert (kept.bias / GRID).is_integer()
    assert kept.bias == pytest.approx(-3.1, abs=GRID)
    (change,) = row.note["changes"]
    assert change[:3] == ["language", PRIOR.weights["language"].points, 1.25]
    assert row.note["bias"] == [PRIOR.bias, kept.bias]
    assert {name: weight for name, weight in kept.weights.items() if name != "language"} == {
        name: weight for name, weight in PRIOR.weights.items() if name != "language"
    }
    assert rankers.current(session) == PRIOR


@SQLITE
def test_weights_that_change_nothing_are_refused(session: Session) -> None:
    with pytest.raises(InputError):
        rankers.edit(session, points=POINTS, reasons=REASONS, bias=PRIOR.bias, by=world.staff(session))


@SQLITE
def test_weights_made_for_another_engine_are_left_aside(session: Session) -> None:
    row = world.ranker(session)
    rankers.promote(session, row, by=row.made_by)
    assert rankers.chosen(session, PRIOR) == rankers.opened(row)
    assert rankers.chosen(session, PRIOR_WITHOUT_WORDS) == PRIOR_WITHOUT_WORDS
    match = world.pairing_with_match(session).matches[0]
    match.ranker_version = PRIOR_WITHOUT_WORDS.version
    session.flush()
    assert rankers.current(session) == PRIOR_WITHOUT_WORDS
    match.ranker_version = row.version
    session.flush()
    assert rankers.current(session) == rankers.opened(row)


@SQLITE
def test_engine_ranks_with_the_chosen_weights(database: Database) -> None:
    encoder = Trigrams()
    base = PRIOR if encoder.words else PRIOR_WITHOUT_WORDS
    with database.writing() as session:
        world.need(session, world.institution(session))
        world.offer(session, world.institution(session, side=Side.ABROAD))
        row = world.ranker(session)
        row.base_version = base.version
        rankers.promote(session, row, by=row.made_by)
    suggestions.suggest(database, encoder)
    with database.reading() as session:
        match = session.scalars(select(Match)).one()
        assert match.ranker_version == row.version
        chosen = rankers.opened(row)
        assert match.score == chosen.bias + sum(part["points"] for part in match.contributions)
        language = next(part for part in match.contributions if part["feature"] == "language")
        assert language["points"] == chosen.points("language", np.array(1.0)) != PRIOR.points("language", np.array(1.0))
