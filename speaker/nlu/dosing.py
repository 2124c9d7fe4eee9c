"""Words that tell of too much of a medicine: what was taken, how much, and whose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speaker.nlu import english
from speaker.nlu.frames import any_cue

if TYPE_CHECKING:
    from collections.abc import Collection

    from speaker.nlu.normalize import Sentence

Words = tuple[str, ...]

REACH = 8
"""Words from what was done to the medicine: "took | twice as many of my | tablets"."""
AFTER = 4
"""Words after the medicine in which may stand how it was taken."""


def too_much(sentence: Sentence, medicines: Collection[int]) -> tuple[int, int] | None:
    """Return where too much of a medicine is told, from the verb to the medicine.

    Args:
        sentence: What was said.
        medicines: Positions of the words that name a medicine.

    For example "took twice as many of my tablets", "my son ate the pills".
    """
    words = sentence.words
    drugs = {i for i, word in enumerate(words) if word in english.DRUGS} | {*medicines}
    for end in sorted(drugs):
        for start in range(max(0, end - REACH), end):
            told = words[start:end]
            if words[start] in english.TOOK and _excessive(words, start, end):
                return start, end
            if _child_got_at(words[:start], told):
                return start, end
    return None


def _excessive(words: Words, start: int, end: int) -> bool:
    """Match an amount before the medicine, or after it that it was not meant so."""
    amount = any_cue(words[start:end], english.TOO_MUCH)
    how = (*words[max(0, start - 1) : end], *words[end + 1 : end + 1 + AFTER])
    return amount or any_cue(how, english.ALL_AT_ONCE)


def _child_got_at(before: Words, told: Words) -> bool:
    """Match a child that ate tablets which are not its own."""
    got = any(told[: len(cue)] == cue for cue in english.GOT_AT)
    return (
        got
        and not english.CHILDREN.isdisjoint(before)
        and english.OWN.isdisjoint(told[1:])
    )
