"""A person: an account, and, as a head of an institution, the contact that stays hidden until both sides accept.

No page loads people by way of an institution except those that may show them: see `permissions`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.domain.base import Base, now
from matchmaker.domain.institution import Institution
from matchmaker.domain.vocabulary import LinkPurpose, Role, Side

MAX_HEADS = 2  # the co-chair model: two equal heads

LINK_LASTING = {
    LinkPurpose.SIGN_IN: timedelta(minutes=30),  # a weak line delivers mails late; longer would help only thieves
    LinkPurpose.PROPOSAL: timedelta(days=14),  # boards meet every other week
}


class Person(Base):
    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """Lower case: people are recognised however they type it."""
    phone: Mapped[str] = mapped_column(String(40), default="")
    language: Mapped[str] = mapped_column(String(8))
    """Interface language of pages and mails: en, ku or ar."""
    role: Mapped[Role] = mapped_column(default=Role.MEMBER)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"), index=True)
    is_head: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    institution: Mapped[Institution | None] = relationship(back_populates="people")

    @property
    def is_staff(self) -> bool:
        return self.role in {Role.STAFF, Role.ADMIN}


class SignedIn(Base):
    """A browser that a person is signed in with: only the SHA-256 of its cookie is kept."""

    __tablename__ = "signed_in"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Link(Base):
    """A mailed one-time link: only the SHA-256 of its token is kept, so nobody can read it here and act for others."""

    __tablename__ = "links"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[LinkPurpose]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposals.id"), index=True)
    side: Mapped[Side | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
