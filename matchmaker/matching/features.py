"""The numbers a pair is judged by, each with its meaning, and nothing else: what is not here cannot change a score.

Urgency is not among them: it says how soon to look at a need, not how well an offer answers it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matchmaker.domain.vocabulary import Sector
from matchmaker.matching.columns import UNKNOWN, Columns

Floats = npt.NDArray[np.float64]

Z_CAP = 8.0
"""Standard deviations at which a text signal stops counting: one coincidence of a rare word may not decide alone."""

Z_DECIMALS = 6
"""Decimals that are kept: what the order of a sum leaves in the last binary places must not be seen in a result."""


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


_SECTORS = _sector_table()


def sector(needs: Columns, offers: Columns) -> Floats:
    """Return the sector feature; like the next three, for arrays of any shapes that broadcast."""
    return _SECTORS[needs.sector, offers.sector]


def language(needs: Columns, offers: Columns) -> Floats:
    return _in_common(needs.languages, offers.languages)


def format_(needs: Columns, offers: Columns) -> Floats:
    return _in_common(needs.formats, offers.formats)


def time(needs: Columns, offers: Columns) -> Floats:
    """Compare windows; a side that named no day at all leaves it unknown."""
    overlap = (needs.starts <= offers.ends) & (offers.starts <= needs.ends)
    return np.where(needs.dated & offers.dated, np.where(overlap, 1.0, -1.0), np.nan)


FACTS = dict(zip(FACT_FEATURES, (sector, language, format_, time), strict=True))


def _in_common(needs: npt.NDArray[np.int64], offers: npt.NDArray[np.int64]) -> Floats:
    known = (needs != 0) & (offers != 0)
    return np.where(known, np.where(needs & offers, 1.0, -1.0), np.nan)
