"""Build docs/safety.md from its template, the rules and the words: they cannot drift.

    python -m tools.build_safety            # writes docs/safety.md
    python -m tools.build_safety --check    # writes nothing, fails when it differs

The text is in safety.md.j2, beside this file.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import Environment, StrictUndefined, UndefinedError

from face_guide.errors import FaceGuideError
from tools.build_models import read_words
from tools.compile_content import read_language, read_toml
from tools.documents import publish
from tools.model_schema import read_contract
from tools.paths import CONTENT, ROOT
from tools.review_data import (
    LEVELS,
    SIGNED,
    condition,
    hazards,
    lines,
    unsigned,
    weak,
)
from tools.templates import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TEMPLATE = Path(__file__).with_name("safety.md.j2")
DOCUMENT = ROOT / "docs" / "safety.md"

JUDGEMENT = "judgement"
"""The source that is our own reading of the others."""

Table = dict[str, Any]


class SafetyError(FaceGuideError):
    """The document cannot be built: `file: key: what to do`."""


class Entry(NamedTuple):
    """A rule or statement that names its sources."""

    file: str
    id: str
    table: Table


def render(content: Path = CONTENT) -> str:
    """Return the document.

    Raises:
        SafetyError: A file of rules or words is broken or lacks a key.
        ModelError: A file of the interaction model is broken.
    """
    environment = Environment(  # noqa: S701 (Markdown, in which nothing is escaped)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters = (by_level, cited, condition, needed, resting, weights)
    environment.filters |= {filter_.__name__: filter_ for filter_ in filters}
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    try:
        return template.render(load(content))
    except UndefinedError as error:
        raise SafetyError(
            f"{TEMPLATE.name}: {error}; run the tests, they name the file that lacks it"
        ) from None


def load(content: Path) -> Table:
    """Return what the template shows."""
    rules = read_toml(content / "rules.toml")
    entries = [*_rules(rules), *_statements(content / "en")]
    sources = read_toml(content / "sources.toml")
    to_sign = [line for line in lines(content) if line.group in SIGNED]
    return {
        "content": CONTENT.relative_to(ROOT).as_posix(),
        "entries": entries,
        "hazards": hazards(content),
        "example_utterances": _example_utterances(rules["sign"]),
        "places": dict(_places(content)),
        "reviewed": [e.table["reviewed"] for e in entries if "reviewed" in e.table],
        "rules": rules,
        "signed": len(to_sign) - len(list(unsigned(to_sign, content))),
        "sources": sources,
        "statements": {entry.id: entry.table for entry in entries},
        "steps": {
            entry.id: entry.table
            for entry in entries
            if entry.id.startswith("meanwhile.")
        },
        "to_sign": to_sign,
        "weak": [
            line
            for line in to_sign
            if line.group in ("emergency", "crisis", "urgent")
            and weak(line.sources, sources)
        ],
    }


def by_level(entries: Table) -> list[tuple[str, Table]]:
    """Sort rules, the highest level first.

    Raises:
        SafetyError: A rule has no level, or one that there is not.
    """
    for id_, entry in entries.items():
        if entry.get("level") not in LEVELS:
            levels = ", ".join(LEVELS)
            raise SafetyError(f"rules.toml: {id_}.level: write one of {levels}")
    return sorted(entries.items(), key=lambda item: LEVELS.index(item[1]["level"]))


def cited(sources: Iterable[str]) -> str:
    """Return links to sources; the document defines where they lead.

    Example:
        >>> cited(["befast", "judgement"])
        '[befast], **judgement**'
    """
    return ", ".join(
        f"**{id_}**" if id_ == JUDGEMENT else f"[{id_}]" for id_ in sources
    )


def weights(slots: dict[str, dict[str, int]]) -> str:
    """Return the answers that speak for or against a cause.

    Example:
        >>> weights({"trigger": {"new_drug": 5, "alcohol": 1}})
        'trigger: new drug 5, alcohol 1'
    """
    by_slot = (
        f"{slot}: {', '.join(f'{id_} {weight}' for id_, weight in answers.items())}"
        for slot, answers in slots.items()
    )
    return "; ".join(by_slot).replace("_", " ")


def needed(needs: Iterable[dict[str, list[str]]]) -> str:
    """Return what must have been said before a cause is named.

    Example:
        >>> needed([{"symptom": ["ripple"]}, {"background": ["ms_known"]}])
        'symptom: ripple, or background: ms known'
    """
    return ", or ".join(condition({"when": one}) for one in needs)


def resting(entries: Iterable[Entry], *, alone: bool) -> dict[str, list[str]]:
    """Return the ids of what rests on judgement, alone or beside sources, by file."""
    found: dict[str, list[str]] = {}
    for entry in entries:
        named = entry.table["sources"]
        if JUDGEMENT in named and (named == [JUDGEMENT]) == alone:
            found.setdefault(entry.file, []).append(entry.id)
    return found


def _rules(rules: Table) -> Iterator[Entry]:
    for table, entries in rules.items():
        for id_, entry in entries.items():
            if isinstance(entry, dict) and "sources" in entry:
                yield Entry("rules.toml", f"{table}.{id_}", entry)


def _statements(language: Path) -> Iterator[Entry]:
    for id_, (file, value) in read_language(language).items():
        if isinstance(value, dict) and "sources" in value:
            yield Entry(file, id_, value)


def _places(content: Path) -> Iterator[tuple[str, Table]]:
    """Yield the words of each locale's place, then those of any other."""
    base = read_toml(content / "en" / "people.toml").get("place", {})
    for overlay in sorted(content.glob("en-*.toml")):
        yield f"`{overlay.stem}`", base | read_toml(overlay).get("place", {})
    yield "any other", base


def _example_utterances(signs: Iterable[str]) -> dict[str, str]:
    words = read_words("en-US", read_contract())
    found = {id_: words.phrases("type", "WARNING_SIGN", "values", id_) for id_ in signs}
    if silent := [id_ for id_, phrases in found.items() if not phrases]:
        key = f"type.WARNING_SIGN.values.{silent[0]}"
        raise SafetyError(f"en.toml: {key}: has no words; write at least one")
    return {id_: phrases[0] for id_, phrases in found.items()}


def main(arguments: list[str] | None = None) -> int:
    """Build or check; return the exit code."""
    options = _options(arguments)
    try:
        publish(
            {options.document: render(options.content)},
            is_check=options.check,
            made="the rules and words build",
            module="tools.build_safety",
        )
    except (FaceGuideError, ModelError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    summary = (__doc__ or "").splitlines()[0]
    parser = argparse.ArgumentParser(
        "python -m tools.build_safety", description=summary
    )
    help_ = "write nothing; fail when the document is not up to date"
    parser.add_argument("--check", action="store_true", help=help_)
    parser.add_argument("--document", type=Path, default=DOCUMENT)
    parser.add_argument("--content", type=Path, default=CONTENT, help="rules and words")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
