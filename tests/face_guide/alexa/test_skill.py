"""One skill for both doors: whatever comes in, a listener gets an answer."""

from __future__ import annotations

import json
import logging
from typing import Any, NoReturn

import pytest
from ask_sdk_core.exceptions import AskSdkException

from face_guide.alexa.skill import Skill
from face_guide.guide import Guide
from tests import envelopes
from tests.authority import SKILL_ID
from tests.envelopes import SECRETS


def nested(depth: int) -> list[Any]:
    """Return a list in a list in a list."""
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


class BrokenGuide(Guide):
    """A guide with a fault that knows what was said."""

    def respond(self, *_: object) -> NoReturn:
        """Fail as a bug would."""
        raise KeyError("my left eyelid")


@pytest.fixture
def skill() -> Skill:
    return Skill(Guide.load(), SKILL_ID)


@pytest.fixture
def broken() -> Skill:
    return Skill(BrokenGuide.load(), SKILL_ID)


def speech(answer: dict[str, Any]) -> str:
    ssml: str = answer["response"]["outputSpeech"]["ssml"]
    return ssml


def test_a_launch_is_answered_and_stays_open(skill: Skill) -> None:
    """With speech, a different reprompt and the session attributes."""
    answer = skill(envelopes.launch())
    assert answer["version"] == "1.0"
    assert answer["response"]["shouldEndSession"] is False
    assert answer["response"]["reprompt"]["outputSpeech"]["ssml"] != speech(answer)
    assert answer["sessionAttributes"]


def test_attributes_come_back_to_the_guide(skill: Skill) -> None:
    """A level that was reached is kept through another wish."""
    first = skill(
        envelopes.intent("WarningSignIntent", {"warning_sign": ["face_droop"]})
    )
    then = envelopes.envelope(
        {"type": "IntentRequest", "intent": {"name": "SourcesIntent"}},
        first["sessionAttributes"],
    )
    assert skill(then)["sessionAttributes"]["level"] == "emergency"


@pytest.mark.parametrize(
    "request_",
    [envelopes.ended(), envelopes.ended("A_NEW_REASON"), envelopes.ended(reason=[])],
)
def test_the_end_of_a_session_gets_an_empty_response(
    skill: Skill, request_: dict[str, Any]
) -> None:
    """The platform forbids speech there."""
    assert skill(request_)["response"] == {}


def test_an_event_without_a_session_gets_an_empty_response(skill: Skill) -> None:
    """Nobody is listening."""
    event = envelopes.envelope({"type": "AlexaSkillEvent.SkillDisabled"})
    del event["session"]
    assert skill(event)["response"] == {}


@pytest.mark.parametrize(
    "odd",
    [
        envelopes.launch(type="A.New.Request"),
        envelopes.intent("ANewIntent"),
        envelopes.intent("AnswerIntent", dialogState="A_NEW_STATE"),
        envelopes.intent(
            "AnswerIntent", {"location": envelopes.said("lid", "eyelid", code="ER_NEW")}
        ),
        envelopes.intent(
            "AnswerIntent",
            {"location": {"slotValue": {"type": "New", "values": [{"type": "Newer"}]}}},
        ),
        envelopes.intent("AnswerIntent", {"location": {"confirmationStatus": "NEW"}}),
        envelopes.intent("AnswerIntent", {"a_new_slot": "eyelid"}),
        envelopes.launch(timestamp=5),
        envelopes.launch(locale="xx-XX"),
        envelopes.launch(locale=None),
        {**envelopes.launch(), "version": 2},
        {**envelopes.launch(), "session": 5},
        {
            **envelopes.launch(),
            "session": {"new": "yes", "attributes": [1], "user": 5, "application": 5},
        },
        envelopes.envelope(
            {"type": "IntentRequest"},
            {"version": 99, "level": 5, "asked": {}, "answers": "x"},
        ),
        envelopes.envelope([]),
    ],
)
def test_new_and_odd_values_never_cost_the_listener_an_answer(
    skill: Skill, odd: dict[str, Any]
) -> None:
    """Whatever the platform adds, the reply is speech and can be sent."""
    assert speech(json.loads(json.dumps(skill(odd))))


