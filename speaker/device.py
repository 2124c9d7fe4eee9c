"""A virtual Echo: it sends and remembers what a device does.

It tells one thing more: which slot values it heard badly (docs/adr/0010).
"""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from speaker.nlu.recognizer import Elicited, Recognition

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from speaker.nlu.model import Model
    from speaker.nlu.utterance import Value
    from speaker.transports import Transport

SKILL_ID = "amzn1.ask.skill.00000000-0000-4000-8000-000000000000"
USER = {"userId": "amzn1.ask.account.LOCAL"}


class Exchange(NamedTuple):
    """An envelope that went to the skill and the response that came back."""

    envelope: dict[str, Any]
    response: dict[str, Any]

    @property
    def request(self) -> str:
        """The request's type."""
        return str(self.envelope["request"]["type"])


class Device:
    """One Echo with one skill, in the state in which the last reply left it."""

    def __init__(self, transport: Transport, model: Model) -> None:
        self._transport = transport
        self._model = model
        # A skill that checks its id gets the id it checks for.
        self._application = {"applicationId": os.environ.get("SKILL_ID") or SKILL_ID}
        self._device = {"deviceId": "amzn1.ask.device.LOCAL", "supportedInterfaces": {}}
        self._reset()

    def _reset(self) -> None:
        self._session = f"amzn1.echo-api.session.{uuid.uuid4()}"
        self.attributes: dict[str, Any] = {}
        self.open, self.elicited = False, None
        self.reprompt: dict[str, Any] | None = None
        self._kept: dict[str, Any] = {}

    open: bool
    """Whether the session goes on."""
    elicited: Elicited | None
    """The slot that the skill asked for in its last reply."""

    def launch(self) -> Exchange:
        """Open the skill and ask for nothing."""
        return self._send({"type": "LaunchRequest"})

    def intent(self, recognition: Recognition) -> Exchange:
        """Send what was recognized; open a session where there is none."""
        request: dict[str, Any] = {
            "type": "IntentRequest",
            "intent": self._intent(recognition),
        }
        if recognition.intent in self._model.dialog:
            asked = self._asked_by(recognition.intent)
            request["dialogState"] = "IN_PROGRESS" if asked else "STARTED"
        return self._send(request)

    def end(self, reason: str) -> Exchange:
        """End the session from this side; the reply is not heard.

        Args:
            reason: USER_INITIATED, EXCEEDED_MAX_REPROMPTS or ERROR.
        """
        exchange = self._send({"type": "SessionEndedRequest", "reason": reason})
        self._reset()
        return exchange

    def forget(self) -> None:
        """Drop the session, tell nobody: it is over, or the skill is out of reach."""
        self._reset()

    def _asked_by(self, intent: str) -> bool:
        """Return whether the skill has just asked for a slot of this intent."""
        return bool(self.elicited and self.elicited.intent == intent)

    def _intent(self, recognition: Recognition) -> dict[str, Any]:
        intent, values = recognition.intent, recognition.values
        kept = self._kept if self._asked_by(intent) else {}
        slots: dict[str, Any] = {
            name: kept.get(name) or {"name": name, "confirmationStatus": "NONE"}
            for name in self._model.slots.get(intent, {})
        }
        for name in dict.fromkeys(value.slot for value in values):
            slots[name] = self._slot(name, [v for v in values if v.slot == name])
        return {"name": intent, "confirmationStatus": "NONE", "slots": slots}

    def _slot(self, name: str, values: list[Value]) -> dict[str, Any]:
        slot: dict[str, Any] = {
            "name": name,
            "confirmationStatus": "NONE",
            "source": "USER",
        }
        simple = [self._value(value) for value in values]
        if len(simple) > 1:
            return slot | {"slotValue": {"type": "List", "values": simple}}
        parts = {key: simple[0][key] for key in ("value", "resolutions")}
        return slot | parts | {"slotValue": simple[0]}

    def _value(self, value: Value) -> dict[str, Any]:
        skill_id, entity = self._application["applicationId"], value.entity
        code = "ER_SUCCESS_MATCH" if entity else "ER_SUCCESS_NO_MATCH"
        authority: dict[str, Any] = {
            "authority": f"amzn1.er-authority.echo-sdk.{skill_id}.{value.type}",
            "status": {"code": code},
        }
        if entity:
            authority["values"] = [{"value": {"name": entity.name, "id": entity.id}}]
        simple: dict[str, Any] = {
            "type": "Simple",
            "value": value.words,
            "resolutions": {"resolutionsPerAuthority": [authority]},
        }
        return simple if value.sure else simple | {"sure": False}

    def _send(self, request: dict[str, Any]) -> Exchange:
        envelope = self._envelope(request)
        self.open = True
        response = self._transport(envelope)
        self._take(response)
        return Exchange(envelope, response)

    def _envelope(self, request: dict[str, Any]) -> dict[str, Any]:
        header = {
            "requestId": f"amzn1.echo-api.request.{uuid.uuid4()}",
            "locale": self._model.locale,
            "timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        session = {
            "new": not self.open,
            "sessionId": self._session,
            "application": self._application,
            "attributes": self.attributes,
            "user": USER,
        }
        system = {
            "application": self._application,
            "user": USER,
            "device": self._device,
            "apiEndpoint": "https://api.amazonalexa.com",
            "apiAccessToken": "none",
        }
        return {
            "version": "1.0",
            "session": session,
            "context": {"System": system},
            "request": {"type": request["type"]} | header | request,
        }

    def _take(self, response: Mapping[str, Any]) -> None:
        """Remember exactly what the reply says; attributes not sent are gone."""
        body = response.get("response") or {}
        self.attributes = response.get("sessionAttributes") or {}
        self.reprompt = (body.get("reprompt") or {}).get("outputSpeech")
        self.open = not body.get("shouldEndSession", False)
        self.elicited, self._kept = _elicited(body.get("directives") or ())


def _elicited(
    directives: Iterable[Mapping[str, Any]],
) -> tuple[Elicited | None, dict[str, Any]]:
    """Return the slot asked for, and the slots that the skill wants kept with it."""
    for directive in directives:
        updated = directive.get("updatedIntent") or {}
        if directive.get("type") == "Dialog.ElicitSlot" and updated.get("name"):
            filled = {
                name: slot
                for name, slot in (updated.get("slots") or {}).items()
                if slot.get("value")
            }
            return Elicited(updated["name"], directive["slotToElicit"]), filled
    return None, {}
