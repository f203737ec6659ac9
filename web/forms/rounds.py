"""The three numbers of a week's round."""

from dataclasses import asdict

from wtforms import IntegerField

from matchmaker.i18n import N_
from matchmaker.services.rounds import WEEK, Sharing
from web.forms.base import Between, Form

MOST_PER_NEED = 10  # the engine keeps no more matches of a need
MOST_CONTACTS = 20  # more letters at once than that nobody answers well
LONGEST_WAIT = 365  # days


def _number(label: str, lowest: int, highest: int, *, hint: str) -> IntegerField:
    return IntegerField(
        label,
        [Between(lowest, highest)],
        description=hint,
        render_kw={"min": lowest, "max": highest, "inputmode": "numeric"},
    )


class SharingForm(Form):
    per_need = _number(
        N_("Matches for each need"),
        1,
        MOST_PER_NEED,
        hint=N_("So many suggestions an institution can weigh against each other."),
    )
    contacts = _number(
        N_("Proposals for each partner abroad"),
        1,
        MOST_CONTACTS,
        hint=N_("So many may lie before one partner at the same time."),
    )
    days = _number(
        N_("Longest wait, in days"),
        WEEK,
        LONGEST_WAIT,
        hint=N_("After so many days at most, somebody looks at each need."),
    )

    def sharing(self) -> Sharing:
        """Return the settings; the form must be valid."""
        return Sharing(**{name: int(self[name].data) for name in asdict(Sharing())})
