"""docs/safety.md is what the rules and words build, and every proof that a document names is there."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools import build_safety
from tools.build_safety import Book, SafetyError, build, read

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "docs" / "safety.md", ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
NAMED = re.compile(r"`(tests/[\w/.-]+\.(?:py|toml))(?:::(\w+))?")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
ANCHOR = re.compile(r"\]\(#([^)]+)\)")


@pytest.fixture(scope="module")
def book() -> Book:
    return read()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the document, free to be spoiled."""
    file = tmp_path / "safety.md"
    file.write_bytes(build_safety.DOCUMENT.read_bytes())
    return file


def table(name: str, book: Book) -> list[list[str]]:
    """The rows of a table, cell by cell, without its head."""
    rows = [
        line
        for line in build_safety.TABLES[name](book).splitlines()
        if line.startswith("|")
    ]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows[2:]]


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


def test_each_hazard_names_a_proof() -> None:
    hazards = (
        build_safety.DOCUMENT.read_text(encoding="utf-8")
        .partition("## Hazards")[2]
        .partition("\n## ")[0]
    )
    _, *sections = hazards.split("\n### ")
    assert len(sections) >= 10
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
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w -]", "", heading.strip("# ")).lower().replace(" ", "-")


@pytest.mark.parametrize(
    "document", [*DOCUMENTS, ROOT / "CHANGELOG.md"], ids=lambda file: file.name
)
def test_each_link_of_a_document_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    headings = {slug(line) for line in re.findall(r"^#+ .*", text, re.MULTILINE)}
    assert not [
        link for link in LINK.findall(text) if not (document.parent / link).exists()
    ]
    assert not [anchor for anchor in ANCHOR.findall(text) if anchor not in headings]


def test_every_sign_rule_question_cause_and_line_has_a_row(book: Book) -> None:
    for name, of in {"signs": "sign", "rules": "rule", "causes": "cause"}.items():
        assert {row[0].strip("`") for row in table(name, book)} == set(book.rules[of])
    asked = {
        id_
        for id_, question in book.rules["question"].items()
        if question["kind"] != "offer"
    }
    assert {row[0].strip("`") for row in table("questions", book)} == asked
    spoken = {
        entry["warning"]
        for of in ("sign", "rule")
        for entry in book.rules[of].values()
        if "warning" in entry
    }
    assert spoken <= {row[0].strip("`") for row in table("lines", book)}


def test_the_highest_level_comes_first(book: Book) -> None:
    levels = [build_safety.LEVELS.index(row[2]) for row in table("signs", book)]
    assert levels == sorted(levels)


def test_whatever_rests_on_judgement_is_listed(book: Book) -> None:
    listed = build_safety.judgement(book)
    resting = [
        entry.id for entry in book.entries if "judgement" in entry.table["sources"]
    ]
    assert len(resting) > 100
    assert all(f"`{id_}`" in listed for id_ in resting)
    assert listed.count("`") == 2 * len(resting)


def test_each_source_that_a_table_cites_has_its_address(book: Book) -> None:
    tables = {name: make(book) for name, make in build_safety.TABLES.items()}
    cited = {
        id_ for text in tables.values() for id_ in re.findall(r"\[(\w+)\](?!:)", text)
    }
    defined = set(re.findall(r"^\[(\w+)\]: \S+$", tables["sources"], re.MULTILINE))
    assert cited <= defined


def test_a_row_that_drifts_fails_with_one_line(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy.write_text(
        copy.read_text(encoding="utf-8").replace("| emergency |", "| urgent |", 1),
        encoding="utf-8",
    )
    assert build_safety.main(["--check", "--document", str(copy)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert build_safety.main(["--document", str(copy)]) == 0
    assert copy.read_bytes() == build_safety.DOCUMENT.read_bytes()


@pytest.mark.parametrize(
    ("old", "new"), [("built: signs", "built: sings"), ("<!-- built: rules -->", "")]
)
def test_a_lost_or_unknown_table_is_named(
    book: Book, copy: Path, old: str, new: str
) -> None:
    text = copy.read_text(encoding="utf-8")
    with pytest.raises(SafetyError, match=r"^safety\.md: .*(sings|rules)"):
        build(text.replace(old, new), book)


def test_a_lost_table_is_one_line_and_writes_nothing(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = copy.read_text(encoding="utf-8").replace("built: signs", "built: sings")
    copy.write_text(text, encoding="utf-8")
    assert build_safety.main(["--document", str(copy)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert copy.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[sign.face_droop]", "[sign.unheard_of]"),
        ('level = "emergency"', ""),
        ("[cause.stroke]", "[cause.stroke"),
    ],
)
def test_rules_that_cannot_be_read_are_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str
) -> None:
    content = tmp_path / "content"
    shutil.copytree(build_safety.CONTENT, content)
    rules = (content / "rules.toml").read_text(encoding="utf-8")
    (content / "rules.toml").write_text(rules.replace(old, new, 1), encoding="utf-8")
    assert build_safety.main(["--check", "--content", str(content)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_no_cell_breaks_its_table() -> None:
    rows = build_safety._table(("a", "b"), [("x|y", "z")]).splitlines()
    assert {row.count("|") for row in rows} == {3}
