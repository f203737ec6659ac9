"""The numbers a pair is judged by, each with its meaning, and nothing else: what is not here cannot change a score.

Urgency is not among them: it says how soon to look at a need, not how well an offer answers it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matchmaker.domain.vocabulary import Sector
from matchmaker.matching.columns import TWINNING, UNKNOWN, Columns, Ints

Floats = npt.NDArray[np.float64]

Z_CAP = 8.0
"""Standard deviations at which a text signal stops counting: one coincidence of a rare word may not decide alone."""

Z_DECIMALS = 6
"""Decimals that are kept: what the order of a sum leaves in the last binary places must not be seen in a result."""

TENFOLD = 1.0
"""Difference in size, as a decimal logarithm, from which two places are unlike: ten times as large is another town."""

KNOWN_OF_PLACES = 2  # of size, landscape and economy: one alone says hardly more than chance

HALF_LIFE = 180.0
"""Days in which freshness halves: after half a year a ward has other staff, and of two texts one no longer holds."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A number with a name. `low` and `high` bound it; a value that is not known is NaN and earns no points."""

    name: str
    meaning: str
    unit: str
    low: float
    high: float


_DEVIATIONS = "standard deviations above an average pair that could meet"
_YES_NO = "1 yes, -1 no"

FEATURES = (
    Feature(
        "similarity", "closeness in meaning, best over all versions that the encoder reads", _DEVIATIONS, -Z_CAP, Z_CAP
    ),
    Feature("words", "whole words in common, rare ones count more", _DEVIATIONS, -Z_CAP, Z_CAP),
    Feature("letters", "parts of words in common: inflections, names, loan words", _DEVIATIONS, -Z_CAP, Z_CAP),
    Feature(
        "alignment", "how well the telling words of each text are met by words of the other", _DEVIATIONS, -Z_CAP, Z_CAP
    ),
    Feature("concepts", "concepts of the thesaurus that both speak of; half as much for one topic", "cosine", 0.0, 1.0),
    Feature("sector", "fields of work", "1 the same, 0.5 related, -0.5 others", -0.5, 1.0),
    Feature("language", "a working language in common", _YES_NO, -1.0, 1.0),
    Feature("format", "a form of exchange that both named", _YES_NO, -1.0, 1.0),
    Feature("time", "the two time windows overlap", _YES_NO, -1.0, 1.0),
    Feature("capacity", "whether the offer can carry one more exchange", "0 yes, -1 no", -1.0, 0.0),
    Feature(
        "place",
        "likeness of two places in size, landscape and economy, between municipalities or where one asks for twinning",
        "share of what is known of both",
        0.0,
        1.0,
    ),
    Feature(
        "contact",
        "what became of earlier contact of the two institutions",
        "1 an exchange, -1 declined or broken off",
        -1.0,
        1.0,
    ),
    Feature(
        "freshness",
        "how lately the older of the two texts was confirmed or changed",
        f"1 today, half after {HALF_LIFE:.0f} days",
        0.0,
        1.0,
    ),
)

NAMES = tuple(feature.name for feature in FEATURES)
TEXT_FEATURES = NAMES[:3]  # computed for every pair, by `retrieve`
CLOSE_FEATURES = NAMES[3:5]  # computed for candidates alone, by `meeting`: they look at single words
FACT_FEATURES = NAMES[5:]

_RELATED = (
    (Sector.HEALTH, Sector.WOMEN),  # midwives, mothers
    (Sector.HEALTH, Sector.ENVIRONMENT),  # water, waste, air
    (Sector.HEALTH, Sector.EDUCATION),  # most of what is asked for in health is training
    (Sector.EDUCATION, Sector.YOUTH),
    (Sector.EDUCATION, Sector.CULTURE),  # languages, libraries
    (Sector.JUSTICE, Sector.WOMEN),  # family law, shelters
    (Sector.JUSTICE, Sector.MUNICIPALITIES),  # councils, mediation
    (Sector.MUNICIPALITIES, Sector.ENVIRONMENT),  # waste, water, trees
    (Sector.MUNICIPALITIES, Sector.ECONOMY),
    (Sector.WOMEN, Sector.COOPERATIVES),  # most women's work projects are cooperatives
    (Sector.COOPERATIVES, Sector.ECONOMY),
    (Sector.COOPERATIVES, Sector.ENVIRONMENT),  # farming, water, seeds
    (Sector.ECONOMY, Sector.ENVIRONMENT),
    (Sector.CULTURE, Sector.RELIGION),  # heritage
    (Sector.CULTURE, Sector.MEDIA),  # recordings, archives
    (Sector.CULTURE, Sector.YOUTH),
    (Sector.MEDIA, Sector.YOUTH),
)
SAME, RELATED, OTHER = 1.0, 0.5, -0.5


