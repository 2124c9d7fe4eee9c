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
from face_guide.questions import is_answered, next_question, path_of
from face_guide.rules import (
    DangerQuestion,
    LastCheck,
    Level,
    Offer,
    RiskQuestion,
    SlotQuestion,
)
from face_guide.state import SessionState
from face_guide.triage import assess
from face_guide.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from face_guide.guide import Guide
    from face_guide.rules import CheckQuestion, Rules

ROOT = Path(__file__).parents[2]
Answers = dict[str, tuple[str, ...]]
Asked = tuple[tuple[str, str], ...]
"""The questions that were asked, each with the path that the check was on."""
ADULT: Answers = {"age": ("adult",)}
OPENINGS: list[Answers] = [
    ADULT,
    {"age": ("over_65",), "person": ("mother",)},
    {"age": ("child",)},
    {"age": ("unsure",), "location": ("eyelid",)},
    {"person": ("baby",)},
    {**ADULT, "location": ("eyelid",), "trigger": ("screen",)},
    {**ADULT, "symptom": ("shock_pain",)},
    {**ADULT, "trigger": ("medicine",)},
    {"background": ("over_65", "high_blood_pressure"), "location": ("eyelid",)},
]


CONTRACT = tomllib.loads(
    (ROOT / "interaction-models" / "intents.toml").read_text(encoding="utf-8")
)["type"]
ANSWERS = {
    "age": [*CONTRACT["AGE"]["ids"], "unsure"],
    "location": ["eyelid", "one_side", "unsure"],
    "duration": ["P2D", "P2W", "unsure"],
    "symptom": ["gritty_eye", "shock_pain", "unwell", "unsure"],
    "trigger": ["screen", "vomiting", "none"],
}
"""What a listener may answer, whether the question named it or not."""


OUTCOMES = {
    *("outcome.unclear", "outcome.lid", "outcome.because"),
    *("outcome.fits", "outcome.fits_because"),
}


class Walk:
    """Every path through the check from one opening.

    Each is what was asked, and what was known at the end.
    """

    def __init__(self, rules: Rules, opening: Answers) -> None:
        self.rules = rules
        self.paths = list(self._walk(SessionState(answers=opening), ()))

    def _walk(
        self, state: SessionState, asked: Asked
    ) -> Iterator[tuple[Asked, Answers]]:
        now = assess(state.answers, self.rules)
        if now.level is Level.urgent:  # the warning is spoken
            state = state.at_least(now.level)
        question = next_question(state, self.rules)
        if question is None or now.level is Level.emergency:
            yield asked, dict(state.answers)
            return
        path = path_of(state, now.facts, self.rules)
        for after in self._answered(state, question):
            yield from self._walk(after, (*asked, (question.id, path)))

    def _answered(
        self, state: SessionState, question: CheckQuestion
    ) -> Iterator[SessionState]:
        done = state.closing(question.id, *question.condition.closes)
        match question:
            case SlotQuestion(slot=slot):
                if question.none or not question.unsure:
                    yield done
                for choice in ANSWERS[slot]:
                    yield done.with_answer(slot, choice)
            case RiskQuestion():
                yield done
                for slot, id_ in question.choices:
                    yield done.with_answer(slot, id_)
                yield done.with_answer("background", "unsure")
            case _:
                yield done


@pytest.fixture(scope="module")
def walks(guide: Guide) -> list[Walk]:
    return [Walk(guide.rules, opening) for opening in OPENINGS]


def test_thousands_of_paths_are_walked(walks: list[Walk]) -> None:
    assert sum(len(walk.paths) for walk in walks) > 5_000


def test_danger_comes_first(walks: list[Walk]) -> None:
    """After another question only where its answer changed the path."""
    for walk in walks:
        for asked, _ in walk.paths:
            for (before, was), (now, is_) in itertools.pairwise(asked):
                if now.startswith("danger") and not before.startswith(
                    ("danger", "who")
                ):
                    assert was != is_, asked


def test_the_short_path_is_short_and_the_full_one_ends(walks: list[Walk]) -> None:
    for walk in walks:
        for asked, _ in walk.paths:
            ids = [id_ for id_, _ in asked]
            assert len(ids) == len(set(ids))
            danger = sum(id_.startswith("danger") for id_ in ids)
            short = {path for _, path in asked} == {"short"}
            assert danger <= (5 if short else 13)
            assert len(ids) <= (9 if short else 25)


def test_nobody_is_calmed_before_all_danger_was_asked_about(
    walks: list[Walk], guide: Guide
) -> None:
    """Nor before the last check."""
    rules = guide.rules
    for walk in walks:
        for asked, answers in walk.paths:
            now = assess(answers, rules)
            if now.level is Level.self_care:
                ids = {id_ for id_, _ in asked}
                path = path_of(SessionState(), now.facts, rules)
                closed = {other for id_ in ids for other in closes(id_, rules)}
                wanted = {
                    question.id
                    for question in rules.check
                    if isinstance(question, DangerQuestion | LastCheck)
                    and question.condition.holds(now.facts, path)
                }
                assert not wanted - ids - closed


