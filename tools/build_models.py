"""Build the interaction models: the wordless contract and the words of a language make one JSON file a locale.

    python -m tools.build_models            # writes skill-package/interactionModels/custom/<locale>.json
    python -m tools.build_models --check    # writes nothing, fails when a file differs by a byte

`interaction-models/intents.toml` holds intents, slots and ids, `en.toml` the sentences and synonyms of English,
`en-GB.toml` what Britain adds. A locale exists when its file does.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from speaker.nlu import english
from speaker.nlu.normalize import parse, stem
from tools.number_words import Unit, count, durations, years
from tools.templates import ModelError, Template, cover, expand, slots_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tools.templates import Numbers, Rules

ROOT = Path(__file__).parent.parent
WORDS = ROOT / "interaction-models"
MODELS = ROOT / "skill-package" / "interactionModels" / "custom"

Json = dict[str, Any]

USUAL = 12
"""Phrases of a value that stay though they could be put together from others."""
SHORT, FEW = 3, 2
"""One type takes over from another a few phrases of few words for each value."""
LINE = 110
"""Characters of an object or list that stays on one line."""

# Which keys may stand where in a file of words; "*" is a name that the contract checks.
_SHAPE: Json = {
    "invocation_name": None,
    "rules": {"*": None},
    "numbers": {"*": {"first": None, "last": None, "year": None}},
    "intent": {
        "*": {"samples": None, "slot": {"*": {"samples": None, "prompts": None}}}
    },
    "type": {
        "*": {
            "values": {"*": None},
            "units": {"*": {"one": None, "single": None, "many": None}},
        }
    },
}


class Contract(NamedTuple):
    """`intents.toml`: what every language has to find words for."""

    intents: Json
    types: Json
    multiple: frozenset[str]

    def elicited(self) -> list[str]:
        """The intents with a slot that can be asked for; only these are in the dialog model."""
        return [name for name, intent in self.intents.items() if intent.get("elicit")]

    def ids(self, type_name: str) -> list[str]:
        """The value ids of a slot type without those it includes or generates."""
        return list(self.types[type_name].get("ids", []))


class Words(NamedTuple):
    """The files of words of one locale, the language's first, with the rules and numbers of both."""

    files: tuple[tuple[str, Json], ...]
    rules: Rules
    numbers: Numbers

    def templates(self, *path: str) -> list[Template]:
        """The templates that stand under a key path, the language's before what the locale adds."""
        return [
            Template(file, ".".join(path), text)
            for file, data in self.files
            for text in _at(data, path)
        ]

    def samples(self, *path: str) -> list[str]:
        """The sample utterances of the templates under a key path: each branch of each stands in one."""
        return _once(
            text
            for template in self.templates(*path)
            for text in cover(template, self.rules)
        )

    def phrases(self, *path: str) -> list[str]:
        """The slot values of the templates under a key path: their choices multiplied out."""
        return _once(
            text
            for template in self.templates(*path)
            for text in expand(template, self.rules, self.numbers)
        )


def locales(folder: Path = WORDS) -> list[str]:
    """The locales that have a file of words, sorted."""
    return sorted(file.stem for file in folder.glob("*-*.toml"))


def build(locale: str, folder: Path = WORDS) -> Json:
    """The interaction model of a locale, as the JSON object that the platform takes.

    Raises:
        ModelError: one line that names the file, the place and what to mend.
    """
    contract = read_contract(folder)
    words = read_words(locale, contract, folder)
    model = {
        "dialog": _dialog(contract),
        "languageModel": _language_model(contract, words),
        "prompts": _prompts(contract, words),
    }
    return {"interactionModel": model}


def written(model: Json) -> str:
    """The text of a model file: keys sorted, lists in lines, no indentation, a newline at the end."""
    return _layout(model) + "\n"


