"""The guided check: which question comes next, danger first, and when enough is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.triage import assess, facts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from face_guide.rules import Question, Rules
    from face_guide.state import SessionState


def next_question(state: SessionState, rules: Rules) -> Question | None:
    """The next question of the check; None when no answer could change the outcome any more."""
    for question in rules.check:
        if (
            question.id not in state.done
            and _fits(question, state, rules)
            and _matters(question, state.answers, rules)
        ):
            return question
    return None


def _fits(question: Question, state: SessionState, rules: Rules) -> bool:
    facts = facts_of(state.answers, rules)
    meant = not any(need.isdisjoint(facts) for need in question.only)
    return meant and all(need.isdisjoint(facts) for need in question.unless)


def _matters(
    question: Question, answers: Mapping[str, tuple[str, ...]], rules: Rules
) -> bool:
    if question.kind == "danger" or question.slot is None:
        return True
    known = answers.get(question.slot, ())
    if _answered(question, known):
        return False
    now = _outcome(answers, rules)
    return any(
        _outcome({**answers, question.slot: (*known, choice)}, rules) != now
        for choice in question.choices
    )


def _answered(question: Question, known: tuple[str, ...]) -> bool:
    # Two questions fill the trigger slot: each is answered only by a choice of its own. Any place or time answers its question.
    return (
        bool(known) if question.unsure else not set(known).isdisjoint(question.choices)
    )


def _outcome(answers: Mapping[str, tuple[str, ...]], rules: Rules) -> tuple[int, str]:
    assessment = assess(answers, rules)
    return assessment.level, assessment.cause
