"""How a mail leaves the house: through a mail server, or, in the demo, into a page that plays everybody's mailbox."""

import asyncio
import logging
from contextlib import suppress
from email.message import EmailMessage
from typing import Protocol

import aiosmtplib

from matchmaker.config import Settings

TIMEOUT = 30  # seconds for each answer of the mail server; slow ones greylist, they do not think
WHOLE_TIMEOUT = 90  # seconds for one mail from beginning to end
PERMANENT = 500  # SMTP codes from here on say: do not try again

_log = logging.getLogger(__name__)


class NotSentError(Exception):
    """The mail has certainly not left; it may be tried again later."""


class RefusedError(Exception):
    """The mail has certainly not left, and trying again would not help."""


class Transport(Protocol):
    def send(self, message: EmailMessage) -> str | None:
        """Send it, and return the text to keep for the demo page, if any.

        Raises NotSentError or RefusedError; any other error leaves open whether it arrived.
        """


class Smtp:
    """A mail server. Encryption is required, not hoped for, unless the settings say none."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, message: EmailMessage) -> None:
        asyncio.run(asyncio.wait_for(self._send(message), WHOLE_TIMEOUT))

    async def _send(self, message: EmailMessage) -> None:
        settings = self._settings
        client = aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_user or None,
            password=settings.smtp_password or None,
            use_tls=settings.smtp_security == "tls",
            start_tls=settings.smtp_security == "starttls",
            timeout=TIMEOUT,
        )
        try:
            await client.connect()
        except (OSError, aiosmtplib.SMTPException) as error:
            _log.warning("no mail server: %s", type(error).__name__)
            raise NotSentError from None  # the error may quote the user name
        try:
            await client.send_message(message)
        except (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPResponseException) as error:
            code = _code(error)
            _log.warning("the mail server answered %d", code)
            raise (RefusedError if code >= PERMANENT else NotSentError) from None  # it quotes the address
        else:
            with suppress(OSError, aiosmtplib.SMTPException):
                await client.quit()  # the mail is out; how the server says goodbye changes nothing
        finally:
            client.close()


class DemoMailbox:
    """Delivers to a page of the demo: nothing leaves, and the invented people can be played."""

    def send(self, message: EmailMessage) -> str:
        text: str = message.get_content()
        return text.rstrip("\n")


def transport_for(settings: Settings) -> Transport | None:
    """Return the way out that is configured; None: mails wait in the outbox until there is one."""
    if settings.smtp_host:
        return Smtp(settings)
    return DemoMailbox() if settings.demo else None


def _code(error: aiosmtplib.SMTPRecipientsRefused | aiosmtplib.SMTPResponseException) -> int:
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return max(each.code for each in error.recipients)
    return error.code
