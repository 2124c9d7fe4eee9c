"""Emergencies through both endpoints: no log line tells who spoke or what was said."""

from __future__ import annotations

import json
import logging
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from face_guide.alexa.logs import JsonLines, MetricLines
from face_guide.guide import Guide
from face_guide.handlers import HANDLERS
from speaker.conversation import Conversation
from speaker.nlu.model import Model
from speaker.nlu.recognizer import Recognizer
from tests.envelopes import SECRETS
from tests.test_conversations import by_http, by_lambda

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speaker.transports import Transport

SAID = [
    say["text"]
    for say in tomllib.loads(
        (Path(__file__).parent / "data" / "emergencies.toml").read_text(
            encoding="utf-8"
        )
    )["say"]
]
FORMATS = (logging.Formatter(), JsonLines(), MetricLines("face-guide"))
"""What Lambda would do with a record, what the web service does, and what we do."""
LEVELS = {None, "none", "self_care", "see_doctor", "urgent", "emergency"}
HARMLESS = {
    "LaunchRequest",
    "IntentRequest",
    "SessionEndedRequest",
    "en-US",
    "turn",
    "face-guide",
    "face_guide.alexa.skill",
    "INFO",
}
OUTCOMES = {"answered", "user_initiated"}


class Lines(logging.Handler):
    """Every line that any of our formats would write."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += [form.format(record) for form in FORMATS]


@pytest.fixture
def log() -> Iterator[Lines]:
    lines, root = Lines(), logging.getLogger()
    ours = logging.getLogger("face_guide")
    before = root.level, ours.level
    root.addHandler(lines)
    root.setLevel(logging.DEBUG)
    ours.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(lines)
    root.setLevel(before[0])
    ours.setLevel(before[1])


class Marked:
    """A transport that puts ids and tokens on envelopes, and notes what slots hold."""

    def __init__(self, door: Transport) -> None:
        self._door = door
        self.words: set[str] = set()

    def __call__(self, envelope: dict[str, Any]) -> dict[str, Any]:
        user, device, token, session = SECRETS
        system = envelope["context"]["System"]
        system |= {
            "user": {"userId": user, "accessToken": token},
            "apiAccessToken": token,
            "device": {"deviceId": device},
        }
        envelope["session"] |= {"sessionId": session, "user": {"userId": user}}
        self.words |= set(
            _values(envelope["request"].get("intent", {}).get("slots", {}))
        )
        return self._door(envelope)


def _values(slots: Any) -> Iterator[str]:
    if isinstance(slots, dict):
        yield from (
            value
            for key, value in slots.items()
            if key == "value" and isinstance(value, str)
        )
        slots = list(slots.values())
    for value in slots if isinstance(slots, list) else ():
        yield from _values(value)


@pytest.fixture(scope="module")
def ears() -> Recognizer:
    return Recognizer(Model.load("en-US"))


@pytest.mark.parametrize(
    ("make_door", "said"), [(by_lambda, SAID), (by_http, SAID[::5])]
)
def test_emergencies_leave_no_word_id_or_token_in_the_log(
    make_door: Any, said: list[str], log: Lines, ears: Recognizer
) -> None:
    door = Marked(make_door(Guide.load()))
    conversation = Conversation(door, ears, one_shot=True)
    for text in said:
        conversation.reopen()
        conversation.say(text)
    assert len(door.words) > len(said) / 4
    assert len(log.lines) >= len(FORMATS) * len(said)
    for line in set(log.lines):
        assert not [secret for secret in SECRETS if secret in line], line
        assert not [
            words
            for words in door.words
            if re.search(rf"\b{re.escape(words)}\b", _without_names(line))
        ], line


def _without_names(line: str) -> str:
    """The line without its names: somebody may have said "level", which is a field."""
    try:
        return " ".join(_strings(json.loads(line)))
    except ValueError:
        return line.replace("turn", "")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = [
            item for key, item in value.items() if key not in ("_aws", "time", "event")
        ]
    if isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, str) and value not in {
        *HARMLESS,
        *HANDLERS,
        *OUTCOMES,
        *LEVELS,
    }:
        yield value


def test_a_line_holds_only_what_it_is_meant_to(log: Lines, ears: Recognizer) -> None:
    """Values come from closed sets, so that nothing else can slip in."""
    conversation = Conversation(Marked(by_lambda(Guide.load())), ears, one_shot=True)
    conversation.say(SAID[0])
    turn = json.loads(log.lines[2])
    assert set(turn) == {
        *("_aws", "event", "function", "request", "intent", "locale", "level"),
        *("latency_ms", "outcome", "turns", "fallbacks", "errors"),
    }
    assert list(_strings(turn)) == []
