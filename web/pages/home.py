"""The public pages: who we are, how it works, what we keep."""

from starlette.responses import Response

from matchmaker.domain.permissions import Permission
from matchmaker.domain.vocabulary import Format
from web.page import Page, Visit


def home(visit: Visit) -> Response:
    return visit.render("home/index.html", formats=list(Format))


def how(visit: Visit) -> Response:
    return visit.render("home/how.html", formats=list(Format))


def about(visit: Visit) -> Response:
    return visit.render("home/about.html")


PAGES = [
    Page("/", "home", Permission.PUBLIC_READ, get=home),
    Page("/how-it-works", "how", Permission.PUBLIC_READ, get=how),
    Page("/about", "about", Permission.PUBLIC_READ, get=about),
]
