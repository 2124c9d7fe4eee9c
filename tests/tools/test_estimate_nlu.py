"""Thresholds are the quantiles that do what nlu.toml asks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tools import estimate_nlu, nlu_curves
from tools.corpus import Utterance
from tools.estimate_nlu import Leads, Scored, edge, fact_thresholds, no_points

if TYPE_CHECKING:
    from collections.abc import Sequence

ASKED = {"doubted": 0.1, "wrong_recorded": 0.2, "wrong_confirmed": 0.5}


def scored(labels: Sequence[str], scores: Sequence[float], **fields: Any) -> Scored:
    said = Utterance("no", "no", (), (), "ann", "", None, None, None, True, "")
    return Scored(said._replace(**fields), tuple(labels), np.array(scores))


def test_so_many_lie_above_an_edge() -> None:
    scores = [float(score) for score in range(1000)]
    assert sum(score > edge(scores, 0.05) for score in scores) == 50


def test_a_sure_fact_is_seldom_one_that_nobody_told() -> None:
    told = [(score, True) for score in np.arange(0, 1, 0.01)]
    untold = [(score, False) for score in np.arange(-0.5, 0.5, 0.01)]
    edges = fact_thresholds({"trigger": [*told, *untold]}, ASKED)
    assert sum(score > edges["fact.trigger"] for score, _ in untold) == 20
    assert sum(score > edges["unsure.trigger"] for score, _ in untold) == 50


def test_where_words_are_seldom_untold_few_facts_are_doubted() -> None:
    told = [(score, True) for score in np.arange(0, 1, 0.01)]
    edges = fact_thresholds({"pace": [*told, (-2.0, False)]}, ASKED)
    assert sum(score <= edges["fact.pace"] for score, _ in told) == 10
    assert edges["unsure.pace"] <= edges["fact.pace"]


def test_leads_are_sorted_by_what_was_told() -> None:
    labels = ("-", "face_droop")
    leads = Leads.of(
        [
            scored(labels, (-1, 1), sign="face_droop", kind="sign"),
            scored(labels, (-1, 0), sign="tingling", kind="sign"),
            scored(labels, (1, -1), kind="near"),
            scored(labels, (2, -1), kind="talk.small"),
            scored(labels, (1, -9), kind="answer.danger_face.no", asked="danger_face"),
        ]
    )
    assert [list(sort) for sort in leads] == [[2], [-2], [-3]]


@pytest.mark.parametrize(("text", "lead"), [("no it is not", 2), ("it is even", -9)])
def test_a_no_needs_a_word_of_denial(text: str, lead: float) -> None:
    kind = "answer.danger_face.no"
    one = scored(("no", "yes"), (1, -1), text=text, kind=kind, asked="danger_face")
    assert no_points([one]) == [(lead, True)]


def test_a_likelier_answer_has_the_higher_confidence() -> None:
    points = [(-1.0, False), (-0.5, False), (0.1, True), (0.5, True), (1.0, True)]
    slope, _ = estimate_nlu.logistic(points)
    assert slope > 0


def test_estimates_are_written_as_they_are_read() -> None:
    table = {"points": [[0.12345, 1, 2]] * 30, "name": "é" * 90, "none": []}
    read = json.loads(nlu_curves.written(table))
    assert read == {**table, "points": [[0.123, 1, 2]] * 30}
