"""A speaker, a browser, and pages whose voice and recognition a test controls."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Page,
        Request,
    )

ROOT = Path(__file__).parent.parent.parent
SENSES = (Path(__file__).parent / "senses.js").read_text(encoding="utf-8")
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = "no Chromium on the PATH: install Debian's package chromium"
PAGE_TIMEOUT_MS = 5000
"""As long as a page is given, on a busy machine."""


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Collect these only when they are asked for by name.

    They take a minute, and need a browser and playwright.
    """
    asked = any("browser" in str(one) for one in config.invocation_params.args)
    return None if asked else True


class Speaker:
    """`python -m speaker --web`; it can be stopped and started again at its address."""

    def __init__(self) -> None:
        self.url = ""
        self.start("0")

    def start(self, port: str | None = None) -> None:
        command = [
            sys.executable,
            "-m",
            "speaker",
            "--web",
            "--no-browser",
            "--port",
            port or self.url.split(":")[2].strip("/"),
        ]
        self._program = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self._program.stdout
        found = re.search(r"http://\S+", self._program.stdout.readline())
        assert found, "the speaker printed no address"
        self.url = found[0]

    def stop(self) -> None:
        self._program.terminate()
        self._program.wait(10)
        assert self._program.stdout
        self._program.stdout.close()


@pytest.fixture(scope="package")
def speaker() -> Iterator[Speaker]:
    program = Speaker()
    yield program
    program.stop()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if not path:
        required = os.environ.get("BROWSER_TESTS") == "required"
        (pytest.fail if required else pytest.skip)(MISSING)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser, speaker: Speaker) -> Iterator[BrowserContext]:
    """Return a browser that knows nothing yet; a test is its ears and its voice."""
    fresh = browser.new_context(
        base_url=speaker.url, viewport={"width": 900, "height": 900}
    )
    fresh.add_init_script(SENSES)
    yield fresh
    fresh.close()


@pytest.fixture
def complaints() -> list[str]:
    """Return what the page complained of; a test that provokes it takes it away."""
    return []


@pytest.fixture
def watched(complaints: list[str]) -> Iterator[Callable[[Page], Page]]:
    """Watch a page: an error, a warning or a request to another host fails the test."""

    def logged(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def requested(request: Request) -> None:
        if not request.url.startswith("http://127.0.0.1:"):
            complaints.append(request.url)

    def watch(page: Page) -> Page:
        page.set_default_timeout(PAGE_TIMEOUT_MS)
        page.on("console", logged)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", requested)
        return page

    from playwright.sync_api import expect  # noqa: PLC0415

    expect.set_options(timeout=PAGE_TIMEOUT_MS)
    yield watch
    assert complaints == []


@pytest.fixture
def page(context: BrowserContext, watched: Callable[[Page], Page]) -> Page:
    """Return the speaker's page, just opened."""
    page = watched(context.new_page())
    page.goto("/")
    return page
