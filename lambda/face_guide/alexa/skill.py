"""The skill on the ASK SDK: one request handler, one exception handler.

The SDK only dispatches, through the classes that its runtime has for whoever does not
start from `SkillBuilder`. That one imports every model of the platform first, which
was most of a cold start: docs/adr/0002-pruned-envelope.md.
"""

from __future__ import annotations

import logging
import os
import re
from time import perf_counter
from typing import TYPE_CHECKING, Any

from ask_sdk_core.__version__ import __version__ as sdk_version
from ask_sdk_core.dispatch_components import (
    AbstractExceptionHandler,
    AbstractRequestHandler,
)
from ask_sdk_core.exceptions import AskSdkException
from ask_sdk_runtime.dispatch import GenericRequestDispatcher
from ask_sdk_runtime.skill import RuntimeConfigurationBuilder
from ask_sdk_runtime.utils import UserAgentManager, user_agent_info

from face_guide.alexa.envelope import (
    BESIDE,
    application_id,
    prune,
    to_response,
    to_turn,
)
from face_guide.errors import SettingError

if TYPE_CHECKING:
    from face_guide.guide import Guide
    from face_guide.turn import Response

log = logging.getLogger(__name__)
SOUNDS = re.compile(r'https://[^\s"<>&]+/')


class TurnInput:
    """What the dispatcher hands to a handler, and what the handler leaves in it."""

    __slots__ = ("attributes", "request", "status", "turn")

    def __init__(self, pruned: dict[str, Any]) -> None:
        self.request = pruned["request"]
        self.turn = to_turn(pruned)
        self.attributes = pruned["session"]["attributes"]
        """The session attributes, before and after."""
        self.status = "answered"
        """For the log: `answered`, `apology`, `silent` or why the session ended."""


class Skill:
    """One guide behind both endpoints: a request envelope in, a response envelope out.

    Both are plain JSON values. A skill is built once and keeps nothing between two
    calls, so threads may share it.
    """

    def __init__(
        self, guide: Guide, skill_id: str | None = None, sounds: str | None = None
    ) -> None:
        """Take the guide, the id that requests must have, and where sounds are.

        Raises:
            SettingError: Sounds are where no device could fetch them.
        """
        if sounds and sounds != BESIDE and not SOUNDS.fullmatch(sounds):
            raise SettingError(
                f"FACE_GUIDE_SOUNDS: '{sounds}' must begin with https:// and end with "
                "/; see docs/deploy.md"
            )
        self._apology = ApologyExceptionHandler(guide, sounds)
        builder = RuntimeConfigurationBuilder()
        builder.add_request_handler(GuideRequestHandler(guide, sounds))
        builder.add_exception_handler(self._apology)
        self.dispatcher = GenericRequestDispatcher(builder.get_runtime_configuration())
        self._skill_id = skill_id
        UserAgentManager.register_component(user_agent_info(sdk_version))

    def __call__(self, envelope: object) -> dict[str, Any]:
        """Answer one request.

        Raises:
            AskSdkException: The request is addressed to another skill. Nothing else
                is raised.
        """
        start, pruned = perf_counter(), prune(envelope)
        if self._skill_id not in (None, application_id(pruned)):
            raise AskSdkException("the request is addressed to another skill")
        turn_input = TurnInput(pruned)
        answer = {
            "version": "1.0",
            "response": self._dispatch(turn_input),
            "sessionAttributes": turn_input.attributes,
            "userAgent": UserAgentManager.get_user_agent(),
        }
        log_turn(turn_input, perf_counter() - start)
        return answer

    def _dispatch(self, turn_input: TurnInput) -> Any:
        try:
            return self.dispatcher.dispatch(turn_input)
        except Exception as error:  # noqa: BLE001 (the SDK's own: it handles ours)
            return self._apology.handle(turn_input, error)


class GuideRequestHandler(AbstractRequestHandler):  # type: ignore[misc]
    """Hands every request to the guide."""

    def __init__(self, guide: Guide, sounds: str | None) -> None:
        self._guide, self._sounds = guide, sounds

    def can_handle(self, handler_input: TurnInput) -> bool:
        """Accept every request."""
        return True

    def handle(self, handler_input: TurnInput) -> dict[str, Any]:
        """Answer with the guide's words, the end of a session with an empty response.

        The platform takes no other there.
        """
        if handler_input.turn.kind == "end":
            handler_input.status = handler_input.request.get("reason", "silent").lower()
            handler_input.attributes = {}
            return {}
        return say(
            handler_input,
            self._guide.respond(handler_input.turn, handler_input.attributes),
            self._sounds,
        )


class ApologyExceptionHandler(AbstractExceptionHandler):  # type: ignore[misc]
    """Answers when something broke, and loses nothing that the session knew."""

    def __init__(self, guide: Guide, sounds: str | None) -> None:
        self._guide, self._sounds = guide, sounds

    def can_handle(self, handler_input: TurnInput, exception: Exception) -> bool:
        """Accept every fault."""
        return True

    def handle(self, handler_input: TurnInput, exception: Exception) -> dict[str, Any]:
        """Apologise in the listener's locale."""
        log_failure(exception)
        handler_input.status = "apology"
        locale, attributes = handler_input.turn.locale, handler_input.attributes
        apology = self._guide.apology(locale, attributes)
        return say(handler_input, apology, self._sounds)


def say(
    turn_input: TurnInput, response: Response, sounds: str | None
) -> dict[str, Any]:
    """Return the response and leave the session attributes with the input."""
    turn_input.attributes = response.attributes
    return to_response(response, sounds)


def log_failure(error: Exception) -> None:
    """Log that a turn failed: an id and the kind of fault.

    Its message could hold what was said, so it stays out.
    """
    fields = {"id": os.urandom(16).hex(), "type": type(error).__name__}
    log.error("turn failed: id=%(id)s type=%(type)s", fields, extra={"fields": fields})


def log_turn(turn_input: TurnInput, seconds: float) -> None:
    """Log a turn: which intent, how urgent the advice, how fast. Never whose words."""
    request = turn_input.request
    fields = {
        "request": request["type"] or "other",
        "intent": turn_input.turn.intent,
        "locale": turn_input.turn.locale,
        "level": turn_input.attributes.get("level"),
        "latency_ms": round(seconds * 1000, 2),
        "outcome": turn_input.status,
    }
    log.info("turn", extra={"fields": fields})
