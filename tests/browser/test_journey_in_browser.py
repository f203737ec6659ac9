"""A need from registration to an open exchange as people see it, in each language, with a picture of every page."""

from dataclasses import dataclass

import pytest

from matchmaker.domain.vocabulary import Role, Side
from matchmaker.services import accounts
from tests import world
from tests.browser.conftest import NewGuest
from tests.browser.guest import Album, Guest
from tests.browser.site import Site

pytestmark = pytest.mark.xdist_group("browser")


@dataclass(frozen=True)
class Words:
    """What is typed in one language; the encoder reads English alone, so a translation stands beside the others."""

    clinic: str
    partner: str
    institution: str
    head: str
    place: str
    about: str
    title: str
    text: str


WORDS = {
    "en": Words(
        clinic="St Brigid's Hospital",
        partner="Nora Walsh",
        institution="Health Committee of the Lower Town",
        head="Berfîn Isa",
        place="Hesekê",
        about="We run two health points and a small pharmacy for nine thousand people.",
        title="Training for nurses of newborn babies",
        text="Our ward has six incubators and two nurses. We look for a course in the care of premature babies.",
    ),
    "ku": Words(
        clinic="Klinikum am Deich",
        partner="Wiebke Harms",
        institution="Nexweşxaneya Çiya",
        head="Zîlan Ferhad",
        place="Dêrik",
        about="Em nexweşxaneya zarokan in, bi çil nivînan.",
        title="Perwerde ji bo hemşîreyên nûbûyiyan",
        text="Li beşa me şeş înkubator û du hemşîre hene. Em li perwerdeyekê ji bo lênêrîna pitikên nûbûyî digerin.",
    ),
    "ar": Words(
        clinic="Hôpital du Vallon",
        partner="Maud Lecocq",
        institution="مشفى الفرات للأطفال",
        head="سعاد الأحمد",
        place="الرقة",
        about="مشفى للأطفال فيه أربعون سريراً وقسم صغير للخدّج.",
        title="تدريب ممرضات حديثي الولادة",
        text="في قسمنا ست حاضنات وممرضتان فقط. نبحث عن دورة في رعاية الأطفال الخدّج.",
    ),
}
PHONE = "+963555741085"
OFFER = "Our senior nurses teach the care of premature babies, by video or on the ward."


@pytest.mark.parametrize("language", ["en", "ku", "ar"])
def test_journey_in_browser(language: str, site: Site, new_guest: NewGuest):
    words, pictures = WORDS[language], Album.empty(language)
    colleague, partners_mail = f"Dîlan {language.upper()}", f"{language}@example.com"
    staffs_mail, heads_mail = f"dilan.{language}@example.org", f"head.{language}@example.org"
    with site.database.writing() as session:
        accounts.add_person(session, name=colleague, email=staffs_mail, language=language, role=Role.STAFF, by=None)
        clinic = world.institution(session, side=Side.ABROAD, name=words.clinic)
        world.person(session, institution=clinic, name=words.partner, email=partners_mail, is_head=True)
        world.offer(session, clinic, text=OFFER)

    nes = new_guest(site, language=language, width=360, album=pictures)
    _register(nes, words, language, email=heads_mail)
    _write_need(nes, words, language)

    staff = new_guest(site, language=language, album=pictures)
    staff.sign_in(staffs_mail, colleague)
    _verify(staff, words)
    _propose(staff, words)

    abroad = new_guest(site, album=pictures)
    for guest, name in ((nes, words.head), (abroad, words.partner)):
        assert guest.page.locator("address").count() == 0
        guest.open(guest.mailed(name, "/p/"))
        guest.send("/answer", **{"accept-note": "✓"})

    nes.open("/exchanges")
    nes.page.locator("main ul.rows a").click()
    nes.page.wait_for_url("**/exchanges/*")
    nes.seen()
    both = {f"mailto:{heads_mail}", f"tel:{PHONE}", f"mailto:{partners_mail}"}
    for guest in (nes, abroad):  # one signed in, the other by the mailed link
        assert {each.get_attribute("href") for each in guest.page.locator("address a").all()} == both
    frame = nes.page.locator("html")
    direction = "rtl" if language == "ar" else "ltr"
    assert (frame.get_attribute("lang"), frame.get_attribute("dir")) == (language, direction)


def _register(guest: Guest, words: Words, language: str, *, email: str) -> None:
    guest.open("/")
    guest.follow("/register")
    guest.send(
        "/register",
        side="nes",
        kind="hospital",
        name=words.institution,
        language=language,
        country="SY",
        place=words.place,
        about=words.about,
        person=words.head,
        email=email,
        phone=PHONE,
    )
    guest.use_link(words.head)


def _write_need(guest: Guest, words: Words, language: str) -> None:
    guest.follow("/needs/new")
    guest.send("/needs/new", language=language, title=words.title, text=words.text, sector="health")
    guest.send("/how", formats=["education"], languages=["en"], urgency="urgent")
    need = guest.page.url.removeprefix(guest.site.url)
    guest.send("/publish")
    if language != "en":
        guest.follow(f"{need}/translation")
        guest.send("/translation", language="en", title=WORDS["en"].title, text=WORDS["en"].text)


def _verify(guest: Guest, words: Words) -> None:
    guest.open("/institutions?standing=pending")
    guest.page.get_by_role("link", name=words.institution).click()
    guest.page.wait_for_url("**/institutions/*")
    guest.seen()
    guest.send("/verify")


def _propose(guest: Guest, words: Words) -> None:
    """Wait for the worker's suggestion, approve it, and let the mails go."""
    row = guest.page.locator("ul.queue a", has_text=words.institution).filter(has_text=words.clinic)
    guest.reload_until(row, "/review")
    guest.seen()
    row.click()
    guest.page.wait_for_url("**/review/*")
    guest.seen()
    guest.send("/approve")
    guest.page.locator('#verdict a[href$="/proposal"]').click()
    guest.page.wait_for_url("**/proposal")
    guest.seen()
    guest.send("")
    guest.send("/send")
    guest.open("/outbox?status=draft")
    guest.page.locator("main ul.rows a").first.click()
    guest.page.wait_for_url("**/outbox/*")
    guest.seen()
    guest.send("/send-mails")
