"""docs/safety.md is what rules and words build; the proofs it names are there."""

from __future__ import annotations

import ast
import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools import build_safety
from tools.build_safety import DOCUMENT, load, render
from tools.paths import CONTENT, ROOT
from tools.review_data import LEVELS, hazards

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENTS = [DOCUMENT, ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
NAMED = re.compile(r"`(tests/[\w/.-]+\.(?:py|toml))(?:::(\w+))?")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
ANCHOR = re.compile(r"\]\(#([^)]+)\)")


@pytest.fixture(scope="module")
def document() -> str:
    return render()


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Return a copy of the rules and words, free to be spoiled."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def section(document: str, heading: str) -> str:
    return document.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def table(document: str, heading: str) -> list[list[str]]:
    """Return the rows of a section's table, cell by cell, without its head."""
    lines = section(document, heading).splitlines()
    rows = [line for line in lines if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows[2:]]


def ids(document: str, heading: str) -> set[str]:
    return {row[0].strip("`") for row in table(document, heading)}


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def functions(file: Path) -> set[str]:
    return {
        node.name
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.FunctionDef)
    }


def named(document: Path) -> Iterator[tuple[str, str]]:
    """Each test that a document names: its file and, if given, its function."""
    return (
        (file, name)
        for file, name in NAMED.findall(document.read_text(encoding="utf-8"))
    )


def test_the_document_is_what_the_rules_and_words_build() -> None:
    assert build_safety.main(["--check"]) == 0


def test_it_starts_with_five_lines_that_say_where_to_start(document: str) -> None:
    first = document.partition("\n## ")[2]
    assert first.startswith("Start here\n")
    start = section(document, "Start here").strip().splitlines()
    assert [line[:2] for line in start] == ["1.", "2.", "3.", "4.", "5."]


UNDECIDED = (
    "It is general information. Its regulatory status has not been decided. "
    "Ask a qualified adviser before you offer it."
)


