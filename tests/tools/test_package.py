"""The Lambda package, of a small guide. `make release-check` builds the real one."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import zipfile
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

from tools import package
from tools.package import PackageError
from tools.paths import LAMBDA

if TYPE_CHECKING:
    from pathlib import Path

ENDPOINT = """
import leaf
from face_guide import guide

def handler(event, context):
    return {
        "sessionAttributes": {},
        "response": {
            "outputSpeech": {"ssml": guide.answer(event["request"]["type"])},
            "shouldEndSession": False,
        },
    }
"""
GUIDE = "def answer(type_):\n    return type_\n"
WHEEL = "leaf-1.0-py3-none-any.whl"
PIN = re.compile(r"([\w.-]+)==([\w.]+) --hash=sha256:[0-9a-f]{64}")


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay out an endpoint, a guide with a web side, and a dependency for pip."""
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    write_wheel(tmp_path / WHEEL)
    digest = hashlib.sha256((tmp_path / WHEEL).read_bytes()).hexdigest()
    folder = tmp_path / "lambda"
    write(folder / "requirements.txt", f"leaf==1.0 --hash=sha256:{digest}\n")
    write(folder / "face_guide" / "web" / "app.py", "import flask\n")
    write_guide(folder)
    return folder


@pytest.fixture
def staged(tmp_path: Path) -> Path:
    """Lay out the same as in the zip."""
    folder = tmp_path / "staged"
    write(folder / "leaf.py", "")
    write_guide(folder)
    return folder


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def write_guide(folder: Path) -> None:
    write(folder / "lambda_function.py", ENDPOINT)
    write(folder / "face_guide" / "__init__.py", "")
    write(folder / "face_guide" / "guide.py", GUIDE)
    write(folder / "face_guide" / "data" / "en-US.json", "{}")


def write_wheel(file: Path) -> None:
    info = "leaf-1.0.dist-info"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("leaf.py", "")
        archive.writestr(f"{info}/METADATA", "Name: leaf\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\n")
        archive.writestr(
            f"{info}/entry_points.txt", "[console_scripts]\nleaf = leaf:main\n"
        )
        archive.writestr(f"{info}/RECORD", "")


def build(source: Path, name: str = "a.zip") -> Path:
    return package.build(sys.executable, source=source, target=source.parent / name)


def smoke(staged: Path) -> None:
    zipped = staged.parent / "a.zip"
    package.pack(staged, zipped)
    package.smoke(zipped, sys.executable, bytecode=False)


def test_the_same_sources_give_the_same_bytes(source: Path) -> None:
    zipped = build(source)
    with zipfile.ZipFile(zipped) as archive:
        names = archive.namelist()
    assert [name for name in names if "__pycache__" not in name] == [
        "face_guide/__init__.py",
        "face_guide/data/en-US.json",
        "face_guide/guide.py",
        "lambda_function.py",
        "leaf.py",
    ]
    assert sum(name.endswith(".pyc") for name in names) == 4
    for file in source.rglob("*.py"):
        file.touch()
    assert build(source, "b.zip").read_bytes() == zipped.read_bytes()


def test_without_a_dependency_nothing_is_written(source: Path) -> None:
    write(source / "requirements.txt", "# none\n")
    with pytest.raises(PackageError, match=r"^smoke\.py: .*'leaf'; pin it in lambda/"):
        build(source)
    assert not (source.parent / "a.zip").exists()


def test_what_lambda_does_not_take_is_not_written(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "install", lambda _, folder: folder.mkdir())
    monkeypatch.setattr(package, "MAX_ZIP_BYTES", 100)
    with pytest.raises(PackageError, match=r"^a\.zip: has \d+ bytes"):
        build(source)
    assert not (source.parent / "a.zip").exists()


