"""While a danger question is open: a locked door.

Few things settle it: a yes, a no, a sign by name, a sign that has passed, and doubt,
which counts as a yes the second time. Anything else is answered in a clause, or asked
again, and never taken for an answer (docs/safety.md, H-13 to H-17).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.context import TELLING, Reply, TurnContext, acts, aside
from face_guide.handlers import check, session, topics
from face_guide.handlers.read_back import noted
from face_guide.handlers.red_flags import escalate
from face_guide.rules import DangerQuestion, WhenQuestion
from face_guide.triage import days
from face_guide.turn import Act, Wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from face_guide.rules import AskedOfDanger

    Handler = Callable[[TurnContext], Reply]

DAYS_OF_A_WEEK = 7
MAX_ASIDES = 3
"""Turns in a row beside the point of a danger question; the next one is doubt."""
MAX_NO_MATCH = 2
"""Misunderstandings in a row that count as a yes: slurred speech defeats recognition.
"""


def respond(context: TurnContext, question: AskedOfDanger) -> Reply:
    """Reply to a turn while this question is open."""
    intent = context.turn.intent or ""
    if intent in TELLING:
        return told(context, question)
    if intent in SETTLING:
        return SETTLING[intent](context, question)
    return ASIDES.get(intent, missed)(context)


def told(context: TurnContext, question: AskedOfDanger) -> Reply:
    """Take what was told, as far as it settles the question."""
    if told_when := when(context):
        gone = told_when == "gone"
        return (_passed if gone else _dated)(context, question)
    if isinstance(question, DangerQuestion) and question.yes_if & context.facts_told:
        return escalate(context, question.sign)
    if _is_vague(context):
        return doubt(context, question)
    if said := _said(context, question):
        return (yes if said == "yes" else no)(context, question)
    dates = isinstance(question, WhenQuestion)
    unclear = context.turn.unmatched_text or context.slot("half_said")
    if dates or unclear or not context.facts_told:
        return missed(context)
    return _beside_the_point(context, *noted(context))


def _beside_the_point(context: TurnContext, *said: Act) -> Reply:
    """Ask again after something that is no answer; time and again it is doubt.

    An answer in words that we do not know sounds like a remark, too.
    """
    if context.danger and context.state.asides >= MAX_ASIDES:
        return doubt(context, context.danger)
    return aside(context, *said, wording=Wording.AGAIN)


def _said(context: TurnContext, question: AskedOfDanger) -> str | None:
    """Return the yes or no that was said; jerks that stop under a hand are a no."""
    over = context.slot("passed") and _is_over(question)
    return context.slot("answer") or ("no" if over else None)


def _is_vague(context: TurnContext) -> bool:
    """Tell whether a turn may hide a yes: feeling unwell, or a yes to a place."""
    unwell = ("symptom", "unwell") in context.facts_told
    place = context.slot("location") and context.slot("answer") == "yes"
    return unwell or bool(place)


def _is_over(question: AskedOfDanger) -> bool:
    """Tell whether a sign that is over is none here: a baby's jerks that stop."""
    return isinstance(question, DangerQuestion) and not question.passes


def dates_a_sign(context: TurnContext) -> bool:
    """Tell whether a length in this turn is when a sign was there."""
    asked = isinstance(context.danger, WhenQuestion)
    return asked or (context.danger is not None and context.slot("answer") == "no")


def when(context: TurnContext) -> str | None:
    """Return when a sign was there, if the turn tells that it has passed.

    That is an id of the slot type PASSED: `today`, `this_week`, `longer`, or `gone`
    where no time was told. Only an open danger question hears it.
    """
    passed, duration = context.slot("passed"), context.slot("duration")
    question = context.danger
    if question is None or (
        isinstance(question, DangerQuestion) and not question.passes
    ):
        return None
    if passed not in (None, "gone"):
        return passed
    if not duration or not dates_a_sign(context):
        return passed
    past = days(duration) or 0
    return "today" if past < 1 else "this_week" if past <= DAYS_OF_A_WEEK else "longer"


