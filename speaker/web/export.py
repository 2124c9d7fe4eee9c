"""A talk as a test: the repository's own conversation format, as in `tests/conversations`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from face_guide.prompts import Prompts
from speaker.web.inspector import acts, base, states_before

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from face_guide.turn import Act
    from speaker.conversation import TranscriptTurn
    from speaker.web.store import SessionConfig, WebConversation

DEFAULTS = ("guided", "en-US")
HEADER = "# A talk at the local speaker. Say here what it is about, and keep the keys that matter.\n"
UNESCAPED = {"\x7f": "\\u007F"}
"""What JSON leaves as it is and TOML does not allow."""


def to_test_toml(talk: WebConversation) -> str:
    """The TOML text; played again it must come to the same."""
    chosen = "".join(
        f"{key} = {_value(value)}\n"
        for key, value in talk.setting._asdict().items()
        if value not in DEFAULTS
    )
    turns = [turn for turn in talk.turns if not turn.problem]
    told = [
        _turn(turn, talk.setting, state)
        for turn, state in zip(turns, states_before(turns), strict=True)
    ]
    return HEADER + chosen + "".join(f"\n[[turn]]\n{one}" for one in told[1:])


def _turn(
    turn: TranscriptTurn, setting: SessionConfig, state: Mapping[str, Any]
) -> str:
    keys: dict[str, Any] = {
        "say": turn.heard,
        "intent": turn.intent,
        "slots": dict(turn.slots),
    }
    keys |= {
        "acts": list(_acts(turn, setting, state)),
        "level": turn.level,
        "asked": turn.asked,
        "cause": turn.cause,
    }
    lines = [
        f"{key} = {_value(value)}\n"
        for key, value in keys.items()
        if value or key == "say"
    ]
    return "".join(lines) + ("ended = true\n" if turn.ended else "")


def _acts(
    turn: TranscriptTurn, setting: SessionConfig, state: Mapping[str, Any]
) -> Iterator[str]:
    for act in acts(turn, setting, state):
        yield _worded(act, setting)


def _worded(act: Act, setting: SessionConfig) -> str:
    """The id under which the wording itself stands: where there is no other wording, the plain one was spoken."""
    statement, variant = (
        Prompts.load(setting.locale).statement(base(act)),
        act.id.rpartition(".")[2],
    )
    if base(act) == act.id or getattr(statement, variant):
        return act.id
    return f"{base(act)}.again" if statement.again else base(act)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return (
            "{ "
            + ", ".join(f"{key} = {_value(one)}" for key, one in value.items())
            + " }"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    text = json.dumps(str(value), ensure_ascii=False)
    return "".join(UNESCAPED.get(letter, letter) for letter in text)
