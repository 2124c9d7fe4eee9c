"""Build the skill package: models, manifest and icons, for one mode of the guide.

    python -m tools.build_models            # writes skill-package/, which is guided
    python -m tools.build_models --check    # writes nothing, fails when a byte differs
    python -m tools.build_models --mode information --package build/information

`interaction-models/intents.toml` holds intents, slots and ids, `en.toml` the sentences
and synonyms of English, `en-GB.toml` what Britain adds, `manifest.toml` what the store
shows. A locale exists when its file of words does.
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tools.collisions import find_collisions, unite
from tools.corpus import read
from tools.corpus_model import Written, additions, extend, find_candidates
from tools.manifest import manifest
from tools.model_schema import (
    MODES,
    WORDS,
    Contract,
    Json,
    read_contract,
    read_words_file,
)
from tools.number_words import Unit, count, durations, years
from tools.templates import ModelError, Template, cover, expand, slots_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from tools.collisions import Collision
    from tools.corpus_model import Addition, Additions, Candidate
    from tools.model_schema import TypeSpec
    from tools.sentences import Reading
    from tools.templates import ExpansionRules, Numbers

PACKAGE = Path(__file__).parent.parent / "skill-package"
CUSTOM = Path("interactionModels", "custom")
"""Where the models are in a package."""
ICONS = Path("assets", "images")
MAX_LINE = 110
"""Characters of an object or list that stays on one line of a model file."""


class LocaleTemplates(NamedTuple):
    """The files of words of a locale, the language's first, with the rules of both."""

    locale: str
    mode: str
    files: tuple[tuple[str, Json], ...]
    rules: ExpansionRules
    numbers: Numbers

    def templates(self, *path: str) -> list[Template]:
        """Return the templates under a key path, the language's before the locale's."""
        return [
            Template(file, ".".join(path), text)
            for file, data in self.files
            for text in _at(data, path)
        ]

    def samples(self, *path: str) -> list[str]:
        """Return the samples of the templates under a key path, each branch in one."""
        return _distinct(
            text
            for template in self.templates(*path)
            for text in cover(template, self.rules)
        )

    def phrases(self, *path: str) -> list[str]:
        """Return the slot values under a key path, their choices multiplied out."""
        return _distinct(
            text
            for template in self.templates(*path)
            for text in expand(template, self.rules, self.numbers)
        )


def locales(folder: Path = WORDS) -> list[str]:
    """Return the locales that have a file of words, sorted."""
    return sorted(file.stem for file in folder.glob("*-*.toml"))


def build(locale: str, folder: Path = WORDS, mode: str = "guided") -> Json:
    """Return the interaction model of a locale, as the platform takes it.

    Args:
        locale: The name of a file of words, such as "en-GB".
        folder: Where the contract and the words are.
        mode: `guided`, or `information`, whose model has no dialog: it asks nothing.

    Raises:
        ModelError: one line that names the file, the place and what to mend.
    """
    built = _build(locale, folder, mode, _candidates(locale, folder))
    _check_collisions(built, read_contract(folder))
    return built.model


def languages_without(writers: Collection[str], folder: Path = WORDS) -> list[Json]:
    """Return the `languageModel` of each locale as if some writers wrote nothing.

    For estimates: what a writer said is in the built models, as samples and synonyms.
    """
    found = []
    for locale in locales(folder):
        candidates = _candidates(locale, folder)
        others = [one for one in candidates if one.utterance.writer not in writers]
        found.append(_build(locale, folder, "guided", others).language)
    return found


class Built(NamedTuple):
    """The model of a locale, and what it is made of."""

    words: LocaleTemplates
    added: Additions
    model: Json

    @property
    def language(self) -> Json:
        """The part with intents and slot types."""
        language: Json = self.model["interactionModel"]["languageModel"]
        return language


