"""Build the zip for AWS Lambda: what the Lambda door reaches, its dependencies, bytecode, and the words as JSON.

    python -m tools.package                 # writes dist/face-guide-lambda.zip, the same bytes each time
    python -m tools.package --no-bytecode   # without a Python of Lambda's version: works, starts three times slower

Bytecode is only valid for the version that compiled it. PACKAGE_PYTHON names a python3.13; else it is looked for.
Before the zip is written, it is unpacked and talked to by an interpreter that has nothing else.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from tools.imports import reach

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "lambda"
WHEELS = ROOT / "build" / "wheels"
TARGET = ROOT / "dist" / "face-guide-lambda.zip"
DOOR = "lambda_function"
RUNTIME = "3.13"
"""The Python of Lambda's runtime python3.13."""
LARGEST = 50_000_000
"""Bytes that Lambda takes in one zip."""
EPOCH = (1980, 1, 1, 0, 0, 0)

_PIN = re.compile(
    r"(?P<name>[\w.-]+)==(?P<version>[\w.]+) --hash=sha256:(?P<hash>[0-9a-f]{64})"
)
_PURE = re.compile(r".+-(?:py2\.)?py3-none-any\.whl")


class PackageError(Exception):
    """Why there is no package; one line a reason."""


class Wheel(NamedTuple):
    """A pinned dependency."""

    name: str
    version: str
    sha256: str


def build(
    python: str,
    *,
    source: Path = SOURCE,
    wheels: Path = WHEELS,
    target: Path = TARGET,
    bytecode: bool = True,
) -> Path:
    """Write the zip of a Lambda door and everything that it needs; `python` compiles it and tries it out.

    Raises:
        PackageError: an import leads nowhere, a dependency is not what its hash says, or the result does not answer.
    """
    with TemporaryDirectory() as scratch:
        staged, zipped = Path(scratch, "staged"), Path(scratch, target.name)
        stage(staged, python, source, wheels)
        if bytecode:
            _compile(staged, python)
        pack(staged, zipped)
        smoke(zipped, python, bytecode=bytecode)
        if zipped.stat().st_size > LARGEST:
            raise PackageError(
                f"{target.name}: has {zipped.stat().st_size} bytes; Lambda takes {LARGEST}"
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copyfile(zipped, target))


def stage(staged: Path, python: str, source: Path, wheels: Path) -> None:
    """Lay out in a folder what the zip will hold."""
    for wheel in fetched(source / "requirements.txt", wheels):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(staged)
    found = reach(DOOR, source, [staged], standard_modules(python))
    if found.missing:
        raise PackageError("\n".join(found.missing))
    for file in found.files.values():
        if file.is_relative_to(source):
            _copy(file, staged / file.relative_to(source))
    for file in (source / "face_guide" / "data").glob("*.json"):
        _copy(file, staged / file.relative_to(source))


def pins(requirements: Path) -> Iterator[Wheel]:
    """The dependencies of a requirements file. Raises PackageError for a line without a version or a hash."""
    for line in requirements.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        pin = _PIN.fullmatch(line.strip())
        if not pin:
            raise PackageError(
                f"{requirements.name}: {line.strip()!r}: write it as name==version --hash=sha256:…"
            )
        yield Wheel(*pin.groups())


def fetched(requirements: Path, wheels: Path) -> list[Path]:
    """The wheels of a requirements file: from the folder `wheels` if they are there, else by pip. Raises PackageError."""
    wanted = list(pins(requirements))
    if wanted and not all(_wheel(pin, wheels) for pin in wanted):
        universal = (
            "--platform",
            "any",
            "--implementation",
            "py",
            "--abi",
            "none",
            "--only-binary",
            ":all:",
        )
        asked = (
            "--no-deps",
            "--require-hashes",
            "--python-version",
            RUNTIME,
            *universal,
            "--requirement",
            str(requirements),
        )
        _run(
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--dest",
            str(wheels),
            *asked,
        )
    found = [(pin, _wheel(pin, wheels)) for pin in wanted]
    if wrong := [
        f"{pin.name}: pip brought no pure wheel with the hash in {requirements.name}"
        for pin, file in found
        if not file
    ]:
        raise PackageError("\n".join(wrong))
    return [file for _, file in found if file]


def _wheel(pin: Wheel, wheels: Path) -> Path | None:
    """The file with this hash: whatever it is called, it is what was pinned."""
    pattern = f"{re.sub(r'[-_.]+', '_', pin.name)}-{pin.version}-*.whl"
    files = (file for file in wheels.glob(pattern) if _PURE.fullmatch(file.name))
    return next(
        (
            file
            for file in files
            if hashlib.sha256(file.read_bytes()).hexdigest() == pin.sha256
        ),
        None,
    )


