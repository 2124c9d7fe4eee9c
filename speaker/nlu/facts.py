"""The facts of an utterance: slot values that are asserted, or may be."""

from __future__ import annotations

from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

from speaker.nlu.assertion import status
from speaker.nlu.language import ENGLISH
from speaker.nlu.lengths import Length, is_age, lengths_in
from speaker.nlu.model import Entity, Phrase
from speaker.nlu.spotting import Span, settle
from speaker.nlu.utterance import AGE, DANGER, DURATION, LOCATION, PASSED, PERSON, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from speaker.nlu.linear import Pack
    from speaker.nlu.model import Model, Slot
    from speaker.nlu.normalize import Sentence
    from speaker.nlu.utterance import Utterance

WHOLE = "whole."
"""What the thresholds of slots that a whole sentence fills begin with."""
SELF, BABY = "self", "baby"
PRONOUNS = {SELF, "other"}
"""Persons that "I" and "she" are; whoever is named comes before them."""
RIVALS = {PERSON, AGE, LOCATION}
"""Types of which two values compete; two lengths mostly measure two things."""
FIRST = 99.0
"""The score of what no other value may cover: that it is a baby."""
WHO = {PERSON: ("age",), AGE: ("person",)}
"""Who it is and how old are asked for in one question."""


class FactFinder:
    """Finds the values of an intent's slots."""

    def __init__(self, model: Model, pack: Pack) -> None:
        self._model = model
        self._thresholds = pack.thresholds
        self._whole = {
            edge.removeprefix(WHOLE): score
            for edge, score in pack.thresholds.items()
            if edge.startswith(WHOLE)
        }
        self.entities = _entities(model)
        """Slot type -> id -> value."""

    def find(
        self, heard: Utterance, intent: str, *, passed: bool = False
    ) -> tuple[Value, ...]:
        """Return the values of an intent's slots that are asserted, or may be.

        Args:
            heard: The sentence.
            intent: Whose slots are filled.
            passed: Whether it was asked when a sign was there: else no time tells that.
        """
        slots = {
            slot.type: slot
            for slot in self._model.slots.get(intent, {}).values()
            if slot.name not in self._whole
        }
        if not passed:
            slots.pop(PASSED, None)
        found: dict[str, list[tuple[Span, Value]]] = {}
        for span in settle(self._spans(heard, slots)):
            kind = self._reading(span, heard, slots)
            if kind is not None:
                value = self._value(span, kind, slots[kind], heard)
                found.setdefault(kind, []).append((span, value))
        told = (
            value
            for kind, some in found.items()
            for value in _agreed(slots[kind], some, heard.sentence)
        )
        return *self._asked_for(heard, intent), *told

    def _asked_for(self, heard: Utterance, intent: str) -> Iterator[Value]:
        """Yield what the whole sentence asks for: a topic, an exercise."""
        for slot in self._model.slots.get(intent, {}).values():
            if slot.name in self._whole:
                own = {
                    id_: heard.facts.get(f"{slot.name}:{id_}", -inf)
                    for id_ in self.entities[slot.type]
                }
                best = max(own, key=own.__getitem__)
                if own[best] > self._whole[slot.name]:
                    entity = self.entities[slot.type][best]
                    yield Value(slot.name, slot.type, heard.sentence.text, entity)

    def _spans(self, heard: Utterance, slots: Mapping[str, Slot]) -> list[Span]:
        """Return the values that some slot takes, the heaviest first."""
        spans = [*self._lengths(heard), *heard.spans]
        told = [span for span in spans if self._reading(span, heard, slots)]
        return sorted(told, key=lambda span: -span.score)

    def _reading(
        self, span: Span, heard: Utterance, slots: Mapping[str, Slot]
    ) -> str | None:
        """Return the type as which a value is most likely meant; None for no type."""
        if span.score == FIRST:
            return PERSON if PERSON in slots else None
        scores = {
            kind: self._score(kind, span, heard, slots[kind])
            for kind, entity in span.phrase.readings.items()
            if kind in slots and entity.id not in self.entities[DANGER]
        }
        number = ENGLISH.numbers.issuperset(span.phrase.words)
        if number and scores.get(AGE, 0) < 0:
            del scores[AGE]  # a number alone may count anything
        best = max(scores, key=scores.__getitem__, default=None)
        if best is None or scores[best] <= self._edge_of("unsure", slots[best]):
            return None
        return best if best == PERSON or _is_asserted(span, heard.words) else None

    def _score(self, kind: str, span: Span, heard: Utterance, slot: Slot) -> float:
        """Return the score of a fact; what nobody marks is taken as it is found."""
        id_ = span.phrase.readings[kind].id
        expected = heard.asked in (slot.name, *WHO.get(kind, ()))
        if expected or id_ == SELF or (kind == AGE and _is_aged(span, heard.words)):
            return 0.0
        return heard.facts.get(f"{slot.name}:{'*' if kind == DURATION else id_}", 0.0)

    def _edge_of(self, edge: str, slot: Slot) -> float:
        return self._thresholds.get(f"{edge}.{slot.name}", -inf)

    def _value(self, span: Span, kind: str, slot: Slot, heard: Utterance) -> Value:
        entity = span.phrase.readings[kind]
        score = self._score(kind, span, heard, slot)
        sure = span.score == FIRST or score > self._edge_of("fact", slot)
        words = heard.sentence.heard(span.start, span.end)
        return Value(slot.name, kind, words, entity, sure)

    def _lengths(self, heard: Utterance) -> Iterator[Span]:
        """Yield the lengths in a sentence; those that are an age, as an age."""
        words = heard.words
        for found in lengths_in(words):
            said = words[found.start : found.end + 1]
            aged = heard.asked == "age" or is_age(words, found)
            mine = "i" in words[max(0, found.start - 2) : found.start]
            readings = self._age(found, said) if aged and not mine else {}
            duration = {DURATION: Entity(found.iso, " ".join(said))}
            phrase = Phrase(said, said, readings or duration, small=False, room=0)
            used = frozenset(range(found.start, found.end + 1))
            score = FIRST if PERSON in phrase.readings else 1 + 1.5 * len(said)
            yield Span(found.start, found.end, used, score, phrase)

    def _age(self, found: Length, said: tuple[str, ...]) -> dict[str, Entity]:
        """Return an age: in years one of the model's, in less a baby."""
        if found.iso.endswith("Y"):
            age = self._model.values.get(said[:-1], {}).get(AGE)
            return {AGE: age} if age else {}
        baby = self.entities[PERSON].get(BABY)
        return {PERSON: baby} if baby and not found.iso.startswith("PT") else {}


