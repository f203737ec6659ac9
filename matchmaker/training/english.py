"""More English for the student to learn from, at the price of asking the teacher: its words, and pieces of sentences.

The English side of the corpora has gaps that the teacher's vocabulary of twenty thousand words does not have.
"""

import random
import re
from collections.abc import Iterable
from pathlib import Path

from matchmaker.training.corpus import Pair

VOCABULARY = "vocab.txt"  # of the teacher's WordPiece tokenizer, a piece a line
PIECES = 60_000  # of sentences: as many as there are sentences, about
SHORTEST, LONGEST = 2, 8  # words of a piece
SEED = 20210611

_WORD = re.compile(r"[a-z]{3,}")
_AROUND = ' ,.;:()"'


def words(folder: Path) -> list[Pair]:
    """Return the whole words of the teacher's vocabulary, each as its own original."""
    path = next(folder.rglob(VOCABULARY))
    found = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [Pair("en", word, word, "teacher") for word in found if _WORD.fullmatch(word)]


def pieces(texts: Iterable[str], number: int = PIECES) -> list[Pair]:
    """Return so many different runs of words out of longer texts, the same ones every time."""
    sentences = [parts for text in texts if len(parts := text.split()) > LONGEST]
    draw = random.Random(SEED)  # noqa: S311 - a sample, no secret
    found: dict[str, None] = {}
    for _ in range(10 * number if sentences else 0):
        if len(found) == number:
            break
        sentence = draw.choice(sentences)
        size = draw.randint(SHORTEST, LONGEST)
        start = draw.randint(0, len(sentence) - size)
        piece = " ".join(sentence[start : start + size]).strip(_AROUND)
        if _WORD.search(piece.lower()):
            found[piece] = None
    return [Pair("en", piece, piece, "pieces") for piece in found]
