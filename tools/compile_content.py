"""Compile `content/` to the JSON files that the guide reads.

    python -m tools.compile_content            # writes lambda/face_guide/data/
    python -m tools.compile_content --check    # fails when a file is not up to date

A key path is an id. A table with `say` is a statement, a string is a word, and a list
holds words to listen for. `kind` holds for all that stands below it:

    kind = "topic"                          # in content/en/causes/eye_strain.toml
    name = "eye strain"                     # the word cause.eye_strain.name
    [headline]                              # the statement cause.eye_strain.headline
    say = "Long hours at a screen can make {your} eyelid flicker."
    again = "…the same in other words…"
    sources = ["gunes_2024"]
    reviewed = 2026-11-23

A locale says a few things otherwise, by their ids: `content/en-GB.toml`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from face_guide.errors import ContentError
from face_guide.prompts import HOME, capitals, placeholders
from face_guide.rules import Level
from tools import schema
from tools.paths import CONTENT, DATA
from tools.schema import Known, validate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]

STATEMENT_KEYS = {
    *("say", "again", "reprompt", "why", "carer", "phone"),
    *("sources", "reviewed"),
}
CAUSE_PARTS = (
    *("name", "headline", "detail", "tip_1", "tip_2"),
    *("treatment", "when", "emergency"),
)
ACT_PLACEHOLDERS = (
    *("first", "second", "third", "cause", "because", "sign"),
    *("month", "year"),
)
"""Those that an act fills with words of its own."""
NOT_NEEDED = {"sources", "reviewed", "check"}
"""Keys of a question that the guide does not need."""
SIGN_WEIGHT = {"urgent": 20, "emergency": 40}
"""How much a warning sign speaks for its cause: more than any other answer."""


class Entry(NamedTuple):
    """A statement (a table), a word or a list of keywords, and the file it is in."""

    file: str
    value: Any


Entries = dict[str, Entry]
_NOTHING = Entry("", None)


def read_toml(path: Path) -> Json:
    """Return what a TOML file holds.

    Raises:
        ContentError: It cannot be read; with its line.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ContentError(f"{path.name}: cannot be read; mend it ({error})") from None


def read_language(folder: Path) -> Entries:
    """Return every entry of a language by its id, sorted by file.

    Raises:
        ContentError: A file cannot be read, or an id stands twice.
    """
    found: Entries = {}
    for path in sorted(folder.rglob("*.toml")):
        file, table = path.relative_to(folder).as_posix(), read_toml(path)
        if path.parent.name == "causes":
            table = _cause_table(path.stem, table)
        for id_, value in _flatten(file, table):
            if id_ in found:
                other = found[id_].file
                raise ContentError(
                    f"{file}: {id_}: stands in {other} too; keep one of them"
                )
            found[id_] = Entry(file, value)
    return found


def read_locale(content: Path, locale: str) -> Entries:
    """Return every entry of a locale, its own in place of those of its language.

    Raises:
        ContentError: A file cannot be read, or the locale has a key of its own.
    """
    file = f"{locale}.toml"
    entries = read_language(content / locale.partition("-")[0])
    for id_, value in _flatten(file, read_toml(content / file)):
        base = entries.get(id_, _NOTHING).value
        if type(base) is not type(value):
            mend = "is not in the language; mend its spelling or add it there"
            raise ContentError(f"{file}: {id_}: {mend}")
        merged = {**base, **value} if isinstance(value, dict) else value
        entries[id_] = Entry(file, merged)
    return entries


def build(content: Path = CONTENT) -> dict[str, str]:
    """Return the text of each compiled file, by its name.

    Raises:
        ContentError: Something in `content/` is wrong: `file: key: what to do`.
    """
    raw = read_toml(content / "sources.toml")
    sources = validate(schema.SOURCES, raw, Known(), "sources.toml")
    rules = _rules(read_toml(content / "rules.toml"), sources)
    built: dict[str, Json] = {}
    for folder in sorted(path for path in content.iterdir() if path.is_dir()):
        entries = read_language(folder)
        _check_called_for(entries, rules)
        named = {id_: [source.name, source.url] for id_, source in sources.items()}
        built[folder.name] = {**_words(entries, sources), "sources": named}
    built[HOME] |= _rules_ready(rules)
    for path in sorted(content.glob("*-*.toml")):
        own = _words(read_locale(content, path.stem), sources)
        built[path.stem] = _difference(own, built[path.stem.partition("-")[0]])
    return {f"{name}.json": written(data) for name, data in built.items()}