def test_new_context_never_costs_the_listener_an_answer(skill: Skill) -> None:
    """The SDK's models know the viewports of 2023 only."""
    envelope = envelopes.launch()
    envelope["context"] |= {
        "Viewport": {"mode": "HOLOGRAM"},
        "Viewports": [{"type": "NEW"}],
        "Extensions": 5,
    }
    assert speech(skill(envelope))


@pytest.mark.parametrize("odd", [None, [], 5, "text", {}, {"request": 5}])
def test_without_a_skill_id_anything_is_answered(odd: object) -> None:
    """As when Lambda's own trigger has checked the skill id."""
    assert speech(Skill(Guide.load())(odd))


@pytest.mark.parametrize(
    "application", [{"applicationId": "amzn1.ask.skill.other"}, {}, None, 5]
)
def test_a_request_for_another_skill_stays_an_error(
    skill: Skill, application: object
) -> None:
    """It must not get a friendly answer."""
    envelope = envelopes.launch()
    envelope["context"]["System"]["application"] = application
    with pytest.raises(AskSdkException):
        skill(envelope)


def test_a_fault_is_apologised_for_and_forgets_nothing(
    broken: Skill, skill: Skill
) -> None:
    """The level that was reached goes on."""
    reached = skill(
        envelopes.intent("WarningSignIntent", {"warning_sign": ["face_droop"]})
    )["sessionAttributes"]
    answer = broken(
        envelopes.envelope(
            {"type": "IntentRequest", "intent": {"name": "SourcesIntent"}}, reached
        )
    )
    assert speech(answer)
    assert answer["response"]["shouldEndSession"] is False
    assert answer["sessionAttributes"]["level"] == "emergency"


def test_a_fault_outside_of_the_sdks_dispatch_is_apologised_for(
    skill: Skill, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There its exception handlers do not run."""
    monkeypatch.setattr(skill.dispatcher, "dispatch", lambda *_: 1 / 0)
    answer = skill(
        envelopes.envelope({"type": "LaunchRequest"}, {"version": 1, "level": "urgent"})
    )
    assert speech(answer)
    assert answer["sessionAttributes"]["level"] == "urgent"


@pytest.mark.parametrize(
    "odd", [float("inf"), float("nan"), 10**4000, -(2**70), nested(5000)]
)
@pytest.mark.parametrize(
    "request_",
    [
        {"type": "IntentRequest", "intent": {"name": "SourcesIntent"}},
        {"type": "SessionEndedRequest"},
    ],
)
def test_odd_attributes_are_never_sent_back(
    skill: Skill, request_: dict[str, Any], odd: object
) -> None:
    """What no JSON number can hold, and what is nested too deep to be sent."""
    attributes = {
        "n": odd,
        "misses": odd,
        "at": odd,
        "said": [odd, ["disclaimer", odd]],
    }
    answer = skill(
        envelopes.envelope(request_, {"answers": {"trigger": odd}, **attributes})
    )
    assert len(json.dumps(answer, allow_nan=False)) < 5000


def test_a_fault_is_logged_without_what_was_said(
    broken: Skill, caplog: pytest.LogCaptureFixture
) -> None:
    """An id and the exception's type."""
    broken(envelopes.intent("AnswerIntent", {"location": {"value": "my left eyelid"}}))
    logged = caplog.text
    assert "KeyError" in logged
    assert not [
        secret for secret in (*SECRETS, "eyelid", "Traceback") if secret in logged
    ]


def test_a_turn_logs_nothing_about_the_listener(
    skill: Skill, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither ids nor words."""
    caplog.set_level(logging.DEBUG)
    skill(
        envelopes.intent(
            "WarningSignIntent", {"warning_sign": {"value": "arm is weak"}}
        )
    )
    assert not [secret for secret in (*SECRETS, "weak") if secret in caplog.text]
