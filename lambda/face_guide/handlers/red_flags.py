"""Red flags: the warning that a sign or a rule calls for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.context import Reply, TurnContext
from face_guide.questions import next_question
from face_guide.rules import DangerQuestion, Level
from face_guide.turn import Act

if TYPE_CHECKING:
    from face_guide.rules import Rule
    from face_guide.state import SessionState


def speak_warning(context: TurnContext, rule: Rule | None) -> Reply:
    """Speak the warning of a rule, and raise the level to it.

    A higher level that was spoken before stays, and so does its warning.
    """
    state = context.state
    if rule is None or (state.level or rule.level) > rule.level:
        state = state.replace(list_name=None)
    else:
        cause = context.assessment.cause
        state = state.at_least(rule.level)
        state = state.replace(warning=rule.warning, cause=cause, list_name=None)
    after = "repeat" if state.emergency else _after_urgent(context.with_state(state))
    return Reply((warning(state),), after, state)


def _after_urgent(context: TurnContext) -> str:
    guided = context.guided
    question = next_question(context.state, context.rules) if guided else None
    return question.id if isinstance(question, DangerQuestion) else "explain"


def escalate(context: TurnContext, sign: str) -> Reply:
    """Take a yes, or anything that may hide one, as this warning sign."""
    context = context.with_state(context.state.with_answer("warning_sign", sign))
    by_sign = (rule for rule in context.rules.rules if rule.id == f"sign.{sign}")
    return speak_warning(context, next(by_sign))


def warning_sign(context: TurnContext) -> Reply:
    """Take a warning sign that matched none we know: unsure on danger is yes."""
    return escalate(context, context.rules.unnamed_sign)


def warning(state: SessionState) -> Act:
    """Return the warning that was spoken for the session's level."""
    return Act(f"warning.{state.warning or 'general'}")


def own_line(context: TurnContext) -> Act | None:
    """Return the short line of the warning that stands, where it has one of its own.

    None as well where another emergency was told: then the ambulance's number stays.
    """
    own = Act(f"emergency.{context.state.warning}")
    if own.id not in context.prompts.statements:
        return None
    facts, rules = context.assessment.facts, context.rules.rules
    told = [rule for rule in rules if rule.level is Level.emergency]
    warnings = {rule.warning for rule in told if rule.applies(facts)}
    return own if warnings <= {context.state.warning} else None
