"""How long the recognizer takes a sentence: `python -m benchmarks.recognizer`."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING

from speaker.nlu.model import Model
from speaker.nlu.recognizer import Recognizer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

DATA = Path(__file__).parents[1] / "tests" / "data"
LONG_CHARS = 8_000
MEASURES: dict[str, Callable[[list[float]], float]] = {
    "mean": mean,
    "median": median,
    "max": max,
}


def sentences() -> list[str]:
    """Return the sentences of all files of tests/data."""
    files = (tomllib.loads(path.read_text("utf-8")) for path in DATA.glob("*.toml"))
    return [say["text"] for file in files for say in file.get("say", ())]


def stories(said: Iterable[str]) -> Iterator[str]:
    """Yield all that was said in pieces of `LONG_CHARS` characters."""
    text = " ".join(said)
    for start in range(0, len(text), LONG_CHARS):
        yield text[start : start + LONG_CHARS]


def milliseconds(call: Callable[[str], object], text: str) -> float:
    """Return the processor time of a call."""
    start = time.process_time()
    call(text)
    return 1000 * (time.process_time() - start)


def main() -> None:
    """Print mean, median and maximum in milliseconds."""
    said = sentences()
    model = Model.load("en-US")
    recognize = Recognizer(model).recognize
    times = {
        "start": [milliseconds(lambda _: Recognizer(model), "") for _ in range(5)],
        "sentence": [milliseconds(recognize, text) for text in said],
        f"{LONG_CHARS:,} characters": [
            milliseconds(recognize, text) for text in stories(said)
        ],
    }
    print(f"{'ms':18}" + "".join(f"{name:>8}" for name in MEASURES))
    for name, found in times.items():
        cells = "".join(f"{measure(found):8.1f}" for measure in MEASURES.values())
        print(f"{name:18}{cells}")


if __name__ == "__main__":
    main()
