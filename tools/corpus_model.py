"""What the corpus adds to an interaction model: samples, and synonyms of slot values.

A sentence becomes a sample of its first intent, with its marked stretches as slots; an
answer to the question for a slot becomes a sample of that slot. A marked stretch whose
slot the intent has becomes a synonym. The figures stand in [corpus] of intents.toml.

These stay with the local speaker, by rule:
    - rows with `alexa = false`, and kinds of danger that only sounds like it
    - sentences too long, or of which nothing but slots is left
    - a stretch that more than one meaning is marked for equally often, that has a home
      in the model already, that is short and mostly stands unmarked, or is one word of
      danger: "two" is no double vision

Everything else that no model can take is an error that names file and line.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from tools.corpus import FALLBACK, Mark, Utterance, vague_stretches
from tools.corpus_samples import SampleWriter
from tools.model_text import (
    ONLY_SLOTS,
    SAMPLE_CHARACTERS,
    SAMPLE_TEXT,
    SLOT_NAMES,
    SPELLING,
    VALUE_CHARACTERS,
    VALUE_TEXT,
)
from tools.sentences import phrases_of
from tools.templates import ModelError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from tools.collisions import Collision
    from tools.model_schema import Contract, Json

    Value = tuple[str, str]
    """A slot type and an id of it."""
    Synonyms = Mapping[Value, Sequence["Addition"]]

T = TypeVar("T")


class Home(NamedTuple):
    """Where a sentence is a sample: an intent, or a slot that the intent asks for."""

    intent: str
    slot: str = ""


class Addition(NamedTuple):
    """A text that the corpus adds, and the file and line it comes from."""

    text: str
    place: str


class Additions(NamedTuple):
    """All that the corpus adds to a model."""

    samples: Mapping[Home, Sequence[Addition]]
    synonyms: Synonyms

    def source(self, collision: Collision) -> Addition | None:
        """Return the sample that makes a collision, else the longest synonym in it."""
        text, *readings = collision
        for reading in readings:
            for one in self.samples.get(Home(reading.intent), ()):
                if one.text == reading.sample:
                    return one
        synonyms = chain.from_iterable(self.synonyms.values())
        said = [one for one in synonyms if f" {one.text} " in f" {text} "]
        return max(said, key=lambda one: len(one.text), default=None)


class Written(NamedTuple):
    """What a model without the corpus has."""

    phrases: Mapping[str, Mapping[str, str]]
    """Slot type to its phrases to the id of each."""
    samples: Mapping[Home, Collection[str]]

    @classmethod
    def of(cls, model: Json) -> Written:
        """Return the phrases and samples of a `languageModel`."""
        slots = [
            (Home(intent["name"], slot["name"]), slot["samples"])
            for intent in model["intents"]
            for slot in intent.get("slots", ())
            if "samples" in slot
        ]
        own = [(Home(intent["name"]), intent["samples"]) for intent in model["intents"]]
        return cls(
            {kind["name"]: phrases_of(kind) for kind in model["types"]},
            {home: frozenset(samples) for home, samples in (*own, *slots)},
        )


class Candidate(NamedTuple):
    """A sentence that a model may have, and where."""

    utterance: Utterance
    home: Home


def find_candidates(corpus: Iterable[Utterance], contract: Contract) -> list[Candidate]:
    """Return the sentences that a model may have.

    Args:
        corpus: The sentences of a language.
        contract: The contract of the guided mode: it knows what is asked for.
    """
    homes = ((one, _home(one, contract)) for one in corpus)
    return [Candidate(one, home) for one, home in homes if home]


def _home(utterance: Utterance, contract: Contract) -> Home | None:
    if not utterance.alexa or utterance.kind.startswith(tuple(contract.corpus.local)):
        return None
    if utterance.sign is not None:
        told = (mark.id for mark in utterance.marks)
        return Home(contract.corpus.danger) if utterance.sign in told else None
    intent = next(iter(utterance.intents), FALLBACK)
    if intent == FALLBACK:
        return None
    asked = contract.intent[intent].elicit if utterance.asked else []
    if not asked:
        return Home(intent)
    slots = [mark.slot for mark in utterance.marks if mark.slot in asked]
    slot = utterance.asked if utterance.asked in slots else next(iter(slots), None)
    return Home(intent, slot) if slot else None


def additions(
    candidates: Sequence[Candidate], contract: Contract, written: Written
) -> Additions:
    """Return what sentences add to the model of a locale.

    Args:
        candidates: The sentences.
        contract: The contract of the guided mode.
        written: What is written for the locale.

    Raises:
        ModelError: A text that the platform does not take; it names file and line.
    """
    synonyms = _synonyms(candidates, contract, written)
    return Additions(_samples(candidates, contract, written, synonyms), synonyms)


def extend(model: Json, added: Additions) -> None:
    """Add samples and synonyms to a `languageModel`; what asks for no slot has none."""
    for intent in model["intents"]:
        name = intent["name"]
        intent["samples"] += _texts(added.samples.get(Home(name)))
        for slot in intent.get("slots", ()):
            if "samples" in slot:
                slot["samples"] += _texts(added.samples.get(Home(name, slot["name"])))
    for kind in model["types"]:
        for value in kind["values"]:
            if more := _texts(added.synonyms.get((kind["name"], value["id"]))):
                value["name"].setdefault("synonyms", []).extend(more)


def _texts(added: Sequence[Addition] | None) -> list[str]:
    return [one.text for one in added or ()]


# ---- synonyms ----


def _synonyms(
    candidates: Sequence[Candidate], contract: Contract, written: Written
) -> Synonyms:
    taken = set().union(*written.samples.values(), *written.phrases.values())
    taken |= vague_stretches(candidate.utterance for candidate in candidates)
    found: dict[Value, list[Addition]] = defaultdict(list)
    for words, (value, place) in _stretches(candidates, contract).items():
        if not VALUE_TEXT.fullmatch(words):
            raise _not_taken(words, place)
        danger = value[0] == contract.same_reply.sign
        enough = not danger or " " in words
        if enough and words not in taken and len(words) <= VALUE_CHARACTERS:
            found[value].append(Addition(words, place))
    return {
        value: sorted(some, key=_length)[: _most(value[0], contract)]
        for value, some in found.items()
    }


def _most(kind: str, contract: Contract) -> int:
    """Return how many synonyms the corpus may add to a value of a type."""
    whole = kind in contract.corpus.whole_types
    return contract.corpus.whole if whole else contract.corpus.synonyms


def _length(addition: Addition) -> int:
    return len(addition.text)


def _stretches(
    candidates: Iterable[Candidate], contract: Contract
) -> dict[str, tuple[Value, str]]:
    """Return what each stretch means in most sentences, and where it stands first."""
    meanings: dict[str, Counter[Value]] = defaultdict(Counter)
    places: dict[tuple[str, Value], str] = {}
    for utterance, home in candidates:
        for mark in stretches_of(utterance):
            value = contract.slot_types[mark.slot], mark.id
            if _fills_slot(mark, home, contract):
                meanings[mark.words][value] += 1
                places.setdefault((mark.words, value), utterance.place)
    return {
        words: (common, places[words, common])
        for words, counts in meanings.items()
        if (common := _commonest(counts))
    }


def stretches_of(utterance: Utterance) -> Sequence[Mark]:
    """Return what may be a value: what is marked, else the whole sentence."""
    whole = (utterance.about,) if utterance.about else ()
    return utterance.marks or whole


def _fills_slot(mark: Mark, home: Home, contract: Contract) -> bool:
    kind = contract.intent[home.intent].slots.get(mark.slot)
    return kind is not None and not contract.type[kind].generate


def _commonest(counts: Counter[Value]) -> Value | None:
    """Return what is counted most often, if one thing is."""
    (first, most), *others = counts.most_common(2)
    return None if others and others[0][1] == most else first


def _not_taken(text: str, place: str) -> ModelError:
    return ModelError(f'{place}: "{text}" {SPELLING}; or set alexa = false')


# ---- samples ----


def _samples(
    candidates: Sequence[Candidate],
    contract: Contract,
    written: Written,
    synonyms: Synonyms,
) -> Mapping[Home, Sequence[Addition]]:
    writer = SampleWriter(
        contract, _all_phrases(written, synonyms), _unmarked(candidates, contract)
    )
    homes: dict[Home, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        homes[candidate.home].append(candidate)
    return {
        home: _new(in_turn(own), writer, contract, written.samples.get(home, ()))
        for home, own in homes.items()
    }


def _new(
    candidates: Iterable[Candidate],
    writer: SampleWriter,
    contract: Contract,
    written: Collection[str],
) -> list[Addition]:
    """Return the first samples that are not written already."""
    found: dict[str, str] = {}
    for candidate in candidates:
        utterance, home = candidate
        if utterance.about and not utterance.marks:
            continue  # it is a value, or too long to be one
        text = writer.sample(utterance, home.intent)
        if not SAMPLE_TEXT.fullmatch(text):
            raise _not_taken(text, utterance.place)
        if text not in written and _is_natural(text, candidate, contract):
            found.setdefault(text, utterance.place)
    added = [Addition(text, place) for text, place in found.items()]
    return added[: contract.corpus.samples]


def _is_natural(text: str, candidate: Candidate, contract: Contract) -> bool:
    """Tell whether a sample is short, has words around its slots, and slots at all.

    One of which nothing that is marked became a slot would be an answer without a fact,
    or a danger without a sign.
    """
    words = len(candidate.utterance.text.split())
    short = words <= contract.corpus.words and len(text) <= SAMPLE_CHARACTERS
    natural = short and not ONLY_SLOTS.fullmatch(text)
    return natural and _has_facts(text, candidate, contract)


def _has_facts(text: str, candidate: Candidate, contract: Contract) -> bool:
    utterance, home = candidate
    kinds = {contract.slot_types[slot] for slot in SLOT_NAMES.findall(text)}
    if utterance.sign is not None:
        return contract.same_reply.sign in kinds
    marked = {mark.slot for mark in utterance.marks}
    return bool(kinds) or marked.isdisjoint(contract.intent[home.intent].slots)


def _all_phrases(written: Written, synonyms: Synonyms) -> dict[str, dict[str, str]]:
    phrases = {kind: dict(known) for kind, known in written.phrases.items()}
    for (kind, id_), added in synonyms.items():
        phrases[kind] |= dict.fromkeys(_texts(added), id_)
    return phrases


def _unmarked(candidates: Iterable[Candidate], contract: Contract) -> set[str]:
    """Return the intents of which no sentence marks a slot."""
    marked = {
        home.intent
        for utterance, home in candidates
        for mark in stretches_of(utterance)
        if mark.slot in contract.intent[home.intent].slots
    }
    return contract.intent.keys() - marked


# ---- which of them ----


def in_turn(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return sentences subject by subject in turn, and writer by writer in each.

    Each subject begins with another writer, so that the first few sentences are of
    many subjects and of many writers.
    """
    subjects: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        subjects[candidate.utterance.sign or candidate.utterance.kind].append(candidate)
    return _alternating(
        _by_writer(subjects[name], first) for first, name in enumerate(sorted(subjects))
    )


def _by_writer(candidates: Iterable[Candidate], first: int) -> list[Candidate]:
    writers: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        writers[candidate.utterance.writer].append(candidate)
    names = sorted(writers)
    first %= len(names)
    return _alternating(writers[name] for name in (*names[first:], *names[:first]))


def _alternating(groups: Iterable[Iterable[T]]) -> list[T]:
    rows = zip_longest(*groups)
    return [one for one in chain.from_iterable(rows) if one is not None]
