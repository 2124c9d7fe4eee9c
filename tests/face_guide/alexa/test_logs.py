"""The lines of the log."""

from __future__ import annotations

import json
import logging

from face_guide.alexa.logs import JsonLines


def line(*arguments: object, **extra: object) -> dict[str, object]:
    logger = logging.getLogger("test")
    record = logger.makeRecord(
        "test",
        logging.INFO,
        "file",
        1,
        str(arguments[0]),
        arguments[1:],
        None,
        extra=extra,
    )
    return json.loads(JsonLines().format(record))


def test_fields_stand_beside_the_event() -> None:
    """Flat, so that any log reader can count them."""
    logged = line("turn failed: id=%s", 5, fields={"id": 5})
    assert (logged["event"], logged["id"], logged["severity"]) == (
        "turn failed",
        5,
        "INFO",
    )


def test_other_libraries_keep_their_message() -> None:
    """They have no fields."""
    assert line("queue is %d", 3)["event"] == "queue is 3"


def test_an_exception_stays_out() -> None:
    """Its text could hold what was said."""
    fault = KeyError("my left eyelid")
    record = logging.LogRecord(
        "test", logging.ERROR, "file", 1, "failed", (), (KeyError, fault, None)
    )
    assert "eyelid" not in JsonLines().format(record)
