"""Number words: the values of DURATION and the rules that hold a count or a year, written from their limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from num2words import num2words

if TYPE_CHECKING:
    from collections.abc import Mapping


class Unit(NamedTuple):
    """What a language calls one and many of a unit of time, as in ("a", "week", "weeks")."""

    one: str
    single: str
    many: str


def count(number: int) -> str:
    """A number as it is spoken: 21 is "twenty one". Models take no hyphens."""
    return _plain(num2words(number))


def years(number: int) -> list[str]:
    """The ways to say a year: 1999 is "nineteen ninety nine", 2010 "twenty ten" or "two thousand and ten"."""
    spoken = [_plain(num2words(number, to="year"))]
    return spoken if number < 2000 else list(dict.fromkeys([*spoken, count(number)]))


def durations(
    limits: Mapping[str, int], units: Mapping[str, Unit]
) -> dict[str, list[str]]:
    """DURATION values: ISO 8601 id to the ways to say it, from "PT1M" on, for each unit up to its limit.

    A unit is named by its id with `_` for the count: `P_W` gives P1W, P2W, …
    """
    return {
        pattern.replace("_", str(number)): _spoken(number, units[pattern])
        for pattern, limit in limits.items()
        for number in range(1, limit + 1)
    }


def _spoken(number: int, unit: Unit) -> list[str]:
    if number == 1:
        return [f"{unit.one} {unit.single}", f"{count(1)} {unit.single}"]
    return [f"{count(number)} {unit.many}"]


def _plain(words: str) -> str:
    return words.replace("-", " ").replace(",", "")
