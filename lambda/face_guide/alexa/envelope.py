"""The border with Alexa: envelopes in, turns out; responses in, the SDK's responses out.

`prune` builds a new envelope from what the guide reads and nothing else. Ids of persons and devices, tokens and
whatever the platform adds tomorrow stay outside; so do values that the SDK's models do not know.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ask_sdk_model import (
    Application,
    Context,
    Intent,
    IntentRequest,
    LaunchRequest,
    ListSlotValue,
    RequestEnvelope,
    Session,
    SessionEndedReason,
    SessionEndedRequest,
    SessionResumedRequest,
    SimpleSlotValue,
    Slot,
)
from ask_sdk_model.interfaces.system import SystemState

from face_guide.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from face_guide import turn

KINDS = {
    "LaunchRequest": "launch",
    "IntentRequest": "intent",
    "SessionEndedRequest": "end",
}
STAND_IN = "SessionResumedRequest"
"""The plainest request of the SDK's models: it stands for every type that the guide has no use for."""
DEFAULT_LOCALE = "en-US"
NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
"""What an intent or a locale can be called. Both are logged, so neither may carry words of the listener."""
END_REASONS = {"USER_INITIATED", "ERROR", "EXCEEDED_MAX_REPROMPTS"}
MATCH = "ER_SUCCESS_MATCH"
DEPTH = 6
"""Attributes that are nested deeper were not written by us, and would exhaust the SDK's recursion."""
LARGEST = 2**63
ELICITED_INTENT = "WhyTwitchIntent"
ELICITED_SLOTS = ("person", "location", "duration", "trigger", "symptom", "background")


def prune(envelope: object) -> dict[str, Any]:
    """Return a request envelope of what the guide reads, each value of the type it should have."""
    given = _dict(envelope)
    session = given.get("session")
    return {
        "version": "1.0",
        "session": {"attributes": _flat(_dict(_dict(session).get("attributes")))},
        "context": {
            "System": {"application": {"applicationId": application_id(envelope)}}
        },
        "request": _request(
            _dict(given.get("request")), listening=isinstance(session, dict)
        ),
    }


def application_id(envelope: object) -> str:
    """Return the id of the skill that the envelope is addressed to, "" if it names none."""
    system = _dict(_dict(_dict(envelope).get("context")).get("System"))
    return _text(_dict(system.get("application")).get("applicationId"))


def to_envelope(pruned: dict[str, Any]) -> RequestEnvelope:
    """Return a pruned envelope in the SDK's terms, without its session attributes: those need not go through the SDK.

    The SDK's own deserialiser comes to the same in some ten times the time: it looks up each type by its name.
    """
    request = pruned["request"]
    system = SystemState(application=Application(application_id(pruned)))
    return RequestEnvelope(
        "1.0", Session(), Context(system=system), REQUESTS[request["type"]](request)
    )


def to_turn(envelope: RequestEnvelope) -> Turn:
    """Return what the listener did: slots as ids, the words of unmatched slot values as `unmatched_text`."""
    request: Any = envelope.request
    kind = KINDS.get(request.object_type, "other")
    if kind != "intent":
        return Turn(kind, locale=request.locale)
    slots: dict[str, tuple[str, ...]] = {}
    heard: list[str] = []
    for slot in request.intent.slots.values():
        found = [(value.value, _ids(value)) for value in _slot_values(slot)]
        heard += [words for words, ids in found if words and not ids]
        if ids := tuple(dict.fromkeys(id_ for _, ids in found for id_ in ids)):
            slots[slot.name] = ids
    return Turn(kind, request.intent.name, slots, tuple(heard), request.locale)


def to_response(response: turn.Response) -> dict[str, Any]:
    """Return the guide's response as the platform reads it; it always says whether the session ends.

    The SDK passes it on as it is. Its own models of it would say the same, and be taken apart again at each turn.
    """
    sent: dict[str, Any] = {
        "outputSpeech": _speech(response.ssml),
        "shouldEndSession": response.ended,
    }
    if response.reprompt:
        sent["reprompt"] = {"outputSpeech": _speech(response.reprompt)}
    if response.card:
        sent["card"] = {
            "type": "Simple",
            "title": response.card[0],
            "content": response.card[1],
        }
    if response.elicit:
        sent["directives"] = [_elicit(response.elicit)]
    return sent


def _speech(ssml: str) -> dict[str, Any]:
    return {"type": "SSML", "ssml": ssml}


def _elicit(slot: str) -> dict[str, Any]:
    """Ask for one slot. All slots go out empty: the answers live in the session attributes."""
    empty = {
        name: {"name": name, "confirmationStatus": "NONE"} for name in ELICITED_SLOTS
    }
    intent = {"name": ELICITED_INTENT, "confirmationStatus": "NONE", "slots": empty}
    return {"type": "Dialog.ElicitSlot", "slotToElicit": slot, "updatedIntent": intent}


