"""The words of the guide: TOML files by language with overlays by locale, checked when they are read.

A key path is an id. A table with `say` is a statement, a plain string is a word, a list holds words to listen for:

    [cause.eye_strain]
    name = "eye strain"                 # the word cause.eye_strain.name
    [cause.eye_strain.headline]         # the statement cause.eye_strain.headline
    say = "Long hours at a screen can make {your} eyelid flicker."
    again = "…the same in other words…"
    sources = ["gunes_2024"]
    reviewed = 2026-11-23
"""

from __future__ import annotations

import json
import os.path
import re
from datetime import date
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, Any, NamedTuple

from face_guide.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    FOLDER: Path
    Table = Mapping[str, object]
    Tables = dict[str, dict[str, dict[str, object]]]

PLACE = f"{os.path.dirname(__file__)}/content"  # noqa: PTH120 (see `folder`)
LOADER: Any = __spec__ and __spec__.loader
"""What read this module: it reads a file that lies beside it too, be it in a folder or in a zip."""
HOME = "en"
"""The language that every other falls back to."""
TEXTS = ("say", "again", "reprompt", "why")
STATEMENT_KEYS = {*TEXTS, "sources", "reviewed"}
MEDICAL = (
    "cause.",
    "warning.",
    "medicine",
    "tip.",
    "level.",
    "net.",
    "authority.",
    "advice.",
)
"""Statements below these ids speak of health: each needs sources and a review date."""


def folder() -> Path:
    """Where the files of words are."""
    from pathlib import Path  # noqa: PLC0415 (2 ms that a start on Lambda, which reads compiled words, does without)

    return Path(PLACE)


def __getattr__(name: str) -> Path:
    if name == "FOLDER":
        return folder()
    raise AttributeError(name)


class Statement(NamedTuple):
    """Something to say, with its other wordings and where it comes from."""

    say: str
    again: str | None = None
    reprompt: str | None = None
    why: str | None = None
    sources: tuple[str, ...] = ()
    reviewed: date | None = None


class Prompts(NamedTuple):
    """The words of one locale."""

    locale: str
    statements: Mapping[str, Statement]
    words: Mapping[str, str]
    listen: Mapping[str, tuple[str, ...]]
    """Warning sign to words that give it away in speech that fits no slot value."""
    gaps: Mapping[str, Mapping[str, str]]
    """Person to the words that fill the gaps of a statement about them."""
    pronounce: Mapping[str, str]
    """A hard word to the spelling that a voice reads right."""

    def statement(self, id_: str) -> Statement:
        """The statement with this id. Raises ContentError when there is none."""
        if id_ not in self.statements:
            raise ContentError(
                f"{self.locale}: {id_}: has no words; add [{id_}] with `say`"
            )
        return self.statements[id_]

    def word(self, id_: str) -> str:
        """The word with this id; digits stand for themselves. Raises ContentError when there is none."""
        if id_.isdigit():
            return id_
        if id_ not in self.words:
            raise ContentError(f"{self.locale}: {id_}: has no word; add it")
        return self.words[id_]

    def list_of(self, prefix: str) -> tuple[str, ...]:
        """Ids of the statements right below `prefix`, in the order of the file."""
        depth = prefix.count(".") + 2
        return tuple(
            id_
            for id_ in self.statements
            if id_.startswith(f"{prefix}.") and id_.count(".") + 1 == depth
        )


NOTHING = Prompts("", {}, {}, {}, {}, {})


def load(locale: str) -> Prompts:
    """The content for a locale: its overlay, else its language, else English. Raises ContentError."""
    language = locale.partition("-")[0]
    if locale in locales():
        return _load(locale)
    return _load(language if language in languages() else HOME)


def rules() -> Tables:
    """The tables of `rules.toml`, yet to be checked. Raises ContentError."""
    built = _compiled(HOME)
    return built["rules"] if built else read(folder() / "rules.toml")


@cache
def locales() -> tuple[str, ...]:
    """The locales that have an overlay, sorted."""
    return _known(r"[a-z]{2}-[A-Z]{2}")


@cache
def languages() -> tuple[str, ...]:
    """The languages that have words, sorted."""
    return _known("[a-z]{2}")


def _known(pattern: str) -> tuple[str, ...]:
    built = _compiled(HOME)
    names = built["known"] if built else (path.stem for path in folder().iterdir())
    return tuple(sorted(name for name in names if re.fullmatch(pattern, name)))


