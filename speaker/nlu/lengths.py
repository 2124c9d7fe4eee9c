"""How long something has lasted, in any count of any unit, as an ISO 8601 duration."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from num2words import num2words

from speaker.nlu.language import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speaker.nlu.spotting import Span

Words = tuple[str, ...]
FORTNIGHT = "F"
LARGEST = 400
"""Counts above it are no length of a twitch."""
LONGEST = 5
"""Words of a count at most: "three hundred and sixty five"."""


class Length(NamedTuple):
    """A length in a sentence: its first and last word, and what it is."""

    start: int
    end: int
    iso: str


@cache
def counts() -> dict[Words, float]:
    """Return the words of every count to the count."""
    lengths = ENGLISH.lengths
    found: dict[Words, float] = {
        tuple(words.split()): count for words, count in lengths.vague.items()
    }
    for number in range(1, LARGEST):
        words = num2words(number).replace("-", " ").replace(",", "")
        found[tuple(words.split())] = number
        found[tuple(words.replace(" and", "").split())] = number
    return found


def lengths_in(words: Words) -> Iterator[Length]:
    """Yield each length, the longest at a place; a rate ("hours a day") is none."""
    start = 0
    while start < len(words):
        found = _at(words, start)
        if found and not _is_rate(words, found.start) and not _is_rated(words, found):
            yield found
        start = found.end + 1 if found else start + 1


def _at(words: Words, start: int) -> Length | None:
    for size in range(min(LONGEST, len(words) - start), 0, -1):
        count = counts().get(words[start : start + size])
        if count is not None and (found := _unit(words, start, start + size, count)):
            return found
    return None


def _unit(words: Words, start: int, place: int, count: float) -> Length | None:
    """Read a unit after a count, with a half before or after it."""
    halves = ENGLISH.lengths.halves
    for half in halves:
        said = tuple(half.split())
        if words[place : place + len(said)] == said:
            return _unit_of(words, start, place + len(said), count + 0.5)
    found = _unit_of(words, start, place, count)
    for half in halves:
        said = tuple(half.split())
        if found and words[found.end + 1 : found.end + 1 + len(said)] == said:
            more = _unit_of(words, start, place, count + 0.5)
            return more and more._replace(end=found.end + len(said))
    return found


def _unit_of(words: Words, start: int, place: int, count: float) -> Length | None:
    unit = ENGLISH.lengths.units.get(words[place]) if place < len(words) else None
    return Length(start, place, iso(count, unit)) if unit else None


def iso(count: float, unit: str) -> str:
    """Return a duration; a half is told in the next smaller unit, if there is one.

    Example:
        >>> iso(3, "W"), iso(6.5, "W"), iso(0.5, "TH"), iso(0.5, "TM")
        ('P3W', 'P46D', 'PT30M', 'PT1M')
    """
    smaller = ENGLISH.lengths.smaller.get(unit)
    if smaller and (count != int(count) or unit == FORTNIGHT):
        size, unit = smaller
        count = round(count * size, 3)
    time = "T" if unit.startswith("T") else ""
    return f"P{time}{max(1, round(count))}{unit[-1]}"


def _is_rate(words: Words, start: int) -> bool:
    """Return whether a length says how often: "three cups | a day"."""
    before = words[max(0, start - 1) : start]
    counted = ENGLISH.counted | ENGLISH.lengths.units.keys()
    return words[start] in ENGLISH.rates and not counted.isdisjoint(before)


def _is_rated(words: Words, found: Length) -> bool:
    """Return whether a rate follows: "seven hours | a day"."""
    after = words[found.end + 1 : found.end + 3]
    rated = len(after) == 2 and after[0] in ENGLISH.rates
    return rated and after[1] in ENGLISH.lengths.units


def is_age(words: Words, found: Length | Span) -> bool:
    """Return whether a length is an age: "he is | ten weeks", "ten weeks | old"."""
    after, before = words[found.end + 1 : found.end + 2], words[: found.start][-2:]
    return after == ("old",) or (
        len(before) == 2
        and before[0] not in ENGLISH.ageless
        and before[1] in ENGLISH.is_
    )
