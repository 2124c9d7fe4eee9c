"""Lint built interaction models: the platform's limits, and what intents.toml names.

    python -m tools.lint_models        # one line a finding: file: place: what to do
    python -m tools.lint_models --mode information --package build/information

The figures are Amazon's or stricter; see "Create the interaction model for your skill"
in its documentation.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tools.build_models import CUSTOM, PACKAGE
from tools.corpus import read
from tools.corpus_model import find_candidates
from tools.model_schema import MODES, WORDS, IntentSpec, read_contract
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
from tools.smapi import INTERACTION_MODEL, misfits
from tools.templates import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.model_schema import Contract

FILE_BYTES = 900_000
INTENTS = 48
SLOTS = 12
SAMPLES = range(15, 601)
"""The platform names no most; an intent of a thousand would be guessed too often."""

REFERENCE = "en-US"
"""The locale whose model is compared with the corpus."""
SHOWN = 20
"""Words that are named of those that no model has."""

AT_LEAST = dict.fromkeys(
    (
        "WhyTwitchIntent",
        "AnswerIntent",
        "WarningSignIntent",
        "ListCausesIntent",
        "ExplainCauseIntent",
        "PreventionTipsIntent",
        "WhenToSeeDoctorIntent",
        "TreatmentIntent",
        "MedicineIntent",
        "CaregiverIntent",
    ),
    40,
) | {"AMAZON.YesIntent": 25, "AMAZON.NoIntent": 25}
"""How many samples these need to be understood as people talk."""
LITERAL = {"WarningSignIntent": 80}
"""How many of its samples need no slot, so that danger is heard when no value is."""
NO_SAMPLES = {
    "AMAZON.FallbackIntent": "hears what nothing else hears",
    # Samples of its own would end the skill for people who stay in it.
    "AMAZON.NavigateHomeIntent": "is handled by the device",
}

_DURATION_ID = re.compile(r"P(?:T\d+[HM]|\d+[DWMY])")

# What an invocation name may not hold: it would be taken for the words around it.
_LAUNCH = frozenset(
    [
        "ask",
        "tell",
        "open",
        "launch",
        "start",
        "run",
        "play",
        "use",
        "resume",
        "load",
        "begin",
        "enable",
        "talk",
    ]
)
_CONNECTING = frozenset(
    [
        "to",
        "from",
        "by",
        "if",
        "and",
        "whether",
        "with",
        "about",
        "for",
        "that",
        "of",
        "up",
        "at",
        "off",
    ]
)
_TAKEN = frozenset(
    ["alexa", "amazon", "echo", "computer", "skill", "app", "the", "a", "an"]
)


class Finding(NamedTuple):
    """Something to mend, and where it stands."""

    place: str
    mend: str


Json = Any

if TYPE_CHECKING:
    Findings = Iterator[Finding]


def lint(model: Json, contract: Contract, locale: str) -> list[Finding]:
    """Return what is wrong with a model; only its shape, when that is wrong already.

    Args:
        model: The content of a model file.
        contract: The contract of the mode that the model is for.
        locale: The locale that it is for, such as "en-GB".
    """
    shape = [
        Finding(place, mend) for place, mend in misfits(model, INTERACTION_MODEL)
    ] or list(_missing(model, contract))
    if shape:
        return shape
    interaction = model["interactionModel"]
    return [
        *_invocation_name(interaction["languageModel"]["invocationName"]),
        *_intents(interaction["languageModel"]["intents"], contract, locale),
        *_types(interaction["languageModel"]["types"], contract),
        *_dialog(interaction, contract),
    ]


def lint_file(file: Path, contract: Contract) -> list[Finding]:
    """Return what is wrong with a model file, named after its locale."""
    text = file.read_bytes()
    try:
        model = json.loads(text)
    except ValueError as error:
        return [
            Finding("$", f"is not JSON ({error}); run python -m tools.build_models")
        ]
    size = (
        [Finding("$", f"has {len(text)} bytes; {FILE_BYTES} are the most")]
        if len(text) > FILE_BYTES
        else []
    )
    return [*size, *lint(model, contract, file.stem)]


def _missing(model: Json, contract: Contract) -> Findings:
    """Yield keys that the platform leaves open and ours always or never has."""
    interaction = model.get("interactionModel") or {}
    asking = ("dialog", "prompts")
    for key in ("languageModel", *(asking if contract.elicited() else ())):
        if key not in interaction:
            yield Finding(
                f"$.interactionModel.{key}",
                "is missing; run python -m tools.build_models",
            )
    for key in () if contract.elicited() else asking:
        if key in interaction:
            yield Finding(
                f"$.interactionModel.{key}",
                "asks about a person, which this mode does not; build the model again",
            )
    for key in ("intents", "invocationName", "types"):
        if key not in interaction.get("languageModel", {}):
            yield Finding(
                f"$.interactionModel.languageModel.{key}",
                "is missing; run python -m tools.build_models",
            )


def _invocation_name(name: str) -> Findings:
    words = name.split()
    if len(words) < 2 or not 2 <= len(name) <= 50 or not VALUE_TEXT.fullmatch(name):
        yield Finding(
            "invocation_name",
            f'"{name}" must be two words or more, lower case, 50 characters at most',
        )
    for word in sorted((_LAUNCH | _CONNECTING | _TAKEN).intersection(words)):
        yield Finding(
            "invocation_name",
            f'"{word}" may not stand in an invocation name; choose another word',
        )


def _intents(intents: list[Json], contract: Contract, locale: str) -> Findings:
    if len(intents) > INTENTS:
        yield Finding("intents", f"there are {len(intents)}; {INTENTS} are the most")
    yield from _same("intents", [intent["name"] for intent in intents], contract.intent)
    yield from _claimed_twice(intents)
    for intent in intents:
        spec = contract.intent.get(intent["name"], IntentSpec())
        yield from _slots(intent, spec.slots, contract, locale)
        yield from _sample_count(intent)
        yield from _samples(intent, spec)


def _same(place: str, found: Iterable[str], wanted: Iterable[str]) -> Findings:
    found, wanted = set(found), set(wanted)
    for name in sorted(wanted - found):
        yield Finding(place, f"{name} of intents.toml is missing; give it words")
    for name in sorted(found - wanted):
        yield Finding(
            place, f"{name} is not in intents.toml; remove it, or add it there"
        )


def _claimed_twice(intents: list[Json]) -> Findings:
    owners: dict[str, list[str]] = defaultdict(list)
    for intent in intents:
        for sample in intent["samples"]:
            owners[sample].append(intent["name"])
    for sample, names in owners.items():
        if len(names) > 1:
            yield Finding(
                names[0],
                f'"{sample}" is also a sample of {", ".join(names[1:])}; '
                "leave it to one",
            )


def _slots(
    intent: Json, wanted: dict[str, str], contract: Contract, locale: str
) -> Findings:
    name, slots = intent["name"], intent.get("slots", [])
    if len(slots) > SLOTS:
        yield Finding(name, f"has {len(slots)} slots; {SLOTS} are the most")
    yield from _same(name, [slot["name"] for slot in slots], wanted)
    for slot in slots:
        place = f"{name}.{slot['name']}"
        if slot["type"] != wanted.get(slot["name"], slot["type"]):
            yield Finding(
                place, f"is a {slot['type']}; intents.toml wants {wanted[slot['name']]}"
            )
        several = slot.get("multipleValues", {}).get("enabled", False)
        if several != contract.takes_several(slot["name"], locale):
            yield Finding(
                place,
                f"takes {'several values' if several else 'one value'}, "
                f"unlike intents.toml for {locale}; build the model again",
            )


def _sample_count(intent: Json) -> Findings:
    name, number = intent["name"], len(intent["samples"])
    literal = sum("{" not in sample for sample in intent["samples"])
    if literal < LITERAL.get(name, 0):
        yield Finding(
            name, f"has {literal} samples without a slot; write {LITERAL[name]}"
        )
    if name in NO_SAMPLES:
        if number:
            yield Finding(name, f"{NO_SAMPLES[name]}; remove its samples")
    elif number not in SAMPLES or number < AT_LEAST.get(name, 0):
        least = max(SAMPLES.start, AT_LEAST.get(name, 0))
        yield Finding(
            name, f"has {number} samples; write {least} to {SAMPLES.stop - 1}"
        )


def _samples(intent: Json, spec: IntentSpec) -> Findings:
    slots = {slot["name"] for slot in intent.get("slots", [])}
    for sample in intent["samples"]:
        yield from _sample(intent["name"], sample, slots)
        if spec.elicit and ONLY_SLOTS.fullmatch(sample):
            yield Finding(
                intent["name"],
                f'"{sample}" is slots alone, which a dialog intent may not be; '
                "move it to the slot",
            )
    for slot in intent.get("slots", []):
        place = f"{intent['name']}.{slot['name']}"
        if slot.get("samples") and slot["name"] not in spec.elicit:
            yield Finding(place, "is never asked for; remove its samples")
        for sample in slot.get("samples", []):
            yield from _sample(place, sample, slots)


def _sample(place: str, sample: str, slots: set[str]) -> Findings:
    names = Counter(SLOT_NAMES.findall(sample))
    if len(sample) > SAMPLE_CHARACTERS:
        yield Finding(
            place,
            f'"{sample}" has {len(sample)} characters; '
            f"{SAMPLE_CHARACTERS} are the most",
        )
    if not SAMPLE_TEXT.fullmatch(sample):
        yield Finding(place, f'"{sample}" {SPELLING}')
    for name, number in names.items():
        if name not in slots:
            yield Finding(
                place, f'"{sample}" has {{{name}}}, which is no slot of the intent'
            )
        if number > 1:
            yield Finding(place, f'"{sample}" has {{{name}}} twice; once is the most')


def _types(types: list[Json], contract: Contract) -> Findings:
    yield from _same("types", [kind["name"] for kind in types], contract.type)
    for kind in types:
        yield from _values(kind, contract)


def _values(kind: Json, contract: Contract) -> Findings:
    ids = [value["id"] for value in kind["values"]]
    yield from _ids(kind["name"], ids, contract)
    owners: dict[str, str] = {}
    for value in kind["values"]:
        for phrase in [value["name"]["value"], *value["name"].get("synonyms", [])]:
            yield from _phrase(f"{kind['name']}.{value['id']}", phrase)
            if phrase in owners:
                yield Finding(
                    f"{kind['name']}.{value['id']}",
                    f'"{phrase}" already stands for {owners[phrase]}; leave it to one',
                )
            owners[phrase] = value["id"]


def _ids(name: str, ids: list[str], contract: Contract) -> Findings:
    if name not in contract.type:
        return
    if contract.type[name].generate:
        for id_ in ids:
            if not _DURATION_ID.fullmatch(id_):
                yield Finding(
                    name, f"{id_} is no ISO 8601 duration such as PT3H or P2W"
                )
    else:
        yield from _same(name, ids, contract.ids(name))


def _phrase(place: str, phrase: str) -> Findings:
    if len(phrase) > VALUE_CHARACTERS:
        yield Finding(
            place,
            f'"{phrase}" has {len(phrase)} characters; {VALUE_CHARACTERS} are the most',
        )
    if not VALUE_TEXT.fullmatch(phrase):
        yield Finding(place, f'"{phrase}" {SPELLING}')


def _dialog(interaction: Json, contract: Contract) -> Findings:
    intents = interaction.get("dialog", {}).get("intents", [])
    yield from _same(
        "dialog", [intent["name"] for intent in intents], contract.elicited()
    )
    named = [
        slot["prompts"]["elicitation"]
        for intent in intents
        for slot in intent["slots"]
        if slot.get("elicitationRequired")
    ]
    written = [prompt["id"] for prompt in interaction.get("prompts", [])]
    yield from _same_prompts(named, written)
    for intent in intents:
        spec = contract.intent.get(intent["name"], IntentSpec())
        asked = [
            slot["name"] for slot in intent["slots"] if slot.get("elicitationRequired")
        ]
        yield from _same(f"dialog.{intent['name']}", asked, spec.elicit)


def _same_prompts(named: list[str], written: list[str]) -> Findings:
    for id_ in sorted(set(named) ^ set(written)):
        mend = (
            "is asked for but not written"
            if id_ in named
            else "is written but never asked for"
        )
        yield Finding(f"prompts.{id_}", f"{mend}; build the model again")


def main(arguments: list[str] | None = None) -> int:
    """Lint all model files; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.lint_models", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument(
        "--words", type=Path, default=WORDS, help="folder of intents.toml"
    )
    parser.add_argument("--mode", choices=MODES, default="guided")
    parser.add_argument(
        "--package", type=Path, default=PACKAGE, help="folder of the skill package"
    )
    options = parser.parse_args(arguments)
    folder = options.package / CUSTOM
    try:
        contract = read_contract(options.words, options.mode)
        lines = list(_lines(folder, contract))
        if not lines:
            print(*_warnings(folder, options.words), sep="\n", end="")
    except ModelError as error:
        lines = [str(error)]
    print(*lines, sep="\n", end="\n" if lines else "", file=sys.stderr)
    return 1 if lines else 0


