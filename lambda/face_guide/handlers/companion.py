"""In an emergency: the companion, until help is there.

The number first, then one short step a turn. Nothing else is spoken of, the patient
never changes, and only a farewell or the ambulance ends it (docs/safety.md, H-15).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.context import Reply, TurnContext, acts
from face_guide.handlers import session
from face_guide.handlers.red_flags import own_line, speak_warning, warning
from face_guide.triage import length_of
from face_guide.turn import Act, Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Handler = Callable[[TurnContext], Reply]

LIST = "meanwhile"
ARRIVED = "arrived"


def respond(context: TurnContext) -> Reply:
    """Reply to a turn of an emergency, the number first until help is called."""
    wish = WISHES.get(context.turn.intent or "", steady)
    reply = worse(context) if context.red_flags else wish(context)
    if reply.state.called or reply.ask is None or _opens_with_number(reply):
        return reply
    return reply._replace(acts=(call_line(context), *reply.acts))


def _opens_with_number(reply: Reply) -> bool:
    first = reply.acts[0].id if reply.acts else ""
    return first.startswith(("warning.", "emergency."))


def call_line(context: TurnContext) -> Act:
    """Return the number in short; a warning may have a line of its own."""
    return own_line(context) or Act("emergency.first")


def steps(context: TurnContext) -> tuple[str, ...]:
    """Return the statements of what to do meanwhile, in order."""
    prompts, state = context.prompts, context.state
    own = _numbered(context, f"{LIST}.{state.warning}")
    slurred = "speech_trouble" in state.answers.get("warning_sign", ())
    alone = (f"{LIST}.self", *((f"{LIST}.no_speech",) if slurred else ()))
    alone = alone if state.person == "self" else ()
    common = _numbered(context, f"{LIST}.common")
    return tuple(id_ for id_ in (*own, *alone, *common) if id_ in prompts.statements)


def _numbered(context: TurnContext, prefix: str) -> Iterator[str]:
    ids = context.prompts.list_of(prefix)
    return (id_ for id_ in ids if id_.rpartition(".")[2].isdigit())


def step(context: TurnContext) -> Reply:
    """Say the next step; after the last one, the last again: watch the breathing."""
    state, ids = context.state, steps(context)
    if state.asked == ARRIVED:
        return handover(context)
    if company := _company(context, "together"):
        return company
    page = state.page + 1 if state.list_name == LIST else 0
    page = min(page, len(ids) - 1)
    state = state.replace(list_name=LIST, page=page)
    return Reply(acts(ids[page]), LIST, state, wording=Wording.AGAIN)


def _company(context: TurnContext, answer: str) -> Reply | None:
    """Return what is said on whether someone is there, where that was asked."""
    asked = context.rules.company.get(context.state.warning or "")
    if asked is None or context.state.asked != asked:
        return None
    return Reply(acts(f"{LIST}.{context.state.warning}.{answer}"), LIST, context.state)


def told(context: TurnContext) -> Reply:
    """Answer what is told of how it goes: that it has passed, or that one is sick."""
    for fact, statement in NEWS.items():
        if fact in context.facts_told:
            return _offer(context, Act(statement))
    return steady(context)


def steady(context: TurnContext) -> Reply:
    """Stay with the listener, and offer the next step."""
    return _offer(context, *(acts("companion.here") if context.state.called else ()))


def _offer(context: TurnContext, *said: Act) -> Reply:
    state = context.state
    ask = ARRIVED if state.called == ARRIVED else LIST
    begun = state.list_name == LIST and ask == LIST
    wording = Wording.AGAIN if begun else Wording.SAY
    return Reply(said, ask, state, repeatable=False, wording=wording)


def no(context: TurnContext) -> Reply:
    """Take a no: to company it has an answer, and to the next step it ends nothing."""
    return _company(context, "alone") or steady(context)


def again(context: TurnContext) -> Reply:
    """Say the warning again, or the last step once help is called."""
    if context.state.called and context.state.list_name == LIST:
        return _offer(context, *context.state.last_acts)
    return speak_warning(context, None)


def rephrased(context: TurnContext) -> Reply:
    """Say the warning in other words."""
    return _offer(context, warning(context.state)._replace(wording=Wording.AGAIN))


def called(context: TurnContext) -> Reply:
    """Note that help was called, or is there."""
    stage = ARRIVED if context.slot("stage") == ARRIVED else "called"
    state = context.state.replace(called=stage)
    return _offer(context.with_state(state), Act(f"companion.{stage}"))


def handover(context: TurnContext) -> Reply:
    """Say what to tell the call handler: who, what, since when, what was told."""
    return _offer(context, *_handover(context))


def _handover(context: TurnContext) -> Iterator[Act]:
    answers, has_word = context.state.answers, context.prompts.has_word
    yield Act("handover.open")
    if (age := f"age.{answers.get('age', ('',))[0]}") and has_word(age):
        yield Act("handover.age", arguments=(("first", age),))
    signs = [f"sign.{id_}" for id_ in answers.get("warning_sign", ()) if id_]
    for word in [word for word in signs if has_word(word)][:2]:
        yield Act("handover.sign", arguments=(("sign", word),))
    since = f"because.duration.{length_of(answers.get('duration', ('',))[0])}"
    if has_word(since):
        yield Act("handover.since", arguments=(("because", since),))
    taken = [f"medicine.{id_}.name" for id_ in answers.get("medicine", ())]
    for word in [word for word in taken if has_word(word)][:2]:
        yield Act("handover.medicine", arguments=(("first", word),))
    told = [f"read_back.background.{id_}" for id_ in answers.get("background", ())]
    for word in [word for word in told if has_word(word)][:2]:
        yield Act("handover.told", arguments=(("first", word),))
    yield Act("handover.last_well")


def topic(context: TurnContext) -> Reply:
    """Answer what people ask while they wait, in one sentence."""
    id_ = f"companion.{context.slot('topic')}"
    known = id_ in context.prompts.statements
    return _offer(context, Act(id_)) if known else steady(context)


def tablets(context: TurnContext) -> Reply:
    """Answer any question about a medicine."""
    return _offer(context, Act("companion.tablets"))


def comfort(context: TurnContext) -> Reply:
    """Say something kind, and go on with the steps."""
    return _offer(context, Act("companion.kindly"))


def corrected(context: TurnContext) -> Reply:
    """Take a correction where nothing may be taken back."""
    return _offer(context, Act("companion.kept"))


def worse(context: TurnContext) -> Reply:
    """Take what is told of the signs: the call handler should hear it."""
    return _offer(context, Act("companion.worse"))


def close(context: TurnContext) -> Reply:
    """End the session; the number is said once more."""
    state = context.state
    last = Act("companion.bye") if state.called else own_line(context)
    said = last or Act("emergency.close")
    return Reply((said,), None, state, repeatable=False)


def pace(context: TurnContext) -> Reply:
    """Speak slower or faster, and say the warning so."""
    return again(context.with_state(session.change_pace(context).state))


NEWS = {
    ("passed", "gone"): "companion.better",
    ("passed", "today"): "companion.better",
    ("trigger", "vomiting"): "companion.sick",
}
"""What is told in an emergency to what is said of it."""

WISHES: dict[str, Handler] = {
    **dict.fromkeys(
        (
            *("AMAZON.YesIntent", "AMAZON.NextIntent", "AMAZON.HelpIntent"),
            *("AMAZON.ResumeIntent", "PreventionTipsIntent", "WhenToSeeDoctorIntent"),
            *("CarerTipsIntent", "ExerciseIntent", "TreatmentIntent"),
        ),
        step,
    ),
    "AMAZON.NoIntent": no,
    "AMAZON.RepeatIntent": again,
    "RepeatPartIntent": again,
    "AMAZON.PreviousIntent": again,
    "AMAZON.StartOverIntent": again,
    "BriefIntent": steady,
    "RephraseIntent": rephrased,
    "ChangePaceIntent": pace,
    "CalledForHelpIntent": called,
    "HandoverIntent": handover,
    "RecapIntent": handover,
    "TopicIntent": topic,
    "MedicineIntent": tablets,
    "FeelingIntent": comfort,
    "ThanksIntent": steady,
    "CorrectionIntent": corrected,
    "WarningSignIntent": worse,
    "AnswerIntent": told,
    "WhyTwitchIntent": told,
    "AMAZON.StopIntent": close,
    "AMAZON.CancelIntent": close,
    "AMAZON.NavigateHomeIntent": close,
}
"""Intents to what the companion does; all else gets the number and the next step."""
