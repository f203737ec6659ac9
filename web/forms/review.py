"""What staff say about a pairing, and what of the queue they want to see."""

from collections.abc import Callable
from datetime import date
from typing import ClassVar

from starlette.datastructures import FormData
from wtforms import DateField
from wtforms import Form as BaseForm
from wtforms.fields.core import Field
from wtforms.validators import StopValidation, ValidationError

from matchmaker.domain.base import now
from matchmaker.domain.vocabulary import DismissalReason, Sector, Verdict
from matchmaker.i18n import N_, translations
from matchmaker.services.review import QueueFilter
from web.forms.base import ChoiceField, Form, Required, enum_choices, language_choices, line, passage

NOTE_LENGTH = 1000  # characters: what the next colleague reads in half a minute
NAME_LENGTH = 100  # characters of a name that is looked for
AGES = (3, 7, 14, 30)  # days: since the weekend, a week, two, a month


def _ages(language: str) -> list[tuple[str, str]]:
    words = translations(language)
    days = [(str(n), words.ungettext("%(num)d day", "%(num)d days", n) % {"num": n}) for n in AGES]
    return [("", words.ugettext(N_("However long"))), *days]


ROUND = {"chosen": N_("Only what it shows"), "alternate": N_("What comes next in line")}
"""What of this week's round to look at."""


def _of_the_round(language: str) -> list[tuple[str, str]]:
    words = translations(language)
    return [("", words.ugettext(N_("Every pairing")))] + [(key, words.ugettext(text)) for key, text in ROUND.items()]


class QueueForm(Form):
    """Sent with GET, so that the address of a filtered queue can be kept; what it cannot read does not restrict."""

    verdict = ChoiceField(N_("Verdict"), enum_choices(Verdict), default=Verdict.WAITING)
    sector = ChoiceField(N_("Field of work"), enum_choices(Sector, empty=N_("Every field")), default="")
    written_in = ChoiceField(N_("Written in"), language_choices(empty=N_("Every language")), default="")
    age = ChoiceField(N_("Waits at least"), _ages, default="")
    name = line(N_("Name of an institution"), longest=NAME_LENGTH)
    round = ChoiceField(N_("This week’s round"), _of_the_round, default="")

    def wanted(self) -> QueueFilter:
        self.validate()
        good = {field.short_name: field.data for field in self if field.data and not field.errors}
        return QueueFilter(
            verdict=Verdict(good.get("verdict", Verdict.WAITING)),
            sector=Sector(good["sector"]) if "sector" in good else None,
            language=good.get("written_in", ""),
            waiting_days=int(good.get("age", 0)),
            institution=good.get("name", ""),
            alternate=good["round"] == "alternate" if "round" in good else None,
        )


class AfterToday:
    """A day that is still to come."""

    def __call__(self, form: BaseForm, field: Field) -> None:  # noqa: ARG002 - WTForms' signature
        if isinstance(field.data, date) and field.data <= now().date():
            raise ValidationError(field.gettext(N_("Please choose a day after today.")))


class RequiredFor:
    """Needed when another field holds a certain value; otherwise it may stay empty."""

    def __init__(self, other: str, value: str, message: str) -> None:
        self.other, self.value, self.message = other, value, message

    def __call__(self, form: BaseForm, field: Field) -> None:
        if form[self.other].data == self.value and not field.data:
            raise StopValidation(field.gettext(self.message))


class VerdictForm(Form):
    """All verdicts stand on one page, so each form's fields carry its verb: `dismiss-reason`."""

    verb: ClassVar[str]

    def __init__(self, data: FormData | None, *, language: str) -> None:
        super().__init__(data, language=language, prefix=self.verb)


def _note(*rules: Callable[..., None], hint: str = N_("Only staff read it.")) -> Field:
    return passage(N_("Note"), *rules, longest=NOTE_LENGTH, rows=3, hint=hint)


class ApproveForm(VerdictForm):
    verb = "approve"
    note = _note()


class DismissForm(VerdictForm):
    verb = "dismiss"
    reason = ChoiceField(
        N_("Why?"),
        enum_choices(DismissalReason, empty=N_("Please choose")),
        validators=[Required(N_("Please choose a reason: the software learns from it."))],
    )
    note = _note(
        RequiredFor("reason", DismissalReason.OTHER, N_("Please write what the other reason is.")),
        hint=N_("Only staff read it. Needed when you choose “Another reason”."),
    )


class SnoozeForm(VerdictForm):
    verb = "snooze"
    until = DateField(N_("Until"), [Required(N_("Please choose a day.")), AfterToday()])
    note = _note()


class ToReadForm(VerdictForm):
    verb = "to_read"
    note = _note(hint=N_("Only staff read it. For example: which language the reader must know."))


class ReopenForm(VerdictForm):
    verb = "reopen"
    note = _note()


VERDICT_FORMS: dict[Verdict, type[VerdictForm]] = {
    Verdict.APPROVED: ApproveForm,
    Verdict.DISMISSED: DismissForm,
    Verdict.SNOOZED: SnoozeForm,
    Verdict.TO_READ: ToReadForm,
    Verdict.WAITING: ReopenForm,
}
"""By the verdict that each leads to, in the order in which they stand on the page."""
