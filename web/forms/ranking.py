"""Setting weights by hand: a number and a reason for each sign that the engine looks at."""

from collections.abc import Mapping, Sequence
from functools import cache

from starlette.datastructures import FormData
from wtforms import FloatField
from wtforms import Form as BaseForm
from wtforms.fields.core import Field
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from matchmaker import phrases
from matchmaker.i18n import N_, gettext
from web.forms.base import Form, Required, line

LIMIT = 5.0  # points: one sign alone already decides
LOWEST_START = -10.0  # log-odds: less than one in twenty thousand
REASON_LENGTH = 200  # characters: one sentence
SIGNS = str.maketrans({",": ".", "٫": ".", "−": "-"})
"""What people type in a number; digits of other scripts are read as they are."""


class Points(FloatField):
    """A number with two decimals, as it is shown beside the bars.

    As text: a number field of the browser takes no Arabic digits, and tells us nothing of what it did not understand.
    """

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:.2f}"

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        try:
            self.data = float(valuelist[0].strip().translate(SIGNS))
        except (ValueError, IndexError) as error:
            raise ValueError(self.gettext(N_("Please write a number, for example 0.50."))) from error

    def kept(self, old: float) -> float:
        """Return what was typed; a number that reads like the old one is the old one, to its last digit."""
        typed = old if self.data is None else self.data
        return old if f"{typed:.2f}" == f"{old:.2f}" else typed


class Within:
    """A number between two, and one that is a number at all."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms' own way

    def __init__(self, lowest: float, highest: float) -> None:
        self.lowest, self.highest = lowest, highest

    def __call__(self, form: BaseForm, field: Field) -> None:  # noqa: ARG002 - WTForms' signature
        if field.data is not None and not self.lowest <= field.data <= self.highest:  # NaN is not between any
            message = field.gettext(N_("Please write a number from %(lowest)d to %(highest)d."))
            raise ValidationError(message % {"lowest": self.lowest, "highest": self.highest})


def _points(label: str, *, lowest: float, highest: float, hint: str = "") -> Points:
    keywords = {"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"}
    return Points(label, [Within(lowest, highest)], description=hint, render_kw=keywords)


class WeightsForm(Form):
    """`features` are those of the ranker in use; each has two fields, `<feature>_points` and `<feature>_reason`."""

    features: Sequence[str] = ()
    bias = _points(
        N_("Points that every pair begins with"),
        lowest=LOWEST_START,
        highest=LIMIT,
        hint=N_("The same for all: it says how many are worth a look, not which."),
    )

    def __init__(
        self, data: FormData | None, *, language: str, defaults: Mapping[str, float | str] | None = None
    ) -> None:
        super().__init__(data, language=language, defaults=defaults)
        for feature in self.features:
            named = {"sign": phrases.feature_name(feature, language)}
            points, reason = self.both(feature)
            points.label.text = gettext(N_("Weight of “%(sign)s”"), language) % named
            reason.label.text = gettext(N_("Why “%(sign)s” weighs so much"), language) % named

    def both(self, feature: str) -> tuple[Points, Field]:
        """Return the fields of a feature: its points and their reason."""
        return self.points(feature), self[f"{feature}_reason"]

    def points(self, feature: str) -> Points:
        field = self[f"{feature}_points"]
        if not isinstance(field, Points):
            raise TypeError(f"{feature} has no points")
        return field


@cache
def weights_form(features: tuple[str, ...]) -> type[WeightsForm]:
    """Return the form for these features: the engine may come to look at others."""
    fields: dict[str, object] = {"features": features}
    for feature in features:
        fields[f"{feature}_points"] = _points("", lowest=-LIMIT, highest=LIMIT)
        fields[f"{feature}_reason"] = line(
            "", Required(N_("Please write why: others will want to know.")), longest=REASON_LENGTH
        )
    return type("WeightsForm", (WeightsForm,), fields)
