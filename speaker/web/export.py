"""A talk as a test: the repository's own conversation format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomlkit

if TYPE_CHECKING:
    from speaker.conversation import TranscriptTurn
    from speaker.web.store import WebConversation

DEFAULTS = ("guided", "en-US")
HEADER = (
    "A talk at the local speaker. Say here what it is about; keep the keys that matter."
)


def to_test_toml(talk: WebConversation) -> str:
    """Return the TOML text; played again it must come to the same."""
    document = tomlkit.document().add(tomlkit.comment(HEADER))
    for key, value in talk.config._asdict().items():
        if value not in DEFAULTS:
            document[key] = value
    turns = tomlkit.aot()
    for turn in [turn for turn in talk.turns if not turn.problem][1:]:
        turns.append(tomlkit.item(_turn(turn)))
    return tomlkit.dumps(document.add("turn", turns))


def _turn(turn: TranscriptTurn) -> dict[str, Any]:
    keys = {
        "intent": turn.intent,
        "slots": dict(turn.slots),
        "acts": turn.acts,
        "level": turn.level,
        "asked": turn.asked,
        "cause": turn.cause,
        "ended": turn.ended,
    }
    return {"say": turn.heard, **{key: value for key, value in keys.items() if value}}