def _request(request: dict[str, Any], *, listening: bool) -> dict[str, Any]:
    type_ = _text(request.get("type"))
    pruned: dict[str, Any] = {
        "type": type_,
        "locale": _named(request.get("locale"), DEFAULT_LOCALE),
    }
    if type_ == "IntentRequest":
        pruned["intent"] = _intent(_dict(request.get("intent")))
    elif type_ not in KINDS:
        # An event about a player or the skill itself comes without a session: nobody is there to hear an answer.
        pruned["type"] = STAND_IN if listening or not type_ else "SessionEndedRequest"
    elif _text(request.get("reason")) in END_REASONS:
        pruned["reason"] = request["reason"]
    return pruned


def _intent(intent: dict[str, Any]) -> dict[str, Any]:
    slots = {
        name: _slot(name, _dict(slot))
        for name, slot in _dict(intent.get("slots")).items()
    }
    return {
        "name": _named(intent.get("name"), ""),
        "slots": {name: slot for name, slot in slots.items() if slot},
    }


def _slot(name: str, slot: dict[str, Any]) -> dict[str, Any] | None:
    """Keep a slot in one of two shapes: one value in the slot itself, or several in a list."""
    given = _dict(slot.get("slotValue"))
    values = list(_filled([*_list(given.get("values")), given])) or list(
        _filled([slot])
    )
    if len(values) > 1:
        return {
            "name": name,
            "slotValue": {
                "type": "List",
                "values": [{"type": "Simple", **v} for v in values],
            },
        }
    return {"name": name, **values[0]} if values else None


def _filled(values: Iterable[object]) -> Iterable[dict[str, Any]]:
    """Yield the values that were said, with the first id of each authority that matched: the best by its ranking."""
    for value in map(_dict, values):
        words = _text(value.get("value"))
        matches = [
            {"status": {"code": MATCH}, "values": [{"value": {"id": id_}}]}
            for id_ in _matches(value)
        ]
        if words or matches:
            yield {"value": words, "resolutions": {"resolutionsPerAuthority": matches}}


def _matches(value: dict[str, Any]) -> Iterable[str]:
    for authority in map(
        _dict, _list(_dict(value.get("resolutions")).get("resolutionsPerAuthority"))
    ):
        ids = [
            _text(_dict(_dict(match).get("value")).get("id"))
            for match in _list(authority.get("values"))
        ]
        if _dict(authority.get("status")).get("code") == MATCH and any(ids):
            yield next(filter(None, ids))


def _slot_values(slot: Any) -> list[Any]:
    return slot.slot_value.values if slot.slot_value else [slot]


def _ids(value: Any) -> list[str]:
    return [
        authority.values[0].value.id
        for authority in value.resolutions.resolutions_per_authority
    ]


def _flat(value: object, depth: int = DEPTH) -> Any:
    """Return a JSON value without what no JSON number can hold and without what is nested too deep."""
    if isinstance(value, dict):
        return (
            {str(key): _flat(item, depth - 1) for key, item in value.items()}
            if depth
            else None
        )
    if isinstance(value, list):
        return [_flat(item, depth - 1) for item in value] if depth else None
    if isinstance(value, int | float) and not abs(value) < LARGEST:
        return None
    return value


def _intent_request(request: dict[str, Any]) -> IntentRequest:
    slots = {
        name: _slot_model(name, slot)
        for name, slot in request["intent"]["slots"].items()
    }
    return IntentRequest(
        locale=request["locale"],
        intent=Intent(name=request["intent"]["name"], slots=slots),
    )


def _ended_request(request: dict[str, Any]) -> SessionEndedRequest:
    reason = SessionEndedReason(request["reason"]) if "reason" in request else None
    return SessionEndedRequest(locale=request["locale"], reason=reason)


def _slot_model(name: str, slot: dict[str, Any]) -> Slot:
    if "slotValue" in slot:
        values = [
            SimpleSlotValue(value["value"], _resolutions(value))
            for value in slot["slotValue"]["values"]
        ]
        return Slot(name=name, slot_value=ListSlotValue(values))
    return Slot(name=name, value=slot["value"], resolutions=_resolutions(slot))


def _resolutions(value: dict[str, Any]) -> Any:
    # Eight modules that a launch does without.
    from ask_sdk_model.slu import entityresolution as er  # noqa: PLC0415

    ids = (
        match["values"][0]["value"]["id"]
        for match in value["resolutions"]["resolutionsPerAuthority"]
    )
    matched = er.Status(er.StatusCode.ER_SUCCESS_MATCH)
    return er.Resolutions(
        [
            er.Resolution(status=matched, values=[er.ValueWrapper(er.Value(id=id_))])
            for id_ in ids
        ]
    )


REQUESTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "LaunchRequest": lambda request: LaunchRequest(locale=request["locale"]),
    "IntentRequest": _intent_request,
    "SessionEndedRequest": _ended_request,
    STAND_IN: lambda request: SessionResumedRequest(locale=request["locale"]),
}
"""Request type to how its model is made of a pruned request."""


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _named(value: object, default: str) -> str:
    return value if isinstance(value, str) and NAME.fullmatch(value) else default


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
