"""Queries over institutions and their listings."""

from collections.abc import Collection, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker.domain.base import now
from matchmaker.domain.institution import Institution
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import ListingStatus, Side, Standing

L = TypeVar("L", Need, Offer)


def open_listings(session: Session, table: type[L], *, ids: Collection[int] | None = None) -> Sequence[L]:
    """Return what may be matched today: open, not over, of a verified institution; with texts and institutions.

    `ids` None: all of it.
    """
    query = (
        select(table)
        .join(table.institution)
        .where(*_open(table))
        .options(joinedload(table.institution), selectinload(table.translations))
        .order_by(table.id)
    )
    if ids is not None:
        query = query.where(table.id.in_(ids))
    return session.scalars(query).all()


def languages_written(session: Session, table: type[L]) -> dict[Side, dict[str, int]]:
    """Return how many of what may be matched today each side has written in each language."""
    query = select(Institution.side, table.language, func.count()).join(table.institution).where(*_open(table))
    found: dict[Side, dict[str, int]] = {side: {} for side in Side}
    for side, language, number in session.execute(query.group_by(Institution.side, table.language)):
        found[side][language] = number
    return found


def _open(table: type[L]) -> tuple[ColumnElement[bool], ...]:
    return (
        table.status == ListingStatus.OPEN,
        Institution.standing == Standing.VERIFIED,
        or_(table.ends_on.is_(None), table.ends_on >= now().date()),
    )


def listings_of(session: Session, table: type[L], institution: Institution) -> Sequence[L]:
    """Newest first, the withdrawn ones last."""
    query = (
        select(table)
        .where(table.institution_id == institution.id)
        .options(selectinload(table.translations))
        .order_by(table.status == ListingStatus.WITHDRAWN, table.id.desc())
    )
    return session.scalars(query).all()


def institutions(
    session: Session,
    *,
    side: Side | None = None,
    standing: Standing | None = None,
    name: str = "",
    limit: int = 50,
    offset: int = 0,
) -> tuple[Sequence[Institution], int]:
    """Return one page of institutions, the pending ones first, and how many there are in all."""
    query = select(Institution)
    if side:
        query = query.where(Institution.side == side)
    if standing:
        query = query.where(Institution.standing == standing)
    if name:
        query = query.where(Institution.name.icontains(name, autoescape=True))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    page = query.order_by(Institution.standing != Standing.PENDING, Institution.name, Institution.id)
    return session.scalars(page.limit(limit).offset(offset)).all(), total


def count_by_standing(session: Session) -> dict[Standing, int]:
    """Return how many institutions have each standing; every standing is there."""
    query = select(Institution.standing, func.count()).group_by(Institution.standing)
    return dict.fromkeys(Standing, 0) | dict(session.execute(query).all())
