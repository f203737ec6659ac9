"""An institution registers: one short page; everything else can be written after the first sign-in."""

from contextlib import suppress

from starlette.responses import Response

from matchmaker.domain.permissions import Permission
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import Kind, Side
from matchmaker.errors import InputError
from matchmaker.services import accounts, notices, registration
from web.forms.institution import RegisterForm
from web.page import Page, Visit


def ask(visit: Visit) -> Response:
    return visit.render(
        "register/form.html", form=RegisterForm(None, language=visit.language, defaults={"language": visit.language})
    )


def register(visit: Visit) -> Response:
    """Register, and send a link to sign in. An address that is known gets the link alone: the page says the same."""
    form = RegisterForm(visit.form, language=visit.language)
    if not form.validate():
        return visit.render("register/form.html", status=422, form=form)
    # A known address is no error: perhaps the form arrived twice. An institution without a head would belong to nobody.
    with suppress(InputError), visit.session.begin_nested():
        notices.receipt(visit.session, _registered(visit, form))
    accounts.request_sign_in(visit.session, form.email.data or "")
    return visit.render("register/done.html")


def _registered(visit: Visit, form: RegisterForm) -> Person:
    """Write the institution down and return its first head; raises InputError for an address that is known."""
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
    return accounts.add_person(
        visit.session,
        name=form.person.data or "",
        email=form.email.data or "",
        phone=form.phone.data or "",
        language=visit.language,
        institution=institution,
        is_head=True,
        by=None,
    )


PAGES = [Page("/register", "register", Permission.PUBLIC_READ, get=ask, post=register)]
