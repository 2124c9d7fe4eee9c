"""The acts of a reply: the guide is a pure function of its envelope, and asked again.

This works behind every transport, and nothing has to travel with the reply for it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from face_guide import speech
from face_guide.alexa.envelope import prune, to_turn, without_sounds
from face_guide.guide import MODES, Guide, form_of
from face_guide.prompts import Prompts
from face_guide.state import SessionState
from face_guide.turn import Act, Wording

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from speaker.device import Exchange


class SpokenAct(NamedTuple):
    """One act of a reply, with the sentences that it was spoken in."""

    act: Act
    sentences: tuple[str, ...]


def acts_of_reply(exchange: Exchange, ssml: str) -> tuple[SpokenAct, ...]:
    """Return what a reply is made of.

    Empty where the skill behind the transport speaks other words than this version.
    """
    pruned = prune(exchange.envelope)
    turn, attributes = to_turn(pruned), pruned["session"]["attributes"]
    responses = (guide(mode).respond(turn, attributes) for mode in MODES)
    heard = without_sounds(ssml)
    same = next(
        (one for one in responses if one.ssml and without_sounds(one.ssml) == heard),
        None,
    )
    if same is None:
        return ()
    state = SessionState.load(same.attributes)
    return _in_sentences(same.acts, state, turn.locale)


def acts_of_reprompt(
    attributes: Mapping[str, Any], locale: str
) -> tuple[SpokenAct, ...]:
    """Return what is heard after silence; empty where no known question is pending."""
    state = SessionState.load(attributes)
    if state.asked not in guide("guided").rules.questions:
        return ()
    question = Act(f"ask.{state.asked}", Wording.REPROMPT)
    return _in_sentences((question,), state, locale)


@cache
def guide(mode: str) -> Guide:
    """Return the guide of this version in a mode."""
    return Guide.load(mode)


def _in_sentences(
    acts: tuple[Act, ...], state: SessionState, locale: str
) -> tuple[SpokenAct, ...]:
    prompts, form = Prompts.load(locale), form_of(state)
    voice = speech.Voice(prompts, state.person, state.pace, form)
    spoken = (speech.spoken(act, prompts) for act in acts)
    return tuple(
        SpokenAct(act, tuple(speech.sentences_of(act, voice))) for act in spoken
    )
