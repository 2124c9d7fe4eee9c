"""A model of any session: whatever is said in whatever order.

Each reply is sound, and no level is taken back.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from face_guide.guide import Guide
from face_guide.prompts import Prompts, locales
from face_guide.turn import Turn
from tests import readability, walks

DISCLAIMER = Prompts.load("en-US").statement("disclaimer").say
HEARD = [
    "",
    "her face is drooping",
    "blurgh",
    "can't breathe",
    "x" * 8_000,
    "<b>&",
    "nothing",
    "his arm is weak and he fell",
]


@st.composite
def turns(draw: st.DrawFn) -> Turn:
    """Any intent, known or not, with any slots filled in any way."""
    intent = draw(st.sampled_from([*walks.INTENTS, "NoSuchIntent"]))
    slots = {}
    for slot, slot_type in walks.INTENTS.get(intent, {"person": "PERSON"}).items():
        if draw(st.integers(0, 5)) == 0:
            slots[slot] = tuple(
                draw(
                    st.lists(
                        st.sampled_from([*walks.ids(slot_type), "unheard_of"]),
                        min_size=1,
                        max_size=3,
                    )
                )
            )
    if draw(st.integers(0, 9)) == 0:
        slots["half_said"] = (draw(st.sampled_from(walks.ids("WARNING_SIGN"))),)
    heard = tuple(draw(st.lists(st.sampled_from(HEARD), max_size=1)))
    return Turn(draw(st.sampled_from(["intent"] * 9 + ["other"])), intent, slots, heard)


class Session(RuleBasedStateMachine):
    """A session of the guide, and what must hold after each turn."""

    mode = "guided"
    steps = 0

    @initialize(locale=st.sampled_from(locales()), launched=st.booleans())
    def open(self, locale: str, launched: bool) -> None:
        self.guide = Guide.load(self.mode)
        self.locale = locale
        self.attributes: dict[str, Any] = {}
        if launched:
            self.reply_to(Turn("launch", locale=locale))

    @rule(turn=turns())
    def say(self, turn: Turn) -> None:
        self.reply_to(turn._replace(locale=self.locale))

    def reply_to(self, turn: Turn) -> None:
        type(self).steps += 1
        response = self.guide.respond(turn, self.attributes)
        attributes = json.loads(json.dumps(response.attributes))
        emergency = attributes["level"] == "emergency"
        assert not readability.faults(response.text, self.locale, emergency=emergency)
        assert response.text.endswith("?") != response.ended
        assert (response.reprompt is None) == response.ended
        assert response.reprompt_text != response.text
        corrected = turn.intent == "CorrectionIntent" and self.attributes.get("undo")
        assert corrected or walks.no_level_fell(self.attributes, attributes)
        assert (attributes["asked"] is None) == response.ended
        if emergency and not attributes["called"]:
            words, crisis = (
                Prompts.load(self.locale),
                attributes["warning"] == "suicidal",
            )
            named = words.word("place.emergency") in response.text[:60]
            # Beside another emergency the ambulance keeps its number.
            assert named or (
                crisis and words.word("place.crisis") in response.text[:80]
            )
        if turn.kind == "intent" and any(
            "drooping" in words for words in turn.unmatched_text
        ):
            assert emergency
        assert not (emergency and DISCLAIMER in response.text)
        self.attributes = attributes


class InformationSession(Session):
    """The same where nothing may be asked about a person."""

    mode = "information"


@pytest.mark.parametrize("machine", [Session, InformationSession])
def test_any_session(machine: type[Session]) -> None:
    sessions = max(settings().max_examples, 60)
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=sessions, stateful_step_count=50, deadline=None),
    )
    assert machine.steps >= 2_000
