"""Render the store's icons from their SVG, which the speaker's page shows as well.

    python -m tools.render_icons        # needs Chromium; look at the icons, commit them

Versions of Chromium draw edges differently, so no check compares pixels.
"""

from __future__ import annotations

import shutil

from playwright.sync_api import sync_playwright

from tools.paths import ROOT, SKILL_PACKAGE

IMAGES = SKILL_PACKAGE / "assets" / "images"
SOURCE = IMAGES / "icon.svg"
PAGE = ROOT / "speaker" / "web" / "static" / "icon.svg"
SIZES_PX = (108, 512)
FLAGS = ["--no-sandbox"]


def main() -> None:
    """Write icon-108.png, icon-512.png and the page's icon.svg."""
    shutil.copyfile(SOURCE, PAGE)
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for size in SIZES_PX:
            page = chromium.new_page(viewport={"width": size, "height": size})
            page.set_content(f"<style>*{{margin:0}}</style>{SOURCE.read_text('utf-8')}")
            page.screenshot(path=IMAGES / f"icon-{size}.png", omit_background=True)


if __name__ == "__main__":
    main()
