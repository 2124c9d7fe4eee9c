"""The lines of the log, and the metrics in those of turns as CloudWatch reads them."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from face_guide.alexa.logs import GROUPS, JsonLines, MetricLines

TURN = {
    "request": "IntentRequest",
    "intent": "WhyTwitchIntent",
    "locale": "en-GB",
    "level": None,
    "latency_ms": 1.5,
    "outcome": "answered",
}


def line(*arguments: object, **extra: object) -> dict[str, Any]:
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
    return dict(json.loads(JsonLines().format(record)))


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


def metric_line(**fields: object) -> dict[str, Any]:
    record = logging.makeLogRecord(
        {
            "name": "face_guide.alexa.skill",
            "msg": "turn",
            "levelno": logging.INFO,
            "created": 1.5,
            "fields": fields,
        }
    )
    return dict(json.loads(MetricLines("face-guide").format(record)))


def test_every_metric_and_dimension_that_is_named_is_there() -> None:
    """CloudWatch drops a line without one, or with a dimension that is no text."""
    turn = metric_line(**TURN)
    assert turn["_aws"]["Timestamp"] == 1500
    for group in turn["_aws"]["CloudWatchMetrics"]:
        assert all(
            isinstance(turn[metric["Name"]], int | float) for metric in group["Metrics"]
        )
        assert all(
            isinstance(turn[name], str) and turn[name]
            for names in group["Dimensions"]
            for name in names
        )
    assert turn["_aws"]["CloudWatchMetrics"] == GROUPS


@pytest.mark.parametrize(
    ("fields", "metric", "value"),
    [
        ({}, "fallbacks", 0),
        ({"intent": "AMAZON.FallbackIntent"}, "fallbacks", 1),
        ({"outcome": "apology"}, "errors", 1),
        ({}, "latency_ms", 1.5),
        ({"level": "emergency"}, "level", "emergency"),
        ({}, "level", "none"),
        ({"intent": None, "request": "LaunchRequest"}, "intent", "LaunchRequest"),
        ({"intent": "SomethingNew"}, "intent", "IntentRequest"),
    ],
)
def test_a_turn_is_counted(
    fields: dict[str, object], metric: str, value: object
) -> None:
    assert metric_line(**{**TURN, **fields})[metric] == value


def test_other_lines_are_no_metrics() -> None:
    assert "_aws" not in metric_line(id="5", type="KeyError")
