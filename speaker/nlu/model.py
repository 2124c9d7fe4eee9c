"""The built interaction model of a locale, as the recognizer compares with it."""

from __future__ import annotations

import itertools
import json
import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from speaker import ROOT
from speaker.nlu import english
from speaker.nlu.normalize import light, parse, stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MODEL_FOLDERS = (
    ROOT / "skill-package" / "interactionModels" / "custom",
    Path(__file__).parents[1] / "models",
)
"""Where the built models lie: in a checkout, and in an installed package."""
TAG_WEIGHT = 2.2
"""What a slot counts for in the shape of a sentence; a telling word counts 1 to 3.4."""
ROOM = 5
"""Words that may stand between the words of a value."""
DANGER_INTENT = "WarningSignIntent"
# "My" is a person: it tells little about what is wanted.
TAG_WEIGHTS = {"PERSON": 0.6}


class ModelError(Exception):
    """No model, or one that cannot be read; one line that says what to do."""


def models_folder(candidates: Iterable[Path] = MODEL_FOLDERS) -> Path:
    """Return the first of the folders that exists.

    Raises:
        ModelError: None of them does.
    """
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise ModelError("no interaction models here: run make models")


class Entity(NamedTuple):
    """A value of a slot type as entity resolution reports it."""

    id: str
    name: str


class Phrase(NamedTuple):
    """One way to say a slot value, with all the types in which it is one."""

    words: tuple[str, ...]
    content: tuple[str, ...]
    """Stems that must be heard, in order; stop words' only where all are such."""
    readings: Mapping[str, Entity]
    small: bool
    room: int
    """Words that may stand between; below `ROOM` the words must also be in order."""


class Sample(NamedTuple):
    """A sample of an intent; slots are {name} in `tokens`, {TYPE} in `features`."""

    intent: str
    text: str
    tokens: tuple[str, ...]
    features: frozenset[str]


