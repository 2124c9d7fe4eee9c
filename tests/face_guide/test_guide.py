"""The guide as its edges see it: odd turns, odd attributes, odd settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from face_guide.errors import SettingError
from face_guide.guide import Guide
from face_guide.turn import Turn
from tests.walks import STEPS, play, turn

if TYPE_CHECKING:
    from face_guide.turn import Response


def test_an_unknown_mode_stops_the_start() -> None:
    with pytest.raises(
        SettingError, match=r"FACE_GUIDE_MODE: 'quiz'.*guided or information"
    ):
        Guide.load("quiz")


def test_the_end_of_a_session_is_answered_with_silence(guide: Guide) -> None:
    assert guide.respond(Turn("end"), {}).ssml == ""


@pytest.mark.parametrize(
    "attributes",
    [
        {"version": 0, "state": "old", "level": "high"},
        {
            "asked": "no_such_question",
            "last_acts": [["no.such.act", {}]],
            "list_name": "novel",
            "page": -3,
            "cause": "curse",
        },
        {
            "last_acts": [
                ["outcome.fits_both", {}],
                ["list.first", {"first": "no.such.word"}],
            ],
            "asked": "repeat",
            "warning": "unheard",
            "level": "emergency",
        },
        {"asked": "danger_sure", "half_said": "unheard"},
        {"asked": "confirm", "undo": "seizure", "others": {"mother": ["high"]}},
        {"asked": "arrived", "called": "perhaps", "list_name": "meanwhile", "page": 60},
        {
            "answers": {"person": ["robot"], "location": 7},
            "pace": "warp",
            "no_match_count": "many",
        },
    ],
)
@pytest.mark.parametrize(
    "intent",
    [
        "AMAZON.RepeatIntent",
        "RephraseIntent",
        "AMAZON.YesIntent",
        "SourcesIntent",
        "WhyTwitchIntent",
        "AMAZON.PreviousIntent",
    ],
)
def test_attributes_of_another_version_still_get_an_answer(
    guide: Guide, attributes: dict[str, Any], intent: str
) -> None:
    response = guide.respond(turn(intent), attributes)
    assert response.text.endswith("?")
    assert response.reprompt


def test_what_is_sound_in_odd_attributes_is_kept(guide: Guide) -> None:
    response = guide.respond(
        turn("AMAZON.RepeatIntent"), {"level": "emergency", "version": "x", "asked": 4}
    )
    assert response.attributes["level"] == "emergency"
    assert "nine one one" in response.text


def test_an_apology_names_the_number_and_loses_nothing(guide: Guide) -> None:
    before = play(
        guide, turn("WhyTwitchIntent", location="cheek"), turn("AMAZON.NoIntent")
    ).attributes
    response = guide.apology("en-GB", before)
    assert "nine nine nine" in response.text
    assert {
        key: response.attributes[key]
        for key in ("answers", "closed_questions", "asked")
    } == {key: before[key] for key in ("answers", "closed_questions", "asked")}
    assert response.text.endswith("?")


@pytest.mark.parametrize("question", STEPS)
def test_every_question_is_put_again_after_an_apology(
    guide: Guide, question: str
) -> None:
    """With the words of the answer that it reads back."""
    asked = play(guide, *STEPS[question])
    apology = guide.apology("en-US", asked.attributes)
    assert apology.attributes["asked"] == question
    assert apology.text.endswith("?")
    assert "{" not in apology.text


def test_an_answer_after_an_apology_is_taken(guide: Guide) -> None:
    asked = play(guide, *STEPS["location"]).attributes
    response = guide.respond(
        turn("AnswerIntent", location="eyelid"),
        guide.apology("en-US", asked).attributes,
    )
    assert response.attributes["answers"] == {"age": ["adult"], "location": ["eyelid"]}


@pytest.mark.parametrize("level", ["self_care", "see_doctor", "urgent"])
def test_a_launch_in_a_running_session_forgets_answers_but_no_level(
    guide: Guide, level: str
) -> None:
    before = {"level": level, "answers": {"location": ["cheek"]}}
    launched = guide.respond(Turn("launch"), before)
    assert launched.acts[0].id == "launch.welcome"
    assert launched.attributes["level"] == level
    assert launched.attributes["answers"] == {"person": ["self"]}


def test_a_launch_in_an_emergency_names_the_number_again(guide: Guide) -> None:
    drooping = play(guide, turn("WarningSignIntent", warning_sign="face_droop"))
    launched = guide.respond(Turn("launch"), drooping.attributes)
    assert launched.attributes["level"] == "emergency"
    assert launched.acts[0].id == "warning.stroke"
    assert "nine one one" in launched.text


def test_a_launch_of_a_new_session_knows_nothing(guide: Guide) -> None:
    assert guide.respond(Turn("launch"), {}).attributes["level"] is None


def test_a_locale_without_words_names_no_country(guide: Guide) -> None:
    response = guide.respond(
        turn("WarningSignIntent", "de-DE", warning_sign="face_droop"), {}
    )
    assert "your local emergency number" in response.text


SLOTS = {
    "who": "age",
    "location": "location",
    "duration": "duration",
    "symptom": "symptom",
    "trigger": "trigger",
    "intake": "trigger",
}
"""Question to the slot that it asks for; the others ask for none."""


@pytest.mark.parametrize("question", STEPS)
def test_a_slot_question_elicits_its_slot_and_no_other_does(
    guide: Guide, question: str
) -> None:
    asked = play(guide, *STEPS[question])
    assert asked.attributes["asked"] == question
    assert asked.elicit == SLOTS.get(question)


def test_every_question_can_be_asked(guide: Guide, informing: Guide) -> None:
    assert guide.rules.questions.keys() - STEPS.keys() == {"way_in"}
    assert play(informing, turn("WhyTwitchIntent")).attributes["asked"] == "way_in"


def test_help_and_repeat_elicit_the_slot_again(guide: Guide) -> None:
    asked = play(guide, *STEPS["location"])
    for intent in ("AMAZON.HelpIntent", "AMAZON.RepeatIntent"):
        assert guide.respond(turn(intent), asked.attributes).elicit == "location"


def cards(guide: Guide) -> list[Response]:
    return [
        play(guide, turn(intent, **slots))
        for intent, slots in (
            ("ExplainCauseIntent", {"cause": "eye_strain"}),
            ("PreventionTipsIntent", {}),
        )
    ]


def test_a_card_carries_public_words_only(guide: Guide) -> None:
    assert all(response.card for response in cards(guide))
    carer = play(
        guide,
        turn("CaregiverIntent", person="mother"),
        turn("ExplainCauseIntent", cause="eye_strain"),
    )
    assert carer.card is not None
    assert "mother" not in carer.card[1]


def test_the_card_of_help_lists_the_danger_signs(guide: Guide) -> None:
    """At any time, and of nobody: it is the same list for whoever asks."""
    cards = {
        play(guide, *steps, turn("AMAZON.HelpIntent")).card
        for steps in ((), STEPS["danger_stroke"], STEPS["duration"])
    }
    (card,) = cards
    assert card is not None
    signs = ("face", "arm", "speaking", "seeing", "walking", "seizure", "headache")
    assert all(sign in card[1] for sign in signs)
    assert "nine one one" in card[1]


def test_no_card_tells_of_an_emergency_or_of_a_check(guide: Guide) -> None:
    assert (
        play(guide, turn("WarningSignIntent", warning_sign="face_droop")).card is None
    )
    assert (
        play(
            guide,
            turn("WarningSignIntent", warning_sign="face_droop"),
            turn("ExplainCauseIntent", cause="stroke"),
        ).card
        is None
    )
    assert play(guide, *STEPS["last_check"], turn("AMAZON.YesIntent")).card is None


def test_it_speaks_of_the_rules_it_was_given(guide: Guide) -> None:
    assert guide.rules.long_days == 14