@cache
def _load(known: str) -> Prompts:
    language = known.partition("-")[0]
    built = _compiled(known)
    if not built:
        return merge(
            known,
            read_language(folder() / language),
            read_overlay(folder() / f"{known}.toml"),
        )
    base = _load(language) if known != language else NOTHING
    statements = {id_: _revived(fields) for id_, fields in built["statements"].items()}
    words, listen = (
        {**base.words, **built["words"]},
        {sign: tuple(said) for sign, said in built["listen"].items()},
    )
    return _content(
        known, {**base.statements, **statements}, words, {**base.listen, **listen}
    )


def compiled(known: str) -> str:
    """The JSON that the Lambda package has in place of the TOML: a language with the rules, or what a locale says differently.

    All of it was checked on the way here, so reading it back needs no checks and no dates, only text.
    """
    content, language = _load(known), known.partition("-")[0]
    parts: dict[str, Mapping[str, object]] = {
        "statements": content.statements,
        "words": content.words,
        "listen": content.listen,
    }
    if known == language:
        built = {"known": [*languages(), *locales()], "rules": rules(), **parts}
    else:
        base = _load(language)
        built = {
            part: {
                id_: entry
                for id_, entry in entries.items()
                if getattr(base, part)[id_] != entry
            }
            for part, entries in parts.items()
        }
    return json.dumps(built, default=str, ensure_ascii=False, separators=(",", ":"))


@cache
def _compiled(known: str) -> Any:
    """What `compiled` made of a locale, None in a checkout. On Lambda nobody should wait for a TOML parser."""
    try:
        return json.loads(LOADER.get_data(f"{PLACE}/{known}.json"))
    except OSError:
        return None


def _revived(fields: list[Any]) -> Statement:
    say, again, reprompt, why, sources, reviewed = fields
    return Statement(
        say,
        again,
        reprompt,
        why,
        tuple(sources),
        date.fromisoformat(reviewed) if reviewed else None,
    )


def read(path: Path) -> Tables:
    """A TOML file. Raises ContentError with file and line."""
    import tomllib  # noqa: PLC0415 (not on Lambda, see _compiled)

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ContentError(f"{path.name}: cannot be read; mend it ({error})") from None


def read_language(folder: Path) -> dict[str, tuple[str, object]]:
    """Every entry of a language: id to (file, entry). Raises ContentError when a key stands twice."""
    found: dict[str, tuple[str, object]] = {}
    for path in sorted(folder.glob("*.toml")):
        for id_, entry in flatten(path.name, read(path)):
            if id_ in found:
                raise ContentError(
                    f"{path.name}: {id_}: stands in {found[id_][0]} too; keep one of them"
                )
            found[id_] = (path.name, entry)
    return found


def read_overlay(path: Path) -> dict[str, tuple[str, object]]:
    """What a locale says differently: id to (file, entry); empty when it has no file."""
    if not path.exists():
        return {}
    return {id_: (path.name, entry) for id_, entry in flatten(path.name, read(path))}


