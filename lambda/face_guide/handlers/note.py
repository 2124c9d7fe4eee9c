"""The note: what to tell a doctor, a pharmacist or the call handler, and what to ask.

It is made of what was said in this talk, spoken in parts, and goes with the session.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.context import Reply, TurnContext, acts
from face_guide.handlers import read_back, session
from face_guide.handlers.topics import LISTS, read_list
from face_guide.rules import DangerQuestion
from face_guide.turn import Act

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from face_guide.rules import Fact
    from face_guide.state import SessionState

AUDIENCES = ("doctor", "pharmacist", "call_handler")
CALL_HANDLER = "call_handler"
TEACH_BACK = "teach_back"
COURSE = ("location", "duration")
BESIDE = ("symptom", "trigger", "medicine", "background")
"""Slots whose answers are told beside where and how long, in this order."""
MOST_BESIDE = 2


def hand_over(context: TurnContext) -> Reply:
    """Read the note for whom it is wished, in parts."""
    if context.checking:
        return session.later(context)
    audience = context.slot("audience") or AUDIENCES[0]
    audience = audience if audience in AUDIENCES else AUDIENCES[0]
    return read_list(_list_of(audience), 0, context)


def note(context: TurnContext, audience: str = AUDIENCES[0]) -> tuple[Act, ...]:
    """Return the whole note, as it is printed."""
    return tuple(act for part, _ in _parts(audience)(context) for act in part)


def _list_of(audience: str) -> str:
    return f"note_{audience}"


def _parts(
    audience: str,
) -> Callable[[TurnContext], Iterator[tuple[tuple[Act, ...], str]]]:
    """Return what yields the parts of a note, each with the question after it."""

    def pages(context: TurnContext) -> Iterator[tuple[tuple[Act, ...], str]]:
        if audience != CALL_HANDLER:
            yield (Act(f"note.{audience}"), *_told(context)), "more"
        yield acts(f"note.bring.{audience}"), "more"
        yield acts(f"note.ask.{audience}"), _asked_last(context)

    return pages


def _asked_last(context: TurnContext) -> str:
    """Return the question after a note: once, which sign means to call."""
    asked = TEACH_BACK in context.state.closed_questions or not context.guided
    return "else" if asked else TEACH_BACK


def _told(context: TurnContext) -> Iterator[Act]:
    """Yield what was told: who, where and how long, what comes with it, what is not."""
    state = context.state
    course = list(read_back.worded("because", _facts(state, COURSE), context))
    beside = list(read_back.worded("read_back", _facts(state, BESIDE), context))
    if not (course or beside or state.answers.get("warning_sign")):
        yield Act("note.none")
        return
    yield _who(context)
    if course:
        yield _listing(("one", "two"), course)
    if beside:
        yield _listing(("with_one", "with_two"), beside[:MOST_BESIDE])
    yield from _signs(context)


def _facts(state: SessionState, slots: tuple[str, ...]) -> list[Fact]:
    told = [(slot, id_) for slot in slots for id_ in state.answers.get(slot, ())]
    return [fact for fact in told if fact[1] not in ("unsure", "none")]


def _listing(names: tuple[str, str], words: list[str]) -> Act:
    arguments = tuple(zip(read_back.NAMES, words, strict=False))
    return Act(f"note.{names[len(words) - 1]}", arguments=arguments)


def _who(context: TurnContext) -> Act:
    age = f"age.{context.state.answers.get('age', ('',))[0]}"
    if context.prompts.has_word(age):
        return Act("note.who", arguments=(("first", age),))
    return Act("note.whom")


def _signs(context: TurnContext) -> Iterator[Act]:
    """Yield the signs that were told; where danger was asked for and denied, that."""
    signs = [f"sign.{id_}" for id_ in context.state.answers.get("warning_sign", ())]
    known = [word for word in signs if context.prompts.has_word(word)]
    yield from (Act("note.sign", arguments=(("sign", word),)) for word in known[:2])
    closed = map(context.rules.questions.get, context.state.closed_questions)
    if not known and any(isinstance(one, DangerQuestion) for one in closed):
        yield Act("note.no_sign")


def taught(context: TurnContext) -> Reply | None:
    """Take a sign that was named because its name was asked for.

    It is asked whether it is there now. Whoever names a person too tells of one.
    """
    sign = next(iter(context.red_flags), None) or context.slot("half_said")
    named = "person" in {*context.turn.slots, *context.turn.unsure}
    if context.state.asked != TEACH_BACK or not sign or named:
        return None
    question = context.rules.called_for.taught
    state = context.state.replace(half_said=sign)
    return Reply(acts("taught.right"), question.id, state, repeatable=False)


LISTS.update({_list_of(audience): _parts(audience) for audience in AUDIENCES})