def closes(id_: str, rules: Rules) -> tuple[str, ...]:
    question = rules.questions[id_]
    assert not isinstance(question, Offer)
    return question.condition.closes


def test_every_question_can_be_reached(walks: list[Walk], guide: Guide) -> None:
    asked = {id_ for walk in walks for path, _ in walk.paths for id_, _ in path}
    assert asked == {question.id for question in guide.rules.check}


def test_every_path_ends_in_a_level_a_reason_a_tip_and_a_net(
    walks: list[Walk], guide: Guide
) -> None:
    """The net only where no doctor is to be seen, the tip only where it can wait."""
    ends = {repr(answers): answers for walk in walks for _, answers in walk.paths}
    words, last = Prompts.load("en-US"), Turn("intent", "NotSureIntent")
    for answers in ends.values():
        state = SessionState(answers=answers)
        context = TurnContext(last, state, guide.rules, words, guided=True)
        reply = advise(context)
        said = [str(act) for act in reply.acts]
        level, cause = reply.state.level, reply.state.cause
        tip, net = f"cause.{cause}.tip_1", f"net.{cause}"
        assert said[0].startswith(f"level.{level.name if level else None}")
        if level is Level.self_care:
            own_tip = [] if cause == "other" else [tip]
            assert said[2:] == [*own_tip, f"{net}.wait"]
        elif level is Level.see_doctor:
            assert said[0].endswith(("_days", "_weeks"))
            assert said[-1] == tip
        else:
            assert said[1:] == [f"{net}.danger"]
        reasons = {id_ for id_ in said if id_.startswith("outcome")}
        assert reasons <= OUTCOMES
        assert bool(reasons) == (level in (Level.self_care, Level.see_doctor))


DONE = (
    *("who", "danger_stroke", "danger_sudden", "danger_face", "danger_arms"),
    *("danger_say", "danger_speech", "danger_sight", "danger_walk", "danger_passed"),
    *("danger_fit", "danger_faint", "danger_head", "danger_breath", "risk_short"),
    *("risk_surgery", "risk_pregnancy", "risk_medicine", "risk_illness"),
    *("risk_fever", "risk_restless", "confirm", "last_check"),
)
"""What is asked before the twitch itself, and after."""


def test_the_check_never_asks_what_it_was_told(guide: Guide) -> None:
    told = {
        "location": ("eyelid",),
        "duration": ("P2D",),
        "symptom": ("gritty_eye",),
        "trigger": ("screen", "caffeine"),
    }
    state = SessionState(answers=told, closed_questions=DONE)
    assert next_question(state, guide.rules) is None


def test_whoever_is_to_be_seen_today_is_asked_for_danger_only(guide: Guide) -> None:
    state = SessionState(answers={"age": ("over_65",)}, level=Level.urgent)
    asked = []
    while question := next_question(state, guide.rules):
        asked.append(question.id)
        state = state.closing(question.id, *question.condition.closes)
    assert asked == ["danger_stroke", "danger_sudden"]


def test_it_stops_only_when_nothing_could_change_the_outcome(guide: Guide) -> None:
    """From where the check stops, no answer left unasked changes level or cause.

    Nor do any two of them change the level.
    """
    rules = guide.rules
    questions = [
        question
        for question in rules.check
        if isinstance(question, SlotQuestion) and question.id != "who"
    ]
    missed = []
    for known in _combinations(questions):
        state = SessionState(answers=known, closed_questions=DONE, hesitant=True)
        if next_question(state, rules) is None:
            now = _outcome(known, rules)
            one, two = _rest(known, questions, 1), _rest(known, questions, 2)
            missed += [known for more in one if _outcome(more, rules) != now]
            missed += [known for more in two if _outcome(more, rules)[0] != now[0]]
    assert not missed[:3]


def _outcome(answers: Answers, rules: Rules) -> tuple[Level, str]:
    found = assess(answers, rules)
    return found.level, found.cause


def _combinations(questions: list[SlotQuestion]) -> Iterator[Answers]:
    choices = [[None, *question.choices] for question in questions]
    for chosen in itertools.product(*choices):
        yield _merged(questions, chosen)


def _rest(
    known: Answers, questions: list[SlotQuestion], count: int
) -> Iterator[Answers]:
    open_ = [question for question in questions if not is_answered(question, known)]
    for some in itertools.combinations(open_, count):
        for chosen in itertools.product(*(question.choices for question in some)):
            more = _merged([*some], chosen)
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
