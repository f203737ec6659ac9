"""Carrying an exchange on, and closing it."""

from wtforms import DateField

from matchmaker.i18n import N_
from web.forms.base import ChoiceField, Form, NotPast, Required, language_choices, passage

OUTCOME_LENGTH = 6000  # characters: two pages that others can learn from


class ScheduleForm(Form):
    on = DateField(N_("Day of the first meeting"), [Required(N_("Please choose a day.")), NotPast()])


class OutcomeForm(Form):
    outcome = passage(
        N_("What came of it?"),
        Required(N_("Please write what came of it, also when little did: others learn from it.")),
        longest=OUTCOME_LENGTH,
        hint=N_("What was agreed and done, what was learned, what remains open."),
    )
    language = ChoiceField(N_("Language of this text"), language_choices())
