"""Words that tell that a sign has passed: neither a yes nor a no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speaker.nlu import english
from speaker.nlu.frames import any_cue, holds

if TYPE_CHECKING:
    from speaker.nlu.normalize import Sentence

Words = tuple[str, ...]

NEAR = 3
"""Words before a cue in which a negator denies it."""
FAR = 4
"""Words from "now" to "fine" in "now it is quite fine"."""


def is_over(sentence: Sentence) -> bool:
    """Return whether a sentence tells that something was there and has passed.

    For example "it did but it went away", "he is fine again", "I had that yesterday".
    """
    words = sentence.words
    if not english.STILL.isdisjoint(words):
        return False
    return (
        any(_undenied(words, cue) for cue in english.OVER_NOW)
        or any(_has_ended(words, i) for i in range(len(words)))
        or any(_is_well_again(words, i) for i in range(len(words)))
        or _was_there(words)
    )


def _undenied(words: Words, cue: Words) -> bool:
    if cue[0] not in words or not holds(words, cue):
        return False
    start = next(i for i in range(len(words)) if holds(words[i : i + len(cue)], cue))
    return not _denies(words, start)


def _denies(words: Words, i: int) -> bool:
    return not english.NEGATORS.isdisjoint(words[max(0, i - NEAR) : i]) and not (
        words[0] == english.NO and i <= NEAR
    )


def _has_ended(words: Words, i: int) -> bool:
    """Match "it has stopped", "but gone now"; not "it has gone numb"."""
    if words[i] not in english.ENDED or _denies(words, i):
        return False
    before = i - 1
    while before >= 0 and words[before] in english.ENDS_AS:
        before -= 1
    of_it = before < 0 or words[before] in english.ENDING_OF | english.TURNS | {
        english.AND
    }
    after = words[i + 1] if i + 1 < len(words) else ""
    return of_it and (not after or after in english.ENDS_WITH)


def _is_well_again(words: Words, i: int) -> bool:
    """Match "fine now", "now he is okay", "but then it was normal"."""
    if words[i] not in english.WELL or _denies(words, i):
        return False
    after, before = words[i + 1 : i + 2], words[max(0, i - FAR) : i]
    again = words[i] != "right" and not english.AGAIN.isdisjoint(after)
    turned = not english.TURNS.isdisjoint(before) and (
        not english.WAS.isdisjoint(words[:i]) or any_cue(words, english.WAS_THERE)
    )
    return again or turned


def _was_there(words: Words) -> bool:
    """Match "it happened last night", "for a minute yesterday", unless denied."""
    if not english.NEGATORS.isdisjoint(words):
        return False
    when = any_cue(words, english.THEN)
    for_so_long = any_cue(words, english.FOR_SO_LONG)
    there = any_cue(words, english.WAS_THERE)
    return (there and (when or for_so_long)) or (when and for_so_long)
