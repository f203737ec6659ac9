"""How good the matching is, measured on a set of needs and offers that were graded: set -> systems -> report."""

from enum import StrEnum


class Split(StrEnum):
    """Half of the topics: one to try things on, and one to look at when all is decided."""

    DEV = "dev"
    TEST = "test"
