"""Somebody at a browser: opens pages, sends forms, reads mails in the demo's mailbox, and takes pictures of it all."""

import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page

from tests.browser.site import Site

PICTURES = Path(__file__).parent.parent / "screenshots"
PATIENCE = 60  # seconds: the worker opens its encoder meanwhile
WORD = re.compile(r"[a-z][a-z-]+")


@dataclass
class Album:
    """Pictures of every page of a journey, numbered as they were seen."""

    folder: Path
    taken: int = 0

    @classmethod
    def empty(cls, name: str) -> "Album":
        folder = PICTURES / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return cls(folder)

    def take(self, page: Page) -> None:
        """Name the picture after the page's address, without ids and tokens."""
        self.taken += 1
        words = [part for part in urlsplit(page.url).path.split("/") if WORD.fullmatch(part)]
        page.screenshot(path=self.folder / f"{self.taken:02d}-{'-'.join(words) or 'home'}.png", full_page=True)


@dataclass
class Guest:
    page: Page
    site: Site
    album: Album | None = None

    def seen(self) -> None:
        if self.album is not None:
            self.album.take(self.page)

    def open(self, path: str) -> None:
        self.page.goto(path)
        self.seen()

    def follow(self, link: str) -> None:
        """Follow a link of this page to the address `link`."""
        self.page.locator(f'a[href="{link}"]').first.click()
        self.page.wait_for_url(f"**{link}")
        self.seen()

    def send(self, action: str, **fields: str | list[str]) -> None:
        """Fill the form whose action ends so, or that has none, send it, and wait for the next page."""
        form = f'form[method="post"][action$="{action}"]' if action else "form:not([action])"
        sent = self.page.locator(f"main {form}").first
        for name, value in fields.items():
            self.fill(sent, name, value)
        with self.page.expect_navigation():
            sent.locator("button:not(.plain)").first.click()  # a plain one throws a kept draft away
        self.seen()

    def fill(self, form: Locator, name: str, value: str | list[str]) -> None:
        field = form.locator(f'[name="{name}"]')
        kind = field.first.get_attribute("type")
        if kind in {"radio", "checkbox"}:
            for each in [value] if isinstance(value, str) else value:
                form.locator(f'[name="{name}"][value="{each}"]').check()
        elif field.first.evaluate("each => each.localName") == "select":
            field.select_option(value)
        elif isinstance(value, str):
            field.fill(value)

    def be(self, person_id: int | None) -> None:
        """Come signed in as somebody; None: as nobody."""
        if person_id is None:
            return
        self.page.context.add_cookies([{"name": "id", "value": self.site.cookie_of(person_id), "url": self.site.url}])

    def sign_in(self, email: str, name: str) -> None:
        """Ask for a link, and use it."""
        self.open("/sign-in")
        self.send("/sign-in", email=email)
        self.use_link(name)

    def use_link(self, name: str) -> None:
        self.open(self.mailed(name, "/sign-in/"))
        self.send(urlsplit(self.page.url).path)

    def mailed(self, name: str, link: str) -> str:
        """Wait for a mail to this person with such a link, take a picture of the mailbox, and return the link."""
        reader = self.page.context.new_page()
        letter = reader.locator("article", has=reader.locator("bdi", has_text=name))
        found = letter.locator(f'a[href*="{link}"]')
        self.reload_until(found, "/demo/mailbox")
        if self.album is not None:
            self.album.take(reader)
        address = found.first.get_attribute("href")
        reader.close()
        assert address
        return address

    @staticmethod
    def reload_until(wanted: Locator, path: str) -> None:
        """Open a page again and again until the worker has done what makes `wanted` appear on it."""
        wanted.page.goto(path)
        patience = time.monotonic() + PATIENCE
        while wanted.count() == 0:
            assert time.monotonic() < patience, f"{wanted} does not come to {path}"
            wanted.page.reload()
