"""Which language a request is answered in: what the person chose last, else what the browser asks for."""

import re
from operator import itemgetter

from starlette.requests import Request

from matchmaker.domain.person import Person
from matchmaker.i18n import LANGUAGES

COOKIE = "language"
COOKIE_AGE = 365 * 24 * 3600  # seconds: nobody should have to choose again on their own phone

_RANGE = re.compile(r"([a-z]{2,8})(?:-[a-z0-9]+)*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?")
"""A language with or without region and weight (RFC 9110, 12.5.4); of the tag only the language counts here."""


def chosen(request: Request) -> str | None:
    """Return the language asked for in the address (`?lang=ku`), if it is one of ours."""
    wanted = request.query_params.get("lang", "")
    return wanted if wanted in LANGUAGES else None


def negotiate(request: Request, person: Person | None) -> str:
    kept = request.cookies.get(COOKIE, "")
    if choice := chosen(request) or (kept if kept in LANGUAGES else None):
        return choice
    if person is not None and person.language in LANGUAGES:
        return person.language
    return next((tag for tag in _accepted(request.headers.get("accept-language", "")) if tag in LANGUAGES), "en")


def _accepted(header: str) -> list[str]:
    """Return the languages of an Accept-Language header, the most wanted first; what cannot be read is left out."""
    weighed = []
    for part in header.split(","):
        if found := _RANGE.fullmatch(part.strip().lower()):
            tag, weight = found[1], float(found[2] or 1)
            weighed.append((weight, "ku" if tag == "kmr" else tag))
    return [tag for weight, tag in sorted(weighed, key=itemgetter(0), reverse=True) if weight > 0]