def _passed(context: TurnContext, question: AskedOfDanger) -> Reply:
    """Ask when a sign was there that has passed: it is no "no", and its day counts."""
    if isinstance(question, WhenQuestion):
        return missed(context)
    asks, state = context.rules.called_for.passed, context.state.closing(question.id)
    state = state.replace(answers={**state.answers, asks.slot: ("gone",)})
    return Reply((), asks.id, state)


def _dated(context: TurnContext, question: AskedOfDanger) -> Reply:
    """Go on: the sign has passed, and what its day calls for was looked for first."""
    return check.proceed(context.with_state(context.state.closing(question.id)))


def yes(context: TurnContext, question: AskedOfDanger) -> Reply:
    """Take a yes."""
    if isinstance(question, WhenQuestion) or question.sentence:
        return missed(context)
    if question.passed:
        return _passed(context, question)
    return _as_sign(context, question)


def _as_sign(context: TurnContext, question: DangerQuestion) -> Reply:
    state, sign = context.state, context.state.half_said
    called_for = context.rules.called_for
    if sign and question.id == called_for.taught.id:
        return escalate(context, sign)
    if sign is None or question.id != called_for.half_said.id:
        return escalate(context, question.sign)
    before = state.level.name if state.level else "none"
    undo = None if sign == context.rules.unnamed_sign else f"{sign}.{before}"
    return escalate(context.with_state(state.replace(undo=undo)), sign)


def no(context: TurnContext, question: AskedOfDanger) -> Reply:
    """Take a no, with nothing unexplained beside it."""
    if context.turn.unmatched_text:
        return _again(missed(context), "check.unexplained")
    beside = context.beside_no or context.turn.unsure
    if beside and not context.state.no_match_count:
        return _again(missed(context), "check.unexplained")
    if isinstance(question, WhenQuestion):
        return missed(context)
    if question.sentence:
        return instead(context, question)
    return _denied(context, question)


def _denied(context: TurnContext, question: DangerQuestion) -> Reply:
    """Go on after a plain no: with the check, or with what the question was put for."""
    called_for, state = context.rules.called_for, context.state
    if question.id == called_for.taught.id:
        state = state.replace(half_said=None, doubted=False)
        return Reply(acts("taught.good"), "else", state, repeatable=False)
    closes = (*question.condition.closes, *_closes(state.half_said))
    context = context.with_state(state.closing(question.id, *closes))
    came_back = question.id == called_for.came_back.id
    return check.as_before(context) if came_back else check.proceed(context)


def half_said(context: TurnContext) -> str | None:
    """Return the sign that the turn half says; one that was denied is not asked again.

    Told plainly it still counts: a no to a likeness closes only the likeness.
    """
    sign, closed = context.slot("half_said"), context.state.closed_questions
    return None if set(_closes(sign)) & set(closed) else sign


def _closes(sign: str | None) -> tuple[str, ...]:
    """Return what is kept closed once a half-said sign was denied."""
    return (f"half_said.{sign}",) if sign else ()


def _again(reply: Reply, act: str) -> Reply:
    """Return a reply that asks again, with this act in place of its own."""
    return reply._replace(acts=acts(act)) if reply.no_match else reply


def not_sure(context: TurnContext, question: AskedOfDanger) -> Reply:
    """Take "not sure"; whoever cannot do what is asked is asked otherwise."""
    if context.slot("skip") == "cannot":
        return instead(context, question)
    return doubt(context, question)


def beside(context: TurnContext, warned: Reply) -> Reply:
    """Take a sign to be seen today as an answer that is neither yes nor no.

    Its warning is spoken, and the question put again; the second time it is a yes.
    """
    question = context.danger
    if not isinstance(question, DangerQuestion) or warned.ask != question.id:
        return warned
    if context.state.doubted:
        return _as_sign(context, question)
    return warned._replace(state=warned.state.replace(doubted=True))


