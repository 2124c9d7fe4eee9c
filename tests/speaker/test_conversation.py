"""Conversations at the speaker, and the script protocol of one JSON object a turn."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from speaker import ROOT, terminal
from speaker.__main__ import main
from speaker.conversation import Conversation, invoked, plain
from speaker.nlu.model import Model
from speaker.nlu.recognizer import Recognizer
from speaker.transports import TransportError, in_process, over_http
from tests.speaker.nlu.models import Skill, reply, tiny

if TYPE_CHECKING:
    from pathlib import Path

    from speaker.conversation import TranscriptTurn
    from speaker.transports import Transport

RECOGNIZER = Recognizer(tiny())
WHOLE = Recognizer(Model.load("en-US"))
KEYS = [
    "session",
    "heard",
    "request",
    "intent",
    "slots",
    "speech",
    "ssml",
    "reprompt",
    "card",
    "ended",
    "level",
    "asked",
    "cause",
    "acts",
    "person",
    "facts",
]
STATE = {"level": "urgent", "asked": "duration", "cause": "eye_strain"}


def talk(
    transport: Transport, *lines: str, one_shot: bool = False
) -> list[TranscriptTurn]:
    return list(
        terminal.turns(
            Conversation(transport, RECOGNIZER, one_shot=one_shot), iter(lines)
        )
    )


def test_a_session_opens_with_a_launch() -> None:
    turns = talk(Skill(reply("<speak>Hello.</speak>")))
    assert [(turn.request, turn.heard, turn.intent, turn.speech) for turn in turns] == [
        ("LaunchRequest", "", None, "Hello.")
    ]


def test_an_object_has_its_keys_in_order() -> None:
    (turn,) = talk(Skill(reply(attributes=STATE)))
    assert list(turn.as_json()) == KEYS
    assert (turn.level, turn.asked, turn.cause) == ("urgent", "duration", "eye_strain")


def test_slots_are_ids_lists_or_words() -> None:
    skill = Skill(reply())
    assert talk(skill, "my eyelid is twitching")[1].slots == {
        "person": "self",
        "location": "eyelid",
    }
    assert talk(skill, "coffee and stress")[1].slots == {
        "trigger": ["caffeine", "stress"]
    }
    assert talk(skill, "tell me about lupus")[1].slots == {"cause": "lupus"}


def test_a_card_is_its_title_and_text() -> None:
    card = {"type": "Simple", "title": "Eye strain", "content": "Rest."}
    assert talk(Skill(reply(card=card)))[0].card == {
        "title": "Eye strain",
        "text": "Rest.",
    }
    assert talk(Skill(reply()))[0].card is None


def test_one_shot_opens_with_what_is_said() -> None:
    skill = Skill(reply())
    (turn,) = talk(skill, "ask face guide why is my face twitching", one_shot=True)
    assert (turn.request, turn.intent) == ("IntentRequest", "WhyTwitchIntent")
    assert skill.session["new"] is True


def test_one_shot_with_the_name_alone_launches() -> None:
    assert (
        talk(Skill(reply()), "alexa, open face guide", one_shot=True)[0].request
        == "LaunchRequest"
    )


@pytest.mark.parametrize(
    ("text", "utterance"),
    [
        ("ask face guide to list the causes", "list the causes"),
        ("Alexa, ask Face Guide why my face twitches", "why my face twitches"),
        ("tell face guide that my arm is weak", "my arm is weak"),
        ("open phase guide", ""),
        ("face guide help", "help"),
    ],
)
def test_the_name_is_not_part_of_the_utterance(text: str, utterance: str) -> None:
    assert invoked(text, "face guide") == (True, utterance)


def test_a_sentence_without_the_name_is_the_utterance() -> None:
    assert invoked("why is my face twitching", "face guide") == (
        False,
        "why is my face twitching",
    )


def test_the_first_silence_is_the_reprompt() -> None:
    turn = talk(Skill(reply(attributes=STATE)), "")[1]
    assert (turn.request, turn.speech, turn.ended, turn.asked) == (
        None,
        "Are you there?",
        False,
        "duration",
    )


def test_the_second_silence_ends_the_session() -> None:
    skill = Skill(reply())
    turn = talk(skill, "", "", "help")[-1]
    assert (turn.request, turn.speech, turn.ended) == ("SessionEndedRequest", "", True)
    assert skill.request["reason"] == "EXCEEDED_MAX_REPROMPTS"


def test_speaking_in_between_starts_the_silences_anew() -> None:
    turns = talk(Skill(reply()), "", "help", "")
    assert not turns[-1].ended


def test_silence_where_nothing_is_asked_again_ends_the_session() -> None:
    assert talk(Skill(reply(reprompt=None)), "")[1].ended


@pytest.mark.parametrize("text", ["exit", "Alexa, exit"])
def test_exit_ends_the_session_without_a_reply(text: str) -> None:
    skill = Skill(reply())
    turn = talk(skill, text)[1]
    assert (turn.request, turn.speech, turn.ended) == ("SessionEndedRequest", "", True)
    assert skill.request["reason"] == "USER_INITIATED"


def test_what_is_said_after_the_end_is_ignored_until_the_next_session() -> None:
    skill = Skill(reply(), reply(ended=True), reply())
    turns = talk(skill, "stop", "help", "", "---", "help")
    assert [(turn.session, turn.request, turn.ended) for turn in turns] == [
        (0, "LaunchRequest", False),
        (0, "IntentRequest", True),
        (1, "LaunchRequest", False),
        (1, "IntentRequest", False),
    ]


def test_the_next_session_knows_nothing_of_the_last() -> None:
    skill = Skill(reply(attributes=STATE))
    talk(skill, "---")
    assert skill.session["attributes"] == {}
    assert skill.session["sessionId"] != skill.envelopes[0]["session"]["sessionId"]


def test_a_skill_that_fails_ends_the_session_with_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(_: dict[str, Any]) -> dict[str, Any]:
        raise TransportError("the skill failed: ValueError")

    (turn,) = talk(broken, "help")
    terminal.show_json(turn)
    captured = capsys.readouterr()
    assert json.loads(captured.out)["ended"] is True
    assert "ValueError" in captured.err


@pytest.mark.parametrize(
    ("ssml", "text"),
    [
        ("<speak>One.<break time='1s'/>Two.</speak>", "One. Two."),
        (
            "<speak>salt &amp; <emphasis>pepper</emphasis>, &lt;now&gt;</speak>",
            "salt & pepper, <now>",
        ),
        ("", ""),
    ],
)
def test_plain_text_has_no_markup(ssml: str, text: str) -> None:
    assert plain(ssml) == text


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/alexa",
        "https://127.0.0.1/",
        "http://192.168.1.2/",
        "file:///etc",
        "nonsense",
        "http://[::1",
    ],
)
def test_only_this_machine_is_spoken_to(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(TransportError, match="this machine"):
        over_http(url)
    assert main(["--endpoint", url]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:5000/alexa", "http://localhost:1/", "http://[::1]:8000/alexa"],
)
def test_loopback_is_spoken_to(url: str) -> None:
    assert callable(over_http(url))


def test_an_unknown_locale_stops_with_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--locale", "tlh"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_odd_bytes_are_read() -> None:
    assert list(terminal.decoded(io.BytesIO(b"\xff\xfe my face\n\n"))) == [
        "\ufffd\ufffd my face\n",
        "\n",
    ]


def test_a_missing_voice_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert terminal.speaking(terminal.show_json, "en-GB") is terminal.show_json
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_script_protocol_from_outside() -> None:
    said = (
        b"why is my face twitching\n\xff\xfe\n\nher face is drooping\n"
        b"stop\nignored\n---\nhelp\n"
    )
    run = subprocess.run(
        [sys.executable, "-m", "speaker", "--json", "--locale", "en-GB"],
        input=said,
        capture_output=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    turns = [json.loads(line) for line in run.stdout.decode().splitlines()]
    assert (run.returncode, run.stderr) == (0, b"")
    assert all(list(turn) == KEYS for turn in turns)
    assert [turn["session"] for turn in turns] == [0, 0, 0, 0, 0, 0, 1, 1]
    assert turns[4]["level"] == "emergency"
    assert turns[5]["ended"] is True


@pytest.mark.parametrize(
    "text",
    [
        "i feel a little weak",
        "i'm a little off balance today",
        "no but he dozes off mid sentence",
        "i see you",
        "that's just about it i suppose",
    ],
)
def test_nothing_settles_a_danger_question_by_resemblance(text: str) -> None:
    """It is put again, or help is called for; it is no "no", and never the end.

    It may also be asked whether a sign that was half said is meant.
    """
    conversation = Conversation(in_process("guided"), WHOLE)
    conversation.open()
    conversation.say("why is my eyelid twitching")
    asked = conversation.say("i'm forty")
    turn = conversation.say(text)
    assert asked is not None
    assert turn is not None
    assert not turn.ended
    assert turn.asked in (asked.asked, "danger_sure") or turn.level == "emergency"


@pytest.mark.parametrize("text", ["no", "nope", "no none of those", "no it isn't"])
def test_a_plain_no_settles_a_danger_question(text: str) -> None:
    conversation = Conversation(in_process("guided"), WHOLE)
    conversation.open()
    conversation.say("why is my eyelid twitching")
    asked = conversation.say("i'm forty")
    turn = conversation.say(text)
    assert asked is not None
    assert turn is not None
    assert turn.asked != asked.asked
