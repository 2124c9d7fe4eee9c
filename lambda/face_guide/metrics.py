"""The log on Lambda: the same lines, and in each turn's line the metrics that CloudWatch reads out of it.

This is the embedded metric format: counting costs no call, no library and no permission.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from face_guide.handlers import HANDLERS
from face_guide.logs import JsonLines

if TYPE_CHECKING:
    import logging

NAMESPACE = "FaceGuide"
COUNT = {"Name": "Turns", "Unit": "Count"}
RATES = [{"Name": "Latency", "Unit": "Milliseconds"}, {"Name": "Fallbacks", "Unit": "Count"}, {"Name": "Errors", "Unit": "Count"}]
GROUPS = [
    # Each combination of values is a metric that costs money, so only turns are counted by intent, locale and level.
    {"Namespace": NAMESPACE, "Dimensions": [["Function"]], "Metrics": RATES},
    {"Namespace": NAMESPACE, "Dimensions": [["Function", by] for by in ("Intent", "Locale", "Level")], "Metrics": [COUNT]},
]


class MetricLines(JsonLines):
    """Formats a record; the line of a turn is a metric too."""

    def __init__(self, function: str) -> None:
        super().__init__()
        self.function = function

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        fields = getattr(record, "fields", {})
        if "latency_ms" in fields:
            record.fields = {**fields, **self._metrics(fields, record.created)}
        return super().format(record)

    def _metrics(self, turn: dict[str, Any], created: float) -> dict[str, Any]:
        intent = turn["intent"] if turn["intent"] in HANDLERS else turn["request"]
        return {
            "_aws": {"Timestamp": int(created * 1000), "CloudWatchMetrics": GROUPS},
            "Function": self.function,
            "Intent": intent,
            "Locale": turn["locale"],
            "Level": turn["level"] or "none",
            "Turns": 1,
            "Latency": turn["latency_ms"],
            "Fallbacks": int(intent == "AMAZON.FallbackIntent"),
            "Errors": int(turn["outcome"] == "apology"),
        }
