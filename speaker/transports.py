"""Where an envelope goes: the Lambda handler in this process, or a local server."""

from __future__ import annotations

import ipaddress
import json
import os
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from face_guide.alexa.envelope import BESIDE
from face_guide.errors import FaceGuideError

Transport = Callable[[dict[str, Any]], dict[str, Any]]
"""Sends an envelope and returns the response."""
REPLY_TIMEOUT_S = 8.0
"""As long as a device waits for a skill."""


class TransportError(FaceGuideError):
    """No answer that a device could speak; one line that says why."""


def in_process(mode: str | None = None) -> Transport:
    """Return a transport to the skill's own Lambda handler.

    What goes in and out is JSON, as it would be over a network.

    Args:
        mode: A FACE_GUIDE_MODE to run the skill in, instead of the environment's.

    Raises:
        TransportError: The skill cannot start.
    """
    try:
        handler = _handler() if mode is None else _skill(mode)
    except FaceGuideError as error:
        raise TransportError(str(error)) from error

    def send(envelope: dict[str, Any]) -> dict[str, Any]:
        try:
            return _json_object(json.dumps(handler(json.loads(json.dumps(envelope)))))
        except Exception as error:  # to a device any fault of a skill is no answer
            reason = f"{type(error).__name__}: {error}"
            raise TransportError(f"the skill failed: {reason}") from error

    return send


def _handler() -> Transport:
    os.environ.setdefault("FACE_GUIDE_SOUNDS", BESIDE)
    import lambda_function  # noqa: PLC0415  the import starts the skill

    return lambda envelope: lambda_function.handler(envelope, None)


@cache
def _skill(mode: str) -> Transport:
    from face_guide.alexa.skill import Skill  # noqa: PLC0415  loads the ASK SDK
    from face_guide.guide import Guide  # noqa: PLC0415

    return Skill(Guide.load(mode), os.environ.get("SKILL_ID") or None, BESIDE)


def over_http(url: str) -> Transport:
    """Return a transport to a server on this machine that takes unsigned envelopes.

    Raises:
        TransportError: The address is not `http://` on loopback.
    """
    if not _loopback(url):
        raise TransportError(
            f"{url}: only http:// on this machine (127.0.0.1, localhost, [::1]) "
            "is spoken to"
        )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)

    def send(envelope: dict[str, Any]) -> dict[str, Any]:
        body = json.dumps(envelope).encode()
        request = urllib.request.Request(  # noqa: S310
            url, body, {"Content-Type": "application/json; charset=utf-8"}
        )
        try:
            with opener.open(request, timeout=REPLY_TIMEOUT_S) as reply:
                return _json_object(reply.read())
        except (OSError, ValueError) as error:
            raise TransportError(f"{url}: no answer ({error})") from error

    return send


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect could lead off this machine: it is an error here."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


def _json_object(text: str | bytes) -> dict[str, Any]:
    reply = json.loads(text)
    if not isinstance(reply, dict):
        kind = type(reply).__name__
        raise TransportError(f"the skill answered {kind}, not an object")
    return reply


def _loopback(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return parts.scheme == "http" and (
            host == "localhost" or ipaddress.ip_address(host).is_loopback
        )
    except ValueError:
        return False
