"""The journal: who did what, when, newest first. It is only read here; nobody can change it."""

from itertools import groupby
from math import ceil
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.responses import Response

from matchmaker.domain.permissions import Permission
from matchmaker.services import journal
from web.forms.journal import JournalForm
from web.journal_words import PAGE_OF, told
from web.page import Page, Visit

ID_DIGITS = 9  # what a database id of 32 bits holds for certain


def listing(visit: Visit) -> Response:
    form = JournalForm(FormData(visit.query), language=visit.language)
    action = form.wanted()
    subject, subject_id = _thing(visit)
    wanted = {"action": action, "subject": subject, "id": str(subject_id or "")}
    query = urlencode({name: value for name, value in wanted.items() if value})
    entries, total = journal.read(
        visit.session, action=action, subject=subject, subject_id=subject_id, page=visit.page_number
    )
    pages = max(1, ceil(total / journal.PAGE))
    if visit.page_number > pages:  # the list has become shorter since the link was made
        return visit.redirect("journal", query=f"?{query}&page={pages}" if query else f"?page={pages}")
    lines = told(entries, journal.things(visit.session, entries), visit.language)
    here = visit.url("journal")
    return visit.render(
        "journal/list.html",
        form=form,
        days=[(day, list(of_day)) for day, of_day in groupby(lines, key=lambda line: line.at.date())],
        restricted=bool(query),
        one=subject_id is not None,
        links_people=visit.may(Permission.PEOPLE_MANAGE),
        page=visit.page_number,
        pages=pages,
        here=f"{here}?{query}" if query else here,
    )


def _thing(visit: Visit) -> tuple[str, int | None]:
    """Return the one thing whose history is asked for, as subject and id; ("", None): none, or not to be read."""
    subject, number = visit.query.get("subject", ""), visit.query.get("id", "")
    if subject in PAGE_OF and number.isdecimal() and len(number) <= ID_DIGITS:
        return subject, int(number)
    return "", None


PAGES = [Page("/journal", "journal", Permission.JOURNAL_READ, get=listing)]
