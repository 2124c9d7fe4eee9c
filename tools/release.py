"""Look for what stands between this version and its release.

    python -m tools.release       # how many, by group, then one line for each

What only a person can do is named too: a look at each live page, a clinician's name
for each line. `make release-check` runs it after all tests. The version is in
pyproject.toml and nowhere else; CHANGELOG.md has a heading for it.
"""

from __future__ import annotations

import re
import sys
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from face_guide.prompts import HOME, Prompts, locales
from tools import build_models, lint_manifest, package
from tools.compile_content import read_toml
from tools.paths import CONTENT, ROOT
from tools.review_data import lines, live_checks, unsigned, weak

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

REVIEW_HOLDS = timedelta(days=365)
"""How long a review of medical words holds."""
SEEN_HOLDS = timedelta(days=90)
"""How long a look at a live page holds."""


def version(project: Path = ROOT) -> str:
    """Return the version of the project."""
    text = (project / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])


def changelog(project: Path = ROOT) -> Iterator[str]:
    """Yield what the changelog lacks: a dated heading for this version."""
    number = version(project)
    text = (project / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = re.search(rf"^## {re.escape(number)}(.*)$", text, re.MULTILINE)
    if not heading:
        yield f"CHANGELOG.md: {number}: add ## {number} and what changed for a listener"
    elif not re.search(r"\d{4}-\d{2}-\d{2}", heading[1]):
        yield f"CHANGELOG.md: {number}: has no date; add the day of the release"


def overdue(today: date) -> Iterator[str]:
    """Yield the statements and rules whose review is too old or yet to come."""
    for place, reviewed in dict.fromkeys(_reviews()):
        if not today - REVIEW_HOLDS <= reviewed <= today:
            yield f"{place}: was reviewed on {reviewed}; read its sources again"


def _reviews() -> Iterator[tuple[str, date]]:
    for locale in (HOME, *locales()):
        for id_, statement in Prompts.load(locale).statements.items():
            if statement.reviewed:
                yield id_, statement.reviewed
    for table, entries in read_toml(CONTENT / "rules.toml").items():
        for id_, entry in entries.items():
            reviewed = entry.get("reviewed") if isinstance(entry, dict) else None
            if isinstance(reviewed, date):
                yield f"rules.toml: {table}.{id_}", reviewed


def unseen(today: date, content: Path = CONTENT) -> Iterator[str]:
    """Yield what nobody has seen on its live page lately: locale, item, page, day."""
    for one in live_checks(content):
        if one.seen is None or not today - SEEN_HOLDS <= one.seen <= today:
            day = f"seen on {one.seen}" if one.seen else "never seen live"
            yield f"{one.locale}: {one.group}: {one.item}: {one.page}: {day}"


def copied(content: Path = CONTENT) -> Iterator[str]:
    """Yield the sources that were not read on the publisher's own page of today."""
    for id_, source in read_toml(content / "sources.toml").items():
        if "url" in source and source.get("seen") != "live":
            url, read = source["url"], "was read as a copy"
            yield f"sources.toml: {id_}: {read}; look at the live page: {url}"


def due(today: date, content: Path = CONTENT) -> Iterator[str]:
    """Yield the sources whose publisher meant to review them by now."""
    for id_, source in read_toml(content / "sources.toml").items():
        day = source.get("source_due")
        if isinstance(day, date) and day < today:
            yield f"sources.toml: {id_}: was due on {day}; read the new page"


def weakly_sourced(content: Path = CONTENT) -> Iterator[str]:
    """Yield the urgent and emergency lines that no source of weight carries."""
    sources = read_toml(content / "sources.toml")
    for line in lines(content):
        grave = line.group in ("emergency", "crisis", "urgent")
        if grave and weak(line.sources, sources):
            named = ", ".join(line.sources) or "nothing"
            yield f"{line.id}: {line.group}: rests on {named} alone; find a better one"


def not_signed(content: Path = CONTENT) -> Iterator[str]:
    """Yield the lines that have no clinician's name and day for their words of now."""
    for line, why in unsigned(lines(content), content):
        yield f"{line.id}: {line.group}: {why}; its hash is {line.hash}"


def packaged() -> Iterator[str]:
    """Yield why there is no package that comes out the same twice.

    It is written where `make package` writes it.
    """
    python = package.runtime_python()
    if python is None:
        yield f"package: there is no python{package.RUNTIME}; see `make package`"
        return
    try:
        first = package.build(python).read_bytes()
        with TemporaryDirectory() as scratch:
            again = package.build(python, target=Path(scratch, package.TARGET.name))
            same = first == again.read_bytes()
    except package.PackageError as error:
        yield f"package: {error}"
        return
    if not same:
        yield "package: two builds differ; look for what depends on time or place"


def findings(today: date) -> dict[str, list[str]]:
    """Return what a release lacks, by group."""
    return {
        "what is built, its version and addresses": [
            *build_models.stale(),
            *lint_manifest.lint(),
            *lint_manifest.unfinished(),
            *changelog(),
            *packaged(),
        ],
        "reviews that are too old": list(overdue(today)),
        "live pages that nobody has seen in 90 days": list(unseen(today)),
        "sources that are past their due date": list(due(today)),
        "urgent and emergency lines on weak sources alone": list(weakly_sourced()),
        "lines that no clinician has signed": list(not_signed()),
        "sources that were read as copies": list(copied()),
    }


def report(groups: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield how many there are of each group, then the groups line by line."""
    there = {name: found for name, found in groups.items() if found}
    for name, found in there.items():
        yield f"{len(found):5} {name}"
    for name, found in there.items():
        yield f"\n# {name}"
        yield from found


def main() -> int:
    """Look; return the exit code."""
    groups = findings(datetime.now(UTC).date())
    lacking = list(report(groups))
    print(*lacking, sep="\n", end="\n" if lacking else "", file=sys.stderr)
    if not lacking:
        print(f"face-guide {version()} is ready: {package.TARGET.relative_to(ROOT)}")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
