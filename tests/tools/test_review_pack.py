"""The review pack holds what a clinician has to see, in one file that loads nothing."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from face_guide.prompts import locales
from tools import review_pack
from tools.compile_content import read_toml
from tools.paths import CONTENT, ROOT
from tools.review_data import hazards, lines
from tools.review_pack import MAX_PHRASES, decisions, render

VOID = {"meta", "input", "br"}
LOADING = {"img", "script", "link", "iframe", "object", "embed", "source", "style"}


class Document(HTMLParser):
    """Reads a page: its tags in balance, its ids, its links and its text by section."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.words: dict[str, str] = {}
        self._section = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.attributes |= given.keys()
        if tag not in VOID:
            self.open.append(tag)
        if id_ := given.get("id"):
            self.ids.append(id_)
        if tag == "section":
            self._section = id_ or ""
        if tag == "a":
            self.links.append(given["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        self.words[self._section] = self.words.get(self._section, "") + data


@pytest.fixture(scope="module")
def text() -> str:
    return render()


@pytest.fixture(scope="module")
def document(text: str) -> Document:
    return Document(text)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Return a copy of the rules and words, free to be changed."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_its_tags_are_balanced_and_each_id_is_there_once(document: Document) -> None:
    assert document.faults == []
    assert document.open == []
    assert len(document.ids) == len(set(document.ids))


def test_every_line_has_a_page_with_its_words(document: Document) -> None:
    found = lines()
    assert len(found) > 60
    for line in found:
        page = squeezed(document.words[line.id])
        for one in line.spoken:
            for sentence in re.split(r"(?<=[.?!]) ", one.words):
                assert squeezed(sentence) in page
            if one.locales[-1] == "en-US" and one.form in ("anyone", "self"):
                assert squeezed(one.words) in page
        for name in ("Name", "Registration number", "Date", line.hash, line.level):
            assert name.replace("_", " ") in page or line.level in ("none", "any")
        for verdict in ("agree", "change", "remove"):
            assert verdict in page
        assert all(id_ in page for id_ in line.sources)


def test_every_urgent_and_emergency_line_and_every_question_is_there(
    document: Document,
) -> None:
    rules = read_toml(CONTENT / "rules.toml")
    entries = [*rules["sign"].values(), *rules["rule"].values()]
    warned = {f"warning.{one['warning']}" for one in entries if "warning" in one}
    asked = {
        f"ask.{id_}" for id_, one in rules["question"].items() if one["kind"] != "offer"
    }
    assert len(warned) > 15
    assert warned | asked <= set(document.ids)


def test_every_rule_is_a_row_and_every_hazard_stands_in_the_log(
    document: Document,
) -> None:
    rules = read_toml(CONTENT / "rules.toml")
    table = document.words["decisions"]
    rows = decisions(rules)
    assert len(rows) == len(rules["sign"]) + len(rules["rule"]) >= 60
    assert all(row.id in table for row in rows)
    log = squeezed(document.words["hazards"])
    for id_, one in hazards().items():
        assert id_ in document.ids
        assert one.hazard in log
        assert squeezed(one.control) in log


def test_it_names_no_other_host_but_its_sources(text: str, document: Document) -> None:
    sources = read_toml(CONTENT / "sources.toml").values()
    known = {source["url"] for source in sources if "url" in source}
    outside = {link for link in document.links if not link.startswith("#")}
    assert len(outside) > 30
    assert outside <= known
    assert len(re.findall(r"(?:https?:)?//[\w.]", text)) == len(
        re.findall(r'href="https?://', text)
    )


def test_it_loads_nothing(text: str, document: Document) -> None:
    assert LOADING & set(document.tags) == {"style"}
    assert not {"src", "srcset", "style", "onclick"} & document.attributes
    assert "url(" not in text
    assert "@import" not in text


def test_each_link_inside_leads_somewhere(document: Document) -> None:
    inside = {link[1:] for link in document.links if link.startswith("#")}
    assert inside >= {line.id for line in lines()}
    assert inside <= set(document.ids)


def test_each_line_begins_a_page_when_it_is_printed(text: str) -> None:
    printed = text.partition("@media print {")[2].partition("</style>")[0]
    assert re.search(r"section \{[^}]*break-before: page", printed)
    assert text.count('<section class="line ') == len(lines())


def test_phrases_are_few_and_the_rest_is_counted(document: Document) -> None:
    page = document.words["warning.stroke"]
    assert re.search(r" and \d+ more\.", page)
    assert MAX_PHRASES == 20
    assert document.tags.count("q") > 200


def test_locales_that_hear_the_same_are_named_together(document: Document) -> None:
    page = document.words["warning.stroke"]
    assert "en-CA, en-US" in page
    assert "en-GB" in page
    assert "all locales" in document.words["medicine_safety"]
    assert len(locales()) == 5


def test_a_weak_and_a_judged_line_say_so(document: Document) -> None:
    for line in lines():
        if set(line.sources) == {"judgement"}:
            page = squeezed(document.words[line.id])
            assert "Our own judgement: alone." in page
            assert "No source is stronger" in page


def test_what_a_source_tells_of_itself_is_shown(content: Path) -> None:
    file = content / "sources.toml"
    text = file.read_text(encoding="utf-8")
    row = '[befast]\ngrade = "B"\nseen = "live"\nsource_due = 2027-05-06\n'
    own, befast, after = text.partition("[befast]\n")
    assert befast
    after = re.sub(
        r"^(grade|seen|source_\w+) = .*\n", "", after, count=4, flags=re.MULTILINE
    )
    file.write_text(own + row + after, encoding="utf-8")
    page = squeezed(Document(render(content)).words["warning.stroke"])
    for words in ("grade B: trial or cohort", "seen live", "due 2027-05-06"):
        assert words in page


def test_words_are_escaped(content: Path) -> None:
    file = content / "en-GB.toml"
    text = file.read_text(encoding="utf-8")
    assert '"GP"' in text
    file.write_text(text.replace('"GP"', '"<b>GP & co</b>"'), encoding="utf-8")
    page = render(content)
    assert "&lt;b&gt;GP &amp; co&lt;/b&gt;" in page
    assert "<b>" not in page


def test_it_is_written_where_the_makefile_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "pack" / "review.html"
    assert review_pack.main(["--document", str(target)]) == 0
    assert target.read_text(encoding="utf-8") == render()
    assert str(target) in capsys.readouterr().out
    assert review_pack.DOCUMENT.relative_to(ROOT).as_posix() == (
        "build/review-pack/review-pack.html"
    )
    assert "review-pack: " in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_what_is_broken_is_one_line(
    content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (content / "hazards.toml").write_text("[H-01]\n", encoding="utf-8")
    target = content / "pack.html"
    arguments = ["--content", str(content), "--document", str(target)]
    assert review_pack.main(arguments) == 1
    error = capsys.readouterr().err
    assert re.fullmatch(r"hazards\.toml: H-01\.hazard: missing.*\n", error)
    assert not target.exists()


def test_without_models_there_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(review_pack.PackError, match="run make models"):
        render(models=tmp_path)
