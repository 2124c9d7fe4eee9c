"""The project as a package: what it needs, what is pinned, and who may import whom."""

from __future__ import annotations

import copy
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grimp
import pytest
from importlinter.api import read_configuration
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[1]
PROJECT: Any = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NEEDED = PROJECT["project"]["dependencies"]
GROUPS = PROJECT["dependency-groups"]
LINTER = read_configuration(str(ROOT / "pyproject.toml"))
CONTRACTS = {contract["id"]: contract for contract in LINTER["contracts_options"]}
CLASSES = {"layers": LayersContract, "forbidden": ForbiddenContract}
OURS = {"face_guide", "lambda_function", "speaker", "tools", "tests", "benchmarks"}
PLACES = [
    {"python_version": version, "python_full_version": f"{version}.0", **system}
    for version in ("3.11", "3.12", "3.13")
    for system in (
        {"sys_platform": "linux", "platform_system": "Linux"},
        {"sys_platform": "darwin", "platform_system": "Darwin"},
    )
]
"""Where the project is developed and served."""


def pins(file: str) -> dict[str, str]:
    text = (ROOT / file).read_text(encoding="utf-8")
    found = re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def applies(requirement: Requirement, extra: str) -> bool:
    marker = requirement.marker
    return not marker or any(marker.evaluate({**at, "extra": extra}) for at in PLACES)


def in_turn(lines: Iterable[str]) -> set[Requirement]:
    """Return the requirements, and all that the installed packages need in turn."""
    found: set[Requirement] = set()
    waiting = [Requirement(line) for line in lines]
    while waiting:
        requirement = waiting.pop()
        if requirement not in found:
            found.add(requirement)
            waiting += of_package(requirement)
    return found


def of_package(requirement: Requirement) -> list[Requirement]:
    try:
        lines = requires(requirement.name) or []
    except PackageNotFoundError:  # needed elsewhere only
        return []
    needs = [Requirement(line) for line in lines]
    extras = ("", *requirement.extras)
    return [need for need in needs if any(applies(need, extra) for extra in extras)]


def outside(*packages: str) -> set[str]:
    """Return the distributions that modules of ours import, whatever they wait for."""
    graph = grimp.build_graph(*packages, include_external_packages=True, cache_dir=None)
    tops = {module.partition(".")[0] for module in graph.modules}
    tops -= OURS | sys.stdlib_module_names
    owners = packages_distributions()
    return {canonicalize_name(owners[top][0]) for top in tops}


def names(lines: Iterable[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in lines}


@pytest.mark.parametrize(
    ("packages", "groups"),
    [
        (("face_guide", "speaker"), ()),
        (("tools",), ("build",)),
        (("tests", "benchmarks"), ("build", "test")),
    ],
)
def test_what_is_imported_is_asked_for(
    packages: tuple[str, ...], groups: tuple[str, ...]
) -> None:
    asked = names(NEEDED).union(*(names(GROUPS[group]) for group in groups))
    assert outside(*packages) - asked == set()


def test_every_version_is_pinned_and_nothing_else() -> None:
    lines = [*NEEDED, *(line for group in GROUPS.values() for line in group)]
    pinned = pins("requirements.txt")
    found = in_turn(lines)
    assert {canonicalize_name(one.name) for one in found} == set(pinned)
    assert [
        f"{one} excludes {pinned[canonicalize_name(one.name)]}"
        for one in found
        if pinned[canonicalize_name(one.name)] not in one.specifier
    ] == []


def test_lambda_gets_the_same_versions() -> None:
    assert pins("lambda/requirements.txt").items() <= pins("requirements.txt").items()


def test_the_core_imports_the_standard_library_alone() -> None:
    graph = grimp.build_graph(
        "face_guide", include_external_packages=True, cache_dir=None
    )
    edges = ("face_guide.alexa", "face_guide.web")
    core = [name for name in graph.modules if name.partition(".")[0] == "face_guide"]
    assert [
        f"{module} imports {imported}"
        for module in core
        if not module.startswith(edges)
        for imported in graph.find_modules_directly_imported_by(module)
        if imported.partition(".")[0] not in {"face_guide", *sys.stdlib_module_names}
    ] == []


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    packages = LINTER["session_options"]["root_packages"]
    return grimp.build_graph(*packages, include_external_packages=True, cache_dir=None)


def kept(contract: str, graph: grimp.ImportGraph) -> bool:
    options = CONTRACTS[contract]
    contract_class = CLASSES[options["type"]]
    checker = contract_class(options["name"], LINTER["session_options"], options)
    return checker.check(copy.deepcopy(graph), verbose=False).kept


@pytest.mark.parametrize("contract", CONTRACTS)
def test_the_import_contracts_are_kept(contract: str, graph: grimp.ImportGraph) -> None:
    assert kept(contract, graph)


@pytest.mark.parametrize(
    ("contract", "importer", "imported"),
    [
        ("packages", "face_guide.turn", "speaker.device"),
        ("packages", "speaker.device", "tools.build_models"),
        ("floors", "face_guide.turn", "face_guide.alexa.envelope"),
        ("floors", "face_guide.dialog", "face_guide.guide"),
        ("floors", "face_guide.handlers", "face_guide.dialog"),
        ("floors", "face_guide.state", "face_guide.triage"),
        ("floors", "face_guide.rules", "face_guide.prompts"),
        ("floors", "face_guide.alexa.skill", "face_guide.web.app"),
        ("floors", "face_guide.guide", "face_guide.web.verification"),
        ("built", "tools.build_models", "speaker.nlu.normalize"),
        ("built", "tools.new", "speaker"),
        ("built", "tools.policy", "speaker.device"),
        ("built", "tools.train_nlu", "speaker.device"),
        ("shipped", "tools.build_models", "tools.nlu_rows"),
        ("shipped", "tools.corpus_model", "tools.train_nlu"),
        ("training", "speaker.nlu.linear", "sklearn"),
        ("training", "speaker.nlu.spotting", "scipy"),
        ("training", "face_guide.guide", "sklearn"),
        ("training", "tools.build_models", "sklearn"),
        ("training", "tools.nlu_rows", "scipy"),
        ("arrays", "face_guide.triage", "numpy"),
        ("arrays", "face_guide.web.app", "numpy"),
        ("nlu", "speaker.nlu.recognizer", "face_guide.turn"),
        ("nlu", "speaker.nlu.recognizer", "tools.policy"),
        ("nlu", "speaker.nlu.model", "speaker.device"),
        ("nlu", "speaker.nlu.model", "speaker.web.app"),
    ],
)
def test_a_wrong_import_breaks_its_contract(
    contract: str, importer: str, imported: str, graph: grimp.ImportGraph
) -> None:
    wrong = copy.deepcopy(graph)
    for module in (importer, imported):
        if module not in wrong.modules:
            wrong.add_module(module)
    wrong.add_import(importer=importer, imported=imported)
    assert not kept(contract, wrong)


def test_a_module_without_a_floor_breaks_the_contract(
    graph: grimp.ImportGraph,
) -> None:
    wrong = copy.deepcopy(graph)
    wrong.add_module("face_guide.new")
    assert not kept("floors", wrong)
