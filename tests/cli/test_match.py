import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from matchmaker.cli import app

NEEDS = """id,organisation,side,country,lang,sector,title,text
n1,Hospital,nes,SY,en,health,Nurses for premature babies,Nine incubators and only two nurses who can care for newborns.
n2,Town,nes,SY,en,municipalities,The landfill burns,Household rubbish is thrown together and set on fire.
n3,Knushta,nes,SY,syr,health,ܡܝ̈ܐ,ܡܝ̈ܐ ܕܟܝ̈ܐ ܣܢܝܩܝܢܢ ܒܩܪܝܬܢ.
"""
OFFERS = """id,organisation,side,country,lang,sector,title,text
o1,Clinic,abroad,DE,en,health,Neonatal ward,We train nurses to look after infants born too early.
o2,City,abroad,IT,en,environment,Waste sorted at the door,How separate bins and composting emptied our dump.
o3,Hospital,abroad,SY,en,health,Incubators,Own organisation: nurses and incubators.
o4,Other,nes,SY,en,health,Own side,Nurses for premature babies in incubators.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "needs.csv").write_text(NEEDS, encoding="utf-8")
    (tmp_path / "offers.csv").write_text(OFFERS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["match", "needs.csv", "offers.csv", *arguments])


def test_match_writes_the_best_first_for_each_need(folder: Path) -> None:
    result = run("--top", "2")
    assert (result.exit_code, result.stderr) == (0, "")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert list(rows[0]) == ["need_id", "offer_id", "rank", "score", "probability", "verdict", "reasons"]
    assert [(row["need_id"], row["rank"], row["verdict"]) for row in rows] == [
        ("n1", "1", "waiting"),
        ("n1", "2", "waiting"),
        ("n2", "1", "waiting"),
        ("n2", "2", "waiting"),
        ("n3", "1", "to-read"),
        ("n3", "2", "to-read"),
    ]
    assert [rows[0]["offer_id"], rows[2]["offer_id"]] == ["o1", "o2"]
    assert {row["offer_id"] for row in rows if row["need_id"] == "n1"} == {"o1", "o2"}  # o3 is its own, o4 on its side
    assert [row["probability"] for row in rows[4:]] == ["", ""]
    assert "shared words: Nurses" in rows[0]["reasons"]


def test_match_names_the_subjects_of_both_in_english(folder: Path) -> None:
    text = "id,side,text\n%s,%s,Two midwives with one incubator for premature babies.\n"
    (folder / "needs.csv").write_text(text % ("n1", "nes"), encoding="utf-8")
    (folder / "offers.csv").write_text(text % ("o1", "abroad"), encoding="utf-8")
    (row,) = csv.DictReader(io.StringIO(run("--top", "1").stdout))
    (both_about,) = re.findall("both about: ([^(]*) \\(", row["reasons"])
    assert {"infant incubator"} <= set(both_about.split(", "))
    assert "health-" not in both_about


@pytest.mark.parametrize(("option", "name"), [(("--format", "jsonl"), "out"), ((), "out.jsonl")])
def test_match_writes_json_lines(folder: Path, option: tuple[str, ...], name: str) -> None:
    assert run("--top", "1", "--out", name, *option).exit_code == 0
    rows = [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]
    assert [(row["need_id"], row["rank"]) for row in rows] == [("n1", 1), ("n2", 1), ("n3", 1)]


def test_match_writes_a_workbook_as_its_name_says(folder: Path) -> None:
    assert run("--top", "1", "--out", "out.xlsx").exit_code == 0
    sheet = load_workbook(folder / "out.xlsx").active
    assert sheet is not None
    assert [row[0].value for row in sheet.iter_rows()] == ["need_id", "n1", "n2", "n3"]


def test_match_keeps_apart_who_must_share_a_language_and_shares_none(folder: Path) -> None:
    row = "id,side,text,languages,common_language\n{},{},Two midwives with one incubator.,{},{}\n"
    (folder / "needs.csv").write_text(row.format("n1", "nes", "ku", "yes"), encoding="utf-8")
    (folder / "offers.csv").write_text(
        row.format("o1", "abroad", "de", "") + "o2,abroad,Nurses.,ku;de,\n", encoding="utf-8"
    )
    assert [row["offer_id"] for row in csv.DictReader(io.StringIO(run().stdout))] == ["o2"]


def test_match_names_what_it_could_not_use(folder: Path) -> None:
    (folder / "needs.csv").write_text(
        "id,text,sector,lang,side,notes,ends_on,starts_on,languages,topics\n"
        "n1,Nurses for babies,helth,xx,west,,,,en;zz,health-maternal;birds\n"
        ",no id,,,,,,,,\n"
        "n2,Bees,cooperatives,EN,NES,,2027-01-01,2027-02-01,kmr;ku,\n",
        encoding="utf-8",
    )
    result = run("--top", "1")
    assert result.exit_code == 0
    assert [row["need_id"] for row in csv.DictReader(io.StringIO(result.stdout))] == ["n1", "n2"]
    assert result.stderr.splitlines() == [
        "needs.csv: ignored columns: notes",
        "needs.csv: line 2, column lang: xx is not known; taken as empty",
        "needs.csv: line 2, column sector: helth is not known; taken as empty",
        "needs.csv: line 2, column side: west is not known; taken as empty",
        "needs.csv: line 2, column languages: zz is not known; taken as empty",
        "needs.csv: line 2, column topics: birds is not known; taken as empty",
        "needs.csv: line 3, column id: empty",
        "needs.csv: line 4, column ends_on: before starts_on; both taken as empty",
    ]


def test_match_reads_the_english_version_beside_the_original(folder: Path) -> None:
    (folder / "needs.csv").write_text(
        "id,lang,title,text,title_en,text_en\n"
        "n1,ku,Hemşîre,Em hemşîreyan dixwazin,Nurses,We look for nurses for infants born too early\n",
        encoding="utf-8",
    )
    rows = list(csv.DictReader(io.StringIO(run("--top", "1").stdout)))
    assert [(row["offer_id"], row["verdict"]) for row in rows] == [("o1", "waiting")]


@pytest.mark.parametrize(
    ("offers", "message"),
    [
        ("id,text\n,x\n", "nothing could be matched"),
        ("id,side,text\no1,nes,Nurses\n", "nothing could be matched"),
        ("id,title\no1,Nurses\n", "offers.csv: no column text"),
        ("", "offers.csv: empty"),
    ],
)
def test_match_of_nothing_fails(folder: Path, offers: str, message: str) -> None:
    (folder / "offers.csv").write_text(offers, encoding="utf-8")
    result = run()
    assert result.exit_code == 1
    assert message in result.stderr


@pytest.mark.parametrize("arguments", ["--top 0", "--format xlsx", "--format pdf", "--out needs.csv"])
def test_match_with_arguments_that_make_no_sense_is_refused(folder: Path, arguments: str) -> None:
    assert run(*arguments.split()).exit_code == 2
    assert (folder / "needs.csv").read_text(encoding="utf-8") == NEEDS


def test_help_imports_nothing_slow() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from matchmaker.cli import app;"
        "r = CliRunner().invoke(app, ['match', '--help']); print(r.exit_code,"
        "[m for m in ('torch', 'numpy', 'scipy', 'sqlalchemy', 'openpyxl') if m in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert answer.stdout == "0 []\n"