def _candidates(locale: str, folder: Path) -> list[Candidate]:
    """Return the sentences of the corpus of a locale's language that models may have.

    What is asked for decides where a sentence belongs, and only one mode asks.
    """
    contract = read_contract(folder)
    corpus = read(_language(locale), folder / "corpus", contract)
    return find_candidates(corpus, contract)


def _language(locale: str) -> str:
    return locale.partition("-")[0]


def _build(locale: str, folder: Path, mode: str, candidates: list[Candidate]) -> Built:
    contract = read_contract(folder, mode)
    words = read_words(locale, contract, folder, mode)
    language_model = _language_model(contract, words)
    added = additions(candidates, read_contract(folder), Written.of(language_model))
    extend(language_model, added)
    model: Json = {"languageModel": language_model}
    if contract.elicited():
        model |= {"dialog": _dialog(contract), "prompts": _prompts(contract, words)}
    return Built(words, added, {"interactionModel": model})


def read_words(
    locale: str, contract: Contract, folder: Path = WORDS, mode: str = "guided"
) -> LocaleTemplates:
    """Read the words of a language and what a locale adds to them."""
    names = (f"{_language(locale)}.toml", f"{locale}.toml")
    files = tuple((name, read_words_file(folder / name, contract)) for name in names)
    numbers = {
        name: _numbers(**limits) for name, limits in _merged(files, "numbers").items()
    }
    return LocaleTemplates(locale, mode, files, _merged(files, "rules"), numbers)


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


def _language_model(contract: Contract, words: LocaleTemplates) -> Json:
    return {
        "intents": [_intent(name, contract, words) for name in contract.intent],
        "invocationName": words.files[0][1]["invocation_name"],
        "modelConfiguration": {"fallbackIntentSensitivity": {"level": "MEDIUM"}},
        "types": [_type(name, contract, words) for name in contract.type],
    }


def _intent(name: str, contract: Contract, words: LocaleTemplates) -> Json:
    slots = contract.intent[name].slots
    samples: list[str] = []
    for key in ("samples", "guided") if words.mode == "guided" else ("samples",):
        _check_slots(words, slots, "intent", name, key)
        samples += words.samples("intent", name, key)
    intent: Json = {"name": name, "samples": _distinct(samples)}
    if slots:
        intent["slots"] = [_slot(name, slot, contract, words) for slot in slots]
    return intent


def _slot(intent: str, slot: str, contract: Contract, words: LocaleTemplates) -> Json:
    spec = contract.intent[intent]
    path = ("intent", intent, "slot", slot, "samples")
    _check_slots(words, spec.slots, *path)
    built: Json = {"name": slot, "type": spec.slots[slot]}
    if slot in spec.elicit:
        built["samples"] = words.samples(*path)
    if contract.takes_several(slot, words.locale):
        built["multipleValues"] = {"enabled": True}
    return built


def _check_slots(words: LocaleTemplates, slots: Mapping[str, str], *path: str) -> None:
    for template in words.templates(*path):
        for slot in slots_of(template, words.rules):
            if slot not in slots:
                raise template.error(
                    f"{{{slot}}} is no slot of the intent; "
                    f"use one of {', '.join(slots) or 'none'}"
                )


def _check_together(models: Sequence[Built], contract: Contract) -> None:
    """Check the models of a language in one go; where that finds something, one by one.

    What no locale says in all of them together, none says alone.
    """
    united = unite([built.language for built in models])
    if united is None or any(find_collisions(united, contract)):
        for built in models:
            _check_collisions(built, contract)


def _check_collisions(built: Built, contract: Contract) -> None:
    for collision in find_collisions(built.language, contract):
        row = built.added.source(collision)
        raise _row_error(collision, row) if row else _error(collision, built.words)


def _row_error(collision: Collision, row: Addition) -> ModelError:
    """Return the error that names a row of the corpus."""
    text, first, second = collision
    return ModelError(
        f'{row.place}: "{row.text}": "{text}" is answered otherwise as '
        f'"{first.sample}" of {first.intent} than as "{second.sample}" of '
        f"{second.intent}; set alexa = false, or leave it to one of them"
    )


