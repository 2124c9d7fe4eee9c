"""The content files: complete in each locale, and each fault is named in one line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from face_guide import prompts
from face_guide.errors import ContentError
from face_guide.prompts import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

GOOD = 'say = "Rest."\nsources = ["judgement"]\nreviewed = 2026-11-23\n'
SELF = '[person.self]\nyou = "you"\n[place]\nemergency = "nine one one"\n'


def written(folder: Path, text: str) -> prompts.Prompts:
    """The content of one file, merged with nothing."""
    (folder / "people.toml").write_text(SELF, encoding="utf-8")
    (folder / "words.toml").write_text(text, encoding="utf-8")
    return prompts.merge("en-XX", prompts.read_language(folder), {})


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[tip.rest\n", "words.toml"),
        ("[tip.rest]\nsays = 3\n", "words.toml: tip.rest.says"),
        (
            "[tip.rest]\n" + GOOD.replace("judgement", "nobody"),
            "words.toml: tip.rest.sources",
        ),
        ('[tip.rest]\nsay = "Rest."\n', "words.toml: tip.rest"),
        (
            '[tip.rest]\nsay = "Rest."\nsources = ["judgement"]\n',
            "words.toml: tip.rest",
        ),
        ("[tip.rest]\n" + GOOD.replace('"Rest."', "3"), "words.toml: tip.rest.say"),
        ("[tip.rest]\n" + GOOD.replace("Rest.", "Rest {them_all}."), "tip.rest"),
        ("[tip.rest]\n" + GOOD.replace("Rest.", "Rest {."), "tip.rest"),
        (
            '[tip.rest]\nagain = "Rest."\nsources = ["judgement"]\nreviewed = 2026-11-23\n',
            "words.toml: tip.rest.say",
        ),
        ('[place]\nemergency = "twice"\n', "place.emergency"),
    ],
)
def test_one_line_names_file_key_and_mend(
    tmp_path: Path, text: str, named: str
) -> None:
    with pytest.raises(ContentError) as raised:
        written(tmp_path, text)
    assert named in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_overlay_may_not_add_a_key(tmp_path: Path) -> None:
    overlay = tmp_path / "en-XX.toml"
    overlay.write_text('[place]\nemergancy = "one"\n', encoding="utf-8")
    with pytest.raises(ContentError, match=r"en-XX.toml: place.emergancy"):
        prompts.merge(
            "en-XX",
            prompts.read_language(prompts.FOLDER / "en"),
            prompts.read_overlay(overlay),
        )


def test_every_locale_has_the_same_keys(locale: str) -> None:
    base, here = prompts.load("en"), prompts.load(locale)
    assert set(here.statements) == set(base.statements)
    assert set(here.words) == set(base.words)


def test_every_locale_names_its_own_emergency_number(locale: str) -> None:
    numbers = {
        "en-US": "nine one one",
        "en-CA": "nine one one",
        "en-GB": "nine nine nine",
        "en-AU": "zero zero zero",
        "en-IN": "one one two",
    }
    for word in ("place.call_now", "place.call_short"):
        assert numbers[locale] in prompts.load(locale).word(word)


@pytest.mark.parametrize(
    ("asked", "like"),
    [("en-NZ", "en"), ("de-DE", "en"), ("", "en"), ("xx", "en"), ("../../etc", "en")],
)
def test_a_locale_without_content_gets_its_language_else_english(
    asked: str, like: str
) -> None:
    assert prompts.load(asked).statements == prompts.load(like).statements


def test_every_medical_statement_names_a_source_and_a_date() -> None:
    medical = [
        one
        for id_, one in prompts.load("en-US").statements.items()
        if id_.startswith(prompts.MEDICAL)
    ]
    assert len(medical) > 150
    assert all(one.sources and one.reviewed for one in medical)


def test_every_source_is_used(guide_sources: Iterable[str]) -> None:
    used = {
        source
        for one in prompts.load("en-US").statements.values()
        for source in one.sources
    }
    assert (
        not {id_.partition(".")[2] for id_ in prompts.source_ids()}
        - used
        - set(guide_sources)
    )


@pytest.fixture
def guide_sources() -> set[str]:
    return {
        source
        for table in prompts.read(prompts.FOLDER / "rules.toml").values()
        for entry in table.values()
        if isinstance(entry, dict)
        for source in entry.get("sources", ())
    }  # type: ignore[attr-defined]


def test_every_person_has_the_same_words() -> None:
    gaps = prompts.load("en-US").gaps
    assert all(set(words) == set(gaps["self"]) for words in gaps.values())


def test_a_missing_id_is_named() -> None:
    with pytest.raises(ContentError, match=r"cause\.nothing"):
        prompts.load("en-US").statement("cause.nothing")
    with pytest.raises(ContentError, match=r"cause\.nothing\.name"):
        prompts.load("en-US").word("cause.nothing.name")


def test_statements_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    found = written(tmp_path, "".join(f"[tip.{id_}]\n{GOOD}" for id_ in "cab"))
    assert found.list_of("tip") == ("tip.c", "tip.a", "tip.b")
    assert found.statement("tip.a") == Statement(
        "Rest.", sources=("judgement",), reviewed=date(2026, 11, 23)
    )
