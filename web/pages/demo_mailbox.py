"""Everybody's mailbox in the demonstration: invented people have none, so their mails are read here."""

import re

from markupsafe import Markup, escape
from starlette.responses import Response

from matchmaker.domain.permissions import Permission
from matchmaker.services import mailing
from web.page import Page, Visit
from web.pages.sign_in import private


def show(visit: Visit) -> Response:
    mails = [
        (mail, with_links(mail.delivered or "", base_url=visit.settings.base_url))
        for mail in mailing.demo_mailbox(visit.session)
    ]
    return private(visit.render("demo/mailbox.html", mails=mails))


def with_links(text: str, *, base_url: str) -> Markup:
    """Return a text as markup in which the addresses of our own site, and no others, can be followed."""
    ours = re.compile("(" + re.escape(base_url.rstrip("/")) + r"/\S*)")
    pieces = [
        Markup('<a href="{0}" dir="ltr">{0}</a>').format(piece) if ours.fullmatch(piece) else escape(piece)
        for piece in ours.split(text)
    ]
    return Markup().join(pieces)


PAGES = [Page("/demo/mailbox", "demo_mailbox", Permission.DEMO_READ, get=show)]
