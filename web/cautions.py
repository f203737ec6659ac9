"""What to look at twice, in the reader's words."""

from markupsafe import Markup, escape

from matchmaker.domain.institution import Institution
from matchmaker.domain.need import Need
from matchmaker.i18n import N_, gettext
from matchmaker.services.cautions import Caution, Doubt
from web.reasons import isolated

_SENTENCES = {
    Doubt.UNREAD: N_("The software cannot read one of these texts: a person has to compare them."),
    Doubt.UNVERIFIED: N_("Not verified by the centre: %(name)s."),
    Doubt.PARTED: N_("An earlier proposal between the two was declined, or their exchange was broken off."),
    Doubt.NO_COMMON_LANGUAGE: N_("No common language: an interpreter is needed."),
    Doubt.TIMES_APART: N_("The times they name do not meet."),
    Doubt.TIMES_BRIEF: N_("The times they name have less than two weeks in common."),
    Doubt.NO_PLACE_LEFT: N_("Every place of this offer is taken."),
}
_OF_THE_NEED = {
    Doubt.MACHINE: N_("The need was read in a machine translation that nobody has checked."),
    Doubt.SHORT: N_("The need is told in very few words: there was little to compare."),
}
_OF_THE_OFFER = {
    Doubt.MACHINE: N_("The offer was read in a machine translation that nobody has checked."),
    Doubt.SHORT: N_("The offer is told in very few words: there was little to compare."),
}

TOLD_OF = {
    Doubt.PARTED: "contact",
    Doubt.NO_COMMON_LANGUAGE: "language",
    Doubt.TIMES_APART: "time",
    Doubt.NO_PLACE_LEFT: "capacity",
}
"""The features whose sentence would say the same once more."""


def sentence(caution: Caution, language: str) -> Markup:
    of_one = _OF_THE_NEED if isinstance(caution.about, Need) else _OF_THE_OFFER
    name = caution.about.name if isinstance(caution.about, Institution) else ""
    return escape(gettext((_SENTENCES | of_one)[caution.doubt], language)) % {"name": isolated(name)}
