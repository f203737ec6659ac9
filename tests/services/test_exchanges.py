"""An exchange from its first day to its outcome, and who may see whom to call."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.domain.base import now
from matchmaker.domain.exchange import Exchange
from matchmaker.domain.journal import Entry
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import ExchangeStatus, Role, Side
from matchmaker.errors import IllegalStepError, InputError, NotAllowedError
from matchmaker.services import exchanges
from matchmaker.store.session import Database
from tests import world

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
TODAY = now().date()


def _heads(session: Session, exchange: Exchange) -> dict[Side, Person]:
    """One head on each side, and a helper who is no contact."""
    parts = exchange.proposal.parts
    for part in parts:
        world.person(session, institution=part.institution, name="Helper")
        world.person(session, institution=part.institution, name="Left", is_head=True, active=False)
    return {part.side: world.person(session, institution=part.institution, is_head=True) for part in parts}


def test_exchange_goes_its_way_and_every_step_is_journalled(session: Session) -> None:
    exchange, colleague = world.exchange(session), world.staff(session)
    exchanges.schedule(session, exchange, on=TODAY, by=colleague)
    exchanges.schedule(session, exchange, on=TODAY + timedelta(days=3), by=colleague)  # meetings move
    exchanges.begin(session, exchange, by=colleague)
    exchanges.close(session, exchange, outcome=" Two nurses trained. ", language="en", by=colleague)
    session.flush()
    session.expire_all()
    assert (exchange.status, exchange.first_meeting_on) == (ExchangeStatus.CLOSED, TODAY + timedelta(days=3))
    assert (exchange.outcome, exchange.outcome_language) == ("Two nurses trained.", "en")
    assert exchange.closed_at is not None
    actions = session.scalars(select(Entry.action).order_by(Entry.id)).all()
    steps = ("scheduled", "scheduled", "under-way", "closed")
    assert actions == [f"exchange:{step}" for step in steps]


@SQLITE
def test_meeting_in_the_past_is_refused(session: Session) -> None:
    exchange = world.exchange(session)
    with pytest.raises(InputError):
        exchanges.schedule(session, exchange, on=TODAY - timedelta(days=1), by=world.staff(session))
    assert (exchange.status, exchange.first_meeting_on) == (ExchangeStatus.OPEN, None)


@pytest.mark.parametrize("end", [exchanges.close, exchanges.cancel])
@SQLITE
def test_end_without_words_is_refused(session: Session, end: object) -> None:
    exchange = world.exchange(session, status=ExchangeStatus.UNDER_WAY)
    with pytest.raises(InputError):
        end(session, exchange, outcome="\n ", language="en", by=world.staff(session))  # type: ignore[operator]
    assert (exchange.status, exchange.closed_at) == (ExchangeStatus.UNDER_WAY, None)


@pytest.mark.parametrize("status", [ExchangeStatus.CLOSED, ExchangeStatus.CANCELLED])
@SQLITE
def test_ended_exchange_takes_no_more_steps(session: Session, status: ExchangeStatus) -> None:
    exchange, colleague = world.exchange(session, status=status), world.staff(session)
    words = {"outcome": "Again", "language": "en"}
    with pytest.raises(IllegalStepError):
        exchanges.schedule(session, exchange, on=TODAY, by=colleague)
    with pytest.raises(IllegalStepError):
        exchanges.begin(session, exchange, by=colleague)
    with pytest.raises(IllegalStepError):
        exchanges.close(session, exchange, by=colleague, **words)
    with pytest.raises(IllegalStepError):
        exchanges.cancel(session, exchange, by=colleague, **words)
    assert (exchange.status, exchange.outcome) == (status, "")


def test_step_from_an_old_page_is_refused(database: Database) -> None:
    with database.writing() as session:
        exchange, colleague = world.exchange(session), world.staff(session)
    with database.writing() as session:
        fresh = session.get_one(Exchange, exchange.id)
        exchanges.cancel(session, fresh, outcome="War", language="en", by=session.get_one(Person, colleague.id))
    with database.writing() as session:
        old = session.merge(exchange, load=False)  # as this session would have seen it before
        with pytest.raises(IllegalStepError):
            exchanges.schedule(session, old, on=TODAY, by=session.get_one(Person, colleague.id))


def test_contacts_are_the_active_heads_of_both_sides(session: Session) -> None:
    exchange = world.exchange(session)
    heads = _heads(session, exchange)
    expected = {side: [head] for side, head in heads.items()}
    readers = [*heads.values(), world.staff(session), world.staff(session, role=Role.ADMIN)]
    for reader in readers:
        assert exchanges.contacts(session, exchange, by=reader) == expected


@SQLITE
def test_contacts_are_hidden_from_others_and_from_all_when_it_was_cancelled(session: Session) -> None:
    exchange = world.exchange(session)
    heads = _heads(session, exchange)
    stranger = world.person(session, institution=world.institution(session), is_head=True)
    with pytest.raises(NotAllowedError):
        exchanges.contacts(session, exchange, by=stranger)
    exchange.status = ExchangeStatus.CANCELLED
    for reader in (*heads.values(), world.staff(session), world.staff(session, role=Role.ADMIN)):
        with pytest.raises(NotAllowedError):
            exchanges.contacts(session, exchange, by=reader)


def test_institution_finds_its_own_exchanges_and_staff_find_all(session: Session) -> None:
    one, two = world.exchange(session), world.exchange(session)
    nes = one.proposal.part(Side.NES).institution_id
    assert exchanges.listing(session, institution_id=nes) == [one]
    assert exchanges.listing(session, institution_id=0) == []
    assert exchanges.listing(session) == [two, one]
    assert exchanges.exchange(session, two.id) is two
