"""One turn of the talk: hear, look for danger, let the handler reply, finish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.context import Reply, TurnContext
from face_guide.handlers import HANDLERS, acts, launch, misunderstood, repeat, warn
from face_guide.rules import Level
from face_guide.triage import assess, facts_of
from face_guide.turn import Act

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from face_guide.rules import Rule
    from face_guide.state import SessionState

ONE_VALUE = ("location", "duration")
"""Slots whose last value counts; the others gather."""
MANY_VALUES = ("trigger", "symptom", "background", "warning_sign")
SPEAKS_OF_HEALTH = (
    "cause.",
    "outcome.",
    "level.",
    "tip.",
    "medicine",
    "net.",
    "advice.",
    "list.",
    "warning.",
)
OPENER = Act("emergency.first")
DISCLAIMER = Act("disclaimer")


def converse(talk: TurnContext) -> Reply:
    """The reply to a turn. The state in it has all that the turn told."""
    if talk.turn.kind == "launch":
        return _finish(talk, launch(talk))
    if talk.turn.kind != "intent":
        return _finish(talk, repeat(talk))
    if not (
        talk.turn.slots or talk.turn.heard
    ):  # nothing was told, so nothing new can be dangerous
        return _finish(talk, _handled(talk))
    before = talk.state
    talk = talk.known(hear(talk))
    return _finish(talk, _danger(talk, before) or _past(talk, before) or _handled(talk))


def hear(talk: TurnContext) -> SessionState:
    """The state with what the turn told about the person."""
    slots = dict(talk.turn.slots)
    told = {slot: slots.get(slot, ()) for slot in (*ONE_VALUE, *MANY_VALUES)}
    signs = _signs(talk)
    answers = dict(talk.state.answers)
    for slot, ids in {**told, "warning_sign": signs}.items():
        plain = tuple(
            id_
            for id_ in ids
            if id_ != "none" and (slot == "warning_sign" or id_ not in talk.rules.signs)
        )
        if plain:
            answers[slot] = (
                plain[-1:]
                if slot in ONE_VALUE
                else tuple(dict.fromkeys((*answers.get(slot, ()), *plain)))
            )
    if person := _person(talk):
        answers["person"] = (person,)
    return talk.state.but(answers=answers)


def _signs(talk: TurnContext) -> tuple[str, ...]:
    """Warning signs in any slot, and in words that matched no value of their slot."""
    in_slots = (
        id_
        for ids in talk.turn.slots.values()
        for id_ in ids
        if id_ in talk.rules.signs
    )
    in_words = (
        sign
        for words in talk.turn.heard
        for sign in _listened(words, talk.content.listen)
    )
    return tuple(dict.fromkeys((*in_slots, *in_words)))


def _listened(words: str, listen: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    heard = f" {' '.join(words.lower().split())}"
    return (
        sign
        for sign, marks in listen.items()
        if any(f" {mark}" in heard for mark in marks)
    )


def _person(talk: TurnContext) -> str | None:
    """Who the talk is about from now on. "She" does not replace "my mother", and "my" does not replace anyone."""
    person = talk.slot("person")
    vague = person == "other" or (
        person == "self" and talk.turn.intent != "CaregiverIntent"
    )
    return None if vague and talk.state.person != "self" else person


def _danger(talk: TurnContext, before: SessionState) -> Reply | None:
    """The warning that this turn calls for: a sign it named, or a rule that its answers met."""
    brought = _signs(talk)
    rule = _top_rule(talk, brought)
    if rule is None or rule.level < Level.urgent:
        return None
    known = assess(before.answers, talk.rules).rule
    return warn(talk, rule) if brought or rule != known else None


def _top_rule(talk: TurnContext, brought: tuple[str, ...]) -> Rule | None:
    """The rule that sets the level, if possible one that this turn brought."""
    top = assess(talk.state.answers, talk.rules).rule
    facts = facts_of(talk.state.answers, talk.rules)
    named = {("warning_sign", sign) for sign in brought}
    same = (
        rule
        for rule in talk.rules.rules
        if top and rule.level == top.level and rule.applies(facts)
    )
    return next(
        (rule for rule in same if any(need & named for need in rule.needs)), top
    )


def _past(talk: TurnContext, before: SessionState) -> Reply | None:
    """An event of the past, told for the first time, asks one thing: is anything new today."""
    events = frozenset().union(*talk.rules.questions["new_today"].only)
    told = events & set(talk.told) - facts_of(before.answers, talk.rules)
    if (
        not told
        or "new_today" in before.done
        or not talk.guided
        or talk.state.emergency
    ):
        return None
    return Reply(acts("check.past"), "new_today", talk.state)


def _handled(talk: TurnContext) -> Reply:
    reply = HANDLERS.get(talk.turn.intent or "", misunderstood)(talk)
    return _in_emergency(reply) if talk.state.emergency else reply


def _in_emergency(reply: Reply) -> Reply:
    """Once the emergency line was spoken, every other wish opens with it in short and ends by offering it again."""
    if reply.ask is None or any(
        act.id.startswith("warning.") for act in reply.acts[:1]
    ):
        return reply
    return reply._replace(acts=(OPENER, *reply.acts), ask="repeat", ask_again=False)


def _finish(talk: TurnContext, reply: Reply) -> Reply:
    """Note what was said and asked, and put the disclaimer into the first reply that speaks of health."""
    said = tuple(act for act in reply.acts if act != OPENER)
    misses = 0 if reply.state.misses == talk.state.misses else reply.state.misses
    state = reply.state.but(
        asked=reply.ask,
        misses=misses,
        said=said if reply.content and said else reply.state.said,
    )
    if state.disclaimed or state.emergency or not _speaks_of_health(talk, reply):
        return reply._replace(state=state)
    return reply._replace(
        acts=_disclaimed(reply.acts), state=state.but(disclaimed=True)
    )


def _speaks_of_health(talk: TurnContext, reply: Reply) -> bool:
    question = talk.rules.questions.get(reply.ask or "")
    checks = question is not None and question.kind != "offer"
    return checks or any(act.id.startswith(SPEAKS_OF_HEALTH) for act in reply.acts)


def _disclaimed(said: tuple[Act, ...]) -> tuple[Act, ...]:
    urgent = said[:1] and said[0].id.startswith("warning.")
    return (*said, DISCLAIMER) if urgent else (DISCLAIMER, *said)
