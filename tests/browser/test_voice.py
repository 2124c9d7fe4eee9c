"""The page's voice and recognition: SSML, eyes closed, single keys, a missing sense."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.driving import answered, say, spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

LISTENING, DONE, OVER, EMERGENCY = [523, 784], [784, 523], [440, 294], [988, 740, 988]
DEAF = """
    for (const name of ['SpeechRecognition', 'webkitSpeechRecognition'])
        Object.defineProperty(window, name, { value: undefined });
"""
SHOW_SSML = """(ssml) => {
    document.getElementById('reply').dataset.ssml = ssml;
    senses.spoken.length = 0;
}"""


def speak_ssml(page: Page, ssml: str) -> list[dict[str, Any]]:
    """Have the page speak a reply of the test's own."""
    page.evaluate(SHOW_SSML, ssml)
    page.click("#eyes-closed")
    state(page, "listening")
    return spoken(page)


def state(page: Page, name: str) -> None:
    expect(page.locator("#go")).to_have_attribute("data-state", name)


def hear(page: Page, text: str) -> None:
    """Let the open ear hear this."""
    state(page, "listening")
    page.evaluate("(text) => senses.ears.at(-1).hear(text)", text)


def tones(page: Page) -> list[float]:
    return list(page.evaluate("senses.tones"))


def close_eyes(page: Page) -> None:
    page.click("#eyes-closed")
    state(page, "listening")


def test_pauses_pace_emphasis_and_aliases_are_honoured(page: Page) -> None:
    ssml = (
        '<speak><prosody rate="88%">One <sub alias="two">2</sub>, three.'
        '<break time="300ms"/><emphasis level="strong">Four</emphasis>'
        '<break time="0.2s"/> five &amp; six</prosody></speak>'
    )
    said = speak_ssml(page, ssml)
    assert [one["text"] for one in said] == ["One two, three.", "Four", "five & six"]
    assert [one["rate"] for one in said] == [0.88, 0.75, 0.88]
    assert said[1]["pitch"] != said[0]["pitch"]
    gaps = [after["at"] - before["at"] for before, after in itertools.pairwise(said)]
    assert gaps[0] >= 300
    assert gaps[1] >= 200


def test_broken_ssml_is_spoken_as_the_text_on_the_page(
    page: Page, complaints: list[str]
) -> None:
    said = speak_ssml(page, "<speak>One <break")
    text = " ".join(page.locator("#reply .words").inner_text().split())
    assert " ".join(str(one["text"]) for one in said) == text
    assert all(
        "inline style" in one for one in complaints
    )  # Chromium's own, in its report of the fault
    complaints.clear()


def test_the_slow_pace_is_slower(page: Page) -> None:
    page.click("button[value=slower]")
    answered(page, 2)
    state(page, "idle")
    assert {one["rate"] for one in spoken(page)} == {0.88}


def test_eyes_closed_from_the_first_word_to_the_last(page: Page) -> None:
    close_eyes(page)
    assert tones(page) == LISTENING
    hear(page, "my eyelid is twitching")
    answered(page, 2)
    hear(page, "nothing like that")
    answered(page, 3)
    state(page, "listening")
    assert tones(page) == LISTENING + (DONE + LISTENING) * 2
    hear(page, "stop")
    answered(page, 4)
    state(page, "idle")
    assert tones(page)[-4:] == DONE + OVER
    assert page.evaluate("senses.ears.every((ear) => ear.closed)")


def test_what_is_heard_stands_in_the_field_before_it_is_final(page: Page) -> None:
    close_eyes(page)
    page.evaluate("senses.ears.at(-1).hear('my eyelid', false)")
    expect(page.locator("#said")).to_have_value("my eyelid")
    page.evaluate(
        "senses.ears.at(-1).onend()"
    )  # a recognizer that gives up: what it had is what was said
    answered(page, 2)


