"""Changing a mail before it leaves."""

from matchmaker.domain.mail import SUBJECT_LENGTH
from matchmaker.i18n import N_
from web.forms.base import Form, Required, line, passage

BODY_LENGTH = 8000  # characters: the longest message to one side, what is put around it, and room for more


class MailForm(Form):
    subject = line(N_("Subject"), Required(N_("A mail needs a subject.")), longest=SUBJECT_LENGTH)
    body = passage(
        N_("Text"),
        Required(N_("A mail needs a text.")),
        longest=BODY_LENGTH,
        rows=18,
    )
