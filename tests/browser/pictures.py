"""Take the pictures of the docs: `python -m tests.browser.pictures`.

Look at them before you commit them.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, NamedTuple

from playwright.sync_api import expect, sync_playwright

from tests.browser.conftest import FLAGS, NAMES, ROOT, Speaker
from tests.browser.driving import say

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

FOLDER = ROOT / "docs" / "images"


class Picture(NamedTuple):
    """What to say, and how large a window to take."""

    name: str
    said: tuple[str, ...]
    width: int = 800
    height: int = 0
    """0 is as far as the big button."""
    path: str = "/"


COFFEE = "my left eyelid has been twitching for three weeks since i drink more coffee"
PICTURES = (
    Picture("launch", (), height=1180),
    Picture("list", ("what are the causes",)),
    Picture(
        "question",
        ("my eyelid has been twitching for two days", "me, i'm forty"),
    ),
    Picture("emergency", ("her face is drooping",)),
    Picture("phone", ("what are the causes", "her face is drooping"), width=360),
    Picture("builder", (COFFEE,), 1400, 1500, "/?view=builder"),
)


def take(browser: Browser, url: str, picture: Picture) -> Path:
    """Take one, as small as its colours allow."""
    page = browser.new_page(
        viewport={"width": picture.width, "height": picture.height or 900}, base_url=url
    )
    page.goto(picture.path)
    for text in picture.said:
        say(page, text)
    page.keyboard.press("Escape")
    expect(page.locator("#go")).to_have_attribute("data-state", "idle")
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    box = page.locator("#go").bounding_box()
    height = picture.height or (box["y"] + box["height"] + 24 if box else 900)
    path = FOLDER / f"{picture.name}.png"
    page.screenshot(
        path=path,
        full_page=True,
        clip={"x": 0, "y": 0, "width": picture.width, "height": height},
    )
    page.close()
    if smaller := shutil.which("pngquant"):
        subprocess.run(
            [smaller, "--force", "--strip", "--output", path, "16", path], check=True
        )
    return path


def main() -> None:
    """Take them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    speaker = Speaker()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=next(filter(None, map(shutil.which, NAMES))), args=FLAGS
            )
            for picture in PICTURES:
                path = take(browser, speaker.url, picture)
                print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} kB")
    finally:
        speaker.stop()


if __name__ == "__main__":
    main()