def flatten(file: str, table: Table, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Ids and entries below a table, in the order of the file."""
    for key, value in table.items():
        id_ = f"{prefix}{key}"
        if isinstance(value, dict):
            own = {name: text for name, text in value.items() if name in STATEMENT_KEYS}
            if own:
                yield id_, own
            yield from flatten(
                file,
                {name: rest for name, rest in value.items() if name not in own},
                f"{id_}.",
            )
        elif isinstance(value, (str, list)):
            yield id_, value
        else:
            raise ContentError(
                f"{file}: {id_}: a {type(value).__name__} says nothing; write text"
            )


def merge(
    locale: str,
    language: Mapping[str, tuple[str, object]],
    overlay: Mapping[str, tuple[str, object]],
) -> Prompts:
    """The content of a locale from its language and its overlay. Raises ContentError."""
    entries = dict(language)
    for id_, (file, entry) in overlay.items():
        if id_ not in entries:
            raise ContentError(
                f"{file}: {id_}: is not in the language; mend its spelling or add it there"
            )
        base = entries[id_][1]
        entries[id_] = (
            file,
            {**base, **entry}
            if isinstance(base, dict) and isinstance(entry, dict)
            else entry,
        )
    sources = source_ids()
    statements = {
        id_: _statement(file, id_, entry, sources)
        for id_, (file, entry) in entries.items()
        if isinstance(entry, dict)
    }
    words = {
        id_: entry for id_, (_, entry) in entries.items() if isinstance(entry, str)
    }
    listen = {
        id_.partition(".")[2]: tuple(map(str, entry))
        for id_, (_, entry) in entries.items()
        if isinstance(entry, list)
    }
    content = _content(locale, statements, {**sources, **words}, listen)
    _check_gaps(content, {id_: file for id_, (file, _) in entries.items()})
    return content


def _content(
    locale: str,
    statements: Mapping[str, Statement],
    words: Mapping[str, str],
    listen: Mapping[str, tuple[str, ...]],
) -> Prompts:
    return Prompts(
        locale,
        statements,
        words,
        listen,
        dict(_gaps_by_person(words)),
        dict(_pronounce(words)),
    )


@cache
def source_ids() -> Mapping[str, str]:
    """Names of the sources as spoken, by the word id `source.<id>`. Raises ContentError."""
    if built := _compiled(HOME):
        return {
            id_: name
            for id_, name in built["words"].items()
            if id_.startswith("source.")
        }
    names = {}
    for id_, entry in read(folder() / "sources.toml").items():
        if unknown := sorted(set(entry) - {"name", "url", "kind"}):
            raise ContentError(
                f"sources.toml: {id_}.{unknown[0]}: unknown key; use name, url and kind"
            )
        if not isinstance(entry.get("name"), str):
            raise ContentError(
                f"sources.toml: {id_}.name: missing; write it as it is spoken"
            )
        names[f"source.{id_}"] = str(entry["name"])
    return names


def gaps_of(text: str) -> set[str]:
    """The names of the gaps in a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _statement(
    file: str, id_: str, entry: Table, sources: Mapping[str, str]
) -> Statement:
    if "say" not in entry:
        raise ContentError(f"{file}: {id_}.say: missing; write what is spoken")
    for key in TEXTS:
        if not isinstance(entry.get(key, ""), str):
            raise ContentError(f"{file}: {id_}.{key}: is no text; write one string")
    named = entry.get("sources", [])
    named = named if isinstance(named, list) else [named]
    if unknown := [one for one in named if f"source.{one}" not in sources]:
        raise ContentError(
            f"{file}: {id_}.sources: '{unknown[0]}' is not in sources.toml; add it there"
        )
    reviewed = entry.get("reviewed")
    reviewed = date.fromisoformat(reviewed) if isinstance(reviewed, str) else reviewed
    if id_.startswith(MEDICAL) and not (named and isinstance(reviewed, date)):
        raise ContentError(
            f"{file}: {id_}: speaks of health; add sources = ['…'] and reviewed = YYYY-MM-DD"
        )
    texts = {key: str(entry[key]) for key in TEXTS if key in entry}
    return Statement(
        **texts,
        sources=tuple(map(str, named)),
        reviewed=reviewed if isinstance(reviewed, date) else None,
    )


def capitals(words: Mapping[str, str]) -> dict[str, str]:
    """The words, and beside each one the same with a capital: `you` and `You`."""
    return {
        **words,
        **{
            gap.capitalize(): word[:1].upper() + word[1:] for gap, word in words.items()
        },
    }


def _gaps_by_person(words: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    place = {
        id_.partition(".")[2]: word
        for id_, word in words.items()
        if id_.startswith("place.")
    }
    for person in dict.fromkeys(
        id_.split(".")[1] for id_ in words if id_.startswith("person.")
    ):
        prefix = f"person.{person}."
        own = {
            id_.removeprefix(prefix): word
            for id_, word in words.items()
            if id_.startswith(prefix)
        }
        yield person, capitals({**place, **own})


def _pronounce(words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for id_, word in words.items():
        if id_.startswith("pronounce."):
            yield id_.partition(".")[2], word


def _check_gaps(content: Prompts, files: Mapping[str, str]) -> None:
    known = (
        {gap for gaps in content.gaps.values() for gap in gaps}
        | FILLS
        | set(map(str.capitalize, FILLS))
    )
    for id_, statement in content.statements.items():
        for text in filter(
            None, (statement.say, statement.again, statement.reprompt, statement.why)
        ):
            try:
                unknown = sorted(gaps_of(text) - known)
            except ValueError as error:
                raise ContentError(
                    f"{files[id_]}: {id_}: {error}; mend the braces"
                ) from None
            if unknown:
                gaps = ", ".join(sorted(known))
                raise ContentError(
                    f"{files[id_]}: {id_}: nothing fills {{{unknown[0]}}}; use one of {gaps}"
                )


FILLS = {"first", "second", "third", "cause", "because", "month", "year"}
"""Gaps that an act fills with words of its own."""
