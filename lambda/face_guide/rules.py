"""The rules of the guide, read from what `content/rules.toml` was compiled to."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
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
    within: str | None
    """How soon to see a doctor, `days` or `weeks`; None at the other levels."""
    sources: tuple[str, ...]

    def applies(self, facts: frozenset[Fact]) -> bool:
        """Tell whether each need is met."""
        return not any(map(facts.isdisjoint, self.needs))


class Cause(NamedTuple):
    """A likely cause, and how much each answer speaks for it (below zero: against)."""

    id: str
    weights: Mapping[Fact, int]
    needs: tuple[tuple[frozenset[Fact], ...], ...] = ()
    """Groups of needs; it is named only where each need of one group is met."""
    danger: bool = False
    """Whether to ask for danger signs once it is talked about."""
    exercise: str | None = None
    """The exercise that is offered with it."""

    def fits(self, facts: frozenset[Fact]) -> bool:
        """Tell whether the facts allow to name it."""
        met = (not any(map(facts.isdisjoint, group)) for group in self.needs)
        return not self.needs or any(met)


class Exercise(NamedTuple):
    """A guided rest."""

    minutes: int
    """How long it goes on where nobody says how long."""
    most: int
    """How long it may go on."""
    unless: frozenset[Fact] = frozenset()
    """It is not done where one of these is known."""
    instead: str | None = None
    """The exercise that is done then."""


class Condition(NamedTuple):
    """When a question of the check is put."""

    path: str | None = None
    """`short` or `full`; None on both."""
    only: frozenset[Fact] = frozenset()
    """Only where one of these is known, if there are any."""
    unless: frozenset[Fact] = frozenset()
    """Not where one of these is known."""
    closes: tuple[str, ...] = ()
    """Other questions that the same no answers."""

    def holds(self, facts: frozenset[Fact], path: str) -> bool:
        """Tell whether the question is put on this path with these facts known."""
        if self.path and self.path != path:
            return False
        if self.unless and not self.unless.isdisjoint(facts):
            return False
        return not self.only or not self.only.isdisjoint(facts)


class DangerQuestion(NamedTuple):
    """Asks for warning signs; a yes, or twice not being sure, is one."""

    id: str
    condition: Condition
    sign: str
    """The warning sign that a yes stands for."""
    yes_if: frozenset[Fact] = frozenset()
    """Answers that count as yes here, whatever else they mean."""
    instead: str | None = None
    """What is asked of whoever cannot do what this one wants done."""
    sentence: bool = False
    """Whether it has the listener say a sentence."""
    passed: bool = False
    """Whether a yes is about a sign that has passed."""
    passes: bool = True
    """Whether a sign that has passed counts; of a baby's jerks, that they stop is a no.
    """


class WhenQuestion(NamedTuple):
    """Asks when a sign that has passed was there."""

    id: str
    condition: Condition
    slot: str
    unsure: str
    """The answer that "not sure" stands for."""


class RiskQuestion(NamedTuple):
    """Asks for what raises the level. A yes to several asks which one."""

    id: str
    condition: Condition
    choices: tuple[Fact, ...]
    also: Mapping[str, Fact]
    """Slots of which any value is this answer."""
    always: bool = False
    """Asked even where no single answer changes the outcome."""

    def answer_to(self, slot: str, id_: str) -> Fact | None:
        """Return what a value of another slot answers; None for nothing."""
        return self.also.get(slot) if id_ else None


class SlotQuestion(NamedTuple):
    """Asks for a slot of WhyTwitchIntent."""

    id: str
    condition: Condition
    slot: str
    choices: tuple[str, ...]
    also: Mapping[str, Mapping[str, str] | str]
    """Slots whose values are answers too: an id to the answer, or one for all."""
    unsure: str | None = None
    """The answer that "not sure" stands for, where that matters."""
    none: bool = False
    """Whether "no" is an answer although not being sure is another."""
    always: bool = False

    def answer_to(self, slot: str, id_: str) -> Fact | None:
        """Return what a value of another slot answers; None for nothing."""
        answers = self.also.get(slot, {})
        answer = answers if isinstance(answers, str) else answers.get(id_)
        return (self.slot, answer) if answer else None


class ConfirmQuestion(NamedTuple):
    """Reads back what was understood, where so many facts are known."""

    id: str
    condition: Condition
    facts: int


class HeardQuestion(NamedTuple):
    """Asks whether a value was heard right, or which of two it was."""

    id: str
    condition: Condition


class LastCheck(NamedTuple):
    """Asks whether all is as usual; anything but a yes opens danger again."""

    id: str
    condition: Condition


class Offer(NamedTuple):
    """Offers to go on: a yes, and some a no, lead to an intent."""

    id: str
    yes: str
    no: str | None = None
    options: tuple[str, ...] = ()
    """Where it names several things: the intent of each, in the order it says them."""


AskedOfDanger = DangerQuestion | WhenQuestion
CheckQuestion = (
    DangerQuestion
    | WhenQuestion
    | RiskQuestion
    | SlotQuestion
    | ConfirmQuestion
    | LastCheck
)
Question = CheckQuestion | HeardQuestion | Offer


class CalledFor(NamedTuple):
    """The questions that something told calls for."""

    past_event: DangerQuestion
    """After an event of the past: is anything new today?"""
    came_back: DangerQuestion
    """When the talk comes back to a person: is anything new?"""
    passed: WhenQuestion
    """After a sign that has passed: when was that?"""
    half_said: DangerQuestion
    """After a sign that was half said: is it so?"""
    half_heard: HeardQuestion
    """After a value that was not heard well: is it right?"""
    competing: HeardQuestion
    """After two such values for a slot that takes one: which is it?"""
    taught: DangerQuestion
    """After a sign that was named because we asked for its name: is it there now?"""


class Rules(NamedTuple):
    """All rules, by id."""

    long_days: float
    rules: tuple[Rule, ...]
    """The highest level first."""
    signs: Mapping[str, str]
    """Warning sign to the cause it points to."""
    causes: Mapping[str, Cause]
    exercises: Mapping[str, Exercise]
    questions: Mapping[str, Question]
    check: tuple[CheckQuestion, ...]
    """The questions of the guided check, in order."""
    called_for: CalledFor
    full_path: frozenset[Fact]
    """The answers that call for the full path of the check."""
    company: Mapping[str, str]
    """Warning to the question that follows it, where that is one of its own."""
    only_calm: frozenset[str]
    """Topics that are only for a calm talk, such as a joke."""
    unnamed_sign: str
    """The warning sign that stands for one we do not know."""
    medicine_sign: str
    """The warning sign that a warning about a medicine stands for."""
    by_fact: Mapping[Fact, list[tuple[int, Rule]]]
    """The rules, with their places, whose first need a fact meets: what no fact leads
    to need not be looked at."""
    weights: Mapping[Fact, list[tuple[tuple[int, str], int]]]
    """The causes, with their places, for or against which a fact speaks."""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the rules in a compiled language, ready to use."""
        rules = tuple(map(_rule, data["rules"]))
        causes = {id_: _cause(id_, row) for id_, row in data["causes"].items()}
        rows = data["questions"].items()
        questions: dict[str, Any] = {id_: _question(id_, row) for id_, row in rows}
        return cls(
            long_days=data["long_days"],
            rules=rules,
            signs=data["signs"],
            causes=causes,
            exercises={id_: _exercise(row) for id_, row in data["exercises"].items()},
            questions=questions,
            check=tuple(questions[id_] for id_ in data["check"]),
            called_for=_called_for(data["called_for"], questions),
            full_path=_facts(data["full_path"]),
            company=data["company"],
            only_calm=frozenset(data["only_calm"]),
            unnamed_sign=data["unnamed_sign"],
            medicine_sign=data["medicine_sign"],
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


def _called_for(ids: Mapping[str, str], questions: Mapping[str, Any]) -> CalledFor:
    return CalledFor(**{event: questions[id_] for event, id_ in ids.items()})


def _rule(row: list[Any]) -> Rule:
    id_, level, needs, warning, within, sources = row
    each = tuple(map(_facts, needs))
    return Rule(id_, Level[level], each, warning, within, tuple(sources))


def _exercise(row: list[Any]) -> Exercise:
    minutes, most, unless, instead = row
    return Exercise(minutes, most, _facts(unless), instead)


def _cause(id_: str, row: list[Any]) -> Cause:
    weights, needs, danger, exercise = row
    own = {
        (slot, answer): weight
        for slot, answers in weights.items()
        for answer, weight in answers.items()
    }
    return Cause(id_, own, tuple(map(_needs, needs)), danger, exercise)


def _question(id_: str, entry: Mapping[str, Any]) -> Question:
    row = dict(entry)
    kind = row.pop("kind")
    if kind == "offer":
        options = tuple(row.pop("options", ()))
        return Offer(id_, **row, options=options)
    condition = Condition(
        row.pop("path", None),
        _facts(row.pop("only", {})),
        _facts(row.pop("unless", {})),
        tuple(row.pop("closes", ())),
    )
    question: Question = QUESTIONS[kind](id_, condition, row)
    return question


def _danger(id_: str, condition: Condition, row: dict[str, Any]) -> DangerQuestion:
    yes_if = _facts(row.pop("yes_if", {}))
    return DangerQuestion(id_, condition, yes_if=yes_if, **row)


def _risk(id_: str, condition: Condition, row: dict[str, Any]) -> RiskQuestion:
    also = {slot: tuple(fact.split(".")) for slot, fact in row.get("also", {}).items()}
    choices = tuple(_each(row["choices"]))
    return RiskQuestion(id_, condition, choices, also, row.get("always", False))


def _slot(id_: str, condition: Condition, row: dict[str, Any]) -> SlotQuestion:
    choices, also = tuple(row.pop("choices")), row.pop("also", {})
    return SlotQuestion(id_, condition, choices=choices, also=also, **row)


QUESTIONS: dict[str, Any] = {
    "danger": _danger,
    "risk": _risk,
    "slot": _slot,
    "when": lambda id_, condition, row: WhenQuestion(id_, condition, **row),
    "confirm": lambda id_, condition, row: ConfirmQuestion(id_, condition, **row),
    "heard": lambda id_, condition, _: HeardQuestion(id_, condition),
    "last_check": lambda id_, condition, _: LastCheck(id_, condition),
}
"""Kind of a question to what reads it."""


def _needs(table: Mapping[str, list[str]]) -> tuple[frozenset[Fact], ...]:
    """Return one need for each slot: one of its answers."""
    return tuple(_facts({slot: ids}) for slot, ids in table.items())


def _facts(table: Mapping[str, list[str]]) -> frozenset[Fact]:
    """Return `{"location": ["eyelid"]}` as facts."""
    return frozenset(_each(table))


def _each(table: Mapping[str, list[str]]) -> Iterator[Fact]:
    for slot, ids in table.items():
        yield from ((slot, id_) for id_ in ids)


def _index(pairs: Iterable[tuple[Fact, Any]]) -> dict[Fact, list[Any]]:
    index: dict[Fact, list[Any]] = {}
    for fact, item in pairs:
        index.setdefault(fact, []).append(item)
    return index
