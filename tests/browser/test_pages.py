"""Every page of the route table, in every language: it can be used by everybody, on a phone, from our origin alone."""

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from matchmaker.store.session import Database
from tests.browser.conftest import NewGuest
from tests.browser.guest import Guest
from tests.browser.site import Site, running
from tests.browser.table import NOBODY, Demo

pytestmark = pytest.mark.xdist_group("demo")

PHONE = 360  # CSS pixels: the narrow phones that are sold most
HEAVIEST = 60_000  # bytes of HTML: ten seconds on the slowest line that we know of, before compression
HEAVY_LISTS = {"/demo/mailbox": 110_000}  # bytes: fifty whole mails, and only in the demo
FIRST_VISIT = 30_000  # bytes on the line for the first page with all that it needs


@pytest.fixture(scope="module")
def served(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("served")
    with running(f"sqlite:///{shutil.copy(demo_file, home / 'demo.sqlite3')}", home) as site:
        yield site


@pytest.fixture(scope="module")
def demo(served: Site) -> Demo:
    with served.database.writing() as session:
        return Demo.prepared(session)


LOOKS = [("en", 1280, "light"), ("ku", PHONE, "dark"), ("ar", PHONE, "light"), ]


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_every_page_can_be_used(language: str, width: int, scheme: str, served: Site, demo: Demo, new_guest: NewGuest):
    readers: dict[str, Guest] = {}
    problems: dict[str, object] = {}
    import time; ts=[]
    for opening in demo.openings(served.database):
        if opening.reader not in readers:
            readers[opening.reader] = new_guest(served, language=language, width=width, color_scheme=scheme)
            guest = readers[opening.reader]
            if opening.reader != NOBODY:
                guest.be(demo.people[opening.reader])
            guest.page.goto(f"/?lang={language}")
        page = readers[opening.reader].page
        t=time.monotonic()
        response = page.goto(opening.path)
        t1=time.monotonic()
        v = [ (x["id"], x["nodes"][0]["html"][:200]) for x in Axe().run(page).response["violations"]]
        t2=time.monotonic()
        if width != PHONE: page.set_viewport_size({"width": PHONE, "height": 800})
        w = page.evaluate("document.documentElement.scrollWidth")
        if width != PHONE: page.set_viewport_size({"width": width, "height": 800})
        n = len(response.body())
        print(f"{t1-t:.2f} {t2-t1:.2f} {time.monotonic()-t2:.2f}", opening.reader, opening.path, response.status, n, w if w>360 else "", v)
