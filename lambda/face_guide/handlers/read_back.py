"""What was understood, said back: thanks, the recap, and the reason of a level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.questions import read_back
from face_guide.rules import RiskQuestion, SlotQuestion
from face_guide.triage import length_of
from face_guide.turn import Act

if TYPE_CHECKING:
    from collections.abc import Iterable

    from face_guide.context import TurnContext
    from face_guide.rules import Fact

READ_BACK_ITEMS = 3
"""How many answers are read back, and how many must be known for it."""
NAMES = ("first", "second", "third")
WORDS = {"age": "{}.{}", "medicine": "{}.{}.name"}
"""Slots whose values have words elsewhere."""
RECAPS = ("recap.none", "recap.one", "recap.two", "recap.three")


def recap(context: TurnContext) -> Act:
    """Return what was understood, in nine words or so."""
    arguments = items(context)
    return Act(RECAPS[len(arguments)], arguments=arguments)


def items(context: TurnContext) -> tuple[tuple[str, str], ...]:
    """Return the first answers as words, to fill a recap or a question."""
    facts = read_back(context.state.answers)
    words = list(worded("read_back", facts, context))
    return tuple(zip(NAMES, words, strict=False))


def noted(context: TurnContext) -> tuple[Act, ...]:
    """Return thanks for an answer that came before its question."""
    question = context.question
    if not isinstance(question, SlotQuestion | RiskQuestion) and not context.danger:
        return ()
    slot = question.slot if isinstance(question, SlotQuestion) else None
    early = [fact for fact in read_back(context.turn.slots) if fact[0] != slot]
    words = list(worded("read_back", early, context))[:1]
    return tuple(Act("check.noted", arguments=(("first", word),)) for word in words)


def word_of(fact: Fact) -> str:
    """Return the id of the words that ask a value back.

    Example:
        >>> word_of(("duration", "P2W")), word_of(("age", "over_65"))
        ('because.duration.weeks.2', 'age.over_65')
    """
    slot, id_ = fact
    if slot == "duration":  # "a month" alone may be when the ticks bit
        return f"because.duration.{length_of(id_)}"
    return WORDS.get(slot, "read_back.{}.{}").format(slot, id_)


def reason(context: TurnContext) -> str | None:
    """Return the words of the answer that counted most for the level or the cause."""
    found = context.assessment
    needs = found.rule.needs if found.rule else ()
    facts = [fact for need in needs for fact in sorted(need)]
    told = [fact for fact in facts if fact in found.facts] or list(found.rationale)
    exact = [_exact(fact, context) for fact in told]
    return next(iter(worded("because", exact, context)), None)


def because(fact: Fact, context: TurnContext) -> str | None:
    """Return the words of a fact as a reason; None where it has none."""
    return next(iter(worded("because", [_exact(fact, context)], context)), None)


def _exact(fact: Fact, context: TurnContext) -> Fact:
    """Return the length that was told in place of "long"."""
    told = context.state.answers.get("duration", ())
    return ("duration", told[0]) if fact == ("duration", "long") and told else fact


def worded(table: str, facts: Iterable[Fact], context: TurnContext) -> Iterable[str]:
    """Yield the ids of the words of those facts that have some in a table."""
    ids = (
        f"{table}.{slot}.{length_of(id_) if slot == 'duration' else id_}"
        for slot, id_ in facts
    )
    return (id_ for id_ in ids if context.prompts.has_word(id_))
