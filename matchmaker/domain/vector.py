"""The vector of a text: kept by the text's hash and the encoder's version, never computed twice."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.domain.base import Base


class TextVector(Base):
    __tablename__ = "vectors"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the text in UTF-8."""
    encoder_version: Mapped[str] = mapped_column(String(80), primary_key=True)
    values: Mapped[bytes] = mapped_column(LargeBinary)
    """float32, little-endian, unit length."""
