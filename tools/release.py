"""The last look before a release; `make release-check` runs it after all tests.

    python -m tools.release       # one line for each thing that is not ready

The version stands in pyproject.toml and nowhere else; CHANGELOG.md has a heading for it.
"""

from __future__ import annotations

import re
import sys
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tools import build_models, lint_manifest, package
from tools.compile_content import read_toml
from tools.paths import CONTENT

# isort: split
from face_guide.prompts import HOME, Prompts, locales

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
REVIEW = timedelta(days=365)
"""How long a review of medical words holds."""


def version(project: Path = ROOT) -> str:
    """The version of the project."""
    return str(
        tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))[
            "project"
        ]["version"]
    )


def changelog(project: Path = ROOT) -> Iterator[str]:
    """What the changelog lacks: a dated heading for this version."""
    number = version(project)
    heading = re.search(
        rf"^## {re.escape(number)}(.*)$",
        (project / "CHANGELOG.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    if not heading:
        yield f"CHANGELOG.md: has no heading for {number}; add ## {number} and what changed for a listener"
    elif not re.search(r"\d{4}-\d{2}-\d{2}", heading[1]):
        yield f"CHANGELOG.md: {number}: has no date; put the day of the release in place of{heading[1] or ' nothing'}"


def overdue(today: date) -> Iterator[str]:
    """Statements and rules whose next review was due before today, or whose review is still to come."""
    reviews: dict[str, object] = {}
    for known in (HOME, *locales()):
        said = Prompts.load(known).statements
        reviews |= {
            id_: one.reviewed for id_, one in said.items() if id_ not in reviews
        }
    for table, entries in read_toml(CONTENT / "rules.toml").items():
        reviews |= {
            f"rules.toml: {table}.{id_}": entry.get("reviewed")
            for id_, entry in entries.items()
            if isinstance(entry, dict)
        }
    for place, reviewed in reviews.items():
        if isinstance(reviewed, date) and not today - REVIEW <= reviewed <= today:
            yield f"{place}: was reviewed on {reviewed}; look at its sources again and put the day"


def packaged() -> Iterator[str]:
    """Whether the package can be built and comes out the same twice. It is written where `make package` writes it."""
    python = package.runtime_python()
    if python is None:
        yield f"package: there is no python{package.RUNTIME}; see `make package`"
        return
    try:
        first = package.build(python).read_bytes()
        with TemporaryDirectory() as scratch:
            second = package.build(
                python, target=Path(scratch, package.TARGET.name)
            ).read_bytes()
    except package.PackageError as error:
        yield from (f"package: {line}" for line in str(error).splitlines())
        return
    if first != second:
        yield "package: two builds differ; look for what depends on time or place"


def main() -> int:
    """Look; returns the exit code."""
    today = datetime.now(UTC).date()
    lines = [
        *build_models.stale(),
        *lint_manifest.lint(),
        *lint_manifest.unfinished(),
        *changelog(),
        *overdue(today),
        *packaged(),
    ]
    print(*lines, sep="\n", end="\n" if lines else "", file=sys.stderr)
    if not lines:
        print(f"face-guide {version()} is ready: {package.TARGET.relative_to(ROOT)}")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
