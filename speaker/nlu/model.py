"""The built interaction model of a locale, as the recognizer compares with it."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from speaker import ROOT
from speaker.nlu.language import ENGLISH
from speaker.nlu.normalize import light, parse, stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MODEL_FOLDERS = (
    ROOT / "skill-package" / "interactionModels" / "custom",
    Path(__file__).parents[1] / "models",
)
"""Where the built models lie: in a checkout, and in an installed package."""
ROOM = 5
"""Words that may stand between the words of a value."""
DANGER_INTENT = "WarningSignIntent"


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


Readings = dict[tuple[str, ...], dict[str, "Entity"]]
"""Words to the values that they are, by slot type."""


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
    """A sample of an intent; slots are {name} in `tokens`."""

    intent: str
    text: str
    tokens: tuple[str, ...]


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
            samples=tuple(_samples(language["intents"])),
            phrases=tuple(_phrases(language.get("types", ()))),
            dialog=frozenset(
                intent["name"] for intent in data.get("dialog", {}).get("intents", ())
            ),
        )

    def taught(self, phrases: Iterable[Sequence[str]]) -> Model:
        """Return the model with more ways to say its values.

        Args:
            phrases: Slot type, id and words of each; none changes what is there.
        """
        values = {
            (kind, entity.id): entity
            for phrase in self.phrases
            for kind, entity in phrase.readings.items()
        }
        found: Readings = {p.words: dict(p.readings) for p in self.phrases}
        for kind, id_, words in phrases:
            if entity := values.get((kind, id_)):
                found.setdefault(parse(words).words, {}).setdefault(kind, entity)
        return replace(self, phrases=tuple(starmap(_phrase, found.items())))

    @cached_property
    def values(self) -> Mapping[tuple[str, ...], Mapping[str, Entity]]:
        """Words -> slot type -> the value they are."""
        return {phrase.words: phrase.readings for phrase in self.phrases}

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """Slot type -> how many ways there are to say its values."""
        return Counter(kind for phrase in self.phrases for kind in phrase.readings)

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


def _samples(intents: Any) -> Iterator[Sample]:
    for intent in intents:
        name, seen = intent["name"], set()
        for text in (*intent.get("samples", ()), *ENGLISH.built_in.get(name, ())):
            tokens = parse(text).words
            if name == DANGER_INTENT and len(tokens) > 1 and "{" not in text:
                continue  # such a sentence names no sign: what is learned tells which
            if tokens and tokens not in seen:
                seen.add(tokens)
                yield Sample(name, text, tokens)


def _phrases(types: Any) -> Iterator[Phrase]:
    readings: Readings = defaultdict(dict)
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
    denies = not ENGLISH.negators.isdisjoint(words)
    untold = ENGLISH.untold if denies else frozenset() if small else ENGLISH.light
    content = tuple(stem(w) for w in words if w not in untold)
    room = (
        0
        if not ENGLISH.numbers.isdisjoint(words)
        else 2 + len(words) // 4
        if denies
        else ROOM
    )
    return Phrase(words, content, readings, small, room)
