"""Request envelopes as a device sends them, ids and tokens included."""

from __future__ import annotations

from typing import Any

from tests.authority import NOW, SKILL_ID

SECRETS = (
    "amzn1.ask.account.USER",
    "amzn1.ask.device.DEVICE",
    "eyTOKEN",
    "amzn1.echo-api.session.SESSION",
)


def launch(**odd: Any) -> dict[str, Any]:
    """Return a LaunchRequest; `odd` fields replace or join those of the request."""
    return envelope(
        {"type": "LaunchRequest", "shouldLinkResultBeReturned": False, **odd}
    )


def ended(reason: object = "USER_INITIATED", **odd: Any) -> dict[str, Any]:
    """Return a SessionEndedRequest."""
    return envelope({"type": "SessionEndedRequest", "reason": reason, **odd})


def intent(
    name: str, slots: dict[str, Any] | None = None, **odd: Any
) -> dict[str, Any]:
    """Return an IntentRequest.

    A slot is given as an id, as a list of ids, or as a whole slot object.
    """
    given = {slot: _slot(slot, value) for slot, value in (slots or {}).items()}
    asked = {"name": name, "confirmationStatus": "NONE", "slots": given}
    return envelope(
        {"type": "IntentRequest", "dialogState": "STARTED", "intent": asked, **odd}
    )


def envelope(
    request: Any, attributes: Any = None, *, new: bool = True
) -> dict[str, Any]:
    """Return a whole envelope around a request."""
    user, device, token, session = SECRETS
    application = {"applicationId": SKILL_ID}
    stamp = {
        "requestId": "amzn1.echo-api.request.1",
        "locale": "en-US",
        "timestamp": f"{NOW:%Y-%m-%dT%H:%M:%SZ}",
    }
    person = {"userId": user, "accessToken": token}
    system = {
        "application": application,
        "user": person,
        "device": {"deviceId": device, "supportedInterfaces": {"AudioPlayer": {}}},
        "apiEndpoint": "https://api.amazonalexa.com",
        "apiAccessToken": token,
    }
    return {
        "version": "1.0",
        "session": {
            "new": new,
            "sessionId": session,
            "application": application,
            "attributes": attributes or {},
            "user": person,
        },
        "context": {
            "System": system,
            "Viewport": {"mode": "HUB", "shape": "RECTANGLE"},
            "Extensions": {},
        },
        "request": {**stamp, **request} if isinstance(request, dict) else request,
    }


def said(words: str, *ids: str, code: str = "ER_SUCCESS_MATCH") -> dict[str, Any]:
    """Return a simple slot value: words, and one authority a resolved id."""
    authorities = [
        {
            "authority": f"{SKILL_ID}.{n}",
            "status": {"code": code},
            "values": [{"value": {"name": id_, "id": id_}}],
        }
        for n, id_ in enumerate(ids)
    ]
    return {
        "type": "Simple",
        "value": words,
        "resolutions": {"resolutionsPerAuthority": authorities},
    }


def _slot(name: str, value: Any) -> dict[str, Any]:
    common = {"name": name, "confirmationStatus": "NONE", "source": "USER"}
    if isinstance(value, dict):
        return {**common, **value}
    if isinstance(value, list):
        return {
            **common,
            "slotValue": {
                "type": "List",
                "values": [said(id_.replace("_", " "), id_) for id_ in value],
            },
        }
    simple = said(value.replace("_", " "), value)
    return {
        **common,
        "value": simple["value"],
        "resolutions": simple["resolutions"],
        "slotValue": simple,
    }
