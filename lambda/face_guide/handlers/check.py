"""The guided check: what was answered, what comes next, and the advice at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.context import Reply, TurnContext, acts, aside
from face_guide.handlers.read_back import READ_BACK_ITEMS, noted, reason, recap
from face_guide.handlers.red_flags import speak_warning, top_rule
from face_guide.handlers.session import MAX_NO_MATCH, level_act, no_match
from face_guide.questions import choices_of, is_urgent, next_question, read_back
from face_guide.rules import (
    ConfirmQuestion,
    DangerQuestion,
    LastCheck,
    Level,
    Offer,
    RiskQuestion,
    SlotQuestion,
)
from face_guide.turn import Act, Wording

if TYPE_CHECKING:
    from face_guide.rules import CheckQuestion
    from face_guide.state import SessionState

    Asked = RiskQuestion | SlotQuestion


def proceed(context: TurnContext) -> Reply:
    """Put the next question of the check, or give the advice when none matters.

    In information mode, choose content instead.
    """
    if not context.guided:
        return inform(context)
    early = noted(context)
    context = context.with_state(_closing_answered(context))
    question = next_question(context.state, context.rules, context.assessment)
    if question is None:
        return advise(context)
    if question.id == context.state.asked:
        return _ask_once_more(context, question)
    reply = _asking(context, question)
    return reply if reply.acts else reply._replace(acts=early)


def _asking(context: TurnContext, question: CheckQuestion) -> Reply:
    """Put a question; before the last check comes what was understood."""
    facts = read_back(context.state.answers)
    known = isinstance(question, LastCheck) and len(facts) >= READ_BACK_ITEMS
    said = (recap(context),) if known else ()
    return Reply(said, question.id, context.state, repeatable=False)


def _ask_once_more(context: TurnContext, question: CheckQuestion) -> Reply:
    """Put a question in other words; at last take the answer as not sure.

    The turn told something, but not what was asked.
    """
    slot = isinstance(question, SlotQuestion | RiskQuestion)
    if slot and context.state.no_match_count >= MAX_NO_MATCH:
        return not_sure(context)
    again = aside(context, *noted(context), wording=Wording.AGAIN)
    return again._replace(no_match=slot)


def _closing_answered(context: TurnContext) -> SessionState:
    """Return the state with the pending question closed, if this turn answered it.

    Any value answers it; where no answer is "unsure", one for another slot does too.
    """
    question, told = context.question, context.turn.slots
    if not any(told.values()) or question is None:
        return context.state
    if question.id in context.state.closed_questions:
        return context.state
    match question:
        case SlotQuestion(slot=slot) if told.get(slot) or not question.unsure:
            return context.state.closing(question.id)
        case RiskQuestion(choices=choices) if not context.facts_told.isdisjoint(
            choices
        ):
            return context.state.closing(question.id, *question.condition.closes)
        case ConfirmQuestion(id=id_):
            return context.state.closing(id_)
    return context.state


def raised(context: TurnContext) -> Reply:
    """Speak the warning that the answers call for, or go on with the check."""
    rule = top_rule(context)
    if rule and rule.level >= Level.urgent:
        return speak_warning(context, rule)
    event = context.rules.called_for.past_event
    new = context.guided and event.id not in context.state.closed_questions
    if new and not event.condition.only.isdisjoint(context.assessment.facts):
        return Reply((), event.id, context.state)
    return proceed(context)


def as_before(context: TurnContext) -> Reply:
    """Say the level that was spoken for whom the talk came back to."""
    said = acts("check.as_before", level_act("level", context))
    return Reply(said, "else", context.state)


def advise(context: TurnContext) -> Reply:
    """End the check: level and why, the likely cause, one tip, when to come back."""
    found = context.assessment
    level = max(found.level, context.state.level or found.level)
    topic = {"cause": found.cause, "list_name": "topic", "page": 0}
    state = context.state.replace(level=level, **topic)
    context = context.with_state(state)
    opening = Act(level_act("level", context))
    reply = Reply((opening, *_why(context), *_what_to_do(context)), "explain", state)
    return _offering_rest(context, reply)


def _offering_rest(context: TurnContext, reply: Reply) -> Reply:
    """Offer a rest that fits, to whoever can calmly wait at home."""
    state = reply.state
    exercise = context.rules.causes[state.cause or "other"].exercise
    calm = state.level is Level.self_care and state.person == "self"
    if not (exercise and calm):
        return reply
    return reply._replace(ask="rest_offer", state=state.replace(exercise=exercise))


def _what_to_do(context: TurnContext) -> tuple[Act, ...]:
    """Return one tip; with self-care how long to wait, else the danger signs."""
    cause, level = context.state.cause, context.state.level
    if level and level >= Level.urgent:
        return acts(f"net.{cause}.danger")
    if level is Level.see_doctor:
        return acts(f"cause.{cause}.tip_1")
    tip = () if cause == "other" else (f"cause.{cause}.tip_1",)
    return acts(*tip, f"net.{cause}.wait")


def _why(context: TurnContext) -> tuple[Act, ...]:
    """Return why this level, and which cause fits, in what the listener told."""
    found, cause = context.assessment, (("cause", f"cause.{context.state.cause}.name"),)
    because = reason(context)
    if is_urgent(context.state):
        return ()
    if because is None:
        lid = ("location", "eyelid") in found.facts and not found.rationale
        return acts("outcome.lid" if lid else "outcome.unclear")
    why = (("because", because),)
    if found.cause == "other":
        return (Act("outcome.because", arguments=why),)
    if found.rule is None:
        return (Act("outcome.fits_because", arguments=(*cause, *why)),)
    return Act("outcome.because", arguments=why), Act("outcome.fits", arguments=cause)


def inform(context: TurnContext) -> Reply:
    """Choose content by what was volunteered; ask nothing about a person.

    The rules are spoken as conditions, and danger always is.
    """
    facts = context.assessment.facts
    event = context.rules.called_for.past_event
    past = acts("advice.past") if facts & event.condition.only else ()
    if not any(slot != "person" for slot, _ in facts):
        return Reply(acts("advice.danger", "advice.long"), "way_in", context.state)
    cause = context.assessment.cause
    state = context.state.replace(cause=cause, list_name="topic", page=0)
    said = acts(f"cause.{cause}.headline", f"net.{cause}.danger")
    return Reply((*past, *said), "tips", state)


def answer(context: TurnContext) -> Reply:
    """Take a bare or mixed answer, at any time."""
    said, question = context.slot("answer"), context.question
    asked_again = context.state.no_match_count or not context.checking
    if context.beside_no and not asked_again and not isinstance(question, LastCheck):
        return aside(context, wording=Wording.AGAIN)._replace(no_match=True)
    told = any(ids for slot, ids in context.turn.slots.items() if slot != "answer")
    if said and question and (not told or _says_no(context)):
        return yes(context) if said == "yes" else no(context)
    return proceed(context) if told else no_match(context)


def _says_no(context: TurnContext) -> bool:
    """Tell whether a no answers the question, whatever else was told beside it."""
    question = context.question
    may = isinstance(question, RiskQuestion | LastCheck) or (
        isinstance(question, SlotQuestion) and question.none
    )
    return may and context.slot("answer") == "no" and not _answers(context)


def _answers(context: TurnContext) -> bool:
    """Tell whether a turn told what the question of risks or of a slot asks for."""
    match context.question:
        case RiskQuestion(choices=choices):
            return not (context.facts_told - context.beside_no).isdisjoint(choices)
        case SlotQuestion(slot=slot):
            return any(of == slot for of, _ in context.facts_told - context.beside_no)
    return False


def yes(context: TurnContext) -> Reply:
    """Take a yes to whatever was asked."""
    state = context.state
    match context.question:
        case RiskQuestion() | SlotQuestion() as question:
            return _which(context, question)
        case ConfirmQuestion(id=id_) | LastCheck(id=id_):
            return proceed(context.with_state(state.closing(id_)))
        case Offer(yes=intent):
            return Reply((), None, state, redirect=intent)
        case _:
            return no_match(context)


def _which(context: TurnContext, question: Asked) -> Reply:
    """Take a yes to several things: ask which, and the second time take all."""
    state = context.state
    choices = choices_of(question)
    if len(choices) > 1 and not state.no_match_count:
        again = aside(context, Act("check.which"), wording=Wording.AGAIN)
        return again._replace(no_match=True)
    if isinstance(question, SlotQuestion) and question.unsure:
        return not_sure(context)
    for slot, id_ in choices:
        state = state.with_answer(slot, id_)
    return raised(context.with_state(state.closing(question.id)))


def no(context: TurnContext) -> Reply:
    """Take a no to whatever was asked."""
    state = context.state
    match context.question:
        case RiskQuestion(id=id_, condition=condition):
            closed = state.closing(id_, *condition.closes)
            return proceed(context.with_state(closed))
        case SlotQuestion(id=id_, unsure=unsure, none=none) if none or not unsure:
            return proceed(context.with_state(state.closing(id_)))
        case ConfirmQuestion(id=id_):
            return Reply(acts("correction.what"), "change", state.closing(id_))
        case LastCheck():
            return danger_again(context)
        case Offer(no=intent):
            ask = None if intent else "else"
            return Reply((), ask, state, repeatable=False, redirect=intent)
        case _:
            return no_match(context)


def danger_again(context: TurnContext) -> Reply:
    """Open the danger questions again: something is not as usual after all."""
    questions = context.rules.questions.values()
    danger = [one.id for one in questions if isinstance(one, DangerQuestion)]
    state = context.state.reopening(danger).closing("last_check")
    state = state.with_answer("symptom", "unsure").replace(hesitant=True)
    reply = proceed(context.with_state(state))
    return reply._replace(acts=acts("check.once_more"))


def not_sure(context: TurnContext) -> Reply:
    """Take "not sure" as unknown, which never calms."""
    state = context.state
    match context.question:
        case SlotQuestion(id=id_, slot=slot, unsure=unsure):
            state = state.closing(id_)
            if unsure:
                state = state.replace(answers={**state.answers, slot: (unsure,)})
        case RiskQuestion(id=id_):
            state = state.closing(id_).with_answer("background", "unsure")
        case ConfirmQuestion(id=id_):
            state = state.closing(id_)
        case LastCheck():
            return danger_again(context)
        case _:
            return Reply((), "else", state, repeatable=False)
    return proceed(context.with_state(state))


def caregiver(context: TurnContext) -> Reply:
    """Note that the talk is about another person from now on."""
    about = "carer.self" if context.state.person == "self" else "carer.noted"
    if not context.guided:
        return Reply(acts(about), "else", context.state, repeatable=False)
    return proceed(context)._replace(acts=acts(about))


def why_ask(context: TurnContext) -> Reply:
    """Say why the pending question is asked."""
    asked = Act(f"ask.{context.pending}", Wording.WHY)
    explained = context.prompts.statement(asked.id).why
    return aside(context, asked if explained else Act("why.general"))
