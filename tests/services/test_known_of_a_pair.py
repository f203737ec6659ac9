"""What the centre knows of two institutions reaches the engine, and learning does not trip over it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from matchmaker.domain.match import Match
from matchmaker.domain.need import Need
from matchmaker.domain.vocabulary import DismissalReason, Economy, Kind, Landscape, ListingStatus, ProposalStatus, Side
from matchmaker.matching.entry import Town
from matchmaker.matching.rank import PRIOR
from matchmaker.services import learning, rankers, registration, review, suggestions
from matchmaker.services.entries import entry
from matchmaker.services.file_format import Sheet
from matchmaker.services.import_files import Change, read_files, take_in
from matchmaker.store.dealings import dealings
from matchmaker.store.session import Database
from tests import world
from tests.encoders import Trigrams
from tests.spreadsheets import Files, writer

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
KNOWN = ("capacity", "place", "contact", "freshness")


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return writer(tmp_path)


def _values(database: Database) -> dict[str, tuple[float, list[str]]]:
    """Return value and evidence of what is known of the only match, besides its texts."""
    suggestions.suggest(database, Trigrams())
    with database.reading() as session:
        (match,) = session.scalars(select(Match))
        return {
            part["feature"]: (part["value"], part["evidence"])
            for part in match.contributions
            if part["feature"] in KNOWN
        }


def test_new_pair_of_towns_is_fresh_has_a_place_left_and_no_past(database: Database) -> None:
    with database.writing() as session:
        ours, theirs = (world.institution(session, side=side, kind=Kind.MUNICIPALITY) for side in Side)
        for town, inhabitants in ((ours, 31_000), (theirs, 62_000)):
            town.inhabitants, town.landscapes, town.economies = inhabitants, ["river", "plain"], ["farming"]
        theirs.economies = ["trade", "farming"]
        need = world.need(session, ours)
        world.offer(session, theirs, capacity=3)
        need.confirmed_at = now() - timedelta(days=180)
        day = need.confirmed_at.date().isoformat()
    values = _values(database)
    likeness, alike = values.pop("place")
    assert values == {"capacity": (0.0, ["3"]), "freshness": (0.5, [day])}
    assert (round(likeness, 3), alike) == (0.733, ["size", "plain", "river", "farming"])


def test_place_that_an_open_proposal_takes_is_taken(database: Database) -> None:
    with database.writing() as session:
        world.proposal(session, status=ProposalStatus.SENT)
    assert _values(database)["capacity"] == (-1.0, ["0"])


@pytest.mark.parametrize(("status", "value"), [(ProposalStatus.DECLINED, -1.0), (ProposalStatus.ACCEPTED, 1.0)])
def test_what_became_of_a_proposal_is_known_when_the_two_are_matched_again(
    database: Database, status: ProposalStatus, value: float
) -> None:
    with database.writing() as session:
        proposal = world.proposal(session, status=status)
        if status is ProposalStatus.ACCEPTED:
            world.exchange(session, accepted=proposal)
    assert _values(database)["contact"] == (value, [])


@SQLITE
def test_pair_that_shares_no_language_is_not_suggested_where_that_is_a_must(database: Database) -> None:
    with database.writing() as session:
        need = world.need(session, world.institution(session, languages=["ku"]))
        world.offer(session, world.institution(session, side=Side.ABROAD, languages=["de"]))
    assert suggestions.suggest(database, Trigrams()) == 1
    with database.writing() as session:
        registration.edit(session, session.get_one(Need, need.id), common_language=True, by=None)
    assert suggestions.suggest(database, Trigrams()) == 0
    with database.reading() as session:
        assert session.scalars(select(Match)).all() == []


@SQLITE
def test_entry_without_dealings_knows_no_places_and_no_past(session: Session) -> None:
    exchange = world.exchange(session)
    match = exchange.proposal.matches[0]
    need, offer = match.need, match.offer
    assert (entry(offer).places_left, entry(need).met, entry(need).town) == (None, frozenset(), Town())
    told = dealings(session)
    assert (entry(offer, told).places_left, entry(need, told).places_left) == (0, None)
    assert entry(need, told).met == {str(offer.institution_id)}
    need.confirmed_at, offer.confirmed_at = None, now()
    assert (entry(need).confirmed_on, entry(offer).confirmed_on) == (None, now().date())


@SQLITE
def test_what_is_saved_or_published_is_confirmed(session: Session) -> None:
    need = world.need(session, world.institution(session), status=ListingStatus.DRAFT)
    assert need.confirmed_at is not None
    long_ago = need.confirmed_at = now() - timedelta(days=400)
    registration.edit(session, need, title=need.title, by=None)
    assert need.confirmed_at > long_ago
    need.confirmed_at = long_ago
    registration.publish(session, need, by=None)
    assert need.confirmed_at > long_ago
    need.confirmed_at = long_ago
    registration.pause(session, need, by=None)
    assert need.confirmed_at == long_ago


@SQLITE
def test_imported_row_that_differs_is_confirmed_and_the_same_again_is_not(session: Session, files: Files) -> None:
    take_in(session, read_files([files()]))
    need = session.scalars(select(Need)).one()
    long_ago = need.confirmed_at = now() - timedelta(days=400)
    take_in(session, read_files([files()]))
    assert need.confirmed_at == long_ago
    take_in(session, read_files([files(need={"urgency": "low"})]))
    assert need.confirmed_at.date() == now().date()


@SQLITE
def test_what_a_place_is_like_and_the_must_come_in_with_a_file(session: Session, files: Files) -> None:
    facts = {"inhabitants": "31000", "landscapes": "River; hills", "economies": "farming"}
    report = take_in(session, read_files([files(facts, {"common_language": "YES"})]))
    assert [row.change for row in report.rows] == [Change.NEW] * len(Sheet)
    need = session.scalars(select(Need)).one()
    place = need.institution
    assert (place.inhabitants, place.chosen_landscapes, place.chosen_economies, need.common_language) == (
        31_000,
        [Landscape.RIVER, Landscape.HILLS],
        [Economy.FARMING],
        True,
    )
    take_in(session, read_files([files({"inhabitants": "", "landscapes": ""}, {"common_language": "no"})]))
    assert (place.inhabitants, place.landscapes, need.common_language) == (None, [], False)


@pytest.mark.parametrize(
    ("institution", "need", "note"),
    [
        ({"inhabitants": "0"}, {}, "inhabitants: 0 is not a number from 1 to 50000000"),
        ({"inhabitants": "31.000"}, {}, "inhabitants: 31.000 is not a number from 1 to 50000000"),
        ({}, {"common_language": "perhaps"}, "common_language: perhaps is neither yes nor no"),
    ],
)
@SQLITE
def test_cell_that_cannot_be_read_refuses_its_row(
    session: Session, files: Files, institution: dict[str, str], need: dict[str, str], note: str
) -> None:
    report = take_in(session, read_files([files(institution, need)]))
    assert report.refused[0].notes == (note,)


@SQLITE
def test_nothing_is_learned_from_what_a_decision_itself_brought_about(session: Session) -> None:
    pairing = world.pairing_with_match(session)
    kept = {"similarity": 1.0, "freshness": 0.5}
    pairing.matches[0].contributions = [
        {"feature": name, "value": value, "points": value, "evidence": []}
        for name, value in (kept | dict.fromkeys(learning.OUTCOMES, -1.0)).items()
    ]
    review.dismiss(session, pairing, reason=DismissalReason.OFF_SUBJECT, by=world.staff(session))
    (decision,) = learning.decisions(session).decisions
    assert decision.values == kept
    assert {"capacity", "contact"} == learning.OUTCOMES


@SQLITE
def test_weights_made_from_an_older_prior_are_still_in_use_and_new_signs_weigh_nothing(session: Session) -> None:
    row = world.ranker(session)
    row.base_version = "prior-2"
    row.weights = {name: weight for name, weight in row.weights.items() if name not in KNOWN}
    rankers.promote(session, row, by=row.made_by)
    used = rankers.current(session)
    assert used.version == row.version
    assert {name: used.weights[name].points for name in KNOWN} == dict.fromkeys(KNOWN, 0.0)
    assert used.weights["sector"] == PRIOR.weights["sector"]
    assert rankers.chosen(session, PRIOR) == used