def doubt(context: TurnContext, question: AskedOfDanger) -> Reply:
    """Put the question once more, in its plainest form; the second doubt is a yes."""
    state = context.state
    if isinstance(question, WhenQuestion):
        answers = {**state.answers, question.slot: (question.unsure,)}
        return check.raised(context.with_state(state.replace(answers=answers)))
    if question.sentence:
        return instead(context, question)
    if state.doubted:
        return _as_sign(context, question)
    doubted = context.with_state(state.replace(doubted=True, hesitant=True))
    return aside(doubted, Act("check.plainly"), wording=Wording.AGAIN)


def instead(context: TurnContext, question: AskedOfDanger) -> Reply:
    """Ask in another way of whoever cannot do what is asked."""
    if isinstance(question, WhenQuestion) or question.instead is None:
        return doubt(context, question)
    state = context.state.closing(question.id).replace(hesitant=True)
    return Reply((), question.instead, state)


def missed(context: TurnContext) -> Reply:
    """Ask again what was not understood; the second time it is a yes."""
    question = context.danger
    if context.state.no_match_count + 1 < MAX_NO_MATCH:
        again = aside(context, Act("miss.first"), wording=Wording.AGAIN)
        return again._replace(no_match=True)
    if isinstance(question, DangerQuestion):
        return _as_sign(context, question)
    return doubt(context, question) if question else session.no_match(context)


def leave(context: TurnContext) -> Reply:
    """End the session; the signs are named once more, as a condition."""
    said = acts("check.stop", "goodbye")
    return Reply(said, None, context.state, repeatable=False)


def put_again(context: TurnContext) -> Reply:
    """Put the question again, and nothing else."""
    return aside(context)


def plainly(context: TurnContext) -> Reply:
    """Put the question in other words."""
    return aside(context, wording=Wording.AGAIN)


def remark(context: TurnContext) -> Reply:
    """Answer a remark in a clause; a story is led back to the question.

    Where a sentence was to be said, another one is not heard right.
    """
    if context.slot("topic"):
        return topics.topic(context)
    if isinstance(context.danger, DangerQuestion) and context.danger.sentence:
        return missed(context)
    return _beside_the_point(context, Act("check.one_thing"))


def said_sentence(context: TurnContext, question: AskedOfDanger) -> Reply:
    """Take the sentence that the listener was to say; said right, it clears nothing."""
    sentence = isinstance(question, DangerQuestion) and question.sentence
    return instead(context, question) if sentence else missed(context)


SETTLING: dict[str, Callable[[TurnContext, AskedOfDanger], Reply]] = {
    "AMAZON.YesIntent": yes,
    "AMAZON.NoIntent": no,
    "NotSureIntent": not_sure,
    "AMAZON.NextIntent": doubt,
    "SentenceIntent": said_sentence,
}
"""Intents that settle the question, or count towards it."""

ASIDES: dict[str, Handler] = {
    "AMAZON.StopIntent": leave,
    "AMAZON.CancelIntent": leave,
    "AMAZON.NavigateHomeIntent": leave,
    "AMAZON.StartOverIntent": session.start_over,
    "AMAZON.RepeatIntent": put_again,
    "AMAZON.ResumeIntent": plainly,
    "AMAZON.PreviousIntent": put_again,
    "RephraseIntent": plainly,
    "BriefIntent": plainly,
    "AMAZON.HelpIntent": session.help_,
    "AMAZON.PauseIntent": session.hold,
    "WhyAskIntent": check.why_ask,
    "SourcesIntent": session.sources,
    "AboutIntent": session.about,
    "ChangePaceIntent": session.change_pace,
    "FeelingIntent": session.feeling,
    "ThanksIntent": session.thanks,
    "TopicIntent": remark,
    "RecapIntent": session.recap,
    "ExplainCauseIntent": topics.one_sentence,
    "MedicineIntent": topics.one_sentence,
    "TreatmentIntent": session.later,
    "PreventionTipsIntent": session.later,
    "WhenToSeeDoctorIntent": session.later,
    "ListCausesIntent": session.later,
    "HandoverIntent": session.later,
    "CalledForHelpIntent": session.later,
    "ExerciseIntent": session.later,
    "CarerTipsIntent": session.later,
    "RepeatPartIntent": put_again,
}
"""Intents that get a clause, or wait; the question stays open and nothing counts."""