def standard_modules(python: str) -> frozenset[str]:
    """What a Python brings along."""
    return frozenset(
        _run(python, "-c", "import sys; print(*sys.stdlib_module_names)").split()
    )


def _compile(staged: Path, python: str) -> None:
    """Bytecode that is never checked against its source, as sources in a zip have no dates worth checking.

    Without docstrings: nobody reads them on Lambda, and a start reads all the bytecode of the SDK.
    """
    modes = (
        "-q",
        "-f",
        "-o",
        "2",
        "--invalidation-mode",
        "unchecked-hash",
        "-s",
        str(staged),
    )
    _run(
        python,
        "-W",
        "ignore",
        "-m",
        "compileall",
        *modes,
        str(staged),
        PYTHONHASHSEED="0",
    )
    for file in staged.rglob("*.opt-2.pyc"):
        file.rename(
            file.with_name(file.name.replace(".opt-2", ""))
        )  # the name that a Python without -OO looks for


def pack(staged: Path, target: Path) -> None:
    """Zip a folder: names sorted, no dates, readable by everyone, so that the same content has the same bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(path for path in staged.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(staged).as_posix(), EPOCH)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())


def smoke(package: Path, python: str, *, bytecode: bool = True) -> list[str]:
    """Unpack the zip as Lambda does and talk to it: launch and an intent in each locale. Raises PackageError.

    Returns the names of the modules that it loaded. The interpreter has its standard library and the zip, nothing else.
    """
    with TemporaryDirectory() as scratch, zipfile.ZipFile(package) as archive:
        archive.extractall(scratch)
        script = Path(__file__).with_name("smoke.py")
        setting = {"SKILL_ID": "amzn1.ask.skill.smoke", "FACE_GUIDE_MODE": "guided"}
        said = _run(
            python,
            "-I",
            "-S",
            "-B",
            str(script),
            scratch,
            *(["--bytecode"] if bytecode else []),
            **setting,
        )
    return list(json.loads(said))


def _run(*command: str, **setting: str) -> str:
    """What a program prints. Raises PackageError with its name and the last line of its complaint."""
    done = subprocess.run(  # noqa: S603
        command,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **setting},
    )
    if done.returncode:
        reason = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise PackageError(f"{_name(command)}: {' '.join(reason)}")
    return done.stdout


def _name(command: tuple[str, ...]) -> str:
    """What is run, in a word: a script, a module of Python's, or Python itself."""
    scripts = [Path(part).name for part in command[1:] if part.endswith(".py")]
    modules = [part for before, part in pairwise(command) if before == "-m"]
    return next(iter([*scripts, *modules, Path(command[0]).name]))


def _copy(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)


def runtime_python() -> str | None:
    """A Python of Lambda's version: PACKAGE_PYTHON, one on the PATH, or one of pyenv's."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    named = os.environ.get("PACKAGE_PYTHON")
    installed = sorted(
        map(str, pyenv.glob(f"{RUNTIME}.*/bin/python{RUNTIME}")), reverse=True
    )
    places = [named] if named else [sys.executable, f"python{RUNTIME}", *installed]
    return next((place for place in places if version(place) == RUNTIME), None)


def version(python: str) -> str | None:
    """Its version as in "3.13"; None when it does not run."""
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run(  # noqa: S603
            [python, "-c", ask], capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    return done.stdout.strip() or None


def main(arguments: list[str] | None = None) -> int:
    """Build; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.package", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument(
        "--no-bytecode",
        action="store_true",
        help=f"do without python{RUNTIME}; the start takes longer",
    )
    parser.add_argument("--target", type=Path, default=TARGET, help="the zip to write")
    options = parser.parse_args(arguments)
    python = sys.executable if options.no_bytecode else runtime_python()
    if python is None:
        sys.exit(
            f"package: there is no python{RUNTIME} to compile for Lambda; install it (pyenv install {RUNTIME}), "
            "set PACKAGE_PYTHON to one, or take --no-bytecode and a slower start"
        )
    try:
        package = build(python, target=options.target, bytecode=not options.no_bytecode)
    except PackageError as error:
        sys.exit("\n".join(f"package: {line}" for line in str(error).splitlines()))
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    print(
        f"{os.path.relpath(package)}: {package.stat().st_size:,} bytes, sha256 {digest}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
