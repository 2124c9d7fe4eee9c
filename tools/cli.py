"""The one command, `face-guide <verb>`: a module a verb, imported when it is chosen."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from typing import NamedTuple

from face_guide.errors import FaceGuideError
from tools.paths import ROOT

CHECKOUT = ROOT / "pyproject.toml"
"""What only a checkout of the repository has."""


class Verb(NamedTuple):
    """What a verb runs: the `main` of its modules, one after another."""

    help: str
    modules: tuple[str, ...]
    options: tuple[str, ...] = ()
    """What is put before the options that were given."""
    takes_options: bool = True
    needs_checkout: bool = True


VERBS = {
    "talk": Verb(
        "talk in this terminal; --json for a script",
        ("speaker.__main__",),
        needs_checkout=False,
    ),
    "page": Verb(
        "the same, and on a page in the browser",
        ("speaker.__main__",),
        ("--web",),
        needs_checkout=False,
    ),
    "serve": Verb(
        "answer Alexa over HTTP; its settings are environment variables",
        ("face_guide.web.server",),
        takes_options=False,
        needs_checkout=False,
    ),
    "models": Verb(
        "build content, models and documents, and train; --check only compares",
        (
            *("tools.compile_content", "tools.build_models", "tools.build_safety"),
            "tools.build_listening",
            "tools.train_nlu",
        ),
    ),
    "content": Verb("compile rules and words", ("tools.compile_content",)),
    "train": Verb("train the local NLU, if its inputs changed", ("tools.train_nlu",)),
    "lint": Verb(
        "check models and manifest as the store does",
        ("tools.lint_models", "tools.lint_manifest"),
    ),
    "evaluate": Verb("measure the local NLU", ("tools.evaluate_nlu",)),
    "package": Verb("build the zip for Lambda", ("tools.package",)),
    "review": Verb("build the pages that a clinician signs", ("tools.review_pack",)),
    "release-check": Verb(
        "say what a release lacks", ("tools.release",), takes_options=False
    ),
}


def main(arguments: list[str] | None = None) -> int:
    """Run a verb; return the exit code, the highest of its modules'."""
    given = _parser().parse_args(arguments)
    verb = VERBS[given.verb]
    if verb.needs_checkout and not CHECKOUT.is_file():
        return _complain(given.verb, "works in a checkout only; clone the repository")
    if given.options and not verb.takes_options:
        return _complain(given.verb, "takes no options; leave them out")
    try:
        return max(_run(name, verb, given.options) for name in verb.modules)
    except ModuleNotFoundError as error:
        return _complain(given.verb, f"{error.name} is not installed; run make setup")
    except FaceGuideError as error:
        return _complain(given.verb, str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="face-guide",
        description="Talk to Face Guide, serve it, build it and check it.",
        epilog="verbs:\n"
        + "\n".join(f"  {name:14} {verb.help}" for name, verb in VERBS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("verb", choices=VERBS, metavar="verb", help="see below")
    parser.add_argument(
        "options", nargs=argparse.REMAINDER, help="the verb's own; --help names them"
    )
    return parser


def _run(module: str, verb: Verb, options: list[str]) -> int:
    run = import_module(module).main
    return int((run([*verb.options, *options]) if verb.takes_options else run()) or 0)


def _complain(verb: str, problem: str) -> int:
    print(f"face-guide {verb}: {problem}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