def test_silence_gives_the_reprompt_and_then_ends(
    context: BrowserContext, watched: Callable[[Page], Page]
) -> None:
    page = watched(context.new_page())
    page.clock.install()
    page.goto("/")
    page.click("#eyes-closed")
    page.clock.run_for(3000)
    state(page, "listening")
    welcome = len(spoken(page))
    page.clock.run_for(7000)
    state(page, "listening")
    page.clock.run_for(1500)
    answered(page, 2)
    page.clock.run_for(2000)
    state(page, "listening")
    assert len(spoken(page)) > welcome
    assert page.get_attribute("#reply", "data-over") == ""
    page.clock.run_for(8500)
    answered(page, 3)
    assert page.get_attribute("#reply", "data-over") == "yes"
    page.clock.run_for(2000)
    state(page, "idle")
    page.keyboard.press("Space")  # and space begins again
    answered(page, 1)


def test_a_recognizer_that_gives_up_early_is_opened_again(page: Page) -> None:
    close_eyes(page)
    page.evaluate(
        "senses.ears.at(-1).onerror({ error: 'no-speech' }); senses.ears.at(-1).onend()"
    )
    expect(page.locator("#status")).to_have_text("Listening")
    page.wait_for_timeout(300)
    assert page.evaluate("senses.ears.length") == 2
    hear(page, "help")
    answered(page, 2)


def test_the_keys(page: Page) -> None:
    page.keyboard.press("Space")
    state(page, "listening")
    page.keyboard.press("Space")
    state(page, "idle")
    page.keyboard.press("s")
    answered(page, 2)
    page.evaluate("senses.endless = true")
    page.keyboard.press("r")
    answered(page, 3)
    state(page, "speaking")
    page.keyboard.press("Escape")
    state(page, "idle")
    assert page.locator("#reply .heard").inner_text().endswith("repeat")


def test_space_stops_a_reply_and_listens_when_eyes_are_closed(page: Page) -> None:
    page.evaluate("senses.endless = true")
    page.click("#eyes-closed")
    state(page, "speaking")
    page.keyboard.press("Space")
    state(page, "listening")
    page.keyboard.press("Escape")
    state(page, "idle")


def test_keys_are_letters_in_the_field_and_can_be_switched_off(page: Page) -> None:
    page.focus("#said")
    page.keyboard.type("r s")
    expect(page.locator("#said")).to_have_value("r s")
    page.fill("#said", "")
    page.uncheck("#keys")
    page.locator("h1").click()
    page.keyboard.press("r")
    page.keyboard.press("Space")
    state(page, "idle")
    answered(page, 1)


def test_an_emergency_looks_and_sounds_different(page: Page) -> None:
    say(page, "what are the causes")
    state(page, "idle")
    calm, calm_tones = (
        page.locator("#reply").evaluate(
            "(one) => getComputedStyle(one).backgroundColor"
        ),
        tones(page),
    )
    say(page, "her face is drooping")
    state(page, "idle")
    assert (
        page.locator("#reply").evaluate(
            "(one) => getComputedStyle(one).backgroundColor"
        )
        != calm
    )
    assert (calm_tones, tones(page)) == ([], EMERGENCY)
    assert page.get_attribute("#reply", "aria-live") == "assertive"
    assert "Emergency" in page.title()


def test_a_denied_microphone_is_told_and_typing_goes_on(page: Page) -> None:
    close_eyes(page)
    page.evaluate("senses.ears.at(-1).onerror({ error: 'not-allowed' })")
    expect(page.locator("#status")).to_contain_text("microphone")
    assert "microphone" in str(spoken(page)[-1]["text"])
    assert page.get_attribute("#eyes-closed", "aria-pressed") == "false"
    say(page, "help")


def test_a_browser_without_recognition_types(
    context: BrowserContext, watched: Callable[[Page], Page]
) -> None:
    context.add_init_script(DEAF)
    page = watched(context.new_page())
    page.goto("/")
    expect(page.locator("#eyes-closed")).to_be_disabled()
    page.click("#go")
    assert page.evaluate("document.activeElement.id") == "said"
    say(page, "help")


def test_a_browser_without_a_voice_shows(
    context: BrowserContext, watched: Callable[[Page], Page]
) -> None:
    page = watched(context.new_page())
    page.clock.install()
    page.goto("/")
    page.evaluate("senses.silent = true")
    page.click("#eyes-closed")
    page.clock.run_for(5000)
    state(page, "listening")
    expect(page.locator("#ears")).to_contain_text("no voice")


def test_replies_can_be_kept_silent(page: Page) -> None:
    page.uncheck("#voice")
    say(page, "what are the causes")
    state(page, "idle")
    assert spoken(page) == []
