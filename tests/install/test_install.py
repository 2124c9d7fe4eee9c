"""The wheel in an empty environment, in an empty folder: what others install."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tools.cli import VERBS

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("COVERAGE", "FACE_GUIDE", "PYTHON", "SKILL_ID"))
}


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the programs of an environment with the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("install")
    programs = folder / "venv" / "bin"
    pip = "-m", "pip", "--quiet", "--disable-pip-version-check"
    wheel = *pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder
    subprocess.run([sys.executable, *wheel, ROOT], check=True)
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    install = *pip, "install", "--constraint", ROOT / "requirements.txt"
    wheels = folder.glob("*.whl")
    subprocess.run([programs / "python", *install, *wheels], check=True)
    return programs


def run(command: list[Path | str], folder: Path, said: str = "") -> tuple[int, str]:
    """Return the exit code and what was printed, complaints first."""
    done = subprocess.run(
        command,
        input=said,
        capture_output=True,
        text=True,
        cwd=folder,
        env=ENVIRONMENT,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr + done.stdout


@pytest.mark.parametrize(
    "command", [("face-guide", "talk"), ("python", "-m", "speaker")], ids=" ".join
)
def test_it_talks(command: tuple[str, ...], scripts: Path, tmp_path: Path) -> None:
    program, *options = command
    said = "why is my eyelid twitching\n"
    code, printed = run([scripts / program, *options, "--json"], tmp_path, said)
    launch, turn = map(json.loads, printed.splitlines())
    assert (code, launch["request"]) == (0, "LaunchRequest")
    assert launch["speech"].startswith("Welcome to Face Guide")
    assert turn["intent"] == "WhyTwitchIntent"
    assert turn["slots"]["location"] == "eyelid"
    assert turn["asked"]


@pytest.mark.usefixtures("socket_enabled")
def test_it_shows_its_page(scripts: Path, tmp_path: Path) -> None:
    command = (scripts / "face-guide", "page", "--no-browser", "--port", "0")
    with subprocess.Popen(
        command, cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout
        address = re.search(r"http://\S+", program.stdout.readline())
        assert address
        with urlopen(address[0], timeout=10) as page:  # noqa: S310  our own page
            assert b"Face Guide" in page.read()
        program.terminate()


def test_it_serves_a_skill_that_has_an_id(scripts: Path, tmp_path: Path) -> None:
    code, printed = run([scripts / "face-guide", "serve"], tmp_path)
    assert code == 1
    assert printed.startswith("SKILL_ID: ")


@pytest.mark.parametrize(
    "verb", [name for name, verb in VERBS.items() if verb.needs_checkout]
)
def test_a_verb_of_developers_says_what_it_lacks(
    verb: str, scripts: Path, tmp_path: Path
) -> None:
    code, printed = run([scripts / "face-guide", verb], tmp_path)
    assert code == 2
    assert (
        printed
        == f"face-guide {verb}: works in a checkout only; clone the repository\n"
    )
