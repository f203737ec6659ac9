"""Reading the thesaurus from its spreadsheets, and writing it as SKOS, the field's standard."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from matchmaker.config import artefacts
from matchmaker.domain.thesaurus import LANGUAGES, Concept, Thesaurus, Topic
from matchmaker.domain.vocabulary import Sector
from matchmaker.errors import InputError

TOPICS = "topics.csv"
BETWEEN = "|"  # between the labels in a cell
NAMESPACE = "urn:cdc-nes:thesaurus:"


@cache
def shipped() -> Thesaurus:
    return read(artefacts("data") / "thesaurus")


def read(folder: Path) -> Thesaurus:
    """Read `topics.csv` and one file of concepts for each sector.

    Raises InputError for an unknown sector or topic and for an id that stands twice.
    """
    topics: dict[str, Topic] = {}
    for line, row in _rows(folder / TOPICS):
        if row["id"] in topics:
            raise InputError(f"{TOPICS}, line {line}: the topic {row['id']} stands twice")
        try:
            sector = Sector(row["sector"])
        except ValueError as error:
            raise InputError(f"{TOPICS}, line {line}: there is no sector {row['sector']}") from error
        topics[row["id"]] = Topic(row["id"], sector, {tag: row[tag].strip() for tag in LANGUAGES if row[tag].strip()})
    concepts: dict[str, Concept] = {}
    for path in sorted(path for path in folder.glob("*.csv") if path.name != TOPICS):
        for line, row in _rows(path):
            if row["id"] in concepts:
                raise InputError(f"{path.name}, line {line}: the concept {row['id']} stands twice")
            if row["topic"] not in topics:
                raise InputError(f"{path.name}, line {line}: there is no topic {row['topic']}")
            labels = {tag: found for tag in LANGUAGES if (found := _labels(row[tag]))}
            concepts[row["id"]] = Concept(row["id"], topics[row["topic"]], labels, row["note"].strip())
    return Thesaurus(topics, concepts)


def skos(thesaurus: Thesaurus) -> Iterator[str]:
    """Yield the lines of a Turtle file: sectors, topics and concepts as skos:Concept, broader and narrower."""
    yield "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
    yield f"@prefix : <{NAMESPACE}> .\n"
    yield ":scheme a skos:ConceptScheme ."
    for sector in Sector:
        yield f":{sector} a skos:Concept ; skos:topConceptOf :scheme ; skos:prefLabel {_text(sector, 'en')} ."
    for topic in thesaurus.topics.values():
        labels = " ; ".join(f"skos:prefLabel {_text(label, tag)}" for tag, label in topic.labels.items())
        yield f":{topic.id} a skos:Concept ; skos:inScheme :scheme ; skos:broader :{topic.sector} ; {labels} ."
        yield f":{topic.sector} skos:narrower :{topic.id} ."
    for concept in thesaurus.concepts.values():
        parts = [f":{concept.id} a skos:Concept", "skos:inScheme :scheme", f"skos:broader :{concept.topic.id}"]
        for tag, (preferred, *others) in concept.labels.items():
            parts.append(f"skos:prefLabel {_text(preferred, tag)}")
            parts.extend(f"skos:altLabel {_text(other, tag)}" for other in others)
        parts.append(f"skos:scopeNote {_text(concept.note, 'en')}")
        yield " ; ".join(parts) + " ."
        yield f":{concept.topic.id} skos:narrower :{concept.id} ."


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    if not path.exists():
        raise InputError(f"{path} is missing")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            yield reader.line_num, {name: value or "" for name, value in row.items() if name}


def _labels(cell: str) -> list[str]:
    """Return the labels of a cell, each once, in their order."""
    return list(dict.fromkeys(label.strip() for label in cell.split(BETWEEN) if label.strip()))


def _text(text: str, tag: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"@{tag}'
