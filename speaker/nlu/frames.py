"""Signs that are only spoken of: in a question, long ago, in a film, in an idiom."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from speaker.nlu import english

if TYPE_CHECKING:
    from collections.abc import Collection

    from speaker.nlu.normalize import Sentence
    from speaker.nlu.spotting import Span

AROUND = 40
"""Words on either side of a sign that may say how it is meant."""

Words = tuple[str, ...]


class Frame(NamedTuple):
    """A sign with what stands around it."""

    words: Words
    start: int
    end: int
    first: int
    """Where the clause of the sign begins."""
    last: int
    people: frozenset[int]
    """Positions of who is meant."""

    @classmethod
    def of(cls, span: Span, sentence: Sentence, people: Collection[int]) -> Frame:
        """Return the frame of a value in a sentence."""
        cut = max(0, span.start - AROUND)
        words = sentence.words[cut : span.end + AROUND]
        start = span.start - cut
        return cls(
            words,
            start,
            span.end - cut,
            *_clause(words, start),
            frozenset(i - cut for i in people),
        )

    @property
    def clause(self) -> Words:
        """The words of the clause."""
        return self.words[self.first : self.last]

    @property
    def before(self) -> Words:
        """The words of the clause before the sign."""
        return self.words[self.first : self.start]


def same_clause(words: Words, one: int, other: int) -> bool:
    """Return whether no new clause begins between two words."""
    first, last = sorted((one, other))
    return not any(_begins(words, n) for n in range(first + 1, last + 1))


def unreal(
    span: Span, sentence: Sentence, people: Collection[int], parts: Collection[str]
) -> bool:
    """Return whether a sign is only spoken of.

    `people` are the positions of who is meant, `parts` the stems of what can fail.
    """
    frame = Frame.of(span, sentence, people)
    if (
        _supposed(frame)
        or _of_you(frame)
        or any_cue(frame.words[frame.first : frame.end + 1], english.TALE)
    ):
        return True
    if _explained(span, sentence):
        return True
    if not english.PRESENT.isdisjoint(frame.clause):
        return False
    # What is able must come first: what follows a sign may soothe, and takes nothing
    # back.
    said = frame.words[frame.first : frame.end + 1]
    well = not english.REASSURING.isdisjoint(
        frame.clause
    ) and not english.ABLE.isdisjoint(said)
    past = any_cue(frame.clause, english.LONG_AGO)
    if past or (well and english.UNABLE.isdisjoint(frame.clause)):
        return True
    return (
        _asked(frame)
        or _told(frame)
        or _exaggerated(frame)
        or _of_things(span, sentence, frame, parts)
    )


def _clause(words: Words, i: int) -> tuple[int, int]:
    start = next((n for n in range(i, 0, -1) if _begins(words, n)), 0)
    return start, next(
        (n for n in range(i + 1, len(words)) if _begins(words, n)), len(words)
    )


def _begins(words: Words, n: int) -> bool:
    after = words[n + 1] if n + 1 < len(words) else ""
    if (
        words[n] == english.NO
        and n
        and words[n - 1] in english.SAYING | english.LIGHT - english.SUBJECTS
    ):
        return False  # "has no strength"
    return words[n] in english.BREAKS or (
        words[n] in english.JOINS and after in english.ANEW
    )


def _supposed(frame: Frame) -> bool:
    """Match a mere case: "if my face ever droops", not "the worst headache ever"."""
    said = frame.words[: frame.end + 1]
    return (
        english.EVER in said
        and not holds(said, english.FOR_EVER)
        and english.MOST.isdisjoint(frame.words)
        and not english.IF.isdisjoint(said)
    )


def _of_you(frame: Frame) -> bool:
    """Match what the speaker itself does: "you're slurring", "have you collapsed"."""
    between = english.LIGHT - english.YOU - english.SUBJECTS - english.HERS
    who = next(
        (
            i
            for i in range(len(frame.before) - 1, -1, -1)
            if frame.before[i] not in between
        ),
        None,
    )
    return (
        who is not None
        and frame.before[who] in english.YOU
        and frame.before[:who] in english.TO_YOU
    )


def _explained(span: Span, sentence: Sentence) -> bool:
    """Match a fault with a harmless reason beside it, unless it came suddenly.

    For example "my chin is numb from the dentist".
    """
    said = sentence.words[max(0, span.start - AROUND) : span.end + AROUND]
    words = {
        word
        for i, word in enumerate(said)
        if english.NEGATORS.isdisjoint(said[max(0, i - 4) : i])
    }
    if not english.URGENT.isdisjoint(said):
        return False
    told = {sentence.stems[i] for i in span.used}
    return any(
        not words.isdisjoint(why) and not told.isdisjoint(excused)
        for why, excused in english.REASONS
    )


def _asked(frame: Frame) -> bool:
    """Match a question in general.

    "Can stress give you chest pain" is one, "why is her mouth drooping" is not.
    """
    words, start = (
        frame.words,
        frame.first if frame.words[frame.first] in english.OPENING else 0,
    )
    if any(holds(words[: frame.start], lead) for lead in english.LEARNING):
        return True
    for lead in english.LEADS:
        if words[start : start + len(lead)] == lead:
            start += len(lead)
    if (
        start > frame.end
        or words[start] not in english.OPENING
        or _unable(words[start : start + 3])
    ):
        return False
    conditions = [i for i in range(start, frame.start) if words[i] in english.IF]
    if conditions:
        return words[start] in english.LEARN or english.IS.isdisjoint(
            words[conditions[-1] : frame.end + 1]
        )
    return _general(frame, start)


def _unable(words: Words) -> bool:
    """Return whether a sentence begins with what cannot be done, without a subject.

    For example "can't talk", but not "can't you".
    """
    return (
        words[0] in english.MODALS
        and words[1:2] == (english.NOT,)
        and english.SUBJECTS.isdisjoint(words[2:])
    )


def _general(frame: Frame, start: int) -> bool:
    """Return whether a question without a condition is about nobody in particular.

    One about what might come counts too.
    """
    opener, before = frame.words[start], frame.words[start + 1 : frame.start]
    if not (english.ANYONE - english.YOU).isdisjoint(before[:1]):
        return True
    owned = any(i in frame.people for i in range(start + 1, frame.end + 1))
    if opener in english.MODALS:
        future = (
            start + 1 in frame.people
            and opener not in english.DOING
            and english.BEING.isdisjoint(before)
        )
        return (
            not owned
            or opener == english.IMAGINING
            or future
            or not english.CAUSING.isdisjoint(before)
        )
    if opener in english.WHY:
        return not english.ANYONE.isdisjoint(before)
    return not owned


def _told(frame: Frame) -> bool:
    """Match words before a sign that say there is none.

    A fear, a check-up, a film, "I could".
    """
    meant = [word for word in frame.before if word not in english.ADVERBS]
    wished = bool(frame.before) and meant[-1:] == [english.WISHING]
    led = any(_leads(frame.before, cue) for cue in english.TOLD) or any_cue(
        frame.before, english.SEEN
    )
    return wished or led or not english.AGAINST.isdisjoint(frame.before[-3:])


def _leads(before: Words, cue: Words) -> bool:
    """Return whether a cue leads up to what follows, with no new subject in between."""
    if cue[0] not in before:
        return False
    ends = (
        i for i in range(len(cue), len(before) + 1) if before[i - len(cue) : i] == cue
    )
    return any(english.SUBJECTS.isdisjoint(before[end:]) for end in ends)


def _exaggerated(frame: Frame) -> bool:
    """Match a manner of speaking.

    For example "nearly had a fit when I saw the bill", "could die laughing".
    """
    words = frame.words
    nearly = not english.NEARLY.isdisjoint(words) and not english.LEARNED.isdisjoint(
        words
    )
    soothing = any_cue(frame.clause, english.SOOTHING)
    idiom = soothing or any_cue(words, english.IDIOMS)
    return nearly or idiom or not english.REACTION.isdisjoint(words)


def _of_things(
    span: Span, sentence: Sentence, frame: Frame, parts: Collection[str]
) -> bool:
    """Match a thing that fails: "my phone signal is weak", "the drooping plant"."""
    if span.start and _owns(sentence, span.start - 1):
        return True
    if any(sentence.stems[i] in parts for i in span.used):
        return False
    before = [
        word
        for word in frame.words[max(0, frame.start - 5) : frame.start]
        if word not in english.LIGHT - english.JOINS
    ]
    after = [
        word
        for word in frame.words[frame.end + 1 : frame.end + 3]
        if word not in english.WHOSE
    ]
    described = len(span.used) == 1 and not english.THINGS.isdisjoint(after[:1])
    return described or not english.THINGS.isdisjoint(before[-1:])


def _owns(sentence: Sentence, i: int) -> bool:
    """Return whether what follows is a part of a thing: "the chair's | leg"."""
    return sentence.words[i] in english.THINGS and sentence.raw[
        sentence.origin[i]
    ].endswith("'s")


def any_cue(words: Words, cues: tuple[Words, ...]) -> bool:
    """Return whether one of many cues stands among the words."""
    heard = set(words)
    return any(heard.issuperset(cue[:1]) and holds(words, cue) for cue in cues)


def holds(words: Words, cue: Words) -> bool:
    """Return whether some words stand in a row; "#" is a number."""
    return cue[0] in words and any(
        all(
            told == word or (told == "#" and word in english.NUMBERS)
            for word, told in zip(words[i:], cue, strict=False)
        )
        for i in range(len(words) - len(cue) + 1)
    )
