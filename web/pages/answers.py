"""A proposal as an institution reads and answers it: by a mailed link without an account, or signed in.

The token of the link moves into a cookie at once, so that it stands in no address bar, log or screenshot.
"""

from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import Response

from matchmaker.domain.permissions import Permission, may
from matchmaker.domain.person import Link, Person
from matchmaker.domain.proposal import Proposal, ProposalPart
from matchmaker.domain.vocabulary import Answer, DeclineReason, LinkPurpose, ProposalStatus
from matchmaker.errors import LinkError
from matchmaker.services import accounts, exchanges, proposals
from web.forms.answer import AcceptForm, ChangesForm, DeclineForm
from web.forms.base import Form
from web.page import Page, Visit
from web.pages.sign_in import private
from web.reasons import in_favour

LINK_COOKIE = "link"
REASONS = 4  # of each match: what a board takes in at a glance


@dataclass(frozen=True)
class Reader:
    """Who reads the proposal, for which side, and by which link, if not signed in."""

    person: Person
    proposal: Proposal
    part: ProposalPart
    link: Link | None

    @property
    def can_answer(self) -> bool:
        return (
            self.proposal.status is ProposalStatus.SENT
            and self.part.answer is Answer.NONE
            and (self.link is None or self.link.used_at is None)
        )


def follow(visit: Visit) -> Response:
    """Take the token out of the address."""
    token = visit.request.path_params["token"]
    try:
        accounts.open_link(visit.session, token, purpose=LinkPurpose.PROPOSAL)
    except LinkError as error:
        return _refused(visit, error)
    visit.cookies[LINK_COOKIE] = token
    return private(visit.redirect("answer"))


def read_by_link(visit: Visit) -> Response:
    try:
        return _show(visit, _by_link(visit))
    except LinkError as error:
        return _refused(visit, error)


def answer_by_link(visit: Visit) -> Response:
    try:
        return _answer(visit, _by_link(visit))
    except LinkError as error:
        return _refused(visit, error)


def read(visit: Visit) -> Response:
    return _show(visit, _signed_in(visit))


def answer(visit: Visit) -> Response:
    return _answer(visit, _signed_in(visit))


def listing(visit: Visit) -> Response:
    found = proposals.listing(visit.session, institution_id=visit.signed_in.institution_id)
    rows = [(proposal, _part_of(proposal, visit.signed_in)) for proposal in found]
    waiting = [row for row in rows if row[0].status is ProposalStatus.SENT and row[1].answer is Answer.NONE]
    return visit.render("answers/list.html", waiting=waiting, others=[row for row in rows if row not in waiting])


def _by_link(visit: Visit) -> Reader:
    """Return the reader that the cookie's link names; raises LinkError."""
    token = visit.request.cookies.get(LINK_COOKIE, "")
    link = accounts.open_link(visit.session, token, purpose=LinkPurpose.PROPOSAL)
    proposal = proposals.proposal(visit.session, link.proposal_id or 0)
    if proposal is None or link.side is None or proposal.status is ProposalStatus.DRAFT:
        raise LinkError("revoked")
    if visit.request.method == "POST" and visit.form.get("proposal") != str(proposal.id):
        raise LinkError("unknown")  # the form was of another proposal, opened in another tab
    return Reader(link.person, proposal, proposal.part(link.side), link)


def _signed_in(visit: Visit) -> Reader:
    proposal = visit.the(Proposal)
    return Reader(visit.signed_in, proposal, _part_of(proposal, visit.signed_in), None)


def _part_of(proposal: Proposal, person: Person) -> ProposalPart:
    return next(part for part in proposal.parts if part.institution_id == person.institution_id)


def _forms(visit: Visit, chosen: str = "") -> dict[str, Form]:
    kinds = {"accept": AcceptForm, "changes": ChangesForm, "decline": DeclineForm}
    return {
        name: kind(visit.form if name == chosen else None, language=visit.language, prefix=f"{name}-")
        for name, kind in kinds.items()
    }


def _show(visit: Visit, reader: Reader, forms: dict[str, Form] | None = None) -> Response:
    exchange = proposals.exchange_of(visit.session, reader.proposal)
    contacts = None
    if exchange and may(reader.person, Permission.CONTACT_READ, exchange):
        contacts = exchanges.contacts(visit.session, exchange, by=reader.person)
    wrong = next((name for name, form in (forms or {}).items() if form.errors), None)
    page = visit.render(
        "answers/show.html",
        status=422 if wrong else 200,
        reader=reader,
        proposal=reader.proposal,
        part=reader.part,
        other=reader.proposal.part(reader.part.side.other),
        forms=forms or _forms(visit),
        wrong=wrong,
        exchange=exchange,
        contacts=contacts,
        action=visit.request.url.path,
        reasons=_reasons(reader.proposal, visit.language),
    )
    return private(page)


def _reasons(proposal: Proposal, language: str) -> list[Markup]:
    """Return what speaks most for these two, each sentence once though several matches may have it."""
    told = [sentence for match in proposal.matches for sentence in in_favour(match, language, at_most=REASONS)]
    return list(dict.fromkeys(told))


def _answer(visit: Visit, reader: Reader) -> Response:
    """Note the answer and use the link up; what was sent twice is answered with what is known already."""
    chosen = str(visit.form.get("answer", ""))
    forms = _forms(visit, chosen)
    if chosen not in forms:
        return _show(visit, reader)
    form = forms[chosen]
    if not reader.can_answer or not form.validate():
        return _show(visit, reader, forms)
    note = form["note"].data or ""
    side, by = reader.part.side, reader.person
    if reader.link is not None:
        accounts.use_link(visit.session, reader.link)
    if chosen == "accept":
        proposals.accept(visit.session, reader.proposal, side, by=by, note=note)
    elif chosen == "decline":
        reason = DeclineReason(form["reason"].data)
        proposals.decline(visit.session, reader.proposal, side, reason=reason, by=by, note=note)
    else:
        proposals.ask_changes(visit.session, reader.proposal, side, by=by, note=note)
    if reader.link is not None:
        return visit.redirect("answer", notice="answered")
    return visit.redirect("answer_signed_in", id=reader.proposal.id, notice="answered")


def _refused(visit: Visit, error: LinkError) -> Response:
    return private(
        visit.render("answers/refused.html", status=410, reason=error.reason, office=visit.settings.office_address)
    )


PAGES = [
    Page("/p/{token}", "proposal_link", Permission.PUBLIC_READ, get=follow),
    Page("/answer", "answer", Permission.PUBLIC_READ, get=read_by_link, post=answer_by_link),
    Page("/answers", "answers", Permission.SPACE_READ, get=listing),
    Page(
        "/answers/{id:int}", "answer_signed_in", Permission.ANSWER_GIVE, get=read, post=answer, loads=proposals.proposal
    ),
]