def _is_aged(span: Span, words: tuple[str, ...]) -> bool:
    """Return whether an age is somebody's: "i am forty", "she is | forty"."""
    return span.phrase.words[0] in ENGLISH.subjects or is_age(words, span)


def _is_asserted(span: Span, words: tuple[str, ...]) -> bool:
    """Return whether a value is told: no cue before it, no other negator inside."""
    inside = set(words[span.start : span.end + 1]) - set(span.phrase.words)
    denied = not ENGLISH.negators.isdisjoint(inside)
    return not denied and status(words, span.start) == "asserted"


def _entities(model: Model) -> dict[str, dict[str, Entity]]:
    found: dict[str, dict[str, Entity]] = {}
    for phrase in model.phrases:
        for kind, entity in phrase.readings.items():
            found.setdefault(kind, {})[entity.id] = entity
    return found


def _agreed(
    slot: Slot, found: list[tuple[Span, Value]], sentence: Sentence
) -> Iterable[Value]:
    """Return the values of a slot: all it takes, the corrected one, or rivals."""
    values = list({value.entity: value for _, value in found}.values())
    if slot.multiple or len(values) == 1:
        return values
    if young := [v for v in values if v.entity and v.entity.id == BABY]:
        return young  # of a son of ten weeks
    named = [v for v in values if not v.entity or v.entity.id not in PRONOUNS]
    if 0 < len(named) < len(values):
        return named[:1]
    for (before, _), (after, value) in pairwise(found):
        between = sentence.words[before.end + 1 : after.start]
        if not ENGLISH.corrections.isdisjoint(between):
            return [value]
    return _rivals(slot, values) if named else values[:1]


def _rivals(slot: Slot, values: list[Value]) -> Iterable[Value]:
    """Return the values that compete, none of them sure; else the first."""
    plain = [value for value in values if value.sure] or values
    if slot.type not in RIVALS or len(plain) == 1:
        return plain[:1]
    return [value._replace(sure=False) for value in plain]
