"""Hazards, live checks and signatures are what they should be; lines are as heard."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from face_guide.errors import ContentError
from face_guide.prompts import locales
from tools import review_data
from tools.compile_content import read_language, read_toml
from tools.paths import CONTENT
from tools.review_data import GROUPS, LEVELS, Line, heard, lines, phrases, unsigned


@pytest.fixture(scope="module")
def by_id() -> dict[str, Line]:
    return {line.id: line for line in lines()}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Return a copy of the rules and words, free to be changed."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def test_hazards_are_numbered_without_a_gap() -> None:
    ids = list(review_data.hazards())
    assert ids == [f"H-{number:02}" for number in range(1, 34)]


def test_a_control_never_makes_a_hazard_worse() -> None:
    for one in review_data.hazards().values():
        assert one.after.severity <= one.before.severity
        assert one.after.likelihood <= one.before.likelihood


def test_every_warning_level_medicine_net_and_question_is_a_line(
    by_id: dict[str, Line],
) -> None:
    statements = read_language(CONTENT / "en")
    rules = read_toml(CONTENT / "rules.toml")
    tops = ("warning.", "meanwhile.", "level.", "medicine.", "net.")
    wanted = {
        id_
        for id_, (_, value) in statements.items()
        if id_.startswith(tops) and isinstance(value, dict)
    }
    asked = {
        f"ask.{id_}" for id_, one in rules["question"].items() if one["kind"] != "offer"
    }
    assert len(wanted) > 50
    assert len(asked) > 5
    assert wanted | asked <= by_id.keys()
    assert {line.group for line in by_id.values()} == set(GROUPS)


def test_a_line_has_the_highest_level_that_speaks_it(by_id: dict[str, Line]) -> None:
    assert by_id["warning.stroke"].level == "emergency"
    assert by_id["warning.tingling"].level == "urgent"
    assert by_id["warning.suicidal"].group == "crisis"
    for line in by_id.values():
        named = [one.level for one in line.triggers if one.level in LEVELS]
        if line.id.startswith("warning.") and named:
            assert line.level == min(named, key=lambda level: LEVELS.index(level or ""))


def test_words_are_heard_in_every_locale_once(by_id: dict[str, Line]) -> None:
    for line in by_id.values():
        say = [one for one in line.spoken if one.field == "say"]
        for form in ("self", "carer"):
            there = [
                name
                for one in say
                if one.form in (form, "anyone")
                for name in one.locales
            ]
            assert sorted(there) == list(locales()), line.id


def test_words_have_no_gap_left(by_id: dict[str, Line]) -> None:
    stroke = by_id["warning.stroke"]
    words = " ".join(one.words for one in stroke.spoken)
    assert "{" not in words
    assert "nine nine nine" in words
    assert stroke.seconds >= 10


def test_a_carers_words_and_those_on_the_phone_are_forms_of_their_own(
    content: Path,
) -> None:
    file = content / "en" / "warnings.toml"
    text = file.read_text(encoding="utf-8")
    own = 'carer = "Ask {them}."\nphone = "Tell {them}."\n'
    file.write_text(
        text.replace("[warning.stroke]\n", f"[warning.stroke]\n{own}", 1),
        encoding="utf-8",
    )
    (line,) = (line for line in lines(content) if line.id == "warning.stroke")
    forms = {one.form: one.words for one in line.spoken if one.field == "say"}
    assert forms["carer"] == "Ask her."
    assert forms["phone"] == "Tell her."


def test_what_people_say_for_a_sign_leads_to_its_line(by_id: dict[str, Line]) -> None:
    said = phrases(by_id["warning.stroke"], heard())
    assert len(said) == len(set(said)) > 100
    assert any("droop" in one for one in said[:5])


def test_one_word_less_is_another_hash(content: Path, by_id: dict[str, Line]) -> None:
    before = by_id["warning.stroke"]
    file = content / "en-GB.toml"
    text = file.read_text(encoding="utf-8")
    assert "nine nine nine" in text
    file.write_text(text.replace("nine nine nine", "nine nine"), encoding="utf-8")
    after = {line.id: line for line in lines(content)}
    assert after["warning.stroke"].hash != before.hash
    unchanged = [id_ for id_, line in by_id.items() if line.hash == after[id_].hash]
    assert unchanged


def test_a_signature_holds_until_the_words_change(
    content: Path, by_id: dict[str, Line]
) -> None:
    line = by_id["warning.stroke"]
    signature = '["warning.stroke"]\nname = "A. Person"\ndate = 2026-12-01\n'
    file = content / "signed.toml"
    file.write_text(f'{signature}hash = "{line.hash}"\n', encoding="utf-8")
    assert not list(unsigned([line], content))
    file.write_text(f'{signature}hash = "{"0" * 12}"\n', encoding="utf-8")
    ((_, why),) = unsigned([line], content)
    assert "changed since A. Person" in why


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        ("live_checks.toml", "check = 1", "live_checks.toml: check: "),
        (
            "live_checks.toml",
            "[[check]]\ngroup = 'a'",
            "live_checks.toml: check.l",
        ),
        ("signed.toml", "[a]\nname = 'b'\ndate = 2026-01-01", "signed.toml: a.hash"),
        ("hazards.toml", "[H-1]", "hazards.toml: H-1"),
    ],
)
def test_a_broken_file_is_one_line(
    content: Path, file: str, text: str, line: str
) -> None:
    (content / file).write_text(text, encoding="utf-8")
    read = {
        "hazards.toml": review_data.hazards,
        "live_checks.toml": review_data.live_checks,
        "signed.toml": review_data.signatures,
    }[file]
    with pytest.raises(ContentError) as error:
        read(content)
    assert str(error.value).startswith(line)
    assert "\n" not in str(error.value)


def test_what_to_do_meanwhile_follows_its_line_at_the_same_level(
    content: Path,
) -> None:
    file = content / "en" / "steps.toml"
    step = 'kind = "warning"\nsay = "Sit."\nsources = ["judgement"]\n'
    steps = "".join(
        f"[meanwhile.{name}]\n{step}" for name in ("stroke.91", "eye.91", "alone_91")
    )
    file.write_text(steps, encoding="utf-8")
    found = {line.id: line for line in lines(content)}
    ids = [id_ for id_ in found if not id_.startswith("meanwhile.stroke.")]
    order = [id_ for id_ in found if id_ in (*ids, "meanwhile.stroke.91")]
    assert order.index("meanwhile.stroke.91") == order.index("warning.stroke") + 1
    assert found["meanwhile.stroke.91"].group == "emergency"
    assert found["meanwhile.eye.91"].group == "urgent"
    assert found["meanwhile.alone_91"].group == "emergency"
