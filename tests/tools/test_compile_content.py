"""Content is compiled whole or not at all, and each fault is named in one line."""

from __future__ import annotations

import json
import shutil
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
import tomlkit

from face_guide.errors import ContentError
from face_guide.prompts import HOME, Prompts, locales
from face_guide.rules import Level
from tools import compile_content
from tools.compile_content import build, read_toml, stale, write
from tools.paths import CONTENT, DATA

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TIP = '[tip.sleep]\nsay = "Get enough rest. Most adults need at least seven hours'
SOURCES = 'sources = ["nhs_twitching", "sleep_cdc"]\n'
REVIEWED = "reviewed = 2026-11-27\n"
NAP = '[tip.nap]\nsay = "Rest."\nsources = ["judgement"]\nreviewed = 2026-11-23\n'


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Return a copy of the sources, free to be spoiled."""
    return shutil.copytree(CONTENT, tmp_path / "content")


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def refused(content: Path) -> str:
    """Return the line with which these sources are refused."""
    with pytest.raises(ContentError) as raised:
        build(content)
    assert "\n" not in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        # Statements
        ("tips", "[tip.sleep]", "[tip.sleep", "tips.toml: cannot be read; mend it ("),
        (
            "tips",
            TIP,
            f'[tip.sleep]\nsays = "x"\n{TIP[12:]}',
            "tip.sleep.says: unknown",
        ),
        (
            "tips",
            "[tip.sleep]",
            '[tip.nap]\nsya = "x"\n[tip.sleep]',
            "tip.nap.sya: unkn",
        ),
        ("tips", "say = ", "say = 3 # ", "tips.toml: tip.sleep.say: is no text; write"),
        ("tips", "say = ", 'say = "" # ', "tips.toml: tip.sleep.say: is empty; write"),
        ("tips", "say = ", "# ", "tips.toml: tip.sleep.say: missing; add it"),
        ("tips", "again = ", "again = 3 # ", "tips.toml: tip.sleep.again: is no text"),
        (
            "tips",
            "sleep_cdc",
            "nobody",
            "tips.toml: tip.sleep.sources: 'nobody' is not in",
        ),
        (
            "tips",
            SOURCES,
            "",
            "tips.toml: tip.sleep: speaks of health; add sources = [",
        ),
        (
            "tips",
            SOURCES,
            "sources = []\n",
            "tips.toml: tip.sleep: speaks of health; add",
        ),
        (
            "tips",
            SOURCES,
            "sources = 'nhs'\n",
            "tips.toml: tip.sleep.sources: is no list",
        ),
        (
            "tips",
            REVIEWED,
            "",
            "tips.toml: tip.sleep: speaks of health; add sources = [",
        ),
        (
            "tips",
            REVIEWED,
            "reviewed = '23/11'\n",
            "tip.sleep.reviewed: is no day; write",
        ),
        (
            "tips",
            REVIEWED,
            "reviewed = 2026\n",
            "tips.toml: tip.sleep.reviewed: is no day",
        ),
        ("tips", "2026-11-27", "2026-13-27", "tips.toml: cannot be read; mend it ("),
        (
            "tips",
            "enough rest",
            "{enugh} rest",
            "tip.sleep.say: nothing fills {enugh}; use",
        ),
        (
            "tips",
            "enough rest",
            "{ rest",
            "tips.toml: tip.sleep.say: expected '}' before",
        ),
        (
            "tips",
            '"topic"',
            '"topc"',
            "tips.toml: tip.sleep.kind: 'topc' is unknown; use",
        ),
        ("tips", 'kind = "topic"', "", "tips.toml: tip.sleep.kind: missing; add it"),
        (
            "people",
            "[month]",
            f"{NAP}[month]",
            "people.toml: tip.nap.kind: missing; add",
        ),
        (
            "dialog",
            "[apology]",
            "[tip.sleep]",
            "tips.toml: tip.sleep: stands in dialog.toml",
        ),
        ("tips", "again = ", "carer = 3 # ", "tips.toml: tip.sleep.carer: is no text"),
        ("tips", "again = ", 'phone = "" # ', "tips.toml: tip.sleep.phone: is empty"),
        (
            "tips",
            "again = ",
            'carer = "{Z}" # ',
            "tip.sleep.carer: nothing fills {Z}; use",
        ),
        # Words
        (
            "reasons",
            "stress = ",
            "stress = 3 # ",
            "reasons.toml: because.trigger.stress: is",
        ),
        ("people", 's = ""', 'z = ""', "nothing fills {s}; use one of "),
        (
            "red_flag_keywords",
            '"droop"',
            "3",
            "red_flag_keyword.face_droop: is no text",
        ),
        # What the rules call for
        (
            "causes/ms",
            "[headline]",
            "[head]",
            "causes/ms.toml: cause.ms.headline: has no w",
        ),
        (
            "causes/ms",
            "name = ",
            "# ",
            "causes/ms.toml: cause.ms.name: has no words; the",
        ),
        (
            "causes/ms",
            "[safety_net.wait]",
            "[net.wait]",
            "causes/ms.toml: net.ms.wait: has no words; the",
        ),
        (
            "questions",
            "[ask.more]",
            "[ask.mor]",
            "questions.toml: ask.more: has no words; ",
        ),
        (
            "warnings",
            "[warning.eye]",
            "[warning.ey]",
            "warnings.toml: warning.eye: has no w",
        ),
    ],
)
def test_one_line_names_file_key_and_mend(
    content: Path, file: str, old: str, new: str, line: str
) -> None:
    change(content / "en" / f"{file}.toml", old, new)
    message = refused(content)
    assert line in message
    assert message.partition(": ")[0].endswith(".toml")


@pytest.mark.parametrize(
    ("overlay", "line"),
    [
        ('[place]\nemergancy = "x"', "en-GB.toml: place.emergancy: is not in the lang"),
        ('[tip]\nsleep = "x"', "en-GB.toml: tip.sleep: is not in the language; mend"),
        ("[place]\nemergency = 999", "en-GB.toml: place.emergency: is not in the lang"),
        (
            '[tip.sleep]\nsay = "{Z}"',
            "en-GB.toml: tip.sleep.say: nothing fills {Z}; use",
        ),
        ('[tip.sleep]\nwhy = ""', "en-GB.toml: tip.sleep.why: is empty; write what is"),
    ],
)
def test_a_locale_may_not_say_what_its_language_does_not(
    content: Path, overlay: str, line: str
) -> None:
    (content / "en-GB.toml").write_text(overlay, encoding="utf-8")
    assert refused(content).startswith(line)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            'kind = "J"',
            'kind = "?"',
            "sources.toml: judgement.kind: '?' is unknown; use 'P'",
        ),
        ('kind = "J"', "", "sources.toml: judgement.kind: missing; add it"),
        ("name = ", "nme = ", "sources.toml: judgement.name: missing; add it"),
        (
            'grade = "J"',
            'grade = "E"',
            "judgement.grade: 'E' is unknown; use 'A', 'B', 'C', 'D' or 'J'",
        ),
        (
            'kind = "J"',
            'kind = "J"\nseen = "once" #',
            "judgement.seen: 'once' is unknown; use 'live' or 'copy'",
        ),
        (
            'kind = "J"',
            'kind = "J"\nsource_due = "soon"',
            "judgement.source_due: is no day; write it as YYYY-MM-DD",
        ),
        (
            "name = ",
            'year = 2024\nname = "x" # ',
            "judgement.year: unknown key; remove it",
        ),
        (
            '"https://',
            '"javascript://',
            "nhs_twitching.url: 'javascript://notinline.org",
        ),
    ],
)
def test_a_source_is_named_as_it_is_spoken(
    content: Path, old: str, new: str, line: str
) -> None:
    change(content / "sources.toml", old, new)
    assert line in refused(content)


@pytest.mark.parametrize(
    ("edit", "line"),
    [
        (lambda raw: raw.update(sings={}), "sings: unknown key; remove it or mend"),
        (lambda raw: raw.pop("rule"), "rule: missing; add it"),
        (lambda raw: raw["sign"].update(seizure=4), "sign.seizure: is no table; write"),
        (lambda raw: raw["question"].update(more=4), "question.more: is no table; "),
        (lambda raw: raw["duration"].clear(), "duration.long_days: missing; add it"),
        (lambda raw: raw["duration"].update(long_days="x"), "duration.long_days: "),
        (
            lambda raw: raw["sign"]["seizure"].pop("level"),
            "sign.seizure.level: missing",
        ),
        (
            lambda raw: raw["sign"]["seizure"].update(level="self_care"),
            "sign.seizure.level: 'self_care' is unknown; use 'urgent' or 'emergency'",
        ),
        (
            lambda raw: raw["sign"]["seizure"].update(cause="strook"),
            "sign.seizure.cause: no cause 'strook'; name one of [cause.*]",
        ),
        (
            lambda raw: raw["sign"]["seizure"].update(colour="red"),
            "sign.seizure.colour: unknown key; remove it or mend its spelling",
        ),
        (
            lambda raw: raw["sign"]["seizure"].update(sources=["nobody"]),
            "sign.seizure.sources: 'nobody' is not in sources.toml; add it there",
        ),
        (
            lambda raw: raw["sign"]["seizure"].update(reviewed="soon"),
            "sign.seizure.reviewed: is no day; write it as YYYY-MM-DD",
        ),
        (
            lambda raw: raw["rule"]["baby"].update(level="high"),
            "rule.baby.level: 'high' is unknown; use 'self_care', 'see_doctor',",
        ),
        (
            lambda raw: raw["rule"]["baby"].pop("warning"),
            "rule.baby.warning: name the warning that is spoken at this level",
        ),
        (
            lambda raw: raw["rule"]["long"].pop("when"),
            "rule.long: say when it applies, with `when` or `when_all`",
        ),
        (
            lambda raw: raw["rule"]["long"].update(when={"duration": "long"}),
            "rule.long.when.duration: is no list; write ['id', …]",
        ),
        (
            lambda raw: raw["rule"]["long"].update(when={"duration": []}),
            "rule.long.when.duration: is empty; name at least one",
        ),
        (
            lambda raw: raw["rule"]["long"].update(when={"warning_sign": ["flash"]}),
            "rule.long.when: no warning sign 'flash'; name one of [sign.*]",
        ),
        (
            lambda raw: raw["cause"].pop("other"),
            "sign.worst_headache.cause: no cause 'other'; name one of [cause.*]",
        ),
        (
            lambda raw: raw["cause"]["ms"].update({"for": {"warning_sign": {"x": 3}}}),
            "cause.ms.for: no warning sign 'x'; name one of [sign.*]",
        ),
        (
            lambda raw: raw["cause"]["ms"].update({"for": {"symptom": ["ripple"]}}),
            "cause.ms.for.symptom: is no table; write { id = … }",
        ),
        (
            lambda raw: raw["cause"]["tic"].update(against={"symptom": {"urge": -1}}),
            "cause.tic.against.symptom.urge: Input should be greater than 0",
        ),
        (
            lambda raw: raw["question"]["location"].update(kind="quiz"),
            "question.location.kind: 'quiz' is unknown; use one of 'danger'",
        ),
        (
            lambda raw: raw["question"]["location"].pop("kind"),
            "question.location.kind: missing; add it",
        ),
        (
            lambda raw: raw["question"]["location"].pop("choices"),
            "question.location.choices: missing; add it",
        ),
        (
            lambda raw: raw["question"]["location"].update(choices=[]),
            "question.location.choices: is empty; name at least one",
        ),
        (
            lambda raw: raw["question"]["danger_stroke"].update(sign="strook"),
            "question.danger_stroke.sign: no warning sign 'strook'; name one of [sig",
        ),
        (
            lambda raw: raw["rule"]["long"].pop("within"),
            "rule.long.within: say `days` or `weeks` where the level is see_doctor",
        ),
        (
            lambda raw: raw["rule"]["baby"].update(within="days"),
            "rule.baby.within: say `days` or `weeks` where the level is see_doctor",
        ),
        (
            lambda raw: raw["rule"]["long"].update(within="hours"),
            "rule.long.within: 'hours' is unknown; use 'days' or 'weeks'",
        ),
        (
            lambda raw: raw["cause"]["ms"].update(needs={"symptom": ["ripple"]}),
            "cause.ms.needs: is no list; write ['id', …]",
        ),
        (
            lambda raw: raw["cause"]["ms"].update(needs=[{"warning_sign": ["x"]}]),
            "cause.ms.needs: no warning sign 'x'; name one of [sign.*]",
        ),
        (
            lambda raw: raw["cause"]["ms"].update(danger="yes"),
            "cause.ms.danger: Input should be a valid boolean",
        ),
        (
            lambda raw: raw["question"]["danger_stroke"].update(path="long"),
            "question.danger_stroke.path: 'long' is unknown; use 'short' or 'full'",
        ),
        (
            lambda raw: raw["question"]["danger_face"].update(instead="danger_toe"),
            "question.danger_face.instead: no question 'danger_toe'; name one of conf",
        ),
        (
            lambda raw: raw["question"]["danger_face"].update(instead="else"),
            "question.danger_face.instead: no question 'else'; name one of confirm",
        ),
        (
            lambda raw: raw["question"]["danger_face"].update(closes=["danger_toe"]),
            "question.danger_face.closes: no question 'danger_toe'; name one of conf",
        ),
        (
            lambda raw: raw["question"]["risk_short"].update(also={"medicine": "x"}),
            "question.risk_short.also.medicine: ",
        ),
        (
            lambda raw: raw["question"]["confirm"].pop("facts"),
            "question.confirm.facts: missing; add it",
        ),
        (
            lambda raw: raw["called_for"].update(passed="danger_toe"),
            "called_for.passed: no question 'danger_toe'; name one of confirm",
        ),
        (
            lambda raw: raw["called_for"].pop("half_said"),
            "called_for.half_said: missing; add it",
        ),
        (
            lambda raw: raw["unnamed"].update(sign="strook"),
            "unnamed.sign: no warning sign 'strook'; name one of [sign.*]",
        ),
        (
            lambda raw: raw["path"].update(full={"age": []}),
            "path.full.age: is empty; name at least one",
        ),
        (
            lambda raw: raw["company"].update(suicidal=3),
            "company.suicidal: is no text; write one string",
        ),
    ],
)
def test_one_line_names_what_is_wrong(
    content: Path, edit: Callable[[Any], object], line: str
) -> None:
    raw = read_toml(content / "rules.toml")
    edit(raw)
    (content / "rules.toml").write_text(tomlkit.dumps(raw), encoding="utf-8")
    assert refused(content).startswith(f"rules.toml: {line}")


def test_rules_need_a_cause_for_when_nothing_fits(content: Path) -> None:
    raw = read_toml(content / "rules.toml")
    del raw["cause"]["other"]
    for sign in raw["sign"].values():
        sign["cause"] = "stroke"
    (content / "rules.toml").write_text(tomlkit.dumps(raw), encoding="utf-8")
    assert "[cause.other] is missing; add it" in refused(content)


def test_each_level_of_the_guide_can_be_written(content: Path) -> None:
    raw = read_toml(content / "rules.toml")
    for level in Level:
        raw["rule"]["baby"]["level"] = level.name
        raw["rule"]["baby"].pop("within", None)
        if level is Level.see_doctor:
            raw["rule"]["baby"]["within"] = "days"
        (content / "rules.toml").write_text(tomlkit.dumps(raw), encoding="utf-8")
        rules = json.loads(build(content)["en.json"])["rules"]
        assert ["rule.baby", level.name] in [row[:2] for row in rules]


def test_the_compiled_files_are_what_the_sources_build() -> None:
    assert stale() == []
    assert compile_content.main(["--check"]) == 0


def test_each_source_is_used() -> None:
    rules = read_toml(CONTENT / "rules.toml")
    named = {
        source
        for table in ("sign", "rule", "cause", "question")
        for entry in rules[table].values()
        for source in entry.get("sources", ())
    }
    words = Prompts.load(HOME)
    for statement in words.statements.values():
        named |= set(statement.sources)
    assert set(words.sources) == named


def test_the_same_sources_give_the_same_bytes(content: Path, tmp_path: Path) -> None:
    for name in ("first", "second"):
        write(content, tmp_path / name)
    for name in (HOME, *locales()):
        first, second, committed = (
            (folder / f"{name}.json").read_bytes()
            for folder in (tmp_path / "first", tmp_path / "second", DATA)
        )
        assert first == second == committed


def test_a_changed_sentence_is_one_changed_line(content: Path) -> None:
    before = build(content)
    change(content / "en" / "tips.toml", "Get enough rest.", "Rest enough.")
    after = build(content)
    pairs = zip(
        before["en.json"].splitlines(), after["en.json"].splitlines(), strict=True
    )
    (changed,) = [new for old, new in pairs if old != new]
    assert changed.startswith('  "tip.sleep": ["Rest enough.')
    assert {name for name in before if before[name] != after[name]} == {"en.json"}


def test_a_locale_holds_only_what_it_says_otherwise(content: Path) -> None:
    said = '[tip.sleep]\nsay = "Rest."\n[place]\ndoctor = "doctor"\n'
    (content / "en-NZ.toml").write_text(said, encoding="utf-8")
    built = json.loads(build(content)["en-NZ.json"])
    sleep = tomllib.loads((content / "en" / "tips.toml").read_text(encoding="utf-8"))
    tip = sleep["tip"]["sleep"]
    texts = ["Rest.", tip["again"], None, None, None, None]
    row = [*texts, tip["sources"], tip["reviewed"].isoformat(), "topic"]
    assert built == {"statements": {"tip.sleep": row}, "words": {}, "keywords": {}}


def test_a_stale_file_is_named_and_written_anew(
    content: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = ["--content", str(content), "--data", str(tmp_path / "data")]
    assert compile_content.main(folders) == 0
    assert compile_content.main(["--check", *folders]) == 0
    (content / "en-GB.toml").write_text("", encoding="utf-8")
    (content / "en-US.toml").unlink()
    assert compile_content.main(["--check", *folders]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "en-GB.json: is not what content/ builds; run python -m tools.compile_content",
        "en-US.json: nothing builds it; delete it",
    ]
    assert compile_content.main(folders) == 0
    assert compile_content.main(["--check", *folders]) == 0
    assert not (tmp_path / "data" / "en-US.json").exists()


def test_a_fault_is_one_line_and_writes_nothing(
    content: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(content / "rules.toml", "[sign.face_droop]", "[sign.face_droop")
    folders = ["--content", str(content), "--data", str(tmp_path / "data")]
    assert compile_content.main(folders) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "data").exists()
