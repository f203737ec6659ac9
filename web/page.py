"""One request as a page sees it, and the path from the route table to the page and back.

A GET, and a POST that only asks, get a session in which the database refuses every change; any other POST gets one
that is committed when the page returns. Before either, the form's token, the person and the permission are checked: a
page that runs is allowed to.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from matchmaker.config import Settings
from matchmaker.domain.permissions import Permission, Thing, may
from matchmaker.domain.person import Person
from matchmaker.errors import NotAllowedError
from matchmaker.i18n import gettext
from matchmaker.services import accounts
from web import i18n, security
from web.present import NOTICES
from web.site import Site
from web.templating import environment

T = TypeVar("T")
Handler = Callable[["Visit"], Response]
Loader = Callable[[Session, int], Any]

PAGE_DIGITS = 5  # no list is longer than 99,999 pages
NOTICE_COOKIE = "notice"
COOKIE_AGES = {
    NOTICE_COOKIE: 60,  # seconds: long enough for the redirect over a weak line
    "link": 3600,  # the mailed link can be followed again; until then nobody else on this phone should find it
}


class Id(IntegerConvertor):
    """Numbers in addresses have nine digits at most: all of them fit the database, and more name nothing."""

    regex = "[0-9]{1,9}"


register_url_convertor("int", Id())


@dataclass
class Visit:
    """A request, its session and its person."""

    request: Request
    site: Site
    session: Session
    person: Person | None
    form: FormData = field(default_factory=FormData)
    page: "Page | None" = None
    thing: Any = None
    """What the route's loader found; its permission has been checked."""
    cookies: dict[str, str] = field(default_factory=dict)
    """Cookies to set with the response, by name."""

    @cached_property
    def language(self) -> str:
        return i18n.negotiate(self.request, self.person)

    @property
    def here(self) -> str:
        """Return an address at which one can read on: this page, the thing that a verb was about, or the first page."""
        if self.request.method != "POST" or (self.page and self.page.get):
            return self.request.url.path
        return self.request.url.path.rsplit("/", maxsplit=1)[0] if self.page else self.url("home")

    @property
    def settings(self) -> Settings:
        return self.site.settings

    @property
    def query(self) -> Mapping[str, str]:
        return self.request.query_params

    @property
    def page_number(self) -> int:
        wanted = self.query.get("page", "1")
        return max(1, int(wanted)) if wanted.isdecimal() and len(wanted) <= PAGE_DIGITS else 1

    def the(self, kind: type[T]) -> T:
        """Return the route's thing, typed."""
        if not isinstance(self.thing, kind):
            raise TypeError(f"the route loads {type(self.thing).__name__}, not {kind.__name__}")
        return self.thing

    @property
    def signed_in(self) -> Person:
        """The person, on pages whose permission needs one."""
        if self.person is None:
            raise NotAllowedError("nobody is signed in")
        return self.person

    def _(self, message: str) -> str:
        return gettext(message, self.language)

    def may(self, permission: Permission, thing: Thing = None) -> bool:
        return may(self.person, permission, thing)

    def require(self, permission: Permission, thing: Thing = None) -> None:
        """Raise NotAllowedError (answered as 404) unless the person may."""
        if not self.may(permission, thing):
            raise NotAllowedError(permission)

    def url(self, name: str, **params: Any) -> str:  # noqa: ANN401 - path parameters
        return str(self.request.app.url_path_for(name, **params))

    def csrf(self) -> Markup:
        """The hidden field of a form; gives a visitor without a cookie one to tie the form to."""
        cookie = self.request.cookies.get(self.site.session_cookie) or self.cookies.get(self.site.session_cookie)
        if not cookie:
            cookie = self.cookies[self.site.session_cookie] = security.new_cookie()
        token = security.form_token(cookie, self.settings.secret_key)
        return Markup('<input type="hidden" name="{}" value="{}">').format(security.TOKEN_FIELD, token)

    def render(self, template: str, *, status: int = 200, **context: Any) -> Response:  # noqa: ANN401 - templates take anything
        notice = NOTICES.get(self.request.cookies.get(NOTICE_COOKIE, ""))
        page = environment(self.language).get_template(template)
        body = page.render(
            {
                "person": self.person,
                "path": self.request.url.path,
                "here": self.here,
                "url": self.url,
                "csrf": _Lazy(self.csrf),
                "notice": self._(notice) if notice else None,
                "demo": self.settings.demo,
                "may": self.may,
                "draft_saved": self.query.get("saved"),
            }
            | context
        )
        return self.finish(HTMLResponse(body, status))

    def redirect(self, name: str, *, notice: str = "", query: str = "", **params: Any) -> Response:  # noqa: ANN401
        """Go on to a page after a POST; `notice` is a key of `present.NOTICES`, `query` begins with a question mark."""
        response = RedirectResponse(self.url(name, **params) + query, 303)
        if notice:
            if notice not in NOTICES:
                raise KeyError(notice)
            self.cookies[NOTICE_COOKIE] = notice
        return self.finish(response)

    def finish(self, response: Response) -> Response:
        """Set the cookies of this visit, and say who may keep the page."""
        for name, value in self.cookies.items():
            self._set_cookie(response, name, value, age=COOKIE_AGES.get(name))
        if choice := i18n.chosen(self.request):
            self._set_cookie(response, i18n.COOKIE, choice, age=i18n.COOKIE_AGE)
        shown = isinstance(response, HTMLResponse) and NOTICE_COOKIE in self.request.cookies
        if shown and NOTICE_COOKIE not in self.cookies:
            response.delete_cookie(NOTICE_COOKIE, secure=self.settings.https, httponly=True, samesite="lax")
        response.headers.setdefault("Cache-Control", "no-store" if self.person else "no-cache")
        response.headers.add_vary_header("Cookie")
        response.headers.add_vary_header("Accept-Language")
        return response

    def _set_cookie(self, response: Response, name: str, value: str, *, age: int | None) -> None:
        response.set_cookie(name, value, max_age=age, httponly=True, secure=self.settings.https, samesite="lax")


