"""Asking for a link to sign in."""

from wtforms import EmailField

from matchmaker.i18n import N_
from web.forms.base import Form, Required, stripped


class SignInForm(Form):
    email = EmailField(
        N_("E-mail address"),
        [Required(N_("Please write the e-mail address that you registered with."))],
        filters=[stripped],
        render_kw={"autocomplete": "email", "maxlength": 254},
    )
