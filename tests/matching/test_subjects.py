"""What entries are about, and how far apart that is in the thesaurus."""

import numpy as np
import pytest

from matchmaker.domain.thesaurus import Concept, Thesaurus, Topic
from matchmaker.domain.vocabulary import Sector
from matchmaker.matching.concepts import Reader
from matchmaker.matching.entry import Entry, Version
from matchmaker.matching.subjects import Subject, Subjects, overlap, shared

BIRTH, TEETH = (Topic(f"health-{name}", Sector.HEALTH, {"en": name}) for name in ("birth", "teeth"))
CONCEPTS = (
    Concept("midwife", BIRTH, {"en": ["midwife"], "ku": ["pîrik"]}, "A note."),
    Concept("newborn", BIRTH, {"en": ["newborn"], "ku": ["nûbûyî"]}, "A note."),
    Concept("dentist", TEETH, {"en": ["dentist"], "ku": ["diransaz"]}, "A note."),
)
THESAURUS = Thesaurus({each.id: each for each in (BIRTH, TEETH)}, {each.id: each for each in CONCEPTS})
SUBJECT = Subject(Reader(THESAURUS))


def beside(found: Subjects, one: int, *others: int) -> list[float]:
    cosines: list[float] = overlap(found, found, np.full(len(others), one), np.array(others)).tolist()
    return cosines


def about(language: str, text: str, *topics: str) -> Entry:
    return Entry(text, (Version(language, text),), topics=frozenset(topics))


def test_concept_in_common_is_more_than_a_topic_and_a_topic_more_than_nothing():
    found = SUBJECT.read(
        [about("en", "our midwife"), about("ku", "pîrik"), about("ku", "nûbûyî"), about("ku", "diransaz")]
    )
    same, kin, other = beside(found, 0, 1, 2, 3)
    assert same == pytest.approx(1.0)
    assert (0 < kin < same, other) == (True, 0.0)


def test_entry_about_nothing_we_know_is_unknown():
    found = SUBJECT.read([about("en", "our midwife"), about("en", "something else")])
    assert np.isnan(beside(found, 0, 1)).all()
    assert np.isnan(beside(found, 1, 0)).all()


def test_topic_that_the_writer_chose_counts():
    found = SUBJECT.read([about("en", "our midwife"), about("en", "something else", "health-birth", "unheard-of")])
    assert beside(found, 0, 1)[0] > 0
    assert shared(found, found, 0, 1) == ["health-birth"]


def test_shared_names_the_rarest_first():
    texts = ["midwife and newborn", "pîrik nûbûyî", *["newborn"] * 5]
    found = SUBJECT.read([about("ku" if "î" in text else "en", text) for text in texts])
    assert shared(found, found, 0, 1) == ["midwife", "newborn", "health-birth"]


def test_versions_of_an_entry_are_read_together():
    both = Entry("both", (Version("xx", "pîrik"), Version("en", "dentist")))
    found = SUBJECT.read([about("en", "dentist"), both])
    assert shared(found, found, 0, 1) == ["dentist", "health-teeth"]
