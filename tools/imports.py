"""What a program imports, found by reading it: the Lambda package ships what its door reaches and nothing else."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path


class Reached(NamedTuple):
    """Modules that an entry reaches, and imports that lead nowhere."""

    files: dict[str, Path]
    """Module name to its file."""
    missing: list[str]
    """One line for each import that is neither there nor in the standard library."""


def reach(
    entry: str, own: Path, others: Sequence[Path], standard: frozenset[str]
) -> Reached:
    """Follow imports from a module of the folder `own` into itself and into the folders of other people's packages.

    Our own code is followed into its functions too, where imports wait for their turn. Theirs only where it always
    imports: what it imports on a condition may be for uses that are not ours, and the smoke run finds the rest.
    """
    files: dict[str, Path] = {}
    missing: list[str] = []
    waiting = [entry]
    while waiting:
        name = waiting.pop()
        if name in files or not (file := _file(name, [own, *others])):
            continue
        files[name] = file
        package = name if file.name == "__init__.py" else name.rpartition(".")[0]
        for wanted in set(_imports(file, package, deep=file.is_relative_to(own))):
            waiting += _parents(wanted.name)
            if not _known(wanted, own, others, standard):
                missing.append(_line(file, own, wanted.name))
    return Reached(files, sorted(set(missing)))


class Wanted(NamedTuple):
    """A name that is imported: a module, or perhaps only a name in one."""

    name: str
    module: bool


def _known(
    wanted: Wanted, own: Path, others: Sequence[Path], standard: frozenset[str]
) -> bool:
    top = wanted.name.partition(".")[0]
    if top in standard or _file(top, others):
        return True
    return bool(_file(wanted.name, [own])) or (
        not wanted.module and bool(_file(wanted.name.rpartition(".")[0], [own]))
    )


def _line(file: Path, own: Path, wanted: str) -> str:
    place = file.relative_to(own) if file.is_relative_to(own) else file.name
    return f"{place}: imports {wanted}, which is not in the package; pin it in lambda/requirements.txt or leave the import out"


def _parents(name: str) -> Iterator[str]:
    parts = name.split(".")
    return (".".join(parts[:length]) for length in range(1, len(parts) + 1))


def _file(name: str, folders: Iterable[Path]) -> Path | None:
    for folder in folders:
        base = folder.joinpath(*name.split("."))
        for file in (base / "__init__.py", base.with_name(f"{base.name}.py")):
            if file.is_file():
                return file
    return None


def _imports(file: Path, package: str, *, deep: bool) -> Iterator[Wanted]:
    body = ast.parse(file.read_bytes()).body
    for node in _running(body) if deep else body:
        if isinstance(node, ast.Import):
            yield from (Wanted(alias.name, module=True) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, package)
            yield Wanted(base, module=True)
            yield from (
                Wanted(f"{base}.{alias.name}", module=False)
                for alias in node.names
                if alias.name != "*"
            )


def _base(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    above = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


def _running(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Whatever runs at some time, so nothing that is there for a type checker."""
    for node in body:
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            yield from _running(node.orelse)
        else:
            yield node
            yield from _running(ast.iter_child_nodes(node))
