"""`matchmaker doctor`: what is configured, what works and what does not. It prints no secret and sends no mail."""

import os
import smtplib
import ssl
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import typer

from matchmaker.cli.opening import connected, read_settings, reason

if TYPE_CHECKING:
    from matchmaker.config import Settings
    from matchmaker.store.session import Database

OTHERS = stat.S_IRWXG | stat.S_IRWXO  # what nobody but the owner should have
PATIENCE = 5  # seconds for the mail server to answer
SHORTEST_SECRET = 32  # characters; our own has 64


class State(StrEnum):
    WORKS = "ok"
    NOTE = "note"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    state: State
    what: str
    said: str


def doctor() -> None:
    """Look at everything the server needs; status 1 when something needed is broken."""
    settings = read_settings()
    findings: list[Finding] = []
    for look in (_home, _secret, _address, _database, _encoder, _mail_server):
        for finding in _guarded(look, settings):
            findings.append(finding)
            typer.echo(f"{finding.state:<7}{finding.what}: {finding.said}")
    if any(finding.state is State.BROKEN for finding in findings):
        raise typer.Exit(1)


def _guarded(look: Callable[["Settings"], Iterator[Finding]], settings: "Settings") -> Iterator[Finding]:
    """A look that breaks is a finding too; the kind of the error is told, its message might quote a secret."""
    try:
        yield from look(settings)
    except Exception as error:  # whatever broke, the other looks go on
        yield Finding(State.BROKEN, look.__name__.strip("_").replace("_", " "), type(error).__name__)


def _home(settings: "Settings") -> Iterator[Finding]:
    home = settings.home
    if not home.exists():
        yield Finding(State.NOTE, "home folder", f"{home.resolve()} is made at the first start")
        return
    writable = os.access(home, os.W_OK | os.X_OK)
    yield Finding(
        State.WORKS if writable else State.BROKEN,
        "home folder",
        f"{home.resolve()}{'' if writable else ' cannot be written'}",
    )
    for path in sorted(each for each in home.iterdir() if each.is_file()):
        if path.stat().st_mode & OTHERS:
            yield Finding(State.BROKEN, "file", f"{path} can be read by others; run: chmod 600 {path}")


def _secret(settings: "Settings") -> Iterator[Finding]:
    path = settings.home / "secret"
    if settings.secret:
        long_enough = len(settings.secret) >= SHORTEST_SECRET
        said = "given" if long_enough else f"given, but shorter than {SHORTEST_SECRET} characters"
        yield Finding(State.WORKS if long_enough else State.BROKEN, "secret", said)
    elif path.exists():
        yield Finding(
            State.WORKS if path.stat().st_size else State.BROKEN, "secret", "our own, kept in the home folder"
        )
    else:
        yield Finding(State.NOTE, "secret", "is made at the first start")


def _address(settings: "Settings") -> Iterator[Finding]:
    local = any(name in settings.base_url for name in ("://127.0.0.1", "://localhost", "://[::1]"))
    if settings.https or local:
        yield Finding(State.WORKS, "address", settings.base_url)
    else:
        yield Finding(State.BROKEN, "address", f"{settings.base_url} is not https: links to sign in could be read")
    if settings.demo:
        yield Finding(State.NOTE, "demo mode", "on: anybody can read everybody's mails; never with real people")
    if settings.https and not settings.office_address:
        yield Finding(State.NOTE, "office address", "not set: nobody can answer our mails")


def _database(settings: "Settings") -> Iterator[Finding]:
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - slow import

    from matchmaker.store import schema  # noqa: PLC0415 - slow import

    if not settings.database and not (settings.home / "matchmaker.sqlite3").exists():
        yield Finding(State.NOTE, "database", "is made at the first start")
        return
    database = connected(settings)
    try:
        revision = schema.current(database)
        yield Finding(State.WORKS, "database", database.url.render_as_string(hide_password=True))
        if revision != schema.newest():
            yield Finding(
                State.BROKEN, "schema", f"{revision or 'empty'}, not {schema.newest()}; run: matchmaker migrate"
            )
            return
        yield Finding(State.WORKS, "schema", revision or "")
        yield _journal_guard(database)
        yield from _waiting(database)
        yield _vectors(database, settings)
    except SQLAlchemyError as error:
        yield Finding(State.BROKEN, "database", reason(error))
    finally:
        database.close()


