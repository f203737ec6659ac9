"""What all forms share: translated labels and messages, fields for our enums and languages, and three rules."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from starlette.datastructures import FormData
from wtforms import Form as BaseForm
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.core import Field
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaker import phrases
from matchmaker.domain.base import now
from matchmaker.domain.language import KNOWN
from matchmaker.i18n import N_, translations

SHOWN_LANGUAGES = ("ku", "ar", "en", "de", "fr", "es", "it", "tr", "ckb", "syr", "hy", "fa")
"""Languages that a form offers, those of the region and of most partners; imports take any known language."""


class _Catalogue:
    """WTForms asks for its own messages here; ours are in the same catalogue."""

    def __init__(self, language: str) -> None:
        self._catalogue = translations(language)

    def gettext(self, message: str) -> str:
        return self._catalogue.ugettext(message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self._catalogue.ungettext(one, many, number)


class Form(BaseForm):
    """Labels, hints and choices are written in English with N_ and shown in `language`."""

    def __init__(
        self,
        data: FormData | None,
        *,
        language: str,
        obj: object = None,
        prefix: str = "",
        defaults: Mapping[str, Any] | None = None,
    ) -> None:
        self.shown_in = language
        super().__init__(data or None, obj=obj, prefix=prefix, data=defaults)
        catalogue = translations(language)
        for field in self:
            field.label.text = catalogue.ugettext(field.label.text)
            field.description = catalogue.ugettext(field.description) if field.description else ""
            if isinstance(field, _Worded):
                field.word(language)
                field.choices += _kept_languages(field, language)

    class Meta:
        def get_translations(self, form: "Form") -> _Catalogue:
            return _Catalogue(form.shown_in)


class _Worded:
    """A field of choices whose words are made when the language is known."""

    choices: Any
    flags: Any
    object_data: Any
    always_chosen = False
    """Whether the browser always has one of the choices selected."""
    worded: Callable[[str], list[tuple[str, str]]]

    def word(self, language: str) -> None:
        self.choices = self.worded(language)
        if self.always_chosen and all(value for value, _ in self.choices):
            self.flags.required = True


def _kept_languages(field: _Worded, shown_in: str) -> list[tuple[str, str]]:
    """Return languages that a thing has and the form does not offer: saving something else must not lose them."""
    kept = field.object_data if isinstance(field.object_data, list) else [field.object_data]
    offered = {value for value, _ in field.choices}
    return [(tag, phrases.language_name(tag, shown_in)) for tag in kept if tag in KNOWN and tag not in offered]


def enum_choices(values: Iterable[StrEnum], *, empty: str = "") -> Callable[[str], list[tuple[str, str]]]:
    """Return the choices of an enum, in its own order; `empty` (marked with N_) is the word for "none chosen"."""

    def worded(language: str) -> list[tuple[str, str]]:
        none = [("", translations(language).ugettext(empty))] if empty else []
        return none + [(value.value, phrases.label(value, language)) for value in values]

    return worded


def language_choices(
    tags: Sequence[str] = SHOWN_LANGUAGES, *, empty: str = ""
) -> Callable[[str], list[tuple[str, str]]]:
    def worded(language: str) -> list[tuple[str, str]]:
        none = [("", translations(language).ugettext(empty))] if empty else []
        return none + [(tag, phrases.language_name(tag, language)) for tag in tags]

    return worded


def country_choices(*, empty: str = "") -> Callable[[str], list[tuple[str, str]]]:
    """Return all countries by ISO 3166-1 code, in the alphabet of their names in the page's language."""

    def worded(language: str) -> list[tuple[str, str]]:
        none = [("", translations(language).ugettext(empty))] if empty else []
        named = [(code, phrases.country_name(code, language)) for code in phrases.country_codes()]
        return none + sorted(named, key=lambda each: each[1].casefold())

    return worded


