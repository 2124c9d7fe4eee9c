"""The shapes of the files in interaction-models/, checked when they are read.

What does not fit is a `ModelError` of one line: `file: key: what to do`.
"""

from __future__ import annotations

import tomllib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from tools.templates import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails

Json = dict[str, Any]
WORDS = Path(__file__).parent.parent / "interaction-models"
MODES = ("guided", "information")
_FileT = TypeVar("_FileT", bound=BaseModel)


class Table(BaseModel):
    """A table that takes the keys named here and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class IntentSpec(Table):
    """An intent of the contract."""

    slots: dict[str, str] = {}
    elicit: list[str] = []
    """Slots that the skill may ask for; with one, the intent is in the dialog model."""


class TypeSpec(Table):
    """A slot type of the contract: its ids, or what they are generated from."""

    ids: list[str] = []
    generate: dict[str, int] = {}


class SlotSpec(Table):
    """Slots that take several values in one sentence, and the locales that can."""

    multiple: list[str]
    multiple_locales: list[str]


class SameReply(Table):
    """What has to be the same for two readings of a sentence to get one reply."""

    sign: str
    """The slot type whose values are answered before the intent is looked at."""
    beside: list[str]
    """Slots that change what is said to such a value."""
    understood: dict[str, str]
    """Slot to the id that a sentence without the slot means as well."""
    meant: dict[str, dict[str, str]] = {}
    """Intent to slot to the sign that any value of the slot means there."""


class CorpusSpec(Table):
    """What the sentences of `corpus/` may add to a model; without it nothing."""

    samples: int = 0
    """Samples of an intent, or of a slot that it asks for, at most."""
    synonyms: int = 0
    """Synonyms of a value at most, the shortest first."""
    whole_types: list[str] = []
    """Types whose values are whole sentences."""
    whole: int = 0
    """Synonyms of a value of those at most."""
    words: int = 0
    """Words of a sentence at most."""
    local: list[str] = []
    """How the kinds begin that stay with the local speaker."""
    danger: str = ""
    """The intent of a sentence that tells of a warning sign."""


class Contract(Table):
    """`intents.toml`: what every language has to find words for."""

    intent: dict[str, IntentSpec]
    slots: SlotSpec
    type: dict[str, TypeSpec]
    same_reply: SameReply
    corpus: CorpusSpec = CorpusSpec()

    def elicited(self) -> list[str]:
        """Return the intents with a slot that can be asked for."""
        return [name for name, intent in self.intent.items() if intent.elicit]

    def ids(self, type_name: str) -> list[str]:
        """Return the ids of a slot type."""
        return self.type[type_name].ids

    @cached_property
    def slot_types(self) -> dict[str, str]:
        """Slot name to its type, which is the same in all intents."""
        return {
            slot: kind
            for intent in self.intent.values()
            for slot, kind in intent.slots.items()
        }

    def takes_several(self, slot: str, locale: str) -> bool:
        """Return whether a slot takes several values in a locale."""
        return slot in self.slots.multiple and locale in self.slots.multiple_locales

    def for_mode(self, mode: str) -> Contract:
        """Return the contract of a mode: `information` asks for no slot."""
        if mode == "guided":
            return self
        silent = {
            name: intent.model_copy(update={"elicit": []})
            for name, intent in self.intent.items()
        }
        return self.model_copy(update={"intent": silent})


class NumberRange(Table):
    """Numbers that the values of a slot run through, as words."""

    first: int
    last: int
    year: bool = False


class SlotWords(Table):
    """What answers the question for a slot, and the prompt that the platform wants."""

    samples: list[str] = []
    prompts: list[str] = []


class IntentWords(Table):
    """The samples of an intent; those of `guided` ship in that mode alone."""

    samples: list[str] = []
    guided: list[str] = []
    slot: dict[str, SlotWords] = {}


class UnitWords(Table):
    """What a language calls one and many of a unit of time."""

    one: str
    single: str
    many: str


class TypeWords(Table):
    """The phrases of a slot type by id, and the units of a generated one."""

    values: dict[str, list[str]] = {}
    units: dict[str, UnitWords] = {}


class WordsFile(Table):
    """`en.toml` or `en-GB.toml`: the words of a language, or what a locale adds."""

    invocation_name: str | None = None
    rules: dict[str, str] = {}
    numbers: dict[str, NumberRange] = {}
    intent: dict[str, IntentWords] = {}
    type: dict[str, TypeWords] = {}


def read_contract(folder: Path = WORDS, mode: str = "guided") -> Contract:
    """Read `intents.toml`.

    Raises:
        ModelError: the file is missing, is no TOML or has another shape.
    """
    name = "intents.toml"
    return checked(name, read_toml(folder / name), Contract).for_mode(mode)


def read_words_file(file: Path, contract: Contract) -> Json:
    """Read a file of words, every name in it known to the contract.

    Raises:
        ModelError: the file is missing, is no TOML, or has a key that nothing knows.
    """
    data = read_toml(file)
    words = checked(file.name, data, WordsFile)
    for name in words.intent:
        _check_known(file, f"intent.{name}", name, contract.intent)
    for name, spec in words.type.items():
        _check_known(file, f"type.{name}", name, contract.type)
        if not contract.type[name].generate:
            for id_ in spec.values:
                place = f"type.{name}.values.{id_}"
                _check_known(file, place, id_, contract.type[name].ids)
    return data


def _check_known(file: Path, place: str, name: str, known: Iterable[str]) -> None:
    if name not in known:
        raise ModelError(
            f"{file.name}: {place}: intents.toml does not know it; "
            "mend the name or add it there"
        )


def read_toml(file: Path) -> Json:
    """Read a TOML file.

    Raises:
        ModelError: the file is missing or is no TOML.
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(f"{file.name}: missing; add it to {file.parent}") from error
    except tomllib.TOMLDecodeError as error:
        raise ModelError(f"{file.name}: {error}; mend the TOML") from error


def checked(name: str, data: Json, shape: type[_FileT]) -> _FileT:
    """Return the content of a file as its shape.

    Raises:
        ModelError: the first key that does not fit.
    """
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ModelError(f"{name}: {place}: {_mend(first)}") from error


def _mend(error: ErrorDetails) -> str:
    if error["type"] == "extra_forbidden":
        return "unknown key; mend its spelling or remove it"
    if error["type"] == "missing":
        return "missing; add it"
    return error["msg"].replace("Input should be", "must be")
