"""What was not heard well: asked about in one breath, and no fact before a yes.

A yes hears the turn that waits once more, with the value sure. Whatever else settles
the question hears it without (docs/adr/0010-unsure-values.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.context import GATHERING_SLOTS, TELLING, Reply, TurnContext
from face_guide.handlers.read_back import word_of
from face_guide.handlers.reading import ASKED_ABOUT, SINGLE, grouped, pairs, read
from face_guide.handlers.session import MAX_NO_MATCH
from face_guide.rules import HeardQuestion
from face_guide.state import Told
from face_guide.triage import assess

if TYPE_CHECKING:
    from collections.abc import Sequence

    from face_guide.prompts import Prompts
    from face_guide.rules import Fact, Level, Rules
    from face_guide.turn import Turn

NAMES = ("first", "second")
YES, NO = "AMAZON.YesIntent", "AMAZON.NoIntent"
DOUBTS = {"NotSureIntent", "AMAZON.NextIntent"}
MISSES = {"AMAZON.FallbackIntent", "SentenceIntent"}
"""Intents that were not understood; a yes to two values is not either."""


def ask(facts: Sequence[Fact], context: TurnContext) -> Reply | None:
    """Ask about one of these values, or about two that compete; else return None.

    Whom it is about comes first, then what a yes makes most urgent. The others are as
    if nobody had said them. Whoever is misunderstood again and again is asked no more.
    """
    turn, state = context.turn, context.state
    facts = [fact for fact in facts if context.prompts.has_word(word_of(fact))]
    if not facts or state.no_match_count >= MAX_NO_MATCH:
        return None
    first = min(facts, key=lambda it: (it[0] != "person", -_level_with(it, context)))
    same = tuple(fact for fact in facts if fact[0] == first[0])
    asked = same[: len(NAMES)] if first[0] in SINGLE else (first,)
    sure = grouped(fact for fact in pairs(turn.slots) if _is_taken(fact, context))
    told = Told(turn.intent or "", state.asked, state.no_match_count, sure, asked)
    state = state.replace(half_heard=told)
    return Reply((), question_of(told, context.rules).id, state, repeatable=False)


def settled(context: TurnContext) -> TurnContext:
    """Return the turn that waits, at its question, once this turn settles it.

    What else is told stands for itself, at that question; an aside settles nothing.
    """
    told = context.state.half_heard
    if told is None or not isinstance(context.question, HeardQuestion):
        return context
    back = _back(context, told)
    turn, said = back.turn, _yes_or_no(back.turn)
    if said == "yes" and len(told.unsure) == 1:
        return _once_more(back, told, *told.unsure)
    if turn.intent in TELLING and (said is None or _tells(turn)):
        return _for_itself(back, told, said)
    if said == "no":
        return _once_more(back, told)
    missed = said == "yes" or turn.intent in MISSES
    if turn.intent in DOUBTS or (missed and context.state.no_match_count):
        return _once_more(_doubting(back, told), told)
    return context


def question_of(told: Told, rules: Rules) -> HeardQuestion:
    """Return the question about one value, or about two."""
    asks = rules.called_for
    return asks.competing if len(told.unsure) > 1 else asks.half_heard


def arguments(told: Told) -> tuple[tuple[str, str], ...]:
    """Return what fills the placeholders of the question."""
    return tuple(zip(NAMES, map(word_of, told.unsure), strict=False))


def is_sound(told: Told | None, rules: Rules, words: Prompts) -> bool:
    """Tell whether what waits in a session is something that this version asks."""
    if told is None or told.intent not in TELLING or len(told.unsure) > len(NAMES):
        return False
    behind = rules.questions.get(told.asked or "")
    if isinstance(behind, HeardQuestion) or (told.asked and not behind):
        return False
    return all(
        fact[0] in ASKED_ABOUT and words.has_word(word_of(fact)) for fact in told.unsure
    )


def _is_taken(fact: Fact, context: TurnContext) -> bool:
    """Tell whether a value was taken for an answer: not a yes, a witness, a date."""
    slot, id_ = fact
    return slot in ASKED_ABOUT and id_ in context.state.answers.get(slot, ())


def _back(context: TurnContext, told: Told) -> TurnContext:
    """Return this turn as it is read at the question that the other was told to."""
    state = context.state.replace(
        asked=told.asked, half_heard=None, no_match_count=told.no_match_count
    )
    back = context.with_state(state)
    return back.with_turn(read(back))


def _yes_or_no(turn: Turn) -> str | None:
    corrects = turn.intent == "CorrectionIntent" and not _tells(turn)
    if corrects or turn.intent == NO:
        return "no"
    answer = ("yes",) if turn.intent == YES else turn.slots.get("answer", ())
    return next(iter(answer), None)


def _tells(turn: Turn) -> bool:
    return bool(turn.unsure or turn.slots.keys() - {"answer"})


def _once_more(back: TurnContext, told: Told, *sure: Fact) -> TurnContext:
    """Return the turn that waits; with a value, what is told beside its yes as well."""
    now = pairs(back.turn.slots) if sure else ()
    beside = (fact for fact in now if fact[0] != "answer")
    slots = grouped([*pairs(told.slots), *sure, *beside])
    unsure = back.turn.unsure if sure else {}
    turn = back.turn._replace(intent=told.intent, slots=slots, unsure=unsure)
    return back.with_turn(turn)


def _for_itself(back: TurnContext, told: Told, said: str | None) -> TurnContext:
    """Return what is told instead; what a no names may be what it denies."""
    turn, denied = back.turn, set(told.unsure) if said == "no" else set()
    named = back.beside_no - denied
    sure = (fact for fact in pairs(turn.slots) if fact not in denied | back.beside_no)
    slots = grouped(fact for fact in sure if fact[0] != "answer")
    unsure = grouped([*pairs(turn.unsure), *sorted(named)])
    count = back.state.no_match_count + 1
    back = back.with_state(back.state.replace(no_match_count=count))
    return back.with_turn(turn._replace(slots=slots, unsure=unsure))


def _doubting(back: TurnContext, told: Told) -> TurnContext:
    """Return the state with a risk, where what is not ruled out would be urgent."""
    fact = told.unsure[0]
    raises = _level_with(fact, back) > back.assessment.level
    if not raises or fact[0] not in GATHERING_SLOTS:
        return back
    return back.with_state(back.state.with_answer("background", "unsure"))


def _level_with(fact: Fact, context: TurnContext) -> Level:
    """Return what the answers come to if this value is right."""
    (slot, id_), answers = fact, context.state.answers
    told = (*answers.get(slot, ()), id_)
    return assess({**answers, slot: told}, context.rules).level
