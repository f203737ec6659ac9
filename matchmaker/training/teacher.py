"""The teacher's vectors of English texts, kept in a file: an hour of work that two trainings share."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from matchmaker.matching.encode import Encoder, Progress, Vectors

BETWEEN = "\0"  # between the texts in the file; no text has it
TURN = 8192  # texts between two savings: a broken-off run loses a few minutes


def teach(teacher: Encoder, texts: Sequence[str], kept: Path, *, progress: Progress) -> dict[str, Vectors]:
    """Return the vector of each text; what `kept` (an .npz file) holds is not computed again."""
    known: dict[str, Vectors] = {}
    if kept.exists():
        with np.load(kept) as file:
            known = dict(zip(file["texts"].tobytes().decode().split(BETWEEN), file["vectors"], strict=True))
    missing = sorted(set(texts) - known.keys(), key=len)
    for start in range(0, len(missing), TURN):
        turn = missing[start : start + TURN]
        known |= dict(zip(turn, teacher.encode(turn), strict=True))
        joined = np.frombuffer(BETWEEN.join(known).encode(), dtype=np.uint8)  # as an array of strings: a gigabyte
        np.savez(kept, texts=joined, vectors=np.stack(list(known.values())))
        progress("teach", start + len(turn), len(missing))
    return {text: known[text] for text in texts}
