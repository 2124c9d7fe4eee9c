"""Every way through the check: each answer to each question, in both paths."""

from __future__ import annotations

import pytest

from face_guide.guide import Guide
from face_guide.rules import DangerQuestion
from face_guide.turn import Turn
from tests.playing import (
    LID,
    YES,
    Attributes,
    Walk,
    about,
    asked_of,
    calmly,
    is_check,
    is_danger,
    seconds,
    uncleared,
)
from tests.walks import play, turn

STARTS = {"self": LID, "mother": about("mother"), "baby": about("baby")}
MOST_TURNS = 45
CALLED_FOR = {"danger_when", "danger_today"}
"""Questions that what was told calls for, as often as it does."""

GUIDE = Guide.load()


@pytest.fixture(scope="module", params=STARTS)
def walk(request: pytest.FixtureRequest) -> Walk:
    return Walk(GUIDE, play(GUIDE, STARTS[request.param]))


def denied(attributes: Attributes) -> list[str]:
    """The danger questions that were answered no; nothing else closed one."""
    assert "passed" not in attributes["answers"]
    return [id_ for id_ in attributes["closed_questions"] if id_.startswith("danger")]


PUT = {
    "self": {"danger_stroke", "danger_sudden", "danger_say", "risk_short", "intake"},
    "mother": {"danger_face", "danger_passed", "risk_illness", "confirm", "last_check"},
    "baby": {"danger_baby_hold", "danger_baby_fever", "danger_when"},
}


def test_the_walk_comes_by_each_part_of_the_check(walk: Walk) -> None:
    person = next(iter(walk.places.values())).attributes["answers"].get("person")
    asked = {asked_of(place.attributes) for place in walk.places.values()}
    assert asked >= PUT[person[0] if person else "self"]
    levels = {place.attributes["level"] for place in walk.verdicts()}
    assert "self_care" in levels or person == ["baby"]


def test_self_care_comes_after_every_no_and_one_last_yes(walk: Walk) -> None:
    for place in walk.verdicts():
        if place.attributes["level"] == "self_care":
            assert not uncleared(GUIDE, place.attributes, denied(place.attributes))
            assert place.usual


def test_danger_comes_first(walk: Walk) -> None:
    early = [
        place.attributes
        for place in walk.places.values()
        if is_check(GUIDE, place.attributes)
        and not is_danger(place.attributes)
        and asked_of(place.attributes) != "who"
        and uncleared(GUIDE, place.attributes, place.attributes["closed_questions"])
    ]
    assert not early[:3]


def test_no_question_is_put_twice(walk: Walk) -> None:
    twice = [
        (asked_of(after.attributes), after.attributes["closed_questions"])
        for key, ways in walk.ways.items()
        for after in ways
        if asked_of(after.attributes) in after.asked - CALLED_FOR
        and asked_of(after.attributes) != asked_of(walk.places[key].attributes)
    ]
    assert not twice[:3]


def test_no_way_goes_round_or_on_for_ever(walk: Walk) -> None:
    assert max(walk.most_turns.values()) <= MOST_TURNS


def test_whoever_answered_for_danger_gets_a_level(walk: Walk) -> None:
    assert all(place.attributes["level"] for place in walk.verdicts())


def test_who_stops_after_the_danger_questions_gets_a_level(walk: Walk) -> None:
    for place in walk.places.values():
        attributes = place.attributes
        if asked_of(attributes) not in ("", "who") and not is_danger(attributes):
            stopped = GUIDE.respond(turn("AMAZON.StopIntent"), attributes)
            assert stopped.attributes["level"]


def test_whoever_says_yes_to_danger_is_sent_for_help(walk: Walk) -> None:
    for place in walk.places.values():
        question = GUIDE.rules.questions.get(asked_of(place.attributes))
        if isinstance(question, DangerQuestion) and not question.passed:
            answer = play(GUIDE, YES, attributes=place.attributes).attributes
            assert question.sentence or answer["level"] == "emergency"


def test_an_adult_with_an_ordinary_lid_is_soon_through() -> None:
    launched = GUIDE.respond(Turn("launch"), {})
    opened = play(GUIDE, LID, attributes=launched.attributes)
    replies = [launched, opened, *calmly(GUIDE, opened.attributes)]
    assert replies[-1].attributes["level"] == "self_care"
    assert len(replies) - 1 <= 9
    assert sum(seconds(reply.text) for reply in replies) <= 75
