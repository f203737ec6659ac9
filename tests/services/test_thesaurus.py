from pathlib import Path

import pytest
from typer.testing import CliRunner

from matchmaker.cli import app
from matchmaker.domain.thesaurus import LANGUAGES, Thesaurus
from matchmaker.errors import InputError
from matchmaker.services import thesaurus

TOPIC = (
    "id,sector,en,ku,ar,tr,de,fr,es,it,ckb\n"
    "health-birth,health,birth,zayîn,ولادة,doğum,Geburt,naissance,parto,nascita,\n"
)
MIDWIFE = "midwife | birth attendant,pîrik,قابلة,ebe,Hebamme,sage-femme,matrona,ostetrica"
CONCEPT = f"id,topic,en,ku,ar,tr,de,fr,es,it,ckb,note\nhealth-midwife,health-birth,{MIDWIFE},,Births.\n"


def write(folder: Path, *, topics: str = TOPIC, concepts: str = CONCEPT) -> Path:
    (folder / "topics.csv").write_text(topics, encoding="utf-8")
    (folder / "health.csv").write_text(concepts, encoding="utf-8")
    return folder


def faults(found: Thesaurus) -> list[str]:
    return [fault for fault in found.faults() if not fault.startswith("sector ")]


def test_concept_has_its_preferred_label_first(tmp_path: Path):
    concept = thesaurus.read(write(tmp_path)).concepts["health-midwife"]
    assert list(concept.labels["en"]) == ["midwife", "birth attendant"]
    assert (concept.preferred("ku"), concept.preferred("ckb")) == ("pîrik", "midwife")


def test_missing_label_is_a_fault(tmp_path: Path):
    found = thesaurus.read(write(tmp_path, concepts=CONCEPT.replace("pîrik", "")))
    assert faults(found) == ["concept health-midwife: no label in ku"]


def test_label_of_another_concept_is_a_fault(tmp_path: Path):
    second = CONCEPT.splitlines()[1].replace("health-midwife", "health-doula")
    found = thesaurus.read(write(tmp_path, concepts=f"{CONCEPT}{second}\n"))
    assert len(faults(found)) == len(LANGUAGES) - 1  # Sorani is empty


@pytest.mark.parametrize(
    ("topics", "concepts", "message"),
    [
        (TOPIC.replace(",health,", ",helth,"), CONCEPT, "topics.csv, line 2: there is no sector helth"),
        (TOPIC + TOPIC.splitlines()[1] + "\n", CONCEPT, "topics.csv, line 3: the topic health-birth stands twice"),
        (TOPIC, CONCEPT.replace("health-birth", "health-b"), "health.csv, line 2: there is no topic health-b"),
        (
            TOPIC,
            CONCEPT + CONCEPT.splitlines()[1] + "\n",
            "health.csv, line 3: the concept health-midwife stands twice",
        ),
    ],
)
def test_file_that_makes_no_sense_is_refused_by_line(tmp_path: Path, topics: str, concepts: str, message: str):
    with pytest.raises(InputError, match=message):
        thesaurus.read(write(tmp_path, topics=topics, concepts=concepts))


def test_skos_has_broader_narrower_and_all_labels(tmp_path: Path):
    lines = list(thesaurus.skos(thesaurus.read(write(tmp_path))))
    assert ":health skos:narrower :health-birth ." in lines
    assert ":health-birth skos:narrower :health-midwife ." in lines
    midwife = next(line for line in lines if line.startswith(":health-midwife"))
    assert 'skos:broader :health-birth ; skos:prefLabel "midwife"@en ; skos:altLabel "birth attendant"@en' in midwife
    assert 'skos:prefLabel "قابلة"@ar' in midwife


def test_thesaurus_that_we_ship_is_sound():
    found = thesaurus.shipped()
    assert list(found.faults()) == []
    few = [c.id for c in found.concepts.values() for tag in LANGUAGES if tag != "ckb" and len(c.labels[tag]) < 1]
    assert few == []


@pytest.mark.parametrize(
    ("ids", "language", "names"),
    [
        (["health-midwife", "health-incubator"], "en", ["midwife", "infant incubator"]),
        (["health-maternal", "health-midwife"], "ku", ["pîrik"]),  # the concept says more than its topic
        (["health-maternal"], "en", ["midwifery, maternal and newborn health"]),
        (
            ["women-counselling"],
            "en",
            ["psychosocial counselling for women"],
        ),  # a topic and the concept of the same name
        (["gone", "health-midwife", "health-midwife"], "ar", ["قابلة"]),
        ([], "en", []),
    ],
)
def test_subjects_are_named_once_in_the_readers_language(ids: list[str], language: str, names: list[str]):
    assert thesaurus.subject_names(ids, language) == names


def test_check_says_what_is_wrong_and_fails(tmp_path: Path):
    result = CliRunner().invoke(
        app, ["thesaurus", "check", str(write(tmp_path, concepts=CONCEPT.replace("Births.", "")))]
    )
    assert result.exit_code == 1
    assert "concept health-midwife: no scope note" in result.stdout


def test_export_writes_turtle(tmp_path: Path):
    out = tmp_path / "thesaurus.ttl"
    assert CliRunner().invoke(app, ["thesaurus", "export", "--out", str(out)]).exit_code == 0
    assert out.read_text(encoding="utf-8").startswith("@prefix skos:")
