"""The guided check: the next question, danger first, and when enough is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.rules import (
    ConfirmQuestion,
    DangerQuestion,
    LastCheck,
    Level,
    RiskQuestion,
    SlotQuestion,
    WhenQuestion,
)
from face_guide.triage import assess

if TYPE_CHECKING:
    from collections.abc import Mapping

    from face_guide.rules import CheckQuestion, Fact, Rules
    from face_guide.state import SessionState
    from face_guide.triage import Assessment

    Answers = Mapping[str, tuple[str, ...]]

READ_BACK = ("location", "duration", "symptom", "trigger", "background")
"""The slots whose answers are read back, in this order."""


def next_question(
    state: SessionState, rules: Rules, assessed: Assessment | None = None
) -> CheckQuestion | None:
    """Return the next question of the check.

    None when no answer could change the outcome any more. A sign that has passed is
    dated before all else. `assessed` is what the answers come to, where that is known.
    """
    passed = rules.called_for.passed
    if "gone" in state.answers.get(passed.slot, ()):
        return passed
    now, closed = assessed or assess(state.answers, rules), set(state.closed_questions)
    path = path_of(state, now.facts, rules)
    for question in rules.check:
        if (
            question.id not in closed
            and question.condition.holds(now.facts, path)
            and _matters(question, state, now, rules)
        ):
            return question
    return None


def path_of(state: SessionState, facts: frozenset[Fact], rules: Rules) -> str:
    """Return which path the check is on: `short` or `full`.

    Whoever was told to be seen today is asked no more than the short one.
    """
    if is_urgent(state):
        return "short"
    full = state.hesitant or not rules.full_path.isdisjoint(facts)
    return "full" if full else "short"


def is_urgent(state: SessionState) -> bool:
    """Tell whether the level spoken is urgent or more."""
    return state.level is not None and state.level >= Level.urgent


def read_back(answers: Answers) -> tuple[Fact, ...]:
    """Return what is read back before the advice, in the order it is said."""
    told = ((slot, id_) for slot in READ_BACK for id_ in answers.get(slot, ()))
    return tuple(fact for fact in told if fact[1] != "unsure")


def _matters(
    question: CheckQuestion, state: SessionState, now: Assessment, rules: Rules
) -> bool:
    if isinstance(question, DangerQuestion | WhenQuestion):
        return True
    if is_urgent(state):
        return False
    match question:
        case LastCheck():
            return now.level is Level.self_care
        case ConfirmQuestion(facts=least):
            known = len(read_back(state.answers)) >= least
            return known and now.level is Level.see_doctor
        case SlotQuestion() | RiskQuestion(always=True) if is_answered(
            question, state.answers
        ):
            return False
        case _:
            return question.always or _changes(question, state.answers, now, rules)


def is_answered(question: RiskQuestion | SlotQuestion, answers: Answers) -> bool:
    """Tell whether these answers answer a question.

    Two questions fill the trigger slot: each is answered by a choice of its own only.
    Any place or time answers its question.
    """
    if isinstance(question, SlotQuestion) and question.unsure:
        return bool(answers.get(question.slot))
    return any(id_ in answers.get(slot, ()) for slot, id_ in choices_of(question))


def choices_of(question: RiskQuestion | SlotQuestion) -> tuple[Fact, ...]:
    """Return the answers that a question names."""
    if isinstance(question, RiskQuestion):
        return question.choices
    return tuple((question.slot, id_) for id_ in question.choices)


def _changes(
    question: RiskQuestion | SlotQuestion,
    answers: Answers,
    now: Assessment,
    rules: Rules,
) -> bool:
    """Tell whether one of its answers would change the level or the cause."""
    for slot, id_ in choices_of(question):
        other = assess({**answers, slot: (*answers.get(slot, ()), id_)}, rules)
        if (other.level, other.cause) != (now.level, now.cause):
            return True
    return False
