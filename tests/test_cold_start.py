"""What a Lambda start may cost: its imports, and nothing that reads TOML. Times are measured by `make bench`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from face_guide import prompts
from tests import envelopes
from tests.authority import SKILL_ID
from tools.imports import reach
from tools.package import pack

ROOT = Path(__file__).parents[1]
LAMBDA = ROOT / "lambda"
SITE = next(Path(path) for path in sys.path if (Path(path) / "ask_sdk_core").is_dir())
OURS = {
    *("alexa", "alexa.envelope", "alexa.logs", "alexa.skill"),
    *("context", "dialog", "errors", "guide", "handlers", "prompts", "questions"),
    *("reading", "rules", "speech", "state", "triage", "turn"),
}
"""Every module of the guide that Lambda may load. A new one is a decision: add it."""
SDK = {"ask_sdk_core", "ask_sdk_runtime"}
SLOW = {
    # Packages of the web door, and of the SDK's parts that we do not use.
    *(
        "flask",
        "werkzeug",
        "cryptography",
        "certifi",
        "waitress",
        "requests",
        "boto3",
        "dateutil.parser",
        "yaml",
        "pydantic",
    ),
    # The standard library's own heavy ones: an HTTP client and TLS, XML, TOML, random ids, processes.
    *(
        "urllib.request",
        "http.client",
        "ssl",
        "email",
        "xml",
        "tomllib",
        "uuid",
        "asyncio",
        "subprocess",
        "tempfile",
    ),
    # What the SDK's models and its serialiser need: they would be half of a start.
    *("dataclasses", "decimal", "inspect", "pprint", "urllib.parse"),
}
SCRIPT = """
import json, sys
sys.path[:0] = sys.argv[1:]
before = set(sys.modules)
import lambda_function
events = json.load(sys.stdin)
replies = [lambda_function.handler(event, None) for event in events]
assert all(reply["response"]["outputSpeech"] for reply in replies)
print(json.dumps(sorted(set(sys.modules) - before)))
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide as the package has it: what the door reaches, and its words as JSON."""
    folder = tmp_path_factory.mktemp("package")
    found = reach("lambda_function", LAMBDA, [SITE], frozenset(sys.stdlib_module_names))
    for file in found.files.values():
        if file.is_relative_to(LAMBDA):
            target = folder / file.relative_to(LAMBDA)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    (folder / "face_guide" / "content").mkdir()
    for known in (*prompts.languages(), *prompts.locales()):
        (folder / "face_guide" / "content" / f"{known}.json").write_text(
            prompts.compiled(known), encoding="utf-8"
        )
    return folder


@pytest.fixture(scope="module")
def loaded(package: Path) -> set[str]:
    """The modules that a start and two turns load."""
    events = json.dumps(
        [
            envelopes.launch(),
            envelopes.intent("WhyTwitchIntent", {"location": "eyelid"}),
        ]
    )
    command = [
        sys.executable,
        "-S",
        "-W",
        "ignore",
        "-c",
        SCRIPT,
        str(package),
        str(SITE),
    ]
    setting = {"SKILL_ID": SKILL_ID, "FACE_GUIDE_MODE": "guided"}
    done = subprocess.run(
        command, input=events, capture_output=True, text=True, check=True, env=setting
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_nothing_slow_is_imported(loaded: set[str]) -> None:
    assert sorted(loaded & SLOW) == []


def test_only_the_guide_and_the_sdk_are_imported(loaded: set[str]) -> None:
    tops = {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names)
    assert tops <= {*SDK, "face_guide", "lambda_function"}
    assert {
        name.partition(".")[2] for name in loaded if name.startswith("face_guide.")
    } <= OURS


def test_nothing_that_lambda_lacks_is_ever_imported() -> None:
    """By reading the code, so that a rare branch counts as well."""
    found = reach("lambda_function", LAMBDA, [SITE], frozenset(sys.stdlib_module_names))
    assert found.missing == []
    assert {
        name.partition(".")[2] for name in found.files if name.startswith("face_guide.")
    } <= OURS


@pytest.mark.parametrize("known", [*prompts.languages(), *prompts.locales()])
def test_compiled_words_are_the_words(
    known: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dates, sources and gaps included."""
    written = {
        name: json.loads(prompts.compiled(name))
        for name in (*prompts.languages(), *prompts.locales())
    }
    expected, rules, locales, sources = (
        prompts.load(known),
        prompts.rules(),
        prompts.locales(),
        prompts.source_ids(),
    )
    monkeypatch.setattr(prompts, "_compiled", written.get)
    assert prompts._load.__wrapped__(known) == expected
    assert json.dumps(prompts.rules(), default=str) == json.dumps(rules, default=str)
    assert prompts.locales.__wrapped__() == locales
    assert prompts.source_ids.__wrapped__() == sources


def test_the_words_of_a_zip_can_be_read(package: Path, tmp_path: Path) -> None:
    """An importer that reads out of a zip serves its words, too."""
    pack(package, tmp_path / "words.zip")
    script = "import sys; sys.path.insert(0, sys.argv[1]); from face_guide import prompts; print(prompts.load('en-GB').locale)"
    command = [sys.executable, "-c", script, str(tmp_path / "words.zip")]
    assert (
        subprocess.run(command, capture_output=True, text=True, check=True).stdout
        == "en-GB\n"
    )
