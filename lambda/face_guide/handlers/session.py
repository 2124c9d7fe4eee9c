"""The talk itself: repeat, other words, pace, help, sources, thanks, and no match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.context import Reply, TurnContext, acts, aside
from face_guide.handlers import read_back
from face_guide.handlers.red_flags import speak_warning
from face_guide.questions import next_question
from face_guide.rules import DangerQuestion, Level, Offer
from face_guide.speech import LADDER
from face_guide.turn import Act, Wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from face_guide.prompts import Statement

THANKED = "thanked"
MAX_NO_MATCH = 2
"""Misunderstandings in a row after which the talk goes on without the answer."""


def launch(context: TurnContext) -> Reply:
    """Say what this is and, first of all, what to do in an emergency.

    In a session that is running no level is forgotten, and an emergency is named again.
    """
    if context.state.emergency:
        return speak_warning(context, None)
    return _begin(context, "launch.welcome")


def _begin(context: TurnContext, welcome: str) -> Reply:
    ask = "start" if context.guided else "way_in"
    return Reply(acts(welcome), ask, context.state.afresh(), repeatable=False)


def stop(context: TurnContext) -> Reply:
    """End the session. Whoever was asked for danger hears how far that led."""
    state = context.state
    if state.level or not _answered_danger(context):
        return Reply(acts("goodbye"), None, state, repeatable=False)
    state = state.at_least(max(context.assessment.level, Level.see_doctor))
    return Reply(acts("check.so_far", "goodbye"), None, state, repeatable=False)


def _answered_danger(context: TurnContext) -> bool:
    questions = context.rules.questions
    closed = [questions.get(id_) for id_ in context.state.closed_questions]
    left = next_question(context.state, context.rules)
    answered = any(isinstance(one, DangerQuestion) for one in closed)
    return context.guided and answered and not isinstance(left, DangerQuestion)


def repeat(context: TurnContext) -> Reply:
    """Say the last content again, and the pending question.

    A question of the check is put again by itself.
    """
    if not context.checking:
        return Reply(context.state.last_acts, context.pending, context.state)
    return aside(context)


def rephrase(context: TurnContext) -> Reply:
    """Say the last content, or the question of the check, in other words."""
    if context.checking:
        return aside(context, wording=Wording.AGAIN)
    said = context.state.last_acts
    return aside(context, *(act._replace(wording=Wording.AGAIN) for act in said))


def repeat_part(context: TurnContext) -> Reply:
    """Say the last sentence or so again, or all of it."""
    last = context.slot("part") == "last" and not context.checking
    if not last:
        return repeat(context)
    return aside(context, *context.state.last_acts[-1:])


def change_pace(context: TurnContext) -> Reply:
    """Speak slower, faster, louder or as usual from now on, and say again what it was.

    "Slower" and "faster" are steps of a ladder.
    """
    wish, known = context.slot("pace") or "slow", context.state.pace
    pace = _stepped(known, wish)
    unchanged = pace == known and wish in ("slow", "fast")
    said = Act("pace.last" if unchanged else f"pace.{wish}")
    context = context.with_state(context.state.replace(pace=pace))
    return aside(context, said, *(() if context.checking else context.state.last_acts))


def _stepped(pace: str, wish: str) -> str:
    """Return the pace after a wish; whoever is hard of hearing is spoken to slowly.

    Example:
        >>> _stepped("normal", "slow"), _stepped("fast", "loud")
        ('slow', 'loud')
    """
    if wish not in ("slow", "fast"):
        return "loud" if wish == "loud" else "normal"
    place = LADDER.index(pace if pace in LADDER else "slow")
    step = -1 if wish == "slow" else 1
    return LADDER[min(max(place + step, 0), len(LADDER) - 1)]


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
    if context.danger:
        return aside(context, Act("help.danger"), wording=Wording.AGAIN)
    return aside(context, Act("help.check" if context.checking else "help.general"))


def start_over(context: TurnContext) -> Reply:
    """Forget the answers. A level that was spoken stays."""
    return _begin(context, "start_over")


def later(context: TurnContext) -> Reply:
    """Put off another wish: the question that is open comes first."""
    return aside(context, Act("check.first"), wording=Wording.AGAIN)


def hold(context: TurnContext) -> Reply:
    """Be quiet for a minute, then ask the same again; nothing is missed."""
    return aside(context, Act("hold"))


def resume(context: TurnContext) -> Reply:
    """Go on where the talk stood; to an offer, it is a yes."""
    question = context.question
    if isinstance(question, Offer) and not context.state.list_name:
        return Reply((), None, context.state, redirect=question.yes)
    return aside(context, wording=Wording.AGAIN)


def feeling(context: TurnContext) -> Reply:
    """Say something kind first, then go on: with a check, where none was made."""
    reply = aside(context, Act("feeling"))
    calm = context.checking or context.state.level or not context.guided
    return reply if calm else reply._replace(ask="check")


def thanks(context: TurnContext) -> Reply:
    """Answer thanks; they end nothing, but thanks for that do."""
    if context.checking:
        return aside(context, Act("thanks"))
    if context.state.asked == THANKED:
        return stop(context)
    return Reply(acts("thanks"), THANKED, context.state, repeatable=False)


def called(context: TurnContext) -> Reply:
    """Answer "I've called them" where no emergency was spoken of."""
    return aside(context, Act("companion.called"))


def recap(context: TurnContext) -> Reply:
    """Say what was understood so far."""
    return aside(context, read_back.recap(context))


def brief(context: TurnContext) -> Reply:
    """Say the level that stands, in a sentence."""
    level = context.state.level
    if level is None or context.checking:
        return aside(context, wording=Wording.AGAIN)
    return aside(context, Act(level_act("brief", context)))


def level_act(table: str, context: TurnContext) -> str:
    """Return the statement of the level that stands, as `level.see_doctor_days`."""
    level, rule = context.state.level or Level.self_care, context.assessment.rule
    if level is Level.see_doctor:
        return f"{table}.see_doctor_{(rule and rule.within) or 'days'}"
    return f"{table}.{level.name}"


def no_match(context: TurnContext) -> Reply:
    """Rephrase in short, then give examples, then go another way.

    Whoever is not understood at all may be in danger: then danger is asked about.
    """
    count = context.state.no_match_count + 1
    missed = aside(context)._replace(no_match=True, wording=Wording.AGAIN)
    if count <= MAX_NO_MATCH:
        return missed._replace(acts=acts("miss.first" if count == 1 else "miss.second"))
    if context.checking:
        return missed._replace(redirect="NotSureIntent")
    question = next_question(context.state, context.rules) if context.guided else None
    ask = question.id if question else "way_out"
    return missed._replace(acts=acts("miss.third"), ask=ask, wording=Wording.SAY)


def _distinct(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))
