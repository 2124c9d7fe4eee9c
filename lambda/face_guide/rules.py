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


class DangerQuestion(NamedTuple):
    """Asks for warning signs; a yes, or not being sure, is one."""

    id: str
    sign: str
    """The warning sign that a yes stands for."""
    yes_if: frozenset[Fact] = frozenset()
    """Answers that count as yes here, whatever else they mean."""
    closes: tuple[str, ...] = ()
    """Other questions that a no answers too."""
    only: tuple[frozenset[Fact], ...] = ()
    """Asked only where each of these needs is met."""
    unless: tuple[frozenset[Fact], ...] = ()
    """Not asked where one of these is met."""


class SlotQuestion(NamedTuple):
    """Asks for a slot of WhyTwitchIntent."""

    id: str
    slot: str
    choices: tuple[str, ...]
    unsure: str | None = None
    """The answer that "not sure" stands for, where that matters."""
    only: tuple[frozenset[Fact], ...] = ()
    unless: tuple[frozenset[Fact], ...] = ()


class Offer(NamedTuple):
    """Offers to go on: a yes, and some a no, lead to an intent."""

    id: str
    yes: str
    no: str | None = None


CheckQuestion = DangerQuestion | SlotQuestion
Question = CheckQuestion | Offer


class Rules(NamedTuple):
    """All rules, by id."""

    long_days: float
    rules: tuple[Rule, ...]
    """The highest level first."""
    signs: Mapping[str, str]
    """Warning sign to the cause it points to."""
    causes: Mapping[str, Cause]
    questions: Mapping[str, Question]
    check: tuple[CheckQuestion, ...]
    """The questions of the guided check, in order."""
    past_event: DangerQuestion
    """Asked where an event of the past is told for the first time."""
    unnamed_sign: str
    """The warning sign that stands for one we do not know."""
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
        rows = data["questions"].items()
        questions: dict[str, Any] = {id_: _question(id_, row) for id_, row in rows}
        return cls(
            long_days=data["long_days"],
            rules=rules,
            signs=data["signs"],
            causes=causes,
            questions=questions,
            check=tuple(questions[id_] for id_ in data["check"]),
            past_event=questions[data["past_event"]],
            unnamed_sign=data["unnamed_sign"],
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
    needs = {key: _needs(entry.get(key)) for key in ("only", "unless")}
    match entry["kind"]:
        case "danger":
            yes_if, closes = _facts(entry["yes_if"]), tuple(entry["closes"])
            return DangerQuestion(id_, entry["sign"], yes_if, closes, **needs)
        case "slot":
            choices, unsure = tuple(entry["choices"]), entry.get("unsure")
            return SlotQuestion(id_, entry["slot"], choices, unsure, **needs)
        case _:
            return Offer(id_, entry["yes"], entry.get("no"))


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
