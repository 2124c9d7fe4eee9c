"""A model of any talk about several people: nobody's level is ever lowered or lost.

One thing lowers a level: a correction that takes back a sign that was half said.
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
from face_guide.turn import Turn
from tests.playing import (
    CORRECTION,
    FAREWELLS,
    NO,
    PERSONS,
    UNSURE,
    YES,
    about,
    asked_of,
    calm_answer,
    level_of,
    person_of,
)
from tests.walks import INTENTS, ids, turn

GUIDES = {mode: Guide.load(mode) for mode in ("guided", "information")}
ODD = st.none() | st.integers() | st.text(max_size=5) | st.lists(st.text(max_size=5))
INTENT = st.sampled_from(sorted(INTENTS))
SIGNS = ["face_droop", "tingling", "suicidal", "arm_jerks", "high_pressure"]


@st.composite
def turns(draw: st.DrawFn) -> Turn:
    """Any intent, with one slot or none."""
    intent = draw(INTENT)
    slots = INTENTS[intent]
    if not slots:
        return turn(intent)
    slot = draw(st.sampled_from(sorted(slots)))
    return turn(intent, **{slot: draw(st.sampled_from(ids(slots[slot])))})


class Talk(RuleBasedStateMachine):
    """A talk, and the level that each person was told."""

    mode = "guided"
    steps = 0

    @initialize()
    def open(self) -> None:
        self.attributes: dict[str, Any] = {}
        self.levels: dict[str, int] = {}
        self.hear(Turn("launch"))

    @rule(one=turns())
    def say_anything(self, one: Turn) -> None:
        self.hear(one)

    @rule(answer=st.sampled_from([YES, NO, UNSURE, *FAREWELLS]))
    def answer(self, answer: Turn) -> None:
        self.hear(answer)

    @rule(turns=st.integers(1, 12))
    def answer_calmly(self, turns: int) -> None:
        for _ in range(turns):
            self.hear(calm_answer(asked_of(self.attributes), "over_65"))

    @rule(person=st.sampled_from(PERSONS))
    def speak_of(self, person: str) -> None:
        self.hear(about(person))

    @rule(sign=st.sampled_from(SIGNS))
    def name_a_sign(self, sign: str) -> None:
        self.hear(turn("WarningSignIntent", warning_sign=sign))

    @rule(sign=st.sampled_from(SIGNS), answer=st.sampled_from([YES, NO, UNSURE]))
    def half_say_a_sign(self, sign: str, answer: Turn) -> None:
        self.hear(turn("AnswerIntent", half_said=sign))
        self.hear(answer)

    @rule()
    def correct(self) -> None:
        self.hear(CORRECTION)

    @rule(kind=st.sampled_from(["launch", "other"]))
    def come_again(self, kind: str) -> None:
        self.hear(Turn(kind))

    @rule()
    def start_over(self) -> None:
        self.hear(turn("AMAZON.StartOverIntent"))

    @rule(name=st.text(min_size=1, max_size=8), value=ODD)
    def add_what_nobody_wrote(self, name: str, value: object) -> None:
        self.attributes.setdefault(f"x-{name}", value)

    def hear(self, one: Turn) -> None:
        """Take a turn, and compare everybody's level with the one before."""
        type(self).steps += 1
        undo = self.attributes.get("undo")
        response = GUIDES[self.mode].respond(one, self.attributes)
        self.attributes = json.loads(json.dumps(response.attributes))
        self.follow_correction(one)
        now, who = self.told(), person_of(self.attributes)
        lowered = {id_ for id_, level in self.levels.items() if now.get(id_, 0) < level}
        takes_back = one.intent == "CorrectionIntent" and undo
        assert lowered <= ({who} if takes_back else set()), one
        self.levels = now

    def told(self) -> dict[str, int]:
        """The level of each person, as the session attributes have it."""
        others = self.attributes["others"].items()
        told = {who: level_of({"level": kept[0]}) for who, kept in others}
        told[person_of(self.attributes)] = level_of(self.attributes)
        return {who: level for who, level in told.items() if level}

    def follow_correction(self, one: Turn) -> None:
        """In an emergency a correction may say that it is somebody else's."""
        if one.intent == "CorrectionIntent" and one.slots.get("person"):
            for who in self.levels.keys() - self.told().keys():
                self.levels[person_of(self.attributes)] = self.levels.pop(who)


class InformedTalk(Talk):
    """The same where nothing is asked about a person."""

    mode = "information"


@pytest.mark.parametrize("machine", [Talk, InformedTalk])
def test_no_level_is_lost(machine: type[Talk]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=150, stateful_step_count=40, deadline=None),
    )
    assert machine.steps > 4_000
