"""One turn: read it, look for danger, let a handler reply, finish the reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.context import (
    ASKS_OF_DANGER,
    GATHERING_SLOTS,
    SINGLE_SLOTS,
    TELLING,
    Reply,
    TurnContext,
    acts,
    aside,
)
from face_guide.handlers import (
    HANDLERS,
    companion,
    correction,
    danger,
    exercises,
    half_heard,
    note,
    read_back,
    reading,
    topics,
)
from face_guide.handlers.red_flags import speak_warning, top_rule
from face_guide.handlers.session import launch, no_match, repeat
from face_guide.prompts import Kind
from face_guide.rules import (
    ConfirmQuestion,
    DangerQuestion,
    HeardQuestion,
    Level,
    Offer,
    RiskQuestion,
    SlotQuestion,
)
from face_guide.turn import Act

if TYPE_CHECKING:
    from face_guide.rules import Fact
    from face_guide.state import SessionState

NAMES_ONE = frozenset(("person", "age", "location", "duration"))
"""Slots of an answer that names someone with a twitch, and says nothing else."""
ASKS_ONLY = {"TopicIntent", "ExerciseIntent", "ChooseIntent", "HandoverIntent"}
"""Intents that ask for something, and tell nothing about anyone."""
PASSED_SIGNS = "passed_signs"
TELLS_WITHOUT_SLOTS = ("WarningSignIntent", "CaregiverIntent")
"""Intents that tell of a danger, or of a person, even where no word of it is known."""
DISCLAIMER = Act("disclaimer")


def respond(context: TurnContext) -> Reply:
    """Return the reply to a turn. The state in it has all that the turn told."""
    match context.turn.kind:
        case "launch":
            return _finish(context, launch(context))
        case "intent":
            return _finish(context, _answered(context))
        case _ if context.state.emergency:
            return _finish(context, speak_warning(context, None))
        case _:
            return _finish(context, repeat(context))


def _answered(before: TurnContext) -> Reply:
    """Look for danger in what was told, then reply to the intent."""
    before = half_heard.settled(before)
    turn = before.turn
    heard = turn.slots or turn.unsure or turn.unmatched_text
    if not (heard or turn.intent in TELLS_WITHOUT_SLOTS):
        return _handled(before)  # nothing was told, so nothing new can be dangerous
    before = before.with_turn(reading.read(before))
    if before.turn.intent in ASKS_ONLY and not before.red_flags:
        return _handled(before)
    if before.guided and (named := note.taught(before)):
        return named
    state = update_answers(before)
    heard_well = not (before.red_flags or _half_said(before) or before.turn.unsure)
    if state is before.state and heard_well:
        return _handled(before)
    context = before.with_state(state)
    called_for = _escalate(context, before) or _called_for(context, before)
    return called_for or _half_heard(context) or _handled(context)


def update_answers(context: TurnContext) -> SessionState:
    """Return the state with what the turn told about the person."""
    state, slots = _about_whom(context), context.turn.slots
    news: dict[str, tuple[str, ...]] = {}
    for slot in (*SINGLE_SLOTS, *GATHERING_SLOTS):
        if slot in slots and (told := _told(context, slot)):
            single = slot in SINGLE_SLOTS
            replaces = single or context.turn.intent == "CorrectionIntent"
            earlier = () if replaces else state.answers.get(slot, ())
            news[slot] = _joined(earlier, told[-1:] if single else told)
    if (when := danger.when(context)) and when != "gone":
        news["passed"] = (when,)
    elif PASSED_SIGNS in context.red_flags and "passed" not in state.answers:
        news["passed"] = ("gone",)  # its day decides, so it is asked for
    if signs := context.red_flags:
        news["warning_sign"] = _joined(state.answers.get("warning_sign", ()), signs)
        state = state.replace(undo=None)  # named plainly, it is not taken back
    return state.replace(answers={**state.answers, **news}) if news else state


def _joined(earlier: tuple[str, ...], told: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*earlier, *told)))


def _told(context: TurnContext, slot: str) -> tuple[str, ...]:
    """Return the ids that a slot tells of the person; danger is looked for elsewhere.

    A medicine that is asked about is none that is taken, and the time of a sign is not
    the time of the twitch.
    """
    asks = slot == "medicine" and context.turn.intent == "MedicineIntent"
    dates_sign = slot == "duration" and _dates_something_else(context)
    if asks or dates_sign:
        return ()
    left_out = {"none", *context.rules.signs}
    return tuple(
        id_
        for id_ in context.turn.slots.get(slot, ())
        if id_ not in left_out and (slot, id_) not in context.beside_no
    )


def _dates_something_else(context: TurnContext) -> bool:
    """Tell whether a length in this turn is that of a sign or a risk."""
    question = context.question
    if not isinstance(question, RiskQuestion):
        return danger.dates_a_sign(context)
    told = not context.facts_told.isdisjoint(question.choices)
    return told or context.slot("answer") is not None


def _about_whom(context: TurnContext) -> SessionState:
    """Return the state about whom the turn is about: mostly whom it was about before.

    "She" does not replace "my mother", a "my" in an answer replaces nobody, and in an
    emergency only a correction changes the patient, whose emergency it stays.
    """
    state, person = context.state, _named(context)
    if person is None or not _says_whom(context, person):
        return state
    if not state.emergency:
        return state.about(person)
    corrected = context.turn.intent == "CorrectionIntent"
    answers = {**state.answers, "person": (person,)}
    return state.replace(answers=answers) if corrected else state


def _named(context: TurnContext) -> str | None:
    """Return the person that the turn names; a carer of nobody we know has one too."""
    cares = context.turn.intent == "CaregiverIntent"
    return context.slot("person") or ("other" if cares else None)


def _says_whom(context: TurnContext, person: str) -> bool:
    """Tell whether a turn says that the talk is about this person from now on.

    "Yes, my wife saw it" does not; "my wife" alone, or beside a twitch, does.
    """
    intent, known = context.turn.intent, context.state.person
    question, slots = context.question, {*context.turn.slots, *context.turn.unsure}
    asked = isinstance(question, SlotQuestion) and question.slot == "age"
    if intent == "CorrectionIntent":
        return True
    if intent == "CaregiverIntent" or asked:
        return not (person == "other" and known != "self")
    if person in ("self", "other") and known != "self":
        opens = intent == "WhyTwitchIntent" and not context.checking
        return opens and person == "self" and not context.red_flags
    answers = intent == "AnswerIntent" and context.checking and not context.red_flags
    return not answers or NAMES_ONE.issuperset(slots)


def _escalate(context: TurnContext, before: TurnContext) -> Reply | None:
    """Return the warning that this turn calls for.

    It named a sign, or its answers met a rule that they did not meet before. In an
    emergency only another warning is spoken: the companion does the rest.
    """
    rule = top_rule(context, *context.red_flags)
    if rule is None or rule.level < Level.urgent:
        return None
    if context.state.emergency and rule.warning == context.state.warning:
        return None
    if context.red_flags or rule != before.assessment.rule:
        reply = danger.beside(context, speak_warning(context, rule))
        return _asking_for_sign(context, reply)
    return None


def _asking_for_sign(context: TurnContext, reply: Reply) -> Reply:
    """Return a warning that asks for a sign half said beside what it warns of."""
    half_said = danger.half_said(context)
    asks = context.rules.questions.get(reply.ask or "")
    if half_said is None or reply.state.emergency or not context.guided:
        return reply
    if isinstance(asks, DangerQuestion) and asks.sign == half_said:
        return reply  # which is asked next
    state = reply.state.replace(half_said=half_said, hesitant=True)
    return reply._replace(ask=context.rules.called_for.half_said.id, state=state)


def _called_for(context: TurnContext, before: TurnContext) -> Reply | None:
    """Return the question that something told calls for, before all else."""
    if context.state.emergency:
        return None
    half_said = _half_said(context)
    if not context.guided:  # nothing may be asked, so danger is told as a condition
        return aside(context, Act("advice.danger")) if half_said else None
    asks = context.rules.called_for
    if context.state.person != before.state.person and context.state.level:
        return Reply(acts("carer.back"), asks.came_back.id, context.state)
    if half_said and context.state.asked == asks.half_said.id:
        return danger.yes(context, asks.half_said)  # it was said once more
    if half_said:
        state = context.state.replace(half_said=half_said, hesitant=True)
        return Reply((), asks.half_said.id, state)
    return _after_past_event(context, before)


def _half_said(context: TurnContext) -> str | None:
    """Return the sign that was half said: to be asked about, not to be taken as said.

    A warning in words that we do not know is one as well.
    """
    unknown = context.turn.intent == "WarningSignIntent" and not context.red_flags
    return danger.half_said(context) or (
        context.rules.unnamed_sign if unknown and not context.danger else None
    )


def _after_past_event(context: TurnContext, before: TurnContext) -> Reply | None:
    """Ask whether anything is new today when a past event is first told."""
    question = context.rules.called_for.past_event
    new = context.assessment.facts - before.assessment.facts
    state = context.state
    put = question.id == state.asked or question.id in state.closed_questions
    if put or question.condition.only.isdisjoint(new):
        return None
    return Reply(acts("check.past"), question.id, state)


def _half_heard(context: TurnContext) -> Reply | None:
    """Return the question about what was not heard well, if a yes would tell anything.

    Danger comes first, and so does a no: what it names is asked for once more anyway.
    """
    turn, says_no = context.turn, context.slot("answer") == "no"
    tells = context.guided and turn.intent in TELLING and not says_no
    if context.danger or context.state.emergency or not tells:
        return None
    half = list(reading.pairs(turn.unsure))
    return half_heard.ask([one for one in half if _would_tell(one, context)], context)


def _would_tell(fact: Fact, context: TurnContext) -> bool:
    """Tell whether a value would be news, had it been heard well."""
    (slot, id_), turn, state = fact, context.turn, context.state
    told = (*turn.slots.get(slot, ()), id_)
    sure = turn._replace(slots={**turn.slots, slot: told})
    after = update_answers(context.with_turn(sure))
    if slot == "person":
        return after.person != state.person
    return after.answers != state.answers


def _handled(context: TurnContext) -> Reply:
    """Return the reply of whatever the talk is in, or of the intent's handler."""
    if context.state.emergency:
        return correction.take_back(context) or companion.respond(context)
    if context.danger and context.guided:
        return danger.respond(context, context.danger)
    intent = context.turn.intent or ""
    if context.checking and intent in topics.SIDE_QUESTIONS:
        return topics.side_question(context)
    reply = HANDLERS.get(intent, no_match)(context)
    if reply.redirect:
        reply = HANDLERS[reply.redirect](context.with_state(reply.state))
    # odd attributes: an offer that leads back to where it came from
    return no_match(context) if reply.redirect else reply


