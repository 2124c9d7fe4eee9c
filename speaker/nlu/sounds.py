"""Which slot value misheard words may be: one that is spelled or sounds alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jellyfish import metaphone
from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Iterable

    from speaker.nlu.model import Entity, Phrase

LIKENESS = 75
"""Of 100: what spelling and sound must have in common, on the average."""


def nearest(phrases: Iterable[Phrase], kind: str, words: str) -> Entity | None:
    """Return the value of a slot type that words are most like; None for none."""
    known = {" ".join(p.words): p.readings[kind] for p in phrases if kind in p.readings}
    found = process.extractOne(
        words, list(known), scorer=_likeness, score_cutoff=LIKENESS
    )
    return known[found[0]] if found else None


def _likeness(words: str, value: str, **_: object) -> float:
    sounds = fuzz.ratio(metaphone(words), metaphone(value))
    return (fuzz.ratio(words, value) + sounds) / 2
