"""What of the journal to show."""

from matchmaker.i18n import N_, translations
from web.forms.base import ChoiceField, Form

ABOUT = {
    "institution:": N_("Institutions"),
    "need:": N_("Needs"),
    "offer:": N_("Offers"),
    "translation:": N_("Translations"),
    "pairing:": N_("Pairings"),
    "round:": N_("Rounds"),
    "proposal:": N_("Proposals"),
    "exchange:": N_("Exchanges"),
    "mail:": N_("Mails"),
    "person:": N_("People"),
    "export:": N_("Exports"),
}
"""Beginnings of actions."""


def _abouts(language: str) -> list[tuple[str, str]]:
    words = translations(language)
    named = [(beginning, words.ugettext(name)) for beginning, name in ABOUT.items()]
    return [("", words.ugettext(N_("Everything"))), *named]


class JournalForm(Form):
    """Sent with GET; what it cannot read does not restrict."""

    action = ChoiceField(N_("What it is about"), _abouts, default="")

    def wanted(self) -> str:
        """Return the beginning of the actions to show."""
        return str(self.action.data) if self.validate() and self.action.data else ""
