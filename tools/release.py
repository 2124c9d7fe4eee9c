"""Look for what stands between this version and its release.

    python -m tools.release       # one line for each thing that is not ready

`make release-check` runs it after all tests. The version is in pyproject.toml and
nowhere else; CHANGELOG.md has a heading for it.
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

if TYPE_CHECKING:
    from collections.abc import Iterator

REVIEW_HOLDS = timedelta(days=365)
"""How long a review of medical words holds."""


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


def main() -> int:
    """Look; return the exit code."""
    lines = [
        *build_models.stale(),
        *lint_manifest.lint(),
        *lint_manifest.unfinished(),
        *changelog(),
        *overdue(datetime.now(UTC).date()),
        *packaged(),
    ]
    print(*lines, sep="\n", end="\n" if lines else "", file=sys.stderr)
    if not lines:
        print(f"face-guide {version()} is ready: {package.TARGET.relative_to(ROOT)}")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
