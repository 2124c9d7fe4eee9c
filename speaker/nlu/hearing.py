"""Misheard words: what was said, as the model would spell it."""

from __future__ import annotations

import itertools
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from speaker.nlu import english
from speaker.nlu.normalize import Sentence, parse, sound, stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speaker.nlu.model import Model

SURE = 80.0
"""Likeness from which an unknown word is taken for a known one at once; 0 to 100."""
GUESS = 72.0
"""Likeness from which it is worth a second hearing."""
NEIGHBOUR = 85.0
"""Likeness from which even a known word may have been another."""
MOST = 24
"""Words of one sentence that are looked up at first."""
MOST_BOLD = 6
"""Bolder readings of one sentence that are tried."""


class Hearing:
    """Knows the words of a model and what resembles them."""

    def __init__(self, model: Model) -> None:
        self._words = [
            w for w in model.vocabulary if len(w) > 2 and w not in english.LIGHT
        ]
        self._sounds = [sound(stem(w)) for w in self._words]
        self._stems = {
            stem(w) for w in (*model.vocabulary, *english.COMMON)
        } | english.LIGHT
        self._known = frozenset(model.vocabulary)
        self._pairs = model.pairs
        self._high = _limits(model)
        self._like = lru_cache(2048)(self._find)

    def unknown(self, sentence: Sentence) -> list[int]:
        """Return the positions of words that the model has in no form."""
        return [i for i, stem_ in enumerate(sentence.stems) if stem_ not in self._stems]

    def first(self, sentence: Sentence) -> Sentence:
        """Join words torn apart; correct unknown words that are surely known ones."""
        return self._mend(self._joined(self._read(_owned(sentence))))

    def _read(self, sentence: Sentence) -> Sentence:
        """Replace a reading as high as one of the model's by the name of that one.

        For example "two ten over ninety".
        """
        for start, end, figures in readings(sentence.words):
            for most, name in self._high:
                if any(
                    figure >= limit for figure, limit in zip(figures, most, strict=True)
                ):
                    return sentence.replaced(start, end, *name)
        return sentence

    def second(self, sentence: Sentence) -> Iterator[Sentence]:
        """Yield bolder readings, each with a word replaced by one that resembles it.

        Unknown words come first.
        """
        strange = self.unknown(sentence)
        known = (
            i
            for i, word in enumerate(sentence.words)
            if i not in strange and word not in english.LIGHT | english.COMMON
        )
        likely = (
            (i, word)
            for i in [*strange, *known]
            for word, likeness in self._like(sentence.words[i])
            if likeness >= (GUESS if i in strange else NEIGHBOUR)
        )
        yield from (
            sentence.replaced(i, i + 1, word)
            for i, word in itertools.islice(self._torn(sentence), MOST_BOLD)
        )
        yield from (
            sentence.replaced(i, i, word)
            for i, word in itertools.islice(likely, MOST_BOLD)
        )

    def _torn(self, sentence: Sentence) -> Iterator[tuple[int, str]]:
        """Yield where two words together sound like one: "slow ring"."""
        for i, pair in enumerate(itertools.pairwise(sentence.words[:MOST])):
            if (
                len(min(pair, key=len)) > 2
                and pair not in self._pairs
                and english.LIGHT.isdisjoint(pair)
            ):
                yield from (
                    (i, word)
                    for word, likeness in self._like("".join(pair))
                    if likeness >= SURE
                )

    def _joined(self, sentence: Sentence) -> Sentence:
        i = 0
        while i + 1 < len(sentence.words):
            pair = sentence.words[i : i + 2]
            if (
                "".join(pair) in self._known
                and pair not in self._pairs
                and not set(pair) <= english.LIGHT
            ):
                sentence = sentence.replaced(i, i + 1, "".join(pair))
            i += 1
        return sentence

    def _mend(self, sentence: Sentence) -> Sentence:
        for i in reversed(self.unknown(sentence)[:MOST]):
            likeness, start, end, word = max(
                self._readings(sentence, i), default=(0.0, 0, 0, "")
            )
            if likeness >= SURE and (end > start or len(sentence.words[i]) > 4):
                sentence = sentence.replaced(start, end, word)
        return sentence

    def _readings(
        self, sentence: Sentence, i: int
    ) -> Iterator[tuple[float, int, int, str]]:
        """Yield the unknown word alone, or with a neighbour ("try geminal")."""
        for start, end in ((i, i), (i - 1, i), (i, i + 1)):
            if (
                start >= 0
                and end < len(sentence.words)
                and len(min(sentence.words[start : end + 1], key=len)) > 2
            ):
                for word, likeness in self._like(
                    "".join(sentence.words[start : end + 1])
                ):
                    yield likeness, start, end, word

    def _find(self, word: str) -> tuple[tuple[str, float], ...]:
        """Return the most similar other words of the model, the best first.

        Each has its likeness, by letters and by sound.
        """
        if not 3 < len(word) < 30:
            return ()
        key = sound(stem(word))
        near = {
            i
            for _, _, i in process.extract(
                word, self._words, scorer=fuzz.ratio, limit=6, score_cutoff=60
            )
        }
        near |= {
            i
            for _, _, i in process.extract(
                key, self._sounds, scorer=fuzz.ratio, limit=8, score_cutoff=80
            )
        }
        found = {
            self._words[i]: self._likeness(word, key, i)
            for i in near
            if stem(self._words[i]) != stem(word)
        }
        return tuple(sorted(found.items(), key=lambda f: (-f[1], f[0]))[:3])

    def _likeness(self, word: str, key: str, i: int) -> float:
        letters, heard = (
            fuzz.ratio(word, self._words[i]),
            fuzz.ratio(key, self._sounds[i]),
        )
        if letters < 70:  # too unlike to be sure of
            return min(0.7 * heard + 0.3 * letters, SURE - 1) if len(key) > 2 else 0.0
        return letters if letters >= 88 else (letters + heard) / 2


