"""How well encoders read, side by side in one run: ours, the teacher, and character n-grams as the floor."""

import csv
import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.stats import spearmanr
from sklearn.feature_extraction.text import TfidfVectorizer

from matchmaker.domain.language import normalise
from matchmaker.errors import InputError
from matchmaker.matching.encode import Encoder

FLORES, TATOEBA, STS = "sib200_flores.tsv", "test_tatoeba_laser.tsv", "test_stsb_multi.tsv"
SPEED_TEXTS = 300  # texts of a sentence each: a second for the slowest

Similarity = Callable[[Sequence[str], Sequence[str]], npt.NDArray[np.float64]]
"""(texts, texts) -> cosines, (n, m)."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: for a language, retrieval accuracy there and back, or Spearman's rank correlation."""

    test: str
    language: str
    size: int
    values: tuple[float, ...]


def by_encoder(encoder: Encoder) -> Similarity:
    return lambda ones, others: (encoder.encode(ones) @ encoder.encode(others).T).astype(np.float64)


def by_letters(ones: Sequence[str], others: Sequence[str]) -> npt.NDArray[np.float64]:
    """TF-IDF of letter n-grams of 3 to 5 within words: what needs no learning at all."""
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).fit([*ones, *others])
    return np.asarray((vectors.transform(ones) @ vectors.transform(others).T).toarray())


def figures(folder: Path, similarity: Similarity) -> Iterator[Figure]:
    """Measure one system on the texts that no training has seen.

    Retrieval: the share of texts whose own translation is the most similar of all (dev and test of FLORES, then
    Tatoeba), from the language to English and back. Spearman: agreement with people's grades of sentence pairs.
    """
    for test, rows in (
        ("FLORES", [row for row in _rows(folder / FLORES) if row["split"] != "train"]),
        ("Tatoeba", list(_rows(folder / TATOEBA))),
    ):
        for language, found in _by_language(rows).items():
            cosines = similarity([row["text"] for row in found], [row["english"] for row in found])
            own = np.arange(len(found))
            there = float((cosines.argmax(axis=1) == own).mean())
            back = float((cosines.argmax(axis=0) == own).mean())
            yield Figure(test, language, len(found), (there, back))
    for language, found in _by_language(list(_rows(folder / STS))).items():
        grades = [float(row["score"]) for row in found]
        yield Figure("STS", language, len(found), (float(spearmanr(_pairwise(similarity, found), grades).statistic),))


def speed(encoder: Encoder, texts: Sequence[str]) -> tuple[float, float]:
    """Return texts per second, once the encoder is warm, and the process's peak of memory in MB."""
    chosen = texts[:SPEED_TEXTS]
    encoder.encode(chosen[:10])
    start = time.process_time()
    encoder.encode(chosen)
    seconds = time.process_time() - start
    return len(chosen) / seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def table(measured: Mapping[str, Sequence[Figure]]) -> Iterator[str]:
    """Yield the lines of a Markdown table: a row per test and language, a column per system."""
    yield f"| test | language | texts | {' | '.join(measured)} |"
    yield f"|---|---|---|{'---|' * len(measured)}"
    for row in zip(*measured.values(), strict=True):
        cells = " | ".join(" / ".join(f"{value:.3f}" for value in figure.values) for figure in row)
        yield f"| {row[0].test} | {row[0].language} | {row[0].size} | {cells} |"


def sentences(folder: Path) -> list[str]:
    """Return English sentences to measure speed with."""
    return list(dict.fromkeys(row["english"] for row in _rows(folder / FLORES)))


def _pairwise(similarity: Similarity, rows: Sequence[dict[str, str]]) -> npt.NDArray[np.float64]:
    block = similarity([row["sentence1"] for row in rows], [row["sentence2"] for row in rows])
    return np.diag(block)


def _by_language(rows: Sequence[dict[str, str]]) -> Mapping[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        found.setdefault(normalise(row["lang"]), []).append(row)
    return found


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if not path.exists():
        raise InputError(f"{path} is missing: measuring needs the public test texts, see models/encoder/README.md")
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
