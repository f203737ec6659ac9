"""An institution registers: one short page; everything else can be written after the first sign-in."""

from starlette.responses import Response

from matchmaker.domain.permissions import Permission
from matchmaker.domain.vocabulary import Kind, Side
from matchmaker.services import accounts, notices, registration
from web.forms.institution import RegisterForm
from web.page import Page, Visit


def ask(visit: Visit) -> Response:
    return visit.render(
        "register/form.html", form=RegisterForm(None, language=visit.language, defaults={"language": visit.language})
    )


def register(visit: Visit) -> Response:
    """Register, or, for an address that is known, send a link to sign in: the page says the same."""
    form = RegisterForm(visit.form, language=visit.language)
    if not form.validate():
        return visit.render("register/form.html", status=422, form=form)
    email = form.email.data or ""
    if accounts.person_by_email(visit.session, email) is not None:
        accounts.request_sign_in(visit.session, email)
        return visit.render("register/done.html")
    institution = registration.register_institution(
        visit.session,
        side=Side(form.side.data),
        kind=Kind(form.kind.data),
        name=form.name.data or "",
        language=form.language.data,
        country=form.country.data,
        place=form.place.data or "",
        about=form.about.data or "",
        by=None,
    )
    head = accounts.add_person(
        visit.session,
        name=form.person.data or "",
        email=email,
        phone=form.phone.data or "",
        language=visit.language,
        institution=institution,
        is_head=True,
        by=None,
    )
    notices.receipt(visit.session, head)
    return visit.render("register/done.html")


PAGES = [Page("/register", "register", Permission.PUBLIC_READ, get=ask, post=register)]
