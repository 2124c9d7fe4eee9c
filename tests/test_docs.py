"""What the documents for a deployer name is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from samtranslator.yaml_helper import yaml_parse

from speaker.conversation import Conversation
from speaker.nlu.model import Model
from speaker.nlu.recognizer import Recognizer
from speaker.transports import in_process

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DEPLOY = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
FOLDERS = "tests|tools|docs|infrastructure|hooks|skill-package|lambda|benchmarks"
NAMED = re.compile(rf"`((?:{FOLDERS})/[\w./-]+|[\w-]+\.(?:json|md|toml))`")


@pytest.mark.parametrize("document", ["deploy", "certification", "privacy", "terms"])
def test_files_that_a_document_names_exist(document: str) -> None:
    text = (ROOT / "docs" / f"{document}.md").read_text(encoding="utf-8")
    gone = [
        name
        for name in NAMED.findall(text)
        if not any((ROOT / base / name).exists() for base in ("", "skill-package"))
    ]
    assert gone == []


def test_every_setting_has_a_row() -> None:
    code = "".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "lambda").rglob("*.py")
    )
    settings = set(re.findall(r'(?:environ|setting)\.get\("(\w+)"', code))
    assert {"FACE_GUIDE_MODE", "SKILL_ID"} <= settings
    assert [name for name in sorted(settings) if f"| `{name}`" not in DEPLOY] == []


def test_every_parameter_of_the_template_has_a_row() -> None:
    template = yaml_parse(
        (ROOT / "infrastructure" / "template.yaml").read_text(encoding="utf-8")
    )
    ours = set(template["Parameters"]) - {"LambdaRuntime", "LambdaHandler"}
    assert [name for name in sorted(ours) if f"`{name}`" not in DEPLOY] == []


def test_the_talk_in_the_readme_is_a_real_one() -> None:
    shown = next(block for block in blocks(README) if "listening…" in block)
    said = re.findall(r"^listening… (.+)$", shown, re.MULTILINE)
    conversation = Conversation(in_process("guided"), Recognizer(Model.load("en-US")))
    turns = [conversation.open(), *map(conversation.say, said)]
    replies = re.split(r"^listening… .+$", shown, flags=re.MULTILINE)
    assert [turn and turn.speech for turn in turns] == [words(one) for one in replies]


def words(reply: str) -> str:
    """Return what was spoken in a reply that a terminal shows."""
    spoken = re.sub(r"^EMERGENCY$|^  [\[(][^\])]+[\])]$", "", reply, flags=re.MULTILINE)
    return " ".join(spoken.split())


def test_the_statement_in_the_readme_is_a_real_one() -> None:
    shown = next(block for block in blocks(README) if "[headline]" in block)
    causes = ROOT / "content" / "en" / "causes" / "eye_strain.toml"
    known = tomllib.loads(causes.read_text(encoding="utf-8"))
    assert tomllib.loads(shown)["headline"] == known["headline"]


def test_the_conversation_in_contributing_comes_out_so() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    shown = next(block for block in blocks(text) if "[[turn]]" in block)
    conversation = Conversation(in_process("guided"), Recognizer(Model.load("en-US")))
    conversation.open()
    for turn in tomllib.loads(shown)["turn"]:
        heard = conversation.say(turn["say"])
        assert heard is not None
        told = {key: getattr(heard, key) or "" for key in turn if key != "say"}
        assert told == {key: turn[key] for key in told}


def blocks(text: str) -> list[str]:
    """Return what stands between fences, in order."""
    return re.findall(r"^```\w*\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
