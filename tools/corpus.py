"""The corpus: what people say, annotated. It teaches both recognizers.

`interaction-models/corpus/<language>/<writer>.toml` holds `[[sentence]]` tables:

    text     what was said; a stretch that carries a fact is `[stretch](slot:id)`
    intent   what it is meant for; `intents` where several are fair: the first trains
    writer   who wrote it, without sight of rules, models or other writers
    about    slot and id of what the whole sentence asks for, as `topic:drive`
    kind     the task it was written for, as `why_twitch` or `answer.danger_face.no`
    asked    the question it answers, where the answer only means something there
    sign     the warning sign it tells of; `calm` says instead why it tells of none
    alexa    false for what Amazon must not get

A sentence with neither intent nor sign teaches only what is no danger.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from tools.model_schema import Contract, read_contract
from tools.paths import INTERACTION_MODELS
from tools.templates import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

CORPUS = INTERACTION_MODELS / "corpus"
FALLBACK = "AMAZON.FallbackIntent"
KEYS = {
    *("text", "intent", "intents", "writer", "kind", "about", "asked", "sign", "calm"),
    "alexa",
}
_MARK = re.compile(r"\[([^\]]+)\]\((\w+):([\w.]+)\)")
_HEAD = "[[sentence]]"
TELLING = 0.2
"""Share of its occurrences in which a short stretch is marked, at least."""


class Mark(NamedTuple):
    """A stretch of a sentence that carries a fact."""

    words: str
    slot: str
    id: str


class Utterance(NamedTuple):
    """A sentence of the corpus, with what it means."""

    text: str
    """What was said, without marks."""
    annotated: str
    marks: tuple[Mark, ...]
    intents: tuple[str, ...]
    """All that are fair; the first is the one to learn."""
    writer: str
    kind: str
    asked: str | None
    sign: str | None
    calm: str | None
    alexa: bool
    place: str
    """File and line."""
    about: Mark | None = None
    """What the whole of it asks for."""

    @property
    def out_of_scope(self) -> bool:
        """Whether no intent of the guide is meant."""
        return self.kind == "out"

    @property
    def answer(self) -> str | None:
        """What it answers a danger question: yes, no, was, unsure or other."""
        parts = self.kind.split(".")
        return parts[2] if parts[0] == "answer" and len(parts) > 2 else None


def read(
    language: str = "en", folder: Path = CORPUS, contract: Contract | None = None
) -> list[Utterance]:
    """Return the corpus of a language, file by file.

    Args:
        language: The folder of the language, such as "en"; without one it is empty.
        folder: Where the languages are.
        contract: What the sentences may name; by default that of the repository.

    Raises:
        ModelError: A sentence has an unknown key, intent, slot or id; it names file
            and line.
    """
    contract = contract or read_contract(INTERACTION_MODELS)
    files = sorted((folder / language).glob("*.toml"))
    return [one for path in files for one in _read_file(path, contract)]


def _read_file(path: Path, contract: Contract) -> Iterator[Utterance]:
    text = path.read_text(encoding="utf-8")
    lines = [i for i, line in enumerate(text.splitlines(), 1) if line == _HEAD]
    try:
        rows = tomllib.loads(text).get("sentence", [])
    except tomllib.TOMLDecodeError as error:
        raise ModelError(f"{path}: {error}") from error
    for line, row in zip(lines, rows, strict=True):
        place = f"{path.name}:{line}"
        utterance = _utterance(row, place)
        if fault := next(_faults(row, utterance, contract), None):
            raise ModelError(f"{place}: {fault}")
        yield utterance


def _utterance(row: dict[str, Any], place: str) -> Utterance:
    annotated = row.get("text", "")
    return Utterance(
        text=_MARK.sub(r"\1", annotated),
        annotated=annotated,
        marks=tuple(Mark(*found) for found in _MARK.findall(annotated)),
        intents=tuple(row.get("intents", [row["intent"]] if "intent" in row else [])),
        writer=row.get("writer", ""),
        kind=row.get("kind", ""),
        about=_about(annotated, row.get("about")),
        asked=row.get("asked"),
        sign=row.get("sign"),
        calm=row.get("calm"),
        alexa=row.get("alexa", True),
        place=place,
    )


def _about(annotated: str, about: str | None) -> Mark | None:
    slot, _, id_ = (about or "").partition(":")
    return Mark(_MARK.sub(r"\1", annotated), slot, id_) if about else None


def _faults(
    row: dict[str, Any], utterance: Utterance, contract: Contract
) -> Iterator[str]:
    if unknown := row.keys() - KEYS:
        yield f"unknown key {min(unknown)!r}; known are {', '.join(sorted(KEYS))}"
    if not utterance.text.strip() or not utterance.writer:
        yield "a sentence needs text and writer"
    if "](" in utterance.text or "[" in utterance.text:
        yield f"a mark is [stretch](slot:id), not as in {utterance.annotated!r}"
    for intent in utterance.intents:
        if intent not in contract.intent:
            yield f"unknown intent {intent!r}; see intents.toml"
    signs = contract.same_reply.sign
    if utterance.sign is not None and utterance.sign not in contract.ids(signs):
        yield f"unknown sign {utterance.sign!r}; see {signs} in intents.toml"
    for mark in (*utterance.marks, *filter(None, (utterance.about,))):
        yield from _faults_of_mark(mark, contract)


def _faults_of_mark(mark: Mark, contract: Contract) -> Iterator[str]:
    kind = contract.slot_types.get(mark.slot)
    if kind is None:
        yield f"unknown slot {mark.slot!r}; see intents.toml"
    elif not contract.type[kind].generate:
        if mark.id not in contract.ids(kind):
            yield f"unknown id {mark.id!r} of {mark.slot}; see {kind}"
    elif not re.fullmatch(r"P(T?\d+[MHDWY])+", mark.id):
        yield f"{mark.id!r} is no ISO 8601 duration"


def pieces(utterance: Utterance) -> Iterator[str | Mark]:
    """Yield the sentence from left to right: words, and the stretches between them."""
    end = 0
    for found in _MARK.finditer(utterance.annotated):
        yield utterance.annotated[end : found.start()]
        yield Mark(*found.groups())
        end = found.end()
    yield utterance.annotated[end:]


def facts(utterance: Utterance) -> dict[str, set[str]]:
    """Return slot to the ids that were said."""
    found: dict[str, set[str]] = {}
    for mark in (*utterance.marks, *filter(None, (utterance.about,))):
        found.setdefault(mark.slot, set()).add(mark.id)
    return found


def by_writer(
    corpus: Iterable[Utterance],
) -> dict[str, list[Utterance]]:
    """Return the sentences of each writer: the folds of every estimate."""
    found: dict[str, list[Utterance]] = {}
    for utterance in corpus:
        found.setdefault(utterance.writer, []).append(utterance)
    return found


MIN_WORDS = 5
"""Words from which on two sentences can be nearly the same."""
NEARLY = 0.8
"""Share of the words of two sentences that are the same in both."""


def near_duplicates(
    corpus: Iterable[Utterance],
) -> Iterator[tuple[Utterance, Utterance]]:
    """Yield each sentence that says an earlier one once more, with that one.

    Short ones are the same only word for word, and only for the same intents: many
    people say "say that again".
    """
    found: dict[tuple[object, ...], Utterance] = {}
    holding: dict[str, list[tuple[frozenset[str], Utterance]]] = {}
    for one in corpus:
        words = frozenset(one.text.split())
        key = (one.text, one.intents, one.sign, one.kind)
        if key in found:
            yield one, found[key]
            continue
        found[key] = one
        if len(words) >= MIN_WORDS:
            yield from ((one, two) for two in _like(words, holding))
            for word in words:
                holding.setdefault(word, []).append((words, one))


def unrepeated(corpus: Sequence[Utterance]) -> Sequence[Utterance]:
    """Return a corpus in which nobody says what another says.

    Raises:
        ModelError: Somebody does.
    """
    for one, earlier in near_duplicates(corpus):
        raise ModelError(f"{one.place}: says what {earlier.place} says; leave one out")
    return corpus


def vague_stretches(corpus: Iterable[Utterance]) -> set[str]:
    """Return marked stretches of a word or two that mostly stand unmarked elsewhere.

    "Up" may answer what became of a dose; in other sentences it tells nothing. Where a
    sign is told, few mark anything else.
    """
    sentences = [one for one in corpus if not one.sign]
    marked = Counter(mark.words for one in sentences for mark in one.marks)
    short = {words for words in marked if len(words.split()) <= 2}
    said = Counter(run for one in sentences for run in _runs(one.text) if run in short)
    return {words for words in short if marked[words] < TELLING * said[words]}


def _runs(text: str) -> Iterator[str]:
    words = text.split()
    yield from words
    yield from map(" ".join, pairwise(words))


def _like(
    words: frozenset[str], holding: dict[str, list[tuple[frozenset[str], Utterance]]]
) -> Iterator[Utterance]:
    """Yield the first sentence that shares nearly all words, by the rarest of them."""
    by_rarity = sorted(words, key=lambda word: len(holding.get(word, ())))
    rarest = by_rarity[: int(len(words) * (1 - NEARLY)) + 1]
    for word in rarest:
        for others, two in holding.get(word, ()):
            if len(words & others) >= NEARLY * len(words | others):
                yield two
                return
