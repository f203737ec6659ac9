"""A real mail server on a port of its own, that can be told to refuse, to hang or to hang up."""

import socket
import threading
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class MailServer:
    """`received` holds what arrived, as a receiver's mail program reads it."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.answer = "250 taken"
        self.hangs_up = False
        self.hangs = False
        self.arrived = threading.Event()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - aiosmtpd's
        message = message_from_bytes((envelope.content or b"").replace(b"\r\n", b"\n"), policy=default)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        self.arrived.set()
        if self.hangs_up:
            server.transport.abort()
        if self.hangs:
            await server.loop.create_future()  # until the client is gone
        return self.answer
