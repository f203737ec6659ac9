"""Proposals as staff see them: drafted from a pairing, sent to both sides, revised or withdrawn."""

from math import ceil
from urllib.parse import urlencode

from starlette.responses import Response

from matchmaker.domain.match import Pairing
from matchmaker.domain.permissions import Permission
from matchmaker.domain.proposal import PROPOSAL_STEPS, Proposal
from matchmaker.domain.vocabulary import Answer, ProposalStatus, Verdict
from matchmaker.errors import IllegalStepError, InputError
from matchmaker.services import proposals, review
from web import drafting, history
from web.forms.proposals import ProposalForm
from web.page import Page, Visit
from web.reasons import in_favour

PAGE = 20  # proposals a person can take in before the next page
REASONS = 3  # sentences a bridge carries at a glance
REVISABLE = (ProposalStatus.DRAFT, ProposalStatus.CHANGES_ASKED)


def listing(visit: Visit) -> Response:
    wanted = visit.query.get("status", "")
    status = ProposalStatus(wanted) if wanted in set(ProposalStatus) else None
    counts = proposals.counts(visit.session)
    total = counts.get(status, 0) if status else sum(counts.values())
    pages = max(1, ceil(total / PAGE))
    page = min(visit.page_number, pages)
    here = visit.url("proposals")
    return visit.render(
        "proposals/list.html",
        proposals=proposals.listing(visit.session, status=status, limit=PAGE, offset=(page - 1) * PAGE),
        shown=status,
        statuses=[(each, f"{here}?{urlencode({'status': each})}") for each in ProposalStatus],
        counts=counts,
        page=page,
        pages=pages,
        here=f"{here}?{urlencode({'status': status})}" if status else here,
    )


def draft(visit: Visit) -> Response:
    """Show the form with a starting text."""
    pairing = _approved(visit)
    return _form(visit, pairing, _form_for(visit, pairing))


def save_draft(visit: Visit) -> Response:
    pairing = _approved(visit)
    form = _form_for(visit, pairing)
    if not form.validate():
        return _form(visit, pairing, form)
    proposal = proposals.draft(
        visit.session,
        pairing,
        plan=form.plan(),
        messages=form.messages(),
        matches=form.chosen(),
        by=visit.signed_in,
    )
    return visit.redirect("proposal", id=proposal.id, notice="drafted", query=f"?saved=pairing-proposal-{pairing.id}")


def show(visit: Visit, *, problem: str = "") -> Response:
    """Show a proposal; `problem` says why it could not be sent."""
    proposal = visit.the(Proposal)
    best = next(iter(proposal.matches), None)
    return visit.render(
        "proposals/show.html",
        status=422 if problem else 200,
        problem=problem,
        proposal=proposal,
        why=in_favour(best, visit.language, at_most=REASONS) if best else [],
        history=history.told(proposals.history(visit.session, proposal), visit.language),
        exchange=proposals.exchange_of(visit.session, proposal),
        can_revise=proposal.status in REVISABLE,
        can_withdraw=ProposalStatus.WITHDRAWN in PROPOSAL_STEPS[proposal.status],
    )


def edit(visit: Visit) -> Response:
    proposal = _revisable(visit)
    pairing = _pairing_of(visit, proposal)
    return _form(visit, pairing, _form_for(visit, pairing, proposal), proposal)


def save_edit(visit: Visit) -> Response:
    proposal = _revisable(visit)
    pairing = _pairing_of(visit, proposal)
    form = _form_for(visit, pairing, proposal)
    if not form.validate():
        return _form(visit, pairing, form, proposal)
    proposals.revise(
        visit.session,
        proposal,
        plan=form.plan(),
        messages=form.messages(),
        matches=form.chosen(),
        by=visit.signed_in,
    )
    return visit.redirect("proposal", id=proposal.id, notice="drafted", query=f"?saved=proposal-{proposal.id}")


def send(visit: Visit) -> Response:
    proposal = visit.the(Proposal)
    try:
        with visit.session.begin_nested():  # without a receiver nothing of it may stay
            proposals.send(visit.session, proposal, by=visit.signed_in)
    except InputError as error:
        return show(visit, problem=visit._(str(error)))
    return visit.redirect("proposal", id=proposal.id, notice="sent")


def withdraw(visit: Visit) -> Response:
    proposal = visit.the(Proposal)
    proposals.withdraw(visit.session, proposal, by=visit.signed_in)
    return visit.redirect("proposal", id=proposal.id, notice="proposal-withdrawn")


def _form_for(visit: Visit, pairing: Pairing, proposal: Proposal | None = None) -> ProposalForm:
    return ProposalForm(
        visit.form,
        language=visit.language,
        matches=pairing.matches,
        defaults=drafting.kept(proposal) if proposal else drafting.beginning(pairing),
    )


def _form(visit: Visit, pairing: Pairing, form: ProposalForm, proposal: Proposal | None = None) -> Response:
    earlier = proposals.listing(visit.session, pairing_id=pairing.id) if proposal is None else []
    return visit.render(
        "proposals/form.html",
        status=422 if form.errors else 200,
        form=form,
        pairing=pairing,
        proposal=proposal,
        wishes=[part for part in proposal.parts if part.answer is Answer.CHANGES] if proposal else [],
        earlier=earlier,
    )


def _approved(visit: Visit) -> Pairing:
    """Return the pairing; somebody may have taken its approval back since the link was shown."""
    pairing = visit.the(Pairing)
    if pairing.verdict is not Verdict.APPROVED:
        raise IllegalStepError(f"proposal for a pairing that is {pairing.verdict}")
    return pairing


def _revisable(visit: Visit) -> Proposal:
    proposal = visit.the(Proposal)
    if proposal.status not in REVISABLE:
        raise IllegalStepError(f"revising a proposal that is {proposal.status}")
    return proposal


def _pairing_of(visit: Visit, proposal: Proposal) -> Pairing:
    """Return its pairing with the matches to choose from."""
    pairing = review.pairing(visit.session, proposal.pairing_id)
    if pairing is None:
        raise LookupError(f"proposal {proposal.id} has lost its pairing")  # a foreign key forbids it
    return pairing


WRITE = Permission.PROPOSAL_WRITE
PAGES = [
    Page("/review/{id:int}/proposal", "proposal_new", WRITE, get=draft, post=save_draft, loads=review.pairing),
    Page("/proposals", "proposals", WRITE, get=listing),
    Page("/proposals/{id:int}", "proposal", WRITE, get=show, loads=proposals.proposal),
    Page("/proposals/{id:int}/edit", "proposal_edit", WRITE, get=edit, post=save_edit, loads=proposals.proposal),
    Page("/proposals/{id:int}/send", "proposal_send", WRITE, post=send, loads=proposals.proposal),
    Page("/proposals/{id:int}/withdraw", "proposal_withdraw", WRITE, post=withdraw, loads=proposals.proposal),
]
