"""One fresh process of a Lambda package.

    python -I -S -B probe.py FOLDER STARTED ROUNDS < events.json

Prints milliseconds and kilobytes as JSON. It imports nothing before the package but
what Python itself needs.
"""

import sys
import time

folder, started, rounds = sys.argv[1:]
sys.path.insert(0, folder)
begin = time.monotonic()
from lambda_function import handler  # noqa: E402 (its import is what is measured)

imported = time.monotonic()
import json  # noqa: E402 (the SDK has it by now)

events = json.load(sys.stdin)
read = time.monotonic()
handler(events[0], None)
replied = time.monotonic()
with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 (no imports)
    peak = int(status.read().partition("VmHWM:")[2].split()[0])


def warm(event: object) -> list[float]:
    """Return the milliseconds of each round."""
    times = []
    for _ in range(int(rounds)):
        start = time.perf_counter()
        handler(event, None)
        times.append((time.perf_counter() - start) * 1000)
    return times


figures = {
    "cold": (replied - float(started) - (read - imported)) * 1000,
    "import": (imported - begin) * 1000,
    "memory": peak,
    "warm": [sorted(warm(event))[int(rounds) // 2] for event in events],
}
print(json.dumps(figures))