def written(data: Json) -> str:
    """Return JSON with one entry a line: a changed sentence is one changed line."""
    parts = (f"{_json(key)}: {_lines(value)}" for key, value in data.items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


def stale(content: Path = CONTENT, data: Path = DATA) -> list[str]:
    """Return a line for each compiled file that is not what `content/` builds now."""
    built = build(content)
    there = {file.name: file.read_bytes() for file in data.glob("*.json")}
    old = [name for name, text in built.items() if there.get(name) != text.encode()]
    mend = "is not what content/ builds; run python -m tools.compile_content"
    unknown = sorted(there.keys() - built.keys())
    return [
        *(f"{name}: {mend}" for name in old),
        *(f"{name}: nothing builds it; delete it" for name in unknown),
    ]


def write(content: Path = CONTENT, data: Path = DATA) -> None:
    """Write each compiled file, and delete what nothing builds any more."""
    built = build(content)
    data.mkdir(exist_ok=True)
    for file in data.glob("*.json"):
        if file.name not in built:
            file.unlink()
    for name, text in built.items():
        (data / name).write_text(text, encoding="utf-8", newline="\n")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `run` understands."""
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; fail when a file is not up to date",
    )
    parser.add_argument("--content", type=Path, default=CONTENT, help="the sources")
    parser.add_argument("--data", type=Path, default=DATA, help="the compiled files")


def run(options: argparse.Namespace) -> int:
    """Compile or check; return the exit code."""
    lines: list[str] = []
    try:
        if options.check:
            lines = stale(options.content, options.data)
        else:
            write(options.content, options.data)
    except ContentError as error:
        lines = [str(error)]
    for line in lines:
        print(line, file=sys.stderr)
    return 1 if lines else 0


def main(arguments: list[str] | None = None) -> int:
    """Compile or check by these arguments; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.compile_content",
        description=(__doc__ or "").splitlines()[0],
    )
    add_arguments(parser)
    return run(parser.parse_args(arguments))


def _cause_table(cause: str, table: Json) -> Json:
    """Return the file of a cause as the tables that its statements are ids of."""
    safety_net = table.pop("safety_net", {})
    return {"cause": {cause: table}, "net": {cause: safety_net}}


def _flatten(
    file: str, table: Json, prefix: str = "", kind: str | None = None
) -> Iterator[tuple[str, Any]]:
    """Yield ids and entries below a table, in the order of the file."""
    kind = table.get("kind", kind)
    for key, value in table.items():
        id_ = f"{prefix}{key}"
        if isinstance(value, dict) and value.keys() & STATEMENT_KEYS:
            below = {name: one for name, one in value.items() if isinstance(one, dict)}
            own = {name: one for name, one in value.items() if name not in below}
            yield id_, ({"kind": kind} if kind else {}) | own
            yield from _flatten(file, below, f"{id_}.", own.get("kind", kind))
        elif isinstance(value, dict):
            yield from _flatten(file, value, f"{id_}.", kind)
        elif kind and key not in ("kind", "name"):
            raise ContentError(f"{file}: {id_}: unknown key; mend its spelling")
        elif key != "kind":
            yield id_, value


def _words(entries: Entries, sources: Mapping[str, object]) -> Json:
    """Return statements, words and keywords, checked, as the guide reads them."""
    words = {id_: one.value for id_, one in entries.items() if type(one.value) is str}
    known = Known(sources=sources, placeholders=_placeholders(words))
    parts: dict[str, Json] = {"statements": {}, "words": {}, "keywords": {}}
    for id_, (file, value) in entries.items():
        if isinstance(value, dict):
            statement = validate(schema.STATEMENT, value, known, file, id_)
            parts["statements"][id_] = _row(statement)
        elif isinstance(value, list):
            keywords = validate(schema.KEYWORDS, value, known, file, id_)
            parts["keywords"][id_.partition(".")[2]] = keywords
        else:
            parts["words"][id_] = validate(schema.WORD, value, known, file, id_)
    return parts


def _placeholders(words: Mapping[str, str]) -> set[str]:
    """Return what may stand in braces: what fills it is known for every person."""
    people = [set(own) for own in placeholders(words).values()]
    return {
        *set.intersection(*people or [set()]),
        *capitals(dict.fromkeys(ACT_PLACEHOLDERS, "")),
    }


def _row(statement: schema.Statement) -> list[object]:
    """Return a statement by position, in the order of `prompts.Statement`."""
    said = (statement.say, statement.again, statement.reprompt, statement.why)
    texts = (*said, statement.carer, statement.phone)
    reviewed = statement.reviewed and statement.reviewed.isoformat()
    return [*texts, statement.sources, reviewed, statement.kind]


def _difference(own: Json, base: Json) -> Json:
    return {
        part: {
            id_: value for id_, value in own[part].items() if base[part][id_] != value
        }
        for part in own
    }


