"""The talk itself: repeat, other words, pace, help, sources, and no match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.context import Reply, TurnContext, acts, aside
from face_guide.handlers.red_flags import escalate, own_line, speak_warning, warning
from face_guide.rules import DangerQuestion, SlotQuestion
from face_guide.turn import Act, Wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from face_guide.prompts import Statement

MAX_NO_MATCH = 2
"""Misunderstandings of a danger question in a row that count as a yes.

Slurred speech defeats recognition.
"""


def launch(context: TurnContext) -> Reply:
    """Say what this is and, first of all, what to do in an emergency.

    In a session that is running no level is forgotten, and an emergency is named again.
    """
    if context.state.emergency:
        return speak_warning(context, None)
    state = context.state.afresh()
    return Reply(acts("launch.welcome"), "start", state, repeatable=False)


def stop(context: TurnContext) -> Reply:
    """End the session; an emergency is named once more."""
    last = own_line(context) or Act("emergency.close")
    said = last if context.state.emergency else Act("goodbye")
    return Reply((said,), None, context.state, repeatable=False)


def repeat(context: TurnContext) -> Reply:
    """Say the last content again, and the pending question."""
    if context.state.emergency:
        return speak_warning(context, None)
    return Reply(context.state.last_acts, context.pending, context.state)


def rephrase(context: TurnContext) -> Reply:
    """Say the last content in other words."""
    state = context.state
    said = (warning(state),) if state.emergency else state.last_acts
    return aside(context, *(act._replace(wording=Wording.AGAIN) for act in said))


def change_pace(context: TurnContext) -> Reply:
    """Speak slower, faster or as usual from now on."""
    pace = context.slot("pace") or "slow"
    said = Act(f"pace.{pace}" if pace in ("slow", "fast") else "pace.normal")
    return aside(context.with_state(context.state.replace(pace=pace)), said)


def sources(context: TurnContext) -> Reply:
    """Name who says so, and when it was checked."""
    said = list(_last_statements(context))
    dates = [one.reviewed for one in said if one.reviewed]
    if not dates:
        return aside(context, Act("sources.general"))
    named = _distinct(id_ for one in said for id_ in one.sources if id_ != "judgement")
    words = [f"source.{id_}" for id_ in named[:2]]
    names = tuple(zip(("first", "second"), words, strict=False))
    oldest = min(dates)
    date = (("month", f"month.{oldest.month}"), ("year", str(oldest.year)))
    id_ = ("sources.judged", "sources.one", "sources.two")[len(names)]
    spoken = Act(id_, arguments=(*names, *date))
    return aside(context, spoken, *_where_authorities_differ(context))


def _last_statements(context: TurnContext) -> Iterable[Statement]:
    statements = context.prompts.statements
    ids = (act.id for act in context.state.last_acts)
    return (statements[id_] for id_ in ids if id_ in statements)


def _where_authorities_differ(context: TurnContext) -> tuple[Act, ...]:
    facts = context.assessment.facts
    return acts("authority.duration") if ("duration", "long") in facts else ()


def about(context: TurnContext) -> Reply:
    """Say what this is, what it is not, and what it keeps: nothing."""
    return aside(context, *acts("about.who", "about.privacy"))


def help_(context: TurnContext) -> Reply:
    """Say what can be said now, and go back to the pending question."""
    checking = isinstance(context.question, DangerQuestion | SlotQuestion)
    return aside(context, Act("help.check" if checking else "help.general"))


def start_over(context: TurnContext) -> Reply:
    """Forget the answers. A level that was spoken stays."""
    state = context.state.afresh()
    return Reply(acts("start_over"), "start", state, repeatable=False)


def no_match(context: TurnContext) -> Reply:
    """Rephrase in short, then give examples, then offer one way out.

    A danger question that is not understood twice is answered by the warning itself.
    """
    state, question = context.state, context.question
    count = state.no_match_count + 1
    not_understood = Reply((), None, state, repeatable=False, no_match=True)
    if state.emergency:
        return not_understood._replace(ask="repeat")
    if isinstance(question, DangerQuestion) and count >= MAX_NO_MATCH:
        return escalate(context, question.sign)
    if count > MAX_NO_MATCH:
        return not_understood._replace(acts=acts("miss.third"), ask="way_out")
    said = acts("miss.first" if count == 1 else "miss.second")
    again = Wording.AGAIN
    return not_understood._replace(acts=said, ask=context.pending, wording=again)


def _distinct(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))
