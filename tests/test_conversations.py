"""Conversations as data: what is said, and the intent, acts, level and ending after it.

Words may change, acts may not. `unsure` names slots whose values were not heard well.
Each is played through the Lambda door and through the HTTP door, signed by a throwaway
authority.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from face_guide.alexa.skill import Skill
from face_guide.guide import Guide
from face_guide.web.app import create_app
from speaker.conversation import Conversation, TranscriptTurn
from speaker.nlu.model import Model
from speaker.nlu.recognizer import Elicited, Recognition, Recognizer
from tests.authority import NOW, SKILL_ID, throwaway

if TYPE_CHECKING:
    from collections.abc import Collection

    from speaker.transports import Transport

FOLDER = Path(__file__).parent / "conversations"
STORIES = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("*.toml"))
}
CHECKED = ("intent", "slots", "acts", "level", "asked", "cause", "ended")


def by_lambda(guide: Guide) -> Transport:
    return Skill(guide)


def by_http(guide: Guide) -> Transport:
    """Return the HTTP door, over Flask's test client."""
    authority = throwaway()
    app = create_app(
        skill_id=SKILL_ID,
        roots=[authority.root],
        clock=lambda: NOW,
        fetch=lambda url: authority.chain(),
        guide=guide,
    )
    client = app.test_client()

    def door(envelope: dict[str, Any]) -> dict[str, Any]:
        body, headers = authority.signed(_as_sent(envelope))
        answer = client.post("/alexa", data=body, headers=headers)
        assert answer.status_code == 200
        return dict(answer.get_json())

    return door


def _as_sent(envelope: dict[str, Any]) -> dict[str, Any]:
    application = {"applicationId": SKILL_ID}
    system = {**envelope["context"]["System"], "application": application}
    return {
        **envelope,
        "session": {**envelope["session"], "application": application},
        "context": {**envelope["context"], "System": system},
        "request": {**envelope["request"], "timestamp": f"{NOW:%Y-%m-%dT%H:%M:%SZ}"},
    }


class Ears(Recognizer):
    """A recognizer that hears some slots badly."""

    unsure: Collection[str] = ()

    def recognize(
        self, text: str, elicited: Elicited | None = None, *, asked: str | None = None
    ) -> Recognition:
        found = super().recognize(text, elicited, asked=asked)
        values = (
            value._replace(sure=False) if value.slot in self.unsure else value
            for value in found.values
        )
        return found._replace(values=tuple(values))


@pytest.fixture(scope="session")
def ears() -> Ears:
    return Ears(Model.load("en-US"))


@pytest.mark.parametrize("make_door", [by_lambda, by_http])
@pytest.mark.parametrize("name", STORIES)
def test_conversation(name: str, make_door: Any, ears: Ears) -> None:
    story = STORIES[name]
    mode, locale = story.get("mode", "guided"), story.get("locale", "en-US")
    hearing = ears if locale == "en-US" else Ears(Model.load(locale))
    conversation = Conversation(make_door(Guide.load(mode)), hearing)
    opened = conversation.open()
    assert opened is not None
    assert opened.asked in ("start", "way_in")
    for place, expected in enumerate(story["turn"]):
        hearing.unsure = expected.get("unsure", ())
        turn = conversation.say(expected["say"])
        assert turn is not None, f"turn {place}: the session is over"
        assert differences(turn, expected) == {}, f"turn {place}: {turn.speech}"


def differences(turn: TranscriptTurn, expected: dict[str, Any]) -> dict[str, object]:
    """Return what of a turn is not as expected: key to what it was."""
    found = {key: getattr(turn, key) for key in CHECKED if key in expected}
    wanted = {key: expected[key] or None for key in found}
    return {
        key: value for key, value in found.items() if (value or None) != wanted[key]
    }
