"""A virtual Echo: the same envelopes as a device sends, the same memory of what a skill replied, and no more."""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from speaker.nlu.recognizer import Elicited, Recognition, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from speaker.nlu.model import Model
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
    """One Echo with one skill: session, attributes, dialog and reprompt as the last reply left them."""

    def __init__(self, door: Transport, model: Model) -> None:
        self._door = door
        self._model = model
        # A door that checks its skill id gets the id it checks for.
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
        """Open the skill without a wish."""
        return self._send({"type": "LaunchRequest"})

    def intent(self, heard: Recognition) -> Exchange:
        """Send what was recognized; opens the session where there is none."""
        request: dict[str, Any] = {
            "type": "IntentRequest",
            "intent": self._intent(heard),
        }
        if heard.intent in self._model.dialog:
            asked = self.elicited and self.elicited.intent == heard.intent
            request["dialogState"] = "IN_PROGRESS" if asked else "STARTED"
        return self._send(request)

    def end(self, reason: str) -> Exchange:
        """End the session from this side: USER_INITIATED, EXCEEDED_MAX_REPROMPTS or ERROR. The reply is not heard."""
        exchange = self._send({"type": "SessionEndedRequest", "reason": reason})
        self._reset()
        return exchange

    def forget(self) -> None:
        """The session is over and nobody is told: the skill ended it, or cannot be reached."""
        self._reset()

    def _intent(self, heard: Recognition) -> dict[str, Any]:
        asked = self.elicited and self.elicited.intent == heard.intent
        slots: dict[str, Any] = {
            name: (self._kept.get(name) if asked else None)
            or {"name": name, "confirmationStatus": "NONE"}
            for name in self._model.slots.get(heard.intent, {})
        }
        for name in dict.fromkeys(value.slot for value in heard.values):
            slots[name] = self._slot(
                name, [value for value in heard.values if value.slot == name]
            )
        return {"name": heard.intent, "confirmationStatus": "NONE", "slots": slots}

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
        authority: dict[str, Any] = {
            "authority": f"amzn1.er-authority.echo-sdk.{self._application['applicationId']}.{value.type}",
            "status": {
                "code": "ER_SUCCESS_MATCH" if value.entity else "ER_SUCCESS_NO_MATCH"
            },
        }
        if value.entity:
            authority["values"] = [
                {"value": {"name": value.entity.name, "id": value.entity.id}}
            ]
        return {
            "type": "Simple",
            "value": value.words,
            "resolutions": {"resolutionsPerAuthority": [authority]},
        }

    def _send(self, request: dict[str, Any]) -> Exchange:
        envelope = self._envelope(request)
        self.open = True
        response = self._door(envelope)
        self._take(response)
        return Exchange(envelope, response)

    def _envelope(self, request: dict[str, Any]) -> dict[str, Any]:
        about = {
            "requestId": f"amzn1.echo-api.request.{uuid.uuid4()}",
            "locale": self._model.locale,
            "timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        session = {
            "new": not self.open,
            "sessionId": self._session,
            "application": self._application,
        }
        system = {
            "application": self._application,
            "user": USER,
            "device": self._device,
        }
        return {
            "version": "1.0",
            "session": session | {"attributes": self.attributes, "user": USER},
            "context": {
                "System": system
                | {
                    "apiEndpoint": "https://api.amazonalexa.com",
                    "apiAccessToken": "none",
                }
            },
            "request": {"type": request["type"]} | about | request,
        }

    def _take(self, response: Mapping[str, Any]) -> None:
        """Remember exactly what the reply says: attributes that it does not send are gone."""
        body = response.get("response") or {}
        self.attributes = response.get("sessionAttributes") or {}
        self.reprompt = (body.get("reprompt") or {}).get("outputSpeech")
        self.open = not body.get("shouldEndSession", False)
        self.elicited, self._kept = _elicited(body.get("directives") or ())


def _elicited(
    directives: Iterable[Mapping[str, Any]],
) -> tuple[Elicited | None, dict[str, Any]]:
    """The slot asked for, and the slots that the skill wants kept with it."""
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
