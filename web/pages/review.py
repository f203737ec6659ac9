"""The staff's desk: the queue of pairings, one pairing as two banks and a bridge, and the verdicts on it."""

from dataclasses import dataclass
from functools import partial
from math import ceil
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.responses import Response

from matchmaker.domain.base import now
from matchmaker.domain.match import VERDICT_STEPS, Match, Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.permissions import Permission
from matchmaker.domain.vocabulary import DismissalReason, Side, Verdict
from matchmaker.services import proposals, review
from matchmaker.services.advice import advice
from matchmaker.services.returns import Return, returns
from matchmaker.services.review import QueueFilter
from web import history
from web.crossings import Crossing, asks, crossings
from web.forms.review import (
    VERDICT_FORMS,
    ApproveForm,
    DismissForm,
    QueueForm,
    ReopenForm,
    SnoozeForm,
    ToReadForm,
    VerdictForm,
)
from web.page import Page, Visit
from web.reasons import best_match, in_favour
from web.returns import because, told

VERDICTS = (Verdict.WAITING, Verdict.TO_READ, Verdict.SNOOZED, Verdict.APPROVED, Verdict.DISMISSED)
"""In the order of the work."""
REASONS_IN_QUEUE = 2  # sentences: one line on a wide screen, three on a phone
IN_FULL = 3  # matches of one direction: hardly a verdict rests on the fourth, and a weak line carries them all


@dataclass(frozen=True, slots=True)
class QueueRow:
    pairing: Pairing
    best: Match | None
    why: list[Markup]
    days: int
    back: Markup | None
    """Why it is here again after it was dismissed."""


@dataclass(frozen=True, slots=True)
class Direction:
    """The matches in which one side asks: the first in full, the others by their titles."""

    full: list[Crossing]
    by_title: list[Match]


def queue(visit: Visit) -> Response:
    form = QueueForm(FormData(visit.query), language=visit.language)
    wanted = form.wanted()
    found, total = review.queue(visit.session, wanted, page=visit.page_number)
    back = returns(visit.session, found)
    pages = max(1, ceil(total / review.PAGE))
    if visit.page_number > pages:  # the list has become shorter since the link was made
        return visit.redirect("review", query=_query(wanted, page=str(pages)))
    return visit.render(
        "review/queue.html",
        form=form,
        wanted=wanted,
        restricted=wanted != QueueFilter(wanted.verdict),
        rows=[_row(pairing, back.get(pairing), visit.language) for pairing in found],
        total=total,
        page=visit.page_number,
        pages=pages,
        here=visit.url("review") + _query(wanted),
        verdicts=[(verdict, visit.url("review") + _query(wanted, verdict=verdict)) for verdict in VERDICTS],
        counts=review.counts(visit.session),
    )


def _row(pairing: Pairing, back: Return | None, language: str) -> QueueRow:
    best = best_match(pairing)
    why = in_favour(best, language, at_most=REASONS_IN_QUEUE) if best else []
    days = (now() - pairing.waiting_since).days
    return QueueRow(pairing, best, why, days, back=because(back, language) if back else None)


def _query(wanted: QueueFilter, *, verdict: Verdict | None = None, page: str = "") -> str:
    """Return the queue's address after the path, with another verdict or page."""
    fields = {
        "verdict": verdict or wanted.verdict,
        "sector": wanted.sector or "",
        "written_in": wanted.language,
        "age": str(wanted.waiting_days or ""),
        "name": wanted.institution,
        "round": "" if wanted.alternate is None else "alternate" if wanted.alternate else "chosen",
        "page": page,
    }
    return "?" + urlencode({name: value for name, value in fields.items() if value})


def show(visit: Visit, *, wrong: VerdictForm | None = None) -> Response:
    """Show a pairing; `wrong` is the verdict that could not be read, with everything typed."""
    pairing = visit.the(Pairing)
    legal = VERDICT_STEPS[pairing.verdict]
    back = returns(visit.session, [pairing]).get(pairing)
    forms = [kind(None, language=visit.language) for verdict, kind in VERDICT_FORMS.items() if verdict in legal]
    return visit.render(
        "review/pairing.html",
        status=422 if wrong else 200,
        pairing=pairing,
        shared_languages=_shared_languages(pairing),
        back=told(back, visit.language, address=partial(_address, visit)) if back else None,
        directions=_directions(visit, pairing),
        forms={form.verb: form for form in forms} | ({wrong.verb: wrong} if wrong else {}),
        wrong=wrong,
        proposals=proposals.listing(visit.session, pairing_id=pairing.id),
        history=history.told(review.history(visit.session, pairing), visit.language),
        days=(now() - pairing.waiting_since).days,
    )


