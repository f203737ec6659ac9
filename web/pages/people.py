"""Who may sign in: administrators add accounts and close them. Addresses are masked here like everywhere."""

from math import ceil
from urllib.parse import urlencode

from starlette.responses import Response

from matchmaker.domain.institution import Institution
from matchmaker.domain.permissions import Permission
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import Role
from matchmaker.errors import InputError
from matchmaker.services import accounts, registration
from web.forms.person import ColleagueForm, MemberForm
from web.page import Page, Visit


def listing(visit: Visit) -> Response:
    name = visit.query.get("name", "").strip()
    found, total = accounts.people(visit.session, name=name, page=visit.page_number)
    pages = max(1, ceil(total / accounts.PAGE))
    wanted = {"name": name} if name else {}
    if visit.page_number > pages:  # the list has become shorter since the link was made
        return visit.redirect("people", query="?" + urlencode(wanted | {"page": pages}))
    here = visit.url("people")
    return visit.render(
        "people/list.html",
        people=found,
        masked=masked,
        name=name,
        page=visit.page_number,
        pages=pages,
        here=f"{here}?{urlencode(wanted)}" if wanted else here,
    )


def masked(email: str) -> str:
    """Return enough of an address to recognise it, too little to write to it: `m…@example.org`."""
    local, _, host = email.partition("@")
    return f"{local[:1]}…@{host}"


def show(visit: Visit, *, problem: str = "") -> Response:
    """Show an account; `problem` says why it could not be closed."""
    person = visit.the(Person)
    return visit.render(
        "people/show.html",
        status=422 if problem else 200,
        problem=problem,
        shown=person,
        address=masked(person.email),
        can_close=person.active and person.id != visit.signed_in.id,
    )


def deactivate(visit: Visit) -> Response:
    person = visit.the(Person)
    try:
        accounts.deactivate(visit.session, person, by=visit.signed_in)
    except InputError as error:
        return show(visit, problem=visit._(str(error)))
    return visit.redirect("person", id=person.id, notice="person-deactivated")


def new(visit: Visit) -> Response:
    return _form(visit, ColleagueForm(None, language=visit.language, defaults={"language": visit.language}))


def add(visit: Visit) -> Response:
    form = ColleagueForm(visit.form, language=visit.language)
    if not form.validate():
        return _form(visit, form)
    return _add(visit, form, role=Role(form.role.data))


def new_member(visit: Visit) -> Response:
    return _form(visit, MemberForm(None, language=visit.language, defaults={"language": visit.language}))


def add_member(visit: Visit) -> Response:
    form = MemberForm(visit.form, language=visit.language)
    if not form.validate():
        return _form(visit, form)
    return _add(visit, form, role=Role.MEMBER, is_head=form.is_head.data)


def _add(visit: Visit, form: ColleagueForm | MemberForm, *, role: Role, is_head: bool = False) -> Response:
    """Add the account and mail a link to sign in."""
    email = form.email.data or ""
    try:
        person = accounts.add_person(
            visit.session,
            name=form.name.data or "",
            email=email,
            language=form.language.data,
            role=role,
            institution=visit.thing,
            is_head=is_head,
            by=visit.signed_in,
        )
    except InputError as error:
        heads = isinstance(form, MemberForm) and str(error) == accounts.TOO_MANY_HEADS
        (form["is_head"] if heads else form.email).errors = [visit._(str(error))]
        return _form(visit, form)
    accounts.request_sign_in(visit.session, email)
    return visit.redirect("person", id=person.id, notice="person-added")


def _form(visit: Visit, form: ColleagueForm | MemberForm) -> Response:
    institution: Institution | None = visit.thing
    return visit.render("people/form.html", status=422 if form.errors else 200, form=form, institution=institution)


MANAGE = Permission.PEOPLE_MANAGE
PAGES = [
    Page("/people", "people", MANAGE, get=listing),
    Page("/people/new", "person_new", MANAGE, get=new, post=add),
    Page("/people/{id:int}", "person", MANAGE, get=show, loads=accounts.person),
    Page("/people/{id:int}/deactivate", "person_deactivate", MANAGE, post=deactivate, loads=accounts.person),
    Page(
        "/institutions/{id:int}/people/new",
        "member_new",
        MANAGE,
        get=new_member,
        post=add_member,
        loads=registration.institution,
    ),
]
