"""The virtual Echo sends and remembers what a device does, no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from face_guide.alexa.envelope import prune, to_turn
from speaker.device import Device
from speaker.nlu.recognizer import Elicited, Recognizer
from tests.speaker.nlu.models import Skill, eliciting, reply, tiny

if TYPE_CHECKING:
    from speaker.nlu.utterance import Value

MODEL = tiny()
RECOGNIZER = Recognizer(MODEL)


def device(*replies: dict[str, Any]) -> tuple[Device, Skill]:
    skill = Skill(*(replies or (reply(),)))
    return Device(skill, MODEL), skill


def say(echo: Device, text: str) -> None:
    echo.intent(RECOGNIZER.recognize(text, echo.elicited))


def test_a_launch_opens_a_new_session() -> None:
    echo, skill = device()
    echo.launch()
    assert skill.request["type"] == "LaunchRequest"
    assert skill.request["locale"] == "en-GB"
    assert skill.session["new"] is True
    assert skill.session["attributes"] == {}


def test_an_envelope_has_what_a_device_sends() -> None:
    echo, skill = device()
    echo.launch()
    envelope = skill.envelopes[0]
    system = envelope["context"]["System"]
    assert envelope["version"] == "1.0"
    assert set(skill.session) == {
        "new",
        "sessionId",
        "application",
        "attributes",
        "user",
    }
    assert {"application", "user", "device", "apiEndpoint"} <= set(system)
    assert system["application"] == skill.session["application"]
    assert {"type", "requestId", "timestamp", "locale"} <= set(skill.request)


def test_the_session_goes_on_with_one_id() -> None:
    echo, skill = device()
    echo.launch()
    say(echo, "tell me about eye strain")
    assert skill.session["new"] is False
    assert len({envelope["session"]["sessionId"] for envelope in skill.envelopes}) == 1
    assert len({envelope["request"]["requestId"] for envelope in skill.envelopes}) == 2


def test_attributes_come_back_exactly_as_replied() -> None:
    kept = {"level": "urgent", "answers": {"location": ["cheek"]}}
    echo, skill = device(reply(attributes=kept))
    echo.launch()
    say(echo, "help")
    assert skill.session["attributes"] == kept


def test_a_reply_without_attributes_forgets_them() -> None:
    echo, skill = device(reply(attributes={"a": 1}), reply(), reply())
    echo.launch()
    say(echo, "help")
    assert skill.session["attributes"] == {"a": 1}
    say(echo, "help")
    assert skill.session["attributes"] == {}


def test_a_slot_carries_its_entity_resolution() -> None:
    echo, skill = device()
    say(echo, "tell me about eye strain")
    slot = skill.request["intent"]["slots"]["cause"]
    authority = slot["resolutions"]["resolutionsPerAuthority"][0]
    assert (
        slot["name"],
        slot["value"],
        slot["source"],
        slot["confirmationStatus"],
    ) == ("cause", "eye strain", "USER", "NONE")
    assert authority["status"]["code"] == "ER_SUCCESS_MATCH"
    assert authority["values"] == [
        {"value": {"name": "eye strain", "id": "eye_strain"}}
    ]
    assert slot["slotValue"]["type"] == "Simple"


def test_words_that_are_no_value_do_not_match() -> None:
    echo, skill = device()
    say(echo, "tell me about lupus")
    slot = skill.request["intent"]["slots"]["cause"]
    authority = slot["resolutions"]["resolutionsPerAuthority"][0]
    assert slot["value"] == "lupus"
    assert authority["status"]["code"] == "ER_SUCCESS_NO_MATCH"
    assert "values" not in authority


def test_a_value_that_was_not_heard_well_says_so() -> None:
    """Only such a value: an Echo sends no such field."""
    echo, skill = device()
    known = RECOGNIZER.recognize("coffee and screens")
    first, second = known.values
    echo.intent(known._replace(values=(first, second._replace(sure=False))))
    values = skill.request["intent"]["slots"]["trigger"]["slotValue"]["values"]
    assert "sure" not in values[0]
    assert values[1]["sure"] is False
    turn = to_turn(prune(skill.envelopes[-1]))
    assert turn.slots == {"trigger": (id_of(first),)}
    assert turn.unsure == {"trigger": (id_of(second),)}


@pytest.mark.parametrize(
    ("text", "told", "offered"),
    [
        ("my cheek and my eyelid twitch", {}, ("cheek", "eyelid")),
        ("the eyelid or the cheek, I don't know", {}, ("eyelid", "cheek")),
        ("my cheek, no, my eyelid twitches", {"location": ("eyelid",)}, ()),
        ("my eyelid twitches and my eyelid hurts", {"location": ("eyelid",)}, ()),
        ("she saw me twitch at my cheek", {"location": ("cheek",)}, ()),
        ("my eyelid twitches for a week, all day", {"duration": ("P1W",)}, ()),
    ],
)
def test_two_places_compete_and_no_two_lengths(
    text: str, told: dict[str, tuple[str, ...]], offered: tuple[str, ...]
) -> None:
    """Who puts a word right says which it is, and two lengths count two things."""
    echo, skill = device()
    say(echo, text)
    turn = to_turn(prune(skill.envelopes[-1]))
    assert turn.unsure.get("location", ()) == offered
    assert told.items() <= turn.slots.items()


def id_of(value: Value) -> str:
    assert value.entity
    return value.entity.id


def test_several_values_are_a_list() -> None:
    echo, skill = device()
    say(echo, "coffee and screens")
    slot = skill.request["intent"]["slots"]["trigger"]
    assert "value" not in slot
    assert slot["slotValue"]["type"] == "List"
    assert [value["value"] for value in slot["slotValue"]["values"]] == [
        "coffee",
        "screens",
    ]
    assert all(value["type"] == "Simple" for value in slot["slotValue"]["values"])


def test_slots_that_were_not_filled_are_there_without_a_value() -> None:
    echo, skill = device()
    say(echo, "tell me about eye strain")
    say(echo, "why is my face twitching")
    assert skill.request["intent"]["slots"]["location"] == {
        "name": "location",
        "confirmationStatus": "NONE",
    }


def test_only_intents_of_the_dialog_model_have_a_dialog_state() -> None:
    echo, skill = device()
    say(echo, "why is my face twitching")
    assert skill.request["dialogState"] == "STARTED"
    say(echo, "help")
    assert "dialogState" not in skill.request


def test_a_bare_value_goes_to_the_intent_whose_slot_was_asked_for() -> None:
    echo, skill = device(eliciting(), reply())
    say(echo, "why is my face twitching")
    assert echo.elicited == Elicited("WhyTwitchIntent", "location")
    say(echo, "the cheek")
    assert skill.request["intent"]["name"] == "WhyTwitchIntent"
    assert skill.request["dialogState"] == "IN_PROGRESS"
    assert skill.request["intent"]["slots"]["location"]["value"] == "cheek"


def test_another_intent_leaves_the_dialog() -> None:
    echo, skill = device(eliciting(), reply(), reply())
    say(echo, "why is my face twitching")
    say(echo, "help")
    assert skill.request["intent"]["name"] == "AMAZON.HelpIntent"
    say(echo, "cheek")
    assert skill.request["intent"]["name"] == "AnswerIntent"


def test_danger_is_heard_while_a_slot_is_asked_for() -> None:
    echo, skill = device(eliciting(), reply())
    say(echo, "why is my face twitching")
    say(echo, "her arm is weak")
    assert skill.request["intent"]["name"] == "WarningSignIntent"


def test_slots_that_the_skill_keeps_are_sent_again() -> None:
    kept = {"name": "duration", "value": "two weeks", "confirmationStatus": "NONE"}
    echo, skill = device(eliciting(duration=kept), reply())
    say(echo, "why is my face twitching")
    say(echo, "cheek")
    assert skill.request["intent"]["slots"]["duration"] == kept


def test_the_skill_ends_the_session() -> None:
    echo, _ = device(reply(ended=True))
    echo.launch()
    assert not echo.open


@pytest.mark.parametrize("reason", ["USER_INITIATED", "EXCEEDED_MAX_REPROMPTS"])
def test_an_end_is_told_with_its_reason_and_forgets_all(reason: str) -> None:
    echo, skill = device(reply(attributes={"a": 1}))
    echo.launch()
    echo.end(reason)
    assert (skill.request["type"], skill.request["reason"]) == (
        "SessionEndedRequest",
        reason,
    )
    assert skill.session["attributes"] == {"a": 1}
    assert (echo.open, echo.attributes, echo.reprompt) == (False, {}, None)


def test_a_skill_id_that_is_set_is_the_one_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SKILL_ID", "amzn1.ask.skill.mine")
    echo, skill = device()
    echo.launch()
    assert skill.session["application"] == {"applicationId": "amzn1.ask.skill.mine"}