def _address(visit: Visit, listing: Need | Offer) -> str:
    return visit.url("need" if isinstance(listing, Need) else "offer", id=listing.id)


def _directions(visit: Visit, pairing: Pairing) -> dict[Side, Direction]:
    by_side = {side: [each for each in pairing.matches if asks(each) is side] for side in Side}
    crossing = _crossings(visit, [match for matches in by_side.values() for match in matches[:IN_FULL]])
    return {side: Direction(crossing[side], matches[IN_FULL:]) for side, matches in by_side.items()}


def _crossings(visit: Visit, matches: list[Match]) -> dict[Side, list[Crossing]]:
    listings = list(dict.fromkeys(listing for match in matches for listing in (match.need, match.offer)))
    return crossings(
        matches,
        visit.language,
        following=review.next_best(visit.session, matches),
        advice=dict(zip(listings, advice(visit.session, listings), strict=True)),
    )


def show_match(visit: Visit) -> Response:
    """Show one match in full, with its marks in both texts: a light page for what the pairing's names by title."""
    match = visit.the(Match)
    (crossing,) = _crossings(visit, [match])[asks(match)]
    return visit.render("review/match.html", pairing=match.pairing, crossing=crossing)


def approve(visit: Visit) -> Response:
    form = ApproveForm(visit.form, language=visit.language)
    if not form.validate():
        return show(visit, wrong=form)
    pairing = visit.the(Pairing)
    review.approve(visit.session, pairing, by=visit.signed_in, note=form.note.data)
    return visit.redirect("pairing", id=pairing.id, notice="approved")


def dismiss(visit: Visit) -> Response:
    form = DismissForm(visit.form, language=visit.language)
    if not form.validate():
        return show(visit, wrong=form)
    reason = DismissalReason(form.reason.data)
    review.dismiss(visit.session, visit.the(Pairing), reason=reason, by=visit.signed_in, note=form.note.data)
    return visit.redirect("review", notice="dismissed")


def snooze(visit: Visit) -> Response:
    form = SnoozeForm(visit.form, language=visit.language)
    if not form.validate() or form.until.data is None:
        return show(visit, wrong=form)
    review.snooze(visit.session, visit.the(Pairing), until=form.until.data, by=visit.signed_in, note=form.note.data)
    return visit.redirect("review", notice="snoozed")


def mark_to_read(visit: Visit) -> Response:
    form = ToReadForm(visit.form, language=visit.language)
    if not form.validate():
        return show(visit, wrong=form)
    review.mark_to_read(visit.session, visit.the(Pairing), by=visit.signed_in, note=form.note.data)
    return visit.redirect("review", notice="to-read")


def reopen(visit: Visit) -> Response:
    form = ReopenForm(visit.form, language=visit.language)
    if not form.validate():
        return show(visit, wrong=form)
    pairing = visit.the(Pairing)
    review.reopen(visit.session, pairing, by=visit.signed_in, note=form.note.data)
    return visit.redirect("pairing", id=pairing.id, notice="reopened")


REVIEW = Permission.REVIEW


def _shared_languages(pairing: Pairing) -> list[str]:
    """Return the languages that both sides can work in: of the institutions, and of what they wrote for each other."""
    spoken = {Side.NES: set(pairing.nes.languages), Side.ABROAD: set(pairing.abroad.languages)}
    listings: list[Need | Offer] = [listing for match in pairing.matches for listing in (match.need, match.offer)]
    for listing in listings:
        side = Side.NES if listing.institution_id == pairing.nes_id else Side.ABROAD
        spoken[side] |= set(listing.languages)
    return sorted(spoken[Side.NES] & spoken[Side.ABROAD])


PAGES = [
    Page("/review", "review", REVIEW, get=queue),
    Page("/review/{id:int}", "pairing", REVIEW, get=show, loads=review.pairing),
    Page("/matches/{id:int}", "match", REVIEW, get=show_match, loads=review.match),
    Page("/review/{id:int}/approve", "pairing_approve", REVIEW, post=approve, loads=review.pairing),
    Page("/review/{id:int}/dismiss", "pairing_dismiss", REVIEW, post=dismiss, loads=review.pairing),
    Page("/review/{id:int}/snooze", "pairing_snooze", REVIEW, post=snooze, loads=review.pairing),
    Page("/review/{id:int}/to-read", "pairing_to_read", REVIEW, post=mark_to_read, loads=review.pairing),
    Page("/review/{id:int}/reopen", "pairing_reopen", REVIEW, post=reopen, loads=review.pairing),
]
