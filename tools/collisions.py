"""Find sentences that two intents of a model share and that they answer differently.

The tries of all intents are walked at once: a state is the set of places to which the
words so far can lead, and is followed while two intents are among them. This sees every
sentence of the model, with all slots filled by one value each, and writes none out.

Two intents may share a sentence when all that it brings is the same and a warning sign
is part of that: signs are answered before the intent is looked at ([same_reply]).
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from tools.sentences import Phrases, Reading, Samples, phrases_of, sample_tries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tools.model_schema import Contract, Json, SameReply

    Fact = tuple[str, str]
    State = frozenset["Place"]
    Step = tuple[tuple[str, ...], set["Place"]]
    _Nodes = Mapping[str, Any]

SIGN = "sign"
SAME: Fact = (SIGN, "")
"""Stands for the signs that all places of a state have in common."""


class Collision(NamedTuple):
    """A sentence, and two readings of it that lead to different replies."""

    text: str
    first: Reading
    second: Reading


class Place(NamedTuple):
    """Where words can lead: a node of samples, or a phrase in the slot before it."""

    node: Samples
    facts: frozenset[Fact] = frozenset()
    slot: str = ""
    phrase: Phrases | None = None


class _Edge(NamedTuple):
    """Nodes by the word that leads there, and the places from which it does."""

    nodes: _Nodes
    places: list[Place]
    intents: frozenset[str]


class _Facts:
    """What the slots of a sentence bring, as far as it changes the reply."""

    def __init__(self, contract: Contract) -> None:
        self._same: SameReply = contract.same_reply
        self._signs = frozenset(contract.type[self._same.sign].ids)

    def with_value(
        self, facts: frozenset[Fact], intent: str, slot: str, id_: str
    ) -> frozenset[Fact]:
        """Return the facts with a value of a slot of an intent."""
        id_ = self._same.meant.get(intent, {}).get(slot, id_)
        if id_ in self._signs:
            return facts | {(SIGN, id_)}
        if slot in self._same.beside and self._same.understood.get(slot) != id_:
            return facts | {(slot, id_)}
        return facts


def find_collisions(model: Json, contract: Contract) -> Iterator[Collision]:
    """Yield sentences that two intents share and answer differently.

    Args:
        model: The `languageModel` of an interaction model.
        contract: The contract that it was built for.
    """
    facts = _Facts(contract)
    start = frozenset(Place(trie) for trie in sample_tries(model))
    queue: deque[tuple[tuple[str, ...], State]] = deque([((), start)])
    seen = {start}
    while queue:
        words, places = queue.popleft()
        yield from _clashes(" ".join(words), places)
        for more, reached in _steps(places, facts):
            state = _without_common(reached)
            if len({place.node.intent for place in state}) > 1 and state not in seen:
                seen.add(state)
                queue.append(((*words, *more), state))


def unite(models: Sequence[Json]) -> Json | None:
    """Return a `languageModel` that says what any of these says.

    None where a phrase stands for one thing here and for another there.
    """
    values = {kind["name"]: dict[str, str]() for kind in models[0]["types"]}
    for kind in (kind for model in models for kind in model["types"]):
        for phrase, id_ in phrases_of(kind).items():
            if values[kind["name"]].setdefault(phrase, id_) != id_:
                return None
    intents = zip(*(model["intents"] for model in models), strict=True)
    types = [
        {"name": name, "values": [_value(*said) for said in phrases.items()]}
        for name, phrases in values.items()
    ]
    return {"intents": [_united(same) for same in intents], "types": types}


def _united(same: tuple[Json, ...]) -> Json:
    samples = dict.fromkeys(text for intent in same for text in intent["samples"])
    return {**same[0], "samples": list(samples)}


def _value(phrase: str, id_: str) -> Json:
    return {"id": id_, "name": {"value": phrase}}


def _steps(places: State, facts: _Facts) -> Iterator[Step]:
    """Yield words that go on from a state for two intents, and the places reached."""
    edges = _edges(places)
    counts = Counter(word for edge in edges for word in edge.nodes)
    shared = {word for word, count in counts.items() if count > 1}
    for edge in edges:
        alone = edge.nodes.keys() - shared if len(edge.intents) > 1 else set()
        whole = {word for word in alone if not edge.nodes[word].prefixes}
        if whole:
            yield _whole_phrase(min(whole), edge, facts)
        for word in sorted(alone - whole):
            yield (word,), _reached(word, [edge], facts)
    for word in sorted(shared):
        yield (word,), _reached(word, edges, facts)


def _edges(places: State) -> list[_Edge]:
    """Return what words lead to, each with the places that they lead there from."""
    from_places: dict[int, tuple[_Nodes, list[Place]]] = {}
    for place in places:
        for nodes, from_place in _ways(place):
            from_places.setdefault(id(nodes), (nodes, []))[1].append(from_place)
    return [
        _Edge(nodes, inside, frozenset(place.node.intent for place in inside))
        for nodes, inside in from_places.values()
    ]


def _ways(place: Place) -> Iterator[tuple[_Nodes, Place]]:
    if place.phrase is not None:
        yield place.phrase.next, place
        return
    yield place.node.next, place
    for slot, (trie, after) in place.node.slots.items():
        yield trie.next, Place(after, place.facts, slot, trie)


def _whole_phrase(word: str, edge: _Edge, facts: _Facts) -> Step:
    """Return a phrase that no other edge takes, whole, for all such phrases of an edge.

    Its places all get the same value, and what they have in common changes nothing.
    """
    more, id_ = edge.nodes[word].shortest()
    return (word, *more), {_after(place, id_, facts) for place in edge.places}


def _reached(word: str, edges: list[_Edge], facts: _Facts) -> set[Place]:
    return {
        reached
        for edge in edges
        if word in edge.nodes
        for place in edge.places
        for reached in _next_places(place, edge.nodes[word], facts)
    }


def _next_places(place: Place, node: Any, facts: _Facts) -> Iterator[Place]:
    if isinstance(node, Samples):
        yield Place(node, place.facts)
        return
    if node.id:
        yield _after(place, node.id, facts)
    if node.next:
        yield Place(place.node, place.facts, place.slot, node)


def _after(place: Place, id_: str, facts: _Facts) -> Place:
    more = facts.with_value(place.facts, place.node.intent, place.slot, id_)
    return Place(place.node, more)


def _without_common(places: set[Place]) -> State:
    """Return the places without facts that all of them share: those change nothing."""
    told = [place.facts for place in places]
    common = frozenset.intersection(*told) - {SAME} if all(told) else None
    if not common:
        return frozenset(places)
    kept = {SAME} if any(kind == SIGN for kind, _ in common) else frozenset()
    return frozenset(
        Place(node, (facts - common) | kept, slot, phrase)
        for node, facts, slot, phrase in places
    )


def _clashes(text: str, places: State) -> Iterator[Collision]:
    """Yield what differs between the intents of which this text is a whole sentence."""
    ends: dict[str, dict[frozenset[Fact], str]] = defaultdict(dict)
    for place in places:
        if place.phrase is None and place.node.sample:
            found = ends[place.node.intent]
            samples = (place.node.sample, found.get(place.facts, place.node.sample))
            found[place.facts] = min(samples)
    for first, second in combinations(sorted(ends), 2):
        same = ends[first].keys() == ends[second].keys()
        if not same or any(not _has_sign(facts) for facts in ends[first]):
            yield Collision(
                text,
                Reading(first, min(ends[first].values())),
                Reading(second, min(ends[second].values())),
            )


def _has_sign(facts: frozenset[Fact]) -> bool:
    return any(kind == SIGN for kind, _ in facts)
