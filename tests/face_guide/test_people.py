"""Several people in one talk: nobody gets an answer that another one gave."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from face_guide.guide import Guide
from face_guide.prompts import Prompts, locales
from face_guide.turn import Turn, Wording
from tests.playing import (
    CALM_LEVELS,
    LID,
    NO,
    PERSONS,
    Attributes,
    about,
    age,
    asked_of,
    calmly,
    is_danger,
    person_of,
    uncleared,
)
from tests.walks import every_turn, play, turn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from face_guide.turn import Response

GUIDE = Guide.load()
KNOCK = turn("AnswerIntent", background="head_injury")
DROOP = turn("WarningSignIntent", warning_sign="face_droop")
NAMES = ("CaregiverIntent", "WhyTwitchIntent", "AnswerIntent", "CorrectionIntent")
"""Intents that may name somebody else."""
ADVICE = tuple(
    f"{kind}.{level}" for kind in ("level", "brief") for level in CALM_LEVELS
)
ADVICE = (*ADVICE, "check.so_far", "check.as_before")
"""Beginnings of what calms."""


def points(*start: Turn) -> Iterator[Attributes]:
    """The points of a calm check, the advice at its end included."""
    first = play(GUIDE, *start)
    for response in (first, *calmly(GUIDE, first.attributes)):
        yield response.attributes


POINTS = [*points(LID), *points(about("mother"))]


def denied_on_the_way(open_: Attributes) -> tuple[set[str], Attributes]:
    """The danger questions that a calm check asks, and where it ends."""
    denied = set()
    for response in calmly(GUIDE, open_):
        if is_danger(open_):
            denied.add(asked_of(open_))
        assert person_of(response.attributes) == person_of(open_)
        open_ = response.attributes
    return denied, open_


@pytest.mark.parametrize("person", PERSONS)
@pytest.mark.parametrize("intent", NAMES)
def test_another_person_is_asked_for_danger_afresh(intent: str, person: str) -> None:
    named = turn(intent, person=person)
    for before in POINTS:
        after = GUIDE.respond(named, before).attributes
        if person_of(after) == person_of(before):
            continue
        assert after["level"] == ("urgent" if person == "baby" else None)
        assert not after["closed_questions"]
        if before["closed_questions"]:
            assert after["answers"] == {"person": [person]}
        denied, end = denied_on_the_way(after)
        assert end["level"]
        assert not uncleared(GUIDE, end, denied)


@pytest.mark.parametrize("person", ["father", "baby", "self"])
@pytest.mark.parametrize("intent", NAMES[:2])
def test_nobody_is_calmed_before_that(intent: str, person: str) -> None:
    for before in POINTS[::4]:
        named = GUIDE.respond(turn(intent, person=person), before).attributes
        if person_of(named) == person_of(before):
            continue
        for one in every_turn():
            response = GUIDE.respond(one, named)
            if person_of(response.attributes) == person_of(named):
                assert not calms(response), one


def calms(response: Response) -> bool:
    said = any(act.id.startswith(ADVICE) for act in response.acts)
    return said or response.attributes["level"] in CALM_LEVELS


@pytest.mark.parametrize("other", [one for one in PERSONS if one != "mother"])
def test_a_level_stays_with_whom_it_was_spoken_for(other: str) -> None:
    her = play(GUIDE, about("mother"), KNOCK).attributes
    away = GUIDE.respond(about(other), her)
    if other == "other":  # "them" is the one the talk is about
        assert person_of(away.attributes) == "mother"
        return
    kept = away.attributes["others"]
    assert kept == {"mother": ["urgent", "head_injury_urgent"]}
    back = GUIDE.respond(about("mother"), away.attributes)
    level = (back.attributes["level"], back.attributes["warning"])
    assert level == ("urgent", "head_injury_urgent")
    assert asked_of(back.attributes) == "danger_new"
    assert back.acts[0].id == "carer.back"


def test_a_calm_level_is_not_another_ones_either() -> None:
    mine = POINTS[0]
    *_, end = calmly(GUIDE, mine)
    assert end.attributes["level"] == "self_care"
    hers = GUIDE.respond(about("mother"), end.attributes).attributes
    assert (hers["level"], hers["others"]) == (None, {"self": ["self_care"]})
    back = GUIDE.respond(about("self"), hers).attributes
    assert (back["level"], asked_of(back)) == ("self_care", "danger_new")
    as_before = GUIDE.respond(NO, back)
    assert [act.id for act in as_before.acts][:1] == ["check.as_before"]
    assert (
        play(GUIDE, turn("AMAZON.YesIntent"), attributes=back).attributes["level"]
        == "emergency"
    )


def test_three_people_keep_three_levels() -> None:
    fever = turn("AnswerIntent", symptom="fever")
    state = play(
        GUIDE, about("mother"), KNOCK, about("father"), fever, about("baby")
    ).attributes
    assert state["others"] == {
        "mother": ["urgent", "head_injury_urgent"],
        "father": ["urgent", "fever"],
    }


@pytest.mark.parametrize("person", PERSONS)
@pytest.mark.parametrize("intent", NAMES)
def test_in_an_emergency_only_a_correction_changes_the_patient(
    intent: str, person: str
) -> None:
    before = play(GUIDE, about("mother"), DROOP).attributes
    after = GUIDE.respond(turn(intent, person=person), before).attributes
    assert person_of(after) == (person if intent == "CorrectionIntent" else "mother")
    assert (after["level"], after["warning"]) == ("emergency", "stroke")


SHE = turn("AnswerIntent", person="other", location="eyelid")
MINE = turn("AnswerIntent", person="self", location="eyelid")
HERS = (about("mother"), age("over_65"))
WHOM = {
    "she is the mother": ((*HERS, SHE), "mother"),
    "someone with no name": ((about("other"),), "other"),
    "a carer of nobody": ((turn("CaregiverIntent"),), "other"),
    "my, in an answer": ((*HERS, MINE), "mother"),
    "my, in the middle": ((*HERS, turn("WhyTwitchIntent", person="self")), "mother"),
    "it's me": ((*HERS, about("self")), "self"),
    "me, forty": (
        (about("mother"), turn("AnswerIntent", person="self", age="adult")),
        "self",
    ),
    "no, my aunt": ((*HERS, turn("CorrectionIntent", person="aunt")), "aunt"),
    "my own lid, after all": (
        (about("mother"), KNOCK, *[NO] * 3, turn("WhyTwitchIntent", person="self")),
        "self",
    ),
    "a wish that names nobody": ((*HERS, turn("ExplainCauseIntent")), "mother"),
}


@pytest.mark.parametrize(("steps", "person"), WHOM.values(), ids=WHOM)
def test_whom_a_pronoun_means(steps: tuple[Turn, ...], person: str) -> None:
    assert person_of(play(GUIDE, *steps).attributes) == person


class Anything(defaultdict[str, str]):
    """Fills the placeholders that no person and no place fills."""

    def __missing__(self, name: str) -> str:
        return "it"


@pytest.mark.parametrize("locale", locales())
def test_nobody_is_called_the_person(locale: str) -> None:
    prompts = Prompts.load(locale)
    written = {
        words
        for statement in prompts.statements.values()
        for name in (*Wording, "carer", "phone")
        if (words := getattr(statement, name, None))
    } | set(prompts.words.values())
    called = [
        (person, spoken)
        for person, own in prompts.person_words.items()
        for words in written
        if "the person" in (spoken := words.format_map(Anything(str, own))).lower()
    ]
    assert not called[:5]


@pytest.mark.parametrize("person", PERSONS)
def test_everyone_has_words(person: str) -> None:
    own = Prompts.load("en-US").person_words[person]
    they = own["you"] == "they"
    assert own["you"] in (("you",) if person == "self" else ("they", "she", "he"))
    assert (own["are"], own["s"]) == (
        ("are", "") if they or person == "self" else ("is", "s")
    )
    assert not they or own["them"] == "them"
