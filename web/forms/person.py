"""Adding a person: a colleague, or somebody of an institution."""

from wtforms import BooleanField, EmailField

from matchmaker.domain.vocabulary import Role
from matchmaker.i18n import LANGUAGES, N_
from matchmaker.services import accounts
from web.forms.base import AtMost, ChoiceField, Form, OneOfField, Required, enum_choices, line, stripped

NAME_LENGTH = 120


def _interface_languages(language: str) -> list[tuple[str, str]]:  # noqa: ARG001 - each is named in itself
    return list(LANGUAGES.items())


class PersonForm(Form):
    name = line(N_("Name"), Required(N_("Please write the name.")), longest=NAME_LENGTH, autocomplete="off")
    email = EmailField(
        N_("E-mail address"),
        [Required(N_("Without an address nobody can be sent a link to sign in.")), AtMost(accounts.EMAIL_LENGTH)],
        filters=[stripped],
        render_kw={"autocomplete": "off"},
    )
    language = ChoiceField(
        N_("Language of the pages and mails for this person"),
        _interface_languages,
        validators=[Required(N_("Please choose a language."))],
    )

    def validate(self, extra_validators: object = None) -> bool:  # noqa: ARG002 - WTForms' signature
        fine = super().validate()
        if not self.email.errors and not accounts.is_email(self.email.data or ""):
            self.email.errors = [self.email.gettext(N_("This e-mail address is not complete."))]
            return False
        return fine


class ColleagueForm(PersonForm):
    role = OneOfField(
        N_("What may this person do?"),
        enum_choices((Role.STAFF, Role.ADMIN)),
        validators=[Required(N_("Please choose one."))],
        default=Role.STAFF.value,
        description=N_("Staff review and propose. Administrators also add and close accounts."),
    )


class MemberForm(PersonForm):
    is_head = BooleanField(
        N_("One of the two heads"),
        default=True,
        description=N_("The heads receive the proposals, and are the contacts once both sides have accepted."),
    )
