"""What is installed from the wheel works without the checkout: commands, pages, data and the demo."""

import csv
import os
import re
import site
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from httpx2 import Client

pytestmark = pytest.mark.xdist_group("demo")  # built and installed once, whatever the number of test processes

ROOT = Path(__file__).parent.parent
PATIENCE = 300  # seconds: the demo is made meanwhile, perhaps on a machine that has other things to do
LINK = re.compile(r"http://127\.0\.0\.1:\d+/sign-in/[A-Za-z0-9_-]{43}\?lang=\w+")
Matchmaker = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an environment with the wheel; what it needs it takes from ours, but not the checkout."""
    folder = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    python = folder / "venv/bin/python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    packages = next((folder / "venv/lib").glob("python*/site-packages"))
    # A folder that a .pth file names is searched, but .pth files in it, such as that of our checkout, are not read.
    (packages / "ours.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    return folder


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("MATCHMAKER_", "PYTHON"))}


@pytest.fixture(scope="module")
def matchmaker(installed: Path, environment: dict[str, str]) -> Matchmaker:
    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [installed / "venv/bin/matchmaker", *arguments],
            cwd=installed,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    return run


@pytest.fixture(scope="module")
def served(installed: Path, environment: dict[str, str]) -> Iterator[list[str]]:
    """Start `serve --demo` in an empty folder and return what it prints up to its last link: it is coming up."""
    command = [str(installed / "venv/bin/matchmaker"), "serve", "--demo", "--port", "0"]
    with subprocess.Popen(
        command, cwd=installed, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        lines = []
        for line in process.stdout:
            lines.append(line.rstrip("\n"))
            if len(LINK.findall("\n".join(lines))) == 3:
                break
        yield lines
        process.terminate()
        process.communicate(timeout=PATIENCE)


def test_the_wheel_holds_pages_data_and_catalogues_and_nothing_private(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    for part in ("web/templates/home/index.html", "web/static/css/page.css", "matchmaker/_data/demo/story.json"):
        assert part in names
    assert [name for name in names if name.endswith((".sqlite3", ".env", "secret")) or name.startswith("tests")] == []


def test_match_works_from_the_wheel(installed: Path, matchmaker: Matchmaker):
    (installed / "needs.csv").write_text("id,text\nn1,Nurses for premature babies in six incubators\n")
    (installed / "offers.csv").write_text("id,text\no1,We train nurses for newborns\no2,Waste is sorted at the door\n")
    result = matchmaker("match", "needs.csv", "offers.csv")
    assert (result.returncode, result.stderr) == (0, "")
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert [(row["need_id"], row["offer_id"]) for row in rows] == [("n1", "o1"), ("n1", "o2")]


def test_the_code_is_that_of_the_wheel(installed: Path):
    code = "import matchmaker, web.app; print(matchmaker.__file__, web.app.__file__)"
    python = installed / "venv/bin/python"
    where = subprocess.run([python, "-c", code], cwd=installed, check=True, capture_output=True, text=True).stdout
    assert [Path(path).is_relative_to(installed) for path in where.split()] == [True, True]


def test_the_demo_is_made_and_served_and_its_three_people_can_sign_in(served: list[str]):
    address = served[0].split()[1]
    links = LINK.findall("\n".join(served))
    with Client(base_url=address, timeout=PATIENCE) as client:
        home = client.get("/")
        assert (home.status_code, "<html" in home.text) == (200, True)
        styles = re.findall(r'href="(/static/[^"]+\.css[^"]*)"', home.text)
        assert [client.get(style).status_code for style in styles] == [200] * len(styles)
        assert len(styles) > 0
    for link in links:
        with Client(base_url=address, timeout=PATIENCE, headers={"Origin": address}) as client:
            token = re.search(r'name="form_token" value="(\w+)"', client.get(link).text)
            assert token
            entered = client.post(link, data={"form_token": token[1]})
            assert entered.status_code == 303
            assert client.get(entered.headers["location"]).status_code == 200


@pytest.mark.usefixtures("served")
def test_the_demo_is_there_already_the_second_time(installed: Path, matchmaker: Matchmaker):
    made = (installed / "var/matchmaker.sqlite3").stat().st_ino
    again = matchmaker("demo")
    assert (again.returncode, again.stderr) == (0, "The demo is there already.\n")
    assert len(LINK.findall(again.stdout)) == 3
    assert (installed / "var/matchmaker.sqlite3").stat().st_ino == made
