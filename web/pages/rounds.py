"""The round of this week: what it shows, how far it is, and what a new one would be."""

from dataclasses import asdict

from starlette.datastructures import FormData
from starlette.responses import Response

from matchmaker.domain.permissions import Permission
from matchmaker.errors import InputError
from matchmaker.services import rounds
from web.forms.rounds import SharingForm
from web.page import Page, Visit


def show(visit: Visit) -> Response:
    """Show this week's round and what the next would be, with the numbers in the address or those of the last one."""
    asked = {name: visit.query[name] for name in asdict(rounds.Sharing()) if name in visit.query}
    if not asked:
        return _page(visit, _form(visit), valid=True)
    form = SharingForm(FormData(visit.query), language=visit.language)
    return _page(visit, form, valid=form.validate())


def open_round(visit: Visit) -> Response:
    form = SharingForm(visit.form, language=visit.language)
    if not form.validate():
        return _page(visit, form, valid=False)
    try:
        rounds.open_round(visit.session, by=visit.signed_in, sharing=form.sharing())
    except InputError:  # the last pairing was decided on meanwhile
        return _page(visit, form, valid=True)
    return visit.redirect("review", query="?round=chosen", notice="round-opened")


def _form(visit: Visit) -> SharingForm:
    last = rounds.last_sharing(rounds.latest(visit.session))
    return SharingForm(None, language=visit.language, defaults=asdict(last))


def _page(visit: Visit, form: SharingForm, *, valid: bool) -> Response:
    latest = rounds.latest(visit.session)
    return visit.render(
        "rounds/show.html",
        status=200 if valid else 422,
        form=form,
        latest=latest,
        progress=rounds.progress(visit.session, latest) if latest else (0, 0),
        preview=rounds.preview(visit.session, form.sharing()) if valid else None,
    )


REVIEW = Permission.REVIEW

PAGES = [Page("/rounds", "rounds", REVIEW, get=show, post=open_round)]
