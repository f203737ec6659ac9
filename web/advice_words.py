"""What to add to a need or an offer, in the reader's words, and the page on which it is added."""

from dataclasses import dataclass

from matchmaker import phrases
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.permissions import Permission
from matchmaker.i18n import N_, gettext
from matchmaker.services.advice import Addition, Advice

_SENTENCES = {
    Addition.FIELD: N_("Choose the field that it belongs to."),
    Addition.TOPICS: N_("Choose the topics that it is about."),
    Addition.LANGUAGES: N_("Say in which languages you can work."),
    Addition.DATES: N_("Say when it would suit you."),
    Addition.FORMATS: N_("Say what form it could take: a visit, a course, advice."),
}
_OF_A_NEED = {
    Addition.TEXT: N_("Tell a little more: what is there, what is missing, and for how many people."),
    Addition.TRANSLATION: N_("Add a translation: many offers that could fit are written in %(language)s."),
}
_OF_AN_OFFER = {
    Addition.TEXT: N_("Tell a little more: what you know, whom it has helped, and how you could pass it on."),
    Addition.TRANSLATION: N_("Add a translation: many needs that could fit are written in %(language)s."),
}
_STEPS = {Addition.TEXT: "edit", Addition.FIELD: "edit", Addition.TRANSLATION: "translation"}
"""The form in which it is added; all else stands in `how`."""


@dataclass(frozen=True, slots=True)
class Line:
    sentence: str
    page: str
    """Name of the route, whose id is the listing's."""
    permission: Permission
    """What that page asks for: who may not go there gets no link."""


def lines(advice: list[Advice], listing: Need | Offer, language: str) -> list[Line]:
    noun, of_one = ("need", _OF_A_NEED) if isinstance(listing, Need) else ("offer", _OF_AN_OFFER)
    words = _SENTENCES | of_one
    return [
        Line(
            gettext(words[each.addition], language) % {"language": phrases.language_name(each.language, language)},
            f"{noun}_{_STEPS.get(each.addition, 'how')}",
            Permission.LISTING_TRANSLATE if each.addition is Addition.TRANSLATION else Permission.LISTING_EDIT,
        )
        for each in advice
    ]