@pytest.mark.parametrize(
    ("body", "finding"),
    [
        ("return 1 / 0", "ZeroDivisionError"),
        ("import flask", "ModuleNotFoundError: No module named 'flask'"),
        ("import logging; logging.error('sorry'); return type_", "sorry"),
        ("return ''", "en-US: the package did not answer"),
        ("return 'the same'", "en-US: the package answers a question as .* a launch"),
        ("import tomllib; return type_", "tomllib: parsed words"),
    ],
)
def test_a_guide_that_does_not_answer_is_no_package(
    staged: Path, body: str, finding: str
) -> None:
    write(staged / "face_guide" / "guide.py", f"def answer(type_): {body}\n")
    with pytest.raises(PackageError, match=rf"^smoke\.py: {finding}.*$"):
        smoke(staged)


def test_a_module_from_elsewhere_is_named(staged: Path) -> None:
    write(staged.parent / "stray.py", "")
    text = f"import sys; sys.path.append({str(staged.parent)!r})\nimport stray\n"
    write(staged / "face_guide" / "guide.py", text + GUIDE)
    with pytest.raises(PackageError, match=r"^smoke\.py: stray: not in the package$"):
        smoke(staged)


def test_without_words_there_is_no_package(staged: Path) -> None:
    (staged / "face_guide" / "data" / "en-US.json").unlink()
    with pytest.raises(PackageError, match=r"^smoke\.py: face_guide: .*no locale"):
        smoke(staged)


def test_sources_without_bytecode_are_named(staged: Path) -> None:
    zipped = staged.parent / "a.zip"
    package.pack(staged, zipped)
    with pytest.raises(PackageError, match=r"^smoke\.py: .*leaf\.py: no valid bytec"):
        package.smoke(zipped, sys.executable)


@pytest.mark.parametrize(
    ("line", "finding"),
    [
        ("leaf==1.0", "Hashes are required"),
        ("leaf==1.0 --hash=sha256:" + "0" * 64, "DO NOT MATCH THE HASHES .*leaf==1.0"),
    ],
)
def test_a_dependency_that_is_not_the_pinned_one_is_refused(
    source: Path, line: str, finding: str
) -> None:
    write(source / "requirements.txt", line)
    with pytest.raises(PackageError, match=rf"^requirements\.txt: .*{finding}.*$"):
        package.install(source / "requirements.txt", source.parent / "installed")


def test_a_wheel_for_one_platform_is_refused(source: Path) -> None:
    wheel = source.parent / WHEEL
    wheel.rename(wheel.with_name("leaf-1.0-cp313-cp313-linux_x86_64.whl"))
    with pytest.raises(PackageError, match=r"^requirements\.txt: .*leaf==1.0"):
        package.install(source / "requirements.txt", source.parent / "installed")


def lambda_pins() -> dict[str, str]:
    text = (LAMBDA / "requirements.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {found[1]: found[2] for line in lines if (found := PIN.fullmatch(line))}


def test_the_dependencies_of_lambda_are_sorted_and_named_once() -> None:
    text = (LAMBDA / "requirements.txt").read_text(encoding="utf-8")
    assert list(lambda_pins()) == sorted(lambda_pins())
    assert "ask-sdk-core" in lambda_pins()
    assert text.count("==") == len(lambda_pins()) + 1  # the comment shows one more
    assert "http" not in text


def test_what_is_tested_is_what_ships() -> None:
    """Development has the same versions of what Lambda gets."""
    assert {name: version(name) for name in lambda_pins()} == lambda_pins()


def test_without_lambdas_python_one_line_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(package, "runtime_python", lambda: None)
    with pytest.raises(SystemExit, match=r"^package: .*no python3.13 .*PACKAGE_PYTHON"):
        package.main([])


def test_a_python_of_another_version_is_not_lambdas(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = tmp_path / "python"
    other.write_text("#!/bin/sh\necho 3.7\n", encoding="utf-8")
    other.chmod(0o755)
    monkeypatch.setenv("PACKAGE_PYTHON", str(other))
    assert package.runtime_python() is None
