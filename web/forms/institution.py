"""An institution's first words, its profile, and what staff look for among institutions."""

from typing import Any

from starlette.datastructures import FormData
from wtforms import EmailField, IntegerField, TelField
from wtforms.validators import Optional

from matchmaker.domain.institution import MAX_INHABITANTS, Institution
from matchmaker.domain.vocabulary import Economy, Kind, Landscape, Sector, Side, Standing
from matchmaker.i18n import N_
from matchmaker.services import accounts
from web.forms.base import (
    AtMost,
    Between,
    ChoiceField,
    Form,
    OneOfField,
    Required,
    SomeOfField,
    country_choices,
    enum_choices,
    language_choices,
    line,
    passage,
    stripped,
)

NAME_LENGTH = 160
PLACE_LENGTH = 100
ABOUT_LENGTH = 3000  # characters: one page
PERSON_LENGTH = 120
PHONE_LENGTH = 40
EMAIL_LENGTH = 254
OF_PLACES = ("inhabitants", "landscapes", "economies")


class _Described(Form):
    """What registering and the profile both ask."""

    kind = ChoiceField(
        N_("What kind of institution is it?"),
        enum_choices(Kind, empty=N_("Please choose")),
        validators=[Required(N_("Please choose what comes closest."))],
    )
    name = line(
        N_("Name of the institution"),
        Required(N_("Please write its name, in the language that you use for it.")),
        longest=NAME_LENGTH,
    )
    language = ChoiceField(N_("Language of the name and of the text below"), language_choices())
    country = ChoiceField(
        N_("Country"),
        country_choices(empty=N_("Please choose")),
        validators=[Required(N_("Please choose the country."))],
    )
    place = line(N_("Town or village"), Required(N_("Please write the town or village.")), longest=PLACE_LENGTH)
    about = passage(
        N_("What do you do?"),
        longest=ABOUT_LENGTH,
        rows=4,
        hint=N_("Two or three sentences: who you are, for how many people, what you are proud of."),
    )


class RegisterForm(_Described):
    side = OneOfField(
        N_("Where do you work?"),
        enum_choices(Side),
        validators=[Required(N_("Please choose one of the two banks."))],
    )
    person = line(N_("Your name"), Required(N_("Please write your name.")), longest=PERSON_LENGTH, autocomplete="name")
    email = EmailField(
        N_("Your e-mail address"),
        [Required(N_("Without an address we cannot send you the link to sign in.")), AtMost(EMAIL_LENGTH)],
        filters=[stripped],
        description=N_("Nobody outside the centre sees it until you and a counterpart have both accepted."),
        render_kw={"autocomplete": "email"},
    )
    phone = TelField(
        N_("Your telephone"),
        [AtMost(PHONE_LENGTH)],
        filters=[stripped],
        description=N_("Hidden like the address."),
        render_kw={"autocomplete": "tel"},
    )

    def validate(self, extra_validators: object = None) -> bool:  # noqa: ARG002 - WTForms' signature
        fine = super().validate()
        if not self.email.errors and not accounts.is_email(self.email.data or ""):
            self.email.errors = [self.email.gettext(N_("This e-mail address is not complete."))]
            return False
        return fine


class ProfileForm(_Described):
    region = line(N_("Region, canton or province"), longest=PLACE_LENGTH)
    languages = SomeOfField(N_("Languages that you can work in"), language_choices())
    sectors = SomeOfField(N_("Fields of work"), enum_choices(Sector))
    inhabitants = IntegerField(
        N_("How many people live there?"),
        [Optional(), Between(1, MAX_INHABITANTS)],
        description=N_("About so many is enough. With this and the next two we find towns that are like yours."),
    )
    landscapes = SomeOfField(N_("What is the land like?"), enum_choices(Landscape))
    economies = SomeOfField(N_("What do most people live from?"), enum_choices(Economy))

    def __init__(self, data: FormData | None, *, language: str, obj: Institution) -> None:
        super().__init__(data, language=language, obj=obj)
        if obj.kind is not Kind.MUNICIPALITY:  # nobody else is asked, and what is known of others stays as it is
            for name in OF_PLACES:
                del self[name]

    def changes(self) -> dict[str, Any]:
        """Return the fields as `registration.edit_institution` takes them."""
        return self.data | {"kind": Kind(self.kind.data)}


class NameTranslationForm(Form):
    language = ChoiceField(
        N_("Language of the translation"),
        language_choices(),
        validators=[Required(N_("Please choose a language."))],
    )
    title = line(N_("Name of the institution"), Required(N_("Please translate the name.")), longest=NAME_LENGTH)
    text = passage(N_("What it does"), longest=ABOUT_LENGTH, rows=4)

    def validate(self, extra_validators: object = None, *, original: str = "") -> bool:  # noqa: ARG002 - WTForms' signature
        """`original` is the language of the text itself, which no translation may take the place of."""
        fine = super().validate()
        if self.language.data == original:
            self.language.errors = [self.language.gettext(N_("The original is in this language."))]
            return False
        return fine


class InstitutionsForm(Form):
    """Sent with GET, so that the address of a filtered list can be kept; what it cannot read does not restrict."""

    standing = ChoiceField(N_("Standing"), enum_choices(Standing, empty=N_("Every standing")), default="")
    side = ChoiceField(N_("Side"), enum_choices(Side, empty=N_("Both sides")), default="")
    name = line(N_("Name"), longest=NAME_LENGTH)

    def wanted(self) -> dict[str, str]:
        """Return what restricts the list, by the name of its field."""
        self.validate()
        return {field.short_name: field.data for field in self if field.data and not field.errors}