class Slot(NamedTuple):
    """A slot of an intent."""

    name: str
    type: str
    multiple: bool
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """What one locale can say."""

    locale: str
    invocation: str
    slots: Mapping[str, Mapping[str, Slot]]
    """Intent -> slot name -> slot, in the order of the model."""
    samples: tuple[Sample, ...]
    phrases: tuple[Phrase, ...]
    dialog: frozenset[str]
    """Intents whose slots the skill may ask for."""

    @classmethod
    def load(cls, locale: str, folder: Path | None = None) -> Model:
        """Read `<folder>/<locale>.json`; without a folder, of `models_folder()`.

        Raises:
            ModelError: There is no such model, or it cannot be read.
        """
        folder = folder or models_folder()
        path = folder / f"{locale}.json"
        if not path.is_file():
            known = (
                ", ".join(sorted(p.stem for p in folder.glob("*.json")))
                or "none yet: run make models"
            )
            raise ModelError(
                f"{locale}: no interaction model in {folder}; there are: {known}"
            )
        try:
            return cls.build(
                locale, json.loads(path.read_text("utf-8"))["interactionModel"]
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"{path}: not an interaction model ({error!r}); build it again"
            ) from error

    @classmethod
    def build(cls, locale: str, data: Mapping[str, Any]) -> Model:
        """Build a model from the content of `interactionModel`."""
        language = data["languageModel"]
        slots = {
            intent["name"]: {
                slot["name"]: Slot(
                    slot["name"],
                    slot["type"],
                    bool(slot.get("multipleValues", {}).get("enabled")),
                    tuple(slot.get("samples", ())),
                )
                for slot in intent.get("slots", ())
            }
            for intent in language["intents"]
        }
        return cls(
            locale=locale,
            invocation=language["invocationName"],
            slots=slots,
            samples=tuple(_samples(language["intents"], slots)),
            phrases=tuple(_phrases(language.get("types", ()))),
            dialog=frozenset(
                intent["name"] for intent in data.get("dialog", {}).get("intents", ())
            ),
        )

    @cached_property
    def values(self) -> Mapping[tuple[str, ...], Mapping[str, Entity]]:
        """Words -> slot type -> the value they are."""
        return {phrase.words: phrase.readings for phrase in self.phrases}

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """Slot type -> how many ways there are to say its values."""
        return Counter(kind for phrase in self.phrases for kind in phrase.readings)

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """How telling each word of the samples is: more, the fewer intents use it."""
        intents: dict[str, set[str]] = defaultdict(set)
        for sample in self.samples:
            for feature in sample.features:
                intents[feature].add(sample.intent)
        return {
            feature: _weight(feature, len(used), len(self.slots))
            for feature, used in intents.items()
            if not feature.startswith("{")
        } | {f"{{{kind}}}": TAG_WEIGHTS.get(kind, TAG_WEIGHT) for kind in self.sizes}

    @cached_property
    def phrase_weights(self) -> Mapping[str, float]:
        """How telling each word of the slot values is, from 1 up."""
        counts = Counter(
            word for phrase in self.phrases for word in set(phrase.content)
        )
        return {
            word: 1 + 0.1 * math.log(len(self.phrases) / count)
            for word, count in counts.items()
        }

    @cached_property
    def movements(self) -> frozenset[str]:
        """Stems of what the samples say a place does: "{location} is | twitching"."""
        tokens = [
            s.tokens
            for s in self.samples
            if s.intent in self.dialog and "{location}" in s.tokens
        ]
        said = {
            word for words in tokens for word in words if word.endswith(english.GERUND)
        }
        return frozenset(map(stem, said - english.LIGHT))

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """Every word that a sample or a value is made of."""
        said = {w for phrase in self.phrases for w in phrase.words}
        return tuple(
            sorted(
                said
                | {w for s in self.samples for w in s.tokens if not w.startswith("{")}
            )
        )

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Neighbouring words of samples and values."""
        texts = [p.words for p in self.phrases] + [s.tokens for s in self.samples]
        return frozenset(pair for words in texts for pair in itertools.pairwise(words))


def _weight(word: str, used: int, total: int) -> float:
    share = 0.6 if word in english.HINTS else 0.35 if word in english.LIGHT else 1.0
    return share * math.log(1 + total / used)


def _samples(intents: Any, slots: Mapping[str, Mapping[str, Slot]]) -> Iterator[Sample]:
    for intent in intents:
        name, seen = intent["name"], set()
        for text in (*intent.get("samples", ()), *english.BUILT_IN.get(name, ())):
            tokens, stems = parse(text)[1:3]
            if name == DANGER_INTENT and len(tokens) > 1 and "{" not in text:
                continue  # a sentence is heard by its values: they tell the sign
            if tokens and tokens not in seen:
                seen.add(tokens)
                tags = {
                    f"{{{slot.name.lower()}}}": f"{{{slot.type}}}"
                    for slot in slots[name].values()
                }
                yield Sample(
                    name, text, tokens, frozenset(tags.get(s, s) for s in stems)
                )


def _phrases(types: Any) -> Iterator[Phrase]:
    readings: dict[tuple[str, ...], dict[str, Entity]] = defaultdict(dict)
    for kind in types:
        for value in kind["values"]:
            entity = Entity(
                value.get("id") or value["name"]["value"], value["name"]["value"]
            )
            for text in (entity.name, *value["name"].get("synonyms", ())):
                readings[parse(text).words].setdefault(kind["name"], entity)
    for words, found in readings.items():
        if words:
            yield _phrase(words, found)


def _phrase(words: tuple[str, ...], readings: Mapping[str, Entity]) -> Phrase:
    small = light(words)
    denies = not english.NEGATORS.isdisjoint(words)
    untold = english.UNTOLD if denies else frozenset() if small else english.LIGHT
    content = tuple(stem(w) for w in words if w not in untold)
    room = (
        0
        if not english.NUMBERS.isdisjoint(words)
        else 2 + len(words) // 4
        if denies
        else ROOM
    )
    return Phrase(words, content, readings, small, room)
