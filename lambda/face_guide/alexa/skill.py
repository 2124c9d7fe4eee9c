"""The skill on the ASK SDK: one request handler over every request, one exception handler over every fault."""

from __future__ import annotations

import logging
import os
from time import perf_counter
from typing import TYPE_CHECKING, Any

from ask_sdk_core.dispatch_components import (
    AbstractExceptionHandler,
    AbstractRequestHandler,
)
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_runtime.utils import UserAgentManager

from face_guide.alexa.envelope import (
    KINDS,
    application_id,
    prune,
    to_envelope,
    to_response,
    to_turn,
)

if TYPE_CHECKING:
    from ask_sdk_core.handler_input import HandlerInput

    from face_guide import turn
    from face_guide.guide import Guide

log = logging.getLogger(__name__)


class Outcome:
    """What a turn leaves behind: the session attributes, and for the log a word on how it ended.

    The word is `answered`, `apology`, `silent` or why the session ended.
    """

    __slots__ = ("attributes", "word")

    def __init__(self, attributes: dict[str, Any]) -> None:
        self.attributes = attributes
        self.word = "answered"


class Skill:
    """One guide behind both doors: a request envelope in, a response envelope out, both plain JSON values.

    It is built once and keeps nothing between two calls, so threads may share it.
    """

    def __init__(self, guide: Guide, skill_id: str | None = None) -> None:
        builder = SkillBuilder()
        builder.skill_id = skill_id
        builder.add_request_handler(GuideRequestHandler(guide))
        builder.add_exception_handler(ApologyExceptionHandler(guide))
        self.custom_skill = builder.create()
        self._guide = guide

    def __call__(self, envelope: object) -> dict[str, Any]:
        """Answer one request. Raises AskSdkException when it is addressed to another skill, and for nothing else."""
        start, pruned = perf_counter(), prune(envelope)
        outcome = Outcome(pruned["session"]["attributes"])
        try:
            answer = self._invoke(pruned, outcome)
        except Exception as error:
            if self.custom_skill.skill_id not in (None, application_id(pruned)):
                raise
            answer = self._apologise(pruned, error, outcome)
        log_turn(pruned["request"], answer, outcome, perf_counter() - start)
        return answer

    def warm_up(self) -> None:
        """Import what the SDK would import during the first turns."""
        system = {"application": {"applicationId": self.custom_skill.skill_id}}
        for type_ in KINDS:
            request = {"type": type_, "intent": {"slots": {"slot": {"value": "-"}}}}
            self._invoke(
                prune({"context": {"System": system}, "request": request}),
                Outcome({}),
            )

    def _invoke(self, pruned: dict[str, Any], outcome: Outcome) -> dict[str, Any]:
        """Go through the SDK. Its context carries the session attributes in and out: plain JSON values both ways.

        The SDK would copy and walk through all of them at each turn.
        """
        answered = self.custom_skill.invoke(to_envelope(pruned), outcome)
        return self._enveloped(answered.response, outcome.attributes)

    def _enveloped(
        self, response: dict[str, Any], attributes: dict[str, Any]
    ) -> dict[str, Any]:
        agent = UserAgentManager.get_user_agent()
        return {
            "version": "1.0",
            "sessionAttributes": attributes,
            "userAgent": agent,
            "response": response,
        }

    def _apologise(
        self, pruned: dict[str, Any], error: Exception, outcome: Outcome
    ) -> dict[str, Any]:
        """Answer although the SDK failed outside of its dispatch, where its exception handlers do not run."""
        log_failure(error)
        outcome.word = "apology"
        apology = self._guide.apology(
            pruned["request"]["locale"], pruned["session"]["attributes"]
        )
        return self._enveloped(to_response(apology), apology.attributes)


class GuideRequestHandler(AbstractRequestHandler):  # type: ignore[misc]
    """Hands every request to the guide."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Every request."""
        return True

    def handle(self, handler_input: HandlerInput) -> dict[str, Any]:
        """Answer with the guide's words; the end of a session gets an empty response, as the platform wants it."""
        turn = to_turn(handler_input.request_envelope)
        if turn.kind == "end":
            reason = getattr(
                handler_input.request_envelope.request.reason, "value", "silent"
            )
            handler_input.context.word = reason.lower()
            return {}
        return say(
            handler_input, self._guide.respond(turn, handler_input.context.attributes)
        )


class ApologyExceptionHandler(AbstractExceptionHandler):  # type: ignore[misc]
    """Answers when something broke, and loses nothing that the session knew."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide

    def can_handle(self, handler_input: HandlerInput, exception: Exception) -> bool:
        """Every fault."""
        return True

    def handle(
        self, handler_input: HandlerInput, exception: Exception
    ) -> dict[str, Any]:
        """Apologise in the listener's locale."""
        log_failure(exception)
        handler_input.context.word = "apology"
        locale = handler_input.request_envelope.request.locale
        return say(
            handler_input, self._guide.apology(locale, handler_input.context.attributes)
        )


def say(handler_input: HandlerInput, response: turn.Response) -> dict[str, Any]:
    """Return the response and leave the session attributes with it."""
    handler_input.context.attributes = response.attributes
    return to_response(response)


def log_failure(error: Exception) -> None:
    """Log that a turn failed: an id and the kind of fault. Its message could hold what was said, so it stays out."""
    fields = {"id": os.urandom(16).hex(), "type": type(error).__name__}
    log.error("turn failed: id=%(id)s type=%(type)s", fields, extra={"fields": fields})


def log_turn(
    request: dict[str, Any], answer: dict[str, Any], outcome: Outcome, seconds: float
) -> None:
    """Log a turn: what kind of wish, how urgent the advice, how fast. Never whose, nor a word of it."""
    turn = {
        "request": request["type"] if request["type"] in KINDS else "other",
        "intent": request.get("intent", {}).get("name"),
        "locale": request["locale"],
        "level": (answer.get("sessionAttributes") or {}).get("level"),
        "latency_ms": round(seconds * 1000, 2),
        "outcome": outcome.word,
    }
    log.info("turn", extra={"fields": turn})
