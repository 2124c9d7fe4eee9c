"""An emergency, from the first turn to the ambulance: whatever is said meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from face_guide.guide import Guide
from face_guide.prompts import locales
from tests.playing import (
    CORRECTION,
    FAREWELLS,
    NEXT,
    NO,
    YES,
    Attributes,
    about,
    age,
    asked_of,
    before_question,
    number,
    seconds,
    told_by,
)
from tests.walks import every_turn, play, turn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from face_guide.rules import Rule
    from face_guide.turn import Response, Turn

GUIDE = Guide.load()
MOST_WORDS = {"en-AU": 27}
"""Before the offer of the first turn; 25 elsewhere."""
CRISIS_SECONDS = 15
"""The line of a crisis is a warm one with two numbers."""
NOT_NOW = ("cause.", "tip.", "medicine.", "topic.", "net.", "outcome.", "list.")
"""Beginnings of what no emergency speaks of."""
CALLED = turn("CalledForHelpIntent", stage="called")
ARRIVED = turn("CalledForHelpIntent", stage="arrived")
DROOP = turn("WarningSignIntent", warning_sign="face_droop")
CRISIS = turn("WarningSignIntent", warning_sign="suicidal")
HALF_SAID = turn("AnswerIntent", half_said="face_droop")
FOR_WHOM = {
    "self": (),
    "mother": (about("mother"),),
    "aunt, by phone": (turn("AnswerIntent", person="aunt", background="on_phone"),),
}


def emergencies() -> dict[str, Rule]:
    """The first rule of each emergency warning that one answer can meet."""
    found: dict[str, Rule] = {}
    for rule in GUIDE.rules.rules:
        dated = any(slot == "passed" for need in rule.needs for slot, _ in need)
        if rule.level.name == "emergency" and not dated:
            found.setdefault(str(rule.warning), rule)
    return found


EMERGENCIES = emergencies()
every_emergency = pytest.mark.parametrize("warning", EMERGENCIES)
for_anyone = pytest.mark.parametrize("steps", FOR_WHOM.values(), ids=FOR_WHOM)


def begun(warning: str, *steps: Turn) -> Response:
    """The first reply of an emergency."""
    response = play(GUIDE, *steps, told_by(EMERGENCIES[warning]))
    assert response.attributes["warning"] == warning
    return response


def replies(open_: Attributes) -> Iterator[tuple[Turn, Response]]:
    for one in every_turn():
        yield one, GUIDE.respond(one, open_)


def test_every_emergency_warning_is_among_them() -> None:
    assert len(EMERGENCIES) == 16


@every_emergency
@for_anyone
def test_the_first_turn_is_short(warning: str, steps: tuple[Turn, ...]) -> None:
    for locale in locales():
        before = [one._replace(locale=locale) for one in steps]
        response = play(GUIDE, *before, told_by(EMERGENCIES[warning], locale))
        said = before_question(response, locale)
        if warning == "suicidal":
            assert seconds(said) <= CRISIS_SECONDS
        else:
            assert len(said.split()) <= MOST_WORDS.get(locale, 25), said


@every_emergency
@for_anyone
def test_each_reply_has_the_number(warning: str, steps: tuple[Turn, ...]) -> None:
    open_ = begun(warning, *steps).attributes
    numbers = {number("en-US"), number("en-US", "crisis")}
    if warning != "suicidal":
        numbers.remove(number("en-US", "crisis"))
    silent = [
        (one, response.text)
        for one, response in replies(open_)
        if not response.attributes["called"]
        and not any(one_number in response.text for one_number in numbers)
    ]
    assert not silent[:5]


@pytest.mark.parametrize("stage", [(NEXT,), (CALLED,), (ARRIVED,)])
@every_emergency
def test_nothing_else_is_spoken_of_and_only_a_farewell_ends_it(
    warning: str, stage: tuple[Turn, ...]
) -> None:
    open_ = begun(warning).attributes
    open_ = play(GUIDE, *stage, attributes=open_).attributes
    for one, response in replies(open_):
        assert response.attributes["level"] == "emergency"
        assert response.ended == (one in FAREWELLS)
        off = [act.id for act in response.acts if act.id.startswith(NOT_NOW)]
        assert not off, one


@every_emergency
@for_anyone
def test_the_steps_come_one_by_one_and_the_last_stays(
    warning: str, steps: tuple[Turn, ...]
) -> None:
    response = begun(warning, *steps)
    response = play(GUIDE, CALLED, attributes=response.attributes)
    heard = []
    for _ in range(20):
        response = play(GUIDE, NEXT, attributes=response.attributes)
        heard.append(response.acts[0].id)
    different = list(dict.fromkeys(heard))
    assert len(different) >= 5
    assert heard == different + [different[-1]] * (20 - len(different))
    assert all(id_.startswith("meanwhile.") for id_ in heard)


@every_emergency
def test_after_the_call_it_stays_and_after_the_arrival_it_hands_over(
    warning: str,
) -> None:
    open_ = begun(warning).attributes
    called = play(GUIDE, CALLED, attributes=open_)
    assert called.acts[0].id == "companion.called"
    arrived = play(GUIDE, ARRIVED, attributes=called.attributes)
    assert arrived.acts[0].id == "companion.arrived"
    assert asked_of(arrived.attributes) == "arrived"
    handed = play(GUIDE, YES, attributes=arrived.attributes)
    assert handed.acts[0].id == "handover.open"
    assert handed.acts[-2].id == "handover.last_well"


@pytest.mark.parametrize("one", FAREWELLS, ids=lambda one: str(one.intent))
@every_emergency
def test_a_farewell_says_the_number_once_more(warning: str, one: Turn) -> None:
    open_ = begun(warning).attributes
    id_ = "crisis" if warning == "suicidal" else "emergency"
    assert number("en-US", id_) in play(GUIDE, one, attributes=open_).text
    called = play(GUIDE, CALLED, one, attributes=open_)
    assert [act.id for act in called.acts] == ["companion.bye"]


def test_the_handover_tells_what_was_told() -> None:
    told = turn("AnswerIntent", duration="PT2H", medicine="aspirin")
    more = turn("AnswerIntent", background="diabetes")
    said = play(
        GUIDE,
        about("mother"),
        age("over_65"),
        told,
        more,
        DROOP,
        CALLED,
        turn("HandoverIntent"),
    )
    wanted = ["Over sixty-five", "drooping face", "2 hours", "aspirin", "diabetes"]
    wanted.append("when she was last well")
    assert [words for words in wanted if words not in said.text] == []


WISHES = {
    "i'm thirsty": (turn("TopicIntent", topic="drink"), "companion.drink"),
    "her tablets": (turn("MedicineIntent", medicine="other"), "companion.tablets"),
    "no phone": (turn("TopicIntent", topic="no_phone"), "companion.no_phone"),
    "i'm scared": (turn("FeelingIntent"), "companion.kindly"),
    "being sick": (turn("AnswerIntent", trigger="vomiting"), "companion.sick"),
    "it's better": (turn("AnswerIntent", passed="gone"), "companion.better"),
    "tell them what": (turn("HandoverIntent"), "handover.open"),
}


@pytest.mark.parametrize(("one", "act"), WISHES.values(), ids=WISHES)
def test_what_people_ask_meanwhile_has_an_answer(one: Turn, act: str) -> None:
    for steps in ((DROOP,), (DROOP, CALLED)):
        response = play(GUIDE, *steps, one)
        assert act in [spoken.id for spoken in response.acts]
        assert asked_of(response.attributes) == "meanwhile"


@pytest.mark.parametrize("locale", locales())
def test_suicidal_words_have_words_of_their_own(locale: str) -> None:
    def said(*turns: Turn) -> Response:
        return play(GUIDE, *(one._replace(locale=locale) for one in turns))

    first = said(CRISIS)
    assert asked_of(first.attributes) == "together"
    for response in (first, said(CRISIS, NEXT), said(CRISIS, YES), said(CRISIS, NO)):
        assert number(locale, "crisis") in response.text
    assert said(CRISIS, YES).acts[1].id == "meanwhile.suicidal.together"
    assert said(CRISIS, NO).acts[1].id == "meanwhile.suicidal.alone"


def test_another_emergency_beside_a_crisis_has_the_number_of_the_ambulance() -> None:
    for steps in ((CRISIS, DROOP, NEXT), (DROOP, CRISIS, NEXT)):
        assert number("en-US") in play(GUIDE, *steps).text


def test_what_was_half_said_is_asked_before_it_counts() -> None:
    asked = play(GUIDE, HALF_SAID).attributes
    assert (asked_of(asked), asked["level"]) == ("danger_sure", None)
    assert play(GUIDE, HALF_SAID, NO).attributes["level"] is None
    assert play(GUIDE, HALF_SAID, YES).attributes["warning"] == "stroke"


def test_a_half_said_sign_is_taken_back_once() -> None:
    taken = play(GUIDE, HALF_SAID, YES, CORRECTION)
    assert taken.acts[0].id == "correction.taken_back"
    assert taken.attributes["level"] is None
    again = play(GUIDE, DROOP, CORRECTION, attributes=taken.attributes)
    assert again.attributes["level"] == "emergency"


def test_taken_back_the_level_of_before_stands_again() -> None:
    knock = turn("AnswerIntent", background="head_injury")
    taken = play(GUIDE, knock, HALF_SAID, YES, CORRECTION).attributes
    assert (taken["level"], taken["warning"]) == ("urgent", "head_injury_urgent")


PLAIN = {
    "said": (DROOP,),
    "answered": (turn("WhyTwitchIntent", location="eyelid"), age("over_65"), YES),
    "half said, then said": (HALF_SAID, YES, DROOP),
    "half said, then another": (
        *(HALF_SAID, YES),
        turn("WarningSignIntent", warning_sign="arm_weakness"),
    ),
    "of no name": (turn("WarningSignIntent"), YES),
}


@pytest.mark.parametrize("steps", PLAIN.values(), ids=PLAIN)
def test_what_was_said_plainly_is_never_taken_back(steps: tuple[Turn, ...]) -> None:
    kept = play(GUIDE, *steps, CORRECTION, CORRECTION).attributes
    assert kept["level"] == "emergency"
