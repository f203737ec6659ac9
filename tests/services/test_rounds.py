"""The week's round: what it may show, who goes first, and what is kept of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from matchmaker.domain.institution import Institution
from matchmaker.domain.journal import Entry
from matchmaker.domain.match import Pairing
from matchmaker.domain.round import RoundPairing
from matchmaker.domain.vocabulary import ExchangeStatus, ProposalStatus, Side, Urgency, Verdict
from matchmaker.errors import InputError
from matchmaker.services import review, rounds
from matchmaker.services.review import QueueFilter
from matchmaker.services.rounds import Figures, Sharing
from matchmaker.store import pairings
from tests import world

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PATIENT = Sharing(days=365)
"""Nobody is owed a look before a year has passed."""


@pytest.fixture
def partner(session: Session) -> Institution:
    return world.institution(session, side=Side.ABROAD, name="Klinikum am Deich")


def asking(
    session: Session, partner: Institution, *, probability: float | None = 0.5, waits: int = 0, name: str = "Roj"
) -> Pairing:
    """Add an institution with a need that one offer of the partner meets."""
    nes = world.institution(session, name=name)
    pairing = world.pairing_with_match(session, nes=nes, abroad=partner, probability=probability)
    pairing.matches[0].suggested_at = now() - timedelta(days=waits)
    session.flush()
    return pairing


def shown(session: Session, sharing: Sharing) -> list[int]:
    return list(rounds.preview(session, sharing).shared.pairings)


def test_open_round_is_kept_with_what_comes_next_and_journalled(session: Session, partner: Institution):
    first, second = asking(session, partner, probability=0.8), asking(session, partner, probability=0.4)
    by = world.staff(session)
    opened = rounds.open_round(session, by=by, sharing=Sharing(contacts=1, days=365))
    session.flush()
    assert rounds.latest(session) is opened
    assert (opened.opened_by, opened.settings) == (by, {"per_need": 3, "contacts": 1, "days": 365})
    assert opened.totals == {"pairings": 1, "value": 0.8, "reached": 2, "institutions": 3, "short": 0}
    kept = session.execute(select(RoundPairing.pairing_id, RoundPairing.place, RoundPairing.alternate)).all()
    assert sorted(kept) == [(first.id, 1, False), (second.id, 1, True)]
    entry = session.scalars(select(Entry)).one()
    assert (entry.action, entry.subject_id, entry.details) == ("round:open", opened.id, {"pairings": 1})


@SQLITE
def test_round_of_nothing_is_refused(session: Session):
    with pytest.raises(InputError):
        rounds.open_round(session, by=world.staff(session), sharing=Sharing())
    assert rounds.latest(session) is None


@SQLITE
def test_partner_with_proposals_before_it_is_shown_less(session: Session, partner: Institution):
    for _ in range(3):
        asking(session, partner)
    assert len(shown(session, PATIENT)) == 2
    world.proposal(
        session, pairing=asking(session, partner), status=ProposalStatus.SENT
    ).pairing.verdict = Verdict.APPROVED
    session.flush()
    assert len(shown(session, PATIENT)) == 1
    review.approve(session, asking(session, partner), by=world.staff(session))  # its proposal is still to be written
    session.flush()
    assert shown(session, PATIENT) == []


@SQLITE
def test_exchange_under_way_takes_a_place_and_a_closed_one_gives_it_back(session: Session, partner: Institution):
    pairing = asking(session, partner)
    exchange = world.exchange(
        session, accepted=world.proposal(session, pairing=pairing, status=ProposalStatus.ACCEPTED)
    )
    assert shown(session, PATIENT) == []
    exchange.status = ExchangeStatus.CLOSED
    session.flush()
    assert shown(session, PATIENT) == [pairing.id]


@SQLITE
def test_urgent_need_goes_first_among_similar_and_its_score_stays(session: Session, partner: Institution):
    better, urgent = asking(session, partner, probability=0.6), asking(session, partner, probability=0.5)
    one = Sharing(contacts=1, days=365)
    assert shown(session, one) == [better.id]
    urgent.matches[0].need.urgency = Urgency.URGENT
    session.flush()
    planned = rounds.preview(session, one)
    assert (planned.shared.pairings, planned.figures.value) == ((urgent.id,), 0.75)
    assert (urgent.matches[0].probability, urgent.score) == (0.5, 3.0)


def test_need_that_waits_too_long_goes_before_a_better_match(session: Session, partner: Institution):
    better, old = asking(session, partner, probability=0.9), asking(session, partner, probability=0.1, waits=20)
    one = Sharing(contacts=1, days=14)
    planned = rounds.preview(session, one)
    assert planned.shared.pairings == (old.id,)
    assert (planned.figures.longest_wait, planned.plain.longest_wait) == (0, 20)
    assert planned.worst == better.nes
    last_week = rounds.open_round(session, by=world.staff(session), sharing=one)
    last_week.opened_at = now() - timedelta(days=7)
    better.matches[0].suggested_at = now() - timedelta(days=6)
    session.flush()
    assert shown(session, one) == [better.id]  # the other was looked at a week ago


@SQLITE
def test_need_would_wait_too_long_before_the_next_round_comes(session: Session, partner: Institution):
    better = asking(session, partner, probability=0.9)
    old = asking(session, partner, probability=0.1, waits=8)  # in a week it would be 15 days
    assert shown(session, Sharing(contacts=1, days=14)) == [old.id]
    assert shown(session, Sharing(contacts=1, days=15)) == [better.id]


@SQLITE
def test_round_opened_again_on_the_same_day_shows_the_same(session: Session, partner: Institution):
    asking(session, partner, probability=0.9)
    old = asking(session, partner, probability=0.1, waits=20)
    one, by = Sharing(contacts=1, days=14), world.staff(session)
    for _ in range(2):
        rounds.open_round(session, by=by, sharing=one)
        session.flush()
        assert review.queue(session, QueueFilter(alternate=False)) == ([old], 1)


@SQLITE
def test_verdict_is_a_look_too(session: Session, partner: Institution):
    old = asking(session, partner, waits=20)
    other = world.institution(session, side=Side.ABROAD, name="Maison des soins")
    second = world.pairing_with_match(session, nes=old.nes, abroad=other, probability=0.1)
    second.matches[0].need_id = old.matches[0].need_id
    second.verdict, second.decided_at = Verdict.DISMISSED, now() - timedelta(days=2)
    session.flush()
    assert rounds.gather(session, Sharing()).waits == {old.matches[0].need_id: 2}


@pytest.mark.parametrize(
    ("verdict", "until", "times"),
    [
        (Verdict.WAITING, None, 1),
        (Verdict.TO_READ, None, 1),
        (Verdict.SNOOZED, 0, 1),
        (Verdict.SNOOZED, 1, 0),
        (Verdict.APPROVED, None, 0),
        (Verdict.DISMISSED, None, 0),
    ],
)
@SQLITE
def test_round_is_made_of_what_is_undecided_today(
    session: Session, partner: Institution, verdict: Verdict, until: int | None, times: int
):
    pairing = asking(session, partner)
    pairing.verdict = verdict
    pairing.snoozed_until = None if until is None else now().date() + timedelta(days=until)
    session.flush()
    assert shown(session, PATIENT) == [pairing.id] * times


@SQLITE
def test_match_that_nobody_could_read_is_shown_after_those_that_were(session: Session, partner: Institution):
    unread = asking(session, partner, probability=None)
    weak = asking(session, partner, probability=0.2)
    assert shown(session, PATIENT) == [weak.id, unread.id]
    assert shown(session, Sharing(contacts=1, days=365)) == [weak.id]


@SQLITE
def test_shortage_names_the_institution_and_how_much_is_missing(session: Session, partner: Institution):
    for place in range(4):
        asking(session, partner, probability=0.1 * place, waits=30)
    planned = rounds.preview(session, Sharing(contacts=1, days=14))
    assert planned.short == ((partner, 3),)
    assert len(planned.shared.unseen) == 3
    assert (planned.figures, planned.institutions, planned.needs) == (Figures(0.30000000000000004, 2, 30), 5, 4)


def test_pairing_that_is_no_longer_suggested_leaves_the_round(session: Session, partner: Institution):
    pairing = asking(session, partner)
    opened = rounds.open_round(session, by=world.staff(session), sharing=PATIENT)
    pairings.drop(session, list(pairing.matches))
    session.expire_all()
    assert rounds.progress(session, opened) == (0, 0)
    assert rounds.latest(session) is opened


@SQLITE
def test_progress_counts_what_needs_no_look_any_more(session: Session, partner: Institution):
    done, _ = asking(session, partner), asking(session, partner)
    by = world.staff(session)
    opened = rounds.open_round(session, by=by, sharing=PATIENT)
    session.flush()
    assert rounds.progress(session, opened) == (0, 2)
    review.approve(session, done, by=by)
    session.flush()
    assert rounds.progress(session, opened) == (1, 2)


@SQLITE
def test_next_round_begins_with_the_numbers_of_the_last(session: Session, partner: Institution):
    assert rounds.last_sharing(None) == Sharing()
    asking(session, partner)
    chosen = Sharing(per_need=1, contacts=4, days=30)
    assert rounds.last_sharing(rounds.open_round(session, by=world.staff(session), sharing=chosen)) == chosen