class ChoiceField(_Worded, SelectField):
    always_chosen = True

    def __init__(self, label: str, worded: Callable[[str], list[tuple[str, str]]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(label, choices=[], **kwargs)
        self.worded = worded


class OneOfField(_Worded, RadioField):
    def __init__(self, label: str, worded: Callable[[str], list[tuple[str, str]]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(label, choices=[], validate_choice=True, **kwargs)
        self.worded = worded


class SomeOfField(_Worded, SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, worded: Callable[[str], list[tuple[str, str]]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(label, choices=[], **kwargs)
        self.worded = worded

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401, ARG002 - WTForms' signature
        if set(self.data or ()) - {value for value, *_ in self.iter_choices()}:
            raise ValidationError(self.gettext("Not a valid choice."))


def stripped(value: str | None) -> str:
    """Take the blanks around a text and the control characters in it away; they come from copying and pasting."""
    return "".join(char for char in value or "" if char >= " " or char in "\n\t").strip()


def line(label: str, *rules: Callable[..., None], longest: int, hint: str = "", **keywords: Any) -> StringField:  # noqa: ANN401
    """Return a field for one line of text."""
    return StringField(
        label,
        [*rules, AtMost(longest)],
        filters=[stripped],
        description=hint,
        render_kw={"maxlength": longest, **keywords},
    )


def passage(label: str, *rules: Callable[..., None], longest: int, rows: int = 8, hint: str = "") -> TextAreaField:
    """Return a field for a text; no maxlength, so that a long paste is kept and named instead of cut in silence."""
    return TextAreaField(
        label,
        [*rules, AtMost(longest)],
        filters=[stripped],
        description=hint,
        render_kw={"rows": rows},
    )


class AtMost:
    """No more than so many characters; the message says how many there are."""

    def __init__(self, longest: int) -> None:
        self.longest = longest

    def __call__(self, form: BaseForm, field: Field) -> None:  # noqa: ARG002 - WTForms' signature
        length = len(field.data or "")
        if length > self.longest:
            message = field.gettext(N_("This is too long: %(length)d characters, and at most %(longest)d fit."))
            raise ValidationError(message % {"length": length, "longest": self.longest})


class Few:
    """No more than so many of the choices."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: BaseForm, field: Field) -> None:  # noqa: ARG002 - WTForms' signature
        if len(field.data or ()) > self.most:
            raise ValidationError(field.gettext(N_("Please choose %(most)d at most.")) % {"most": self.most})


class Required:
    """Something must be there, said kindly; sets the flag that the templates read."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms' own way

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: BaseForm, field: Field) -> None:  # noqa: ARG002 - WTForms' signature
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            field.errors = []
            raise StopValidation(field.gettext(self.message))


class Between:
    """A whole number between two, in place of whatever WTForms says of one that is none."""

    def __init__(self, lowest: int, highest: int) -> None:
        self.lowest = lowest
        self.highest = highest

    def __call__(self, form: BaseForm, field: Field) -> None:  # noqa: ARG002 - WTForms' signature
        if not isinstance(field.data, int) or not self.lowest <= field.data <= self.highest:
            field.errors = []
            message = field.gettext(N_("Please write a number from %(lowest)d to %(highest)d."))
            raise StopValidation(message % {"lowest": self.lowest, "highest": self.highest})


class NotPast:
    """A day that is today or later; empty passes, and with `unless_kept` the day that stood there before."""

    def __init__(self, *, unless_kept: bool = False) -> None:
        self.unless_kept = unless_kept

    def __call__(self, form: BaseForm, field: Field) -> None:  # noqa: ARG002
        kept = self.unless_kept and field.data == field.object_data
        if isinstance(field.data, date) and field.data < now().date() and not kept:
            raise ValidationError(field.gettext(N_("This day is past.")))


class NotBefore:
    """A day that is not before the one in another field; empty passes."""

    def __init__(self, other: str) -> None:
        self.other = other

    def __call__(self, form: BaseForm, field: Field) -> None:
        first = form[self.other].data
        if isinstance(field.data, date) and isinstance(first, date) and field.data < first:
            raise ValidationError(field.gettext(N_("The end is before the start.")))


OF_WTFORMS = (N_("Not a valid choice."), N_("Not a valid date value."))
"""Messages that WTForms itself writes; named here so that they are translated with ours."""
