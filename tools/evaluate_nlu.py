"""How well the local speaker understands people: figures on three sets of sentences in tests/data.

The first two sets were read while the models grew. The third, `final_*.toml`, was written apart and stays unread: only its
figures say what to expect of a stranger. `python -m tools.evaluate_nlu` prints all; `--list SET` names what went wrong in one.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from speaker.conversation import Conversation, TranscriptTurn
from speaker.nlu.model import Model
from speaker.nlu.recognizer import Recognizer
from speaker.transports import in_process

SETS = {"first": "", "second": "blind_", "unread": "final_"}
"""Name of a set to what its files begin with."""
DATA = Path(__file__).parents[1] / "tests" / "data"


class Share(NamedTuple):
    """How many of how many, and the sentences that went wrong."""

    right: int
    total: int
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.right} of {self.total} ({self.right / self.total:.1%})"


class Listener:
    """A speaker that hears one sentence a session, as after "ask face guide"."""

    def __init__(self, locale: str = "en-US") -> None:
        self._conversation = Conversation(
            in_process(), Recognizer(Model.load(locale)), one_shot=True
        )

    def hear(self, text: str) -> TranscriptTurn:
        """The turn for a sentence that opens a session."""
        self._conversation.reopen()
        turn = self._conversation.say(text)
        if turn is None:
            raise ValueError(f"nothing was heard of {text!r}; give it words")
        return turn


def read(name: str) -> list[dict[str, Any]]:
    """The sentences of a data file: tables with `text`."""
    return list(tomllib.loads((DATA / name).read_text(encoding="utf-8"))["say"])


def emergencies(listener: Listener, prefix: str = "") -> Share:
    """Emergencies that bring the emergency line at once."""
    return _share(
        [
            (say["text"], turn.level == "emergency")
            for say, turn in _heard(listener, f"{prefix}emergencies.toml")
        ]
    )


def calm(listener: Listener, prefix: str = "") -> Share:
    """Near misses that do not bring the emergency line."""
    return _share(
        [
            (say["text"], turn.level != "emergency")
            for say, turn in _heard(listener, f"{prefix}near_misses.toml")
        ]
    )


def intents(listener: Listener, prefix: str = "") -> Share:
    """Sentences heard as the intent they were meant for."""
    heard = _heard(listener, f"{prefix}intents.toml")
    return _share(
        [
            (f"{say['text']} -> {turn.intent}", turn.intent in _meant(say))
            for say, turn in heard
        ]
    )


def slots(listener: Listener, prefix: str = "") -> Share:
    """Slot values heard, where the intent was."""
    found = [
        (
            f"{say['text']} -> {slot}: {turn.slots.get(slot)}",
            id_ in _ids(turn.slots.get(slot)),
        )
        for say, turn in _heard(listener, f"{prefix}intents.toml")
        if turn.intent in _meant(say)
        for slot, ids in say.get("slots", {}).items()
        for id_ in _ids(ids)
    ]
    return _share(found)


MEASURES = {
    "emergencies found": emergencies,
    "near misses kept calm": calm,
    "right intent": intents,
    "right slots": slots,
}


def main(arguments: list[str] | None = None) -> int:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--locale", default="en-US")
    options.add_argument(
        "--list", choices=SETS, help="name each sentence of this set that went wrong"
    )
    given = options.parse_args(arguments)
    listener = Listener(given.locale)
    for name, prefix in SETS.items():
        for title, measure in MEASURES.items():
            share = measure(listener, prefix)
            print(f"{name:7} {title:22} {share}")
            for wrong in share.wrong if given.list == name else ():
                print(f"    {wrong}")
    return 0


def _heard(
    listener: Listener, name: str
) -> list[tuple[dict[str, Any], TranscriptTurn]]:
    return [(say, listener.hear(say["text"])) for say in read(name)]


def _meant(say: dict[str, Any]) -> list[str]:
    return list(say.get("intents") or [say["intent"]])


def _ids(value: str | list[str] | None) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else value


def _share(found: list[tuple[str, bool]]) -> Share:
    wrong = tuple(text for text, right in found if not right)
    return Share(len(found) - len(wrong), len(found), wrong)


if __name__ == "__main__":
    sys.exit(main())
