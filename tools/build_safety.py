"""Build the tables of docs/safety.md from the rules and the words, so that they cannot drift.

    python -m tools.build_safety            # rewrites what stands between the markers
    python -m tools.build_safety --check    # writes nothing, fails when a table is not up to date

A table stands between `<!-- built: NAME -->` and `<!-- end -->`; the text around it is written by hand.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tools.build_models import read_words
from tools.model_schema import read_contract
from tools.templates import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "safety.md"
CONTENT = ROOT / "lambda" / "face_guide" / "content"

JUDGEMENT = "judgement"
LEVELS = ("emergency", "urgent", "see_doctor", "self_care")
KINDS = {
    "P": "the publisher's own page",
    "M": "another site that carries the publisher's text",
    "R": "research, a guideline or a case report",
    "N": "news or a secondary report",
    "K": "general knowledge, not confirmed",
    "J": "our own judgement, which awaits a clinician",
}
BLOCK = re.compile(r"(<!-- built: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)

Json = Any


class SafetyError(Exception):
    """The document cannot be built; one line that names it and the mend."""


class Entry(NamedTuple):
    """A rule or statement that names its sources, and the file it stands in."""

    file: str
    id: str
    table: Json


class Book(NamedTuple):
    """What the guide goes by, as its files have it."""

    rules: Json
    sources: Json
    entries: tuple[Entry, ...]
    places: dict[str, dict[str, str]]
    """Locale to the words of the place; `en` stands for any locale without words of its own."""
    heard: dict[str, str]
    """Warning sign to a way to say it."""

    def statement(self, id_: str) -> Json:
        """The statement with this id."""
        return next(entry.table for entry in self.entries if entry.id == id_)


def read(content: Path = CONTENT) -> Book:
    """Read rules, sources, English statements, the words of each place and the warning signs as they are heard."""
    rules = _load(content / "rules.toml")
    files = [content / "rules.toml", *sorted((content / "en").glob("*.toml"))]
    return Book(
        rules=rules,
        sources=_load(content / "sources.toml"),
        entries=tuple(
            entry for file in files for entry in _entries(file.name, _load(file))
        ),
        places=dict(_places(content)),
        heard=_heard(rules["sign"]),
    )


def build(text: str, book: Book) -> str:
    """The document with every table as the book has it. Raises SafetyError for an unknown or a missing table."""
    names = [name for _, name, _ in BLOCK.findall(text)]
    for name in names:
        if name not in TABLES:
            raise SafetyError(
                f"{DOCUMENT.name}: no table is called {name}; use one of {', '.join(TABLES)}"
            )
    if missing := [name for name in TABLES if name not in names]:
        raise SafetyError(
            f"{DOCUMENT.name}: {missing[0]} has no place; add <!-- built: {missing[0]} --> and <!-- end -->"
        )
    return BLOCK.sub(
        lambda found: f"{found[1]}\n{TABLES[found[2]](book)}\n\n{found[3]}", text
    )


def numbers(book: Book) -> str:
    """The emergency number and the same-day advice of each locale."""
    rows = (
        (
            _code(locale) if locale != "en" else "any other",
            place["emergency"],
            place["call_now"],
            place["same_day"],
        )
        for locale, place in book.places.items()
    )
    return _table(("locale", "number, as spoken", "the call", "same-day advice"), rows)


def signs(book: Book) -> str:
    """The warning signs, the highest level first."""
    rows = (
        (
            _code(id_),
            f"“{book.heard[id_]}”",
            sign["level"],
            _code(sign["warning"]),
            _cited(sign),
        )
        for id_, sign in sorted(
            book.rules["sign"].items(), key=lambda item: LEVELS.index(item[1]["level"])
        )
    )
    return _table(("sign", "heard as, for example", "level", "line", "sources"), rows)


def lines(book: Book) -> str:
    """What is said at `urgent` and `emergency`, word for word."""
    rows = (
        (
            _code(entry.id.removeprefix("warning.")),
            entry.table["say"],
            _cited(entry.table),
        )
        for entry in book.entries
        if entry.id.startswith("warning.")
    )
    return _table(("line", "words", "sources"), rows)


def rules(book: Book) -> str:
    """The rules that give a level, the highest first."""
    rows = (
        (
            _code(id_),
            _condition(rule),
            rule["level"],
            _code(rule.get("warning", "")),
            _cited(rule),
        )
        for id_, rule in sorted(
            book.rules["rule"].items(), key=lambda item: LEVELS.index(item[1]["level"])
        )
    )
    long = f"`long` is {book.rules['duration']['long_days']} days or more.\n\n"
    return long + _table(
        ("rule", "when the answers hold", "level", "line", "sources"), rows
    )


def questions(book: Book) -> str:
    """The questions of the guided check, in order."""
    rows = (
        (
            _code(id_),
            book.statement(f"ask.{id_}")["say"],
            _doubt(question, book),
            _cited(question),
        )
        for id_, question in book.rules["question"].items()
        if question["kind"] != "offer"
    )
    return _table(("question", "words", "“not sure” counts as", "sources"), rows)


def causes(book: Book) -> str:
    """The answers that speak for and against each cause; the highest sum is named."""
    rows = (
        (
            _code(id_),
            _weights(cause.get("for", {})),
            _weights(cause.get("against", {})),
            _cited(cause),
        )
        for id_, cause in book.rules["cause"].items()
    )
    return _table(("cause", "speaks for it", "speaks against it", "sources"), rows)


def judgement(book: Book) -> str:
    """Every entry that rests on our own judgement, alone or beside sources."""
    return "\n\n".join(
        f"**{title}**\n\n"
        + "\n".join(
            _by_file(entry for entry in book.entries if wanted(entry.table["sources"]))
        )
        for title, wanted in (
            ("Judgement alone", _alone),
            ("Judgement beside sources", _beside),
        )
    )


def sources(book: Book) -> str:
    """How many sources there are of each kind, the review dates, and where the links of this document lead."""
    count = Counter(source["kind"] for source in book.sources.values())
    reviewed = sorted(
        str(entry.table["reviewed"])
        for entry in book.entries
        if "reviewed" in entry.table
    )
    dates = f"{len(reviewed)} rules and statements carry a review date; the oldest is {reviewed[0]}."
    links = "\n".join(
        f"[{id_}]: {source['url']}"
        for id_, source in book.sources.items()
        if "url" in source
    )
    table = _table(
        ("kind", "what it is", "sources"),
        ((kind, what, str(count[kind])) for kind, what in KINDS.items() if count[kind]),
    )
    return f"{dates}\n\n{table}\n\n{links}"


TABLES: dict[str, Callable[[Book], str]] = {
    "numbers": numbers,
    "signs": signs,
    "lines": lines,
    "rules": rules,
    "questions": questions,
    "causes": causes,
    "judgement": judgement,
    "sources": sources,
}


def main(arguments: list[str] | None = None) -> int:
    """Build or check; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.build_safety", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; fail when a table is not up to date",
    )
    parser.add_argument("--document", type=Path, default=DOCUMENT)
    parser.add_argument(
        "--content", type=Path, default=CONTENT, help="folder of the rules and words"
    )
    options = parser.parse_args(arguments)
    before = options.document.read_text(encoding="utf-8")
    try:
        after = build(before, read(options.content))
    except (SafetyError, ModelError) as error:
        return _fail(str(error))
    except (KeyError, ValueError) as error:
        return _fail(
            f"{options.document.name}: the rules or words cannot be read ({error!r}); run the tests, they name the place"
        )
    if options.check and after != before:
        return _fail(
            f"{options.document.name}: is not what the rules and words build; run python -m tools.build_safety"
        )
    if not options.check:
        options.document.write_text(after, encoding="utf-8")
    return 0


