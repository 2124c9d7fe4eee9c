"""What the documents for a deployer name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).parents[1]
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
