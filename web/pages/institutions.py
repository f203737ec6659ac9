"""Institutions as staff see them: who waits to be looked at, who they are, and what they do with us."""

from math import ceil
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.responses import Response

from matchmaker.domain.institution import STANDING_STEPS, Institution
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.permissions import Permission
from matchmaker.domain.vocabulary import Side, Standing
from matchmaker.i18n import LANGUAGES
from matchmaker.services import accounts, exchanges, proposals, registration, review
from web.forms.institution import InstitutionsForm, NameTranslationForm, ProfileForm
from web.page import Page, Visit

SHOWN = 5  # of pairings, proposals and exchanges each: what is going on, not an archive


def listing(visit: Visit) -> Response:
    form = InstitutionsForm(FormData(visit.query), language=visit.language)
    wanted = form.wanted()
    standing = Standing(wanted["standing"]) if "standing" in wanted else None
    found, total = registration.institutions(
        visit.session,
        side=Side(wanted["side"]) if "side" in wanted else None,
        standing=standing,
        name=wanted.get("name", ""),
        page=visit.page_number,
    )
    pages = max(1, ceil(total / registration.PAGE))
    if visit.page_number > pages:  # the list has become shorter since the link was made
        return visit.redirect("institutions", query="?" + urlencode(wanted | {"page": pages}))
    here = visit.url("institutions")
    return visit.render(
        "institutions/list.html",
        form=form,
        institutions=found,
        total=total,
        shown=standing,
        restricted=bool(wanted.keys() - {"standing"}),
        shelves=[(each, f"{here}?{urlencode({'standing': each})}") for each in Standing],
        counts=registration.counts(visit.session),
        page=visit.page_number,
        pages=pages,
        here=f"{here}?{urlencode(wanted)}" if wanted else here,
    )


def show(visit: Visit) -> Response:
    institution = visit.the(Institution)
    found = proposals.listing(visit.session, institution_id=institution.id, drafts=True, limit=SHOWN)
    return visit.render(
        "institutions/show.html",
        institution=institution,
        people=accounts.names_of(visit.session, institution),
        needs=registration.listings_of(visit.session, Need, institution),
        offers=registration.listings_of(visit.session, Offer, institution),
        pairings=review.of_institution(visit.session, institution, limit=SHOWN),
        proposals=found,
        exchanges=exchanges.listing(visit.session, institution_id=institution.id)[:SHOWN],
        steps=STANDING_STEPS[institution.standing],
        adds_people=visit.may(Permission.PEOPLE_MANAGE),
    )


def verify(visit: Visit) -> Response:
    registration.verify(visit.session, visit.the(Institution), by=visit.signed_in)
    return visit.redirect("institution", id=visit.the(Institution).id, notice="verified")


def refuse(visit: Visit) -> Response:
    registration.refuse(visit.session, visit.the(Institution), by=visit.signed_in)
    return visit.redirect("institution", id=visit.the(Institution).id, notice="refused")


def pause(visit: Visit) -> Response:
    registration.pause_institution(visit.session, visit.the(Institution), by=visit.signed_in)
    return visit.redirect("institution", id=visit.the(Institution).id, notice="institution-paused")


def edit(visit: Visit) -> Response:
    institution = visit.the(Institution)
    form = ProfileForm(None, language=visit.language, obj=institution)
    return visit.render("institutions/edit.html", institution=institution, form=form)


def save(visit: Visit) -> Response:
    institution = visit.the(Institution)
    form = ProfileForm(visit.form, language=visit.language, obj=institution)
    if not form.validate():
        return visit.render("institutions/edit.html", status=422, institution=institution, form=form)
    registration.edit_institution(visit.session, institution, by=visit.signed_in, **form.changes())
    query = f"?saved=institution-{institution.id}"
    return visit.redirect("institution", id=institution.id, notice="saved", query=query)


def translation(visit: Visit) -> Response:
    """Ask for a translation; the one that exists in the language named by the address is there to be changed."""
    institution = visit.the(Institution)
    other = next(tag for tag in (visit.language, *LANGUAGES) if tag != institution.language)
    language = visit.query.get("language", other)
    old = next((each for each in institution.translations if each.language == language), None)
    form = NameTranslationForm(None, language=visit.language, obj=old, defaults={"language": language})
    return visit.render("institutions/translation.html", institution=institution, form=form)


def translate(visit: Visit) -> Response:
    institution = visit.the(Institution)
    form = NameTranslationForm(visit.form, language=visit.language)
    if not form.validate(original=institution.language):
        return visit.render("institutions/translation.html", status=422, institution=institution, form=form)
    registration.translate(
        visit.session,
        institution,
        language=form.language.data,
        title=form.title.data or "",
        text=form.text.data or "",
        by=visit.signed_in,
    )
    query = f"?saved=translation-institution-{institution.id}"
    return visit.redirect("institution", id=institution.id, notice="saved", query=query)


VERIFY = Permission.INSTITUTION_VERIFY
EDIT = Permission.INSTITUTION_EDIT
ONE = "/institutions/{id:int}"
FIND = registration.institution
PAGES = [
    Page("/institutions", "institutions", VERIFY, get=listing),
    Page(ONE, "institution", VERIFY, get=show, loads=FIND),
    Page(f"{ONE}/verify", "institution_verify", VERIFY, post=verify, loads=FIND),
    Page(f"{ONE}/refuse", "institution_refuse", VERIFY, post=refuse, loads=FIND),
    Page(f"{ONE}/pause", "institution_pause", VERIFY, post=pause, loads=FIND),
    Page(f"{ONE}/edit", "institution_edit", EDIT, get=edit, post=save, loads=FIND),
    Page(f"{ONE}/translation", "institution_translation", EDIT, get=translation, post=translate, loads=FIND),
]
