"""An institution's first words, and its profile."""

from wtforms import EmailField, TelField

from matchmaker.domain.vocabulary import Kind, Sector, Side
from matchmaker.i18n import N_
from matchmaker.services import accounts
from web.forms.base import (
    AtMost,
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
