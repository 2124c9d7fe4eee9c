"""Pure rules: answers in, assessment out.

Answers are slot names with ids:
`{"location": ("eyelid",), "trigger": ("screen", "stress")}`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from face_guide.rules import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from face_guide.rules import Cause, Fact, Rule, Rules

DAYS = {"Y": 365.0, "M": 30.0, "W": 7.0, "D": 1.0}
DURATION = re.compile(r"P(?:(\d{1,4})([YMWD]))?(?:T\d{1,5}[HMS])?")

MINUTES = re.compile(r"PT(\d{1,3})M")
UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day"}
UNITS_OF_A_DAY = {"H": "hour", "M": "minute", "S": "minute"}


class Assessment(NamedTuple):
    """What the answers come to."""

    level: Level
    rule: Rule | None
    """The rule that set the level; None when no rule applies."""
    cause: str
    rationale: tuple[Fact, ...]
    """The answers that speak for the cause, the strongest first."""
    facts: frozenset[Fact]


def days(duration: str) -> float | None:
    """Return the days in an ISO 8601 duration of one unit; None when it is not one.

    Example:
        >>> days("P2W"), days("PT3H"), days("soon")
        (14.0, 0.0, None)
    """
    found = DURATION.fullmatch(duration)
    if not found or duration == "P":
        return None
    count, unit = found.groups()
    return int(count) * DAYS[unit] if count else 0.0


def minutes(duration: str) -> int | None:
    """Return the minutes in a duration that is given in minutes; else None.

    Example:
        >>> minutes("PT5M"), minutes("PT2H"), minutes("P5M")
        (5, None, None)
    """
    found = MINUTES.fullmatch(duration)
    return int(found[1]) if found else None


def length_of(duration: str) -> str:
    """Return the unit and count of an ISO 8601 duration, as its words are called.

    Example:
        >>> length_of("P3W"), length_of("P1D"), length_of("PT2H"), length_of("unsure")
        ('weeks.3', 'day', 'hours.2', 'unsure')
    """
    if days(duration) is None:
        return duration
    units = UNITS_OF_A_DAY if duration.startswith("PT") else UNITS
    unit, count = units[duration[-1]], int("".join(filter(str.isdigit, duration)))
    return unit if count == 1 else f"{unit}s.{count}"


def facts_of(answers: Mapping[str, tuple[str, ...]], rules: Rules) -> frozenset[Fact]:
    """Return the answers as facts.

    A duration over the limit is also the fact `("duration", "long")`, and whoever names
    nobody speaks of themselves.
    """
    return frozenset(_facts(answers, rules.long_days))


def assess(answers: Mapping[str, tuple[str, ...]], rules: Rules) -> Assessment:
    """Return the highest level that a rule gives, and the likeliest cause.

    Rules only ask that something is present, so one more answer can raise the level
    but never lower it.
    """
    facts = facts_of(answers, rules)
    rule = _first_rule(facts, rules)
    cause = _likeliest(facts, rules)
    level = rule.level if rule else Level.self_care
    return Assessment(level, rule, cause.id, _rationale(cause, facts), facts)


def _facts(answers: Mapping[str, tuple[str, ...]], long_days: float) -> Iterator[Fact]:
    if "person" not in answers:
        yield "person", "self"
    for slot, ids in answers.items():
        for id_ in ids:
            yield slot, id_
            if slot == "duration" and (days(id_) or 0) >= long_days:
                yield slot, "long"


def _first_rule(facts: frozenset[Fact], rules: Rules) -> Rule | None:
    candidates = (ranked for fact in facts for ranked in rules.by_fact.get(fact, ()))
    met = (ranked for ranked in candidates if ranked[1].applies(facts))
    return min(met, default=(0, None))[1]


def _likeliest(facts: frozenset[Fact], rules: Rules) -> Cause:
    scores: dict[tuple[int, str], int] = {}
    for fact in facts:
        for ranked, weight in rules.weights.get(fact, ()):
            scores[ranked] = scores.get(ranked, 0) + weight
    named = (item for item in scores.items() if rules.causes[item[0][1]].fits(facts))
    ordered = ((score, -rank, id_) for (rank, id_), score in named)
    most, _, id_ = max(ordered, default=(0, 0, "other"))
    return rules.causes[id_ if most > 0 else "other"]


def _rationale(cause: Cause, facts: frozenset[Fact]) -> tuple[Fact, ...]:
    reasons = [fact for fact in facts if cause.weights.get(fact, 0) > 0]
    return tuple(sorted(reasons, key=lambda fact: (-cause.weights[fact], fact)))
