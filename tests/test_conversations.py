"""Conversations as data: what is said, and the intent, acts, level and ending that follow. Words may change, acts may not.

Each is played through the Lambda door and through the HTTP door, signed by a throwaway authority.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from face_guide.alexa.skill import Skill
from face_guide.guide import Guide
from face_guide.prompts import Prompts
from face_guide.web.app import create_app
from speaker.conversation import Conversation, TranscriptTurn
from speaker.nlu.model import Model
from speaker.nlu.recognizer import Recognizer
from tests.authority import NOW, SKILL_ID, throwaway

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speaker.transports import Transport

FOLDER = Path(__file__).parent / "conversations"
STORIES = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("*.toml"))
}
CHECKED = ("intent", "slots", "level", "asked", "cause", "ended")


def by_lambda(guide: Guide) -> Transport:
    return Skill(guide)


def by_http(guide: Guide) -> Transport:
    """The Flask door, over its test client."""
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


@pytest.fixture(scope="session")
def ears() -> Recognizer:
    return Recognizer(Model.load("en-US"))


@pytest.mark.parametrize("make_door", [by_lambda, by_http])
@pytest.mark.parametrize("name", STORIES)
def test_conversation(name: str, make_door: Any, ears: Recognizer) -> None:
    story = STORIES[name]
    mode, locale = story.get("mode", "guided"), story.get("locale", "en-US")
    hearing = ears if locale == "en-US" else Recognizer(Model.load(locale))
    conversation = Conversation(make_door(Guide.load(mode)), hearing)
    opened = conversation.open()
    assert opened is not None
    assert opened.asked == "start"
    for place, expected in enumerate(story["turn"]):
        turn = conversation.say(expected["say"])
        assert turn is not None, f"turn {place}: the session is over"
        assert dict(_differences(turn, expected, locale)) == {}, (
            f"turn {place}: {turn.speech}"
        )


def _differences(
    turn: TranscriptTurn, expected: dict[str, Any], locale: str
) -> Iterator[tuple[str, object]]:
    for key in CHECKED:
        if key in expected and getattr(turn, key) != (
            expected[key] or None if key != "ended" else expected[key]
        ):
            yield key, getattr(turn, key)
    if "acts" in expected and not _says(expected["acts"], turn.speech, locale):
        yield "acts", turn.speech


def _says(acts: list[str], speech: str, locale: str) -> bool:
    """Whether the speech is made of these acts, in this order, whatever fills their gaps."""
    wording = Prompts.load(locale)
    return (
        re.fullmatch(" ".join(_pattern(act, wording) for act in acts), speech)
        is not None
    )


def _pattern(act: str, wording: Prompts) -> str:
    base, _, variant = act.rpartition(".")
    text = (
        getattr(wording.statement(base), variant)
        if variant in ("again", "reprompt", "why")
        else wording.statement(act).say
    )
    return re.sub(r"\\\{\w+\\\}", ".*?", re.escape(text))
