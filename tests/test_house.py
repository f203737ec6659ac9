"""The rules of the house that a machine can check."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from jinja2 import nodes

from matchmaker.config import Settings
from matchmaker.domain.permissions import RULES, Permission
from web.routes import demo_pages, pages
from web.templating import FOLDER, environment

ROOT = Path(__file__).parent.parent
LONGEST = 300  # lines: a file that one can hold in the head
TAGS = re.compile(r"<(script|style)[^>]*>[^<]|\son[a-z]+=|\sstyle=", re.IGNORECASE)
WORD = re.compile(r"[A-Za-z]{3,}")
NOT_WORDS = re.compile(
    r'<!--.*?-->|<svg.*?</svg>|<[^>]*>|&[a-z]+;|\b(?:data-[a-z-]+|enctype)="(?:[a-z/-]+")?', re.DOTALL
)
CLASS_BLOCK = re.compile(r"{% block width %}.*?{% endblock %}")


def files(*suffixes: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = [ROOT / line for line in listed.stdout.splitlines()]
    return [path for path in paths if path.suffix in suffixes and path.exists()]


def templates() -> list[str]:
    return sorted(str(path.relative_to(FOLDER / "templates")) for path in (FOLDER / "templates").rglob("*.html"))


def test_no_file_is_longer_than_one_can_hold_in_the_head():
    """Migrations are left out: Alembic writes them, and nobody changes them afterwards."""
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files(".py", ".html", ".css", ".js")
        if "migrations/versions" not in str(path) and (lines := len(path.read_text().splitlines())) > LONGEST
    }
    assert long == {}


def test_every_permission_has_a_rule_and_every_rule_a_permission():
    assert set(RULES) == set(Permission)


def test_every_permission_is_used_or_asked_for():
    code = "\n".join(path.read_text() for path in files(".py") if "tests" not in path.parts)
    assert [each.name for each in Permission if f"Permission.{each.name}" not in code.split("RULES:")[-1] + code] == []


def test_every_page_has_a_handler_and_a_name_of_its_own():
    names = [page.name for page in [*pages, *demo_pages]]
    assert len(names) == len(set(names))
    assert [page.name for page in [*pages, *demo_pages] if page.get is None and page.post is None] == []


@pytest.mark.parametrize("name", templates())
def test_every_template_can_be_read_in_every_language(name: str):
    for language in ("en", "ku", "ar"):
        environment(language).get_template(name)


@pytest.mark.parametrize("name", [name for name in templates() if not name.startswith("macros/")])
def test_pages_name_themselves(name: str):
    """A page that extends the frame says its title; what is only included needs none."""
    source = (FOLDER / "templates" / name).read_text()
    tree = environment("en").parse(source)
    if any(isinstance(node, nodes.Extends) for node in tree.body):
        assert "title" in {block.name for block in tree.find_all(nodes.Block)}


@pytest.mark.parametrize("name", templates())
def test_template_has_no_inline_script_style_or_handler(name: str):
    assert TAGS.findall((FOLDER / "templates" / name).read_text()) == []


@pytest.mark.parametrize("name", templates())
def test_template_has_no_untranslated_words(name: str):
    """Text between tags that does not come out of an expression would be shown in English to everybody."""
    source = CLASS_BLOCK.sub("", (FOLDER / "templates" / name).read_text())
    tree = environment("en").parse(source)
    plain = " {} ".join(node.data for node in tree.find_all(nodes.TemplateData))
    assert WORD.findall(NOT_WORDS.sub(" ", plain)) == []


def test_css_uses_logical_properties_only():
    physical = re.compile(
        r"\b(margin|padding|border)-(left|right)\b|text-align:\s*(left|right)|float:|[{;\s](left|right):"
    )
    assert [path.name for path in files(".css") if physical.search(path.read_text())] == []


def test_css_is_small():
    import gzip  # noqa: PLC0415 - only here

    together = b"".join(path.read_bytes() for path in sorted(files(".css")))
    assert len(gzip.compress(together)) < 10_000


def test_every_setting_is_documented():
    readme = (ROOT / "README.md").read_text()
    assert [name for name in Settings.model_fields if f"MATCHMAKER_{name.upper()}" not in readme] == []


def test_help_is_quick_because_nothing_slow_is_imported():
    """What it imports is the same on every machine; how fast it answers is measured by `make bench`."""
    asked = "import sys, matchmaker.cli; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout.split()
    slow = {"torch", "sentence_transformers", "sklearn", "scipy", "sqlalchemy", "starlette", "openpyxl", "pydantic"}
    assert sorted(slow & set(loaded)) == []


def test_project_speaks_of_itself_alone():
    """Nothing in it names a place where it was made."""
    foreign = re.compile(r"/work/|\.\./shared|localhost:\d{5}|issue #?\d+", re.IGNORECASE)
    named = [
        str(path.relative_to(ROOT))
        for path in files(".py", ".md", ".toml", ".html", ".txt", ".json", ".csv", "")
        if path != Path(__file__) and foreign.search(path.read_text(errors="ignore"))
    ]
    assert named == []
