"""How a turn is read: what answers the open question, and what is taken at its word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.context import GATHERING_SLOTS, SINGLE_SLOTS
from face_guide.handlers import exercises
from face_guide.rules import RiskQuestion, SlotQuestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from face_guide.context import TurnContext
    from face_guide.rules import Fact, Rules
    from face_guide.turn import Turn

    Slots = Mapping[str, tuple[str, ...]]

SINGLE = frozenset(("person", *SINGLE_SLOTS))
"""Slots that take one value: two of them compete."""
ASKED_ABOUT = SINGLE.union(GATHERING_SLOTS)
"""Slots of which a value that was not heard well is asked about."""
NEVER_GUESSED = ASKED_ABOUT | {"answer", "passed"}
"""Slots of which such a value is not taken; a yes or no is simply missed."""


def read(context: TurnContext) -> Turn:
    """Return the turn as it is taken: as an answer, and at its word or not."""
    turn = _as_answer(context)
    if context.state.asked in exercises.QUESTIONS and turn.intent == "AnswerIntent":
        turn = _to_rest(turn)
    return _at_its_word(turn, context.rules) if turn.unsure else turn


def _as_answer(context: TurnContext) -> Turn:
    """Return the turn as an answer, where the open question takes it for one.

    "Stress" may arrive as a wish to hear of a cause: what answers the open question
    beats every other intent. It is no surer than it was heard.
    """
    turn = context.turn
    if turn.intent == "MedicineIntent":
        return turn
    if answer := _answer_of(context, turn.slots):
        slots = _with_answer(turn.slots, answer)
        return turn._replace(intent="AnswerIntent", slots=slots)
    if answer := _answer_of(context, {"cause": turn.unsure.get("cause", ())}):
        unsure = _with_answer(turn.unsure, answer)
        return turn._replace(intent="AnswerIntent", unsure=unsure)
    return turn


def _to_rest(turn: Turn) -> Turn:
    """Return an answer that is about a rest: a length of time, or "longer"."""
    match dict(turn.slots):
        case {"duration": _, **others} if not others:
            return turn._replace(intent="ExerciseIntent")
        case {"passed": ("longer",), **others} if not others:
            return turn._replace(intent="AMAZON.ResumeIntent", slots={})
    return turn


def pairs(slots: Slots) -> Iterator[Fact]:
    """Yield each slot with each of its ids."""
    for slot, ids in slots.items():
        yield from ((slot, id_) for id_ in ids)


def grouped(facts: Iterable[Fact]) -> dict[str, tuple[str, ...]]:
    """Return slot to ids, each once, in the order in which they come."""
    slots: dict[str, tuple[str, ...]] = {}
    for slot, id_ in dict.fromkeys(facts):
        slots[slot] = (*slots.get(slot, ()), id_)
    return slots


def _answer_of(context: TurnContext, told: Slots) -> Fact | None:
    """Return what values answer to the open question, by a slot of another kind."""
    question = context.question
    if not isinstance(question, SlotQuestion | RiskQuestion):
        return None
    if context.slot("answer") == "no":
        return None
    also = (question.answer_to(slot, id_) for slot, id_ in pairs(told))
    return next((answer for answer in also if answer), None)


def _with_answer(slots: Slots, answer: Fact) -> Slots:
    kept = (fact for fact in pairs(slots) if fact[0] != "cause")
    return grouped([*kept, answer])


def _at_its_word(turn: Turn, rules: Rules) -> Turn:
    """Return the turn with what counts however it was heard: dangers and topics.

    A slot that takes one value and has it has no room for a guess.
    """
    half = list(pairs(turn.unsure))
    heard = [fact for fact in half if _counts(fact, turn, rules)]
    full = SINGLE & turn.slots.keys()
    unsure = (fact for fact in half if fact not in heard and fact[0] not in full)
    slots = grouped([*pairs(turn.slots), *heard])
    return turn._replace(slots=slots, unsure=grouped(unsure))


def _counts(fact: Fact, turn: Turn, rules: Rules) -> bool:
    """Tell whether a value counts although it was not heard well."""
    slot, id_ = fact
    if id_ in rules.signs or slot not in NEVER_GUESSED:
        return True
    return slot == "medicine" and turn.intent == "MedicineIntent"
