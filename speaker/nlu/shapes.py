"""Which sample an utterance resembles most, both as bags of words and slot types."""

from __future__ import annotations

from collections import defaultdict
from heapq import nlargest
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz

from speaker.nlu import english
from speaker.nlu.model import TAG_WEIGHT, TAG_WEIGHTS
from speaker.nlu.spotting import Span, settle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speaker.nlu.model import Model, Sample
    from speaker.nlu.normalize import Sentence

UNKNOWN_WEIGHT = 2.0
"""What a word counts for that no sample has; about as much as a slot."""
FURTHER = 0.3
"""Share that a slot value counts for where the intent takes it, not the sample."""
TOLD = 0.04
"""What a statement loses where a question was asked."""
CLOSEST = 16
"""Samples of a group that are compared closely."""

Features = frozenset[str]


IDIOMS = dict.fromkeys(
    (
        *("BriefIntent", "FeelingIntent", "ThanksIntent", "RecapIntent"),
        *("AMAZON.PauseIntent", "AMAZON.ResumeIntent", "CorrectionIntent"),
    ),
    0.8,
)
"""Intents that are made of idioms, to the least likeness to one of their samples."""


class Heard(NamedTuple):
    """A sentence as it is compared."""

    sentence: Sentence
    spans: list[Span]
    gone: frozenset[int]
    """Positions of words that are accounted for otherwise."""
    foreign: frozenset[str]
    """Stems that the model does not have at all."""


class Shape(NamedTuple):
    """The most similar sample, and the values that were read as slots for it."""

    score: float
    sample: Sample
    spans: list[Span]


class Shapes:
    """The samples of a model, indexed by what they are made of.

    Intents that take the same slot types share a reading.
    """

    def __init__(self, model: Model) -> None:
        self._weights = model.weights
        self._groups: dict[Features, dict[str, list[Sample]]] = {}
        self._words: dict[str, set[str]] = defaultdict(set)
        self._totals: dict[Sample, float] = {}
        self._bare: set[Sample] = set()
        self._slotted = {sample.intent for sample in model.samples} - {
            sample.intent
            for sample in model.samples
            if not any(f[0] == "{" for f in sample.features)
        }
        for sample in model.samples:
            kinds = frozenset(slot.type for slot in model.slots[sample.intent].values())
            self._add(sample, self._groups.setdefault(kinds, defaultdict(list)))

    def _add(self, sample: Sample, index: dict[str, list[Sample]]) -> None:
        self._words[sample.intent] |= sample.features
        self._totals[sample] = sum(map(self._weight, sample.features))
        if len(sample.tokens) < 3 or all(
            f[0] == "{" or f in english.LIGHT for f in sample.features
        ):
            self._bare.add(sample)
        for feature in sample.features:
            index[feature].append(sample)

    def _weight(self, feature: str) -> float:
        return self._weights.get(
            feature, 0.2 if feature in english.LIGHT else UNKNOWN_WEIGHT
        )

    def best(self, heard: Heard) -> Shape | None:
        """Return the most similar sample over all intents."""
        shapes = [
            shape for kinds in self._groups for shape in self._in_group(kinds, heard)
        ]
        near = [s for s in shapes if s.score >= IDIOMS.get(s.sample.intent, 0)]
        return max(near, key=lambda s: (round(s.score, 6), s.sample.text), default=None)

    def _in_group(self, kinds: Features, heard: Heard) -> Iterator[Shape]:
        """Yield the best samples of intents with these slot types, by reading."""
        index = self._groups[kinds]
        for spans in _readings(heard, kinds, index):
            features = _features(heard, spans, kinds)
            said = {f: self._weight(f) for f in features} | {
                f: w for f, w in _named(spans) if f in features
            }
            shared: dict[Sample, float] = defaultdict(float)
            for feature in sorted(features):
                for sample in index.get(feature, ()):
                    shared[sample] += said[feature]
            if not any(f[0] == "{" for f in features):
                for sample in [s for s in shared if s.intent in self._slotted]:
                    del shared[sample]  # it says nothing without a value
            whole = sum(said.values())
            close = nlargest(
                CLOSEST,
                shared,
                key=lambda s: (shared[s] / (self._totals[s] + whole), s.text),
            )
            yield from (
                Shape(self._score(s, shared[s], said, heard), s, spans) for s in close
            )

    def _likeness(
        self, sample: Sample, shared: float, said: Mapping[str, float], heard: Heard
    ) -> float:
        """Return the harmonic mean of two shares.

        How much of the sample was said, and how much of what was said is in it.
        """
        total = sum(
            w * (FURTHER if f[0] == "{" and f not in sample.features else 1)
            for f, w in said.items()
        )
        if sample in self._bare:
            # A bare or a very short answer has no room for words from elsewhere, nor
            # for a question.
            asked = sum(f in english.ASKING and f not in sample.features for f in said)
            total += UNKNOWN_WEIGHT * (len(heard.foreign) + asked)
        whole = self._totals[sample] + sum(
            w - self._weight(f)
            for f, w in said.items()
            if f[0] == "{" and f in sample.features
        )
        return 2 * shared / (whole + total)

    def _score(
        self, sample: Sample, shared: float, said: Mapping[str, float], heard: Heard
    ) -> float:
        own = sum(
            weight
            for feature, weight in said.items()
            if feature in self._words[sample.intent]
        )
        order = (
            fuzz.ratio(" ".join(heard.sentence.words), " ".join(sample.tokens)) / 200
        )
        order += 0.5 * (heard.sentence.words[0] == sample.tokens[0])
        return (
            0.75 * self._likeness(sample, shared, said, heard)
            + 0.2 * own / sum(said.values())
            + 0.05 * order
            - TOLD * (_asks(heard.sentence.words) and not _asks(sample.tokens))
        )


def _asks(words: tuple[str, ...]) -> bool:
    return not english.OPENING.isdisjoint(words[:1])


def _readings(
    heard: Heard, kinds: Features, index: Mapping[str, list[Sample]]
) -> Iterator[list[Span]]:
    """Yield the values as slots, then without those that samples have as words.

    For example "should I be worried".
    """
    spans = settle(heard.spans, lambda span: not kinds.isdisjoint(span.phrase.readings))
    yield spans
    told = [
        span
        for span in spans
        if not all(heard.sentence.stems[i] in index for i in span.used)
    ]
    if told != spans:
        yield told


def _named(spans: list[Span]) -> Iterator[tuple[str, float]]:
    """Yield slots of little weight filled by more than a stop word.

    "My mother" tells more than "my".
    """
    for span in spans:
        for kind in span.phrase.readings:
            if kind in TAG_WEIGHTS and not span.phrase.small:
                yield f"{{{kind}}}", TAG_WEIGHT


def _features(heard: Heard, spans: list[Span], kinds: Features) -> Features:
    """Return the words of a sentence with its slot values as tags."""
    inside = heard.gone.union(
        *(range(s.start, s.end + 1) if s.phrase.small else s.used for s in spans)
    )
    words = {stem for i, stem in enumerate(heard.sentence.stems) if i not in inside}
    return frozenset(
        words
        | {
            f"{{{kind}}}"
            for span in spans
            for kind in span.phrase.readings
            if kind in kinds
        }
    )
