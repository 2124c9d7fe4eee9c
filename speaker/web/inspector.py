"""What a builder wants to know of a turn: how it was heard, what was decided and why, and where each sentence comes from."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from face_guide import prompts, speech
from face_guide.alexa.envelope import prune, to_turn
from face_guide.context import TurnContext
from face_guide.dialog import converse
from face_guide.guide import Guide
from face_guide.state import SessionState
from face_guide.triage import assess, facts_of
from face_guide.turn import Act
from speaker.conversation import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from face_guide.context import Reply
    from face_guide.triage import Assessment
    from speaker.conversation import TranscriptTurn
    from speaker.device import Exchange
    from speaker.web.store import SessionConfig

WORDS_A_SECOND = 2.6
"""At 100 %: about 155 words a minute, as the platform's voices read."""
BREAK = re.compile(r'<break time="(\d+)(ms|s)"')
RATE = re.compile(r'<prosody rate="(\d+)%"')
VARIANTS = ("again", "reprompt", "why")


class Source(NamedTuple):
    """Where a statement comes from."""

    id: str
    name: str
    url: str | None


class SpokenAct(NamedTuple):
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

    spoken: tuple[SpokenAct, ...]
    """Empty where the skill behind the door speaks other words than this version."""
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
        return tuple(
            sorted(
                {**self.before, **self.after}, key=lambda key: key not in self.changed
            )
        )


def inspect_turn(
    turn: TranscriptTurn, setting: SessionConfig, state: Mapping[str, Any]
) -> TurnInspection:
    """Look into a turn; `state` is what the session held before it."""
    exchange, after = turn.exchange, _after(turn, state)
    return TurnInspection(
        spoken=tuple(_acts_spoken(turn, setting, state)),
        before=state,
        after=after,
        changed=frozenset(
            key for key in {**state, **after} if state.get(key) != after.get(key)
        ),
        verdict=_verdict(SessionState.load(after)),
        seconds=spoken_seconds(turn.ssml),
        envelope=_pretty(exchange.envelope) if exchange else "",
        response=_pretty(exchange.response) if exchange else "",
    )


def states_before(turns: Sequence[TranscriptTurn]) -> list[Mapping[str, Any]]:
    """For each turn, what the session held before it."""
    states: list[Mapping[str, Any]] = [{}]
    for turn in turns:
        states.append(_after(turn, states[-1]))
    return states[:-1]


def acts(
    turn: TranscriptTurn, setting: SessionConfig, state: Mapping[str, Any]
) -> tuple[Act, ...]:
    """The acts that a reply is made of; none where it speaks other words than this version of the guide."""
    said, voice = _spoken(turn, setting, state)
    return said if said and plain(speech.text(said, voice)) == turn.speech else ()


def spoken_seconds(ssml: str) -> float:
    """How long a voice needs for it, about: words at the usual speed, and the pauses."""
    rate = RATE.search(ssml)
    pauses = sum(
        int(n) / (1000 if unit == "ms" else 1) for n, unit in BREAK.findall(ssml)
    )
    words = len(plain(ssml).split())
    return round(
        words / WORDS_A_SECOND / (int(rate[1]) / 100 if rate else 1) + pauses, 1
    )


def base(act: Act) -> str:
    """The id of the statement that an act speaks, whatever its wording."""
    id_, _, variant = act.id.rpartition(".")
    return id_ if variant in VARIANTS else act.id


def _after(turn: TranscriptTurn, before: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the session holds after a turn: a silence sends nothing and changes nothing."""
    return (
        turn.exchange.response.get("sessionAttributes") or {}
        if turn.exchange
        else before
    )


def _spoken(
    turn: TranscriptTurn, setting: SessionConfig, state: Mapping[str, Any]
) -> tuple[tuple[Act, ...], speech.Voice]:
    words = prompts.load(setting.locale)
    if turn.exchange is None:
        known = SessionState.load(state)
        reprompt = (
            (Act(f"ask.{known.asked}.reprompt"),) if known.asked and turn.speech else ()
        )
        return reprompt, speech.Voice(words, known.person, known.pace)
    reply = _reply(turn.exchange, setting)
    voice = speech.Voice(words, reply.state.person, reply.state.pace)
    question = f"ask.{reply.ask}.again" if reply.ask_again else f"ask.{reply.ask}"
    return (*reply.acts, Act(question)) if reply.ask else reply.acts, voice


def _reply(exchange: Exchange, setting: SessionConfig) -> Reply:
    """What this version of the guide replies to the same envelope: it is a pure function of it."""
    pruned = prune(exchange.envelope)
    turn = to_turn(pruned)
    state = (
        SessionState()
        if turn.kind == "launch"
        else SessionState.load(pruned["session"]["attributes"])
    )
    return converse(
        TurnContext(
            turn,
            state,
            _guide().rules,
            prompts.load(setting.locale),
            setting.mode == "guided",
        )
    )


def _acts_spoken(
    turn: TranscriptTurn, setting: SessionConfig, state: Mapping[str, Any]
) -> Iterator[SpokenAct]:
    _, voice = _spoken(turn, setting, state)
    for act in acts(turn, setting, state):
        statement = voice.content.statement(base(act))
        sentences = tuple(speech.SENTENCE.split(speech.wording(act, voice)))
        yield SpokenAct(
            act.id,
            sentences,
            tuple(_sources()[id_] for id_ in statement.sources),
            statement.reviewed,
        )


def _verdict(state: SessionState) -> Verdict:
    rules = _guide().rules
    found: Assessment = assess(state.answers, rules)
    facts = facts_of(state.answers, rules)
    met = {
        _named(fact)
        for need in (found.rule.needs if found.rule else ())
        for fact in need & facts
    }
    because = tuple(_named(fact) for fact in found.because)
    return Verdict(
        found.level.name,
        found.rule.id if found.rule else None,
        tuple(sorted(met)),
        found.cause,
        because,
    )


def _named(fact: tuple[str, str]) -> str:
    return " = ".join(fact)


def _pretty(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


@cache
def _guide() -> Guide:
    return Guide.load()


@cache
def _sources() -> Mapping[str, Source]:
    entries = prompts.read(prompts.FOLDER / "sources.toml")
    return {
        id_: Source(id_, str(entry["name"]), _url(entry))
        for id_, entry in entries.items()
    }


def _url(entry: Mapping[str, object]) -> str | None:
    url = str(entry.get("url", ""))
    return url if url.startswith(("https://", "http://")) else None
