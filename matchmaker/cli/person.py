"""`matchmaker person`: accounts, and links to sign in, for those who run the server."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from matchmaker.cli.opening import opened, read_settings, told
from matchmaker.cli.progress import complain
from matchmaker.domain.vocabulary import LinkPurpose, Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from matchmaker.config import Settings
    from matchmaker.domain.person import Person

app = typer.Typer(no_args_is_help=True, help="Add an account, or make a link to sign in.")


@app.command()
def add(
    name: Annotated[str, typer.Option(help="As mails shall greet them.")],
    email: Annotated[str, typer.Option(help="The address that they sign in with.")],
    language: Annotated[str, typer.Option(help="Language of their pages and mails: en, ku or ar.")] = "en",
    role: Annotated[Role, typer.Option(help="staff and admin see everybody's data.")] = Role.STAFF,
    institution: Annotated[
        str, typer.Option(help="Of a member: the id of the institution, as in the file it was imported from.")
    ] = "",
) -> None:
    """Add an account and print a link to sign in; the first admin of a new server is made this way."""
    from sqlalchemy import select  # noqa: PLC0415 - slow import

    from matchmaker.domain.institution import Institution  # noqa: PLC0415 - slow import
    from matchmaker.services import accounts  # noqa: PLC0415 - slow import

    if (role is Role.MEMBER) != bool(institution):
        raise typer.BadParameter("a member belongs to an institution, and nobody else does", param_hint="--institution")
    settings = read_settings()
    with told(), opened(settings) as database, database.writing() as session:
        place = session.scalar(select(Institution).where(Institution.reference == institution)) if institution else None
        if institution and place is None:
            complain(f"There is no institution {institution}.")
            raise typer.Exit(1)
        person = accounts.add_person(
            session, name=name, email=email, language=language, role=role, institution=place, by=None
        )
        link_to_sign_in = sign_in_link(session, person, settings=settings)
    typer.echo(link_to_sign_in)


@app.command()
def link(email: Annotated[str, typer.Argument(help="The address of the account.")]) -> None:
    """Print a link to sign in; older ones that are not used yet no longer work."""
    from matchmaker.services import accounts  # noqa: PLC0415 - slow import

    settings = read_settings()
    with opened(settings) as database, database.writing() as session:
        person = accounts.person_by_email(session, email)
        if person is None or not person.active:
            complain("There is no account with this address.")
            raise typer.Exit(1)
        link_to_sign_in = sign_in_link(session, person, settings=settings)
    typer.echo(link_to_sign_in)


def sign_in_link(
    session: "Session", person: "Person", *, settings: "Settings", lasting: timedelta | None = None
) -> str:
    """Return the address of a new one-time link, in the person's language; whoever has it can sign in as them."""
    from matchmaker.services import accounts  # noqa: PLC0415 - slow import
    from matchmaker.store import journal  # noqa: PLC0415 - slow import

    token = accounts.make_link(session, person, purpose=LinkPurpose.SIGN_IN, lasting=lasting)
    journal.record(session, "person:link", person, by=None)
    return f"{settings.base_url.rstrip('/')}/sign-in/{token}?lang={person.language}"
