"""Every bad input of every form: a message beside its field in the page's language, and nothing typed is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest

from matchmaker.domain.base import now
from matchmaker.domain.listing import TEXT_LENGTH, TITLE_LENGTH
from matchmaker.i18n import direction, gettext
from matchmaker.store.session import Database
from tests.web import house, reading
from tests.web.conftest import Browser
from tests.web.house import House

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
LANGUAGES = ("en", "ku", "ar")
YESTERDAY = (now().date() - timedelta(days=1)).isoformat()
NEXT_WEEK = (now().date() + timedelta(days=7)).isoformat()
LONG_PASTE = "Em du pîrik in. " * (2 * 1024 * 1024 // 17)  # 2 MB in UTF-8

Data = dict[str, str | list[str]]
REGISTER: Data = {
    "side": "nes",
    "kind": "hospital",
    "name": "Nexweşxaneya Roj",
    "language": "ku",
    "country": "SY",
    "place": "Qamişlo",
    "about": "Em «du» pîrik in & <sê> alîkar.",
    "person": "Rojîn",
    "email": "rojin@example.org",
    "phone": "+999 55",
}
PROFILE: Data = {name: REGISTER[name] for name in ("kind", "name", "language", "country", "place", "about")} | {
    "region": "Cizîr",
    "languages": ["ku", "ar"],
    "sectors": ["health"],
}
WHAT: Data = {"language": "ar", "title": "قابلتان", "text": "نحتاج إلى دورة.\nلقابلتين.", "sector": "health"}
FOUR_TOPICS = ["health-maternal", "health-mental", "health-rehab", "health-chronic"]
HOW: Data = {
    "topics": FOUR_TOPICS[1:],
    "formats": ["education", "advice"],
    "languages": ["ku"],
    "starts_on": NEXT_WEEK,
    "ends_on": NEXT_WEEK,
}
NEED_HOW: Data = HOW | {"urgency": "urgent"}
OFFER_HOW: Data = HOW | {"capacity": "3"}
TRANSLATION: Data = {"language": "de", "title": "Kurs", "text": "Ein Kurs für zwei."}

NOT_A_CHOICE = "Not a valid choice."
NOT_A_DATE = "Not a valid date value."
PAST = "This day is past."


@dataclass(frozen=True)
class Form:
    who: str
    page: str
    """Where it stands; {exchange} and so on are filled in."""
    good: Data
    bad: Sequence[tuple[Data, Mapping[str, str]]]
    """What is sent in place of the good values, and which message stands beside which field."""
    to: str = ""


def _too_long(number: int, longest: int) -> str:
    return f"This is too long: {number} characters, and at most {longest} fit."


def _at_most(most: int) -> str:
    return f"Please choose {most} at most."


FORMS = {
    "register": Form(
        "nobody",
        "/register",
        REGISTER,
        [
            ({"side": ""}, {"side": "Please choose one of the two banks."}),
            ({"side": "north"}, {"side": NOT_A_CHOICE}),
            ({"kind": ""}, {"kind": "Please choose what comes closest."}),
            ({"name": " \t "}, {"name": "Please write its name, in the language that you use for it."}),
            ({"name": "x" * 161}, {"name": _too_long(161, 160)}),
            ({"language": "xx"}, {"language": NOT_A_CHOICE}),
            ({"country": "ZZ"}, {"country": NOT_A_CHOICE}),
            ({"country": ""}, {"country": "Please choose the country."}),
            ({"place": ""}, {"place": "Please write the town or village."}),
            ({"about": "x" * 3001}, {"about": _too_long(3001, 3000)}),
            ({"person": ""}, {"person": "Please write your name."}),
            ({"email": ""}, {"email": "Without an address we cannot send you the link to sign in."}),
            ({"email": "rojin@example"}, {"email": "This e-mail address is not complete."}),
            ({"email": "rojîn@example.org"}, {"email": "This e-mail address is not complete."}),
            ({"phone": "1" * 41}, {"phone": _too_long(41, 40)}),
            (
                {"name": "", "email": "x"},
                {
                    "name": "Please write its name, in the language that you use for it.",
                    "email": "This e-mail address is not complete.",
                },
            ),
        ],
    ),
    "sign in": Form(
        "nobody",
        "/sign-in",
        {"email": "rojin@example.org"},
        [({"email": " "}, {"email": "Please write the e-mail address that you registered with."})],
    ),
    "profile": Form(
        "nes",
        "/space/profile",
        PROFILE,
        [
            ({"name": ""}, {"name": "Please write its name, in the language that you use for it."}),
            ({"languages": ["ku", "klingon"]}, {"languages": NOT_A_CHOICE}),
            ({"sectors": ["sorcery"]}, {"sectors": NOT_A_CHOICE}),
            ({"region": "x" * 101}, {"region": _too_long(101, 100)}),
        ],
    ),
    "new need": Form(
        "nes",
        "/needs/new",
        WHAT,
        [
            ({"title": ""}, {"title": "Please give it a title of a few words."}),
            ({"text": "\n"}, {"text": "Please describe it in a few sentences."}),
            ({"language": "xx"}, {"language": NOT_A_CHOICE}),
            ({"sector": "sorcery"}, {"sector": NOT_A_CHOICE}),
            ({"title": "ب" * (TITLE_LENGTH + 1)}, {"title": _too_long(TITLE_LENGTH + 1, TITLE_LENGTH)}),
            ({"text": LONG_PASTE}, {"text": _too_long(len(LONG_PASTE.strip()), TEXT_LENGTH)}),
        ],
    ),
    "need edited": Form(
        "nes", "{needs}/edit", WHAT, [({"title": ""}, {"title": "Please give it a title of a few words."})]
    ),
    "how a need": Form(
        "nes",
        "{needs}/how",
        NEED_HOW,
        [
            ({"starts_on": YESTERDAY}, {"starts_on": PAST}),
            ({"ends_on": YESTERDAY}, {"ends_on": "This day is past. The end is before the start."}),
            ({"starts_on": "", "ends_on": YESTERDAY}, {"ends_on": PAST}),
            ({"ends_on": now().date().isoformat()}, {"ends_on": "The end is before the start."}),
            ({"starts_on": "1.3.2027"}, {"starts_on": NOT_A_DATE}),
            ({"ends_on": "2027-02-30"}, {"ends_on": NOT_A_DATE}),
            ({"formats": ["education", "war"]}, {"formats": NOT_A_CHOICE}),
            ({"languages": ["xx"]}, {"languages": NOT_A_CHOICE}),
            ({"topics": ["health-mental", "health-magic"]}, {"topics": NOT_A_CHOICE}),
            ({"topics": FOUR_TOPICS}, {"topics": _at_most(3)}),
            ({"urgency": "now"}, {"urgency": NOT_A_CHOICE}),
        ],
    ),
    "how an offer": Form(
        "abroad",
        "{offers}/how",
        OFFER_HOW,
        [
            ({"capacity": capacity}, {"capacity": "Please write a number from 1 to 50."})
            for capacity in ("0", "51", "-1", "two", "", "9" * 5000)
        ],
    ),
    "translation": Form(
        "nes",
        "{needs}/translation",
        TRANSLATION,
        [
            ({"language": "en"}, {"language": NOT_A_CHOICE}),  # the original's own
            ({"language": "xx"}, {"language": NOT_A_CHOICE}),
            ({"title": ""}, {"title": "Please translate the title."}),
            ({"text": ""}, {"text": "Please translate the text."}),
        ],
    ),
    "declining": Form(
        "nes",
        "{answers}",
        {"answer": "decline", "decline-reason": "timing", "decline-note": "Ne niha."},
        [
            ({"decline-reason": ""}, {"decline-reason": "Please choose a reason; it helps us to suggest better."}),
            ({"decline-reason": "other", "decline-note": ""}, {"decline-note": "Please say it in a few words."}),
            ({"decline-note": "x" * 2001}, {"decline-note": _too_long(2001, 2000)}),
        ],
    ),
    "asking for changes": Form(
        "abroad",
        "{answers}",
        {"answer": "changes", "changes-note": "Später, bitte."},
        [
            (
                {"changes-note": " "},
                {"changes-note": "Please say what should be different, so that we can write the proposal anew."},
            ),
        ],
    ),
    "accepting": Form(
        "nes",
        "{answers}",
        {"answer": "accept", "accept-note": "Belê"},
        [({"accept-note": "x" * 2001}, {"accept-note": _too_long(2001, 2000)})],
    ),
    "first meeting": Form(
        "staff",
        "{exchanges}",
        {"on": NEXT_WEEK},
        [
            ({"on": ""}, {"on": "Please choose a day."}),
            ({"on": YESTERDAY}, {"on": PAST}),
        ],
        to="{exchanges}/schedule",
    ),
    "outcome": Form(
        "staff",
        "{exchanges}",
        {"outcome": "Du hemşîre hatin perwerdekirin.", "language": "ku", "how": "cancel"},
        [
            ({"outcome": ""}, {"outcome": "Please write what came of it, also when little did: others learn from it."}),
            ({"language": "xx"}, {"language": NOT_A_CHOICE}),
        ],
        to="{exchanges}/close",
    ),
}
NOT_SHOWN = {"answer", "how"}
"""Names of buttons: they are sent, and hold nothing typed."""


def _addresses(whole: House) -> dict[str, str]:
    return {first.strip("/"): f"{first}/{number}" for first, number in whole.ids.items()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FORMS)
@SQLITE
def test_bad_input_gets_a_message_beside_its_field_and_everything_typed_is_still_there(
    browser: Browser, database: Database, whole: House, name: str, language: str
) -> None:
    form = FORMS[name]
    if form.who != "nobody":
        browser.sign_in(whole.people[form.who])
    page, to = (path.format(**_addresses(whole)) for path in (form.page, form.to))
    browser.get(f"{page}?lang={language}")
    before = house.dump(database)
    for change, messages in form.bad:
        sent = {"proposal": str(whole.sent.id)} | form.good | change
        response = browser.submit(page, sent, to=to)
        assert response.status_code == 422
        assert f'<html lang="{language}" dir="{direction(language)}">' in response.text
        assert reading.errors(response) == {field: _said(text, language) for field, text in messages.items()}
        assert reading.summary_targets(response) <= reading.ids(response)
        shown = reading.typed(response)
        for field, value in (form.good | change).items():
            values = [each.strip() for each in (value if isinstance(value, list) else [value]) if each.strip()]
            known = [each for each in values if messages.get(field) != NOT_A_CHOICE or each in form.good[field]]
            assert field in NOT_SHOWN or shown.get(field, []) == known, field
    assert house.dump(database) == before


def _said(message: str, language: str) -> str:
    """Return the message as the page says it, whether it is translated by now or not."""
    for fixed in ("This day is past.", "The end is before the start."):
        message = message.replace(fixed, gettext(fixed, language))
    for template, numbers in (
        ("This is too long: %(length)d characters, and at most %(longest)d fit.", ("length", "longest")),
        ("Please choose %(most)d at most.", ("most",)),
        ("Please write a number from %(lowest)d to %(highest)d.", ("lowest", "highest")),
    ):
        found = [int(part) for part in message.replace(",", "").replace(".", "").split() if part.isdigit()]
        if len(found) == len(numbers) and template % dict(zip(numbers, found, strict=True)) == message:
            return gettext(template, language) % dict(zip(numbers, found, strict=True))
    return gettext(message, language)


@pytest.mark.parametrize("name", FORMS)
@SQLITE
def test_good_input_is_taken(browser: Browser, database: Database, whole: House, name: str) -> None:
    form = FORMS[name]
    if form.who != "nobody":
        browser.sign_in(whole.people[form.who])
    page, to = (path.format(**_addresses(whole)) for path in (form.page, form.to))
    before = house.dump(database)
    response = browser.submit(page, {"proposal": str(whole.sent.id)} | form.good, to=to)
    assert response.status_code == (303 if form.who != "nobody" else 200)
    assert house.dump(database) != before
