"""Metrics in the log lines of turns, as CloudWatch reads them."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from face_guide.alexa.metrics import GROUPS, MetricLines

TURN = {
    "request": "IntentRequest",
    "intent": "WhyTwitchIntent",
    "locale": "en-GB",
    "level": None,
    "latency_ms": 1.5,
    "outcome": "answered",
}


def line(**fields: object) -> dict[str, Any]:
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
    """CloudWatch drops a line silently where one is missing, or a dimension is no text."""
    turn = line(**TURN)
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
    assert line(**{**TURN, **fields})[metric] == value


def test_other_lines_are_no_metrics() -> None:
    assert "_aws" not in line(id="5", type="KeyError")
