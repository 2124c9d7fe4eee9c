"""One JSON object a line: what happened, never to whom and never in whose words.

On Lambda the line of a turn is a metric too: counting costs no call, no library and no
permission. The form is "Specification: Embedded metric format" in CloudWatch's guide.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

from face_guide.handlers import HANDLERS

NAMESPACE = "FaceGuide"
TURNS = [{"Name": "turns", "Unit": "Count"}]
RATES = [
    {"Name": "latency_ms", "Unit": "Milliseconds"},
    {"Name": "fallbacks", "Unit": "Count"},
    {"Name": "errors", "Unit": "Count"},
]
GROUPS = [
    # Each combination of values is a metric that costs money, so only turns are
    # counted by intent, locale and level.
    {"Namespace": NAMESPACE, "Dimensions": [["function"]], "Metrics": RATES},
    {
        "Namespace": NAMESPACE,
        "Dimensions": [["function", by] for by in ("intent", "locale", "level")],
        "Metrics": TURNS,
    },
]


class JsonLines(logging.Formatter):
    """Formats a record with its `fields`.

    Exceptions stay out: their text and frames may hold what was said.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        fields = getattr(record, "fields", {})
        time = datetime.fromtimestamp(record.created, UTC)
        line = {
            "time": time.isoformat(timespec="milliseconds"),
            "severity": record.levelname,
            "logger": record.name,
            "event": record.msg.partition(":")[0] if fields else record.getMessage(),
        }
        return json.dumps({**line, **fields})


class MetricLines(JsonLines):
    """Formats a record; the line of a turn is a metric of a Lambda function too."""

    def __init__(self, function: str) -> None:
        super().__init__()
        # Once: they are most of each line, and the same in all of them.
        self._groups = json.dumps(GROUPS)
        self._constants = json.dumps(
            {"event": "turn", "function": function, "turns": 1}
        )

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        turn = getattr(record, "fields", {})
        if "latency_ms" not in turn:
            return super().format(record)
        intent = turn["intent"] if turn["intent"] in HANDLERS else turn["request"]
        metrics = {
            **turn,
            "intent": intent,
            "level": turn["level"] or "none",
            "fallbacks": int(intent == "AMAZON.FallbackIntent"),
            "errors": int(turn["outcome"] == "apology"),
        }
        time = f'"Timestamp": {record.created * 1000:.0f}'
        about = f'"_aws": {{{time}, "CloudWatchMetrics": {self._groups}}}'
        return f"{{{about}, {self._constants[1:-1]}, {json.dumps(metrics)[1:]}"


def start(lines: logging.Formatter | None = None) -> None:
    """Send the service's log to standard output, turns included.

    Args:
        lines: The form of a line; JSON unless given.
    """
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(lines or JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("face_guide").setLevel(logging.INFO)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    # No line tells where in the code it was logged, nor in which thread; to find out
    # is half of its cost: https://docs.python.org/3/howto/logging.html#optimization
    logging._srcfile = None  # noqa: SLF001 (named there)
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
