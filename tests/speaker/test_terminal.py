"""The terminal: keys as words, colours, a voice that may be missing or broken."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from speaker import ROOT, terminal
from speaker.__main__ import main
from speaker.conversation import Conversation
from speaker.nlu import recognizer
from speaker.nlu.linear import Pack
from speaker.nlu.model import Model
from speaker.nlu.recognizer import Recognizer
from speaker.transports import in_process
from speaker.web import app
from speaker.web.store import SessionConfig
from tests.speaker.nlu.models import Skill, reply, tiny

if TYPE_CHECKING:
    from pathlib import Path

    from speaker.conversation import TranscriptTurn

LONG = "<speak>" + "A sentence of some length. " * 20 + "</speak>"


def turn(
    ssml: str = "<speak>Hello.</speak>",
    level: str | None = None,
    *,
    ended: bool = False,
) -> TranscriptTurn:
    skill = Skill(reply(ssml, ended=ended, attributes={"level": level}))
    opened = Conversation(skill, Recognizer(tiny())).open()
    assert opened
    return opened


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("r", "repeat"),
        (" S ", "slower"),
        ("esc", "stop"),
        ("\x1b", "stop"),
        ("no", "no"),
    ],
)
def test_the_keys_of_the_page_are_words_here(
    typed: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builtins.input", lambda _: typed)
    assert next(terminal.prompted()) == said


def test_a_script_is_taken_by_its_word(capsys: pytest.CaptureFixture[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "speaker", "--json"],
        input=b"r\n",
        capture_output=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert b'"heard": "r"' in run.stdout


def test_long_replies_are_wrapped(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.show_text(turn(LONG))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 3
    assert max(map(len, lines)) <= 88


def test_an_emergency_is_more_than_a_colour(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.show_text(turn())
    calm = capsys.readouterr().out
    terminal.show_text(turn(level="emergency"))
    assert len(capsys.readouterr().out.splitlines()) == len(calm.splitlines()) + 1


@pytest.mark.parametrize(
    ("tty", "no_colour", "coloured"),
    [(True, "", True), (True, "1", False), (False, "", False)],
)
def test_colours_are_for_who_can_see_them(
    tty: bool,
    no_colour: str,
    coloured: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: tty, raising=False)
    monkeypatch.setenv("NO_COLOR", no_colour)
    terminal.show_text(turn())
    assert ("\x1b[" in capsys.readouterr().out) is coloured


def test_the_voice_gets_the_ssml(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = tmp_path / "said"
    _voice(tmp_path, f'echo "$@" > {said}; cat >> {said}', monkeypatch)
    terminal.speaking(terminal.show_text, "en-GB")(turn())
    assert said.read_text() == "-m -v en-gb\n<speak>Hello.</speak>"


def test_a_voice_that_fails_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _voice(tmp_path, "cat > /dev/null; echo no sound card >&2; exit 1", monkeypatch)
    terminal.speaking(terminal.show_text, "en-IN")(turn())
    (line,) = capsys.readouterr().err.splitlines()
    assert "no sound card" in line


def test_control_c_ends_the_voice_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _voice(tmp_path, "exec sleep 30", monkeypatch)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "communicate", interrupted)
    terminal.speaking(terminal.show_text, "en-US")(turn())


def _voice(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a program in the place of espeak-ng."""
    program = folder / "espeak-ng"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


def test_the_page_is_started_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def serve(_: object, config: SessionConfig, **more: object) -> None:
        asked.extend([config, more])
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "serve", serve)
    monkeypatch.setenv("FACE_GUIDE_MODE", "information")
    assert main(["--web", "--locale", "en-GB", "--port", "0", "--no-browser"]) == 130
    assert asked == [
        SessionConfig("en-GB", "information"),
        {"port": 0, "browser": False},
    ]


@pytest.mark.parametrize(
    "flags",
    [
        ["--web"],
        ["--web", "--locale", "tlh"],
        ["--web", "--endpoint", "http://example.com"],
    ],
)
def test_what_cannot_start_says_so_in_one_line(
    flags: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("FACE_GUIDE_MODE", "loud" if flags == ["--web"] else "guided")
    assert main(flags) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    ("flags", "pack", "problem"),
    [
        (["--json"], None, "no trained model"),
        (["--web", "--no-browser"], None, "no trained model"),
        (["--json"], b"PK\x03\x04, cut short", "cannot be read"),
    ],
)
def test_without_a_trained_model_one_line_says_how_to_get_it(
    *,
    flags: list[str],
    pack: bytes | None,
    problem: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(recognizer, "_pack", lambda name: Pack.load(name, tmp_path))
    if pack:
        (tmp_path / "en.npz").write_bytes(pack)
    assert main(flags) == 2
    said = f"speaker: {tmp_path / 'en.npz'}: {problem}; run python -m tools.train_nlu\n"
    assert capsys.readouterr() == ("", said)


def test_a_rest_is_shown_in_time_until_somebody_types(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    waits: list[float] = []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return len(waits) == 3

    monkeypatch.setattr(terminal, "_interrupted", wait)
    conversation = Conversation(in_process("guided"), Recognizer(Model.load("en-US")))
    conversation.open()
    rest = conversation.say("rest my eyes")
    assert rest is not None
    terminal.show_in_time(rest)
    shown = capsys.readouterr().out
    assert "Close your eyes" in shown
    assert "Open your eyes slowly" not in shown
    assert max(waits) <= 10
