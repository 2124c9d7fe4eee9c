"""Patient stories, told to the local speaker in plain words.

How often are the level and the cause right?
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from speaker.conversation import Conversation, TranscriptTurn
from speaker.nlu.model import Model
from speaker.nlu.recognizer import Recognizer
from speaker.transports import in_process

STORIES = tomllib.loads(
    (Path(__file__).parent / "data" / "stories.toml").read_text(encoding="utf-8")
)["story"]
LEVELS = ("self_care", "see_doctor", "urgent", "emergency")
LONGEST = 12
"""Turns; the check itself asks at most seven questions."""


class Outcome(NamedTuple):
    story: dict[str, Any]
    level: str | None
    cause: str | None

    @property
    def expected(self) -> list[str]:
        return list(self.story.get("levels") or [self.story["level"]])

    @property
    def higher(self) -> bool:
        return self.level is not None and LEVELS.index(self.level) > max(
            map(LEVELS.index, self.expected)
        )

    @property
    def lower(self) -> bool:
        return self.level is None or LEVELS.index(self.level) < min(
            map(LEVELS.index, self.expected)
        )

    def __repr__(self) -> str:
        levels = f"{self.level} for {self.expected}"
        return f"{self.story['id']}: {levels}, {self.cause} for {self.story['causes']}"


def tell(conversation: Conversation, story: dict[str, Any]) -> Outcome:
    """Say the opening, then answer what is asked.

    Where the story has no answer, say the opening again, as people do.
    """
    conversation.reopen()
    turn = said(conversation, story["opening"])
    for _ in range(LONGEST):
        if turn.level == "emergency" or turn.asked in (None, "explain", "else"):
            break
        turn = said(conversation, story["answers"].get(turn.asked, story["opening"]))
    return Outcome(story, turn.level, turn.cause)


def said(conversation: Conversation, text: str) -> TranscriptTurn:
    turn = conversation.say(text)
    assert turn is not None
    return turn


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    conversation = Conversation(in_process(), Recognizer(Model.load("en-US")))
    return [tell(conversation, story) for story in STORIES]


def test_there_are_enough_stories_of_each_level() -> None:
    levels = [story.get("level") for story in STORIES]
    assert len(STORIES) >= 60
    assert levels.count("emergency") >= 15
    assert all(levels.count(level) >= 10 for level in LEVELS)


def test_every_emergency_is_found(outcomes: list[Outcome]) -> None:
    assert not [
        one
        for one in outcomes
        if "emergency" in one.expected and one.level != "emergency"
    ]


def test_at_most_one_in_ten_of_the_others_is_sent_higher(
    outcomes: list[Outcome],
) -> None:
    others = [one for one in outcomes if one.expected != ["emergency"]]
    higher = [one for one in others if one.higher]
    assert len(higher) <= len(others) / 10, higher


def test_none_is_sent_lower(outcomes: list[Outcome]) -> None:
    assert not [one for one in outcomes if one.lower]


def test_the_cause_is_among_the_fair_ones_in_nine_of_ten(
    outcomes: list[Outcome],
) -> None:
    unfair = [one for one in outcomes if one.cause not in one.story["causes"]]
    assert len(unfair) <= len(outcomes) / 10, unfair
