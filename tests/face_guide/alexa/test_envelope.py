"""The border with Alexa: what comes in, what goes out."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from face_guide.alexa.envelope import prune, to_response, to_turn
from face_guide.turn import Response, Turn
from tests import envelopes
from tests.envelopes import SECRETS, said

INTENTS = tomllib.loads(
    (Path(__file__).parents[3] / "interaction-models/intents.toml").read_text()
)


def turn_of(envelope: object) -> Turn:
    return to_turn(prune(envelope))


USUAL = Response(
    acts=(),
    text="Text.",
    ssml="<speak>Text.</speak>",
    reprompt="<speak>Well?</speak>",
    reprompt_text="Well?",
    card=None,
    ended=False,
    elicit=None,
    attributes={},
)


@pytest.mark.parametrize(
    ("envelope", "kind"),
    [
        (envelopes.launch(), "launch"),
        (envelopes.intent("SourcesIntent"), "intent"),
        (envelopes.ended(), "end"),
        (envelopes.ended("A_NEW_REASON"), "end"),
        (envelopes.envelope({"type": "Some.New.Request"}), "other"),
        (
            envelopes.envelope(
                {"type": "Alexa.Presentation.APL.UserEvent", "token": 5}
            ),
            "other",
        ),
        (envelopes.envelope({"type": ["IntentRequest"]}), "other"),
        (envelopes.envelope(None), "other"),
        ({}, "other"),
        ("nonsense", "other"),
        (
            {
                **envelopes.envelope({"type": "AudioPlayer.PlaybackStarted"}),
                "session": None,
            },
            "end",
        ),
    ],
)
def test_request_types_become_kinds(envelope: object, kind: str) -> None:
    """An event without a session has no listener: it is treated as the end is."""
    assert turn_of(envelope).kind == kind


@pytest.mark.parametrize(
    ("slot", "ids", "heard"),
    [
        ("eyelid", ("eyelid",), ()),
        (["eyelid", "cheek"], ("eyelid", "cheek"), ()),
        (["eyelid", "eyelid"], ("eyelid",), ()),
        ({"value": "arm is weak"}, (), ("arm is weak",)),
        ({}, (), ()),
        ({"value": ""}, (), ()),
        ({"value": None, "resolutions": None, "slotValue": None}, (), ()),
        (said("the lid", "eyelid", "lid"), ("eyelid", "lid"), ()),
        (said("the lid", "eyelid", code="ER_SUCCESS_NO_MATCH"), (), ("the lid",)),
        (said("the lid", "eyelid", code="ER_A_NEW_CODE"), (), ("the lid",)),
        ({"slotValue": said("the lid", "eyelid")}, ("eyelid",), ()),
        (
            {"slotValue": {**said("the lid", "eyelid"), "type": "Range"}},
            ("eyelid",),
            (),
        ),
        (
            {
                "slotValue": {
                    "type": "List",
                    "values": [said("lid", "eyelid"), said("my arm")],
                }
            },
            ("eyelid",),
            ("my arm",),
        ),
        (
            {"slotValue": {"type": "List", "values": []}, **said("the lid", "eyelid")},
            ("eyelid",),
            (),
        ),
        (
            {
                "confirmationStatus": "PERHAPS",
                "source": "MIND",
                **said("the lid", "eyelid"),
            },
            ("eyelid",),
            (),
        ),
        ({"value": 5, "slotValue": [5]}, (), ()),
        (
            {
                "value": "lid",
                "resolutions": {"resolutionsPerAuthority": [None, 5, {"status": 5}]},
            },
            (),
            ("lid",),
        ),
        ({"value": "x" * 8000}, (), ("x" * 8000,)),
    ],
)
def test_slots_become_ids_and_the_rest_is_heard(
    slot: object, ids: tuple[str, ...], heard: tuple[str, ...]
) -> None:
    """A match gives its id only; words without a match reach the danger check."""
    turn = turn_of(envelopes.intent("AnswerIntent", {"location": slot}))
    assert (turn.slots.get("location", ()), turn.unmatched_text) == (ids, heard)


def test_the_best_of_several_matches_counts() -> None:
    """An authority ranks its matches: the first one is meant."""
    ranked = said("lid", "eyelid")
    ranked["resolutions"]["resolutionsPerAuthority"][0]["values"].append(
        {"value": {"name": "cheek", "id": "cheek"}}
    )
    assert turn_of(envelopes.intent("AnswerIntent", {"location": ranked})).slots == {
        "location": ("eyelid",)
    }


@pytest.mark.parametrize(
    ("values", "sure", "unsure"),
    [
        ([said("the lid", "eyelid")], ("eyelid",), ()),
        ([{**said("the lid", "eyelid"), "sure": True}], ("eyelid",), ()),
        ([{**said("the lid", "eyelid"), "sure": False}], (), ("eyelid",)),
        (
            [said("the lid", "eyelid"), {**said("cheek", "cheek"), "sure": False}],
            ("eyelid",),
            ("cheek",),
        ),
        (
            [{**said("lid", "eyelid"), "sure": False}, said("the lid", "eyelid")],
            ("eyelid",),
            (),
        ),
        ([{**said("the lid", "eyelid"), "sure": 0}], ("eyelid",), ()),
        ([{**said("the lid", "eyelid"), "sure": "false"}], ("eyelid",), ()),
    ],
)
def test_what_was_not_heard_well_is_apart(
    values: list[dict[str, Any]], sure: tuple[str, ...], unsure: tuple[str, ...]
) -> None:
    """Only a plain false is a doubt; what was heard well as well is sure."""
    several = {"slotValue": {"type": "List", "values": values}}
    single = {**values[0], "slotValue": values[0]}
    for slot in [several, single][: 3 - len(values)]:
        turn = turn_of(envelopes.intent("AnswerIntent", {"location": slot}))
        assert turn.slots.get("location", ()) == sure
        assert turn.unsure.get("location", ()) == unsure


def test_an_echo_is_sure() -> None:
    """Its envelopes know no doubt, and none is kept of them."""
    pruned = prune(envelopes.intent("AnswerIntent", {"trigger": ["screen", "light"]}))
    assert "sure" not in json.dumps(pruned)
    assert not to_turn(pruned).unsure


def test_words_that_match_no_value_are_searched_however_they_were_heard() -> None:
    heard = {**said("arm is weak", "x", code="ER_SUCCESS_NO_MATCH"), "sure": False}
    turn = turn_of(envelopes.intent("AnswerIntent", {"location": heard}))
    assert (turn.slots, turn.unsure) == ({}, {})
    assert turn.unmatched_text == ("arm is weak",)


@pytest.mark.parametrize(
    "odd",
    [
        {"intent": None},
        {"intent": []},
        {"intent": {"name": 5, "slots": []}},
        {"intent": {"slots": {"location": None}}},
        {"dialogState": "PAUSED"},
        {"locale": 5},
        {"timestamp": 1_700_000_000_000},
        {"requestId": {}},
    ],
)
def test_odd_intent_requests_are_still_intents(odd: dict[str, Any]) -> None:
    """Values of a wrong type are left out."""
    assert turn_of(envelopes.intent("AnswerIntent", **odd)).kind == "intent"


def test_locale_comes_from_the_request() -> None:
    """The locale decides the words and the emergency number."""
    assert turn_of(envelopes.launch(locale="en-IN")).locale == "en-IN"


def test_nothing_about_the_person_or_device_comes_in() -> None:
    """Ids and tokens do not pass the border."""
    pruned = json.dumps(prune(envelopes.intent("AnswerIntent", {"location": "eyelid"})))
    assert not [secret for secret in SECRETS if secret in pruned]


@pytest.mark.parametrize("ended", [True, False])
def test_a_response_always_says_whether_the_session_ends(ended: bool) -> None:
    """Left out, the platform does neither."""
    sent = to_response(USUAL._replace(ended=ended))
    assert sent["shouldEndSession"] is ended


def test_speech_reprompt_and_card_are_in_the_response() -> None:
    """SSML for both, plain text on the card."""
    response = to_response(USUAL._replace(card=("Title", "Text")))
    assert response["outputSpeech"] == {"type": "SSML", "ssml": "<speak>Text.</speak>"}
    assert response["reprompt"] == {
        "outputSpeech": {"type": "SSML", "ssml": "<speak>Well?</speak>"}
    }
    assert response["card"] == {"type": "Simple", "title": "Title", "content": "Text"}


def test_nothing_is_sent_that_is_not_there() -> None:
    """A closing line has no reprompt, card or directive."""
    sent = to_response(USUAL._replace(reprompt=None, ended=True))
    assert set(sent) == {"outputSpeech", "shouldEndSession"}


def test_a_slot_question_elicits_with_empty_slots_of_the_contract() -> None:
    """The answers so far live in the session attributes, not in the dialog."""
    [directive] = to_response(USUAL._replace(elicit="duration"))["directives"]
    intent = directive["updatedIntent"]
    assert (directive["type"], directive["slotToElicit"]) == (
        "Dialog.ElicitSlot",
        "duration",
    )
    assert set(intent["slots"]) == set(INTENTS["intent"][intent["name"]]["slots"])
    assert all(
        slot == {"name": name, "confirmationStatus": "NONE"}
        for name, slot in intent["slots"].items()
    )
    assert intent["confirmationStatus"] == "NONE"