@pytest.mark.parametrize(
    "file",
    ["docs/safety.md", "README.md", "docs/terms.md", "skill-package/skill.json"],
)
def test_no_page_decides_the_regulatory_status(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    texts = [text]
    if file.endswith(".json"):
        shown = json.loads(text)["manifest"]["publishingInformation"]["locales"]
        texts = [locale["description"] for locale in shown.values()]
        assert len(texts) == 5
    for one in texts:
        assert UNDECIDED in re.sub(r"[>\s]+", " ", one)
        assert "medical device" not in one


def test_the_hazard_log_is_told_as_it_stands(document: str) -> None:
    rows = table(document, "Hazards")
    log = hazards()
    assert [row[0] for row in rows] == list(log)
    nobody = [id_ for id_, one in log.items() if not one.accepted_by]
    assert [row[0] for row in rows if row[5] == "nobody yet"] == nobody


def test_each_hazard_names_a_proof(document: str) -> None:
    _, *sections = section(document, "Hazards").split("\n### ")
    assert len(sections) == len(hazards())
    assert not [
        section.splitlines()[0] for section in sections if not NAMED.search(section)
    ]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_each_test_that_a_document_names_is_there(document: Path) -> None:
    lost = [
        f"{file}::{name}"
        for file, name in named(document)
        if not (ROOT / file).is_file() or (name and name not in functions(ROOT / file))
    ]
    assert not lost


def slug(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    return re.sub(r"[^\w -]", "", heading.strip("# ")).lower().replace(" ", "-")


@pytest.mark.parametrize(
    "document", [*DOCUMENTS, ROOT / "CHANGELOG.md"], ids=lambda file: file.name
)
def test_each_link_of_a_document_leads_somewhere(document: Path) -> None:
    text = re.sub(r"(?ms)^```.*?^```", "", document.read_text(encoding="utf-8"))
    headings = {slug(line) for line in re.findall(r"^#+ .*", text, re.MULTILINE)}
    assert not [
        link for link in LINK.findall(text) if not (document.parent / link).exists()
    ]
    assert not [anchor for anchor in ANCHOR.findall(text) if anchor not in headings]


def test_every_sign_rule_question_cause_and_line_has_a_row(document: str) -> None:
    rules = load(CONTENT)["rules"]
    assert ids(document, "Warning signs") == set(rules["sign"])
    assert ids(document, "Rules that give a level") == set(rules["rule"])
    assert ids(document, "Causes") == set(rules["cause"])
    asked = {id_ for id_, one in rules["question"].items() if one["kind"] != "offer"}
    assert ids(document, "Questions of the check") == asked
    entries = [*rules["sign"].values(), *rules["rule"].values()]
    spoken = {entry["warning"] for entry in entries if "warning" in entry}
    assert spoken <= ids(document, "What is said")


def test_the_highest_level_comes_first(document: str) -> None:
    for heading in ("Warning signs", "Rules that give a level"):
        levels = [LEVELS.index(row[2]) for row in table(document, heading)]
        assert levels == sorted(levels)


def test_whatever_rests_on_judgement_is_listed(document: str) -> None:
    listed = "".join(
        line
        for line in section(document, "What awaits a clinician").splitlines()
        if re.match(r"- [\w/]+\.toml \(\d+\): ", line)
    )
    sources = {entry.id: entry.table["sources"] for entry in load(CONTENT)["entries"]}
    resting = [id_ for id_, named in sources.items() if "judgement" in named]
    assert len(resting) > 100
    assert sorted(re.findall(r"`([^`]+)`", listed)) == sorted(resting)


def test_each_source_that_is_cited_has_its_address(document: str) -> None:
    cited = set(re.findall(r"\[(\w+)\](?![:(])", document))
    defined = set(re.findall(r"^\[(\w+)\]: \S+$", document, re.MULTILINE))
    assert len(cited) > 50
    assert cited <= defined


@pytest.mark.parametrize(
    ("old", "new"),
    [("| emergency |", "| urgent |"), ("It is general information.", "It is advice.")],
)
def test_a_document_that_drifts_fails_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str
) -> None:
    file = Path(shutil.copy(DOCUMENT, tmp_path))
    spoil(file, old, new)
    assert build_safety.main(["--check", "--document", str(file)]) == 1
    assert re.fullmatch(r"safety\.md: .*tools\.build_safety\n", capsys.readouterr().err)
    assert build_safety.main(["--document", str(file)]) == 0
    assert file.read_bytes() == DOCUMENT.read_bytes()


@pytest.mark.parametrize(
    ("file", "change", "line"),
    [
        ("rules.toml", "[sign.face_droop] -> [sign.frown]", "en.toml: .*frown: has no"),
        ("rules.toml", 'level = "emergency" -> ', "rules.toml: face_droop.level: "),
        ("rules.toml", '"urgent" -> "urgently"', "rules.toml: tingling.level: "),
        ("hazards.toml", "owner = -> boss =", "hazards.toml: H-01.owner: missing"),
        ("hazards.toml", "severity = 5 -> severity = 6", "hazards.toml: H-01.before.*"),
        ("rules.toml", "[cause.stroke] -> [cause.stroke", "rules.toml: cannot be "),
        ("en/people.toml", "same_day = -> that_day =", "en-AU.toml: place.same_day: "),
        ("en/questions.toml", "[ask.location] -> [ask.a]", ".*j2: .*'ask.location'"),
    ],
)
def test_rules_or_words_that_lack_something_are_one_line(
    content: Path, capsys: pytest.CaptureFixture[str], file: str, change: str, line: str
) -> None:
    spoil(content / file, *change.split(" -> "))
    target = content / "safety.md"
    arguments = ["--content", str(content), "--document", str(target)]
    assert build_safety.main(arguments) == 1
    assert re.fullmatch(rf"{line}.*\n", capsys.readouterr().err)
    assert not target.exists()


def test_no_cell_breaks_its_table(content: Path) -> None:
    spoil(content / "en-GB.toml", "nine nine nine", "nine | nine | nine")
    rows = table(render(content), "Numbers by locale")
    assert {len(row) for row in rows} == {4}
    assert any("nine &#124; nine" in cell for row in rows for cell in row)
