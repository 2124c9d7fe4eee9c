"""The skill to compare with: the ASK SDK's hello world.

It has the handlers of the SDK's sample, and nothing of ours.
"""
# ruff: noqa: D102 (what each handler does is its class's docstring)

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import ask_sdk_core.utils as ask_utils
from ask_sdk_core.dispatch_components import (
    AbstractExceptionHandler,
    AbstractRequestHandler,
)
from ask_sdk_core.skill_builder import SkillBuilder

if TYPE_CHECKING:
    from ask_sdk_core.handler_input import HandlerInput
    from ask_sdk_model import Response

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)


class Launch(AbstractRequestHandler):
    """Welcomes."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return bool(ask_utils.is_request_type("LaunchRequest")(handler_input))

    def handle(self, handler_input: HandlerInput) -> Response:
        speech = "Welcome, you can say Hello or Help. Which would you like to try?"
        return handler_input.response_builder.speak(speech).ask(speech).response


class Hello(AbstractRequestHandler):
    """Says hello."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return bool(ask_utils.is_intent_name("HelloWorldIntent")(handler_input))

    def handle(self, handler_input: HandlerInput) -> Response:
        return handler_input.response_builder.speak("Hello World!").response


class Help(AbstractRequestHandler):
    """Helps."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return bool(ask_utils.is_intent_name("AMAZON.HelpIntent")(handler_input))

    def handle(self, handler_input: HandlerInput) -> Response:
        speech = "You can say hello to me! How can I help?"
        return handler_input.response_builder.speak(speech).ask(speech).response


class CancelOrStop(AbstractRequestHandler):
    """Ends."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        cancel, stop = map(
            ask_utils.is_intent_name, ("AMAZON.CancelIntent", "AMAZON.StopIntent")
        )
        return bool(cancel(handler_input) or stop(handler_input))

    def handle(self, handler_input: HandlerInput) -> Response:
        return handler_input.response_builder.speak("Goodbye!").response


class SessionEnded(AbstractRequestHandler):
    """Says nothing."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return bool(ask_utils.is_request_type("SessionEndedRequest")(handler_input))

    def handle(self, handler_input: HandlerInput) -> Response:
        return handler_input.response_builder.response


class CatchAll(AbstractExceptionHandler):
    """Apologises."""

    def can_handle(self, handler_input: HandlerInput, exception: Exception) -> bool:
        return True

    def handle(self, handler_input: HandlerInput, exception: Exception) -> Response:
        logger.error(exception, exc_info=True)  # noqa: LOG014 (as the sample does)
        speech = "Sorry, I had trouble doing what you asked. Please try again."
        return handler_input.response_builder.speak(speech).ask(speech).response


builder = SkillBuilder()
for request_handler in (Launch(), Hello(), Help(), CancelOrStop(), SessionEnded()):
    builder.add_request_handler(request_handler)
builder.add_exception_handler(CatchAll())
handler: Any = builder.lambda_handler()