def _sector_table() -> Floats:
    """Return relatedness by two sector codes; the last row and column are for UNKNOWN (-1) and hold NaN."""
    order = list(Sector)
    table = np.full((len(order) + 1, len(order) + 1), OTHER)
    np.fill_diagonal(table, SAME)
    for one, other in _RELATED:
        table[order.index(one), order.index(other)] = table[order.index(other), order.index(one)] = RELATED
    table[UNKNOWN, :] = table[:, UNKNOWN] = np.nan
    return table


SECTORS = _sector_table()


def sector(needs: Columns, offers: Columns) -> Floats:
    """Return the sector feature; like the others below, for arrays of any shapes that broadcast."""
    return SECTORS[needs.sector, offers.sector]


def language(needs: Columns, offers: Columns) -> Floats:
    return _in_common(needs.languages, offers.languages)


def format_(needs: Columns, offers: Columns) -> Floats:
    return _in_common(needs.formats, offers.formats)


def time(needs: Columns, offers: Columns) -> Floats:
    """Compare windows; a side that named no day at all leaves it unknown."""
    overlap = (needs.starts <= offers.ends) & (offers.starts <= needs.ends)
    return np.where(needs.dated & offers.dated, np.where(overlap, 1.0, -1.0), np.nan)


def capacity(needs: Columns, offers: Columns) -> Floats:
    places, _ = np.broadcast_arrays(offers.places, needs.places)
    return np.where(np.isnan(places), np.nan, np.where(places > 0, 0.0, -1.0))


def place(needs: Columns, offers: Columns) -> Floats:
    """Return the mean of what is known of both places: size, landscape, economy."""
    parts = np.stack(
        [
            np.maximum(0.0, 1.0 - np.abs(needs.size - offers.size) / TENFOLD),
            _shared(needs.landscapes, offers.landscapes),
            _shared(needs.economies, offers.economies),
        ]
    )
    known = (~np.isnan(parts)).sum(axis=0)
    asked = (needs.municipality & offers.municipality) | ((needs.formats | offers.formats) & TWINNING != 0)
    likeness = np.nansum(parts, axis=0) / np.maximum(known, 1)
    return np.where(asked & (known >= KNOWN_OF_PLACES), likeness, np.nan)


def contact(needs: Columns, offers: Columns) -> Floats:
    if not needs.dealt.any():  # few have, and looking into each history is slow
        return np.full(np.broadcast_shapes(needs.dealt.shape, offers.dealt.shape), np.nan)
    return np.asarray(_BETWEEN(needs.history, offers.organisation), dtype=np.float64)


def freshness(needs: Columns, offers: Columns) -> Floats:
    """A side that never said when leaves it unknown."""
    fresh: Floats = 0.5 ** (np.maximum(needs.age, offers.age) / HALF_LIFE)
    return fresh


FACTS = dict(zip(FACT_FEATURES, (sector, language, format_, time, capacity, place, contact, freshness), strict=True))


def _in_common(needs: Ints, offers: Ints) -> Floats:
    known = (needs != 0) & (offers != 0)
    return np.where(known, np.where(needs & offers, 1.0, -1.0), np.nan)


def _shared(needs: Ints, offers: Ints) -> Floats:
    """Return the share of what both name in what either names (Jaccard); NaN where one names nothing."""
    known = (needs != 0) & (offers != 0)
    share = np.bitwise_count(needs & offers) / np.maximum(np.bitwise_count(needs | offers), 1)
    return np.where(known, share, np.nan)


_BETWEEN = np.frompyfunc(lambda history, organisation: history.get(organisation, np.nan), 2, 1)
