"""An institution's own space: where it stands, what waits for it, and its profile."""

from starlette.responses import Response

from matchmaker.domain.institution import Institution
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.permissions import Permission
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.vocabulary import Answer, ProposalStatus
from matchmaker.errors import NotAllowedError
from matchmaker.services import proposals, registration
from web.forms.institution import ProfileForm
from web.page import Page, Visit

SHOWN = 3  # of each list; the whole lists have pages of their own


def space(visit: Visit) -> Response:
    institution = _own(visit)
    found = proposals.listing(visit.session, institution_id=institution.id)
    waiting = [
        proposal
        for proposal in found
        if proposal.status is ProposalStatus.SENT and _answer(proposal, institution) is Answer.NONE
    ]
    return visit.render(
        "space/show.html",
        institution=institution,
        waiting=len(waiting),
        needs=registration.listings_of(visit.session, Need, institution),
        offers=registration.listings_of(visit.session, Offer, institution),
        shown=SHOWN,
    )


def profile(visit: Visit) -> Response:
    institution = _own(visit)
    return visit.render("space/profile.html", form=ProfileForm(None, language=visit.language, obj=institution))


def save_profile(visit: Visit) -> Response:
    institution = _own(visit)
    form = ProfileForm(visit.form, language=visit.language, obj=institution)
    if not form.validate():
        return visit.render("space/profile.html", status=422, form=form)
    registration.edit_institution(visit.session, institution, by=visit.signed_in, **form.changes())
    return visit.redirect("space", notice="saved", query="?saved=profile")


def _own(visit: Visit) -> Institution:
    if visit.signed_in.institution is None:
        raise NotAllowedError("no institution")
    return visit.signed_in.institution


def _answer(proposal: Proposal, institution: Institution) -> Answer:
    return next(part.answer for part in proposal.parts if part.institution_id == institution.id)


PAGES = [
    Page("/space", "space", Permission.SPACE_READ, get=space),
    Page("/space/profile", "profile", Permission.SPACE_READ, get=profile, post=save_profile),
]
