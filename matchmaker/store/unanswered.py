"""Which needs and offers have a plausible match, and what they were read with, as the kept matches say."""

from sqlalchemy import or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.vocabulary import DismissalReason, Verdict


def encoder_version(session: Session) -> str | None:
    """Return the version of the encoder that made the newest kept match; None: nothing is matched yet."""
    return session.scalar(select(Match.encoder_version).order_by(Match.id.desc()).limit(1))


def matched(session: Session, column: InstrumentedAttribute[int], *, at_least: float) -> set[int]:
    """Return the ids in `Match.need_id` or `Match.offer_id` that have a match of this probability or more.

    What staff have dismissed does not count, unless it was because the two are in contact already.
    """
    known = Pairing.reason == DismissalReason.ALREADY_IN_CONTACT
    query = (
        select(column)
        .join(Match.pairing)
        .where(Match.probability >= at_least, or_(Pairing.verdict != Verdict.DISMISSED, known))
    )
    return set(session.scalars(query.distinct()))
