"""Sounds of a rest, and the tasks that start one."""

from __future__ import annotations

import pytest

from face_guide.alexa.envelope import MAX_SOUNDS, PAUSE, prune, to_turn, with_sounds
from face_guide.alexa.skill import Skill
from face_guide.errors import SettingError
from face_guide.guide import Guide
from face_guide.speech import BELL
from tests.envelopes import launch

PUBLIC = "https://example.com/sounds/"
SAID = f"<speak>Rest.{BELL}On.{BELL}</speak>"


def test_a_bell_is_played_where_it_is() -> None:
    said = with_sounds(SAID, PUBLIC)
    assert said.count(f'src="{PUBLIC}bell.mp3"') == 2
    assert PAUSE not in said


@pytest.mark.parametrize("nowhere", [None, ""])
def test_without_an_address_a_pause_keeps_the_time(nowhere: str | None) -> None:
    said = with_sounds(SAID, nowhere)
    assert "audio" not in said
    assert said.count(PAUSE) == 2


def test_no_more_sounds_are_sent_than_the_platform_plays() -> None:
    said = with_sounds("Rest." + BELL * 7, PUBLIC)
    assert said.count("<audio") == MAX_SOUNDS
    assert said.startswith(f"Rest.{PAUSE}{PAUSE}<audio")


@pytest.mark.parametrize(
    "address",
    ["http://example.com/sounds/", "https://example.com/sounds", "bell/", 'https://"/'],
)
def test_an_address_that_no_device_could_use_stops_the_start(address: str) -> None:
    with pytest.raises(SettingError, match=r"FACE_GUIDE_SOUNDS.*docs/deploy\.md"):
        Skill(Guide.load(), sounds=address)


def started(name: object) -> tuple[str | None, dict[str, tuple[str, ...]]]:
    """Return the intent and slots of a launch with a task of this name."""
    envelope = launch()
    envelope["request"]["task"] = {"name": name, "version": "1", "input": {}}
    turn = to_turn(prune(envelope))
    return turn.intent, dict(turn.slots)


@pytest.mark.parametrize("prefix", ["", "amzn1.ask.skill.0123-4567."])
def test_a_task_starts_the_exercise_of_its_name(prefix: str) -> None:
    wish = ("ExerciseIntent", {"exercise": ("face_relax",)})
    assert started(f"{prefix}FaceRelax") == wish


@pytest.mark.parametrize("name", [None, 7, "", "a b", "x" * 300])
def test_a_task_without_a_sound_name_is_a_launch(name: object) -> None:
    assert started(name) == (None, {})
