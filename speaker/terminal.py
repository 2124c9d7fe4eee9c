"""The speaker in a terminal, for a person who types or for a script."""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING, NamedTuple

from face_guide.alexa.envelope import AUDIO, without_sounds
from face_guide.speech import BELL_MS
from speaker.conversation import Conversation, TranscriptTurn, plain

if TYPE_CHECKING:
    from speaker.nlu.model import Model
    from speaker.nlu.recognizer import Recognition

NEXT_SESSION = "---"
KEYS = {"r": "repeat", "s": "slower", "esc": "stop", "escape": "stop", "\x1b": "stop"}
"""The page's keys, and what each stands for."""
COLOURS = {
    "you": "\033[36m",
    "guide": "\033[1m",
    "emergency": "\033[1;31m",
    "quiet": "\033[2m",
}
ENDED = f"  (The session is over. {NEXT_SESSION} starts another, control-d leaves.)"
HELP = (
    "r repeats, s slows down, esc stops, Enter alone is silence, "
    f"{NEXT_SESSION} starts again, control-d leaves."
)

REST_S = 1.0
"""A pause from this length on is part of a rest."""
BELL_S = BELL_MS / 1000
_PAUSE = re.compile(rf'<break time="(\d+)ms"/>|{AUDIO.pattern}')
Show = Callable[[TranscriptTurn], None]


def turns(conversation: Conversation, lines: Iterator[str]) -> Iterator[TranscriptTurn]:
    """Yield the turns that lines make, the launch first.

    Args:
        conversation: One that nobody has opened yet.
        lines: An utterance each; `---` is the next session, an empty line silence.
    """
    first = conversation.open()
    if first:
        yield first
    for line in lines:
        text = line.strip()
        turn = conversation.reopen() if text == NEXT_SESSION else conversation.say(text)
        if turn:
            yield turn


def decoded(stream: IO[bytes]) -> Iterator[str]:
    """Yield the lines of a byte stream; what is not UTF-8 is replaced."""
    for line in stream:
        yield line.decode("utf-8", "replace")


def show_json(turn: TranscriptTurn) -> None:
    """Print a turn as one JSON object a line, at once."""
    print(json.dumps(turn.as_json(), ensure_ascii=False), flush=True)
    _complain(turn)


def show_in_time(turn: TranscriptTurn) -> None:
    """Print what a person would hear; a guided rest at its own pace."""
    parts = list(stretches(turn.ssml))
    if max((part.quiet_s for part in parts), default=0) < REST_S:
        return show_text(turn)
    for part in parts:
        if part.text:
            print(_coloured(_wrapped(part.text), "guide"), flush=True)
        if part.bell:
            print("\a", end="", flush=True)
        if part.quiet_s >= REST_S and _interrupted(part.quiet_s):
            break
    return _show_rest(turn)


class Stretch(NamedTuple):
    """Some words, whether a bell follows, and the quiet after that."""

    text: str
    bell: bool
    quiet_s: float


def stretches(ssml: str) -> Iterator[Stretch]:
    """Yield what is said, by its pauses, in order.

    Example:
        >>> [part.quiet_s for part in stretches('In.<break time="3600ms"/>Out.')]
        [3.6, 0.0]
    """
    words, *rest = _PAUSE.split(ssml)
    for ms, after in zip(rest[::2], rest[1::2], strict=True):
        yield Stretch(
            plain(words), ms is None, BELL_S if ms is None else int(ms) / 1000
        )
        words = after
    yield Stretch(plain(words), bell=False, quiet_s=0.0)


def _interrupted(seconds: float) -> bool:
    """Wait; return whether somebody typed a line meanwhile, which ends the rest."""
    ready, _, _ = select.select([sys.stdin], [], [], seconds)
    return bool(ready)


def show_text(turn: TranscriptTurn) -> None:
    """Print what a person would hear, wrapped and coloured, an idea a paragraph."""
    emergency = turn.level == "emergency"
    style = "emergency" if emergency else "guide"
    if emergency and turn.speech:
        print(_coloured("EMERGENCY", style))
    for idea in turn.paragraphs:
        print(_coloured(_wrapped(" ".join(idea)), style))
    _show_rest(turn)


def _show_rest(turn: TranscriptTurn) -> None:
    """Print what stands below the words of a turn."""
    if turn.recognition and sys.stdin.isatty():
        heard = _recognized(turn, turn.recognition)
        print(_coloured(_wrapped(heard, indent="   "), "quiet"))
    if turn.ended:
        print(_coloured(ENDED, "quiet"))
    print(flush=True)
    _complain(turn)


def _recognized(turn: TranscriptTurn, recognition: Recognition) -> str:
    slots = "".join(f", {name}: {value}" for name, value in turn.slots.items())
    return f"  [{turn.intent}{slots}; {recognition.confidence:.0%} sure]"


def prompted() -> Iterator[str]:
    """Yield what a person types at a prompt, until end of file or control-c.

    A key of the page stands for its word.
    """
    import readline  # noqa: F401, PLC0415  makes the arrow keys work

    while True:
        try:
            typed = input(_prompt()).strip()
        except (EOFError, KeyboardInterrupt):
            print()
            return
        except UnicodeDecodeError:
            typed = "?"
        yield KEYS.get(typed.lower(), typed)


def _prompt() -> str:
    """Return the prompt, what has no width marked as such.

    Unmarked, readline would redraw long lines in the wrong place.
    """
    prompt = _coloured("listening… ", "you")
    return re.sub(r"(\033\[[0-9;]*m)", "\001\\1\002", prompt)


def introduce(model: Model) -> None:
    """Print what can be said, in the model's own words, and the keys."""
    samples: dict[str, str] = {}
    for sample in model.samples:
        built_in = sample.intent.startswith("AMAZON.")
        if "{" not in sample.text and not built_in and len(sample.tokens) > 3:
            samples.setdefault(sample.intent, sample.text)
    examples = " · ".join(list(samples.values())[:6])
    print(_coloured(_wrapped(f"You can say, in your own words: {examples}."), "quiet"))
    print(_coloured(_wrapped(HELP), "quiet") + "\n")


def speaking(show: Show, locale: str) -> Show:
    """Return the same, read aloud by espeak-ng; where that is missing say so."""
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
        _say([program, "-m", "-v", voice], without_sounds(turn.ssml))

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
        reason = (complaint.strip().splitlines() or ["it gave no reason"])[-1]
        print(f"--say: espeak-ng could not speak: {reason}", file=sys.stderr)


def _complain(turn: TranscriptTurn) -> None:
    if turn.problem:
        print(f"speaker: {turn.problem}", file=sys.stderr, flush=True)


def _coloured(text: str, style: str) -> str:
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return f"{COLOURS[style]}{text}\033[0m" if coloured else text


def _wrapped(text: str, indent: str = "") -> str:
    width = min(shutil.get_terminal_size().columns, 88) - 2
    return textwrap.fill(text, width, subsequent_indent=indent)
