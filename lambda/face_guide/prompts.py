"""The words of the guide, read from what `content/` was compiled to.

There is one JSON file a language, and one with what each locale says differently.
Nothing is checked here: `tools.compile_content` checked all of it when it wrote them.
"""

from __future__ import annotations

import json
import os
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from face_guide.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Mapping

# Plain paths: importing pathlib costs a start on Lambda 2 ms.
DATA = f"{os.path.dirname(__file__)}/data"  # noqa: PTH120
HOME = "en"
"""The language that every other falls back to."""


class Kind(StrEnum):
    """What a statement is, and so what has to stand beside it."""

    TOPIC = "topic"
    """About a cause, a tip or a medicine."""
    ADVICE = "advice"
    """What to do now: a level, a safety net, advice for everyone."""
    WARNING = "warning"
    """What to do about a warning sign; it opens the reply."""
    FRAME = "frame"
    """Leads over to a topic, and claims nothing of its own."""
    REFERENCE = "reference"
    """What the sources say, where they differ."""
    DIALOG = "dialog"
    """About the guide and the talk."""

    @property
    def sourced(self) -> bool:
        """Whether it needs sources and the day of its review."""
        return self not in (Kind.FRAME, Kind.DIALOG)

    @property
    def disclaimed(self) -> bool:
        """Whether the disclaimer goes with the first of them in a session.

        A warning waits for nothing.
        """
        return self not in (Kind.WARNING, Kind.REFERENCE, Kind.DIALOG)

    @property
    def on_cards(self) -> bool:
        """Whether it may stand on a card, which anyone near the screen can read."""
        return self is Kind.TOPIC


class Statement(NamedTuple):
    """Something to say, with its other wordings and where it comes from."""

    say: str
    again: str | None = None
    reprompt: str | None = None
    why: str | None = None
    carer: str | None = None
    """As it is said about someone whom the listener sees."""
    phone: str | None = None
    """As it is said to a carer who is on the phone with them."""
    sources: tuple[str, ...] = ()
    reviewed: date | None = None
    kind: Kind = Kind.DIALOG


class Source(NamedTuple):
    """Where a statement or a rule comes from."""

    name: str
    """As it is said aloud, after "That comes from"."""
    url: str | None = None


HardWords = tuple[tuple[str, str], ...]


class Prompts(NamedTuple):
    """The words of one locale."""

    locale: str
    statements: Mapping[str, Statement]
    words: Mapping[str, str]
    red_flag_keywords: Mapping[str, tuple[str, ...]]
    """Warning sign to words that give it away in speech that fits no slot value."""
    person_words: Mapping[str, Mapping[str, str]]
    """Person to the words that fill the placeholders of a statement about them."""
    pronounce: HardWords
    """Hard words, each with the spelling that a voice reads right."""
    sources: Mapping[str, Source] = MappingProxyType({})

    @classmethod
    def load(cls, locale: str) -> Prompts:
        """Return the words of a locale, else of its language, else of English.

        Raises:
            ContentError: The words were not compiled.
        """
        wanted = (locale, locale.partition("-")[0])
        return _load(next((name for name in wanted if name in _built()), HOME))

    def statement(self, id_: str) -> Statement:
        """Return the statement with this id.

        Raises:
            ContentError: There is none.
        """
        if id_ not in self.statements:
            raise ContentError(
                f"{self.locale}: {id_}: has no words; add [{id_}] with `say`"
            )
        return self.statements[id_]

    def word(self, id_: str) -> str:
        """Return the word with this id; digits stand for themselves.

        An id that ends in a count has it in its words: `read_back.duration.weeks.3`.

        Raises:
            ContentError: There is none.
        """
        if id_.isdigit():
            return id_
        if not self.has_word(id_):
            raise ContentError(f"{self.locale}: {id_}: has no word; add it")
        if id_ in self.words:
            return self.words[id_]
        base, _, count = id_.rpartition(".")
        return self.words[base].replace("{first}", count)

    def has_word(self, id_: str) -> bool:
        """Tell whether there is a word with this id, its count left out."""
        base, _, count = id_.rpartition(".")
        return id_ in self.words or (count.isdigit() and base in self.words)

    def list_of(self, prefix: str) -> tuple[str, ...]:
        """Return the ids right below `prefix`, in the order of the file."""
        depth = prefix.count(".") + 1
        return tuple(
            id_
            for id_ in self.statements
            if id_.startswith(f"{prefix}.") and id_.count(".") == depth
        )


def locales() -> tuple[str, ...]:
    """Return the locales that have words of their own, sorted."""
    return tuple(sorted(name for name in _built() if "-" in name))


@cache
def read_data(name: str) -> Any:
    """Return what a language or a locale was compiled to.

    Raises:
        ContentError: It was not compiled.
    """
    try:
        with open(f"{DATA}/{name}.json", encoding="utf-8") as file:  # noqa: PTH123
            return json.load(file)
    except FileNotFoundError:
        raise ContentError(f"{name}.json: not built; run make models") from None


def placeholders(words: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return for each person what fills the placeholders of a statement about them."""
    place = _below("place.", words)
    people: dict[str, dict[str, str]] = {}
    for id_, word in _below("person.", words).items():
        person, _, name = id_.partition(".")
        people.setdefault(person, dict(place))[name] = word
    return {person: capitals(own) for person, own in people.items()}


def capitals(words: Mapping[str, str]) -> dict[str, str]:
    """Return the words, and beside each one the same with a capital.

    A capital that has a word of its own keeps it.

    Example:
        >>> capitals({"you": "she"})
        {'You': 'She', 'you': 'she'}
    """
    large = {
        name.capitalize(): word[:1].upper() + word[1:] for name, word in words.items()
    }
    return {**large, **words}


NOTHING = Prompts("", {}, {}, {}, {}, ())


@cache
def _built() -> frozenset[str]:
    """Return the names of the compiled languages and locales."""
    files = os.listdir(DATA) if os.path.isdir(DATA) else ()  # noqa: PTH112, PTH208
    return frozenset(name.removesuffix(".json") for name in files)


@cache
def _load(name: str) -> Prompts:
    data, language = read_data(name), name.partition("-")[0]
    base = _load(language) if name != language else NOTHING
    sources = {id_: Source(*row) for id_, row in data.get("sources", {}).items()}
    names = {f"source.{id_}": source.name for id_, source in sources.items()}
    statements = {id_: _statement(row) for id_, row in data["statements"].items()}
    keywords = {sign: tuple(said) for sign, said in data["keywords"].items()}
    words = {**base.words, **names, **data["words"]}
    return Prompts(
        name,
        {**base.statements, **statements},
        words,
        {**base.red_flag_keywords, **keywords},
        placeholders(words),
        tuple(_below("pronounce.", words).items()),
        {**base.sources, **sources},
    )


def _statement(row: list[Any]) -> Statement:
    *said, sources, reviewed, kind = row
    day = date.fromisoformat(reviewed) if reviewed else None
    wordings = dict(zip(Statement._fields, said, strict=False))
    return Statement(**wordings, sources=tuple(sources), reviewed=day, kind=Kind(kind))


def _below(prefix: str, words: Mapping[str, str]) -> dict[str, str]:
    below = (item for item in words.items() if item[0].startswith(prefix))
    return {id_.removeprefix(prefix): word for id_, word in below}
