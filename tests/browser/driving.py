"""What a test does on the speaker's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page


def say(page: Page, text: str) -> None:
    """Type it, send it, and wait for the reply."""
    turn = int(page.get_attribute("#reply", "data-turn") or 0)
    page.fill("#said", text)
    page.press("#said", "Enter")
    answered(page, turn + 1)


def answered(page: Page, turn: int) -> None:
    """Wait for the reply of this number; the launch's is 1."""
    expect(page.locator("#reply")).to_have_attribute("data-turn", str(turn))


def spoken(page: Page) -> list[dict[str, Any]]:
    """Return what the page's voice was given, in order."""
    return list(page.evaluate("senses.spoken"))
