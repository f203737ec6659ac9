"""What proposals and exchanges make known of places and of earlier contact, on both databases."""

import pytest
from sqlalchemy.orm import Session

from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.vocabulary import ExchangeStatus, ProposalStatus
from matchmaker.store.dealings import Dealings, dealings
from tests import world

Pairs = dict[int, set[int]]


def _both(pairing: Pairing) -> Pairs:
    return {pairing.nes_id: {pairing.abroad_id}, pairing.abroad_id: {pairing.nes_id}}


def _told(found: Dealings) -> tuple[dict[int, int], Pairs, Pairs]:
    met, parted = ({key: set(ids) for key, ids in pairs.items()} for pairs in (found.met, found.parted))
    return dict(found.taken), met, parted


def test_nothing_is_known_before_anything_was_proposed(session: Session) -> None:
    world.pairing_with_match(session)
    assert _told(dealings(session)) == ({}, {}, {})


@pytest.mark.parametrize(
    ("status", "taken", "parted"),
    [
        (ProposalStatus.DRAFT, True, False),
        (ProposalStatus.SENT, True, False),
        (ProposalStatus.CHANGES_ASKED, True, False),
        (ProposalStatus.DECLINED, False, True),
        (ProposalStatus.WITHDRAWN, False, False),
    ],
)
def test_open_proposal_takes_a_place_and_a_declined_one_parts(
    session: Session, status: ProposalStatus, *, taken: bool, parted: bool
) -> None:
    pairing = world.pairing_with_match(session)
    world.proposal(session, pairing=pairing, status=status)
    offer = pairing.matches[0].offer_id
    assert _told(dealings(session)) == ({offer: 1} if taken else {}, {}, _both(pairing) if parted else {})


@pytest.mark.parametrize("status", ExchangeStatus)
def test_exchange_takes_a_place_while_it_lasts_and_tells_how_it_went(session: Session, status: ExchangeStatus) -> None:
    exchange = world.exchange(session, status=status)
    pairing = exchange.proposal.pairing
    over = status in {ExchangeStatus.CLOSED, ExchangeStatus.CANCELLED}
    broken_off = status is ExchangeStatus.CANCELLED
    assert _told(dealings(session)) == (
        {} if over else {pairing.matches[0].offer_id: 1},
        {} if broken_off else _both(pairing),
        _both(pairing) if broken_off else {},
    )


def test_one_offer_in_two_exchanges_has_two_places_taken_and_twice_in_one_only_one(session: Session) -> None:
    pairing = world.pairing_with_match(session)
    offer = pairing.matches[0].offer
    common = {"score": 1.0, "encoder_version": "test", "ranker_version": "test"}
    session.add(Match(pairing=pairing, need=world.need(session, pairing.nes), offer=offer, **common))
    session.flush()
    session.refresh(pairing, ["matches"])
    world.exchange(session, accepted=world.proposal(session, pairing=pairing, status=ProposalStatus.ACCEPTED))
    assert dealings(session).taken == {offer.id: 1}
    world.proposal(session, pairing=pairing, status=ProposalStatus.SENT)
    assert dealings(session).taken == {offer.id: 2}
