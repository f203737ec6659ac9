"""Vectors by (hash of the text, version of the encoder): what was computed once is read from here."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from matchmaker.domain.vector import TextVector

BATCH = 500  # keys per query: below the number of parameters that SQLite and PostgreSQL take


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def known(session: Session, texts: Iterable[str], *, encoder_version: str) -> dict[str, NDArray[np.float32]]:
    """Return the vectors that are kept, by text; texts never encoded are missing from the answer."""
    by_digest = {digest(text): text for text in texts}
    keys = sorted(by_digest)
    found: dict[str, NDArray[np.float32]] = {}
    for start in range(0, len(keys), BATCH):
        query = select(TextVector.digest, TextVector.values).where(
            TextVector.encoder_version == encoder_version, TextVector.digest.in_(keys[start : start + BATCH])
        )
        for key, values in session.execute(query):
            found[by_digest[key]] = np.frombuffer(values, dtype="<f4")
    return found


def keep(session: Session, vectors: Mapping[str, NDArray[np.float32]], *, encoder_version: str) -> None:
    """Add vectors by text; those that another worker has added meanwhile stay as they are."""
    rows = [
        {"digest": digest(text), "encoder_version": encoder_version, "values": vector.astype("<f4").tobytes()}
        for text, vector in vectors.items()
    ]
    rows.sort(key=itemgetter("digest"))  # two workers who lock rows in the same order never wait for each other
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    if rows:
        session.execute(insert(TextVector).on_conflict_do_nothing(), rows)


def stack(texts: Sequence[str], found: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return the vectors of `texts` as rows, (n, dimensions)."""
    return np.stack([found[text] for text in texts])
