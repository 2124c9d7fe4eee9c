"""The guided check: the next question, danger first, and when enough is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.rules import DangerQuestion, SlotQuestion
from face_guide.triage import assess

if TYPE_CHECKING:
    from collections.abc import Mapping

    from face_guide.rules import CheckQuestion, Fact, Rules
    from face_guide.state import SessionState
    from face_guide.triage import Assessment

    Answers = Mapping[str, tuple[str, ...]]


def next_question(state: SessionState, rules: Rules) -> CheckQuestion | None:
    """Return the next question of the check.

    None when no answer could change the outcome any more.
    """
    now = assess(state.answers, rules)
    for question in rules.check:
        if (
            question.id not in state.closed_questions
            and _fits(question, now.facts)
            and _matters(question, state.answers, now, rules)
        ):
            return question
    return None


def _fits(question: CheckQuestion, facts: frozenset[Fact]) -> bool:
    if any(need.isdisjoint(facts) for need in question.only):
        return False
    return all(need.isdisjoint(facts) for need in question.unless)


def _matters(
    question: CheckQuestion, answers: Answers, now: Assessment, rules: Rules
) -> bool:
    if isinstance(question, DangerQuestion):
        return True
    known = answers.get(question.slot, ())
    if _answered(question, known):
        return False
    others = ({**answers, question.slot: (*known, id_)} for id_ in question.choices)
    return any(_differs(assess(other, rules), now) for other in others)


def _answered(question: SlotQuestion, known: tuple[str, ...]) -> bool:
    # Two questions fill the trigger slot: each is answered by a choice of its own only.
    # Any place or time answers its question.
    return (
        bool(known) if question.unsure else not set(known).isdisjoint(question.choices)
    )


def _differs(other: Assessment, now: Assessment) -> bool:
    return other.level != now.level or other.cause != now.cause
