"""Whatever is in an envelope, signed or not, the answer is well-formed.

`make fuzz` runs these for long.
"""

from __future__ import annotations

import copy
import json
from typing import Any
from xml.etree import ElementTree

import pytest
from ask_sdk_core.exceptions import AskSdkException
from hypothesis import given
from hypothesis import strategies as st

from face_guide.alexa.envelope import application_id
from face_guide.alexa.skill import Skill
from face_guide.guide import Guide
from tests import envelopes
from tests.authority import SKILL_ID, throwaway
from tests.serving import signed_app

SKILL = Skill(Guide.load(), SKILL_ID)
CLIENT = signed_app().test_client()
BASES = [
    envelopes.launch(),
    envelopes.ended("ERROR"),
    envelopes.intent("AMAZON.YesIntent"),
    envelopes.intent(
        "AnswerIntent",
        {"location": "eyelid", "trigger": ["screen", "caffeine"], "person": "mother"},
    ),
    envelopes.intent(
        "WarningSignIntent", {"warning_sign": {"value": "her arm is weak"}}
    ),
    envelopes.envelope(
        {"type": "IntentRequest", "intent": {"name": "AMAZON.RepeatIntent"}},
        SKILL(envelopes.intent("WhyTwitchIntent", {"location": "eyelid"}))[
            "sessionAttributes"
        ],
    ),
]
ODD_WORDS = [
    "",
    "ER_SUCCESS_MATCH",
    "ER_NEW",
    "List",
    "Simple",
    "NONE",
    "x" * 8000,
    "\ud800",
    "</speak>",
    "en-XX",
    "0",
]
ODD_NUMBERS = [0, -1, 2**63, -(2**70), 10**400, 1e308, float("inf"), float("nan")]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.sampled_from(ODD_NUMBERS)
    | st.sampled_from(ODD_WORDS)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=10), inner, max_size=3)
    ),
    max_leaves=8,
)


def places(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path into a JSON value."""
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [
        place,
        *(deeper for key, item in items for deeper in places(item, (*place, key))),
    ]


@st.composite
def odd_envelopes(draw: st.DrawFn) -> Any:
    """Return a device's envelope with some values replaced, removed or added."""
    envelope = copy.deepcopy(draw(st.sampled_from(BASES)))
    for _ in range(draw(st.integers(1, 4))):
        *way, last = draw(st.sampled_from(places(envelope)[1:] or [("request",)]))
        holder = envelope
        for key in way:
            holder = holder[key]
        if draw(st.booleans()):
            holder[last] = draw(VALUES)
        elif isinstance(holder, dict):
            holder.pop(last)
            holder[draw(st.text(max_size=10))] = draw(VALUES)
    return envelope


def check(answer: dict[str, Any]) -> None:
    """Assert that the platform can take an answer.

    It has speech and a decision about the session, or nothing at all.
    """
    assert answer["version"] == "1.0"
    assert len(json.dumps(answer, allow_nan=False)) < 24_000
    response = answer["response"]
    if response:
        open_ = not response["shouldEndSession"]
        spoken = [
            response["outputSpeech"]["ssml"],
            *([response["reprompt"]["outputSpeech"]["ssml"]] if open_ else []),
        ]
        for ssml in spoken:
            assert ElementTree.fromstring(ssml).tag == "speak"  # noqa: S314 (our own)


@given(odd_envelopes())
def test_any_envelope_is_answered(envelope: Any) -> None:
    """Or it is addressed to another skill."""
    if application_id(envelope) == SKILL_ID:
        check(SKILL(envelope))
    else:
        with pytest.raises(AskSdkException):
            SKILL(envelope)


@given(odd_envelopes())
def test_any_signed_envelope_is_answered_or_refused(envelope: Any) -> None:
    """It is refused only for its timestamp or its address."""
    body, headers = throwaway().signed(envelope)
    reply = CLIENT.post("/alexa", data=body, headers=headers)
    if reply.status_code == 200:
        check(reply.get_json())
    else:
        assert (reply.status_code, reply.data) == (400, b"")


@given(odd_envelopes(), st.integers(0, 5000), st.binary(max_size=10))
def test_any_signed_bytes_are_answered_or_refused(
    envelope: Any, at: int, junk: bytes
) -> None:
    """Junk in the middle of what was signed."""
    body = json.dumps(envelope).encode()
    body = body[:at] + junk + body[at:]
    reply = CLIENT.post("/alexa", data=body, headers=throwaway().headers(body))
    assert reply.status_code in (200, 400)


@given(
    st.binary(max_size=300) | odd_envelopes().map(lambda odd: json.dumps(odd).encode()),
    st.text(),
    st.text(),
)
def test_anything_unsigned_is_refused(body: bytes, url: str, signature: str) -> None:
    """With an empty 400."""
    headers = {
        "SignatureCertChainUrl": url,
        "Signature-256": signature,
        "Content-Type": "application/json",
    }
    safe = {
        name: value.encode("unicode_escape").decode() for name, value in headers.items()
    }
    reply = CLIENT.post("/alexa", data=body, headers=safe)
    assert (reply.status_code, reply.data) == (400, b"")


def test_deep_nesting_and_duplicate_keys_are_answered() -> None:
    """In a place that the guide does not read."""
    body, _ = throwaway().signed(envelopes.launch())
    deep = b'"deep": ' + b"[" * 400 + b"]" * 400
    odd = body[:-1] + b', "version": "1.0", "version": 2, ' + deep + b"}"
    reply = CLIENT.post("/alexa", data=odd, headers=throwaway().headers(odd))
    check(reply.get_json())
