"""The controlled vocabulary: sector > topic > concept, labelled in every language we work in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from matchmaker.domain.vocabulary import Sector

LANGUAGES = ("en", "ku", "ar", "tr", "de", "fr", "es", "it", "ckb")
MAY_BE_EMPTY = frozenset({"ckb"})  # Sorani only where we are sure


@dataclass(frozen=True, slots=True)
class Topic:
    id: str
    sector: Sector
    labels: Mapping[str, str]
    """By BCP 47 tag."""

    def label(self, language: str) -> str:
        """Return the label in a language, or the English one."""
        return self.labels.get(language) or self.labels["en"]


@dataclass(frozen=True, slots=True)
class Concept:
    id: str
    topic: Topic
    labels: Mapping[str, Sequence[str]]
    """By BCP 47 tag; the preferred label first, then the words that practitioners really use."""
    note: str
    """What it covers, in one line of English."""

    def preferred(self, language: str) -> str:
        """Return the label in a language, or the English one."""
        return (self.labels.get(language) or self.labels["en"])[0]


@dataclass(frozen=True, slots=True)
class Thesaurus:
    topics: Mapping[str, Topic]
    concepts: Mapping[str, Concept]

    def topics_of(self, sector: Sector | None) -> list[Topic]:
        return [topic for topic in self.topics.values() if topic.sector is sector]

    def faults(self) -> Iterator[str]:
        """Say what a person who edits the files should mend; nothing, when all is well."""
        for sector in Sector:
            if not any(topic.sector is sector for topic in self.topics.values()):
                yield f"sector {sector}: no topic in it"
        for topic in self.topics.values():
            missing = [tag for tag in LANGUAGES if not topic.labels.get(tag) and tag not in MAY_BE_EMPTY]
            if missing:
                yield f"topic {topic.id}: no label in {', '.join(missing)}"
            if not any(concept.topic is topic for concept in self.concepts.values()):
                yield f"topic {topic.id}: no concept in it"
        for concept in self.concepts.values():
            missing = [tag for tag in LANGUAGES if not concept.labels.get(tag) and tag not in MAY_BE_EMPTY]
            if missing:
                yield f"concept {concept.id}: no label in {', '.join(missing)}"
            if not concept.note:
                yield f"concept {concept.id}: no scope note"
        yield from self._taken_labels()

    def _taken_labels(self) -> Iterator[str]:
        """A preferred label belongs to one concept of a sector; two sectors may look at one thing from two sides."""
        for language in LANGUAGES:
            owner: dict[tuple[Sector, str], str] = {}
            for concept in self.concepts.values():
                if not concept.labels.get(language):
                    continue
                key = (concept.topic.sector, concept.labels[language][0].casefold())
                if owner.setdefault(key, concept.id) != concept.id:
                    yield f"concept {concept.id}: its {language} label “{key[1]}” is that of {owner[key]}"
