"""One JSON object a line: what happened, never to whom and never in whose words."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """Formats a record with its `fields`. Exceptions stay out: their text and frames may hold what was said."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(
            timespec="milliseconds"
        )
        fields = getattr(record, "fields", {})
        event = record.msg.partition(":")[0] if fields else record.getMessage()
        line = {
            "time": time,
            "severity": record.levelname,
            "logger": record.name,
            "event": event,
        }
        return json.dumps({**line, **fields})


def start(lines: logging.Formatter | None = None) -> None:
    """Send what the service logs to standard output, turns included; as JSON lines unless told otherwise."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(lines or JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("face_guide").setLevel(logging.INFO)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
