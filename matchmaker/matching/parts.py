"""Text -> parts: subword pieces and hashed letter n-grams of each word. What the static encoder adds up."""

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from matchmaker.matching.fold import fold

SHORTEST, LONGEST = 3, 5  # letters of an n-gram, the edge marks counted
EDGE = "_"  # marks where a word begins and ends, so that prefixes and endings are told from what stands inside
REMEMBERED = 200_000  # words: a text repeats its words, a corpus repeats its texts' words

UNKNOWN = "<unk>"  # the piece of letters that no text of training had

Ints = npt.NDArray[np.int64]
_WORD = re.compile(r"[^\W_]+")


class Parts(NamedTuple):
    """The parts of one text. `ids` (n,) are rows of the table of vectors, `word` (n,) says which word each is of."""

    words: Sequence[str]
    ids: Ints
    word: Ints


def words_of(text: str) -> list[str]:
    """Return the folded words of a text in order, numbers and single letters among them."""
    return _WORD.findall(fold(text))


class Splitter:
    """Cuts words into the pieces of a tokenizer and into n-grams hashed into `buckets` rows behind the pieces."""

    def __init__(self, tokenizer: Tokenizer, *, buckets: int) -> None:
        self._tokenizer = tokenizer
        self.pieces = tokenizer.get_vocab_size()
        self.buckets = buckets
        self.unknown = tokenizer.token_to_id(UNKNOWN)
        self.parts_of = lru_cache(maxsize=REMEMBERED)(lambda word: self.cut([word])[0])

    @property
    def size(self) -> int:
        return self.pieces + self.buckets

    def split(self, text: str) -> Parts:
        words = words_of(text)
        found = [self.parts_of(word) for word in words]
        ids = np.concatenate(found) if found else np.empty(0, dtype=np.int64)
        word = np.repeat(np.arange(len(words)), [len(each) for each in found])
        return Parts(words, ids, word)

    def cut(self, words: Sequence[str]) -> list[Ints]:
        """Return the parts of each of some folded words; many at once are cut in half the time."""
        pieces, buckets, unknown, crc32 = self.pieces, self.buckets, self.unknown, zlib.crc32
        found = []
        for word, encoding in zip(words, self._tokenizer.encode_batch_fast(words), strict=True):
            known = [piece for piece in encoding.ids if piece != unknown]
            grams = {pieces + crc32(gram.encode()) % buckets for gram in n_grams(word)}
            found.append(np.array([*known, *sorted(grams)], dtype=np.int64))
        return found


def n_grams(word: str) -> list[str]:
    marked = f"{EDGE}{word}{EDGE}"
    return [
        marked[start : start + length]
        for length in range(SHORTEST, LONGEST + 1)
        for start in range(len(marked) - length + 1)
    ]
