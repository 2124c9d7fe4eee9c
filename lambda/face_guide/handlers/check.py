"""The guided check: what was answered, what comes next, and the advice at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.context import Reply, TurnContext, acts, aside
from face_guide.handlers.red_flags import escalate, speak_warning
from face_guide.handlers.session import MAX_NO_MATCH, no_match
from face_guide.questions import next_question
from face_guide.rules import DangerQuestion, Level, Offer, SlotQuestion
from face_guide.turn import Act, Wording

if TYPE_CHECKING:
    from face_guide.rules import CheckQuestion
    from face_guide.state import SessionState


def why_twitch(context: TurnContext) -> Reply:
    """Start or feed the guided check; in information mode, choose content instead."""
    if not context.guided:
        return inform(context)
    reply = proceed(context)
    state = context.state
    opens = not (state.closed_questions or reply.acts) and reply.ask != state.asked
    return reply._replace(acts=acts("check.intro")) if opens else reply


def proceed(context: TurnContext) -> Reply:
    """Put the next question of the check, or give the advice when none matters."""
    if context.state.emergency:
        return speak_warning(context, None)
    if not context.guided:
        return inform(context)
    context = context.with_state(_closing_answered(context))
    question = next_question(context.state, context.rules)
    settled = isinstance(question, SlotQuestion) and _is_urgent(context.state)
    if question is None or settled:
        return advise(context)
    if question.id == context.state.asked:
        return _ask_once_more(context, question)
    return Reply((), question.id, context.state)


def _is_urgent(state: SessionState) -> bool:
    return state.level is not None and state.level >= Level.urgent


def _ask_once_more(context: TurnContext, question: CheckQuestion) -> Reply:
    """Put a question in other words; at last take the answer as not sure.

    The turn told something, but not what was asked.
    """
    is_slot = isinstance(question, SlotQuestion)
    if is_slot and context.state.no_match_count >= MAX_NO_MATCH:
        return not_sure(context)
    again = Reply((), question.id, context.state, wording=Wording.AGAIN)
    return again._replace(no_match=is_slot)


def _closing_answered(context: TurnContext) -> SessionState:
    """Return the state with the pending slot question closed, if this turn answered it.

    Any value answers it; where no answer is "unsure", one for another slot does too.
    """
    question, told = context.question, context.turn.slots
    if not isinstance(question, SlotQuestion) or not any(told.values()):
        return context.state
    if question.id in context.state.closed_questions:
        return context.state
    if told.get(question.slot) or not question.unsure:
        return context.state.closing(question.id)
    return context.state


def advise(context: TurnContext) -> Reply:
    """End the check: level, likely cause and why, two tips, one safety net."""
    found = context.assessment
    state = context.state.at_least(found.level)
    state = state.replace(cause=found.cause, list_name="topic", page=0)
    level = Act(f"level.{(state.level or found.level).name}")
    parts = ("tip_1", "tip_2")
    tips = acts(*(f"cause.{found.cause}.{tip}" for tip in parts), f"net.{found.cause}")
    return Reply((level, _outcome(context), *tips), "explain", state)


def _outcome(context: TurnContext) -> Act:
    """Return which cause fits, and up to two answers that speak for it."""
    found = context.assessment
    words = (f"because.{slot}.{id_}" for slot, id_ in found.rationale)
    reasons = [id_ for id_ in words if id_ in context.prompts.words][:2]
    if found.cause == "other" or not reasons:
        return Act("outcome.unclear")
    names = zip(("because", "second"), reasons, strict=False)
    arguments = (("cause", f"cause.{found.cause}.name"), *names)
    both = len(reasons) > 1
    id_ = "outcome.fits_both" if both else "outcome.fits_because"
    return Act(id_, arguments=arguments)


def inform(context: TurnContext) -> Reply:
    """Choose content by what was volunteered; ask nothing about a person.

    The rules are spoken as conditions.
    """
    facts = context.assessment.facts
    events = frozenset().union(*context.rules.past_event.only)
    past = acts("advice.past") if facts & events else ()
    if not any(slot != "person" for slot, _ in facts):
        return Reply(acts("advice.danger", "advice.long"), "way_in", context.state)
    cause = context.assessment.cause
    state = context.state.replace(cause=cause, list_name="topic", page=0)
    said = (*past, *acts(f"cause.{cause}.headline", f"cause.{cause}.when"))
    return Reply(said, "tips", state)


def answer(context: TurnContext) -> Reply:
    """Take a bare or mixed answer, at any time."""
    question, said = context.question, context.slot("answer")
    told = any(ids for slot, ids in context.turn.slots.items() if slot != "answer")
    if isinstance(question, DangerQuestion) and question.yes_if & context.facts_told:
        return escalate(context, question.sign)
    settles = isinstance(question, DangerQuestion) or not told
    if said and question and settles:
        return yes(context) if said == "yes" else no(context)
    return proceed(context) if told else no_match(context)


def yes(context: TurnContext) -> Reply:
    """Take a yes to whatever was asked."""
    match context.question:
        case DangerQuestion(sign=sign):
            return escalate(context, sign)
        case Offer(yes=intent):
            return Reply((), None, context.state, redirect=intent)
        case _:
            return no_match(context)


def no(context: TurnContext) -> Reply:
    """Take a no to whatever was asked."""
    state = context.state
    match context.question:
        case DangerQuestion(id=id_, closes=others):
            return proceed(context.with_state(state.closing(id_, *others)))
        case SlotQuestion(id=id_, unsure=None):
            return proceed(context.with_state(state.closing(id_)))
        case Offer(no=None):
            return Reply((), "else", state, repeatable=False)
        case Offer(no=intent):
            return Reply((), None, state, redirect=intent)
        case _:
            return no_match(context)


def not_sure(context: TurnContext) -> Reply:
    """Take "not sure" as yes on danger and as unknown elsewhere."""
    match context.question:
        case DangerQuestion(sign=sign) if not context.slot("skip"):
            return escalate(context, sign)
        case DangerQuestion() | SlotQuestion() as question:
            return put_off(context, question)
        case _:
            return Reply((), "else", context.state, repeatable=False)


def put_off(context: TurnContext, question: CheckQuestion) -> Reply:
    """Put a danger question once more, a second skip being a yes; leave any other."""
    state = context.state
    if isinstance(question, SlotQuestion):
        return proceed(context.with_state(_left_open(state, question)))
    if state.skipped:
        return escalate(context, question.sign)
    again = Reply(acts("check.needed"), question.id, state.replace(skipped=True))
    return again._replace(repeatable=False, wording=Wording.AGAIN)


def _left_open(state: SessionState, question: SlotQuestion) -> SessionState:
    state = state.closing(question.id)
    if question.unsure is None:
        return state
    return state.replace(answers={**state.answers, question.slot: (question.unsure,)})


def caregiver(context: TurnContext) -> Reply:
    """Note that the talk is about another person from now on."""
    if context.state.emergency:
        return speak_warning(context, None)
    noted = acts("carer.noted" if context.state.person != "self" else "carer.self")
    if not context.guided:
        return Reply(noted, "else", context.state, repeatable=False)
    reply = proceed(context)
    return reply._replace(acts=(*noted, *reply.acts))


def why_ask(context: TurnContext) -> Reply:
    """Say why the pending question is asked."""
    match context.question:
        case DangerQuestion(id=id_) | SlotQuestion(id=id_):
            return aside(context, Act(f"ask.{id_}", Wording.WHY))
        case _:
            return aside(context, Act("why.general"))
