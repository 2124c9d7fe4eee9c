"""Number words: the values of DURATION, and the numbers that templates run through."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from num2words import num2words

if TYPE_CHECKING:
    from collections.abc import Mapping


class Unit(NamedTuple):
    """What a language calls one and many of a unit: ("a", "week", "weeks")."""

    one: str
    single: str
    many: str


def count(number: int) -> str:
    """Return a number as it is spoken, without the hyphens that models do not take.

    Example:
        >>> count(21)
        'twenty one'
    """
    return _plain(num2words(number))


def years(number: int) -> list[str]:
    """Return the ways to say a year.

    Example:
        >>> years(1999), years(2010)
        (['nineteen ninety nine'], ['twenty ten', 'two thousand and ten'])
    """
    spoken = [_plain(num2words(number, to="year"))]
    return spoken if number < 2000 else list(dict.fromkeys([*spoken, count(number)]))


def durations(
    limits: Mapping[str, int], units: Mapping[str, Unit]
) -> dict[str, list[str]]:
    """Return the values of DURATION: ISO 8601 id to the ways to say it.

    Args:
        limits: The highest count of each unit. A unit is named by its id, with `_` for
            the count.
        units: What the language calls each unit.

    Example:
        >>> durations({"P_W": 2}, {"P_W": Unit("a", "week", "weeks")})
        {'P1W': ['a week', 'one week'], 'P2W': ['two weeks']}
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
