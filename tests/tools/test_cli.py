"""The one command: its verbs, what they run, and what is said when one cannot."""

from __future__ import annotations

import sys
from functools import partial
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from face_guide.errors import SettingError
from tools import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MODULES = sorted({module for verb in cli.VERBS.values() for module in verb.modules})


def stand_in(
    monkeypatch: pytest.MonkeyPatch, name: str, main: Callable[..., object]
) -> None:
    module = ModuleType(name)
    monkeypatch.setattr(module, "main", main, raising=False)
    monkeypatch.setitem(sys.modules, name, module)


@pytest.mark.parametrize("module", MODULES)
def test_every_module_is_there(module: str) -> None:
    assert find_spec(module)


def test_help_names_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--help"])
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines if line.startswith("  ")} >= {*cli.VERBS}


def test_options_go_to_the_module(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[list[str]] = []
    stand_in(monkeypatch, "speaker.__main__", given.append)
    assert cli.main(["talk", "--json", "--locale", "en-GB"]) == 0
    assert cli.main(["page", "--port", "0"]) == 0
    assert given == [["--json", "--locale", "en-GB"], ["--web", "--port", "0"]]


def test_every_module_of_a_verb_runs_and_the_highest_code_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran: list[str] = []

    def run(name: str, code: int, _: list[str]) -> int:
        ran.append(name)
        return code

    for name, code in (("tools.lint_models", 1), ("tools.lint_manifest", 0)):
        stand_in(monkeypatch, name, partial(run, name, code))
    assert cli.main(["lint"]) == 1
    assert ran == ["tools.lint_models", "tools.lint_manifest"]


def test_a_verb_without_options_takes_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in(monkeypatch, "face_guide.web.server", lambda: None)
    assert cli.main(["serve"]) == 0
    assert cli.main(["serve", "--port", "80"]) == 2
    assert (
        capsys.readouterr().err
        == "face-guide serve: takes no options; leave them out\n"
    )


def test_a_checkout_is_asked_for_where_one_is_needed(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(cli, "CHECKOUT", tmp_path / "pyproject.toml")
    assert cli.main(["models"]) == 2
    assert "works in a checkout only" in capsys.readouterr().err


def test_what_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "tools.package", None)
    assert cli.main(["package"]) == 2
    problem = "face-guide package: tools.package is not installed; run make setup\n"
    assert capsys.readouterr().err == problem


def test_an_error_of_ours_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: list[str]) -> None:
        raise SettingError("en-XX: no such locale")

    stand_in(monkeypatch, "tools.evaluate_nlu", fail)
    assert cli.main(["evaluate"]) == 2
    assert capsys.readouterr().err == "face-guide evaluate: en-XX: no such locale\n"