def _error(collision: Collision, words: LocaleTemplates) -> ModelError:
    """Return the error that names a file of words, a locale's before its language's."""
    text, *readings = collision
    own = words.files[-1][0]
    first, second = sorted(readings, key=lambda one: _file_of(one, words) != own)
    place = f"intent.{first.intent}.samples"
    return ModelError(
        f'{_file_of(first, words)}: {place}: "{first.sample}": "{text}" is '
        f'answered otherwise as "{second.sample}" of {second.intent}; '
        "leave it to one of them"
    )


def _file_of(reading: Reading, words: LocaleTemplates) -> str:
    """Return the file that a sample comes from, else that of the locale."""
    paths = [("intent", reading.intent, key) for key in ("samples", "guided")]
    found = (
        template.file
        for path in paths
        for template in words.templates(*path)
        if reading.sample in cover(template, words.rules)
    )
    return next(found, words.files[-1][0])


def _type(name: str, contract: Contract, words: LocaleTemplates) -> Json:
    values = _values(name, contract, words)
    return {
        "name": name,
        "values": [_value(id_, phrases) for id_, phrases in values.items()],
    }


def _value(id_: str, phrases: list[str]) -> Json:
    value, *synonyms = phrases
    name = {"value": value, **({"synonyms": synonyms} if synonyms else {})}
    return {"id": id_, "name": name}


def _values(
    name: str, contract: Contract, words: LocaleTemplates
) -> dict[str, list[str]]:
    spec = contract.type[name]
    values = _generated(name, spec, words)
    for id_ in [*spec.ids, *_named(name, spec, words)]:
        written = words.phrases("type", name, "values", id_)
        values[id_] = _distinct([*values.get(id_, []), *written])
        if not values[id_]:
            raise ModelError(
                f"{words.files[0][0]}: type.{name}.values.{id_}: has no words; "
                "write at least one"
            )
    return values


def _generated(
    name: str, spec: TypeSpec, words: LocaleTemplates
) -> dict[str, list[str]]:
    units = _at(words.files[0][1], ("type", name, "units"))
    return durations(
        spec.generate, {pattern: Unit(**unit) for pattern, unit in units.items()}
    )


def _named(name: str, spec: TypeSpec, words: LocaleTemplates) -> list[str]:
    """Return the ids that words add to a generated type: "a fortnight" has no count."""
    if not spec.generate:
        return []
    return _distinct(
        id_ for _, data in words.files for id_ in _at(data, ("type", name, "values"))
    )


def _dialog(contract: Contract) -> Json:
    return {
        "delegationStrategy": "SKILL_RESPONSE",
        "intents": [_dialog_intent(name, contract) for name in contract.elicited()],
    }


