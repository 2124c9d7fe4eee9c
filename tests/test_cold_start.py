"""What a Lambda start may cost: its imports, and nothing that reads TOML.

Times are measured by `make bench`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from tests import envelopes
from tests.authority import SKILL_ID
from tools.package import stage
from tools.paths import LAMBDA

SITE = next(Path(path) for path in sys.path if (Path(path) / "ask_sdk_core").is_dir())
OURS = {
    *("alexa", "alexa.envelope", "alexa.logs", "alexa.skill", "handlers"),
    *("context", "dialog", "errors", "guide", "prompts", "questions"),
    *("handlers.check", "handlers.companion", "handlers.correction"),
    *("handlers.danger", "handlers.half_heard", "handlers.read_back"),
    *("handlers.exercises", "handlers.note", "handlers.reading", "handlers.red_flags"),
    *("handlers.session", "handlers.topics"),
    *("rules", "speech", "state", "triage", "turn"),
}
"""Every module of the guide that Lambda may load. A new one is a decision."""
SDK = {"ask_sdk_core", "ask_sdk_runtime"}
SLOW = {
    # Packages of the web door and the tools, and the SDK's parts that we do not use.
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
    # The standard library's own heavy ones: an HTTP client and TLS, XML, TOML,
    # random ids, processes.
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
    """Return the guide as the package has it: no web side, its words as JSON."""
    folder = tmp_path_factory.mktemp("package")
    stage(LAMBDA, folder)
    return folder


@pytest.fixture(scope="module")
def loaded(package: Path) -> set[str]:
    """Return the modules that a start and two turns load."""
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
    graph = grimp.build_graph(
        "face_guide",
        include_external_packages=True,
        exclude_type_checking_imports=True,
        cache_dir=None,
    )
    web = {"face_guide.web", *graph.find_descendants("face_guide.web")}
    shipped = {"face_guide", *graph.find_descendants("face_guide")} - web
    imported = set().union(*map(graph.find_modules_directly_imported_by, shipped))
    assert imported - shipped - set(sys.stdlib_module_names) <= SDK
    assert {name.partition(".")[2] for name in shipped} <= {"", *OURS}
