"""Encoders without a model, for tests of everything around the vectors."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from matchmaker.matching.encode import Progress, Vectors, unit

LETTERS = 3


@dataclass
class Trigrams:
    """Texts that share letters, three at a time, point the same way."""

    words = None
    languages: frozenset[str] | None = None
    """What it reads; None: everything."""
    version: str = "trigrams-1"
    dimensions: int = 256
    meanwhile: Callable[[], None] = lambda: None
    """Called while it computes: what happens in the house during a long run."""
    computed: list[str] = field(default_factory=list)

    def reads(self, text: str, language: str | None) -> bool:
        return bool(text.strip()) and (self.languages is None or language in self.languages)

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:  # noqa: ARG002 - quick
        self.meanwhile()
        self.computed += texts
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for trigram, number in Counter(_trigrams(text)).items():
                row[int.from_bytes(hashlib.sha256(trigram.encode()).digest()[:4]) % self.dimensions] += number
        return unit(rows)


def _trigrams(text: str) -> list[str]:
    padded = f"  {text.casefold()}  "
    return [padded[start : start + LETTERS] for start in range(len(padded) - LETTERS + 1)]
