"""Red flags: the warning that a sign or a rule calls for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.context import Reply, TurnContext
from face_guide.questions import next_question
from face_guide.rules import DangerQuestion, Level, WhenQuestion
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
        state = state.replace(warning=rule.warning, cause=cause, list_name=None, page=0)
    return Reply((warning(state),), _asked_after(context.with_state(state)), state)


def _asked_after(context: TurnContext) -> str:
    """Return what follows a warning: steps, or the danger questions that are left."""
    state, event = context.state, context.rules.called_for.past_event
    if state.emergency:
        return context.rules.company.get(state.warning or "", "meanwhile")
    if not context.guided:
        return "explain"
    told = not event.condition.only.isdisjoint(context.assessment.facts)
    if told and event.id not in state.closed_questions:
        return event.id
    question = next_question(state, context.rules)
    asks = isinstance(question, DangerQuestion | WhenQuestion)
    return question.id if question and asks else "explain"


def escalate(context: TurnContext, sign: str) -> Reply:
    """Take a yes, or anything that may hide one, as this warning sign."""
    context = context.with_state(context.state.with_answer("warning_sign", sign))
    return speak_warning(context, top_rule(context, sign))


def top_rule(context: TurnContext, *signs: str) -> Rule | None:
    """Return the rule that sets the level, if possible one that these signs brought."""
    top, facts = context.assessment.rule, context.assessment.facts
    if top is None or not signs:
        return top
    named = {("warning_sign", sign) for sign in signs}
    for rule in context.rules.rules:
        same = rule.level == top.level and rule.applies(facts)
        if same and any(need & named for need in rule.needs):
            return rule
    return top


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
