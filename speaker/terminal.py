"""The speaker in a terminal: for a person who types, or for a script (one JSON object a turn)."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING

from speaker.conversation import Conversation, TranscriptTurn

if TYPE_CHECKING:
    from speaker.nlu.model import Model
    from speaker.nlu.recognizer import Recognition

NEXT_SESSION = "---"
KEYS = {"r": "repeat", "s": "slower", "esc": "stop", "escape": "stop", "\x1b": "stop"}
"""The page's keys, as words that a person types."""
COLOURS = {
    "you": "\033[36m",
    "guide": "\033[1m",
    "emergency": "\033[1;31m",
    "quiet": "\033[2m",
}

Show = Callable[[TranscriptTurn], None]


def turns(conversation: Conversation, lines: Iterator[str]) -> Iterator[TranscriptTurn]:
    """The turns that a script's lines make: `---` is the next session, an empty line is silence."""
    first = conversation.open()
    if first:
        yield first
    for line in lines:
        said = line.strip()
        turn = conversation.reopen() if said == NEXT_SESSION else conversation.say(said)
        if turn:
            yield turn


def decoded(stream: IO[bytes]) -> Iterator[str]:
    """Lines of a byte stream; what is not UTF-8 is replaced."""
    for line in stream:
        yield line.decode("utf-8", "replace")


def show_json(turn: TranscriptTurn) -> None:
    """One object a line, at once."""
    print(json.dumps(turn.as_json(), ensure_ascii=False), flush=True)
    _complain(turn)


def show_text(turn: TranscriptTurn) -> None:
    """What a person would hear, wrapped and coloured: an idea a paragraph."""
    emergency = turn.level == "emergency"
    if emergency and turn.speech:
        print(_coloured("EMERGENCY", "emergency"))
    for idea in turn.paragraphs:
        print(
            _coloured(
                textwrap.fill(" ".join(idea), _width()),
                "emergency" if emergency else "guide",
            )
        )
    if turn.recognition and sys.stdin.isatty():
        print(
            _coloured(
                textwrap.fill(
                    _heard(turn, turn.recognition), _width(), subsequent_indent="   "
                ),
                "quiet",
            )
        )
    if turn.ended:
        print(
            _coloured(
                f"  (The session is over. {NEXT_SESSION} starts another, control-d leaves.)",
                "quiet",
            )
        )
    print(flush=True)
    _complain(turn)


def _heard(turn: TranscriptTurn, recognition: Recognition) -> str:
    slots = "".join(f", {name}: {value}" for name, value in turn.slots.items())
    return f"  [{turn.intent}{slots}; {recognition.confidence:.0%} sure]"


def prompted() -> Iterator[str]:
    """Lines that a person types, with a prompt, until end of file or control-c. A key's letter is its word."""
    import readline  # noqa: F401, PLC0415  makes the arrow keys work

    while True:
        try:
            said = input(_prompt()).strip()
        except (EOFError, KeyboardInterrupt):
            print()
            return
        except UnicodeDecodeError:
            said = "?"
        yield KEYS.get(said.lower(), said)


def _prompt() -> str:
    """The prompt; what has no width is marked as such, or long lines would be redrawn in the wrong place."""
    words = _coloured("listening… ", "you")
    return re.sub(r"(\033\[[0-9;]*m)", "\001\\1\002", words)


def introduce(model: Model) -> None:
    """What the speaker can hear, in the model's own words."""
    samples: dict[str, str] = {}
    for sample in model.samples:
        if (
            "{" not in sample.text
            and not sample.intent.startswith("AMAZON.")
            and len(sample.tokens) > 3
        ):
            samples.setdefault(sample.intent, sample.text)
    heard = " · ".join(list(samples.values())[:6])
    print(
        _coloured(
            textwrap.fill(f"You can say, in your own words: {heard}.", _width()),
            "quiet",
        )
    )
    keys = f"r repeats, s slows down, esc stops, Enter alone is silence, {NEXT_SESSION} starts again, control-d leaves."
    print(_coloured(textwrap.fill(keys, _width()), "quiet") + "\n")


def speaking(show: Show, locale: str) -> Show:
    """The same, read aloud by espeak-ng; where that is missing one line says so."""
    program = shutil.which("espeak-ng")
    if not program:
        print(
            "--say: espeak-ng is not installed; replies are only shown.",
            file=sys.stderr,
        )
        return show
    voice = locale.lower() if locale in ("en-US", "en-GB") else "en-gb"

    def show_and_say(turn: TranscriptTurn) -> None:
        show(turn)
        _say([program, "-m", "-v", voice], turn.ssml)

    return show_and_say


def _say(command: list[str], ssml: str) -> None:
    """Speak and wait for the end; control-c ends the speech and nothing else."""
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as voice:
        try:
            _, complaint = voice.communicate(ssml)
        except KeyboardInterrupt:
            voice.terminate()
            return
    if voice.returncode:
        told = (complaint.strip().splitlines() or ["it gave no reason"])[-1]
        print(f"--say: espeak-ng could not speak: {told}", file=sys.stderr)


def _complain(turn: TranscriptTurn) -> None:
    if turn.problem:
        print(f"speaker: {turn.problem}", file=sys.stderr, flush=True)


def _coloured(text: str, kind: str) -> str:
    wanted = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return f"{COLOURS[kind]}{text}\033[0m" if wanted else text


def _width() -> int:
    return min(shutil.get_terminal_size().columns, 88) - 2
