"""Tables of legal steps: complete, and the only way a status changes."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import Any

import pytest

from matchmaker.domain.base import require_step
from matchmaker.domain.exchange import EXCHANGE_STEPS
from matchmaker.domain.institution import STANDING_STEPS
from matchmaker.domain.listing import LISTING_STEPS
from matchmaker.domain.mail import MAIL_STEPS
from matchmaker.domain.match import VERDICT_STEPS
from matchmaker.domain.proposal import PROPOSAL_STEPS
from matchmaker.domain.vocabulary import ExchangeStatus, ListingStatus, MailStatus, ProposalStatus, Standing, Verdict
from matchmaker.errors import IllegalStepError

TABLES: dict[type[StrEnum], Mapping[Any, AbstractSet[Any]]] = {
    ExchangeStatus: EXCHANGE_STEPS,
    ListingStatus: LISTING_STEPS,
    MailStatus: MAIL_STEPS,
    ProposalStatus: PROPOSAL_STEPS,
    Standing: STANDING_STEPS,
    Verdict: VERDICT_STEPS,
}
ENDS: dict[type[StrEnum], set[StrEnum]] = {
    ExchangeStatus: {ExchangeStatus.CLOSED, ExchangeStatus.CANCELLED},
    ListingStatus: {ListingStatus.WITHDRAWN},
    MailStatus: {MailStatus.SENT},
    ProposalStatus: {ProposalStatus.ACCEPTED, ProposalStatus.DECLINED, ProposalStatus.WITHDRAWN},
    Standing: set(),
    Verdict: set(),
}


@pytest.mark.parametrize("statuses", TABLES)
def test_table_names_every_status(statuses: type[StrEnum]) -> None:
    assert set(TABLES[statuses]) == set(statuses)


@pytest.mark.parametrize("statuses", TABLES)
def test_journey_ends_only_where_it_should(statuses: type[StrEnum]) -> None:
    assert {status for status, following in TABLES[statuses].items() if not following} == ENDS[statuses]


@pytest.mark.parametrize("statuses", TABLES)
def test_every_status_but_the_first_is_reached(statuses: type[StrEnum]) -> None:
    first = next(iter(TABLES[statuses]))
    reached, waiting = {first}, [first]
    while waiting:
        fresh = TABLES[statuses][waiting.pop()] - reached
        reached |= fresh
        waiting += fresh
    assert reached == set(statuses)


@pytest.mark.parametrize("statuses", TABLES)
def test_step_is_refused_unless_the_table_has_it(statuses: type[StrEnum]) -> None:
    legal = set()
    for old in statuses:
        for new in statuses:
            try:
                require_step(TABLES[statuses], old, new)
            except IllegalStepError:
                continue
            legal.add((old, new))
    assert legal == {(old, new) for old, following in TABLES[statuses].items() for new in following}


def test_sent_mail_is_never_sent_again() -> None:
    with pytest.raises(IllegalStepError, match="MailStatus: sent -> queued"):
        require_step(MAIL_STEPS, MailStatus.SENT, MailStatus.QUEUED)