def _fail(line: str) -> int:
    print(line, file=sys.stderr)
    return 1


def _load(file: Path) -> Json:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _entries(file: str, table: Json, prefix: str = "") -> Iterator[Entry]:
    for key, value in table.items():
        if isinstance(value, dict):
            if "sources" in value:
                yield Entry(file, f"{prefix}{key}", value)
            yield from _entries(file, value, f"{prefix}{key}.")


def _places(content: Path) -> Iterator[tuple[str, dict[str, str]]]:
    base = _load(content / "en" / "people.toml")["place"]
    for overlay in sorted(content.glob("en-*.toml")):
        yield overlay.stem, {**base, **_load(overlay).get("place", {})}
    yield "en", base


def _heard(signs: Iterable[str]) -> dict[str, str]:
    words = read_words("en-US", read_contract())
    found = {
        sign: words.phrases("type", "WARNING_SIGN", "values", sign) for sign in signs
    }
    if silent := [sign for sign, phrases in found.items() if not phrases]:
        raise SafetyError(
            f"en.toml: type.WARNING_SIGN.values.{silent[0]}: has no words; write at least one"
        )
    return {sign: phrases[0] for sign, phrases in found.items()}


def _condition(rule: Json) -> str:
    any_of = [
        f"{slot}: {' or '.join(ids)}" for slot, ids in rule.get("when", {}).items()
    ]
    all_of = [
        f"{slot}: {id_}"
        for slot, ids in rule.get("when_all", {}).items()
        for id_ in ids
    ]
    return ", **and** ".join([*any_of, *all_of]).replace("_", " ")


def _doubt(question: Json, book: Book) -> str:
    if question["kind"] == "danger":
        return (
            f"{_code(question['yes'])}: {book.rules['sign'][question['yes']]['level']}"
        )
    return _code(question["unsure"]) if "unsure" in question else "no answer"


def _weights(slots: Json) -> str:
    return "; ".join(
        f"{slot}: {', '.join(f'{id_} {weight}' for id_, weight in weights.items())}"
        for slot, weights in slots.items()
    ).replace("_", " ")


def _alone(named: list[str]) -> bool:
    return named == [JUDGEMENT]


def _beside(named: list[str]) -> bool:
    return JUDGEMENT in named and not _alone(named)


def _by_file(entries: Iterable[Entry]) -> Iterator[str]:
    found: dict[str, list[str]] = {}
    for entry in entries:
        found.setdefault(entry.file, []).append(_code(entry.id))
    return (f"- {file} ({len(ids)}): {', '.join(ids)}" for file, ids in found.items())


def _cited(entry: Json) -> str:
    return ", ".join(
        f"**{id_}**" if id_ == JUDGEMENT else f"[{id_}]" for id_ in entry["sources"]
    )


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = [head, ["---"] * len(head), *rows]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in body
    )


if __name__ == "__main__":
    sys.exit(main())
