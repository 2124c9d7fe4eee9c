"""What each intent does in each state: the ids of what is said, asked and known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from face_guide.turn import Turn
from tests.walks import ids, play, turn

if TYPE_CHECKING:
    from face_guide.guide import Guide

WHY, YES, NO, UNSURE = (
    turn("WhyTwitchIntent"),
    turn("AMAZON.YesIntent"),
    turn("AMAZON.NoIntent"),
    turn("NotSureIntent"),
)
SKIP, MISS, MORE, BACK = (
    turn("NotSureIntent", skip="skip"),
    turn("AMAZON.FallbackIntent"),
    turn("AMAZON.NextIntent"),
    turn("AMAZON.PreviousIntent"),
)
DROOP = turn("WarningSignIntent", warning_sign="face_droop")


def after(guide: Guide, *turns: Turn) -> dict[str, Any]:
    """Return the session attributes after these turns."""
    return dict(play(guide, *turns).attributes)


def said(guide: Guide, *turns: Turn) -> list[str]:
    return [act for act, *_ in after(guide, *turns)["last_acts"]]


def asked(guide: Guide, *turns: Turn) -> object:
    return after(guide, *turns)["asked"]


@pytest.mark.parametrize(
    "answer",
    [
        YES,
        UNSURE,
        turn("AnswerIntent", answer="yes"),
        turn("AnswerIntent", answer="no", warning_sign="arm_weakness"),
    ],
)
@pytest.mark.parametrize(
    "steps", [(WHY,), (WHY, NO), (turn("AnswerIntent", background="past_stroke"),)]
)
def test_a_yes_or_a_doubt_on_danger_is_an_emergency_at_once(
    guide: Guide, steps: tuple[Turn, ...], answer: Turn
) -> None:
    assert after(guide, *steps, answer)["level"] == "emergency"


@pytest.mark.parametrize(
    "steps",
    [(MISS, MISS), (SKIP, SKIP), (SKIP, MISS, MISS), (MORE, MORE), (SKIP, UNSURE)],
)
def test_two_misses_or_skips_of_a_danger_question_speak_the_emergency_line(
    guide: Guide, steps: tuple[Turn, ...]
) -> None:
    assert after(guide, WHY, *steps[:1])["level"] is None
    assert after(guide, WHY, *steps)["level"] == "emergency"


def test_misses_count_only_in_a_row(guide: Guide) -> None:
    assert after(guide, WHY, MISS, turn("WhyAskIntent"), MISS)["level"] is None


def test_a_warning_sign_without_a_known_value_counts(guide: Guide) -> None:
    assert after(guide, turn("WarningSignIntent"))["level"] == "emergency"


def test_words_that_match_no_value_are_searched_for_danger(guide: Guide) -> None:
    heard = Turn("intent", "WhyTwitchIntent", {}, ("my whole mouth is drooping",))
    assert after(guide, heard)["level"] == "emergency"
    assert "drooping" not in str(after(guide, heard)["answers"])


def test_a_sign_in_the_symptom_slot_counts(guide: Guide) -> None:
    assert (
        after(guide, turn("WhyTwitchIntent", symptom="speech_trouble"))["level"]
        == "emergency"
    )
    assert (
        after(guide, turn("WhyTwitchIntent", symptom=("gritty_eye", "arm_weakness")))[
            "level"
        ]
        == "emergency"
    )


def test_an_urgent_sign_is_spoken_first_and_danger_is_asked_next(guide: Guide) -> None:
    tingling = turn("AnswerIntent", warning_sign="tingling")
    assert said(guide, tingling)[0] == "warning.tingling"
    assert asked(guide, tingling) == "danger_stroke"
    assert after(guide, tingling, NO, NO)["level"] == "urgent"


def test_the_newest_of_two_signs_is_spoken_about(guide: Guide) -> None:
    assert said(guide, DROOP, turn("WarningSignIntent", warning_sign="seizure")) == [
        "warning.seizure"
    ]


def test_in_an_emergency_the_check_is_not_gone_through(guide: Guide) -> None:
    for wish in (
        WHY,
        turn("AnswerIntent", location="cheek"),
        turn("CaregiverIntent", person="mother"),
    ):
        assert said(guide, DROOP, wish) == ["warning.stroke"]
        assert asked(guide, DROOP, wish) == "repeat"


def test_start_over_forgets_answers_but_no_level(guide: Guide) -> None:
    over = after(
        guide,
        turn("AnswerIntent", location="cheek", duration="P3W"),
        turn("AMAZON.StartOverIntent"),
    )
    assert over["answers"] == {}
    assert asked(guide, DROOP, turn("AMAZON.StartOverIntent"), WHY) == "repeat"
    assert after(
        guide, DROOP, turn("AMAZON.StartOverIntent"), turn("AMAZON.RepeatIntent")
    )["last_acts"] == [["warning.stroke", "say", {}]]


def test_no_after_the_emergency_line_closes_with_the_call(guide: Guide) -> None:
    response = play(guide, DROOP, NO)
    assert response.ended
    assert "nine one one" in response.text


def test_a_past_stroke_asks_only_whether_anything_is_new(guide: Guide) -> None:
    past = turn("AnswerIntent", background="past_stroke")
    assert asked(guide, past) == "new_today"
    assert asked(guide, past, NO) == "danger_other"
    assert asked(guide, past, NO, NO, past) not in ("new_today", "danger_stroke")


def test_leaving_the_check_keeps_the_answers(guide: Guide) -> None:
    opening = turn("WhyTwitchIntent", location="eyelid", trigger="screen")
    away = after(
        guide,
        opening,
        NO,
        NO,
        turn("ExplainCauseIntent", cause="ms"),
        turn("AMAZON.NoIntent"),
    )
    assert away["answers"] == {"location": ["eyelid"], "trigger": ["screen"]}
    assert (
        asked(guide, opening, NO, NO, turn("ExplainCauseIntent", cause="ms"), WHY)
        == "duration"
    )


def test_a_correction_replaces_place_and_time(guide: Guide) -> None:
    answers = after(
        guide,
        turn("WhyTwitchIntent", location="eyelid"),
        turn("AnswerIntent", answer="no", location="cheek"),
    )["answers"]
    assert answers["location"] == ["cheek"]


def test_an_answer_to_a_danger_question_may_bring_more(guide: Guide) -> None:
    state = after(guide, WHY, turn("AnswerIntent", answer="no", location="eyelid"))
    assert (state["asked"], state["answers"]) == (
        "danger_other",
        {"location": ["eyelid"]},
    )


def test_an_answer_that_is_none_of_the_choices_settles_the_question(
    guide: Guide,
) -> None:
    steps = (turn("WhyTwitchIntent", location="eyelid", duration="P2D"), NO, NO)
    assert asked(guide, *steps) == "symptom"
    assert asked(guide, *steps, turn("AnswerIntent", symptom="flicker")) == "trigger"
    assert asked(guide, *steps, turn("AnswerIntent", symptom="none")) == "trigger"


def test_a_place_that_is_never_told_is_taken_as_not_sure(guide: Guide) -> None:
    other = turn("AnswerIntent", symptom="flicker")
    assert asked(guide, WHY, NO, NO, other) == "location"
    assert after(guide, WHY, NO, NO, other, other, other)["answers"]["location"] == [
        "unsure"
    ]


def test_the_last_turn_names_level_cause_tips_and_net(guide: Guide) -> None:
    acts = said(
        guide,
        turn(
            "WhyTwitchIntent",
            location="eyelid",
            duration="P2D",
            trigger="screen",
            symptom="gritty_eye",
        ),
        NO,
        NO,
        NO,
    )
    assert [act.split(".")[0] for act in acts] == [
        "level",
        "outcome",
        "cause",
        "cause",
        "net",
    ]


@pytest.mark.parametrize("person", [id_ for id_ in ids("PERSON") if id_ != "self"])
def test_the_persons_word_is_used_and_holds(guide: Guide, person: str) -> None:
    response = play(guide, turn("CaregiverIntent", person=person), NO)
    assert response.attributes["answers"] == {"person": [person]}
    assert "your face" not in play(guide, turn("CaregiverIntent", person=person)).text


@pytest.mark.parametrize(
    ("vague", "kept"), [("other", "mother"), ("self", "mother"), ("father", "father")]
)
def test_she_and_my_do_not_replace_my_mother(
    guide: Guide, vague: str, kept: str
) -> None:
    assert after(
        guide,
        turn("CaregiverIntent", person="mother"),
        turn("WhyTwitchIntent", person=vague),
    )["answers"]["person"] == [kept]


def test_the_listener_can_take_over_again(guide: Guide) -> None:
    assert after(
        guide,
        turn("CaregiverIntent", person="mother"),
        turn("CaregiverIntent", person="self"),
    )["answers"]["person"] == ["self"]


def test_lists_are_read_three_at_a_time_both_ways(guide: Guide) -> None:
    causes = turn("ListCausesIntent")
    listed = [f"cause.{id_}.name" for id_ in guide.rules.causes if id_ != "other"]
    last = (len(listed) - 1) // 3
    pages = [
        after(guide, causes, *[MORE] * count)["last_acts"][0][2]
        for count in range(last + 1)
    ]
    assert [name for page in pages for name in page.values()] == listed
    assert all(len(page) == 3 for page in pages[:-1])
    assert after(guide, causes, MORE, BACK)["last_acts"][0][2] == pages[0]
    assert after(guide, causes, BACK)["last_acts"][0][2] == pages[0]
    assert asked(guide, causes, *[MORE] * last) == "which"
    assert asked(guide, causes, *[MORE] * (last + 1)) == "else"


def test_more_goes_through_the_parts_of_a_topic(guide: Guide) -> None:
    about = turn("ExplainCauseIntent", cause="caffeine")
    heard = [said(guide, about, *[MORE] * count) for count in range(4)]
    assert [acts[0].rpartition(".")[2] for acts in heard] == [
        "headline",
        "tip_1",
        "when",
        "treatment",
    ]
    assert said(guide, about, YES, YES, YES) == heard[3]


def test_asking_about_a_dangerous_cause_asks_for_danger(guide: Guide) -> None:
    assert asked(guide, turn("ExplainCauseIntent", cause="stroke")) == "danger_stroke"
    assert asked(guide, turn("ExplainCauseIntent", cause="eye_strain")) == "tips"


def test_tips_and_treatment_follow_the_topic(guide: Guide) -> None:
    about = turn("ExplainCauseIntent", cause="dry_eye")
    assert said(guide, about, turn("PreventionTipsIntent")) == [
        "cause.dry_eye.tip_1",
        "cause.dry_eye.tip_2",
    ]
    assert said(guide, about, turn("TreatmentIntent")) == ["cause.dry_eye.treatment"]
    assert asked(guide, turn("TreatmentIntent")) == "which"


def test_an_unheard_of_medicine_or_cause_gets_an_answer(guide: Guide) -> None:
    assert (
        said(guide, turn("MedicineIntent", medicine="unheard_of"))[0]
        == "medicine.other.use"
    )
    assert asked(guide, turn("ExplainCauseIntent", cause="unheard_of")) == "which"


def test_repeat_repeats_content_and_never_an_error(guide: Guide) -> None:
    tips = turn("PreventionTipsIntent")
    for between in (
        MISS,
        turn("AMAZON.HelpIntent"),
        turn("AboutIntent"),
        turn("SourcesIntent"),
        turn("RephraseIntent"),
    ):
        assert said(guide, tips, between, turn("AMAZON.RepeatIntent")) == said(
            guide, tips
        )


def test_other_words_are_other_words(guide: Guide) -> None:
    about = turn("ExplainCauseIntent", cause="stress_fatigue")
    assert (
        play(guide, about, turn("RephraseIntent")).text
        != play(guide, about, turn("AMAZON.RepeatIntent")).text
    )


def test_help_comes_back_to_the_pending_question(guide: Guide) -> None:
    for steps in ((WHY,), (WHY, NO, NO), (turn("ListCausesIntent"),), (DROOP,)):
        assert asked(guide, *steps, turn("AMAZON.HelpIntent")) == asked(guide, *steps)


def test_misunderstandings_escalate_to_one_way_out(guide: Guide) -> None:
    assert [asked(guide, Turn("launch"), *[MISS] * count) for count in range(4)] == [
        "start",
        "start",
        "start",
        "way_out",
    ]
    texts = {play(guide, Turn("launch"), *[MISS] * count).text for count in range(1, 4)}
    assert len(texts) == 3
    assert play(guide, Turn("launch"), MISS, MISS, MISS, NO).ended


def test_a_pace_holds(guide: Guide) -> None:
    slow = play(guide, turn("ChangePaceIntent", pace="slow"), turn("ListCausesIntent"))
    usual = play(guide, turn("ListCausesIntent"))
    assert slow.text == usual.text
    assert slow.ssml != usual.ssml


def test_information_mode_chooses_content_by_what_was_volunteered(
    informing: Guide,
) -> None:
    told = after(
        informing, turn("WhyTwitchIntent", location="eyelid", trigger="caffeine")
    )
    assert (told["cause"], told["asked"], told["level"]) == ("caffeine", "tips", None)
    past = said(informing, turn("AnswerIntent", background="past_stroke"))
    assert past[0] == "advice.past"


def test_information_mode_hears_danger_all_the_same(informing: Guide) -> None:
    assert after(informing, DROOP)["level"] == "emergency"
    assert (
        asked(informing, turn("WarningSignIntent", warning_sign="tingling"))
        == "explain"
    )


PERSONS = [id_ for id_ in ids("PERSON") if id_ != "self"]
NAMING = {
    "CaregiverIntent": {},
    "WhyTwitchIntent": {"location": "eyelid"},
    "AnswerIntent": {"location": "eyelid"},
}
"""Intents that may name another person, with what they tell beside."""


@pytest.mark.parametrize("intent", NAMING)
@pytest.mark.parametrize("person", PERSONS)
def test_another_person_inherits_no_answer(
    guide: Guide, person: str, intent: str
) -> None:
    """Whatever was answered about the first, the other is asked for danger signs."""
    own = [WHY, NO, NO, turn("AnswerIntent", duration="P2D"), NO, NO]
    other = turn(intent, person=person, **NAMING[intent])
    for asked_before in range(2, len(own) + 1):
        response = play(guide, *own[:asked_before], other)
        assert str(response.attributes["asked"]).startswith("danger"), asked_before
        answers = dict(response.attributes["answers"])  # type: ignore[call-overload]
        assert answers.pop("person") == [person]
        told = {"location": ["eyelid"]} if NAMING[intent] else {}
        assert answers == told


def test_another_person_in_an_emergency_is_no_new_check(guide: Guide) -> None:
    response = play(guide, DROOP, turn("CaregiverIntent", person="mother"))
    assert response.attributes["level"] == "emergency"
    assert response.attributes["asked"] == "repeat"


CRISIS = turn("WarningSignIntent", warning_sign="suicidal")


@pytest.mark.parametrize(
    ("told", "short", "last"),
    [
        ((CRISIS,), "emergency.suicidal", "emergency.suicidal"),
        ((DROOP, CRISIS), "emergency.first", "emergency.close"),
        ((CRISIS, DROOP), "emergency.first", "emergency.close"),
    ],
)
def test_beside_another_emergency_the_ambulance_keeps_its_number(
    guide: Guide, told: tuple[Turn, ...], short: str, last: str
) -> None:
    aside = play(guide, *told, turn("AMAZON.HelpIntent"))
    assert aside.acts[0].id == short
    assert play(guide, *told, turn("AMAZON.StopIntent")).acts[0].id == last
