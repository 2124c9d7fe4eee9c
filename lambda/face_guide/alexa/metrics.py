"""The log on Lambda: the same lines, and in each turn's line the metrics that CloudWatch reads out of it.

This is the embedded metric format: counting costs no call, no library and no permission.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from face_guide.alexa.logs import JsonLines
from face_guide.handlers import HANDLERS

if TYPE_CHECKING:
    import logging

NAMESPACE = "FaceGuide"
TURNS = [{"Name": "turns", "Unit": "Count"}]
RATES = [
    {"Name": "latency_ms", "Unit": "Milliseconds"},
    {"Name": "fallbacks", "Unit": "Count"},
    {"Name": "errors", "Unit": "Count"},
]
GROUPS = [
    # Each combination of values is a metric that costs money, so only turns are counted by intent, locale and level.
    {"Namespace": NAMESPACE, "Dimensions": [["function"]], "Metrics": RATES},
    {
        "Namespace": NAMESPACE,
        "Dimensions": [["function", by] for by in ("intent", "locale", "level")],
        "Metrics": TURNS,
    },
]


class MetricLines(JsonLines):
    """Formats a record; the line of a turn is a metric too."""

    def __init__(self, function: str) -> None:
        super().__init__()
        self._function = function
        self._groups = json.dumps(GROUPS)  # once: it is the longest part of each line

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        turn = getattr(record, "fields", {})
        if "latency_ms" not in turn:
            return super().format(record)
        intent = turn["intent"] if turn["intent"] in HANDLERS else turn["request"]
        metrics = {
            **turn,
            "event": record.msg,
            "function": self._function,
            "intent": intent,
            "level": turn["level"] or "none",
            "turns": 1,
            "fallbacks": int(intent == "AMAZON.FallbackIntent"),
            "errors": int(turn["outcome"] == "apology"),
        }
        about = f'"_aws": {{"Timestamp": {record.created * 1000:.0f}, "CloudWatchMetrics": {self._groups}}}'
        return f"{{{about}, {json.dumps(metrics)[1:]}"
