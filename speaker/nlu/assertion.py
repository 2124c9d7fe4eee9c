"""Whether what is named is asserted: not denied, supposed, long past or of others.

In the manner of ConText (Harkema et al., J Biomed Inform 2009;42:839), with the cues
of the language file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from speaker.nlu.language import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Words = tuple[str, ...]
REACH = 6
"""Words from a cue to what it is about."""
STATUSES = ("negated", "hypothetical", "past", "other")
_CUES: dict[Words, str] = {
    tuple(cue.split()): status
    for status in STATUSES
    for cue in ENGLISH.assertion[status]
}
_LONGEST = max(map(len, _CUES))
_ENDS = frozenset(ENGLISH.assertion["ends"])
_UNDENYING = frozenset(ENGLISH.assertion["undenying"])
ANSWER = "no"


def status(words: Words, start: int) -> str:
    """Return `asserted`, or how else the words from `start` on are meant.

    Example:
        >>> status(("her", "mouth", "is", "not", "drooping"), 4)
        'negated'
    """
    for cue, end, kind in _cues_before(words, start):
        between = words[end:start]
        if len(between) > REACH or not _ENDS.isdisjoint(between):
            continue
        anew = kind == "negated" and not ENGLISH.subjects.isdisjoint(between)
        undone = bool(between) and between[0] in _UNDENYING
        if not (anew or undone or _is_answer(words, cue, end)):
            return kind
    return "asserted"


def has_cue(words: Words, cues: Iterable[Words]) -> bool:
    """Return whether one of the cues is there and asserted."""
    return any(
        words[start : start + len(cue)] == cue and status(words, start) == "asserted"
        for cue in cues
        for start in range(len(words) - len(cue) + 1)
    )


def is_question_about_nobody(words: Words) -> bool:
    """Return whether it is asked what something is: "is face drooping common"."""
    people = ENGLISH.subjects | ENGLISH.whose | {"me"}
    return words[0] in ENGLISH.questions and people.isdisjoint(words)


def _cues_before(words: Words, start: int) -> Iterator[tuple[int, int, str]]:
    """Yield begin, end and status of each cue before a place, the nearest first."""
    for begin in range(start - 1, -1, -1):
        for size in range(min(_LONGEST, start - begin), 0, -1):
            kind = _CUES.get(words[begin : begin + size])
            if kind:
                yield begin, begin + size, kind
                break


def _is_answer(words: Words, cue: int, end: int) -> bool:
    """Return whether a no only answers: "no, my arm is", "not really, my arm is"."""
    people, said = ENGLISH.subjects | ENGLISH.whose, words[cue:end]
    after = words[end : end + 2]
    if said == ("not",) and cue == 0:
        return after[1:2] != () and after[1] in people
    return said == (ANSWER,) and after[:1] != () and after[0] in people
