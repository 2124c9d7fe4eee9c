"""What each intent does in each state: the ids of what is said, asked and known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from face_guide.handlers.danger import ASIDES
from face_guide.turn import Turn
from tests.walks import (
    ADULT,
    ARRIVED,
    BABY,
    CALLED,
    CRISIS,
    LID,
    MOTHER,
    OLD,
    STEPS,
    TINGLING,
    TWO_DAYS,
    ids,
    play,
    turn,
)

if TYPE_CHECKING:
    from face_guide.guide import Guide

WHY, YES, NO, UNSURE = (
    turn("WhyTwitchIntent"),
    turn("AMAZON.YesIntent"),
    turn("AMAZON.NoIntent"),
    turn("NotSureIntent"),
)
MISS, MORE, BACK = (
    turn("AMAZON.FallbackIntent"),
    turn("AMAZON.NextIntent"),
    turn("AMAZON.PreviousIntent"),
)
SKIP, CANNOT = (turn("NotSureIntent", skip=skip) for skip in ("skip", "cannot"))
UNWELL = turn("AnswerIntent", symptom="unwell")
PLACE = turn("AnswerIntent", answer="yes", location="eyelid")
DROOP = turn("WarningSignIntent", warning_sign="face_droop")
YES_OR_NO = [
    id_
    for id_ in STEPS
    if id_.startswith("danger") and id_ not in ("danger_when", "danger_say")
]
"""Danger questions that take a yes."""
STOPS = ("AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.NavigateHomeIntent")


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
        turn("AnswerIntent", answer="yes"),
        turn("AnswerIntent", answer="no", warning_sign="arm_weakness"),
    ],
)
@pytest.mark.parametrize("question", YES_OR_NO)
def test_a_yes_to_danger_is_an_emergency_at_once(
    guide: Guide, question: str, answer: Turn
) -> None:
    """That a sign has passed is asked about first: the day counts."""
    told = after(guide, *STEPS[question], answer)
    asks_when = question == "danger_passed" and not answer.slots.get("warning_sign")
    assert (told["level"] == "emergency") != asks_when
    assert (told["asked"] == "danger_when") == asks_when


@pytest.mark.parametrize("doubt", [UNSURE, SKIP, MORE, UNWELL, PLACE, MISS])
@pytest.mark.parametrize("question", YES_OR_NO)
def test_doubt_is_asked_about_once_and_is_a_yes_the_second_time(
    guide: Guide, question: str, doubt: Turn
) -> None:
    """So is what is misunderstood twice: slurred speech defeats recognition."""
    before = after(guide, *STEPS[question])
    once = after(guide, *STEPS[question], doubt)
    assert (once["asked"], once["level"]) == (question, before["level"])
    assert after(guide, *STEPS[question], doubt, doubt)["level"] == "emergency"


def test_whoever_doubts_once_is_asked_all(guide: Guide) -> None:
    assert asked(guide, LID, ADULT, UNSURE, NO) != "danger_sudden"
    assert asked(guide, LID, ADULT, NO) == "danger_sudden"


@pytest.mark.parametrize("question", [*YES_OR_NO, "danger_when", "danger_say"])
@pytest.mark.parametrize("intent", ASIDES)
def test_no_aside_settles_a_danger_question(
    guide: Guide, question: str, intent: str
) -> None:
    """It gets a clause or waits, ends the session, or starts anew."""
    response = play(guide, *STEPS[question], turn(intent))
    state = response.attributes
    before = after(guide, *STEPS[question])
    assert state["level"] == before["level"]
    if intent == "AMAZON.StartOverIntent":
        assert state["asked"] == "start"
    elif intent in STOPS:
        assert response.ended
        assert [act.id for act in response.acts] == ["check.stop", "goodbye"]
    else:
        assert state["asked"] == question
        assert state["closed_questions"] == before["closed_questions"]


def test_whoever_cannot_do_it_is_asked_otherwise(guide: Guide) -> None:
    rules = guide.rules.questions
    for question in (*YES_OR_NO, "danger_say"):
        instead = getattr(rules[question], "instead", None)
        answered = after(guide, *STEPS[question], CANNOT)
        assert answered["asked"] == (instead or question)
        assert answered["doubted"] == (instead is None)


@pytest.mark.parametrize("said", [YES, NO, UNSURE, MISS, turn("SentenceIntent")])
def test_a_sentence_said_or_not_clears_nothing(guide: Guide, said: Turn) -> None:
    """Afterwards it is asked whether it came out slurred."""
    spoken = after(guide, *STEPS["danger_say"], said)
    assert spoken["asked"] in ("danger_say", "danger_speech")
    assert "danger_speech" not in spoken["closed_questions"]


@pytest.mark.parametrize(
    ("when", "level"),
    [
        (turn("AnswerIntent", passed="today"), "emergency"),
        (turn("AnswerIntent", duration="PT3H"), "emergency"),
        (turn("AnswerIntent", passed="this_week"), "urgent"),
        (turn("AnswerIntent", duration="P2D"), "urgent"),
        (turn("AnswerIntent", passed="longer"), None),
        (turn("AnswerIntent", duration="P3W"), None),
        (UNSURE, "emergency"),
    ],
)
def test_a_sign_that_has_passed_counts_by_its_day(
    guide: Guide, when: Turn, level: str | None
) -> None:
    told = after(guide, *STEPS["danger_when"], when)
    assert told["level"] == level
    if level != "emergency":
        assert str(told["asked"]).startswith("danger")
    if when.slots.get("duration"):
        assert "duration" not in told["answers"]


@pytest.mark.parametrize("question", {*YES_OR_NO} - {"danger_baby_hold"})
def test_that_it_has_passed_is_no_no(guide: Guide, question: str) -> None:
    gone = turn("AnswerIntent", answer="no", passed="gone")
    assert asked(guide, *STEPS[question], gone) == "danger_when"


def test_a_no_with_words_that_were_missed_is_asked_again(guide: Guide) -> None:
    unclear = NO._replace(unmatched_text=("but blurgh",))
    response = play(guide, *STEPS["danger_stroke"], unclear)
    assert response.attributes["asked"] == "danger_stroke"
    assert response.acts[0].id == "check.unexplained"


def test_misses_count_only_in_a_row(guide: Guide) -> None:
    steps = STEPS["danger_stroke"]
    assert after(guide, *steps, MISS, turn("WhyAskIntent"), MISS)["level"] is None


def test_a_warning_without_a_known_sign_is_asked_about(guide: Guide) -> None:
    warned = after(guide, turn("WarningSignIntent"))
    assert (warned["asked"], warned["level"]) == ("danger_sure", None)
    assert after(guide, turn("WarningSignIntent"), YES)["level"] == "emergency"
    assert after(guide, turn("WarningSignIntent"), NO)["level"] is None


def test_a_warning_about_a_medicine_is_too_much_of_it(guide: Guide) -> None:
    swallowed = turn("WarningSignIntent", medicine="lithium")
    assert said(guide, swallowed) == ["warning.overdose"]


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
    assert said(guide, TINGLING)[0] == "warning.tingling"
    assert asked(guide, TINGLING) == "danger_stroke"
    calmed = after(guide, TINGLING, NO, NO)
    assert (calmed["level"], calmed["asked"]) == ("urgent", "explain")


def test_the_newest_of_two_signs_is_spoken_about(guide: Guide) -> None:
    assert said(guide, DROOP, turn("WarningSignIntent", warning_sign="seizure")) == [
        "warning.seizure"
    ]


def test_in_an_emergency_the_check_is_not_gone_through(guide: Guide) -> None:
    for wish in (WHY, turn("AnswerIntent", location="cheek"), MOTHER, BABY):
        reply = play(guide, DROOP, wish)
        assert reply.attributes["asked"] == "meanwhile"
        assert reply.attributes["level"] == "emergency"
        assert "nine one one" in reply.text[:40]
        assert after(guide, DROOP, wish)["last_acts"][0][0] == "warning.stroke"


def test_the_steps_come_one_a_turn_and_end_with_the_last(guide: Guide) -> None:
    heard = [said(guide, DROOP, *[MORE] * count) for count in range(1, 16)]
    assert all(len(acts) <= 2 for acts in heard)
    own = [id_ for acts in heard for id_ in acts if id_.startswith("meanwhile.stroke")]
    assert own == [f"meanwhile.stroke.{number}" for number in range(1, 6)]
    assert ["meanwhile.self"] in heard
    assert heard[-1] == heard[-2] == ["meanwhile.common.6"]
    assert ["meanwhile.self"] not in [
        said(guide, MOTHER, DROOP, *[MORE] * count) for count in range(1, 16)
    ]


def test_once_help_is_called_the_number_is_not_said_again(guide: Guide) -> None:
    called = play(guide, DROOP, CALLED)
    assert called.acts[0].id == "companion.called"
    assert called.attributes["asked"] == "meanwhile"
    assert "nine one one" not in play(guide, DROOP, CALLED, MORE).text
    arrived = play(guide, DROOP, CALLED, ARRIVED)
    assert (arrived.attributes["asked"], arrived.ended) == ("arrived", False)
    handed = play(guide, DROOP, CALLED, ARRIVED, YES)
    assert handed.acts[0].id == "handover.open"


def test_the_handover_says_what_was_told(guide: Guide) -> None:
    told = turn(
        "AnswerIntent",
        age="over_65",
        medicine="aspirin",
        background="diabetes",
        duration="PT2H",
    )
    handed = play(guide, told, DROOP, turn("HandoverIntent"))
    assert [act.id for act in handed.acts if act.id.startswith("handover")] == [
        *("handover.open", "handover.age", "handover.sign", "handover.since"),
        *("handover.medicine", "handover.told", "handover.last_well"),
    ]


def test_in_a_crisis_it_is_asked_whether_someone_is_there(guide: Guide) -> None:
    assert asked(guide, CRISIS) == "together"
    assert said(guide, CRISIS, YES) == ["meanwhile.suicidal.together"]
    assert said(guide, CRISIS, NO) == ["meanwhile.suicidal.alone"]


def test_start_over_forgets_answers_but_no_level(guide: Guide) -> None:
    told = turn("AnswerIntent", location="cheek", duration="P3W")
    over = turn("AMAZON.StartOverIntent")
    assert after(guide, told, over)["answers"] == {}
    assert asked(guide, DROOP, over, WHY) == "meanwhile"
    assert said(guide, DROOP, over, turn("AMAZON.RepeatIntent")) == ["warning.stroke"]


def test_a_no_in_an_emergency_ends_nothing(guide: Guide) -> None:
    response = play(guide, DROOP, NO)
    assert not response.ended
    assert response.attributes["asked"] == "meanwhile"
    assert "nine one one" in response.text[:40]


@pytest.mark.parametrize("intent", STOPS)
def test_a_farewell_in_an_emergency_says_the_call_once_more(
    guide: Guide, intent: str
) -> None:
    left = play(guide, DROOP, turn(intent))
    assert left.ended
    assert "nine one one" in left.text
    assert play(guide, DROOP, CALLED, turn(intent)).acts[0].id == "companion.bye"


def test_a_past_stroke_asks_whether_anything_is_new(guide: Guide) -> None:
    past = turn("AnswerIntent", background="past_stroke")
    assert asked(guide, past) == "danger_today"
    closed = after(guide, past, NO)["closed_questions"]
    assert {"danger_stroke", "danger_face", "danger_arms"} <= set(closed)
    assert asked(guide, past, NO, OLD, past) not in ("danger_today", *closed)
    assert after(guide, past, YES)["level"] == "emergency"


HALF_SAID = turn("AnswerIntent", half_said="seizure")
CORRECTED = turn("CorrectionIntent")


def test_a_sign_that_was_half_said_is_asked_about(guide: Guide) -> None:
    assert asked(guide, HALF_SAID) == "danger_sure"
    assert "a seizure" in play(guide, HALF_SAID).text
    assert after(guide, HALF_SAID)["answers"] == {}
    assert said(guide, HALF_SAID, YES) == ["warning.seizure"]
    assert after(guide, HALF_SAID, NO)["level"] is None


def test_a_half_said_sign_that_was_denied_is_asked_once(guide: Guide) -> None:
    again = turn("AnswerIntent", half_said="seizure", location="eyelid")
    assert asked(guide, HALF_SAID, NO, again) != "danger_sure"
    other = turn("AnswerIntent", half_said="collapse")
    assert asked(guide, HALF_SAID, NO, other) == "danger_sure"
    told = turn("WarningSignIntent", warning_sign="seizure")
    assert after(guide, HALF_SAID, NO, told)["level"] == "emergency"


def test_only_what_was_half_said_is_taken_back_and_once(guide: Guide) -> None:
    taken = after(guide, HALF_SAID, YES, CORRECTED)
    assert (taken["level"], taken["answers"]) == (None, {})
    assert after(guide, TINGLING, HALF_SAID, YES, CORRECTED)["level"] == "urgent"
    for steps in (
        (DROOP,),
        (*STEPS["danger_stroke"], YES),
        (turn("WarningSignIntent"), YES),
        (HALF_SAID, YES, turn("WarningSignIntent", warning_sign="blank_spell")),
    ):
        corrected = play(guide, *steps, CORRECTED)
        assert corrected.attributes["level"] == "emergency", steps


def test_a_correction_that_names_a_danger_takes_nothing_back(guide: Guide) -> None:
    worse = turn("CorrectionIntent", symptom="blank_spell")
    assert after(guide, HALF_SAID, YES, worse)["level"] == "emergency"


def test_a_correction_puts_right_and_goes_on(guide: Guide) -> None:
    steps = STEPS["duration"]
    right = turn("CorrectionIntent", location="cheek")
    corrected = after(guide, *steps, right)
    assert corrected["answers"]["location"] == ["cheek"]
    assert play(guide, *steps, right).acts[0].id == "correction.noted"
    trigger = turn("CorrectionIntent", trigger="screen")
    told = turn("WhyTwitchIntent", location="eyelid", trigger="stress")
    assert after(guide, told, trigger)["answers"]["trigger"] == ["screen"]
    assert asked(guide, *steps, CORRECTED) == "change"


def test_in_an_emergency_the_patient_is_corrected_and_stays_the_patient(
    guide: Guide,
) -> None:
    right = turn("CorrectionIntent", person="father")
    corrected = after(guide, MOTHER, DROOP, right)
    assert corrected["answers"]["person"] == ["father"]
    assert (corrected["level"], corrected["others"]) == ("emergency", {})


def test_the_last_check_opens_danger_again_unless_all_is_well(guide: Guide) -> None:
    steps = STEPS["last_check"]
    assert after(guide, *steps, YES)["level"] == "self_care"
    for answer in (NO, UNSURE):
        opened = after(guide, *steps, answer)
        assert str(opened["asked"]).startswith("danger")
        assert opened["answers"]["symptom"] == ["unsure"]


def test_what_was_understood_is_read_back_and_may_be_put_right(guide: Guide) -> None:
    steps = STEPS["confirm"]
    assert "?" in play(guide, *steps).text
    assert after(guide, *steps, YES)["level"] == "see_doctor"
    assert asked(guide, *steps, NO) == "change"


@pytest.mark.parametrize("question", ["risk_short", "risk_surgery", "risk_illness"])
def test_a_yes_to_several_risks_asks_which_and_then_takes_all(
    guide: Guide, question: str
) -> None:
    once = after(guide, *STEPS[question], YES)
    assert once["asked"] == question
    twice = after(guide, *STEPS[question], YES, YES)
    assert question in twice["closed_questions"]
    told = {(slot, id_) for slot, ids in twice["answers"].items() for id_ in ids}
    assert set(guide.rules.questions[question].choices) <= told  # type: ignore[union-attr]


def test_a_risk_that_is_not_known_is_no_calm(guide: Guide) -> None:
    unsure = after(guide, *STEPS["risk_short"], UNSURE)
    assert unsure["answers"]["background"] == ["unsure"]


def test_stopping_after_danger_says_how_far_that_led(guide: Guide) -> None:
    stopped = play(guide, *STEPS["duration"], turn("AMAZON.StopIntent"))
    assert [act.id for act in stopped.acts] == ["check.so_far", "goodbye"]
    assert stopped.attributes["level"] == "see_doctor"


def test_a_side_question_leads_back_to_the_check(guide: Guide) -> None:
    for steps in (STEPS["duration"], STEPS["trigger"], STEPS["who"]):
        before = after(guide, *steps)
        for intent in ("ExplainCauseIntent", "TreatmentIntent"):
            side = after(guide, *steps, turn(intent, cause="ms"))
            assert side["asked"] == before["asked"]
            assert side["answers"] == before["answers"]


def test_whoever_fears_to_die_is_asked_for_danger(guide: Guide) -> None:
    said = play(guide, turn("TopicIntent", topic="dying"))
    assert said.attributes["asked"] == "who"
    assert said.attributes["level"] is None
    known = play(guide, LID, ADULT, NO, NO, NO, turn("TopicIntent", topic="dying"))
    assert known.attributes["asked"] == "duration"


def test_what_to_tell_a_doctor_outside_an_emergency_is_what_was_told(
    guide: Guide,
) -> None:
    """Once the check is over; before, its question comes first."""
    open_ = play(guide, LID, ADULT, NO, NO, NO, turn("HandoverIntent"))
    assert open_.acts[0].id == "check.first"
    assert open_.attributes["asked"] == "duration"
    said = play(guide, *STEPS["rest_offer"], turn("HandoverIntent"))
    ids = [act.id for act in said.acts]
    told = ["note.doctor", "note.who", "note.two", "note.with_one", "note.no_sign"]
    assert ids == [*told, "ask.more"]


def test_a_correction_replaces_place_and_time(guide: Guide) -> None:
    answers = after(
        guide,
        turn("WhyTwitchIntent", location="eyelid"),
        turn("AnswerIntent", answer="no", location="cheek"),
    )["answers"]
    assert answers["location"] == ["cheek"]


def test_an_answer_to_a_danger_question_may_bring_more(guide: Guide) -> None:
    told = turn("AnswerIntent", answer="no", location="both_eyelids")
    state = after(guide, LID, ADULT, told)
    assert state["asked"] != "danger_stroke"
    assert "danger_stroke" in state["closed_questions"]
    assert state["answers"]["location"] == ["both_eyelids"]


@pytest.mark.parametrize(
    ("question", "beside"),
    [
        ("danger_stroke", {"symptom": "fever"}),
        ("risk_short", {"background": "pregnant"}),
        ("trigger", {"trigger": "stress"}),
    ],
)
def test_what_a_no_names_is_asked_about_once_and_never_taken_for_told(
    guide: Guide, question: str, beside: dict[str, str]
) -> None:
    """ "No fever" and "no, a fever" sound alike."""
    told = turn("AnswerIntent", answer="no", **beside)
    once = after(guide, *STEPS[question], told)
    assert once["asked"] == question
    twice = after(guide, *STEPS[question], told, told)
    assert question in twice["closed_questions"]
    for state in (once, twice):
        assert not set(beside.values()) & set(
            state["answers"].get(next(iter(beside)), ())
        )


def test_an_answer_that_is_none_of_the_choices_settles_the_question(
    guide: Guide,
) -> None:
    steps = STEPS["symptom"]
    assert asked(guide, *steps, turn("AnswerIntent", symptom="flicker")) == "trigger"
    assert asked(guide, *steps, turn("AnswerIntent", symptom="none")) == "trigger"


def test_what_is_never_told_is_taken_as_not_sure(guide: Guide) -> None:
    other = turn("AnswerIntent", symptom="flicker")
    steps = STEPS["location"]
    assert asked(guide, *steps, other) == "location"
    assert after(guide, *steps, other, other, other)["answers"]["location"] == [
        "unsure"
    ]


def test_the_advice_names_level_reason_and_cause_one_tip_and_the_net(
    guide: Guide,
) -> None:
    acts = said(guide, *STEPS["trigger"], turn("AnswerIntent", trigger="screen"), YES)
    assert acts == [
        *("level.self_care", "outcome.fits_because"),
        *("cause.eye_strain.tip_1", "net.eye_strain.wait"),
    ]


def test_advice_to_see_a_doctor_says_how_soon(guide: Guide) -> None:
    acts = said(guide, *STEPS["confirm"], YES)
    assert acts[0] in ("level.see_doctor_days", "level.see_doctor_weeks")
    assert acts[-1].endswith(".tip_1")


def test_advice_to_be_seen_today_gives_no_tip(guide: Guide) -> None:
    acts = said(guide, TINGLING, NO, NO)
    assert acts == ["level.urgent", "net.electrolyte.danger"]


@pytest.mark.parametrize("person", [id_ for id_ in ids("PERSON") if id_ != "self"])
def test_the_persons_word_is_used_and_holds(guide: Guide, person: str) -> None:
    response = play(guide, turn("CaregiverIntent", person=person), LID, OLD)
    assert response.attributes["answers"]["person"] == [person]  # type: ignore[index]
    assert "your face" not in response.text


@pytest.mark.parametrize(
    ("vague", "kept"), [("other", "mother"), ("self", "mother"), ("father", "father")]
)
def test_she_and_my_do_not_replace_my_mother(
    guide: Guide, vague: str, kept: str
) -> None:
    """Not even in an answer; to "who is this for?" a "me" is one."""
    told = turn("AnswerIntent", person=vague, location="eyelid")
    assert after(guide, MOTHER, OLD, told)["answers"]["person"] == [kept]


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
    heard = [said(guide, about, *[MORE] * count) for count in range(7)]
    assert [acts[0].rpartition(".")[2] for acts in heard] == [
        *("headline", "detail", "tip_1", "tip_2", "when", "emergency", "treatment"),
    ]
    assert all(len(acts) == 1 for acts in heard)
    assert said(guide, about, *[YES] * 6) == heard[6]


def test_asking_about_a_dangerous_cause_asks_for_danger(guide: Guide) -> None:
    stroke = turn("ExplainCauseIntent", cause="stroke")
    assert asked(guide, LID, ADULT, NO, NO, NO, TWO_DAYS, stroke) == "symptom"
    assert asked(guide, turn("AnswerIntent", age="over_65"), stroke) == "danger_face"
    assert asked(guide, turn("ExplainCauseIntent", cause="eye_strain")) == "more"


def test_tips_and_treatment_follow_the_topic(guide: Guide) -> None:
    about = turn("ExplainCauseIntent", cause="dry_eye")
    tips = turn("PreventionTipsIntent")
    assert said(guide, about, tips) == ["cause.dry_eye.tip_1"]
    assert said(guide, about, tips, MORE) == ["cause.dry_eye.tip_2"]
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


def test_who_is_not_understood_at_all_is_asked_about_danger(guide: Guide) -> None:
    """Slurred speech defeats recognition; where all was asked there is a way out."""
    assert [asked(guide, Turn("launch"), *[MISS] * count) for count in range(4)] == [
        "start",
        "start",
        "start",
        "who",
    ]
    texts = {play(guide, Turn("launch"), *[MISS] * count).text for count in range(1, 4)}
    assert len(texts) == 3
    assert asked(guide, *STEPS["way_out"]) == "way_out"
    assert play(guide, *STEPS["way_out"], NO).ended


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


PERSONS = [id_ for id_ in ids("PERSON") if id_ not in ("self", "other")]
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
    """Whatever was answered about the first, the other is checked from the start."""
    other = turn(intent, person=person, **NAMING[intent])
    for question in ("danger_sudden", "risk_short", "duration", "symptom", "trigger"):
        state = after(guide, *STEPS[question], other)
        assert state["asked"] == ("danger_baby_hold" if person == "baby" else "who")
        answers = dict(state["answers"])
        assert answers.pop("person") == [person]
        assert answers == ({"location": ["eyelid"]} if NAMING[intent] else {})
        assert state["closed_questions"] == []


def test_another_person_in_an_emergency_is_no_new_check(guide: Guide) -> None:
    response = play(guide, DROOP, MOTHER)
    assert response.attributes["level"] == "emergency"
    assert response.attributes["asked"] == "meanwhile"


def test_back_to_a_person_their_level_comes_back(guide: Guide) -> None:
    own = turn("CaregiverIntent", person="self")
    back = after(guide, TINGLING, NO, NO, MOTHER, OLD, own)
    assert (back["level"], back["asked"]) == ("urgent", "danger_new")
    assert said(guide, TINGLING, NO, NO, MOTHER, OLD, own, NO) == [
        *("check.as_before", "level.urgent"),
    ]
    assert after(guide, TINGLING, MOTHER, own, YES)["level"] == "emergency"


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
