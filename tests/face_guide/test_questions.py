"""The guided check, walked through every combination of answers."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from face_guide.context import TurnContext
from face_guide.handlers.check import advise
from face_guide.prompts import Prompts
from face_guide.questions import next_question
from face_guide.rules import DangerQuestion, Level, SlotQuestion
from face_guide.state import SessionState
from face_guide.triage import assess
from face_guide.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from face_guide.guide import Guide
    from face_guide.rules import CheckQuestion, Rules

ROOT = Path(__file__).parents[2]
Answers = dict[str, tuple[str, ...]]
OPENINGS: list[Answers] = [
    {},
    {"person": ("mother",)},
    {"person": ("baby",)},
    {"location": ("eyelid",), "trigger": ("screen",)},
    {"symptom": ("shock_pain",)},
    {"background": ("over_65", "high_blood_pressure")},
]


CONTRACT = tomllib.loads(
    (ROOT / "interaction-models" / "intents.toml").read_text(encoding="utf-8")
)["type"]
ANSWERS = {
    "location": [*CONTRACT["LOCATION"]["ids"], "unsure"],
    "duration": ["P2D", "P2W", "unsure"],
    "symptom": [id_ for id_ in CONTRACT["SYMPTOM"]["ids"] if id_ != "none"],
    "trigger": [id_ for id_ in CONTRACT["TRIGGER"]["ids"] if id_ != "none"],
}
"""What a listener may answer, whether the question named it or not."""


OUTCOMES = {"outcome.unclear", "outcome.fits_because", "outcome.fits_both"}


class Walk:
    """Every path through the check from one opening.

    Each is what was asked, and what was known at the end.
    """

    def __init__(self, rules: Rules, opening: Answers) -> None:
        self.rules = rules
        self.paths = list(self._walk(SessionState(answers=opening), ()))

    def _walk(
        self, state: SessionState, asked: tuple[str, ...]
    ) -> Iterator[tuple[tuple[str, ...], Answers]]:
        question = next_question(state, self.rules)
        if question is None:
            yield asked, dict(state.answers)
            return
        for after in self._answered(state, question):
            yield from self._walk(after, (*asked, question.id))

    def _answered(
        self, state: SessionState, question: CheckQuestion
    ) -> Iterator[SessionState]:
        done = state.closing(question.id)
        if isinstance(question, DangerQuestion):
            yield done
            return
        if not question.unsure:
            yield done
        slot = question.slot
        for choice in ANSWERS[slot]:
            yield done.replace(
                answers={**state.answers, slot: (*state.answers.get(slot, ()), choice)}
            )


@pytest.fixture(scope="module")
def walks(guide: Guide) -> list[Walk]:
    return [Walk(guide.rules, opening) for opening in OPENINGS]


def test_tens_of_thousands_of_paths_are_walked(walks: list[Walk]) -> None:
    assert sum(len(walk.paths) for walk in walks) > 20_000


def test_at_most_two_danger_questions_come_first_and_five_more_follow(
    walks: list[Walk], guide: Guide
) -> None:
    danger = {
        question.id
        for question in guide.rules.check
        if isinstance(question, DangerQuestion)
    }
    for walk in walks:
        for asked, _ in walk.paths:
            assert [id_ in danger for id_ in asked] == sorted(
                [id_ in danger for id_ in asked], reverse=True
            )
            assert sum(id_ in danger for id_ in asked) <= 2
            assert len(asked) <= 7


def test_every_question_can_be_reached(walks: list[Walk], guide: Guide) -> None:
    asked = {id_ for walk in walks for path, _ in walk.paths for id_ in path}
    assert asked == {question.id for question in guide.rules.check}


def test_every_path_ends_in_a_level_a_cause_two_tips_and_a_net(
    walks: list[Walk], guide: Guide
) -> None:
    ends = {repr(answers): answers for walk in walks for _, answers in walk.paths}
    words, last = Prompts.load("en-US"), Turn("intent", "NotSureIntent")
    for answers in ends.values():
        state = SessionState(answers=answers)
        context = TurnContext(last, state, guide.rules, words, guided=True)
        reply = advise(context)
        level, outcome, *rest = map(str, reply.acts)
        cause = reply.state.cause
        assert reply.state.level is not None
        assert level == f"level.{reply.state.level.name}"
        assert outcome in OUTCOMES
        assert (outcome == "outcome.unclear") or cause != "other"
        assert rest == [f"cause.{cause}.tip_1", f"cause.{cause}.tip_2", f"net.{cause}"]


def test_the_check_never_asks_what_it_was_told(guide: Guide) -> None:
    told = {
        "location": ("eyelid",),
        "duration": ("P2D",),
        "symptom": ("gritty_eye",),
        "trigger": ("screen", "medicine"),
    }
    state = SessionState(
        answers=told, closed_questions=("danger_stroke", "danger_other")
    )
    assert next_question(state, guide.rules) is None


def test_it_stops_only_when_nothing_could_change_the_outcome(guide: Guide) -> None:
    """From where the check stops, no answers left unasked change level or cause."""
    rules = guide.rules
    questions = [
        question for question in rules.check if isinstance(question, SlotQuestion)
    ]
    missed = []
    for known in _combinations(questions):
        state = SessionState(
            answers=known, closed_questions=("danger_stroke", "danger_other")
        )
        if next_question(state, rules) is None:
            now = _outcome(known, rules)
            rest = _rest(known, questions)
            missed += [known for more in rest if _outcome(more, rules) != now]
    assert not missed[:3]


def _outcome(answers: Answers, rules: Rules) -> tuple[Level, str]:
    found = assess(answers, rules)
    return found.level, found.cause


def _combinations(questions: list[SlotQuestion]) -> Iterator[Answers]:
    choices = [[None, *question.choices] for question in questions]
    for chosen in itertools.product(*choices):
        yield _merged(questions, chosen)


def _rest(known: Answers, questions: list[SlotQuestion]) -> Iterator[Answers]:
    open_ = [
        question
        for question in questions
        if set(known.get(question.slot, ())).isdisjoint(question.choices)
    ]
    for first, second in itertools.combinations(open_, 2):
        for pair in itertools.product(first.choices, second.choices):
            more = _merged([first, second], pair)
            yield {
                slot: (*known.get(slot, ()), *more.get(slot, ()))
                for slot in {*known, *more}
            }


def _merged(questions: list[SlotQuestion], chosen: tuple[str | None, ...]) -> Answers:
    answers: Answers = {}
    for question, choice in zip(questions, chosen, strict=True):
        if choice:
            answers[question.slot] = (*answers.get(question.slot, ()), choice)
    return answers
