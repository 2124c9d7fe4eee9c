"""The skill to compare with: the ASK SDK's hello world.

It has the handlers of the SDK's sample, and nothing of ours.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_core.utils import is_intent_name, is_request_type

if TYPE_CHECKING:
    from ask_sdk_core.handler_input import HandlerInput
    from ask_sdk_model import Response

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)


def launch(handler_input: HandlerInput) -> Response:
    """Welcome."""
    speech = "Welcome, you can say Hello or Help. Which would you like to try?"
    return handler_input.response_builder.speak(speech).ask(speech).response


def hello(handler_input: HandlerInput) -> Response:
    """Say hello."""
    return handler_input.response_builder.speak("Hello World!").response


def help_(handler_input: HandlerInput) -> Response:
    """Help."""
    speech = "You can say hello to me! How can I help?"
    return handler_input.response_builder.speak(speech).ask(speech).response


def stop(handler_input: HandlerInput) -> Response:
    """End the session."""
    return handler_input.response_builder.speak("Goodbye!").response


def end(handler_input: HandlerInput) -> Response:
    """Say nothing."""
    return handler_input.response_builder.response


def apologize(handler_input: HandlerInput, exception: Exception) -> Response:
    """Say that something went wrong."""
    logger.error(exception, exc_info=True)  # noqa: LOG014 (as the sample does)
    speech = "Sorry, I had trouble doing what you asked. Please try again."
    return handler_input.response_builder.speak(speech).ask(speech).response


def is_stop(handler_input: HandlerInput) -> bool:
    """Return whether the listener wants to leave."""
    leaving = ("AMAZON.CancelIntent", "AMAZON.StopIntent")
    return any(is_intent_name(name)(handler_input) for name in leaving)


builder = SkillBuilder()
# Called, not written as decorators: the SDK has no types, so those would hide ours.
builder.request_handler(is_request_type("LaunchRequest"))(launch)
builder.request_handler(is_intent_name("HelloWorldIntent"))(hello)
builder.request_handler(is_intent_name("AMAZON.HelpIntent"))(help_)
builder.request_handler(is_stop)(stop)
builder.request_handler(is_request_type("SessionEndedRequest"))(end)
builder.exception_handler(lambda *_: True)(apologize)
handler: Any = builder.lambda_handler()