def _check_called_for(entries: Entries, rules: schema.Rules) -> None:
    """Without words for what the rules call for, a talk would break in the middle."""
    for file, id_ in _called_for(rules):
        if id_ not in entries:
            raise ContentError(f"{file}: {id_}: has no words; the rules call for it")


def _called_for(rules: schema.Rules) -> Iterator[tuple[str, str]]:
    """Yield the ids that the rules call for, and the file that each belongs in."""
    warned: list[schema.Sign | schema.Rule]
    warned = [*rules.sign.values(), *rules.rule.values()]
    yield from (("questions.toml", f"ask.{id_}") for id_ in rules.question)
    yield from (
        ("warnings.toml", f"warning.{one.warning}") for one in warned if one.warning
    )
    parts = ("name", "first", "next", "close")
    for exercise in rules.exercise:
        ids = (f"exercise.{exercise}.{part}" for part in parts)
        yield from (("exercises.toml", id_) for id_ in ids)
    for cause in rules.cause:
        file = f"causes/{cause}.toml"
        yield from ((file, f"cause.{cause}.{part}") for part in CAUSE_PARTS)
        yield from ((file, f"net.{cause}.{part}") for part in ("wait", "danger"))


def _rules(raw: Json, sources: Mapping[str, object]) -> schema.Rules:
    ids = (raw.get(table, ()) for table in ("sign", "cause", "exercise"))
    known = Known(sources, *ids)
    return validate(schema.RULES, raw, known, "rules.toml")


def _rules_ready(rules: schema.Rules) -> Json:
    """Return the rules as the guide uses them."""
    rows = [*_sign_rows(rules), *_rule_rows(rules)]
    return {
        "long_days": rules.duration.long_days,
        "rules": sorted(rows, key=_urgency),
        "signs": {id_: sign.cause for id_, sign in rules.sign.items()},
        "causes": {
            id_: [_weights(id_, rules), cause.needs, cause.danger, cause.exercise]
            for id_, cause in rules.cause.items()
        },
        "exercises": {
            id_: [one.minutes, one.most, one.unless, one.instead]
            for id_, one in rules.exercise.items()
        },
        "questions": {
            id_: question.model_dump(exclude=NOT_NEEDED, exclude_defaults=True)
            for id_, question in rules.question.items()
        },
        "check": [id_ for id_, one in rules.question.items() if _in_check(one)],
        "called_for": rules.called_for.model_dump(),
        "unnamed_sign": rules.unnamed.sign,
        "medicine_sign": rules.unnamed.medicine,
        "full_path": rules.path.full,
        "company": rules.company,
        "only_calm": rules.topics.only_calm,
    }


def _urgency(row: list[Any]) -> tuple[int, bool, int]:
    """Return the order of a rule: the soonest help first, then the most particular."""
    _, level, needs, _, within, _ = row
    return -Level[level], within == "weeks", -len(needs)


def _in_check(question: schema.Question) -> bool:
    return not isinstance(question, schema.Offer) and question.check


def _sign_rows(rules: schema.Rules) -> Iterator[list[Any]]:
    for id_, sign in rules.sign.items():
        needs = [{"warning_sign": [id_]}]
        yield [f"sign.{id_}", sign.level, needs, sign.warning, None, sign.sources]


def _rule_rows(rules: schema.Rules) -> Iterator[list[Any]]:
    for id_, rule in rules.rule.items():
        how_soon = (rule.warning, rule.within)
        yield [f"rule.{id_}", rule.level, _needs(rule), *how_soon, rule.sources]


def _needs(rule: schema.Rule) -> list[schema.Ids]:
    """Return what must be met: each of them by one of its answers."""
    any_of = [{slot: rule.when[slot]} for slot in sorted(rule.when)]
    all_of = [
        {slot: [id_]}
        for slot in sorted(rule.when_all)
        for id_ in sorted(rule.when_all[slot])
    ]
    return any_of + all_of


def _weights(cause: str, rules: schema.Rules) -> dict[str, dict[str, int]]:
    """Return how much each answer speaks for a cause or, below zero, against it."""
    weights = {slot: dict(ids) for slot, ids in rules.cause[cause].speaks_for.items()}
    for slot, ids in rules.cause[cause].against.items():
        weights.setdefault(slot, {}).update({id_: -ids[id_] for id_ in ids})
    for id_, sign in rules.sign.items():
        if sign.cause == cause:
            weights.setdefault("warning_sign", {})[id_] = SIGN_WEIGHT[sign.level]
    return weights


def _lines(value: object) -> str:
    if not value or not isinstance(value, (dict, list)):
        return _json(value)
    if isinstance(value, dict):
        entries = [f"  {_json(key)}: {_json(one)}" for key, one in value.items()]
        return "{\n" + ",\n".join(entries) + "\n}"
    return "[\n" + ",\n".join(f"  {_json(one)}" for one in value) + "\n]"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
