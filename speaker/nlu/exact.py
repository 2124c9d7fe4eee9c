"""Sentences that are a sample word for word, slots filled: the surest match."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from speaker.nlu.model import Entity, Model, Sample, Slot
    from speaker.nlu.normalize import Sentence

LONGEST = 40
"""Words of a sentence that can still be a sample."""
MOST_UNKNOWN = 4
"""Words that a slot takes when they are no value of it."""

FIRST = ("WARNING_SIGN", "TRIGGER")
"""Types of the contract that words are taken for before any other."""


class Piece(NamedTuple):
    """A stretch of a sentence that fills a slot."""

    slot: Slot
    start: int
    end: int
    entity: Entity | None


class Match(NamedTuple):
    """A sample and what fills its slots."""

    sample: Sample
    pieces: tuple[Piece, ...]


class Tree:
    """Samples as a tree of words, with edges that take slot values."""

    def __init__(
        self, model: Model, samples: Iterable[Sample], *, bare: bool = False
    ) -> None:
        self._values = model.values
        self._sizes = model.sizes
        self._bare = bare
        self._longest = max(map(len, self._values), default=0)
        self._root = _Node()
        self._literal: dict[tuple[str, ...], Sample] = {}
        for sample in samples:
            if any(token.startswith("{") for token in sample.tokens):
                self._root.add(sample, _slots(model, sample.intent))
            else:
                self._literal.setdefault(sample.tokens, sample)

    def match(self, sentence: Sentence, *, unknown: bool = False) -> Match | None:
        """Return the most literal sample that the sentence is.

        With `unknown` a slot takes words that are no value.
        """
        if literal := self._literal.get(sentence.words):
            return Match(literal, ())
        if len(sentence.words) > LONGEST:
            return None
        found = list(
            self._walk(
                self._root, sentence.words, 0, (), most=MOST_UNKNOWN if unknown else 0
            )
        )
        return max(found, key=self._rank, default=None)

    def _rank(self, match: Match) -> tuple[int, list[bool], int, str]:
        """Rank a match by what is surest.

        More words of the sample itself; then a sign before a change in life before a
        topic of that name; then the rarer type.
        """
        literal = sum(not token.startswith("{") for token in match.sample.tokens)
        sizes = -sum(self._sizes.get(piece.slot.type, 0) for piece in match.pieces)
        kinds = {piece.slot.type for piece in match.pieces}
        return literal, [kind in kinds for kind in FIRST], sizes, match.sample.text

    def _walk(
        self,
        node: _Node,
        words: tuple[str, ...],
        i: int,
        pieces: tuple[Piece, ...],
        *,
        most: int,
    ) -> Iterator[Match]:
        """Yield all ways through the tree; one slot takes `most` unknown words."""
        if i == len(words):
            yield from (Match(sample, pieces) for sample in node.samples)
            return
        if words[i] in node.words:
            yield from self._walk(node.words[words[i]], words, i + 1, pieces, most=most)
        for slot, after in node.slots.items():
            for more in self._at(slot, words, i):
                yield from self._walk(
                    after, words, more[-1].end + 1, (*pieces, *more), most=most
                )
            # A carrier must be longer than what it carries; a slot that was asked for
            # needs none.
            for end in range(
                i, min(i + (most if self._bare else min(most, i)), len(words))
            ):
                yield from self._walk(
                    after, words, end + 1, (*pieces, Piece(slot, i, end, None)), most=0
                )

    def _at(
        self, slot: Slot, words: tuple[str, ...], start: int
    ) -> Iterator[tuple[Piece, ...]]:
        """Yield the values of a slot from a position on, the longest first.

        Several at a time where the slot takes several.
        """
        for end in range(min(start + self._longest, len(words)), start, -1):
            entity = self._values.get(words[start:end], {}).get(slot.type)
            if entity:
                piece = Piece(slot, start, end - 1, entity)
                if slot.multiple and end < len(words):
                    after = end + (words[end] in ("and", "or"))
                    yield from ((piece, *more) for more in self._at(slot, words, after))
                yield (piece,)


def _slots(model: Model, intent: str) -> dict[str, Slot]:
    """Return the slots of an intent by how they stand in the tokens of a sample."""
    slots = model.slots[intent].values()
    return {f"{{{slot.name.lower()}}}": slot for slot in slots}


class _Node:
    """A place in the tree: where the next word or slot leads."""

    __slots__ = ("samples", "slots", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.slots: dict[Slot, _Node] = {}
        self.samples: list[Sample] = []

    def add(self, sample: Sample, slots: Mapping[str, Slot]) -> None:
        """Add the branch of a sample."""
        node = self
        for token in sample.tokens:
            node = (
                node.slots.setdefault(slots[token], _Node())
                if token in slots
                else node.words.setdefault(token, _Node())
            )
        node.samples.append(sample)
