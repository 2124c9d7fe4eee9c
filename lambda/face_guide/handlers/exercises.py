"""Guided rests: an exercise in real time, some minutes a turn.

It begins only where nothing dangerous is open, and goes on until it is over or the
listener has enough. Silence in it is rest. What is said, and how long each stretch of
it lasts, stands in `content/en/exercises.toml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.context import Reply, TurnContext, acts, aside
from face_guide.handlers import session, topics
from face_guide.questions import is_urgent, next_question
from face_guide.rules import DangerQuestion
from face_guide.triage import minutes
from face_guide.turn import Act

if TYPE_CHECKING:
    from collections.abc import Collection

    from face_guide.state import SessionState

LIST = "exercise"
START, ON, END = "rest_start", "rest_on", "rest_end"
QUESTIONS = {START, ON, END, "rest_offer"}
"""The questions of a rest: a length of time that answers one is that of the rest."""
A_TURN = 3
"""Minutes of a reply; one may last four, with all its words."""
LONGER = 2
"""Minutes that "longer" adds."""
MOST_MINUTES = 60


def start(context: TurnContext) -> Reply:
    """Begin an exercise, once nothing dangerous is open."""
    context = context.with_state(_with_exercise(context))
    state, danger = context.state, _open_danger(context)
    if context.checking:
        return session.later(context)
    if is_urgent(state):
        return aside(context, Act(session.level_act("brief", context)))
    if danger:
        return Reply(acts("check.first"), danger.id, state, repeatable=False)
    prepare = f"exercise.{state.exercise}.prepare"
    if prepare in context.prompts.statements and state.asked != START:
        return Reply(acts(prepare), START, state)
    return _stretch(context, 0)


def _open_danger(context: TurnContext) -> DangerQuestion | None:
    """Return the danger question that someone who told of a twitch has to answer."""
    told = context.state.answers.keys() - {"person", "age"}
    if not (context.guided and told) or context.state.level:
        return None
    question = next_question(context.state, context.rules, context.assessment)
    return question if isinstance(question, DangerQuestion) else None


def _with_exercise(context: TurnContext) -> SessionState:
    """Return the state with the exercise wished for, or one that is fit for them."""
    state, exercises = context.state, context.rules.exercises
    wish = context.slot("exercise") or state.exercise or ""
    id_ = wish if wish in exercises else next(iter(exercises))
    unfit = exercises[id_].unless & context.assessment.facts
    id_ = exercises[id_].instead or id_ if unfit else id_
    wished = minutes(context.slot("duration") or "") or exercises[id_].minutes
    return state.replace(exercise=id_, minutes=min(wished, exercises[id_].most))


def _stretch(context: TurnContext, begun: int) -> Reply:
    """Do the next few minutes, after so many; with the last of them it ends gently."""
    state, exercise = context.state, f"exercise.{context.state.exercise}"
    end = min(begun + A_TURN, state.minutes)
    said = ["next" if minute else "first" for minute in range(begun, end)]
    is_over = end == state.minutes
    said += ["close"] if is_over else []
    state = state.replace(list_name=LIST, page=end)
    done = acts(*(f"{exercise}.{part}" for part in said))
    return Reply(done, END if is_over else ON, state)


def is_open(context: TurnContext) -> bool:
    """Tell whether a rest is being done."""
    return context.state.asked in (START, ON, END)


def go_on(context: TurnContext) -> Reply:
    """Go on with it, after its end for a little longer."""
    state = context.state
    if state.asked == START:
        return _stretch(context, 0)
    if state.page >= state.minutes:
        state = state.replace(minutes=min(state.page + LONGER, MOST_MINUTES))
    return _stretch(context.with_state(state), min(state.page, state.minutes - 1))


def resume(context: TurnContext) -> Reply:
    """Go on where the talk stood."""
    return go_on(context) if is_open(context) else session.resume(context)


def next_(context: TurnContext) -> Reply:
    """Go on in what is read or done; after the end of a rest another one comes."""
    if not is_open(context):
        return topics.next_item(context)
    if context.state.asked != END:
        return go_on(context)
    after = _after(context.state.exercise, [*context.rules.exercises])
    state = context.state.replace(asked=None, exercise=after)
    return start(context.with_state(state))


def _after(id_: str | None, ids: list[str]) -> str:
    place = ids.index(id_) + 1 if id_ in ids else 0
    return ids[place % len(ids)]


def previous(context: TurnContext) -> Reply:
    """Go back in what is read; in a rest, do the last minutes again."""
    back = session.repeat if is_open(context) else topics.previous_item
    return back(context)


def cancel(context: TurnContext) -> Reply:
    """Leave a rest gently; elsewhere end the session."""
    if not is_open(context):
        return session.stop(context)
    state = context.state.replace(list_name=None, page=0)
    return Reply(acts(f"exercise.{state.exercise}.close"), "else", state)


def is_sound(state: SessionState, exercises: Collection[str]) -> bool:
    """Tell whether attributes name an exercise, where their question needs one."""
    return (state.exercise or "") in exercises or state.asked not in QUESTIONS
