"""One turn: read it, look for danger, let a handler reply, finish the reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.context import Reply, TurnContext, acts
from face_guide.handlers import HANDLERS
from face_guide.handlers.red_flags import own_line, speak_warning
from face_guide.handlers.session import launch, no_match, repeat
from face_guide.prompts import Kind
from face_guide.rules import DangerQuestion, Level, SlotQuestion
from face_guide.turn import Act, Wording

if TYPE_CHECKING:
    from face_guide.rules import Rule
    from face_guide.state import SessionState

SINGLE_SLOTS = ("location", "duration")
"""Slots whose last value counts; the others gather."""
GATHERING_SLOTS = ("trigger", "symptom", "background")
EMERGENCY_PREFIX = Act("emergency.first")
DISCLAIMER = Act("disclaimer")


def respond(context: TurnContext) -> Reply:
    """Return the reply to a turn. The state in it has all that the turn told."""
    match context.turn.kind:
        case "launch":
            return _finish(context, launch(context))
        case "intent" if context.turn.slots or context.turn.unmatched_text:
            before = context
            context = context.with_state(update_answers(context))
            return _finish(context, _answered(context, before))
        case "intent":  # nothing was told, so nothing new can be dangerous
            return _finish(context, _handled(context))
        case _:
            return _finish(context, repeat(context))


def _answered(context: TurnContext, before: TurnContext) -> Reply:
    danger = _escalate(context, before)
    return danger or _ask_if_new(context, before) or _handled(context)


def update_answers(context: TurnContext) -> SessionState:
    """Return the state with what the turn told about the person."""
    person = _person(context)
    state = context.state.about(person) if person else context.state
    answers = dict(state.answers)
    for slot in (*SINGLE_SLOTS, *GATHERING_SLOTS):
        told = context.turn.slots.get(slot, ())
        ids = [id_ for id_ in told if id_ != "none" and id_ not in context.rules.signs]
        if ids:
            earlier = () if slot in SINGLE_SLOTS else answers.get(slot, ())
            last = ids[-1:] if slot in SINGLE_SLOTS else ids
            answers[slot] = tuple(dict.fromkeys((*earlier, *last)))
    if signs := context.red_flags:
        known = answers.get("warning_sign", ())
        answers["warning_sign"] = tuple(dict.fromkeys((*known, *signs)))
    return state.replace(answers=answers)


def _person(context: TurnContext) -> str | None:
    """Return who the talk is about from now on; None to leave it.

    "She" does not replace "my mother", and "my" does not replace anyone.
    """
    person = context.slot("person")
    passing = person == "self" and context.turn.intent != "CaregiverIntent"
    vague = person == "other" or passing
    return None if vague and context.state.person != "self" else person


def _escalate(context: TurnContext, before: TurnContext) -> Reply | None:
    """Return the warning that this turn calls for.

    It named a sign, or its answers met a rule that they did not meet before.
    """
    rule = _top_rule(context)
    if rule is None or rule.level < Level.urgent:
        return None
    if context.red_flags or rule != before.assessment.rule:
        return speak_warning(context, rule)
    return None


def _top_rule(context: TurnContext) -> Rule | None:
    """Return the rule that sets the level, if possible one that this turn brought."""
    top = context.assessment.rule
    if top is None or not context.red_flags:
        return top
    facts = context.assessment.facts
    named = {("warning_sign", sign) for sign in context.red_flags}
    for rule in context.rules.rules:
        same = rule.level == top.level and rule.applies(facts)
        if same and any(need & named for need in rule.needs):
            return rule
    return top


def _ask_if_new(context: TurnContext, before: TurnContext) -> Reply | None:
    """Ask whether anything is new today when a past event is first told."""
    question = context.rules.past_event
    events = frozenset().union(*question.only)
    told = events & context.facts_told
    new = told - before.assessment.facts
    closed = question.id in context.state.closed_questions
    if not new or closed or not context.guided or context.state.emergency:
        return None
    return Reply(acts("check.past"), question.id, context.state)


def _handled(context: TurnContext) -> Reply:
    """Return the reply of the intent's handler, or of the one that it redirects to."""
    reply = HANDLERS.get(context.turn.intent or "", no_match)(context)
    if reply.redirect:
        reply = HANDLERS[reply.redirect](context.with_state(reply.state))
    if reply.redirect:  # odd attributes: an offer that leads back to where it came from
        reply = no_match(context)
    return _in_emergency(context, reply) if context.state.emergency else reply


def _in_emergency(context: TurnContext, reply: Reply) -> Reply:
    """Open with the emergency line in short, and end by offering it again."""
    if reply.ask is None or _opens_with_warning(context, reply.acts):
        return reply
    said = (_prefix(context), *reply.acts)
    return reply._replace(acts=said, ask="repeat", wording=Wording.SAY)


def _prefix(context: TurnContext) -> Act:
    """Return the emergency line in short; a warning may have one of its own."""
    return own_line(context) or EMERGENCY_PREFIX


def _finish(context: TurnContext, reply: Reply) -> Reply:
    """Note what was said and asked.

    The first reply that speaks of health carries the disclaimer.
    """
    said = tuple(act for act in reply.acts if act != _prefix(context))
    known = reply.state
    disclaims = not (known.disclaimed or known.emergency)
    disclaims = disclaims and _speaks_of_health(context, reply)
    state = known.replace(
        asked=reply.ask,
        no_match_count=known.no_match_count + 1 if reply.no_match else 0,
        last_acts=said if reply.repeatable and said else known.last_acts,
        disclaimed=known.disclaimed or disclaims,
    )
    acts_ = _disclaimed(context, reply.acts) if disclaims else reply.acts
    return reply._replace(acts=acts_, state=state)


def _speaks_of_health(context: TurnContext, reply: Reply) -> bool:
    question = context.rules.questions.get(reply.ask or "")
    checks = isinstance(question, DangerQuestion | SlotQuestion)
    kinds = (context.prompts.statement(act.id).kind for act in reply.acts)
    return checks or any(kind.disclaimed for kind in kinds)


def _opens_with_warning(context: TurnContext, said: tuple[Act, ...]) -> bool:
    return bool(said) and context.prompts.statement(said[0].id).kind is Kind.WARNING


def _disclaimed(context: TurnContext, said: tuple[Act, ...]) -> tuple[Act, ...]:
    if _opens_with_warning(context, said):
        return (*said, DISCLAIMER)
    return (DISCLAIMER, *said)
