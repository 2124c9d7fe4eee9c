"""Build the zip for AWS Lambda: the guide, its dependencies and their bytecode.

    python -m tools.package                 # writes dist/face-guide-lambda.zip
    python -m tools.package --no-bytecode   # needs no python3.13, starts slower

The same sources give the same bytes. Bytecode is only valid for the version of Python
that compiled it: PACKAGE_PYTHON names a python3.13, else one is looked for. Before the
zip is written, an interpreter that has nothing else talks to what is in it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from face_guide.errors import FaceGuideError
from tools.paths import DIST, LAMBDA

TARGET = DIST / "face-guide-lambda.zip"
ENDPOINT = "lambda_function"
"""The module whose `handler` Lambda calls."""
RUNTIME = "3.13"
"""The Python of Lambda's runtime python3.13."""
MAX_ZIP_BYTES = 50_000_000
"""The most that Lambda takes in one upload."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip can hold."""
NOT_ON_LAMBDA = ("web", "__pycache__")
"""Folders of the guide that stay behind."""
PIP_FLAGS = (
    *("--quiet", "--disable-pip-version-check"),
    *("--require-hashes", "--no-deps", "--no-compile"),
    *("--only-binary=:all:", "--platform=any", "--implementation=py", "--abi=none"),
    f"--python-version={RUNTIME}",
)
"""Exactly the pinned files, and none for one platform or with a build of its own."""


class PackageError(FaceGuideError):
    """There is no package; one line says why."""


def build(
    python: str, *, source: Path = LAMBDA, target: Path = TARGET, bytecode: bool = True
) -> Path:
    """Write the zip of a folder that holds the Lambda endpoint and the guide.

    Args:
        python: The interpreter that compiles the zip's modules and talks to it.
        source: The folder, with a `requirements.txt`.
        target: The zip to write; untouched when the build fails.
        bytecode: Whether to compile; the interpreter must then be Lambda's.

    Returns:
        The target.

    Raises:
        PackageError: A dependency is missing or not what its hash says, the zip is
            too large for Lambda, or the guide in it does not answer.
    """
    with TemporaryDirectory() as scratch:
        staged, zipped = Path(scratch, "staged"), Path(scratch, target.name)
        install(source / "requirements.txt", staged)
        stage(source, staged)
        if bytecode:
            _compile_modules(staged, python)
        pack(staged, zipped)
        if (size := zipped.stat().st_size) > MAX_ZIP_BYTES:
            raise PackageError(
                f"{target.name}: has {size} bytes; bring it below {MAX_ZIP_BYTES}"
            )
        smoke(zipped, python, bytecode=bytecode)
        target.parent.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copyfile(zipped, target))


def install(requirements: Path, folder: Path) -> None:
    """Install pinned and hashed pure wheels into a folder.

    Raises:
        PackageError: A line without version or hash, or no wheel that matches it.
    """
    where = ("--target", str(folder), "--requirement", str(requirements))
    _run(requirements.name, sys.executable, "-m", "pip", "install", *PIP_FLAGS, *where)
    # What is in these differs between versions of pip, and Lambda reads none of it.
    for unread in (folder / "bin", *folder.glob("*.dist-info")):
        shutil.rmtree(unread, ignore_errors=True)


def stage(source: Path, staged: Path) -> None:
    """Copy the endpoint and the guide without its web side into a folder."""
    shutil.copy(source / f"{ENDPOINT}.py", staged)
    ignore = shutil.ignore_patterns(*NOT_ON_LAMBDA)
    shutil.copytree(source / "face_guide", staged / "face_guide", ignore=ignore)


def _compile_modules(staged: Path, python: str) -> None:
    """Compile to bytecode that is never compared with its source.

    Sources in a zip have no dates worth comparing. Docstrings are left out: a start
    reads all the bytecode of the SDK, and nobody reads them on Lambda.
    """
    modes = ("-q", "-o", "2", "--invalidation-mode", "unchecked-hash")
    command = (python, "-W", "ignore", "-m", "compileall", *modes, "-s", str(staged))
    _run("compileall", *command, str(staged))
    for file in staged.rglob("*.opt-2.pyc"):
        # The name that a Python without -OO looks for.
        file.rename(file.with_name(file.name.replace(".opt-2", "")))


def pack(folder: Path, target: Path) -> None:
    """Zip a folder so that the same content gives the same bytes.

    Names are sorted, dates fixed, and everyone may read every file.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), EPOCH)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())


def smoke(package: Path, python: str, *, bytecode: bool = True) -> None:
    """Unpack the zip as Lambda does and talk to it in each locale.

    The interpreter has its standard library and the zip, nothing else.

    Raises:
        PackageError: A module is missing, or the guide does not answer.
    """
    script = Path(__file__).with_name("smoke.py")
    with TemporaryDirectory() as scratch, zipfile.ZipFile(package) as archive:
        archive.extractall(scratch)
        options = ("--bytecode",) if bytecode else ()
        command = (python, "-I", "-S", "-B", str(script), scratch)
        _run(script.name, *command, *options)


def _run(name: str, *command: str) -> None:
    """Run a program; what it makes may not depend on hashes of strings.

    Raises:
        PackageError: It failed; the line has its name and its complaint.
    """
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        raise PackageError(f"{name}: {_reason(done.stderr or done.stdout)}")


def _reason(complaint: str) -> str:
    """Return what pip calls an error, else the last line, as one line."""
    _, mark, errors = complaint.partition("ERROR: ")
    return " ".join(errors.split()) if mark else complaint.strip().split("\n")[-1]


def runtime_python() -> str | None:
    """Return a Python of Lambda's version: PACKAGE_PYTHON, the PATH's or pyenv's."""
    if named := os.environ.get("PACKAGE_PYTHON"):
        return named if version(named) == RUNTIME else None
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    installed = sorted(pyenv.glob(f"{RUNTIME}.*/bin/python{RUNTIME}"), reverse=True)
    places = [sys.executable, f"python{RUNTIME}", *map(str, installed)]
    return next((place for place in places if version(place) == RUNTIME), None)


def version(python: str) -> str | None:
    """Return an interpreter's version, as in "3.13"; None when it does not run."""
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run(  # noqa: S603
            [python, "-c", ask], capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    return done.stdout.strip() or None


def main(arguments: list[str] | None = None) -> int:
    """Build; return the exit code."""
    summary = (__doc__ or "").splitlines()[0]
    parser = argparse.ArgumentParser(
        prog="python -m tools.package", description=summary
    )
    parser.add_argument(
        "--no-bytecode",
        action="store_true",
        help=f"do without python{RUNTIME}; the start takes longer",
    )
    parser.add_argument("--target", type=Path, default=TARGET, help="the zip to write")
    options = parser.parse_args(arguments)
    bytecode = not options.no_bytecode
    try:
        python = _python(bytecode=bytecode)
        package = build(python, target=options.target, bytecode=bytecode)
    except FaceGuideError as error:
        sys.exit(f"package: {error}")
    content = package.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    print(f"{os.path.relpath(package)}: {len(content):,} bytes, sha256 {digest}")
    return 0


def _python(*, bytecode: bool) -> str:
    python = runtime_python() if bytecode else sys.executable
    if python is None:
        raise PackageError(
            f"there is no python{RUNTIME} to compile for Lambda; install it (pyenv "
            f"install {RUNTIME}), set PACKAGE_PYTHON to one, or take --no-bytecode "
            "and a slower start"
        )
    return python


if __name__ == "__main__":
    sys.exit(main())
