"""Slot values in a sentence: word for word, or inflected and with words between."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from speaker.nlu.language import ENGLISH
from speaker.nlu.model import ROOM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from speaker.nlu.model import Model, Phrase
    from speaker.nlu.normalize import Sentence

    Words = tuple[str, ...]
    Positions = dict[str, list[int]]

MOST = 200
"""Values that are found in one sentence, the heaviest."""


class Span(NamedTuple):
    """A slot value found in a sentence."""

    start: int
    end: int
    used: frozenset[int]
    """Positions of the words that tell."""
    score: float
    phrase: Phrase


class Spotter:
    """Finds slot values; made once from a model."""

    def __init__(self, model: Model) -> None:
        self._weights = model.phrase_weights
        self._by_words = {phrase.words: phrase for phrase in model.phrases}
        self._longest = max(map(len, self._by_words), default=0)
        self._by_stem: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in model.phrases:
            if not phrase.small and len(phrase.content) > 1:
                # Under its rarest word alone: the others matter when that is heard.
                rarest = max(sorted(set(phrase.content)), key=self._weights.__getitem__)
                self._by_stem[rarest].append(phrase)

    def spot(self, sentence: Sentence) -> list[Span]:
        """Return the values in a sentence, heaviest first; they may overlap."""
        spans = (*self._loose(sentence), *self.exact(sentence))
        found = {(span.phrase.words, span.used): span for span in spans}
        ranked = sorted(
            found.values(), key=lambda s: (-s.score, s.start, s.phrase.words)
        )
        return ranked[:MOST]

    def exact(self, sentence: Sentence) -> Iterator[Span]:
        """Yield the values that stand in a sentence word for word."""
        words = sentence.words
        for start in range(len(words)):
            for end in range(start, min(start + self._longest, len(words))):
                phrase = self._by_words.get(words[start : end + 1])
                if phrase and not _inside_number(phrase, words, start, end):
                    places = range(start, end + 1)
                    told = {i for i in places if words[i] not in ENGLISH.light}
                    used = frozenset(places if phrase.small else told)
                    score = self._score(phrase, words[start : end + 1]) + 0.5
                    yield Span(start, end, used, score, phrase)

    def _loose(self, sentence: Sentence) -> Iterator[Span]:
        positions: Positions = defaultdict(list)
        for i, stem in enumerate(sentence.stems):
            positions[stem].append(i)
        for stem in sorted(positions):
            for phrase in self._by_stem.get(stem, ()):
                if positions.keys() >= set(phrase.content):
                    for anchor in positions[stem]:
                        yield from self._around(anchor, sentence, positions, phrase)

    def _around(
        self, anchor: int, sentence: Sentence, positions: Positions, phrase: Phrase
    ) -> Iterator[Span]:
        """Yield a phrase with its words nearest to one of them, if they are one."""
        told = [
            min(positions[word], key=lambda i: (abs(i - anchor), i))
            for word in phrase.content
        ]
        start, end = min(told), max(told)
        inside = sentence.words[start : end + 1]
        extra = len(inside) - len(phrase.words)
        if len(set(told)) < len(told) or extra > phrase.room or _breaks(inside, phrase):
            return
        strict = phrase.room < ROOM
        if strict and told != sorted(told):
            return
        if strict and _inside_number(phrase, sentence.words, start, end):
            return
        around = sentence.words[max(0, start - 3) : end + 3]
        score = self._score(phrase, around) - 0.05 * max(0, extra)
        yield Span(start, end, frozenset(told), score, phrase)

    def _score(self, phrase: Phrase, around: Words) -> float:
        """Return how telling the words of a phrase are."""
        if phrase.small:
            return 0.2 * len(phrase.words)
        heard = sum(word in around for word in phrase.words if word in ENGLISH.light)
        return sum(self._weights[word] for word in phrase.content) + 0.2 * heard


def _breaks(inside: Words, phrase: Phrase) -> bool:
    """Return whether something else begins between the words of a phrase."""
    if not ENGLISH.breaks.isdisjoint(set(inside) - set(phrase.words)):
        return True
    answers = (a == "no" and b in ENGLISH.subjects for a, b in pairwise(inside))
    return phrase.room < ROOM and any(answers)


def _inside_number(phrase: Phrase, words: Words, start: int, end: int) -> bool:
    """Return whether a value with a number is part of a longer one or a rate.

    For example "fifty two weeks", "ten hours a day".
    """
    before, after = words[max(0, start - 1) : start], words[end + 1 : end + 3]
    if before and words[start] in ENGLISH.rates and before[0] in ENGLISH.counted:
        return True
    if phrase.room:
        return False
    if len(after) == 2 and after[0] in ENGLISH.rates and after[1] != "ago":
        return True
    around = (*before, words[start]), (words[end], *after[:1])
    return any(len(pair) == 2 and ENGLISH.numbers.issuperset(pair) for pair in around)


def settle(spans: Iterable[Span]) -> list[Span]:
    """Return the heaviest spans that share no telling word, in order of the words."""
    taken: list[Span] = []
    for span in spans:
        if all(span.used.isdisjoint(other.used) for other in taken):
            taken.append(span)
    return sorted(taken, key=lambda s: (s.start, s.end))