def _layout(node: object) -> str:
    line = json.dumps(node, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    if len(line) <= LINE:
        return line
    if isinstance(node, dict):
        return (
            "{\n"
            + ",\n".join(
                f"{json.dumps(key)}:{_layout(node[key])}" for key in sorted(node)
            )
            + "\n}"
        )
    if isinstance(node, list):
        return (
            "[\n"
            + "\n".join(_lines([f"{_layout(item)}," for item in node]))[:-1]
            + "\n]"
        )
    return line


def _lines(items: Iterable[str]) -> Iterator[str]:
    """Items in lines, as many as fit in each; one that has lines of its own stands alone."""
    line = ""
    for item in items:
        if line and ("\n" in line + item or len(line) + len(item) > LINE):
            yield line
            line = ""
        line += item
    yield line


def read_contract(folder: Path = WORDS) -> Contract:
    """Read `intents.toml`."""
    data = _read(folder / "intents.toml")
    return Contract(data["intent"], data["type"], frozenset(data["slots"]["multiple"]))


def read_words(locale: str, contract: Contract, folder: Path = WORDS) -> Words:
    """Read the words of a language and what a locale adds to them."""
    language, _, _ = locale.partition("-")
    names = (f"{language}.toml", f"{locale}.toml")
    files = tuple((name, _read(folder / name)) for name in names)
    for name, data in files:
        _check_keys(name, data, contract)
    numbers = {
        name: _numbers(**limits) for name, limits in _merged(files, "numbers").items()
    }
    return Words(files, _merged(files, "rules"), numbers)


def _merged(files: Iterable[tuple[str, Json]], key: str) -> Json:
    return {
        name: value for _, data in files for name, value in data.get(key, {}).items()
    }


def _numbers(*, first: int, last: int, year: bool = False) -> list[str]:
    numbers = range(first, last + 1)
    return [
        word
        for number in numbers
        for word in (years(number) if year else [count(number)])
    ]


def _language_model(contract: Contract, words: Words) -> Json:
    return {
        "intents": [_intent(name, contract, words) for name in contract.intents],
        "invocationName": words.files[0][1]["invocation_name"],
        "modelConfiguration": {"fallbackIntentSensitivity": {"level": "MEDIUM"}},
        "types": [_type(name, contract, words) for name in contract.types],
    }


def _intent(name: str, contract: Contract, words: Words) -> Json:
    slots = contract.intents[name].get("slots", {})
    _check_slots(words, slots, "intent", name, "samples")
    intent: Json = {"name": name, "samples": words.samples("intent", name, "samples")}
    if slots:
        intent["slots"] = [_slot(name, slot, contract, words) for slot in slots]
    return intent


def _slot(intent: str, slot: str, contract: Contract, words: Words) -> Json:
    slots = contract.intents[intent]["slots"]
    _check_slots(words, slots, "intent", intent, "slot", slot, "samples")
    built: Json = {"name": slot, "type": slots[slot]}
    if samples := words.samples("intent", intent, "slot", slot, "samples"):
        built["samples"] = samples
    if slot in contract.multiple:
        built["multipleValues"] = {"enabled": True}
    return built


def _check_slots(words: Words, slots: Mapping[str, str], *path: str) -> None:
    for template in words.templates(*path):
        for slot in slots_of(template, words.rules):
            if slot not in slots:
                raise template.error(
                    f"{{{slot}}} is no slot of the intent; use one of {', '.join(slots) or 'none'}"
                )


def _type(name: str, contract: Contract, words: Words) -> Json:
    return {
        "name": name,
        "values": [
            _value(id_, said) for id_, said in _values(name, contract, words).items()
        ],
    }


def _value(id_: str, said: list[str]) -> Json:
    value, *synonyms = said
    return {
        "id": id_,
        "name": {"value": value, **({"synonyms": synonyms} if synonyms else {})},
    }


def _values(name: str, contract: Contract, words: Words) -> dict[str, list[str]]:
    spec = contract.types[name]
    values = _generated(name, spec, words)
    for id_ in [*contract.ids(name), *_named(name, spec, words)]:
        values[id_] = _once(
            [*values.get(id_, []), *words.phrases("type", name, "values", id_)]
        )
        if not values[id_]:
            raise ModelError(
                f"{words.files[0][0]}: type.{name}.values.{id_}: has no words; write at least one"
            )
    if any(other.get("includes") == name for other in contract.types.values()):
        values = {id_: paired(lean(said)) for id_, said in values.items()}
    if "includes" in spec:
        included = _values(spec["includes"], contract, words)
        values |= {id_: short_forms(said) for id_, said in included.items()}
    return values


def lean(phrases: list[str]) -> list[str]:
    """The phrases that hold no shorter one of two words or more: who hears "arm is weak" hears "left arm is weak".

    The largest type is written in this form, so that the file stays small; the first phrase stays.
    """
    split = {phrase: phrase.split() for phrase in phrases}
    told = [words for words in split.values() if len(words) > 1]
    return [
        p
        for n, p in enumerate(phrases)
        if n == 0 or not any(_holds(split[p], other) for other in told)
    ]


def paired(phrases: list[str]) -> list[str]:
    """The phrases without late ones of two telling words that others have too: "arm is weak" and "leg is numb" tell "arm is numb".

    The first phrases of a value, the most usual, stay.
    """
    told = {phrase: _telling(phrase) for phrase in phrases}
    often = Counter(half for pair in told.values() for half in pair)
    kept = phrases[:USUAL]
    known = {_bag(phrase) for phrase in kept}
    for phrase in phrases[USUAL:]:
        pair = told[phrase]
        if len(_bag(phrase)) > 1 and _bag(phrase) in known:
            often.subtract(pair)
            continue
        known.add(_bag(phrase))
        if pair and all(often[half] > 1 for half in pair):
            often.subtract(pair)
        else:
            kept.append(phrase)
    return kept


def _bag(phrase: str) -> tuple[str, ...]:
    """The telling words of a phrase without their order: "numb face" tells what "face is numb" tells."""
    words = parse(phrase).words
    untold = english.LIGHT if english.NEGATORS.isdisjoint(words) else english.UNTOLD
    return tuple(sorted(stem(word) for word in words if word not in untold))


def _telling(phrase: str) -> tuple[tuple[str, str], ...]:
    """What fails and how, of a phrase that tells no more; each marked with its place and whether it is denied."""
    words = parse(phrase).words
    told = [
        stem(word)
        for word in words
        if word not in english.LIGHT | english.UNABLE | english.GONE
    ]
    denied = "" if english.UNABLE.isdisjoint(words) else "not "
    plain = (
        len(told) == 2 and words[0] not in english.LIGHT and words[1] in english.SAYING
    )
    return ((told[0], "what"), (told[1], f"{denied}how")) if plain else ()


def short_forms(phrases: list[str]) -> list[str]:
    """The first few short phrases that hold no shorter one: who hears "can't speak" hears "can't speak at all".

    A type that includes another hears its values in this form, so that the file stays small.
    """
    split = {
        phrase: phrase.split() for phrase in phrases if len(phrase.split()) <= SHORT
    }
    short = [
        phrase
        for phrase in split
        if not any(_holds(split[phrase], other) for other in split.values())
    ]
    return short[:FEW] or phrases[:1]


def _holds(words: list[str], others: list[str]) -> bool:
    """Whether the other words stand among the words in their order, with more besides."""
    rest = iter(words)
    return len(others) < len(words) and all(word in rest for word in others)


def _generated(name: str, spec: Json, words: Words) -> dict[str, list[str]]:
    if "generate" not in spec:
        return {}
    units = _at(words.files[0][1], ("type", name, "units"))
    return durations(
        spec["generate"], {pattern: Unit(**unit) for pattern, unit in units.items()}
    )


def _named(name: str, spec: Json, words: Words) -> list[str]:
    """The ids that a generated type gets from the files of words: "a fortnight" has no count."""
    if "generate" not in spec:
        return []
    return _once(
        id_ for _, data in words.files for id_ in _at(data, ("type", name, "values"))
    )


def _dialog(contract: Contract) -> Json:
    return {
        "delegationStrategy": "SKILL_RESPONSE",
        "intents": [
            _dialog_intent(name, contract.intents[name]) for name in contract.elicited()
        ],
    }


def _dialog_intent(name: str, intent: Json) -> Json:
    return {
        "confirmationRequired": False,
        "delegationStrategy": "SKILL_RESPONSE",
        "name": name,
        "prompts": {},
        "slots": [
            _dialog_slot(name, slot, type_name, elicited=slot in intent["elicit"])
            for slot, type_name in intent["slots"].items()
        ],
    }


def _dialog_slot(intent: str, slot: str, type_name: str, *, elicited: bool) -> Json:
    return {
        "confirmationRequired": False,
        "elicitationRequired": elicited,
        "name": slot,
        # The skill words its own question; the platform wants a prompt all the same.
        "prompts": {"elicitation": _prompt_id(intent, slot)} if elicited else {},
        "type": type_name,
    }


def _prompts(contract: Contract, words: Words) -> list[Json]:
    return [
        _prompt(
            _prompt_id(intent, slot),
            words.phrases("intent", intent, "slot", slot, "prompts"),
        )
        for intent in contract.elicited()
        for slot in contract.intents[intent]["elicit"]
    ]


def _prompt(id_: str, said: list[str]) -> Json:
    return {
        "id": id_,
        "variations": [{"type": "PlainText", "value": text} for text in said],
    }


def _prompt_id(intent: str, slot: str) -> str:
    return f"Elicit.Slot.{intent}.{slot}"


def _check_keys(file: str, data: Json, contract: Contract) -> None:
    _check_shape(file, data, _SHAPE, ())
    for name in data.get("intent", {}):
        _check_known(file, f"intent.{name}", name, contract.intents)
    for name, spec in data.get("type", {}).items():
        _check_known(file, f"type.{name}", name, contract.types)
        if "generate" not in contract.types[name]:
            for id_ in spec.get("values", {}):
                _check_known(file, f"type.{name}.values.{id_}", id_, contract.ids(name))


def _check_known(file: str, place: str, name: str, known: Iterable[str]) -> None:
    if name not in known:
        raise ModelError(
            f"{file}: {place}: intents.toml does not know it; mend the name or add it there"
        )


def _check_shape(file: str, data: Json, shape: Json, path: tuple[str, ...]) -> None:
    for key, value in data.items():
        place = (*path, key)
        inner = shape.get(key, shape.get("*", False))
        if inner is False:
            raise ModelError(
                f"{file}: {'.'.join(place)}: unknown key; use one of {', '.join(shape)}"
            )
        if inner is not None:
            _check_shape(file, value, inner, place)


def _at(data: Json, path: Iterable[str]) -> Any:
    found: Any = data
    for key in path:
        found = found.get(key, {})
    return found


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _read(file: Path) -> Json:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(f"{file.name}: missing; add it to {file.parent}") from error
    except tomllib.TOMLDecodeError as error:
        raise ModelError(f"{file.name}: {error}; mend the TOML") from error


def stale(folder: Path = WORDS, target: Path = MODELS) -> list[str]:
    """One line for each model file that is not what the words build now."""
    built = {
        f"{locale}.json": written(build(locale, folder)).encode()
        for locale in locales(folder)
    }
    there = {file.name: file.read_bytes() for file in target.glob("*.json")}
    unknown = [
        f"{name}: no file of words builds it; delete it, or add its words"
        for name in sorted(there.keys() - built)
    ]
    old = [name for name, text in built.items() if there.get(name) != text]
    return [
        f"{name}: is not what interaction-models/ builds; run python -m tools.build_models"
        for name in old
    ] + unknown


def write(folder: Path = WORDS, target: Path = MODELS) -> list[Path]:
    """Write the model file of every locale and return their paths."""
    target.mkdir(parents=True, exist_ok=True)
    models = {
        target / f"{locale}.json": written(build(locale, folder))
        for locale in locales(folder)
    }
    for file, text in models.items():
        file.write_bytes(text.encode())
    return list(models)


def main(arguments: list[str] | None = None) -> int:
    """Build or check; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.build_models", description=__doc__.splitlines()[0]
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; fail when a model is not up to date",
    )
    parser.add_argument(
        "--words", type=Path, default=WORDS, help="folder of the contract and the words"
    )
    parser.add_argument(
        "--models", type=Path, default=MODELS, help="folder of the built models"
    )
    options = parser.parse_args(arguments)
    try:
        lines = stale(options.words, options.models) if options.check else []
        if not options.check:
            write(options.words, options.models)
    except ModelError as error:
        lines = [str(error)]
    print(*lines, sep="\n", end="\n" if lines else "", file=sys.stderr)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
