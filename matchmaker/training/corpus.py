"""What the encoder learns from: pairs of a text and its English original, with origin and licence.

The public corpora are not part of this repository; their folder is named on the command line. Files whose name begins
with `test_` and the dev and test parts of FLORES are for measuring and are never opened here.
"""

import csv
import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from matchmaker.artefacts import artefacts
from matchmaker.domain.language import normalise
from matchmaker.errors import InputError
from matchmaker.matching.fold import fold

FREE, SHARE_ALIKE = "A", "B"
SHIPPED = frozenset({FREE, SHARE_ALIKE})
"""Licence classes that weights may be trained on which we give away (under CC BY-SA 4.0, because of class B)."""

LANGUAGES = ("ku", "ckb", "ar", "tr", "de", "fr", "es", "it")
"""The languages beside English, by the tags of `domain.language`."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file of pairs: `lang text english …`, tab-separated, with a header."""

    file: str
    origin: str
    licence: str
    licence_class: str


SOURCES = (
    Source("train_tico19_health.tsv", "TICO-19, translation memories", "CC0", FREE),
    Source("train_tico19_terms.tsv", "TICO-19, terminologies", "CC0", FREE),
    Source("train_udhr.tsv", "Universal Declaration of Human Rights", "free reproduction", FREE),
    Source("train_sdg_un.tsv", "UN Sustainable Development Goals, sdg-translations", "free reproduction", FREE),
    Source("train_sahana_eden.tsv", "Sahana Eden, interface texts", "MIT", FREE),
    Source("train_ui_strings.tsv", "PyPI Warehouse, interface texts", "Apache-2.0", FREE),
    Source("train_tatoeba_ar_tr.tsv", "Tatoeba", "CC BY 2.0 FR", FREE),
    Source("train_xquad.tsv", "XQuAD", "CC BY-SA 4.0", SHARE_ALIKE),
    Source("train_justmatch_jobs.tsv", "Just Match, job texts", "AGPL", SHARE_ALIKE),
    Source("train_dict_freedict_en.tsv", "FreeDict dictionaries", "GPL-2+", SHARE_ALIKE),
    Source("train_dict_apertium_kmr.tsv", "Apertium Kurmanji-English dictionary", "GPL-3", SHARE_ALIKE),
)
FLORES = Source("sib200_flores.tsv", "SIB-200 / FLORES-200, its train part", "CC BY-SA 4.0", SHARE_ALIKE)


BRIDGES = Source("bridge_dict_freedict.tsv", "FreeDict dictionaries between other languages", "GPL-2+", SHARE_ALIKE)
BRIDGED = ("ku", "ckb")  # languages with few English pairs, whose words have entries in other dictionaries


@dataclass(frozen=True, slots=True)
class Bridge:
    """A word and its translation in a language that is not English."""

    text: str
    pivot: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A text in one of our languages (or English said otherwise) and the English text that means the same."""

    language: str
    text: str
    english: str
    source: str
    topic: str = ""
    """Id of the topic of the thesaurus that our own texts are about."""


def public(folder: Path, classes: Collection[str] = SHIPPED) -> list[Pair]:
    """Read the public corpora, each pair once. Raises InputError that names what is missing."""
    pairs: dict[Pair, None] = {}
    for source in (*SOURCES, FLORES):
        path = folder / source.file
        if not path.exists():
            raise InputError(f"{path} is missing: training needs the public corpora, see models/encoder/README.md")
        if source.licence_class not in classes:
            continue
        for row in _rows(path):
            if source is FLORES and row["split"] != "train":
                continue
            if fold(row["text"]).strip() and fold(row["english"]).strip():
                pairs[Pair(normalise(row["lang"]), row["text"], row["english"], source.file)] = None
    return list(pairs)


def bridges(folder: Path) -> list[Bridge]:
    """Read the dictionaries from Kurdish languages into other ones."""
    return [
        Bridge(row["text"], row["pivot_text"])
        for row in _rows(folder / BRIDGES.file)
        if normalise(row["lang"]) in BRIDGED
    ]


def own(data: Path | None = None) -> list[Pair]:
    """Read our own text: labels of the thesaurus, alone and in frames, words of the lexicon, and sentences."""
    data = data or artefacts("data")
    labels = list(_labels(data / "thesaurus"))
    words = _labels(data / "lexicon")
    return [*labels, *words, *_framed(labels, data / "frames.csv"), *sentences(data)]


def sentences(data: Path | None = None) -> Iterator[Pair]:
    """Read our own sentences as practitioners write them."""
    for path in sorted(((data or artefacts("data")) / "parallel").glob("*.csv")):
        for row in _table(path):
            topic = row.get("topic") or ""
            yield from (Pair(tag, row[tag], row["en"], path.name, topic) for tag in LANGUAGES if row.get(tag))


def _labels(folder: Path) -> Iterator[Pair]:
    """Pair every word of a row with its first English one; words in a cell stand between upright strokes."""
    for path in sorted(folder.glob("*.csv")):
        for row in _table(path):
            english, *others = _split(row["en"])
            topic = row.get("topic") or ""
            for language in LANGUAGES:
                labels = _split(row.get(language) or "")
                yield from (Pair(language, label, english, path.name, topic) for label in labels)
            yield from (Pair("en", label, english, path.name, topic) for label in others)


def _framed(labels: Iterable[Pair], path: Path) -> Iterator[Pair]:
    """Put every label into one of the sentence frames of its language, beside its English original in the same one."""
    frames = list(_table(path))
    for label in labels:
        frame = frames[zlib.crc32(f"{label.language} {label.text}".encode()) % len(frames)]
        text, english = frame[label.language].format(label.text), frame["en"].format(label.english)
        yield Pair(label.language, text, english, path.name, label.topic)


def _split(cell: str) -> list[str]:
    return [label.strip() for label in cell.split("|") if label.strip()]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
