"""What stands between a version and its release."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from face_guide.prompts import Prompts, locales
from tools import package, release
from tools.paths import CONTENT
from tools.review_data import SIGNED, lines, live_checks

if TYPE_CHECKING:
    from collections.abc import Mapping

TODAY = date(2026, 12, 1)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Return a copy of the rules and words, free to be changed."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


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


def test_what_was_not_seen_live_is_named(content: Path) -> None:
    """Section by section: numbers, text routes, policies and decisions."""
    file = content / "live_checks.toml"
    check = '[[check]]\ngroup = "crisis line"\nlocale = "en-US"\nitem = "988"\n'
    row = f'{check}page = "https://988lifeline.org/"\n'
    days = {
        "": "never seen live",
        "seen = 2026-08-01\n": "seen on 2026-08-01",
        "seen = 2027-01-01\n": "seen on 2027-01-01",
        "seen = 2026-11-30\n": None,
        "seen = 2026-09-02\n": None,
    }
    for day, told in days.items():
        file.write_text(row + day, encoding="utf-8")
        named = f"en-US: crisis line: 988: https://988lifeline.org/: {told}"
        assert list(release.unseen(TODAY, content)) == ([named] if told else [])


@pytest.mark.parametrize("group", ["emergency number", "same-day line", "text route"])
def test_each_locale_has_its_live_checks(group: str) -> None:
    named = {one.locale for one in live_checks() if one.group == group}
    assert set(locales()) <= named


def test_crisis_lines_policies_and_decisions_are_checked_live() -> None:
    checks = [(one.group, one.locale, one.item) for one in live_checks()]
    crisis = {locale for group, locale, _ in checks if group == "crisis line"}
    assert crisis == set(locales())
    assert sum(group == "platform policy" for group, *_ in checks) == 2
    assert sum(group == "decision" for group, *_ in checks) == 2


def test_each_number_that_is_spoken_is_checked_live() -> None:
    for locale in locales():
        words = Prompts.load(locale)
        items = " ".join(
            one.item for one in live_checks() if one.locale == locale
        ).replace(" ", "")
        spoken = f"{words.word('place.emergency')}, call {words.word('place.crisis')}"
        said = re.findall(r"\w+", spoken.replace("triple zero", "zero zero zero"))
        digits = "".join(DIGITS.get(word, " ") for word in said)
        numbers = {number for number in digits.split() if len(number) > 2}
        assert numbers
        assert all(number in items for number in numbers), (locale, numbers, items)


DIGITS = dict(
    zip(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
        ],
        "0123456789",
        strict=True,
    )
)


def source(content: Path, keys: str) -> None:
    file = content / "sources.toml"
    text = file.read_text(encoding="utf-8")
    row = f'\n[a_page]\nname = "a page"\nurl = "https://a.example/"\n{keys}\n'
    file.write_text(text + row, encoding="utf-8")


@pytest.mark.parametrize(
    ("keys", "named"),
    [("", True), ('seen = "copy"', True), ('seen = "live"', False)],
)
def test_a_source_that_was_read_as_a_copy_is_named(
    content: Path, keys: str, *, named: bool
) -> None:
    source(content, f'kind = "P"\n{keys}')
    found = [line for line in release.copied(content) if "a_page" in line]
    assert bool(found) == named
    assert all("https://a.example/" in line for line in found)


def test_a_source_that_is_due_is_named(content: Path) -> None:
    source(content, 'kind = "P"\nsource_due = 2026-11-30')
    named = [line for line in release.due(TODAY, content) if "a_page" in line]
    assert len(named) == 1
    before = release.due(date(2026, 11, 30), content)
    assert not [line for line in before if "a_page" in line]


@pytest.mark.parametrize(
    ("keys", "is_weak"),
    [
        ('kind = "N"', True),
        ('kind = "K"', True),
        ('kind = "P"', False),
        ('kind = "P"\ngrade = "D"', False),
        ('kind = "M"\ngrade = "J"', True),
    ],
)
def test_a_grave_line_on_weak_sources_alone_is_named(
    content: Path, keys: str, *, is_weak: bool
) -> None:
    source(content, keys)
    file = content / "en" / "warnings.toml"
    text = file.read_text(encoding="utf-8")
    start, _, rest = text.partition("[warning.stroke]")
    own, sources, after = re.split(
        r"(^sources = .*$)", rest, maxsplit=1, flags=re.MULTILINE
    )
    assert sources
    mended = f'{start}[warning.stroke]{own}sources = ["a_page", "judgement"]{after}'
    file.write_text(mended, encoding="utf-8")
    named = [line.partition(":")[0] for line in release.weakly_sourced(content)]
    assert ("warning.stroke" in named) == is_weak


def test_each_line_without_a_clinicians_name_is_named() -> None:
    named = {line.partition(":")[0] for line in release.not_signed()}
    wanted = {line.id for line in lines() if line.group in SIGNED}
    assert named == wanted
    assert {"warning.stroke", "warning.suicidal", "warning.tingling"} <= named
    assert {"level.self_care", "medicine_safety"} <= named


def test_the_report_counts_first_then_names_each() -> None:
    groups: Mapping[str, list[str]] = {"pages": ["a", "b"], "none": [], "names": ["c"]}
    assert list(release.report(groups)) == [
        *("    2 pages", "    1 names"),
        *("\n# pages", "a", "b", "\n# names", "c"),
    ]
    assert list(release.report({"none": []})) == []


@pytest.mark.parametrize(("found", "code"), [([], 0), (["a: b"], 1)])
def test_whatever_is_lacking_fails_the_check(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    found: list[str],
    code: int,
) -> None:
    monkeypatch.setattr(release, "findings", lambda _: {"things": found})
    assert release.main() == code
    said = capsys.readouterr()
    assert ("is ready" in said.out) == (not found)
    assert all(line in said.err for line in found)


def test_every_kind_of_finding_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "packaged", lambda: iter(()))
    groups = release.findings(TODAY)
    joined = "\n".join(line for found in groups.values() for line in found)
    for named in ("emergency number: 911", "regulatory status", "warning.stroke"):
        assert named in joined
