"""Pure rules: answers in, assessment out.

Answers are slot names with ids: `{"location": ("eyelid",), "trigger": ("screen", "stress")}`.
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


class Assessment(NamedTuple):
    """What the answers come to."""

    level: Level
    rule: Rule | None
    """The rule that set the level; None when no rule applies."""
    cause: str
    because: tuple[Fact, ...]
    """The answers that speak for the cause, the strongest first."""


def days(duration: str) -> float | None:
    """Days in an ISO 8601 duration of one unit (`P2W` is 14.0, `PT3H` is 0.0); None when it is not one."""
    found = DURATION.fullmatch(duration)
    if not found or duration == "P":
        return None
    count, unit = found.groups()
    return int(count) * DAYS[unit] if count else 0.0


def facts_of(answers: Mapping[str, tuple[str, ...]], rules: Rules) -> frozenset[Fact]:
    """The answers as facts; a duration over the limit is also the fact `("duration", "long")`."""
    return frozenset(_facts(answers, rules.long_days))


def assess(answers: Mapping[str, tuple[str, ...]], rules: Rules) -> Assessment:
    """The highest level that a rule gives, and the likeliest cause.

    Rules only ask that something is present, so one more answer can raise the level but never lower it.
    """
    facts = facts_of(answers, rules)
    rule = _first_rule(facts, rules)
    cause = _likeliest(facts, rules)
    return Assessment(
        rule.level if rule else Level.self_care, rule, cause.id, _because(cause, facts)
    )


def _facts(answers: Mapping[str, tuple[str, ...]], long_days: float) -> Iterator[Fact]:
    for slot, ids in answers.items():
        for id_ in ids:
            yield slot, id_
            if slot == "duration" and (days(id_) or 0) >= long_days:
                yield slot, "long"


def _first_rule(facts: frozenset[Fact], rules: Rules) -> Rule | None:
    met = (
        placed
        for fact in facts
        for placed in rules.by_fact.get(fact, ())
        if placed[1].applies(facts)
    )
    return min(met, default=(0, None))[1]


def _likeliest(facts: frozenset[Fact], rules: Rules) -> Cause:
    scores: dict[tuple[int, str], int] = {}
    for fact in facts:
        for placed, weight in rules.weights.get(fact, ()):
            scores[placed] = scores.get(placed, 0) + weight
    most, _, id_ = max(
        ((score, -place, id_) for (place, id_), score in scores.items()),
        default=(0, 0, "other"),
    )
    return rules.causes[id_ if most > 0 else "other"]


def _because(cause: Cause, facts: frozenset[Fact]) -> tuple[Fact, ...]:
    reasons = [fact for fact in facts if cause.weights.get(fact, 0) > 0]
    return tuple(sorted(reasons, key=lambda fact: (-cause.weights[fact], fact)))