def _owned(sentence: Sentence) -> Sentence:
    """Replace what nobody owns by the part that it sounds like: "her harm"."""
    for i, (owner, word) in enumerate(itertools.pairwise(sentence.words), 1):
        if owner in english.HERS and word in english.HEARD_FOR:
            sentence = sentence.replaced(i, i, english.HEARD_FOR[word])
    return sentence


def readings(words: tuple[str, ...]) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Yield two figures, one over the other, and where they stand.

    For example "one eighty over ninety".
    """
    for i, word in enumerate(words):
        if word in english.OVER:
            start = next(
                (
                    n + 1
                    for n in range(i - 1, max(-1, i - 6), -1)
                    if words[n] not in english.FIGURES
                ),
                max(0, i - 5),
            )
            end = next(
                (
                    n
                    for n in range(i + 1, min(len(words), i + 6))
                    if words[n] not in english.FIGURES
                ),
                min(len(words), i + 6),
            )
            if start < i and end > i + 1:
                yield (
                    start,
                    end - 1,
                    (_figure(words[start:i]), _figure(words[i + 1 : end])),
                )


def _figure(words: tuple[str, ...]) -> int:
    """Return a number as it is read out.

    "One eighty five", "one eight five" and "one hundred and eighty five" are all 185.
    """
    values = [english.VALUES[word] for word in words if word in english.VALUES]
    if english.HUNDRED in words:
        return (
            100 * values[0] + sum(values[1:])
            if words[0] != english.HUNDRED
            else 100 + sum(values)
        )
    if len(values) > 1 and values[0] < 10:
        return 100 * values[0] + (
            sum(values[1:])
            if max(values[1:]) > 9
            else 10 * values[1] + sum(values[2:3]) * (len(values) > 2)
        )
    return sum(values)


def _limits(model: Model) -> list[tuple[tuple[int, int], tuple[str, ...]]]:
    """Return the readings among the values of a model, each with its value's name."""
    return [
        (figures, parse(entity.name).words)
        for phrase in model.phrases
        for entity in phrase.readings.values()
        for start, end, figures in readings(phrase.words)
        if (start, end) == (0, len(phrase.words) - 1)
    ]
