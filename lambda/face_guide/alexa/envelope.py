"""The border with Alexa: envelopes in, turns out; the guide's responses in, JSON out.

`prune` builds a new envelope from what the guide reads and nothing else. Ids of persons
and devices, tokens and whatever the platform adds tomorrow stay outside.

One field is our own: a door that knows how well it heard a slot value, as the local
speaker does, says `"sure": false` beside a value that it heard badly. No Echo sends it,
and without it a value is sure (docs/adr/0010-unsure-values.md).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from face_guide.speech import BELL, BELL_MS
from face_guide.turn import Turn

if TYPE_CHECKING:
    from face_guide.turn import Response

KINDS = {
    "LaunchRequest": "launch",
    "IntentRequest": "intent",
    "SessionEndedRequest": "end",
}
"""Type of a request to the kind of its turn; every other type is `other`."""
DEFAULT_LOCALE = "en-US"
NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
"""The form of an intent and of a locale; they are logged, so they may hold no words."""
END_REASONS = {"USER_INITIATED", "ERROR", "EXCEEDED_MAX_REPROMPTS"}
MATCH = "ER_SUCCESS_MATCH"
TASK_INTENT, TASK_SLOT = "ExerciseIntent", "exercise"
"""What a task starts: the exercise of its name, as `EyeRest`."""
MAX_SOUNDS = 5
BESIDE = "./"
"""Where sounds are for the local speaker, which makes them itself."""
AUDIO = re.compile(r"<audio [^>]*/>")
PAUSE = f'<break time="{BELL_MS}ms"/>'
ELICITED_INTENT = "WhyTwitchIntent"
ELICITED_SLOTS = (
    *("person", "location", "duration", "trigger", "symptom", "background"),
    *("age", "medicine", "warning_sign"),
)


def prune(envelope: object) -> dict[str, Any]:
    """Return a request envelope of what the guide reads, each value of its right type.

    Args:
        envelope: What came in, whatever it is.

    Returns:
        The parts of the envelope that the guide reads, in their places. A slot is a
        list of the values that were said, `{"value": words, "ids": [id, …]}` each, and
        `"sure": False` in one that was not heard well.
    """
    given = _dict(envelope)
    session = given.get("session")
    return {
        "session": {"attributes": _dict(_dict(session).get("attributes"))},
        "context": {
            "System": {"application": {"applicationId": application_id(envelope)}}
        },
        "request": _request(
            _dict(given.get("request")), listening=isinstance(session, dict)
        ),
    }


def application_id(envelope: object) -> str:
    """Return the id of the skill that an envelope is addressed to, "" without one."""
    system = _dict(_dict(_dict(envelope).get("context")).get("System"))
    return _text(_dict(system.get("application")).get("applicationId"))


def to_turn(pruned: dict[str, Any]) -> Turn:
    """Return what the listener did.

    Slots are ids; apart from them is what was not heard well, and what matched none.

    Args:
        pruned: An envelope as `prune` returns it.
    """
    request = pruned["request"]
    kind, locale = KINDS.get(request["type"], "other"), request["locale"]
    if task := request.get("task"):
        return Turn("intent", TASK_INTENT, {TASK_SLOT: (task,)}, locale=locale)
    if kind != "intent":
        return Turn(kind, locale=locale)
    slots: dict[str, tuple[str, ...]] = {}
    unsure: dict[str, tuple[str, ...]] = {}
    unmatched: list[str] = []
    for name, values in request["intent"]["slots"].items():
        unmatched += [value["value"] for value in values if not value["ids"]]
        ids = dict.fromkeys(id_ for value in values for id_ in value["ids"])
        if sure := tuple(id_ for id_ in ids if _is_sure(id_, values)):
            slots[name] = sure
        if doubtful := tuple(id_ for id_ in ids if id_ not in sure):
            unsure[name] = doubtful
    intent = request["intent"]["name"]
    return Turn(kind, intent, slots, tuple(unmatched), locale, unsure)


def _is_sure(id_: str, values: list[dict[str, Any]]) -> bool:
    """Tell whether one of the values that stand for an id was heard well."""
    return any(id_ in value["ids"] and value.get("sure", True) for value in values)


def to_response(response: Response, sounds: str | None = None) -> dict[str, Any]:
    """Return the guide's response as the platform reads it.

    It always says whether the session ends: left out, the platform does neither.

    Args:
        response: What the guide says.
        sounds: What the address of a sound begins with; without one they are pauses.
    """
    sent: dict[str, Any] = {
        "outputSpeech": _speech(with_sounds(response.ssml, sounds)),
        "shouldEndSession": response.ended,
    }
    if response.reprompt:
        again = with_sounds(response.reprompt, sounds)
        sent["reprompt"] = {"outputSpeech": _speech(again)}
    if response.card:
        title, content = response.card
        sent["card"] = {"type": "Simple", "title": title, "content": content}
    if response.elicit:
        sent["directives"] = [_elicit(response.elicit)]
    return sent


def with_sounds(ssml: str, sounds: str | None) -> str:
    """Return SSML with its sounds at their address, or with pauses in their place.

    The platform plays five sounds a reply ("Speech Synthesis Markup Language (SSML)
    Reference", `audio`): of more, the first ones are pauses.
    """
    if not sounds:
        return without_sounds(ssml)
    silent = ssml.count(BELL) - MAX_SOUNDS
    ssml = ssml.replace(BELL, PAUSE, max(silent, 0))
    return ssml.replace(BELL, BELL.replace('src="', f'src="{sounds}'))


def without_sounds(ssml: str) -> str:
    """Return SSML with pauses in place of its sounds, wherever those are."""
    return AUDIO.sub(PAUSE, ssml)


def _speech(ssml: str) -> dict[str, Any]:
    return {"type": "SSML", "ssml": ssml}


def _elicit(slot: str) -> dict[str, Any]:
    """Ask for one slot. All slots go out empty: the session attributes keep answers."""
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
    elif type_ == "LaunchRequest":
        if task := _task(_dict(request.get("task")).get("name")):
            pruned["task"] = task
    elif type_ not in KINDS:
        # An event about a player or the skill itself comes without a session: nobody
        # is there to hear an answer.
        pruned["type"] = "" if listening or not type_ else "SessionEndedRequest"
    elif _text(request.get("reason")) in END_REASONS:
        pruned["reason"] = request["reason"]
    return pruned


def _task(name: object) -> str:
    """Return the exercise that a task of a routine or a link starts.

    Example:
        >>> _task("amzn1.ask.skill.00000000-0000-4000-8000-000000000000.EyeRest")
        'eye_rest'
    """
    word = _named(_text(name).rpartition(".")[2], "")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", word).lower()


def _intent(intent: dict[str, Any]) -> dict[str, Any]:
    slots = {
        name: values
        for name, slot in _dict(intent.get("slots")).items()
        if isinstance(slot, dict) and (values := _said(slot))
    }
    return {"name": _named(intent.get("name"), ""), "slots": slots}


def _said(slot: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the values of a slot, from the newer of the two places that hold them."""
    newer = slot.get("slotValue")
    if isinstance(newer, dict):
        values = map(_value, [*_list(newer.get("values")), newer])
        if found := [value for value in values if value]:
            return found
    value = _value(slot)
    return [value] if value else []


def _value(value: object) -> dict[str, Any] | None:
    """Return one value, None when nothing was said."""
    given = _dict(value)
    words, ids = _text(given.get("value")), _ids(given.get("resolutions"))
    if not (words or ids):
        return None
    doubt = {"sure": False} if given.get("sure") is False else {}
    return {"value": words, "ids": ids, **doubt}


def _ids(resolutions: object) -> list[str]:
    """Return the first id of each authority that matched: the best by its ranking."""
    if not isinstance(resolutions, dict):
        return []
    found = []
    for authority in map(_dict, _list(resolutions.get("resolutionsPerAuthority"))):
        if _dict(authority.get("status")).get("code") == MATCH:
            matches = map(_dict, _list(authority.get("values")))
            ids = (_text(_dict(match.get("value")).get("id")) for match in matches)
            found += [id_ for id_ in ids if id_][:1]
    return found


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _named(value: object, default: str) -> str:
    return value if isinstance(value, str) and NAME.fullmatch(value) else default


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
