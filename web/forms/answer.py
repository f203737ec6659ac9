"""Answering a proposal: yes, no with a reason, or what should be changed."""

from matchmaker.domain.vocabulary import DeclineReason
from matchmaker.i18n import N_
from web.forms.base import Form, OneOfField, Required, enum_choices, passage

NOTE_LENGTH = 2000  # characters: half a page


class AcceptForm(Form):
    note = passage(N_("A word with it"), longest=NOTE_LENGTH, rows=3, hint=N_("For example when you can be reached."))


class ChangesForm(Form):
    note = passage(
        N_("What should be different?"),
        Required(N_("Please say what should be different, so that we can write the proposal anew.")),
        longest=NOTE_LENGTH,
        rows=5,
        hint=N_("Another time, another form, somebody else, something smaller: whatever would make it fit."),
    )


class DeclineForm(Form):
    reason = OneOfField(
        N_("Why does it not fit?"),
        enum_choices(DeclineReason),
        validators=[Required(N_("Please choose a reason; it helps us to suggest better."))],
    )
    note = passage(N_("In your own words"), longest=NOTE_LENGTH, rows=3)

    def validate(self, extra_validators: object = None) -> bool:  # noqa: ARG002 - WTForms' signature
        """A reason that is none of ours has to be told."""
        fine = super().validate()
        if self.reason.data == DeclineReason.OTHER and not self.note.data:
            self.note.errors = [*self.note.errors, self.note.gettext(N_("Please say it in a few words."))]
            return False
        return fine
