"""Slot values in a sentence, in any order, inflected, with words inserted."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from speaker.nlu import english
from speaker.nlu.model import ROOM

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from speaker.nlu.model import Model, Phrase
    from speaker.nlu.normalize import Sentence

WIDEST = 400
"""Words in which values are looked for out of order; exact ones are found anywhere."""
OFTEN, MOST = 3, 200
"""How often the same value is found in one sentence, and how many values in all."""


class Span(NamedTuple):
    """A slot value found in a sentence."""

    start: int
    end: int
    used: frozenset[int]
    """Positions of the words that tell."""
    score: float
    phrase: Phrase
    put_together: bool = False
    """Whether it is made of single words, not of those of the value."""

    def covers(self, other: Span) -> bool:
        """Return whether all that tells the other is part of this one."""
        return other.used <= self.used


class Spotter:
    """Finds slot values; made once from a model."""

    def __init__(self, model: Model) -> None:
        self._weights = model.phrase_weights
        self._by_words = {phrase.words: phrase for phrase in model.phrases}
        self._longest = max(map(len, self._by_words), default=0)
        self._by_stem: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in model.phrases:
            if not phrase.small:
                # Under its rarest word alone: the others matter when that is heard.
                self._by_stem[
                    max(sorted(set(phrase.content)), key=self._weights.__getitem__)
                ].append(phrase)

    def spot(self, sentence: Sentence) -> list[Span]:
        """Return all values in the sentence, heaviest first; they may overlap."""
        positions: dict[str, list[int]] = defaultdict(list)
        for i, stem in enumerate(sentence.stems[:WIDEST]):
            positions[stem].append(i)
        found = {(s.phrase.words, s.used): s for s in self._loose(sentence, positions)}
        found |= {(s.phrase.words, s.used): s for s in self._exact(sentence)}
        ranked = sorted(
            found.values(), key=lambda s: (-s.score, s.start, s.phrase.words)
        )
        told: Counter[tuple[str, ...]] = Counter()
        return [span for span in ranked if _counted(told, span.phrase.words) <= OFTEN][
            :MOST
        ]

    def _exact(self, sentence: Sentence) -> Iterator[Span]:
        words = sentence.words
        for start in range(len(words)):
            for end in range(start + 1, min(start + self._longest, len(words)) + 1):
                phrase = self._by_words.get(words[start:end])
                if phrase and not _inside_number(phrase, words, start, end - 1):
                    told = range(start, end)
                    used = frozenset(
                        i for i in told if phrase.small or words[i] not in english.LIGHT
                    )
                    yield Span(
                        start,
                        end - 1,
                        used,
                        self._score(phrase, words[start:end]) + 0.5,
                        phrase,
                    )

    def _loose(
        self, sentence: Sentence, positions: dict[str, list[int]]
    ) -> Iterator[Span]:
        for stem in sorted(positions):
            for phrase in self._by_stem.get(stem, ()):
                if all(word in positions for word in phrase.content):
                    for anchor in positions[stem]:
                        yield from self._around(anchor, sentence, positions, phrase)

    def _around(
        self,
        anchor: int,
        sentence: Sentence,
        positions: dict[str, list[int]],
        phrase: Phrase,
    ) -> Iterator[Span]:
        told = [
            min(positions[word], key=lambda i: (abs(i - anchor), i))
            for word in phrase.content
        ]
        start, end = min(told), max(told)
        inside = sentence.words[start : end + 1]
        extra = len(inside) - len(phrase.words)
        if (
            len(set(told)) < len(phrase.content)
            or extra > phrase.room
            or not english.BREAKS.isdisjoint(set(inside) - set(phrase.words))
        ):
            return
        if phrase.room < ROOM and any(
            one == "no" and after in english.SUBJECTS
            for one, after in itertools.pairwise(inside)
        ):
            return
        if phrase.room < ROOM and (
            told != sorted(told) or _inside_number(phrase, sentence.words, start, end)
        ):
            return
        around = sentence.words[max(0, start - 3) : end + 3]
        if len(phrase.content) > 1 or all(
            word in around
            for word in phrase.words
            if word in english.LIGHT - english.WHOSE
        ):
            yield Span(
                start,
                end,
                frozenset(told),
                self._score(phrase, around) - 0.05 * max(0, extra),
                phrase,
            )

    def _score(self, phrase: Phrase, around: Collection[str]) -> float:
        if phrase.small:
            return 0.2 * len(phrase.words)
        heard = sum(word in around for word in phrase.words if word in english.LIGHT)
        return sum(self._weights[word] for word in phrase.content) + 0.2 * heard


def _inside_number(
    phrase: Phrase, words: tuple[str, ...], start: int, end: int
) -> bool:
    """Return whether a value with a number is part of a longer one or a rate.

    For example "fifty two weeks", "ten hours a day".
    """
    before, after = words[max(0, start - 1) : start], words[end + 1 : end + 3]
    if (
        len(after) == 2
        and phrase.room == 0
        and after[0] in english.RATES
        and after[1] != "ago"
    ):
        return True
    if before and words[start] in english.RATES and before[0] in english.COUNTED:
        return True
    around = (*before, words[start]), (words[end], *after[:1])
    return phrase.room == 0 and any(
        len(pair) == 2 and english.NUMBERS.issuperset(pair) for pair in around
    )


def _counted(told: Counter[tuple[str, ...]], words: tuple[str, ...]) -> int:
    told[words] += 1
    return told[words]


def settle(spans: Iterable[Span], fits: Callable[[Span], bool]) -> list[Span]:
    """Return the heaviest spans that fit and share no telling word.

    They stand in the order in which they were said.
    """
    taken: list[Span] = []
    for span in spans:
        if fits(span) and all(span.used.isdisjoint(other.used) for other in taken):
            taken.append(span)
    return sorted(taken, key=lambda s: (s.start, s.end))