def _lines(folder: Path, contract: Contract) -> Iterator[str]:
    files = sorted(folder.glob("*.json"))
    if not files:
        yield f"{folder}: there are no models; run python -m tools.build_models"
    for file in files:
        for finding in lint_file(file, contract):
            yield f"{file.name}: {finding.place}: {finding.mend}"


def _warnings(folder: Path, words: Path) -> Iterator[str]:
    """Yield a line that names words of the corpus which the platform never saw."""
    file = folder / f"{REFERENCE}.json"
    contract = read_contract(words)
    language, _, _ = REFERENCE.partition("-")
    corpus = read(language, words / "corpus", contract)
    if file.exists() and corpus:
        said = [one.utterance.text for one in find_candidates(corpus, contract)]
        unseen = unseen_words(json.loads(file.read_text(encoding="utf-8")), said)
        if unseen:
            yield (
                f"{file.name}: warning: {len(unseen)} words of the corpus stand in no "
                f"sample and no value: {', '.join(unseen[:SHOWN])}, …\n"
            )


def unseen_words(model: Json, said: Iterable[str]) -> list[str]:
    """Return the words of sentences that a model never uses, the commonest first.

    Example:
        >>> language = {"intents": [{"samples": ["stop it"]}], "types": []}
        >>> model = {"interactionModel": {"languageModel": language}}
        >>> unseen_words(model, ["stop now", "now then"])
        ['now', 'then']
    """
    language = model["interactionModel"]["languageModel"]
    counts = Counter(word for text in said for word in set(text.split()))
    unseen = counts.keys() - set(" ".join(_texts(language)).split())
    return sorted(unseen, key=lambda word: (-counts[word], word))


def _texts(language: Json) -> Iterator[str]:
    for kind in language["types"]:
        yield from phrases_of(kind)
    for intent in language["intents"]:
        yield from intent["samples"]
        for slot in intent.get("slots", ()):
            yield from slot.get("samples", ())


if __name__ == "__main__":
    sys.exit(main())
