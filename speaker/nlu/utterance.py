"""What is heard: an utterance with its features, and the values of its slots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speaker.nlu.model import Entity
    from speaker.nlu.normalize import Sentence
    from speaker.nlu.spotting import Span

# Types of the contract that are treated with care.
DANGER, HALF_SAID, PASSED = "WARNING_SIGN", "HALF_SAID", "PASSED"
PERSON, LOCATION, DURATION = "PERSON", "LOCATION", "DURATION"
MEDICINE, AGE = "MEDICINE", "AGE"


class Utterance(NamedTuple):
    """A sentence with its features and the score of each fact in it."""

    sentence: Sentence
    features: Any
    facts: Mapping[str, float]
    asked: str | None
    """The slot that was asked for: its values are what was to be expected."""
    spans: tuple[Span, ...] = ()
    """The values of the model in it, the heaviest first."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the sentence, normalized."""
        return self.sentence.words


class Value(NamedTuple):
    """What was heard for a slot.

    `entity` is None where the words match no value (ER_SUCCESS_NO_MATCH).
    """

    slot: str
    type: str
    words: str
    entity: Entity | None
    sure: bool = True
    """Whether it may be taken as said; else it is to be confirmed."""