def _journal_guard(database: "Database") -> Finding:
    """Try to delete from the journal, in a transaction that is taken back whatever comes of it."""
    from sqlalchemy import delete  # noqa: PLC0415 - slow import
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415 - slow import

    from matchmaker.domain.journal import Entry  # noqa: PLC0415 - slow import
    from matchmaker.store import journal  # noqa: PLC0415 - slow import

    with database.writing() as session:
        journal.record(session, "doctor:look", None, by=None)
        session.flush()  # the guard watches rows: there must be one
        try:
            session.execute(delete(Entry).where(Entry.action == "doctor:look"))
            finding = Finding(State.BROKEN, "journal", "rows can be deleted: its triggers are missing")
        except DBAPIError:
            finding = Finding(State.WORKS, "journal", "append-only")
        session.rollback()
    return finding


def _waiting(database: "Database") -> Iterator[Finding]:
    from sqlalchemy import func, select  # noqa: PLC0415 - slow import

    from matchmaker.domain.job import Job  # noqa: PLC0415 - slow import
    from matchmaker.domain.mail import Mail  # noqa: PLC0415 - slow import
    from matchmaker.domain.vocabulary import MailStatus  # noqa: PLC0415 - slow import
    from matchmaker.store.jobs import MAX_ATTEMPTS  # noqa: PLC0415 - slow import

    with database.reading() as session:
        mails = dict(session.execute(select(Mail.status, func.count()).group_by(Mail.status)).all())
        waiting = session.scalar(select(func.count()).where(Job.attempts < MAX_ATTEMPTS)) or 0
        given_up = session.scalar(select(func.count()).where(Job.attempts >= MAX_ATTEMPTS)) or 0
    queued, failed = mails.get(MailStatus.QUEUED, 0), mails.get(MailStatus.FAILED, 0)
    yield Finding(State.NOTE if failed else State.WORKS, "outbox", f"{queued} waiting, {failed} failed")
    yield Finding(State.NOTE if given_up else State.WORKS, "jobs", f"{waiting} waiting, {given_up} given up")


def _vectors(database: "Database", settings: "Settings") -> Finding:
    from matchmaker.domain.need import Need  # noqa: PLC0415 - slow import
    from matchmaker.domain.offer import Offer  # noqa: PLC0415 - slow import
    from matchmaker.matching.encode import open_encoder  # noqa: PLC0415 - slow import
    from matchmaker.services.entries import entry  # noqa: PLC0415 - slow import
    from matchmaker.store import catalogue, vectors  # noqa: PLC0415 - slow import

    encoder = open_encoder(settings.encoder)
    with database.reading() as session:
        entries = [entry(need) for need in catalogue.open_listings(session, Need)]
        entries += [entry(offer) for offer in catalogue.open_listings(session, Offer)]
        versions = {version for each in entries for version in each.versions}
        texts = {version.text for version in versions if encoder.reads(version.text, version.language)}
        kept = vectors.known(session, texts, encoder_version=encoder.version)
    return Finding(
        State.WORKS, "vectors", f"{len(kept)} kept, {len(texts) - len(kept)} missing; missing ones are made when needed"
    )


def _encoder(settings: "Settings") -> Iterator[Finding]:
    from matchmaker.errors import EncoderError  # noqa: PLC0415 - slow import
    from matchmaker.matching.encode import open_encoder  # noqa: PLC0415 - slow import

    try:
        encoder = open_encoder(settings.encoder)
        encoder.encode(["One sentence, to see that the weights are the right ones."])
    except EncoderError as error:
        yield Finding(State.BROKEN, "encoder", str(error))
        return
    languages = getattr(encoder, "languages", None)
    reads = ", ".join(sorted(languages)) if languages else "every language with a script that it knows"
    yield Finding(State.WORKS, "encoder", f"{encoder.version}, {encoder.dimensions} dimensions, reads {reads}")


def _mail_server(settings: "Settings") -> Iterator[Finding]:
    if not settings.smtp_host:
        said = "none: mails go to the demo's mailbox" if settings.demo else "none configured: mails stay in the outbox"
        yield Finding(State.NOTE, "mail server", said)
        return
    place = f"{settings.smtp_host}:{settings.smtp_port}, {settings.smtp_security}"
    secured = ssl.create_default_context()
    try:
        with (
            smtplib.SMTP_SSL(settings.smtp_host, settings.smtp_port, timeout=PATIENCE, context=secured)
            if settings.smtp_security == "tls"
            else smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=PATIENCE)
        ) as server:
            if settings.smtp_security == "starttls":
                server.starttls(context=secured)
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
    except smtplib.SMTPException as error:  # its message may quote the user name
        yield Finding(State.BROKEN, "mail server", f"{place}: {type(error).__name__}")
    except OSError as error:
        yield Finding(State.BROKEN, "mail server", f"{place} does not answer: {error.strerror or error}")
    else:
        yield Finding(State.WORKS, "mail server", f"{place} answers{' and lets us in' if settings.smtp_user else ''}")
