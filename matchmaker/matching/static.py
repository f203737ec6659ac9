"""Our own encoder: a text is the weighted sum of the vectors of its parts. Numpy only; exact to explain.

The folder holds `model.safetensors` with `vectors` (parts, dimensions) as int8 and `scales` (parts,) as float32 (the
learned weight of a part is in its scale), `tokenizer.json` for the pieces and `config.json`. sentence-transformers
opens the same folder through `matchmaker.training.module`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from matchmaker.errors import EncoderError
from matchmaker.matching.detect import language_of
from matchmaker.matching.encode import Progress, Vectors, WordVectors
from matchmaker.matching.languages import guess
from matchmaker.matching.parts import Parts, Splitter, words_of

CONFIG, TOKENIZER, WEIGHTS = "config.json", "tokenizer.json", "model.safetensors"
LEAST_LIKELY = -8.6  # nats per n-gram: one sentence in a hundred of our languages is below -8.3, Polish is at -10
HASH_LENGTH = 12  # hex digits: 48 bits tell any number of encoders apart
FEW = 60  # n-grams, four or five words: of fewer the mean says little
REMEMBERED = 8192  # words, a kilobyte each: the usual ones of any text, added up once
TOGETHER = 512  # texts whose words are cut at one time, and between two reports of progress


def is_ours(folder: Path) -> bool:
    """Whether a folder holds an encoder of this kind."""
    path = folder / CONFIG
    return path.is_file() and "buckets" in json.loads(path.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Attribution:
    """Which word met which word. `shares` (words of a, words of b) sum to the cosine of the two texts."""

    words_a: Sequence[str]
    words_b: Sequence[str]
    shares: npt.NDArray[np.float64]

    def strongest(self, number: int) -> list[tuple[str, str, float]]:
        """Return the pairs of words that carry most of the similarity, each with its share, the largest first."""
        order = np.argsort(-self.shares, axis=None, kind="stable")[:number].tolist()
        places = (divmod(place, len(self.words_b)) for place in order)
        return [(self.words_a[i], self.words_b[j], float(self.shares[i, j])) for i, j in places]


class StaticEncoder:
    """Reads the languages that its config names; opens in a fraction of a second."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self._config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:  # the tokenizer's library raises plain Exception
            raise EncoderError(f"{folder} holds no encoder of ours, or a damaged one.") from error
        self.splitter = Splitter(tokenizer, buckets=self._config["buckets"])
        self.languages = frozenset(self._config["languages"])
        self._known: dict[str, npt.NDArray[np.float32]] = {}

    @property
    def version(self) -> str:
        """Name and hash: weights trained anew must not be taken for those whose vectors are kept."""
        return f"{self._config['version']}-{self._config['sha256'][:HASH_LENGTH]}"

    @property
    def dimensions(self) -> int:
        return int(self._config["dimensions"])

    @property
    def words(self) -> WordVectors:
        return self

    def reads(self, text: str, language: str | None) -> bool:
        """Say whether the text is in a language we were trained on, and looks like it letter by letter."""
        if language_of(text, language) not in self.languages:
            return False
        told = guess(text)
        return told is not None and (told.size < FEW or told.likelihood >= LEAST_LIKELY)

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), TOGETHER):
            if progress:
                progress("encode", start, len(texts))
            split = [words_of(text) for text in texts[start : start + TOGETHER]]
            known = self._sums(dict.fromkeys(word for words in split for word in words))
            for place, words in enumerate(split, start):
                if not texts[place].strip():
                    raise ValueError(f"text {place + 1} of {len(texts)} is empty")
                for word in words:
                    vectors[place] += known[word]
        if progress:
            progress("encode", len(texts), len(texts))
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.where(lengths > 0, lengths, 1.0)
        return vectors

    def telling_words(self, text: str) -> list[str]:
        """Return the folded words of a text, each once, without numbers and single letters."""
        return [word for word in dict.fromkeys(words_of(text)) if len(word) > 1 and not word.isdigit()]

    def word_vectors(self, words: Sequence[str]) -> Vectors:
        """Return the part that each word has in the sum of a text, (words, dimensions)."""
        known = self._sums(words)
        found = [known[word] for word in words]
        return np.stack(found) if found else np.zeros((0, self.dimensions), dtype=np.float32)

    def attribute(self, text_a: str, text_b: str) -> Attribution:
        """Take the cosine of two texts apart into pairs of words; what is left out of a word has no part in it."""
        a, b = self.splitter.split(text_a), self.splitter.split(text_b)
        words_a, words_b = self._by_word(a), self._by_word(b)
        length = np.linalg.norm(words_a.sum(axis=0)) * np.linalg.norm(words_b.sum(axis=0))
        shares = words_a @ words_b.T / length if length else np.zeros((len(words_a), len(words_b)))
        return Attribution(a.words, b.words, shares)

    def _sums(self, words: Iterable[str]) -> Mapping[str, npt.NDArray[np.float32]]:
        """Return the sum of the parts of each of some folded words, (dimensions,), those remembered among them."""
        wanted = list(words)
        if len(self._known) + len(wanted) > REMEMBERED:
            self._known = {word: self._known[word] for word in wanted if word in self._known}
        missing = [word for word in wanted if word not in self._known]
        for word, ids in zip(missing, self.splitter.cut(missing), strict=True):
            self._known[word] = self._scales[ids] @ self._vectors[ids].astype(np.float32)
        return self._known

    def _by_word(self, parts: Parts) -> npt.NDArray[np.float64]:
        """Return the sum of the parts of each word, (words, dimensions)."""
        rows = self._scales[parts.ids, None].astype(np.float64) * self._vectors[parts.ids]
        sums = np.zeros((len(parts.words), self.dimensions))
        np.add.at(sums, parts.word, rows)
        return sums

    @cached_property
    def _tables(self) -> dict[str, npt.NDArray[np.generic]]:
        """Read the weights, once they are needed. Raises EncoderError when they are not those the config names."""
        path = self.folder / WEIGHTS
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != self._config["sha256"]:
            raise EncoderError(f"{path} is damaged: its SHA-256 is not the one in {CONFIG}.")
        return load_file(path)

    @property
    def _vectors(self) -> npt.NDArray[np.int8]:
        return self._tables["vectors"]  # type: ignore[return-value]

    @property
    def _scales(self) -> npt.NDArray[np.float32]:
        return self._tables["scales"]  # type: ignore[return-value]
