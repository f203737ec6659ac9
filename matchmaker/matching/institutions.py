"""How near a whole institution is to a text: it is a set of texts, and nobody is expert in all that they wrote."""

import numpy as np

from matchmaker.matching.features import Floats

BEST = 3  # texts: one alone may be an accident, and the mean of all buries what somebody knows best


def best_three(by_text: Floats) -> Floats:
    """Return the mean of the `BEST` highest scores along the last axis, one for each text of an institution.

    With fewer texts it is the mean of those there are; unknown scores (NaN) are left out, and NaN stays where none is
    known. Measured on reviewers and papers by `benchmarks/reviewer_expertise.py`.
    """
    best = -np.sort(-by_text, axis=-1)[..., :BEST]  # NaN comes last
    known = ~np.isnan(best)
    number = known.sum(axis=-1)
    mean: Floats = np.where(known, best, 0.0).sum(axis=-1) / np.maximum(number, 1)
    return np.where(number > 0, mean, np.nan)
