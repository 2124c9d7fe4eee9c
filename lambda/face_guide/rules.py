"""The rules of the guide, read from what `content/rules.toml` was compiled to."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Self

Fact = tuple[str, str]
"""One answer: slot name and id."""


class Level(IntEnum):
    """How soon to get help. Lowest first, so that the highest wins with `max`."""

    self_care = 1
    see_doctor = 2
    urgent = 3
    emergency = 4


class Rule(NamedTuple):
    """A level, given when each need meets at least one fact."""

    id: str
    level: Level
    needs: tuple[frozenset[Fact], ...]
    warning: str | None
    """The statement `warning.<name>` on what to do, from `urgent` upwards."""
    sources: tuple[str, ...]

    def applies(self, facts: frozenset[Fact]) -> bool:
        """Tell whether each need is met."""
        return not any(map(facts.isdisjoint, self.needs))


class Cause(NamedTuple):
    """A likely cause, and how much each answer speaks for it (below zero: against)."""

    id: str
    weights: Mapping[Fact, int]
    danger: bool = False
    """Whether to ask for danger signs once it is talked about."""


class Question(NamedTuple):
    """A question the guide may end a turn with."""

    id: str
    kind: str
    """`danger` (plain yes or no), `slot` (asks for a slot of WhyTwitchIntent) or
    `offer` (yes leads to an intent)."""
    slot: str | None
    choices: tuple[str, ...]
    unsure: str | None
    """The answer that "not sure" stands for, where that matters."""
    yes: str | None
    """The warning sign that a yes stands for, or the intent that an offer leads to."""
    yes_if: frozenset[Fact]
    """Answers that count as yes here, whatever else they mean."""
    no: str | None
    only: tuple[frozenset[Fact], ...]
    unless: tuple[frozenset[Fact], ...]
    check: bool
    """Whether it is part of the guided check."""


class Rules(NamedTuple):
    """All rules, by id."""

    long_days: float
    rules: tuple[Rule, ...]
    """The highest level first."""
    signs: Mapping[str, str]
    """Warning sign to the cause it points to."""
    causes: Mapping[str, Cause]
    questions: Mapping[str, Question]
    check: tuple[Question, ...]
    """The questions of the guided check, in order."""
    by_fact: Mapping[Fact, list[tuple[int, Rule]]]
    """The rules, with their places, whose first need a fact meets: what no fact leads
    to need not be looked at."""
    weights: Mapping[Fact, list[tuple[tuple[int, str], int]]]
    """The causes, with their places, for or against which a fact speaks."""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the rules in a compiled language, ready to use."""
        rules = tuple(_rule(*row) for row in data["rules"])
        causes = {id_: _cause(id_, row) for id_, row in data["causes"].items()}
        questions = {id_: _question(id_, row) for id_, row in data["questions"].items()}
        return cls(
            long_days=data["long_days"],
            rules=rules,
            signs=data["signs"],
            causes=causes,
            questions=questions,
            check=tuple(one for one in questions.values() if one.check),
            by_fact=_index(
                (fact, (place, rule))
                for place, rule in enumerate(rules)
                for fact in rule.needs[0]
            ),
            weights=_index(
                (fact, ((place, id_), weight))
                for place, (id_, cause) in enumerate(causes.items())
                for fact, weight in cause.weights.items()
            ),
        )


def _rule(
    id_: str,
    level: str,
    needs: list[dict[str, list[str]]],
    warning: str | None,
    sources: list[str],
) -> Rule:
    return Rule(id_, Level[level], tuple(map(_facts, needs)), warning, tuple(sources))


def _cause(id_: str, row: tuple[Mapping[str, Mapping[str, int]], bool]) -> Cause:
    weights, danger = row
    own = {
        (slot, answer): weight
        for slot, answers in weights.items()
        for answer, weight in answers.items()
    }
    return Cause(id_, own, danger)


def _question(id_: str, entry: Mapping[str, Any]) -> Question:
    return Question(
        id=id_,
        kind=entry["kind"],
        slot=entry.get("slot"),
        choices=tuple(entry.get("choices", ())),
        unsure=entry.get("unsure"),
        yes=entry.get("yes"),
        yes_if=_facts(entry.get("yes_if", {})),
        no=entry.get("no"),
        only=_needs(entry.get("only")),
        unless=_needs(entry.get("unless")),
        check=entry.get("check", False),
    )


def _needs(table: Mapping[str, list[str]] | None) -> tuple[frozenset[Fact], ...]:
    return (_facts(table),) if table else ()


def _facts(table: Mapping[str, list[str]]) -> frozenset[Fact]:
    """Return `{"location": ["eyelid"]}` as facts."""
    return frozenset((slot, id_) for slot, ids in table.items() for id_ in ids)


def _index(pairs: Iterable[tuple[Fact, Any]]) -> dict[Fact, list[Any]]:
    index: dict[Fact, list[Any]] = {}
    for fact, item in pairs:
        index.setdefault(fact, []).append(item)
    return index
