"""The Lambda package, on a small door of the same kind. The real one is built, twice, by `make release-check`."""

from __future__ import annotations

import sys
import zipfile
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

from tools import package
from tools.imports import reach
from tools.package import PackageError

if TYPE_CHECKING:
    from pathlib import Path

HELLO = """
def handler(event, context):
    return {}
"""
STANDARD = frozenset(sys.stdlib_module_names)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A door without dependencies, with a module that it does not reach."""
    folder = tmp_path / "lambda"
    folder.mkdir()
    (folder / "requirements.txt").write_text("# none\n", encoding="utf-8")
    (folder / "lambda_function.py").write_text(
        "import json\nimport helper\n" + HELLO, encoding="utf-8"
    )
    (folder / "helper.py").write_text(
        "from __future__ import annotations\n", encoding="utf-8"
    )
    (folder / "webservice.py").write_text("import flask\n", encoding="utf-8")
    return folder


def built(source: Path, name: str = "a.zip") -> Path:
    return package.build(
        sys.executable, source=source, wheels=source, target=source.parent / name
    )


def names(zipped: Path) -> list[str]:
    with zipfile.ZipFile(zipped) as archive:
        return archive.namelist()


def test_two_builds_give_the_same_bytes(source: Path) -> None:
    first = built(source).read_bytes()
    for file in source.rglob("*.py"):
        file.touch()
    assert built(source, "b.zip").read_bytes() == first


def test_it_holds_what_the_door_reaches_and_its_bytecode(source: Path) -> None:
    found = names(built(source))
    assert [name for name in found if name.endswith(".py")] == [
        "helper.py",
        "lambda_function.py",
    ]
    assert sum(name.endswith(".pyc") for name in found) == 2


def test_what_would_import_something_not_in_it_is_never_written(source: Path) -> None:
    (source / "helper.py").write_text(
        "def late():\n    import flask\n", encoding="utf-8"
    )
    with pytest.raises(
        PackageError, match=r"helper.py: imports flask.*requirements.txt"
    ):
        built(source)
    assert not (source.parent / "a.zip").exists()


def test_a_door_that_fails_is_never_written(source: Path) -> None:
    """Whatever reading it could not tell, running it does: the name of the module is made up at run time."""
    (source / "helper.py").write_text("__import__('fla' + 'sk')\n", encoding="utf-8")
    with pytest.raises(PackageError, match="flask"):
        built(source)
    assert not (source.parent / "a.zip").exists()


def test_what_a_type_checker_needs_is_not_missing(source: Path) -> None:
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import flask\n"
    (source / "helper.py").write_text(text, encoding="utf-8")
    assert reach("lambda_function", source, [], STANDARD).missing == []


def test_a_module_of_ours_that_is_not_there_is_missing(source: Path) -> None:
    (source / "inner").mkdir()
    (source / "inner" / "__init__.py").touch()
    (source / "helper.py").write_text(
        "from inner.other import thing\n", encoding="utf-8"
    )
    lines = reach("lambda_function", source, [], STANDARD).missing
    assert "helper.py: imports inner.other, " in lines[0]


def test_other_peoples_code_is_followed_where_it_always_imports(
    source: Path, tmp_path: Path
) -> None:
    theirs = tmp_path / "site"
    theirs.mkdir()
    (theirs / "sdk.py").write_text(
        "import dep\ndef client():\n    import requests\n", encoding="utf-8"
    )
    (source / "helper.py").write_text("import sdk\n", encoding="utf-8")
    (line,) = reach("lambda_function", source, [theirs], STANDARD).missing
    assert line.startswith("sdk.py: imports dep")


@pytest.mark.parametrize(
    "line", ["flask", "flask==3.1.3", "flask>=3 --hash=sha256:" + "0" * 64]
)
def test_a_dependency_without_version_or_hash_is_refused(
    tmp_path: Path, line: str
) -> None:
    (tmp_path / "requirements.txt").write_text(line, encoding="utf-8")
    with pytest.raises(PackageError, match=r"requirements.txt: .*--hash=sha256"):
        list(package.pins(tmp_path / "requirements.txt"))


def test_the_dependencies_of_lambda_are_pinned_and_hashed() -> None:
    pins = list(package.pins(package.SOURCE / "requirements.txt"))
    assert [pin.name for pin in pins] == sorted(pin.name for pin in pins)
    assert "ask-sdk-core" in {pin.name for pin in pins}
    assert "http" not in (package.SOURCE / "requirements.txt").read_text(
        encoding="utf-8"
    )


def test_what_is_tested_is_what_ships() -> None:
    """Development has the same versions of what Lambda gets."""
    pins = list(package.pins(package.SOURCE / "requirements.txt"))
    assert {pin.name: version(pin.name) for pin in pins} == {
        pin.name: pin.version for pin in pins
    }


def test_a_wheel_counts_by_its_hash(tmp_path: Path) -> None:
    """A file of the right name that is something else is not taken."""
    (tmp_path / "requirements.txt").write_text(
        "six==1.17.0 --hash=sha256:" + "0" * 64, encoding="utf-8"
    )
    (tmp_path / "six-1.17.0-py2.py3-none-any.whl").write_bytes(b"not it")
    assert (
        package._wheel(*package.pins(tmp_path / "requirements.txt"), tmp_path) is None
    )


def test_without_lambdas_python_one_line_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(package, "runtime_python", lambda: None)
    with pytest.raises(SystemExit, match=r"no python3.13 .*PACKAGE_PYTHON"):
        package.main([])


def test_a_python_of_another_version_is_not_lambdas(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = tmp_path / "python"
    other.write_text("#!/bin/sh\necho 3.7\n", encoding="utf-8")
    other.chmod(0o755)
    monkeypatch.setenv("PACKAGE_PYTHON", str(other))
    assert package.runtime_python() is None
