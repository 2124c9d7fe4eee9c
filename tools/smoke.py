"""TurnContext to an unpacked Lambda package: `python -I -S -B smoke.py FOLDER [--bytecode]`. Needs nothing but that folder.

Prints the names of the loaded modules as JSON; fails with one line when something is missing or came from elsewhere.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

UNCHECKED = 0b01
"""Flags of bytecode that is never compared with its source."""


def envelope(
    locale: str, request: dict[str, Any], attributes: dict[str, Any]
) -> dict[str, Any]:
    """A request to this package's own skill."""
    application = {"applicationId": "amzn1.ask.skill.smoke"}
    stamped = {
        "requestId": "smoke",
        "timestamp": "2026-01-01T00:00:00Z",
        "locale": locale,
        **request,
    }
    session = {
        "new": not attributes,
        "sessionId": "smoke",
        "application": application,
        "attributes": attributes,
    }
    return {
        "version": "1.0",
        "session": session,
        "context": {"System": {"application": application}},
        "request": stamped,
    }


def talk(handler: Any, locale: str) -> None:
    """Launch, then ask why a face twitches."""
    welcome = handler(envelope(locale, {"type": "LaunchRequest"}, {}), None)
    wish = {
        "type": "IntentRequest",
        "intent": {
            "name": "WhyTwitchIntent",
            "confirmationStatus": "NONE",
            "slots": {},
        },
    }
    answer = handler(envelope(locale, wish, welcome["sessionAttributes"]), None)
    for reply in (welcome, answer):
        if (
            not reply["response"]["outputSpeech"]["ssml"]
            or reply["response"]["shouldEndSession"]
        ):
            sys.exit(f"{locale}: the package did not answer and listen on")
    if welcome["response"] == answer["response"]:
        sys.exit(f"{locale}: the package answers a question as it answers a launch")


def strangers(folder: Path) -> list[str]:
    """Modules that came neither from the package nor with Python."""
    homes = [str(folder), sys.prefix, sys.base_prefix]
    files = {
        name: getattr(module, "__file__", None)
        for name, module in sys.modules.items()
        if name != "__main__"
    }
    return sorted(
        name
        for name, file in files.items()
        if file and not any(map(str(file).startswith, homes))
    )


def stale(folder: Path) -> list[str]:
    """Modules of the package without bytecode that this Python takes as it is."""
    magic = importlib.util.MAGIC_NUMBER
    sources = (
        Path(importlib.util.cache_from_source(str(file)))
        for file in folder.rglob("*.py")
    )
    return sorted(file.name for file in sources if not _valid(file, magic))


def _valid(bytecode: Path, magic: bytes) -> bool:
    head = bytecode.read_bytes()[:8] if bytecode.exists() else b""
    return head[:4] == magic and int.from_bytes(head[4:], "little") == UNCHECKED


def main() -> None:
    """TurnContext in each locale that the package has words for."""
    folder = Path(sys.argv[1])
    sys.path.insert(0, str(folder))
    from lambda_function import handler  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 (it is in the folder)

    for file in sorted((folder / "face_guide" / "data").glob("*-*.json")):
        talk(handler, file.stem)
    if found := strangers(folder):
        sys.exit(f"{', '.join(found)}: not in the package")
    if "tomllib" in sys.modules:
        sys.exit("tomllib: TOML is read on Lambda; read compiled JSON instead")
    if "--bytecode" in sys.argv and (found := stale(folder)):
        sys.exit(f"{', '.join(found)}: no valid bytecode")
    print(json.dumps(sorted(sys.modules)))


if __name__ == "__main__":
    main()
