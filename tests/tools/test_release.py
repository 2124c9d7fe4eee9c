"""What stands between a version and its release."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from face_guide.prompts import Prompts
from tools import package, release

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("# Changelog\n\n## 1.2.0 (2026-12-01)\n", ""),
        ("# Changelog\n\n## 1.1.0 (2026-12-01)\n", "1.2.0: add ## 1.2.0"),
        ("# Changelog\n\n## 1.2.0 (unreleased)\n", "has no date"),
    ],
)
def test_the_changelog_has_the_version_and_its_day(
    tmp_path: Path, text: str, finding: str
) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nversion = "1.2.0"\n', encoding="utf-8"
    )
    (tmp_path / "CHANGELOG.md").write_text(text, encoding="utf-8")
    lines = list(release.changelog(tmp_path))
    assert bool(lines) == bool(finding)
    assert all(finding in line for line in lines)


def test_words_are_due_a_year_after_their_review() -> None:
    reviewed = max(
        one.reviewed for one in Prompts.load("en").statements.values() if one.reviewed
    )
    assert list(release.overdue(reviewed)) == []
    late = list(release.overdue(reviewed + release.REVIEW_HOLDS + timedelta(days=1)))
    assert any("warning.stroke" in line for line in late)
    assert any("rules.toml: sign.face_droop" in line for line in late)


def test_a_review_that_is_still_to_come_is_no_review() -> None:
    assert list(release.overdue(date(2020, 1, 1)))


def test_the_version_stands_in_one_place() -> None:
    assert release.version().count(".") == 2


def test_a_package_that_comes_out_differently_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    count = iter("ab")

    def build(*_: object, **__: object) -> Path:
        written = tmp_path / "package.zip"
        written.write_text(next(count), encoding="utf-8")
        return written

    monkeypatch.setattr(package, "runtime_python", lambda: "python3.13")
    monkeypatch.setattr(package, "build", build)
    (line,) = release.packaged()
    assert "two builds differ" in line


def test_a_package_that_cannot_be_built_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def build(*_: object, **__: object) -> Path:
        raise package.PackageError("requirements.txt: no wheel")

    monkeypatch.setattr(package, "runtime_python", lambda: "python3.13")
    monkeypatch.setattr(package, "build", build)
    assert list(release.packaged()) == ["package: requirements.txt: no wheel"]


def test_without_lambdas_python_there_is_no_release(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(package, "runtime_python", lambda: None)
    (line,) = release.packaged()
    assert line.startswith("package: there is no python3.13")
