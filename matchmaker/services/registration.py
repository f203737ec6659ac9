"""Institutions register; their needs and offers are written, published, paused and withdrawn."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker.domain.base import now, require_step
from matchmaker.domain.institution import STANDING_STEPS, Institution
from matchmaker.domain.listing import LISTING_STEPS
from matchmaker.domain.match import Match
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.person import Person
from matchmaker.domain.translation import Translation
from matchmaker.domain.vocabulary import JobKind, Kind, ListingStatus, Origin, Sector, Side, Standing
from matchmaker.services import notices
from matchmaker.store import catalogue, jobs, journal, pairings
from matchmaker.store.session import lock

L = TypeVar("L", Need, Offer)
PAGE = 30  # institutions in a list that one can scroll through


def register_institution(
    session: Session,
    *,
    side: Side,
    kind: Kind,
    name: str,
    language: str,
    country: str,
    place: str,
    region: str = "",
    about: str = "",
    languages: Iterable[str] = (),
    sectors: Iterable[Sector] = (),
    reference: str | None = None,
    by: Person | None,
) -> Institution:
    """Write down an institution that the centre does not know yet, and journal it; its heads are added as people."""
    institution = Institution(
        side=side,
        kind=kind,
        name=name,
        language=language,
        country=country,
        region=region,
        place=place,
        about=about,
        languages=list(languages) or [language],
        sectors=[sector.value for sector in sectors],
        reference=reference,
    )
    session.add(institution)
    session.flush()  # the journal and the heads need its id
    journal.record(session, "institution:register", institution, by=by)
    return institution


def edit_institution(session: Session, institution: Institution, *, by: Person, **changes: Any) -> None:  # noqa: ANN401
    """Set fields, journal the names of those that changed, and match its listings anew."""
    changed = [field for field, value in changes.items() if getattr(institution, field) != value]
    if not changed:
        return
    for field in changed:
        setattr(institution, field, changes[field])
    journal.record(session, "institution:edit", institution, by=by, fields=changed)
    _rematch_all(session, institution)


def verify(session: Session, institution: Institution, *, by: Person) -> None:
    """Let an institution take part: journal it, tell its heads, match what it has written."""
    _set_standing(session, institution, Standing.VERIFIED, by=by)
    notices.verified(session, institution)
    _rematch_all(session, institution)


def refuse(session: Session, institution: Institution, *, by: Person) -> None:
    """Say that an institution cannot take part: journal it and tell its heads."""
    _set_standing(session, institution, Standing.REFUSED, by=by)
    notices.refused(session, institution)


def pause_institution(session: Session, institution: Institution, *, by: Person) -> None:
    """Hide an institution: its undecided matches go, journalled; `verify` brings it back."""
    _set_standing(session, institution, Standing.PAUSED, by=by)
    of_it = (Match.need.has(institution_id=institution.id)) | (Match.offer.has(institution_id=institution.id))
    pairings.drop(session, pairings.undecided_matches(session, of_it))


def _set_standing(session: Session, institution: Institution, standing: Standing, *, by: Person) -> None:
    lock(session, institution, "standing")  # two colleagues: the second sees the first's word
    require_step(STANDING_STEPS, institution.standing, standing)
    institution.standing = standing
    journal.record(session, f"institution:{standing}", institution, by=by)


def start(
    session: Session,
    table: type[L],
    institution: Institution,
    *,
    key: str,
    language: str,
    title: str,
    text: str,
    sector: Sector | None,
    by: Person | None,
) -> L:
    """Keep the first step of a need or an offer as a draft.

    `key` names the form it came from: sent twice over a weak line, it is the same draft that is updated.
    """
    reference = f"form:{institution.id}:{key}"  # nobody else's form, and no imported row, can have the same
    what: dict[str, Any] = {"language": language, "title": title, "text": text, "sector": sector}
    same = select(table).where(table.reference == reference)
    listing = session.scalar(same)
    if listing is None:
        fresh = table(reference=reference, institution_id=institution.id, **what)
        try:
            with session.begin_nested():  # the database decides, so a form sent twice at once is one draft, too
                session.add(fresh)
        except IntegrityError:
            listing = session.scalars(same).one()
        else:
            journal.record(session, f"{_noun(fresh)}:start", fresh, by=by)
            return fresh
    edit(session, listing, **what, by=by)
    return listing


def edit(session: Session, listing: Need | Offer, *, by: Person | None, **changes: Any) -> bool:  # noqa: ANN401
    """Set fields, journal the names of those that changed, match it anew if it is open; return whether any did.

    Saved as it was, it is confirmed: it still stands.
    """
    listing.confirmed_at = now()
    changed = [field for field, value in changes.items() if getattr(listing, field) != value]
    for field in changed:
        setattr(listing, field, changes[field])
    if {"title", "text", "language"} & set(changed):
        listing.changed_at = now()
    if changed:
        journal.record(session, f"{_noun(listing)}:edit", listing, by=by, fields=changed)
        _rematch(session, listing)
    return bool(changed)


def publish(session: Session, listing: Need | Offer, *, by: Person | None) -> None:
    """Open a draft or a paused listing, journal it and match it; with that it is confirmed."""
    _set_status(session, listing, ListingStatus.OPEN, by=by)
    listing.confirmed_at = now()
    _rematch(session, listing)


def pause(session: Session, listing: Need | Offer, *, by: Person | None) -> None:
    """Take a listing out of matching for a while; its undecided matches go."""
    _set_status(session, listing, ListingStatus.PAUSED, by=by)
    _drop_matches(session, listing)


def withdraw(session: Session, listing: Need | Offer, *, by: Person | None) -> None:
    """Take a listing out for good; its undecided matches go."""
    _set_status(session, listing, ListingStatus.WITHDRAWN, by=by)
    _drop_matches(session, listing)


def translate(
    session: Session,
    thing: Institution | Need | Offer,
    *,
    language: str,
    title: str,
    text: str,
    origin: Origin = Origin.PERSON,
    by: Person | None,
) -> Translation:
    """Put a translation beside the original, in place of an older one in the same language, and match anew."""
    for old in [each for each in thing.translations if each.language == language]:
        thing.translations.remove(old)
    translation = Translation(language=language, title=title, text=text, origin=origin)
    thing.translations.append(translation)
    journal.record(session, "translation:add", thing, by=by, language=language, origin=origin)
    if not isinstance(thing, Institution):
        _rematch(session, thing)
    return translation


def institutions(
    session: Session, *, side: Side | None = None, standing: Standing | None = None, name: str = "", page: int = 1
) -> tuple[Sequence[Institution], int]:
    """Return one page of institutions, those that wait first, and how many there are in all."""
    return catalogue.institutions(
        session, side=side, standing=standing, name=name, limit=PAGE, offset=(page - 1) * PAGE
    )


def counts(session: Session) -> dict[Standing, int]:
    return catalogue.count_by_standing(session)


def institution(session: Session, institution_id: int) -> Institution | None:
    """Return an institution with its translations."""
    return session.get(Institution, institution_id, options=[selectinload(Institution.translations)])


def listings_of(session: Session, table: type[L], institution: Institution) -> list[L]:
    return list(catalogue.listings_of(session, table, institution))


def listing(session: Session, table: type[L], listing_id: int) -> L | None:
    """Return a need or an offer with its institution and its translations."""
    return session.get(table, listing_id, options=(joinedload(table.institution), selectinload(table.translations)))


def _set_status(session: Session, listing: Need | Offer, status: ListingStatus, *, by: Person | None) -> None:
    lock(session, listing, "status")
    require_step(LISTING_STEPS, listing.status, status)
    listing.status = status
    journal.record(session, f"{_noun(listing)}:{status}", listing, by=by)


def _noun(listing: Need | Offer) -> str:
    return "need" if isinstance(listing, Need) else "offer"


def _rematch(session: Session, listing: Need | Offer) -> None:
    if listing.status is ListingStatus.OPEN:
        session.flush()  # a new listing has no id before
        jobs.enqueue(session, JobKind.SUGGEST, f"{_noun(listing)}:{listing.id}")


def _rematch_all(session: Session, institution: Institution) -> None:
    listings: list[Need | Offer] = [*institution.needs, *institution.offers]
    for each in listings:
        _rematch(session, each)


def _drop_matches(session: Session, listing: Need | Offer) -> None:
    column = Match.need_id if isinstance(listing, Need) else Match.offer_id
    pairings.drop(session, pairings.undecided_matches(session, column == listing.id))
