"""What a builder wants to know of a turn.

How it was heard, what was decided and why, and where each sentence comes from.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from face_guide.prompts import HOME, Prompts
from face_guide.state import SessionState
from face_guide.triage import assess, facts_of
from speaker.conversation import plain
from speaker.replay import guide

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from face_guide.rules import Fact
    from speaker.conversation import TranscriptTurn
    from speaker.replay import SpokenAct

WORDS_PER_SECOND = 2.6
"""At 100 %: about 155 words a minute, as the platform's voices read."""
BREAK = re.compile(r'<break time="(\d+)(ms|s)"')
RATE = re.compile(r'<prosody rate="(\d+)%"')


class Source(NamedTuple):
    """Where a statement comes from."""

    id: str
    name: str
    url: str | None


class SourcedAct(NamedTuple):
    """One act of a reply: its sentences and what stands behind them."""

    act: str
    sentences: tuple[str, ...]
    sources: tuple[Source, ...]
    reviewed: date | None


class Verdict(NamedTuple):
    """What the answers come to by the rules, after this turn."""

    level: str
    rule: str | None
    met: tuple[str, ...]
    """The answers that met the rule."""
    cause: str
    because: tuple[str, ...]


class TurnInspection(NamedTuple):
    """One turn from within."""

    spoken: tuple[SourcedAct, ...]
    """Empty where the skill speaks other words than this version."""
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    changed: frozenset[str]
    """Keys of the state that this turn changed."""
    verdict: Verdict
    seconds: float
    envelope: str
    response: str

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the state, those that changed first."""
        keys = {**self.before, **self.after}
        return tuple(sorted(keys, key=lambda key: key not in self.changed))


def inspect_turn(
    turn: TranscriptTurn, locale: str, before: Mapping[str, Any]
) -> TurnInspection:
    """Look into a turn; `before` is what the session held then."""
    exchange, after = turn.exchange, _after(turn, before)
    keys = {**before, **after}
    return TurnInspection(
        spoken=tuple(_sourced(turn.spoken, Prompts.load(locale))),
        before=before,
        after=after,
        changed=frozenset(key for key in keys if before.get(key) != after.get(key)),
        verdict=_verdict(SessionState.load(after)),
        seconds=spoken_seconds(turn.ssml),
        envelope=_pretty(exchange.envelope) if exchange else "",
        response=_pretty(exchange.response) if exchange else "",
    )


def states_before(turns: Sequence[TranscriptTurn]) -> list[Mapping[str, Any]]:
    """Return for each turn what the session held before it."""
    states: list[Mapping[str, Any]] = [{}]
    for turn in turns:
        states.append(_after(turn, states[-1]))
    return states[:-1]


def spoken_seconds(ssml: str) -> float:
    """Return how long a voice needs for it: words at the usual rate, and the pauses.

    Example:
        >>> spoken_seconds('<speak>Stay calm. <break time="2s"/> Sit down now.</speak>')
        3.9
    """
    rate = RATE.search(ssml)
    lengths = ((int(n), unit) for n, unit in BREAK.findall(ssml))
    pauses = sum(n / 1000 if unit == "ms" else n for n, unit in lengths)
    speed = WORDS_PER_SECOND * (int(rate[1]) / 100 if rate else 1)
    return round(len(plain(ssml).split()) / speed + pauses, 1)


def _after(turn: TranscriptTurn, before: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the session holds after a turn; a silence changes nothing."""
    if turn.exchange is None:
        return before
    return turn.exchange.response.get("sessionAttributes") or {}


def _sourced(spoken: Sequence[SpokenAct], words: Prompts) -> Iterator[SourcedAct]:
    for act, sentences in spoken:
        statement = words.statement(act.id)
        sources = tuple(_sources()[id_] for id_ in statement.sources)
        yield SourcedAct(str(act), sentences, sources, statement.reviewed)


def _verdict(state: SessionState) -> Verdict:
    rules = guide("guided").rules
    found, facts = assess(state.answers, rules), facts_of(state.answers, rules)
    needs = found.rule.needs if found.rule else ()
    met = tuple(sorted({_named(fact) for need in needs for fact in need & facts}))
    because = tuple(map(_named, found.rationale))
    rule = found.rule.id if found.rule else None
    return Verdict(found.level.name, rule, met, found.cause, because)


def _named(fact: Fact) -> str:
    return " = ".join(fact)


def _pretty(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


@cache
def _sources() -> Mapping[str, Source]:
    sources = Prompts.load(HOME).sources
    return {id_: Source(id_, *source) for id_, source in sources.items()}
