"""Which of the languages we know a text is in: naive Bayes over letter n-grams, small enough to be read in no time.

The model is a table of log-probabilities, `log_probabilities` (languages, buckets), of hashed n-grams of one to four
letters given a language; see `training.languages` and the card beside it.
"""

import json
import re
import unicodedata
import zlib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file

from matchmaker.artefacts import artefacts

LONGEST = 4  # letters of an n-gram: words of one language share beginnings and endings of about this length
CONFIG, WEIGHTS = "config.json", "model.safetensors"
VERSION = "1"

BEGINNING = 400  # letters: four times a sentence, and a sentence is nearly always enough
REMEMBERED = 4096  # texts: each is asked about by every step that looks at its words
_WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest language, and how sure that is; both numbers are means over the n-grams of the text, in nats."""

    language: str
    lead: float
    """By how much it is likelier than the next."""
    likelihood: float
    """Log-probability: what is in none of our languages is unlikely in all of them."""
    size: int
    """Number of n-grams; a dozen words have some two hundred."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """`log_probabilities` (languages, buckets) as float32."""

    languages: tuple[str, ...]
    log_probabilities: npt.NDArray[np.float32]

    def guess(self, text: str) -> Guess | None:
        """Return the likeliest language; None without letters."""
        found = buckets(text, self.log_probabilities.shape[1])
        if not found.size:
            return None
        likelihood = self.log_probabilities[:, found].mean(axis=1)
        second, first = np.argsort(likelihood)[-2:]
        lead = float(likelihood[first] - likelihood[second])
        return Guess(self.languages[first], lead, float(likelihood[first]), len(found))


def buckets(text: str, number: int) -> npt.NDArray[np.int64]:
    """Return the hashed n-grams of a text, in order, with a blank between words."""
    words = _WORDS.findall(unicodedata.normalize("NFC", text).lower())
    spaced = f" {' '.join(words)} " if words else ""
    grams = (spaced[i : i + n] for n in range(1, LONGEST + 1) for i in range(len(spaced) - n + 1))
    return np.fromiter((zlib.crc32(gram.encode()) % number for gram in grams), dtype=np.int64)


@cache
def language_model() -> LanguageModel:
    """Return the model that we ship, read once."""
    return read(artefacts("models") / "language" / VERSION)


@lru_cache(maxsize=REMEMBERED)
def guess(text: str) -> Guess | None:
    """Ask the model that we ship about the beginning of a text."""
    return language_model().guess(text[:BEGINNING])


def read(folder: Path) -> LanguageModel:
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    table = load_file(folder / WEIGHTS)["log_probabilities"].astype(np.float32)
    return LanguageModel(tuple(config["languages"]), table)
