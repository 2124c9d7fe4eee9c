"""Measure how well the local speaker understands people, as one would a triage device.

    python -m tools.evaluate_nlu              # every set, the sealed ones too
    python -m tools.evaluate_nlu dev blind    # some sets
    python -m tools.evaluate_nlu dev --list   # and what went wrong there

The sets train nothing. The sealed ones were written without sight of corpus and code
and stay unread: only their figures say what to expect of a stranger.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from statistics import mean
from typing import TYPE_CHECKING

from tools import nlu_measures as measures
from tools.nlu_measures import SEALED, VALIDATION, VERDICTS, Listener, Share, wilson
from tools.templates import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tools.nlu_measures import Outcome

SETS = (*VALIDATION, *SEALED)
ANSWERS = ("yes", "no", "was", "unsure", "other")
WRITERS = {
    "intents": "intents",
    "slots": "slots",
    "emergencies missed": "missed",
    "near misses raised": "near raised",
    "talk: alarm or symptom": "talk alarms",
    "answers as meant": "answers",
    "a false no": "false no",
}
"""Title of a figure of each writer to the head of its column."""
CONFUSED = 8
"""Pairs of intents that are shown."""
STARTED = """
import json, resource, time
start = time.perf_counter()
from speaker.nlu.model import Model
from speaker.nlu.recognizer import Recognizer
Recognizer(Model.load({locale!r})).recognize("my eyelid twitches")
took = 1000 * (time.perf_counter() - start)
print(json.dumps([took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
"""Milliseconds until it has heard a sentence, and megabytes (Linux counts in KB)."""


def table(name: str, outcomes: Sequence[Outcome], *, named: bool) -> Iterator[str]:
    """Yield the lines of a set: figures, answers, writers, and intents confused.

    Args:
        name: The name of the set.
        outcomes: What was made of its sentences.
        named: Whether to name the sentences that went wrong.
    """
    yield f"{f'== {name}: {len(outcomes)} sentences':63}95 % interval"
    wrong = measures.wrong(outcomes) if named else {}
    for title, share in measures.counted(outcomes).items():
        low, high = (100 * end for end in wilson(*share))
        count = f"{share.part} of {share.total}"
        percent = f"{100 * share.share:7.1f} %"
        yield f"{title:40}{count:>13}{percent}{low:8.1f} to {high:5.1f}"
        yield from (f"    {_named(one)}" for one in wrong.get(title, ()))
    yield from answers(outcomes)
    yield from writers(outcomes)
    yield from confusions(outcomes)
    yield ""


def _named(one: Outcome) -> str:
    values = ", ".join(f"{value.slot} {value.words!r}" for value in one.heard.values)
    return f"{one.said.text} -> {one.heard.intent} {values}".strip()


def answers(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield what became of the answers to each danger question."""
    found = measures.answers(outcomes)
    if not found:
        return
    yield f"\n{' / '.join(VERDICTS)}"
    yield f"{'':16}" + "".join(f"{answer:>13}" for answer in ANSWERS)
    for question in sorted({question for question, _ in found}):
        counts = [found.get((question, answer)) for answer in ANSWERS]
        cells = ("/".join(str(c[v]) for v in VERDICTS) if c else "-" for c in counts)
        yield f"{question:16}" + "".join(f"{cell:>13}" for cell in cells)


def writers(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the figures of each writer, where there are several."""
    found = measures.by_writer(outcomes)
    if len(found) < 2:
        return
    yield f"\n{'by writer':14}" + "".join(f"{head:>13}" for head in WRITERS.values())
    for writer, figures in found.items():
        cells = (_cell(figures.get(title)) for title in WRITERS)
        yield f"{writer:14}" + "".join(f"{cell:>13}" for cell in cells)


def _cell(share: Share | None) -> str:
    return f"{share.part}/{share.total}" if share else "-"


def confusions(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the intents that are most often taken for another."""
    found = measures.confusions(outcomes)
    if found:
        yield "\nintents confused"
    for meant, heard, count in found[:CONFUSED]:
        yield f"{count:4}  {meant} heard as {heard}"


def speed(listener: Listener, texts: Iterable[str]) -> str:
    """Return what it takes: time of a sentence, of a start, and memory."""
    took = []
    for text in texts:
        start = time.process_time()
        listener.recognizer.recognize(text)
        took.append(1000 * (time.process_time() - start))
    code = STARTED.format(locale=listener.recognizer.model.locale)
    run = [sys.executable, "-c", code]
    ran = subprocess.run(run, check=True, capture_output=True, text=True)  # noqa: S603
    started, memory = json.loads(ran.stdout)
    return (
        f"a sentence takes {mean(took):.1f} ms; the first is heard after "
        f"{started:.0f} ms, in {memory:.0f} MB"
    )


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; return the exit code."""
    given = _options(arguments)
    listener = Listener(given.locale)
    try:
        for name in given.sets or SETS:
            is_sealed = name in SEALED
            said = (
                measures.sealed(SEALED[name])
                if is_sealed
                else measures.validation(name)
            )
            outcomes = [listener.listen(one) for one in said]
            print(*table(name, outcomes, named=given.list and not is_sealed), sep="\n")
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    if not given.list:
        texts = [one.text for name in VALIDATION for one in measures.validation(name)]
        print(speed(listener, texts))
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "python -m tools.evaluate_nlu", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(SETS))
    parser.add_argument("--locale", default="en-US")
    parser.add_argument(
        "--list", action="store_true", help="name what went wrong, but what is sealed"
    )
    options = parser.parse_args(arguments)
    if unknown := set(options.sets) - {*SETS}:
        parser.error(f"unknown set {min(unknown)}; known are {', '.join(SETS)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
