"""A real Chromium, and guests who use the site with it. Whatever leaves the origin or breaks a rule fails the test.

Chromium and the site live as long as the tests of this folder: Playwright occupies the event loop of its thread, where
others want to run theirs.
"""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Request, ViewportSize, expect, sync_playwright

from tests.browser.guest import Album, Guest
from tests.browser.site import Site, running
from tests.conftest import Copying

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Works in a container as root, and asks nothing of the network by itself."""
HEIGHT = 800  # CSS pixels: what a phone shows at once
PATIENCE = 30_000  # ms: a busy machine is slow, not broken
ANSWERED = "Failed to load resource"  # how the console tells of an answer that is an error; we look at the page instead

NewGuest = Callable[..., Guest]
"""Makes a guest of a site: `new_guest(site, language="ku", width=360)`; more keywords go to the browser's context."""


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*QUIET])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def site(sqlite_copies: Copying, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with nothing in it; tests that share it use institutions of their own."""
    with sqlite_copies() as url, running(url, tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def new_guest(chromium: Browser) -> Iterator[NewGuest]:
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(
        site: Site,
        *,
        language: str = "en",
        width: int = 1280,
        album: Album | None = None,
        **options: Any,  # noqa: ANN401
    ) -> Guest:
        viewport = ViewportSize(width=width, height=HEIGHT)
        context = chromium.new_context(base_url=site.url, locale=language, viewport=viewport, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watch(context, site.url, complaints)
        return Guest(context.new_page(), site, album)

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


def watch(context: BrowserContext, origin: str, complaints: list[str]) -> None:
    """Note every request that leaves the origin, and all that the browser complains about, such as broken CSP."""

    def on_request(request: Request) -> None:
        if not request.url.startswith(f"{origin}/"):
            complaints.append(f"left the origin: {request.url}")

    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"warning", "error"} and not message.text.startswith(ANSWERED):
            complaints.append(f"{message.type} on {message.page and message.page.url}: {message.text}")

    context.on("request", on_request)
    context.on("console", on_console)
    context.on("weberror", lambda error: complaints.append(f"script: {error.error}"))
