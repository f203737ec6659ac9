"""Signing in by a mailed link, and out.

The link opens a page with a button: programs that check mails follow links, and must not use them up.
"""

from starlette.responses import Response

from matchmaker.domain.permissions import Permission
from matchmaker.domain.person import LINK_LASTING
from matchmaker.domain.vocabulary import LinkPurpose
from matchmaker.errors import LinkError
from matchmaker.services import accounts
from web.forms.sign_in import SignInForm
from web.page import Page, Visit


def ask(visit: Visit) -> Response:
    return visit.render("sign_in/ask.html", form=SignInForm(None, language=visit.language))


def send(visit: Visit) -> Response:
    """Answer the same whether we know the address or not: nobody learns here who is registered."""
    form = SignInForm(visit.form, language=visit.language)
    if not form.validate():
        return visit.render("sign_in/ask.html", status=422, form=form)
    accounts.request_sign_in(visit.session, form.email.data or "")
    return visit.render("sign_in/sent.html", minutes=int(LINK_LASTING[LinkPurpose.SIGN_IN].total_seconds() // 60))


def confirm(visit: Visit) -> Response:
    try:
        link = accounts.open_link(visit.session, visit.request.path_params["token"], purpose=LinkPurpose.SIGN_IN)
    except LinkError as error:
        return visit.render("sign_in/refused.html", status=410, reason=error.reason)
    return private(visit.render("sign_in/confirm.html", name=link.person.name))


def enter(visit: Visit) -> Response:
    """Use the link up, and give this browser a new cookie: one that somebody may have planted before is worthless."""
    try:
        cookie, person = accounts.sign_in(visit.session, visit.request.path_params["token"])
    except LinkError as error:
        return visit.render("sign_in/refused.html", status=410, reason=error.reason)
    visit.cookies[visit.site.session_cookie] = cookie
    return visit.redirect("review" if person.is_staff else "space", notice="signed-in")


def leave(visit: Visit) -> Response:
    """End the session here and on the server, and clear what a shared phone may still hold."""
    accounts.sign_out(visit.session, visit.request.cookies[visit.site.session_cookie])
    response = visit.redirect("home", notice="signed-out")
    response.delete_cookie(visit.site.session_cookie, secure=visit.settings.https, httponly=True, samesite="lax")
    response.delete_cookie("link", secure=visit.settings.https, httponly=True, samesite="lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def private(response: Response) -> Response:
    """A page that shows something of a person to whoever holds a link is kept nowhere."""
    response.headers["Cache-Control"] = "no-store"
    return response


PAGES = [
    Page("/sign-in", "sign_in", Permission.PUBLIC_READ, get=ask, post=send),
    Page("/sign-in/{token}", "sign_in_link", Permission.PUBLIC_READ, get=confirm, post=enter),
    Page("/sign-out", "sign_out", Permission.PUBLIC_READ, post=leave),
]
