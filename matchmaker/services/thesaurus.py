"""The thesaurus: read from its spreadsheets, found in texts, written as SKOS, the field's standard."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from matchmaker.artefacts import artefacts
from matchmaker.domain.thesaurus import LANGUAGES, Concept, Thesaurus, Topic
from matchmaker.domain.vocabulary import Sector
from matchmaker.errors import InputError
from matchmaker.matching.concepts import Reader
from matchmaker.matching.fold import fold, words
from matchmaker.matching.plain import is_plain
from matchmaker.matching.subjects import Subject

TOPICS = "topics.csv"
BETWEEN = "|"  # between the labels in a cell
NAMESPACE = "urn:cdc-nes:thesaurus:"
MAX_TERMS = 8  # of a text: what one takes in at a glance
REMEMBERED = 1000  # texts whose terms were looked up, one millisecond each; some 2 kB each


class Term(NamedTuple):
    """Words of a text as they stand there, and what we call it in the reader's language."""

    written: str
    meaning: str


@cache
def shipped() -> Thesaurus:
    return read(artefacts("data") / "thesaurus")


@cache
def reader() -> Reader:
    return Reader(shipped())


@cache
def subject() -> Subject:
    """Return what reads what needs and offers are about."""
    return Subject(reader())


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


def topic_names(ids: Iterable[str], language: str) -> list[str]:
    """Return what topics are called in a language, with a capital; what is no topic any more is left out."""
    topics = shipped().topics
    labels = [topics[each].label(language) for each in ids if each in topics]
    return [label[0].upper() + label[1:] for label in labels]


def subject_names(ids: Iterable[str], language: str) -> list[str]:
    """Return what concepts and topics are called in a language, each name once.

    What is neither any more is left out, and a topic beside one of its concepts, which says more.
    """
    named = list(ids)
    concepts = {each: concept for each in named if (concept := shipped().concepts.get(each))}
    topics = {each: topic for each in named if each not in concepts and (topic := shipped().topics.get(each))}
    said = {concept.topic.id for concept in concepts.values()}
    labels = {each: concept.preferred(language) for each, concept in concepts.items()}
    labels |= {each: topic.label(language) for each, topic in topics.items() if each not in said}
    return list(dict.fromkeys(labels[each] for each in named if each in labels))


def topics_named(cell: str) -> tuple[list[str], list[str]]:
    """Return the ids of the topics that a cell names, each once, and what in it names none.

    They stand there by id or by a label in any language, parted by semicolons or commas; many labels have commas
    themselves, so the longest run of parts that is one topic counts as one.
    """
    ids = _topics_by_name()
    named: list[str] = []
    unknown: list[str] = []
    for parts in (_parts(each) for each in cell.split(";")):
        while parts:
            size = next((size for size in range(len(parts), 0, -1) if _key(parts[:size]) in ids), 0)
            if size:
                named.append(ids[_key(parts[:size])])
            else:
                unknown.append(parts[0])
            del parts[: size or 1]
    return list(dict.fromkeys(named)), unknown


def suggested_topics(text: str, written_in: str, sector: Sector | None) -> list[Topic]:
    """Return the topics that a text speaks of: those of its sector first, then by how much it says of them.

    In another sector, or where none was chosen, only what is said in so many words counts.
    """
    said: Counter[str] = Counter()
    for concept, written in _mentioned(text, written_in, sector):
        if concept.topic.sector is sector or is_plain(written, concept, written_in, sector=sector):
            said[concept.topic.id] += len(words(written))
    topics = [shipped().topics[topic_id] for topic_id in said]
    return sorted(topics, key=lambda topic: (topic.sector is not sector, -said[topic.id], topic.id))


@lru_cache(maxsize=REMEMBERED)
def glossary(text: str, written_in: str, reader_language: str, sector: Sector | None = None) -> tuple[Term, ...]:
    """Return the words of a text that the thesaurus has, in their order, with what a reader of another language says.

    `sector` is the text's own. Without labels in one of the two languages there are no terms.
    """
    if written_in == reader_language:
        return ()
    terms = (
        Term(written, concept.labels[reader_language][0])
        for concept, written in _mentioned(text, written_in, sector)
        if concept.labels.get(reader_language) and is_plain(written, concept, written_in, sector=sector)
    )
    return tuple(islice((term for term in terms if fold(term.written) != fold(term.meaning)), MAX_TERMS))


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


@cache
def _topics_by_name() -> dict[str, str]:
    topics = shipped().topics
    named = {_key(_parts(label)): topic.id for topic in topics.values() for label in topic.labels.values()}
    return named | {topic_id: topic_id for topic_id in topics}


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split("[,،]", text) if part.strip()]


def _key(parts: Iterable[str]) -> str:
    return fold(", ".join(parts))


def _mentioned(text: str, language: str, sector: Sector | None) -> Iterator[tuple[Concept, str]]:
    """Yield the concepts that a text speaks of, each with the words that it has for it."""
    concepts = shipped().concepts
    for mention in reader().mentions(text, language, sector):
        yield concepts[mention.concept], text[mention.start : mention.end]


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