@dataclass(frozen=True)
class _Lazy:
    """Markup that is made only where a template uses it."""

    make: Callable[[], Markup]

    def __html__(self) -> str:
        return self.make()

    def __str__(self) -> str:
        return self.make()


@dataclass(frozen=True)
class Page:
    """One row of the route table."""

    path: str
    name: str
    permission: Permission
    get: Handler | None = None
    post: Handler | None = None
    loads: Loader | None = None
    """Finds what the path's `id` names; nothing found, or not permitted: the page does not exist."""
    asks: bool = False
    """Whether its POST only asks: the database refuses every change, and nobody waits for its lock."""

    @property
    def methods(self) -> list[str]:
        return [method for method, handler in (("GET", self.get), ("POST", self.post)) if handler]

    async def endpoint(self, request: Request) -> Response:
        if request.method == "POST":
            form = await request.form(max_files=0, max_part_size=security.MAX_BODY)
            return await run_in_threadpool(self._post, request, form)
        return await run_in_threadpool(self._get, request)

    def _get(self, request: Request) -> Response:
        site: Site = request.app.state.site
        with site.database.reading() as session:
            return self._run(self.get, Visit(request, site, session, person_of(request, session), page=self))

    def _post(self, request: Request, form: FormData) -> Response:
        site: Site = request.app.state.site
        cookie = request.cookies.get(site.session_cookie, "")
        token = str(form.get(security.TOKEN_FIELD, ""))
        fits = cookie and security.form_token_fits(token, cookie, site.settings.secret_key)
        if not fits or not security.same_origin(request, site.settings.base_url):
            raise HTTPException(403)
        with site.database.reading() if self.asks else site.database.writing() as session:
            visit = Visit(request, site, session, person_of(request, session), form=form, page=self)
            response = self._run(self.post, visit)
        if not self.asks:
            site.wake_worker()
        return response

    def _run(self, handler: Handler | None, visit: Visit) -> Response:
        if handler is None:
            raise HTTPException(405)
        if self.loads is not None:
            visit.thing = self.loads(visit.session, int(visit.request.path_params["id"]))
        found = self.loads is None or visit.thing is not None
        if found and visit.may(self.permission, visit.thing):
            return handler(visit)
        if visit.person is None and visit.request.method == "GET":  # the same whether there is something or not
            return visit.redirect("sign_in", notice="sign-in-first")
        raise NotAllowedError(self.permission)


def person_of(request: Request, session: Session) -> Person | None:
    site: Site = request.app.state.site
    cookie = request.cookies.get(site.session_cookie)
    return accounts.signed_in_person(session, cookie) if cookie else None
