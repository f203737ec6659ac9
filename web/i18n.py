"""Which language a request is answered in: what the person chose last, else what the browser asks for."""

from babel import negotiate_locale
from starlette.requests import Request

from matchmaker.domain.person import Person
from matchmaker.i18n import LANGUAGES

COOKIE = "language"
COOKIE_AGE = 365 * 24 * 3600  # seconds: nobody should have to choose again on their own phone


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
    header = request.headers.get("accept-language", "")
    wanted = [part.split(";")[0].strip() for part in header.split(",")]
    wanted = ["ku" if tag.lower().startswith("kmr") else tag.split("-")[0] for tag in wanted if tag]
    return negotiate_locale(wanted, list(LANGUAGES)) or "en"
