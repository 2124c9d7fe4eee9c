"""Render the store's icons from their SVG, which the speaker's page shows as well.

Versions of Chromium draw edges differently: look at the icons, then commit them.
"""

from __future__ import annotations

import shutil

from playwright.sync_api import sync_playwright

from tools.paths import ROOT, SKILL_PACKAGE

IMAGES = SKILL_PACKAGE / "assets" / "images"


def main() -> None:
    """Write icon-108.png and icon-512.png, and the page's copy of icon.svg."""
    shutil.copy(IMAGES / "icon.svg", ROOT / "speaker" / "web" / "static")
    svg, path = (IMAGES / "icon.svg").read_text("utf-8"), shutil.which("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, chromium_sandbox=False
        )
        for size in (108, 512):
            page = chromium.new_page(viewport={"width": size, "height": size})
            page.set_content(f"<style>* {{margin: 0}}</style>{svg}")
            page.screenshot(path=IMAGES / f"icon-{size}.png", omit_background=True)


if __name__ == "__main__":
    main()
