"""Build docs/listening.md and its charts from the estimates: they cannot drift.

    python -m tools.build_listening           # writes docs/listening.md, docs/images
    python -m tools.build_listening --check   # writes nothing, fails when one differs

The text is in listening.md.j2, beside this file; the figures come from
`tools.estimate_nlu`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError

from face_guide.errors import FaceGuideError
from speaker.nlu import assertion, linear, recognizer
from tools.documents import publish
from tools.nlu_measures import Share, wilson
from tools.paths import INTERACTION_MODELS, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DOCS = ROOT / "docs"
ESTIMATES = INTERACTION_MODELS / "nlu_estimates.json"
LEFT, RIGHT, TOP, BOTTOM = 60, 620, 30, 340
"""The plot in a chart of 640 by 400, as in chart.svg.j2."""

Estimates = dict[str, Any]


class ListeningError(FaceGuideError):
    """The page cannot be built, or is not what the estimates build."""


class Axis(NamedTuple):
    """From the values of an axis to its places."""

    label: str
    first: int
    last: int
    step: int
    begin: int
    end: int

    def ticks(self) -> range:
        """Return the values that are written beside it."""
        return range(self.first, self.last + 1, self.step)

    def at(self, value: float) -> float:
        """Return the place of a value; what lies beyond is at the end."""
        part = min(1.0, max(0.0, (value - self.first) / (self.last - self.first)))
        return round(self.begin + part * (self.end - self.begin), 1)


def x_axis(label: str, first: int, last: int, step: int) -> Axis:
    """Return an axis from left to right."""
    return Axis(label, first, last, step, LEFT, RIGHT)


def y_axis(label: str, first: int, last: int, step: int) -> Axis:
    """Return an axis from bottom to top."""
    return Axis(label, first, last, step, BOTTOM, TOP)


class Point(NamedTuple):
    """A share in per cent, with its interval, and a name where it is to be found."""

    x: float
    share: Share
    name: str = ""


class Chart(NamedTuple):
    """Lines over two axes, each with the 95 % interval of its shares."""

    title: str
    x: Axis
    y: Axis
    lines: Sequence[Sequence[Point]]
    diagonal: bool = False
    dotted: bool = True
    legend: tuple[str, ...] = ()

    def points(self, line: Sequence[Point]) -> str:
        """Return the corners of a line."""
        return _joined((self.x.at(p.x), self.y.at(100 * p.share.share)) for p in line)

    def band(self, line: Sequence[Point]) -> str:
        """Return the corners of the intervals around a line."""
        ends = [(p.x, *wilson(*p.share)) for p in line]
        low = [(self.x.at(x), self.y.at(100 * end)) for x, end, _ in ends]
        high = [(self.x.at(x), self.y.at(100 * end)) for x, _, end in ends]
        return _joined([*low, *reversed(high)])

    def dots(self, line: Sequence[Point]) -> Iterator[tuple[float, float]]:
        """Yield the places of the points that are drawn."""
        for p in line:
            if self.dotted or p.name:
                yield self.x.at(p.x), self.y.at(100 * p.share.share)

    def named(self, line: Sequence[Point]) -> Iterator[tuple[float, float, str]]:
        """Yield where names stand: below to the right of their points."""
        for p in line:
            if p.name:
                x, y = self.x.at(p.x), self.y.at(100 * p.share.share)
                yield min(x + 8, RIGHT - 8 * len(p.name)), round(y + 20, 1), p.name


def _joined(points: Any) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def charts(estimates: Estimates) -> dict[str, Chart]:
    """Return name of the file to chart."""
    found = estimates["figures"]
    x = x_axis("near misses above the edge, %", 0, 100, 20)
    y = y_axis("emergencies above the edge, %", 0, 100, 20)
    close_x = x_axis(x.label, 0, 30, 5)
    close_y = y_axis(y.label, 80, 100, 5)
    curve = _danger(found["danger"])
    corner = [p for p in curve if p.x <= close_x.last and p.share.share >= 0.8]
    certain = x_axis("confidence, %", 0, 100, 20)
    right = y_axis("intents right, %", 0, 100, 20)
    return {
        "danger": Chart("Emergencies found", x, y, [curve], dotted=False),
        "danger-close": Chart(
            "The upper left corner", close_x, close_y, [corner], dotted=False
        ),
        "calibration": Chart(
            "Confidence and how often it is right",
            certain,
            right,
            [[Point(100 * at, Share(*pair)) for at, *pair in found["calibration"]]],
            diagonal=True,
        ),
        "learning": _learning(estimates["slow"]["learning"]),
    }


def _danger(danger: Estimates) -> list[Point]:
    emergencies, near, _ = danger["totals"]
    at = [(*counts, "") for _, *counts in danger["points"]]
    at += [(*danger[name], name) for name in ("raise", "ask")]
    points = [
        Point(100 * false / near, Share(found, emergencies), name)
        for found, false, _, name in at
    ]
    return sorted(points, key=lambda point: (point.x, point.share))


def _learning(rows: Sequence[Sequence[Any]]) -> Chart:
    wrong = [Point(n, Share(all_ - right, all_)) for n, (right, all_), _ in rows]
    missed = [Point(n, Share(*pair)) for n, _, pair in rows]
    x = x_axis("writers taught", 0, rows[-1][0] + 1, 4)
    y = y_axis("%", 0, 50, 10)
    legend = "intents wrong", "emergencies missed"
    return Chart("What more writers bring", x, y, [wrong, missed], legend=legend)


def render() -> dict[Path, str]:
    """Return path to text of the page and its charts.

    Raises:
        ListeningError: The estimates lack what the page shows.
    """
    environment = Environment(  # noqa: S701 (Markdown, and figures of our own)
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"share": share, "of": of}
    try:
        estimates = json.loads(ESTIMATES.read_text("utf-8"))
        drawn = charts(estimates)
        page = environment.get_template("listening.md.j2").render(_shown(estimates))
    except (KeyError, UndefinedError) as error:
        raise ListeningError(
            f"listening.md.j2: {error}; run python -m tools.estimate_nlu --curves"
        ) from None
    template = environment.get_template("chart.svg.j2")
    images = {
        DOCS / "images" / f"listening-{name}.svg": template.render(chart=chart)
        for name, chart in drawn.items()
    }
    return {DOCS / "listening.md": page, **images}


def _shown(estimates: Estimates) -> Estimates:
    return {
        **estimates,
        "asked": tomllib.loads((INTERACTION_MODELS / "nlu.toml").read_text("utf-8")),
        "code": vars(recognizer) | vars(linear) | vars(assertion),
    }


def share(pair: Sequence[int]) -> str:
    """Return a share in per cent, with its interval.

    Example:
        >>> share([186, 200])
        '93.0 % (88.6 to 95.8)'
    """
    if not pair[1]:
        return "-"
    low, high = (100 * end for end in wilson(*pair))
    return f"{100 * Share(*pair).share:.1f} % ({low:.1f} to {high:.1f})"


def of(pair: Sequence[int]) -> str:
    """Return a share as a fraction.

    Example:
        >>> of([3, 40])
        '3/40'
    """
    return "{}/{}".format(*pair)


def main(arguments: list[str] | None = None) -> int:
    """Build or check; return the exit code."""
    parser = argparse.ArgumentParser("python -m tools.build_listening")
    help_ = "write nothing; fail when a file is not up to date"
    parser.add_argument("--check", action="store_true", help=help_)
    is_check = parser.parse_args(arguments).check
    try:
        publish(
            render(),
            is_check=is_check,
            made="nlu_estimates.json builds",
            module="tools.build_listening",
        )
    except FaceGuideError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
