"""The sentences that a model says itself: its samples with their slots filled.

The samples of an intent make a trie of words; a slot in it leads through the trie of
the phrases of its values.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tools.model_schema import Json

_SLOT = re.compile(r"\{(\w+)\}")
_WORD = re.compile(r"[a-z]\.|[a-z]+(?:'[a-z]+)*")


class Phrases:
    """A node of a trie of phrases; `id` is the value of the phrase that ends here."""

    __slots__ = ("id", "next", "prefixes")

    def __init__(self) -> None:
        self.id = ""
        self.next: dict[str, Phrases] = {}
        self.prefixes = False
        """Whether a phrase from here on begins another one."""

    def add(self, words: list[str], id_: str) -> None:
        """Add a phrase below this node."""
        if words:
            self.next.setdefault(words[0], Phrases()).add(words[1:], id_)
        else:
            self.id = id_
        inner = any(node.prefixes for node in self.next.values())
        self.prefixes = inner or bool(self.id and self.next)

    def shortest(self) -> tuple[tuple[str, ...], str]:
        """Return the words from here to the end of a phrase, and its value."""
        if self.id:
            return (), self.id
        word, node = min(self.next.items())
        words, id_ = node.shortest()
        return (word, *words), id_

    def ends(self, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
        """Yield each value that begins the words, with the words after it."""
        if self.id:
            yield words, self.id
        if words and words[0] in self.next:
            yield from self.next[words[0]].ends(words[1:])


class Samples:
    """A node of the trie of an intent's samples; `sample` is the one that ends here."""

    __slots__ = ("intent", "next", "sample", "slots")

    def __init__(self, intent: str) -> None:
        self.intent = intent
        self.next: dict[str, Samples] = {}
        self.slots: dict[str, tuple[Phrases, Samples]] = {}
        self.sample = ""

    def add(self, sample: str, phrases: Mapping[str, Phrases]) -> None:
        """Add a sample below this node, which is the root."""
        node = self
        for token in sample.lower().split():
            after = Samples(node.intent)
            if slot := _SLOT.fullmatch(token):
                edge = node.slots.setdefault(slot[1], (phrases[slot[1]], after))
                node = edge[1]
            else:
                node = node.next.setdefault(token, after)
        node.sample = sample


class Reading(NamedTuple):
    """One way to understand a sentence: a sample, and the values in its slots."""

    intent: str
    sample: str
    slots: tuple[tuple[str, str], ...] = ()


def sample_tries(model: Json) -> list[Samples]:
    """Return the trie of the samples of each intent of a `languageModel`."""
    phrases = _phrase_tries(model)
    tries = []
    for intent in model["intents"]:
        slots = {slot["name"]: slot["type"] for slot in intent.get("slots", ())}
        root = Samples(intent["name"])
        for sample in intent["samples"]:
            root.add(sample, {slot: phrases[kind] for slot, kind in slots.items()})
        tries.append(root)
    return tries


def _phrase_tries(model: Json) -> dict[str, Phrases]:
    return {kind["name"]: trie_of(phrases_of(kind)) for kind in model["types"]}


def trie_of(phrases: Mapping[str, str]) -> Phrases:
    """Return a trie of phrases, each with its id."""
    root = Phrases()
    for phrase, id_ in phrases.items():
        root.add(phrase.lower().split(), id_)
    return root


def phrases_of(kind: Json) -> dict[str, str]:
    """Return the phrases of a slot type of a model, and the id of each."""
    return {
        phrase: value["id"]
        for value in kind["values"]
        for phrase in (value["name"]["value"], *value["name"].get("synonyms", ()))
    }


class Sentences:
    """What a built model understands word for word."""

    def __init__(self, model: Json) -> None:
        self.invocation = str(model["invocationName"])
        self.intents = [str(intent["name"]) for intent in model["intents"]]
        self._samples = sample_tries(model)
        self._phrases = _phrase_tries(model)

    @classmethod
    def load(cls, file: Path) -> Sentences:
        """Return the sentences of a model file."""
        model = json.loads(file.read_text(encoding="utf-8"))["interactionModel"]
        return cls(model["languageModel"])

    def readings(self, text: str) -> list[Reading]:
        """Return all readings of a text as a sample."""
        words = _words(text)
        return [found for trie in self._samples for found in _read(trie, words, ())]

    def values(self, type_name: str, text: str) -> list[str]:
        """Return the ids of a slot type of which a text is a phrase."""
        words = _words(text)
        ends = self._phrases[type_name].ends(words)
        return [id_ for rest, id_ in ends if not rest]

    def understands(self, text: str) -> bool:
        """Return whether a text is a sample, or alone the value of a slot."""
        return bool(self.readings(text)) or any(
            self.values(type_name, text) for type_name in self._phrases
        )


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower()))


def _read(
    node: Samples, words: tuple[str, ...], slots: tuple[tuple[str, str], ...]
) -> Iterator[Reading]:
    if not words and node.sample:
        yield Reading(node.intent, node.sample, slots)
    if words and words[0] in node.next:
        yield from _read(node.next[words[0]], words[1:], slots)
    for slot, (trie, after) in node.slots.items():
        for rest, id_ in trie.ends(words):
            yield from _read(after, rest, (*slots, (slot, id_)))