def _finish(context: TurnContext, reply: Reply) -> Reply:
    """Note what was said and asked.

    The first reply that speaks of health carries the disclaimer.
    """
    known = reply.state
    said = tuple(act for act in reply.acts if not act.id.startswith("emergency."))
    disclaims = not (known.disclaimed or known.emergency)
    disclaims = disclaims and bool(reply.ask) and _speaks_of_health(context, reply)
    asks = context.rules.questions.get(reply.ask or "")
    closed = known.closed_questions
    if reply.ask == note.TEACH_BACK:  # which is asked once
        closed = tuple(dict.fromkeys((*closed, note.TEACH_BACK)))
    state = known.replace(
        asked=reply.ask,
        closed_questions=closed,
        no_match_count=known.no_match_count + 1 if reply.no_match else 0,
        asides=known.asides + 1 if _is_aside(context, reply) else 0,
        last_acts=said if reply.repeatable and said else known.last_acts,
        disclaimed=known.disclaimed or disclaims,
        half_heard=known.half_heard if isinstance(asks, HeardQuestion) else None,
    )
    acts_ = (DISCLAIMER, *reply.acts) if disclaims else reply.acts
    arguments = question_arguments(context.with_state(state))
    return reply._replace(acts=acts_, arguments=arguments, state=state)


