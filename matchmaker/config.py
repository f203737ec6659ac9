"""Settings, read once from the environment (`MATCHMAKER_…`) or a `.env` file. README.md lists them all."""

import secrets
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRET_BYTES = 32  # 256 bits, what HMAC-SHA256 can use
PRIVATE_FILE = 0o600


class Settings(BaseSettings):
    """Each field's description is its documentation; the house test compares it with the README."""

    model_config = SettingsConfigDict(env_prefix="MATCHMAKER_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(default=Path("var"), description="Folder of the embedded database and the secret key.")
    database: str = Field(default="", description="SQLAlchemy URL; empty: SQLite in the home folder.")
    base_url: str = Field(default="http://127.0.0.1:8000", description="Address that links in mails begin with.")
    secret: str = Field(
        default="", description="Key for form tokens, 32 characters or more; empty: made once, kept in the home folder."
    )
    demo: bool = Field(default=False, description="Demo mode: invented institutions, and a page that shows the mails.")
    encoder: str = Field(
        default="", description="A sentence-transformers folder or name; empty: the encoder that we ship."
    )
    embedded_worker: bool = Field(
        default=True, description="Run the worker as a thread of the server; switch off with PostgreSQL."
    )
    smtp_host: str = Field(default="", description="Mail server; empty: mails stay in the outbox.")
    smtp_port: int = Field(default=587, description="Port of the mail server.")
    smtp_user: str = Field(default="", description="User name for the mail server; empty: no login.")
    smtp_password: str = Field(default="", description="Password for the mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the connection is protected."
    )
    mail_from: str = Field(default="CDC-NES <no-reply@localhost>", description="Sender of all mails.")
    office_address: str = Field(
        default="", description="Address of the centre that people may write to, shown on error pages."
    )

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.home / 'matchmaker.sqlite3'}"

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")

    @cached_property
    def secret_key(self) -> bytes:
        """The secret given, or one of our own that outlives restarts, in a file that only we can read."""
        if self.secret:
            return self.secret.encode()
        path = self.home / "secret"
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            path.touch(mode=PRIVATE_FILE)
            path.write_text(secrets.token_hex(SECRET_BYTES))
        return path.read_text().encode()
