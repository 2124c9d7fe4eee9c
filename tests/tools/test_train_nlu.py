"""When the local recognizer is trained again, and what is said where it has to be."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tools import train_nlu
from tools.paths import MODELS, ROOT
from tools.templates import ModelError

if TYPE_CHECKING:
    from pathlib import Path


def made_of(inputs: str) -> dict[str, Any]:
    return {"made": np.array(json.dumps({"inputs": inputs}))}


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Train in no time, into a folder of our own."""
    pack = tmp_path / "en.npz"
    monkeypatch.setattr(train_nlu, "PACK", pack)
    monkeypatch.setattr(train_nlu, "build", lambda: made_of(train_nlu.inputs_hash()))
    return pack


def test_what_was_trained_fits(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train_nlu.main([]) == 0
    assert capsys.readouterr().out == "en.npz: training takes about a minute\n"
    assert train_nlu.main(["--check"]) == 0
    assert capsys.readouterr() == ("", "")


def test_what_fits_is_not_trained_again_but_newer_than_its_inputs(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_nlu.main([])
    os.utime(pack, (0, 0))
    monkeypatch.setattr(train_nlu, "build", None)
    assert train_nlu.main([]) == 0
    assert pack.stat().st_mtime > 0


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "is not there"),
        (b"", "cannot be read"),
        (b"PK\x03\x04, and then it was cut short", "cannot be read"),
        ("other inputs", "is not what corpus, models and code make now"),
    ],
)
def test_what_does_not_fit_is_one_line_and_is_mended(
    content: str | bytes | None,
    problem: str,
    pack: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if isinstance(content, str):
        np.savez(pack, **made_of(content))
    elif content is not None:
        pack.write_bytes(content)
    assert train_nlu.main(["--check"]) == 1
    said = f"en.npz: {problem}; run python -m tools.train_nlu\n"
    assert capsys.readouterr().err == said
    assert train_nlu.main([]) == 0
    assert train_nlu.main(["--check"]) == 0


def test_a_fault_of_the_corpus_is_one_line_and_writes_nothing(
    pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def build() -> None:
        raise ModelError("anita.toml:3: a sentence needs text and writer")

    monkeypatch.setattr(train_nlu, "build", build)
    assert train_nlu.main([]) == 1
    assert capsys.readouterr().err.startswith("anita.toml:3: ")
    assert not pack.exists()


def test_any_input_that_changes_asks_for_training(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(train_nlu, "ROOT", tmp_path)
    monkeypatch.setattr(train_nlu, "ESTIMATES", tmp_path / "estimates.json")
    estimated: dict[str, Any] = {"thresholds": {}, "curves": {}, "figures": {}}
    (tmp_path / "estimates.json").write_text(json.dumps(estimated))
    seen = {train_nlu.inputs_hash()}
    for n, pattern in enumerate(train_nlu.INPUTS):
        file = tmp_path / pattern.replace("*", "x")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(str(n))
        seen.add(train_nlu.inputs_hash())
    for key in estimated:
        estimated[key] = {"no": 0.5}
        (tmp_path / "estimates.json").write_text(json.dumps(estimated))
        seen.add(train_nlu.inputs_hash())
    # Figures of how well it does make no other pack.
    assert len(seen) == 1 + len(train_nlu.INPUTS) + 2


@pytest.mark.parametrize(
    "pattern", [*train_nlu.INPUTS, str(train_nlu.ESTIMATES.relative_to(ROOT))]
)
def test_every_input_is_there_and_in_the_makefile(pattern: str) -> None:
    files = list(ROOT.glob(pattern))
    assert files
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [rule] = re.findall(r"^\$\(PACK\): (.+?) \|", makefile, re.MULTILINE)
    named = {ROOT / word.rstrip(")") for word in rule.split()}
    named |= {MODELS} if "$(MODEL)" in rule else set()
    assert all(named & {file, *file.parents} - {ROOT} for file in files)