def _is_aside(context: TurnContext, reply: Reply) -> bool:
    """Tell whether a turn said something, and the danger question stays open."""
    question, intent = context.rules.questions.get(reply.ask or ""), context.turn.intent
    same = isinstance(question, ASKS_OF_DANGER) and question is context.question
    return same and not reply.no_match and intent in {*TELLING, "TopicIntent"}


def question_arguments(context: TurnContext) -> tuple[tuple[str, str], ...]:
    """Return what fills the placeholders of the question."""
    state = context.state
    if state.half_said and state.asked == context.rules.called_for.half_said.id:
        return (("sign", f"sign.{state.half_said}"),)
    if state.half_heard and isinstance(context.question, HeardQuestion):
        return half_heard.arguments(state.half_heard)
    if state.exercise and state.asked in exercises.QUESTIONS:
        return (("first", f"exercise.{state.exercise}.name"),)
    confirms = isinstance(context.question, ConfirmQuestion)
    return read_back.items(context) if confirms else ()


def _speaks_of_health(context: TurnContext, reply: Reply) -> bool:
    """Tell whether a reply is about health, and no warning: that waits for nothing."""
    question = context.rules.questions.get(reply.ask or "")
    checks = not isinstance(question, Offer | None)
    kinds = {context.prompts.statement(act.id).kind for act in reply.acts}
    if Kind.WARNING in kinds:
        return False
    return checks or any(kind.disclaimed for kind in kinds)
