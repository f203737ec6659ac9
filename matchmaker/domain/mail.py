"""A mail: every one is a row first, which staff can read, change, hold and send."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.domain.base import Base, now
from matchmaker.domain.person import Person
from matchmaker.domain.proposal import Proposal
from matchmaker.domain.vocabulary import MailKind, MailStatus

SUBJECT_LENGTH = 200
LINK_MARK = "{link}"
"""Stands in the body where the personal link goes. The link is made when the mail leaves, so no page can show it."""

MAIL_STEPS = {
    MailStatus.DRAFT: {MailStatus.QUEUED, MailStatus.HELD},
    MailStatus.QUEUED: {MailStatus.SENDING, MailStatus.HELD},
    MailStatus.SENDING: {MailStatus.SENT, MailStatus.QUEUED, MailStatus.FAILED},
    MailStatus.HELD: {MailStatus.DRAFT, MailStatus.QUEUED},
    MailStatus.FAILED: {MailStatus.QUEUED, MailStatus.HELD},
    MailStatus.SENT: set[MailStatus](),
}


class Mail(Base):
    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MailKind]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    """The receiver; the address is looked up when the mail leaves, so it stands nowhere else."""
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposals.id"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str] = mapped_column(String(SUBJECT_LENGTH))
    body: Mapped[str] = mapped_column(Text)
    status: Mapped[MailStatus] = mapped_column(default=MailStatus.DRAFT, index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    """When it left; while it is `sending`, when that began."""
    error: Mapped[str] = mapped_column(String(300), default="")
    delivered: Mapped[str | None] = mapped_column(Text)
    """Demo mode only: the body as its receiver sees it, link and all, for the page that plays everybody's mailbox."""

    person: Mapped[Person] = relationship()
    proposal: Mapped[Proposal | None] = relationship()
