"""docs/listening.md and its charts are what the estimates build."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from tools import build_listening
from tools.build_listening import Chart, Point, render, x_axis, y_axis
from tools.nlu_measures import Share

if TYPE_CHECKING:
    from pathlib import Path

ESTIMATES = json.loads(build_listening.ESTIMATES.read_text(encoding="utf-8"))


@pytest.fixture
def estimates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the estimates that the build takes."""
    copy = tmp_path / "estimates.json"
    copy.write_text(json.dumps(ESTIMATES), encoding="utf-8")
    monkeypatch.setattr(build_listening, "ESTIMATES", copy)
    return copy


def test_the_page_is_what_the_estimates_build() -> None:
    assert build_listening.main(["--check"]) == 0


def test_another_threshold_makes_it_differ(
    estimates: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = {**ESTIMATES["thresholds"], "raise": 9.87}
    estimates.write_text(json.dumps({**ESTIMATES, "thresholds": changed}))
    assert build_listening.main(["--check"]) == 1
    assert "run python -m tools.build_listening" in capsys.readouterr().err


def test_estimates_without_curves_name_the_command(
    estimates: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    estimates.write_text(json.dumps({**ESTIMATES, "slow": {}}))
    assert build_listening.main(["--check"]) == 1
    assert "estimate_nlu --curves" in capsys.readouterr().err


def test_every_threshold_is_on_the_page() -> None:
    page = render()[build_listening.DOCS / "listening.md"]
    missing = [n for n, v in ESTIMATES["thresholds"].items() if str(v) not in page]
    assert not missing


def test_charts_are_well_formed_and_follow_the_reader_into_the_dark() -> None:
    drawings = {p: text for p, text in render().items() if p.suffix == ".svg"}
    assert len(drawings) == 4
    for text in drawings.values():
        ElementTree.fromstring(text)  # noqa: S314 (our own)
        assert "prefers-color-scheme: dark" in text


def test_a_chart_puts_points_where_its_axes_say() -> None:
    chart = Chart("", x_axis("", 0, 10, 5), y_axis("", 0, 100, 50), [])
    line = [Point(0, Share(0, 4)), Point(10, Share(4, 4)), Point(20, Share(2, 4))]
    assert chart.points(line) == "60.0,340.0 620.0,30.0 620.0,185.0"
