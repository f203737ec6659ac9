"""Exchanges: what both sides accepted, for staff and for the two institutions."""

from starlette.responses import Response

from matchmaker.domain.exchange import Exchange
from matchmaker.domain.permissions import Permission
from matchmaker.services import exchanges
from web.forms.exchange import OutcomeForm, ScheduleForm
from web.page import Page, Visit


def listing(visit: Visit) -> Response:
    person = visit.signed_in
    found = exchanges.listing(visit.session, institution_id=None if person.is_staff else person.institution_id or 0)
    return visit.render("exchanges/list.html", exchanges=found)


def show(visit: Visit, *, schedule: ScheduleForm | None = None, outcome: OutcomeForm | None = None) -> Response:
    exchange = visit.the(Exchange)
    contacts = None
    if visit.may(Permission.CONTACT_READ, exchange):
        contacts = exchanges.contacts(visit.session, exchange, by=visit.signed_in)
    return visit.render(
        "exchanges/show.html",
        status=422 if schedule or outcome else 200,
        exchange=exchange,
        proposal=exchange.proposal,
        contacts=contacts,
        leads=visit.may(Permission.EXCHANGE_LEAD, exchange),
        schedule=schedule or ScheduleForm(None, language=visit.language),
        outcome=outcome or OutcomeForm(None, language=visit.language, defaults={"language": visit.language}),
    )


def schedule(visit: Visit) -> Response:
    form = ScheduleForm(visit.form, language=visit.language)
    if not form.validate() or form.on.data is None:
        return show(visit, schedule=form)
    exchanges.schedule(visit.session, visit.the(Exchange), on=form.on.data, by=visit.signed_in)
    return visit.redirect("exchange", id=visit.the(Exchange).id, notice="scheduled")


def begin(visit: Visit) -> Response:
    exchanges.begin(visit.session, visit.the(Exchange), by=visit.signed_in)
    return visit.redirect("exchange", id=visit.the(Exchange).id, notice="begun")


def close(visit: Visit) -> Response:
    form = OutcomeForm(visit.form, language=visit.language)
    if not form.validate():
        return show(visit, outcome=form)
    cancelled = visit.form.get("how") == "cancel"
    end = exchanges.cancel if cancelled else exchanges.close
    end(
        visit.session,
        visit.the(Exchange),
        outcome=form.outcome.data or "",
        language=form.language.data,
        by=visit.signed_in,
    )
    return visit.redirect("exchange", id=visit.the(Exchange).id, notice="cancelled" if cancelled else "closed")


LEAD = Permission.EXCHANGE_LEAD
PAGES = [
    Page("/exchanges", "exchanges", Permission.EXCHANGE_LIST, get=listing),
    Page("/exchanges/{id:int}", "exchange", Permission.EXCHANGE_READ, get=show, loads=exchanges.exchange),
    Page("/exchanges/{id:int}/schedule", "exchange_schedule", LEAD, post=schedule, loads=exchanges.exchange),
    Page("/exchanges/{id:int}/begin", "exchange_begin", LEAD, post=begin, loads=exchanges.exchange),
    Page("/exchanges/{id:int}/close", "exchange_close", LEAD, post=close, loads=exchanges.exchange),
]
