"""Needs and offers as their institution writes them. Both have the same pages; the words differ in the templates.

Writing takes three short steps, each saved on the server: what it is, how it can be met, a last look.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from starlette.responses import JSONResponse, Response

from matchmaker.domain.listing import MAX_TOPICS
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.permissions import Permission
from matchmaker.domain.vocabulary import ListingStatus, Origin, Sector, Standing, Urgency
from matchmaker.services import registration, thesaurus
from matchmaker.services.advice import advice
from web import advice_words, closeness
from web.forms.listing import HowForm, NeedHowForm, OfferHowForm, TranslationForm, WhatForm
from web.page import Loader, Page, Visit

L = TypeVar("L", Need, Offer)
TOPICS_READ = 6  # of those read in a text; behind them the guesses are poor


@dataclass(frozen=True)
class Listings(Generic[L]):
    """The pages of needs, or those of offers."""

    table: type[L]
    noun: str

    def listing(self, visit: Visit) -> Response:
        institution = visit.signed_in.institution
        found = registration.listings_of(visit.session, self.table, institution) if institution else []
        return self._render(visit, "list.html", listings=found, institution=institution)

    def new(self, visit: Visit) -> Response:
        first = {"key": str(uuid.uuid4()), "language": visit.language}
        form = WhatForm(None, language=visit.language, defaults=first)
        return self._render(visit, "what.html", form=form, listing=None)

    def start(self, visit: Visit) -> Response:
        form = WhatForm(visit.form, language=visit.language)
        institution = visit.signed_in.institution
        if not form.validate() or institution is None:
            return self._render(visit, "what.html", status=422, form=form, listing=None)
        listing = registration.start(
            visit.session,
            self.table,
            institution,
            key=form.fresh_or_sent_key,
            by=visit.signed_in,
            **_what(form),
        )
        return self._on(visit, "how", listing, saved="new")

    def edit(self, visit: Visit) -> Response:
        listing = visit.the(self.table)
        form = WhatForm(None, language=visit.language, obj=listing)
        return self._render(visit, "what.html", form=form, listing=listing)

    def save(self, visit: Visit) -> Response:
        listing = visit.the(self.table)
        form = WhatForm(visit.form, language=visit.language, obj=listing)
        if not form.validate():
            return self._render(visit, "what.html", status=422, form=form, listing=listing)
        registration.edit(visit.session, listing, by=visit.signed_in, **_what(form))
        return self._on(visit, "how", listing, saved=str(listing.id))

    def how(self, visit: Visit) -> Response:
        listing = visit.the(self.table)
        return self._render(visit, "how.html", form=self._how_form(visit, listing, posted=False), listing=listing)

    def save_how(self, visit: Visit) -> Response:
        listing = visit.the(self.table)
        form = self._how_form(visit, listing, posted=True)
        if not form.validate():
            return self._render(visit, "how.html", status=422, form=form, listing=listing)
        registration.edit(visit.session, listing, by=visit.signed_in, **_how(form))
        return self._on(visit, "show", listing)

    def show(self, visit: Visit) -> Response:
        listing = visit.the(self.table)
        verified = listing.institution.standing is Standing.VERIFIED
        own = visit.may(Permission.LISTING_EDIT, listing)
        return self._render(
            visit,
            "show.html",
            listing=listing,
            verified=verified,
            own=own,
            original=Origin.ORIGINAL,
            close=self._close(visit, listing) if own and listing.status is ListingStatus.DRAFT else "",
            advice=self._advice(visit, listing) if own else [],
        )

    def _advice(self, visit: Visit, listing: Need | Offer) -> list[advice_words.Line]:
        (found,) = advice(visit.session, [listing])
        return advice_words.lines(found, listing, visit.language)

    def close(self, visit: Visit) -> Response:
        """Answer a form that is being written with a number and a sentence."""
        form = WhatForm(visit.form, language=visit.language)
        form.validate()  # the texts may be unfinished; what is chosen must be a choice
        found = None
        if not form.language.errors and not form.sector.errors:
            found = closeness.number(visit, self.table, **_what(form))
        sentence = closeness.sentence(found, self.table, visit.language)
        return visit.finish(JSONResponse({"number": found, "sentence": sentence}))

    def _close(self, visit: Visit, listing: Need | Offer) -> str:
        found = closeness.number(
            visit,
            self.table,
            title=listing.title,
            text=listing.text,
            language=listing.language,
            sector=listing.sector,
        )
        return closeness.sentence(found, self.table, visit.language)

    def step(self, take: Callable[..., None], notice: str) -> Callable[[Visit], Response]:
        """Return the handler of a button that takes one step: publish, pause, withdraw."""

        def handler(visit: Visit) -> Response:
            listing = visit.the(self.table)
            take(visit.session, listing, by=visit.signed_in)
            return visit.redirect(self.noun, id=listing.id, notice=notice)

        return handler

    def translation(self, visit: Visit) -> Response:
        listing = visit.the(self.table)
        present = {each.language for each in listing.translations}
        form = TranslationForm(None, language=visit.language, original=listing.language, present=present)
        return self._render(visit, "translation.html", form=form, listing=listing)

    def translate(self, visit: Visit) -> Response:
        listing = visit.the(self.table)
        form = TranslationForm(visit.form, language=visit.language, original=listing.language)
        if not form.validate():
            return self._render(visit, "translation.html", status=422, form=form, listing=listing)
        registration.translate(
            visit.session,
            listing,
            language=form.language.data,
            title=form.title.data or "",
            text=form.text.data or "",
            by=visit.signed_in,
        )
        return visit.redirect(self.noun, id=listing.id, notice="saved")

    def pages(self) -> list[Page]:
        """Return the routes `needs`, `need_new`, `need`, `need_edit`, `need_how` …, and the same for offers."""
        many = f"/{self.noun}s"
        one = many + "/{id:int}"
        find: Loader = self._find
        edit = Permission.LISTING_EDIT
        write = Permission.LISTING_WRITE
        publish = self.step(registration.publish, "published")
        pause = self.step(registration.pause, "paused")
        withdraw = self.step(registration.withdraw, "withdrawn")
        return [
            Page(many, f"{self.noun}s", write, get=self.listing),
            Page(f"{many}/new", f"{self.noun}_new", write, get=self.new, post=self.start),
            Page(f"{many}/close", f"{self.noun}_close", write, post=self.close, asks=True),
            Page(one, self.noun, Permission.LISTING_READ, get=self.show, loads=find),
            Page(f"{one}/edit", f"{self.noun}_edit", edit, get=self.edit, post=self.save, loads=find),
            Page(f"{one}/how", f"{self.noun}_how", edit, get=self.how, post=self.save_how, loads=find),
            Page(f"{one}/publish", f"{self.noun}_publish", edit, post=publish, loads=find),
            Page(f"{one}/pause", f"{self.noun}_pause", edit, post=pause, loads=find),
            Page(f"{one}/withdraw", f"{self.noun}_withdraw", edit, post=withdraw, loads=find),
            Page(
                f"{one}/translation",
                f"{self.noun}_translation",
                Permission.LISTING_TRANSLATE,
                get=self.translation,
                post=self.translate,
                loads=find,
            ),
        ]

    def _find(self, session: Any, listing_id: int) -> L | None:  # noqa: ANN401 - a Session
        return registration.listing(session, self.table, listing_id)

    def _how_form(self, visit: Visit, listing: Need | Offer, *, posted: bool) -> HowForm:
        kind = NeedHowForm if self.noun == "need" else OfferHowForm
        form = kind(visit.form if posted else None, language=visit.language, obj=listing)
        if not posted and not listing.languages and listing.institution.languages:
            form.languages.data = [tag for tag in listing.institution.languages]  # noqa: C416 - a copy
        self._offer_topics(form, visit, listing, posted=posted)
        return form

    def _offer_topics(self, form: HowForm, visit: Visit, listing: Need | Offer, *, posted: bool) -> None:
        """Show the topics that we read in the text, and choose the best where the writer has chosen none yet.

        Those of another field than the writer's own are left to the writer.
        """
        read = thesaurus.suggested_topics(f"{listing.title}\n{listing.text}", listing.language, listing.sector)
        others = thesaurus.shipped().topics_of(listing.sector)
        if not posted and not listing.topics:
            fitting = [topic.id for topic in read if listing.sector in {None, topic.sector}]
            form.topics.data = fitting[:MAX_TOPICS]
            form.topics.guessed = bool(fitting)
        form.topics.offer(
            [topic.id for topic in read[:TOPICS_READ]], [topic.id for topic in others], language=visit.language
        )

    def _on(self, visit: Visit, step: str, listing: Need | Offer, *, saved: str = "") -> Response:
        """Go on to the next step; `saved` lets the browser forget what it kept of the form."""
        notice = "draft-saved" if listing.status is ListingStatus.DRAFT else "saved"
        name = self.noun if step == "show" else f"{self.noun}_{step}"
        query = f"?saved={self.noun}-{saved}" if saved else ""
        return visit.redirect(name, id=listing.id, notice=notice, query=query)

    def _render(self, visit: Visit, template: str, *, status: int = 200, **context: Any) -> Response:  # noqa: ANN401
        return visit.render(f"listings/{template}", status=status, noun=self.noun, **context)


def _what(form: WhatForm) -> dict[str, Any]:
    return {
        "language": form.language.data,
        "title": form.title.data or "",
        "text": form.text.data or "",
        "sector": Sector(form.sector.data) if form.sector.data else None,
    }


def _how(form: HowForm) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "topics": form.topics.data,
        "formats": form.formats.data,
        "languages": form.languages.data,
        "common_language": form.common_language.data,
        "starts_on": form.starts_on.data,
        "ends_on": form.ends_on.data,
    }
    if isinstance(form, NeedHowForm):
        fields["urgency"] = Urgency(form.urgency.data)
    if isinstance(form, OfferHowForm):
        fields["capacity"] = form.capacity.data
    return fields


PAGES = [*Listings(Need, "need").pages(), *Listings(Offer, "offer").pages()]
