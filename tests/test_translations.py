"""Every text a person sees stands in the Kurmanji and in the Arabic catalogue, whole and with the same placeholders."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

ROOT = Path(__file__).parent.parent
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[a-z]|\{[a-z_]+\}")
PLURAL_FORMS = {"ku": 2, "ar": 6}
SAID_IN_WORDS = {"ku": 1, "ar": 3}
"""How many of the forms, from the first, are for numbers that the language may say in words: one; zero, one, two."""
ARABIC = re.compile(r"[\u0600-\u06FF]")

Key = tuple[str | None, str]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the code asks for today, extracted as `make messages` does it."""
    path = tmp_path_factory.mktemp("messages") / "messages.pot"
    words = ["-k", "N_", "-k", "NP_:1c,2"]
    CommandLineInterface().run(  # type: ignore[no-untyped-call]
        ["pybabel", "-q", "extract", "-F", str(ROOT / "pyproject.toml"), *words, "-o", str(path), str(ROOT)]
    )
    with path.open("rb") as source:
        return read_po(source)


def catalogue(language: str) -> Catalog:
    with (ROOT / "matchmaker/locale" / language / "LC_MESSAGES/messages.po").open("rb") as source:
        return read_po(source, locale=language)


def messages(of: Catalog) -> dict[Key, Message]:
    return {(each.context, one(each.id)): each for each in of if each.id}


def one(text: str | tuple[str, ...] | list[str]) -> str:
    return text if isinstance(text, str) else text[0]


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("language", ["ku", "ar"])
def test_catalogue_has_exactly_what_the_code_asks_for(template: Catalog, language: str):
    wanted, present = messages(template).keys(), messages(catalogue(language)).keys()
    assert sorted(map(str, wanted - present)) == []
    assert sorted(map(str, present - wanted)) == []


@pytest.mark.parametrize("language", ["ku", "ar"])
def test_every_message_is_translated_in_all_its_forms(language: str):
    empty = [
        message.id
        for message in messages(catalogue(language)).values()
        if message.fuzzy
        or not all(form.strip() for form in forms(message))
        or (message.pluralizable and len(forms(message)) != PLURAL_FORMS[language])
    ]
    assert empty == []


@pytest.mark.parametrize("language", ["ku", "ar"])
def test_placeholders_are_those_of_the_original(language: str):
    """A number may be left out where the language says "none", "one" or "two" in words, nothing else."""
    wrong = []
    for message in messages(catalogue(language)).values():
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        asked = set().union(*(placeholders(text) for text in originals))
        for place, form in enumerate(forms(message)):
            in_words = message.pluralizable and place < SAID_IN_WORDS[language]
            may_miss = {each for each in asked if each.endswith("d")} if in_words else set()
            if asked - placeholders(form) - may_miss or placeholders(form) - asked:
                wrong.append((message.id, form))
    assert wrong == []


def test_arabic_is_in_arabic_letters():
    """What has no Arabic letter at all was left in another language; a lone placeholder may stay."""
    latin = [
        form
        for message in messages(catalogue("ar")).values()
        for form in forms(message)
        if PLACEHOLDER.sub("", form).strip(" .,:·-") and not ARABIC.search(form)
    ]
    assert latin == []


@pytest.mark.parametrize(
    ("number", "form"), [(0, 0), (1, 1), (2, 2), (3, 3), (10, 3), (11, 4), (99, 4), (100, 5), (103, 3)]
)
def test_arabic_forms_stand_in_the_usual_order(number: int, form: int):
    """None, one, two, a few, many, hundreds: translators write them so, and the head of the catalogue must agree."""
    forms = [f"form {place}" for place in range(6)]
    arabic = Catalog(locale="ar")
    arabic.mime_headers = catalogue("ar").mime_headers
    arabic.add(("%(num)d day", "%(num)d days"), forms)
    compiled = io.BytesIO()
    write_mo(compiled, arabic)
    compiled.seek(0)
    assert Translations(compiled).ungettext("%(num)d day", "%(num)d days", number) == forms[form]
