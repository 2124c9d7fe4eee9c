"""Measure how well the local speaker understands people: shares of the test sentences.

    python -m tools.evaluate_nlu              # all figures
    python -m tools.evaluate_nlu --list dev   # and what went wrong in one set

The dev set was read while the models grew, the blind one too, though less: both
flatter. The held-out set was written apart and stays unread: only its figures say what
to expect of a stranger.
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

SETS = {"dev": "", "blind": "blind_", "held_out": "final_"}
"""Name of a set to what the names of its files begin with."""
HALF_SAID = "danger_sure"
"""The question about a sign that was half said."""
DATA = Path(__file__).parents[1] / "tests" / "data"


class Share(NamedTuple):
    """How many of how many, and the sentences that went wrong.

    Example:
        >>> print(Share(186, 200, ("my face fell",)))
        186 of 200 (93.0%)
    """

    right: int
    total: int
    wrong: tuple[str, ...]
    half: int = 0
    """How many of those that are right were only half said: the guide asks again."""

    def __str__(self) -> str:
        half = f", {self.half} of them half said" if self.half else ""
        return f"{self.right} of {self.total} ({self.right / self.total:.1%}){half}"


class Listener:
    """A speaker that hears one sentence a session, as after "ask face guide"."""

    def __init__(self, locale: str = "en-US") -> None:
        self._conversation = Conversation(
            in_process(), Recognizer(Model.load(locale)), one_shot=True
        )

    def hear(self, text: str) -> TranscriptTurn:
        """Return the turn for a sentence that opens a session.

        Raises:
            ValueError: There are no words in it.
        """
        self._conversation.reopen()
        turn = self._conversation.say(text)
        if turn is None:
            raise ValueError(f"nothing was heard of {text!r}; give it words")
        return turn


def read(name: str) -> list[dict[str, Any]]:
    """Return the sentences of a data file: tables with `text`."""
    return list(tomllib.loads((DATA / name).read_text(encoding="utf-8"))["say"])


def emergencies(listener: Listener, prefix: str = "") -> Share:
    """Count the emergencies that bring the emergency line at once.

    A sign half said is found too: the guide asks about it before all else.
    """
    heard = _heard(listener, f"{prefix}emergencies.toml")
    half = [turn for _, turn in heard if turn.asked == HALF_SAID]
    share = _share(
        [
            (say["text"], turn.level == "emergency" or turn.asked == HALF_SAID)
            for say, turn in heard
        ]
    )
    return share._replace(half=len(half))


def calm(listener: Listener, prefix: str = "") -> Share:
    """Count the near misses that do not bring the emergency line."""
    return _share(
        [
            (say["text"], turn.level != "emergency")
            for say, turn in _heard(listener, f"{prefix}near_misses.toml")
        ]
    )


def intents(listener: Listener, prefix: str = "") -> Share:
    """Count the sentences heard as the intent they were meant for."""
    heard = _heard(listener, f"{prefix}intents.toml")
    return _share(
        [
            (f"{say['text']} -> {turn.intent}", turn.intent in _meant(say))
            for say, turn in heard
        ]
    )


def slots(listener: Listener, prefix: str = "") -> Share:
    """Count the slot values heard, where the intent was."""
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
    """Print the figures; return the exit code."""
    options = argparse.ArgumentParser(
        prog="python -m tools.evaluate_nlu", description=(__doc__ or "").splitlines()[0]
    )
    options.add_argument("--locale", default="en-US")
    options.add_argument(
        "--list", choices=SETS, help="name each sentence of this set that went wrong"
    )
    given = options.parse_args(arguments)
    listener = Listener(given.locale)
    for name, prefix in SETS.items():
        for title, measure in MEASURES.items():
            share = measure(listener, prefix)
            print(f"{name:8} {title:22} {share}")
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