def _dialog_intent(name: str, contract: Contract) -> Json:
    intent = contract.intent[name]
    return {
        "confirmationRequired": False,
        "delegationStrategy": "SKILL_RESPONSE",
        "name": name,
        "prompts": {},
        "slots": [
            _dialog_slot(name, slot, type_name, elicited=slot in intent.elicit)
            for slot, type_name in intent.slots.items()
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


def _prompts(contract: Contract, words: LocaleTemplates) -> list[Json]:
    return [
        _prompt(
            _prompt_id(intent, slot),
            words.phrases("intent", intent, "slot", slot, "prompts"),
        )
        for intent in contract.elicited()
        for slot in contract.intent[intent].elicit
    ]


def _prompt(id_: str, texts: list[str]) -> Json:
    return {
        "id": id_,
        "variations": [{"type": "PlainText", "value": text} for text in texts],
    }


def _prompt_id(intent: str, slot: str) -> str:
    return f"Elicit.Slot.{intent}.{slot}"


def _at(data: Json, path: Iterable[str]) -> Any:
    found: Any = data
    for key in path:
        found = found.get(key, {})
    return found


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def to_text(model: Json) -> str:
    r"""Return the text of a model file.

    Keys are sorted, nothing is indented, and what fits stays on one line.

    Example:
        >>> to_text({"b": [1, 2], "a": "x"})
        '{"a":"x","b":[1,2]}\n'
    """
    return _layout(model) + "\n"


def _layout(node: object) -> str:
    line = json.dumps(node, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    if len(line) <= MAX_LINE:
        return line
    if isinstance(node, dict):
        entries = (f"{json.dumps(key)}:{_layout(node[key])}" for key in sorted(node))
        return "{\n" + ",\n".join(entries) + "\n}"
    if isinstance(node, list):
        lines = _lines([f"{_layout(item)}," for item in node])
        return "[\n" + "\n".join(lines)[:-1] + "\n]"
    return line


def _lines(items: Iterable[str]) -> Iterator[str]:
    """Yield lines of as many items as fit; one with lines of its own stands alone."""
    line = ""
    for item in items:
        if line and ("\n" in line + item or len(line) + len(item) > MAX_LINE):
            yield line
            line = ""
        line += item
    yield line


def package_files(folder: Path = WORDS, mode: str = "guided") -> dict[Path, bytes]:
    """Return all files of a skill package, by their path in it.

    Raises:
        ModelError: one line that names the file, the place and what to mend.
    """
    models = {
        CUSTOM / f"{locale}.json": to_text(model).encode()
        for locale, model in build_all(folder, mode).items()
    }
    icons = {
        ICONS / file.name: file.read_bytes() for file in (PACKAGE / ICONS).glob("*.png")
    }
    store = json.dumps(manifest(mode, folder), indent=2, ensure_ascii=False) + "\n"
    return {Path("skill.json"): store.encode(), **icons, **models}


def build_all(folder: Path = WORDS, mode: str = "guided") -> dict[str, Json]:
    """Return the model of each locale; what they share is read and checked once.

    Raises:
        ModelError: one line that names the file, the place and what to mend.
    """
    built: dict[str, Built] = {}
    for language, names in groupby(locales(folder), _language):
        candidates = _candidates(language, folder)
        own = {locale: _build(locale, folder, mode, candidates) for locale in names}
        _check_together(list(own.values()), read_contract(folder))
        built |= own
    return {locale: one.model for locale, one in built.items()}


def stale(
    folder: Path = WORDS, package: Path = PACKAGE, mode: str = "guided"
) -> list[str]:
    """Return one line for each file of a package that is not what is built now."""
    built = package_files(folder, mode)
    unknown = [
        f"{file.name}: no file of words builds it; delete it, or add its words"
        for file in sorted((package / CUSTOM).glob("*.json"))
        if file.relative_to(package) not in built
    ]
    old = [
        f"{path.name}: is not what interaction-models/ builds; "
        "run python -m tools.build_models"
        for path, content in built.items()
        if not (package / path).is_file() or (package / path).read_bytes() != content
    ]
    return old + unknown


def write(
    folder: Path = WORDS, package: Path = PACKAGE, mode: str = "guided"
) -> list[Path]:
    """Write a skill package and return the paths of its files."""
    files = {
        package / path: content for path, content in package_files(folder, mode).items()
    }
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return list(files)


def main(arguments: list[str] | None = None) -> int:
    """Build or check; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.build_models", description=__doc__.splitlines()[0]
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail when a file differs"
    )
    parser.add_argument("--mode", choices=MODES, default="guided")
    parser.add_argument(
        "--package", type=Path, default=PACKAGE, help="folder of the skill package"
    )
    parser.add_argument(
        "--words", type=Path, default=WORDS, help="folder of the contract and the words"
    )
    options = parser.parse_args(arguments)
    place = (options.words, options.package, options.mode)
    try:
        lines = stale(*place) if options.check else []
        if not options.check:
            write(*place)
    except ModelError as error:
        lines = [str(error)]
    print(*lines, sep="\n", end="\n" if lines else "", file=sys.stderr)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
