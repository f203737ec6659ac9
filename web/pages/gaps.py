"""Gaps: what nobody answers, what nobody asks for, and for each a public call that staff copy; nothing is published."""

from collections.abc import Callable
from typing import TypeVar

from starlette.responses import Response

from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.permissions import Permission
from matchmaker.services import gaps, registration
from web import calls
from web.page import Loader, Page, Visit

L = TypeVar("L", Need, Offer)
SHOWN = 20  # gaps in a column, the largest
TITLES = 8  # of a gap; the others are counted


def listing(visit: Visit) -> Response:
    needs = gaps.gaps_of(visit.session, Need)
    offers = gaps.gaps_of(visit.session, Offer)
    return visit.render(
        "gaps/list.html",
        compared=gaps.compared(visit.session),
        needs=needs,
        offers=offers,
        most=max((len(gap.listings) for gap in (*needs, *offers)), default=0),
        shown=SHOWN,
        titles=TITLES,
    )


def call(table: type[L]) -> Callable[[Visit], Response]:
    """Return the page with the call for the gap that a need, or an offer, is part of."""

    def handler(visit: Visit) -> Response:
        gap = gaps.gap(visit.session, visit.the(table))
        if gap is None:  # somebody answers it since the link was made
            return visit.redirect("gaps", notice="gap-closed")
        address = visit.settings.base_url + visit.url("register")
        return visit.render("gaps/call.html", gap=gap, drafts=calls.drafts(gap, address=address))

    return handler


def find(table: type[L]) -> Loader:
    return lambda session, listing_id: registration.listing(session, table, listing_id)


PAGES = [
    Page("/gaps", "gaps", Permission.REVIEW, get=listing),
    Page("/gaps/needs/{id:int}", "need_gap", Permission.REVIEW, get=call(Need), loads=find(Need)),
    Page("/gaps/offers/{id:int}", "offer_gap", Permission.REVIEW, get=call(Offer), loads=find(Offer)),
]
