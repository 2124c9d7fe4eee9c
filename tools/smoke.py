"""Talk to an unpacked Lambda package: `python -I -S -B smoke.py FOLDER [--bytecode]`.

It runs with the standard library and that folder alone, and fails with one line when
something is missing, breaks, or came from elsewhere.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import os
import sys
from pathlib import Path
from typing import Any

SETTINGS = {"SKILL_ID": "amzn1.ask.skill.smoke", "FACE_GUIDE_MODE": "guided"}
APPLICATION = {"applicationId": SETTINGS["SKILL_ID"]}
LAUNCH = {"type": "LaunchRequest"}
WHY_TWITCH = {
    "type": "IntentRequest",
    "intent": {
        "name": "WhyTwitchIntent",
        "confirmationStatus": "NONE",
        "slots": {},
    },
}
UNCHECKED_HASH = 0b01
"""The flags of bytecode that is never compared with its source."""


class Fault(logging.Handler):
    """Ends the run at the first error: an apology would hide it from `talk`."""

    def emit(self, record: logging.LogRecord) -> None:
        """Exit with the exception that is being logged."""
        sys.exit(str(sys.exc_info()[1] or record.getMessage()))


def envelope(
    locale: str, request: dict[str, Any], attributes: dict[str, Any]
) -> dict[str, Any]:
    """Return a request to this package's own skill."""
    stamp = {"requestId": "smoke", "timestamp": "2026-01-01T00:00:00Z"}
    return {
        "version": "1.0",
        "session": {
            "new": not attributes,
            "sessionId": "smoke",
            "application": APPLICATION,
            "attributes": attributes,
        },
        "context": {"System": {"application": APPLICATION}},
        "request": {**stamp, "locale": locale, **request},
    }


def talk(handler: Any, locale: str) -> None:
    """Launch, then ask why a face twitches."""
    welcome = handler(envelope(locale, LAUNCH, {}), None)
    attributes = welcome["sessionAttributes"]
    answer = handler(envelope(locale, WHY_TWITCH, attributes), None)
    for response in (welcome["response"], answer["response"]):
        if not response["outputSpeech"]["ssml"] or response["shouldEndSession"]:
            sys.exit(f"{locale}: the package did not answer and listen on")
    if welcome["response"] == answer["response"]:
        sys.exit(f"{locale}: the package answers a question as it answers a launch")


def foreign(folder: Path) -> list[str]:
    """Return the modules that came neither from the package nor with Python."""
    homes = (str(folder), sys.prefix, sys.base_prefix)
    files = {
        name: getattr(module, "__file__", None) or sys.prefix
        for name, module in sys.modules.items()
        if name != "__main__"
    }
    return sorted(name for name, file in files.items() if not file.startswith(homes))


def stale(folder: Path) -> list[str]:
    """Return the modules of the package that this Python would compile again."""
    return sorted(file.name for file in folder.rglob("*.py") if not _compiled(file))


def _compiled(source: Path) -> bool:
    bytecode = Path(importlib.util.cache_from_source(str(source)))
    head = bytecode.read_bytes()[:8] if bytecode.exists() else b""
    return head == importlib.util.MAGIC_NUMBER + UNCHECKED_HASH.to_bytes(4, "little")


def load(folder: Path) -> Any:
    """Return the handler of the package."""
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module("lambda_function").handler
    except ModuleNotFoundError as error:
        sys.exit(f"{error}; pin it in lambda/requirements.txt or leave the import out")


def talk_everywhere(handler: Any, folder: Path) -> None:
    """Talk in each locale that the package has words for."""
    logging.getLogger().addHandler(Fault(logging.ERROR))
    files = sorted(folder.glob("face_guide/*/??-??.json"))
    if not files:
        sys.exit("face_guide: has words for no locale; build them")
    for file in files:
        talk(handler, file.stem)


def main() -> None:
    """Talk, then look at what was loaded for it."""
    folder = Path(sys.argv[1])
    os.environ |= SETTINGS
    talk_everywhere(load(folder), folder)
    if found := foreign(folder):
        sys.exit(f"{', '.join(found)}: not in the package")
    if "tomllib" in sys.modules:
        sys.exit("tomllib: parsed words on Lambda; ship them as JSON")
    if "--bytecode" in sys.argv and (found := stale(folder)):
        sys.exit(f"{', '.join(found)}: no valid bytecode")


if __name__ == "__main__":
    main()
