"""Build the review pack: one printable page for each line that a clinician signs.

    python -m tools.review_pack     # writes build/review-pack/review-pack.html

After the lines stand the rules as one decision table, then the hazard log. It is one
file of HTML that loads nothing; a browser prints it. The text is in
review_pack.html.j2, beside this file.
"""

from __future__ import annotations

import argparse
import re
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import Environment, StrictUndefined, UndefinedError

from face_guide.errors import FaceGuideError
from tools.compile_content import read_toml
from tools.paths import CONTENT, MODELS, ROOT
from tools.release import version
from tools.review_data import (
    CARED_FOR,
    FIELDS,
    LEVELS,
    SIGNED,
    Line,
    Spoken,
    condition,
    hazards,
    heard,
    lines,
    phrases,
    rests_on_judgement,
    unsigned,
    weak,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

TEMPLATE = Path(__file__).with_name("review_pack.html.j2")
DOCUMENT = ROOT / "build" / "review-pack" / "review-pack.html"
FIRST = "en-US"
"""The locale whose words are shown in full."""
MAX_PHRASES = 20
"""How many of the phrases that trigger a line are shown."""
Table = dict[str, Any]


class PackError(FaceGuideError):
    """The pack cannot be built: `file: key: what to do`."""


class SourceRow(NamedTuple):
    """A source as a reviewer needs it."""

    id: str
    name: str
    url: str | None
    kind: str
    grade: str | None
    seen: str | None
    due: date | None


class Decision(NamedTuple):
    """A rule as a row of the decision table."""

    id: str
    when: str
    level: str
    within: str
    warning: str
    sources: tuple[str, ...]


class Page(NamedTuple):
    """A line with all that stands on its page."""

    line: Line
    spoken: list[tuple[str, list[tuple[Spoken, str]]]]
    """Field to its forms, each with what of it is shown."""
    phrases: list[str]
    more: int
    sources: list[SourceRow]
    judgement: str
    weak: bool
    unsigned: str | None


def render(content: Path = CONTENT, models: Path = MODELS) -> str:
    """Return the document.

    Raises:
        ContentError: A file of rules, words, hazards or signatures is broken.
        PackError: The models were not built, or the template lacks a value.
    """
    said = heard(models)
    if not said:
        raise PackError(f"{models.name}: holds no model; run make models")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["places"] = places
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    try:
        return template.render(load(content, said))
    except UndefinedError as error:
        raise PackError(f"{TEMPLATE.name}: {error}; mend the template") from None


def load(content: Path, said: Mapping[str, Mapping[str, list[str]]]) -> Table:
    """Return what the template shows."""
    rules = read_toml(content / "rules.toml")
    sources = read_toml(content / "sources.toml")
    found = lines(content)
    open_ = {line.id: why for line, why in unsigned(found, content)}
    pages = [_page(line, sources, said, open_) for line in found]
    return {
        "cared_for": CARED_FOR,
        "decisions": decisions(rules),
        "first": FIRST,
        "groups": [
            (group, list(members))
            for group, members in groupby(pages, lambda page: page.line.group)
        ],
        "hazards": hazards(content),
        "open": len(open_),
        "pages": pages,
        "sources": {id_: _source(id_, sources) for id_ in sources},
        "to_sign": sum(line.group in SIGNED for line in found),
        "version": version(),
    }


def decisions(rules: Table) -> list[Decision]:
    """Return the rules, the highest level first."""
    rows = [*_signs(rules["sign"]), *_rules(rules["rule"])]
    return sorted(rows, key=lambda row: LEVELS.index(row.level))


def places(locales: Iterable[str], everywhere: int = 5) -> str:
    """Return where words are heard.

    Example:
        >>> places(["en-GB", "en-AU"])
        'en-GB, en-AU'
        >>> places(["en-GB"], everywhere=1)
        'all locales'
    """
    named = list(locales)
    return "all locales" if len(named) == everywhere else ", ".join(named)


def _page(
    line: Line,
    sources: Mapping[str, Table],
    said: Mapping[str, Mapping[str, list[str]]],
    open_: Mapping[str, str],
) -> Page:
    triggers = phrases(line, said)
    by_field = [(field, list(_shown(field, line.spoken))) for field in FIELDS]
    return Page(
        line,
        [(field, spoken) for field, spoken in by_field if spoken],
        triggers[:MAX_PHRASES],
        len(triggers[MAX_PHRASES:]),
        [_source(id_, sources) for id_ in line.sources],
        rests_on_judgement(line),
        weak(line.sources, sources),
        open_.get(line.id),
    )


def _shown(field: str, spoken: Iterable[Spoken]) -> Iterator[tuple[Spoken, str]]:
    """Yield a field's words: first in full, then the sentences that are new."""
    there: set[str] = set()
    own = [one for one in spoken if one.field == field]
    for one in sorted(own, key=lambda one: FIRST not in one.locales):
        all_ = re.split(r"(?<=[.?!]) ", one.words)
        new = [sentence for sentence in all_ if sentence not in there]
        if new:
            yield one, " … ".join(new) if there else one.words
        there.update(new)


def _source(id_: str, sources: Mapping[str, Table]) -> SourceRow:
    row = sources.get(id_, {"name": "is not in sources.toml", "kind": "K"})
    return SourceRow(
        id_,
        row["name"],
        row.get("url"),
        row["kind"],
        row.get("grade"),
        row.get("seen"),
        row.get("source_due"),
    )


def _signs(signs: Mapping[str, Table]) -> Iterator[Decision]:
    for id_, sign in signs.items():
        when = f"warning sign: {id_.replace('_', ' ')}"
        yield _decision(f"sign.{id_}", when, sign)


def _rules(rules: Mapping[str, Table]) -> Iterator[Decision]:
    for id_, rule in rules.items():
        yield _decision(f"rule.{id_}", condition(rule), rule)


def _decision(id_: str, when: str, rule: Table) -> Decision:
    warning, within = rule.get("warning", ""), rule.get("within", "")
    return Decision(id_, when, rule["level"], within, warning, tuple(rule["sources"]))


def main(arguments: list[str] | None = None) -> int:
    """Build; return the exit code."""
    summary = (__doc__ or "").splitlines()[0]
    parser = argparse.ArgumentParser("python -m tools.review_pack", description=summary)
    parser.add_argument("--document", type=Path, default=DOCUMENT)
    parser.add_argument("--content", type=Path, default=CONTENT, help="rules and words")
    options = parser.parse_args(arguments)
    try:
        document = render(options.content)
    except FaceGuideError as error:
        print(error, file=sys.stderr)
        return 1
    options.document.parent.mkdir(parents=True, exist_ok=True)
    options.document.write_text(document, encoding="utf-8")
    print(f"{options.document}: open it in a browser and print it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
