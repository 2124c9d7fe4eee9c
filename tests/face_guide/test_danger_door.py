"""While a danger question is open: what settles it, and that nothing else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from face_guide.guide import Guide
from face_guide.prompts import locales
from face_guide.rules import DangerQuestion
from tests.playing import (
    CANNOT,
    CHEEK,
    FAREWELLS,
    GONE,
    LID,
    MISS,
    NEXT,
    NO,
    SENTENCE,
    UNSURE,
    YES,
    Attributes,
    about,
    age,
    asked_of,
    calmly,
    is_danger,
    level_of,
    number,
    person_of,
)
from tests.walks import DROOP, NOTE, every_turn, play, turn

if TYPE_CHECKING:
    from face_guide.turn import Response, Turn

STARTS = {
    "short": (LID, age("adult")),
    "full": (CHEEK, age("over_65")),
    "carer": (about("mother"), age("over_65")),
    "phone": (turn("AnswerIntent", person="aunt", background="on_phone"), age("adult")),
    "baby": (about("baby"),),
}
CALLED_FOR = {
    "when": (*STARTS["short"], GONE),
    "today": (turn("AnswerIntent", background="past_stroke"),),
    "new": (
        *(about("mother"), turn("AnswerIntent", background="head_injury")),
        *(about("self"), about("mother")),
    ),
    "sure": (turn("WarningSignIntent"),),
    "taught": (*NOTE, DROOP),
}

GUIDE = Guide.load()
QUESTIONS = GUIDE.rules.questions


def doors() -> dict[str, Attributes]:
    """Each danger question, open on each path where it is put."""
    found: dict[str, Attributes] = {}
    for path, start in STARTS.items():
        first = play(GUIDE, *start)
        for response in (first, *calmly(GUIDE, first.attributes)):
            if is_danger(response.attributes):
                found[f"{path}:{response.attributes['asked']}"] = response.attributes
    for path, start in CALLED_FOR.items():
        found[f"called for:danger_{path}"] = play(GUIDE, *start).attributes
    return found


DOORS = doors()
SIGNS = {
    name: open_
    for name, open_ in DOORS.items()
    if isinstance(QUESTIONS[asked_of(open_)], DangerQuestion)
}
PLAIN = {
    name: open_
    for name, open_ in SIGNS.items()
    if not QUESTIONS[asked_of(open_)].sentence  # type: ignore[union-attr]
}
every_door = pytest.mark.parametrize("open_", DOORS.values(), ids=DOORS)
every_sign = pytest.mark.parametrize("open_", SIGNS.values(), ids=SIGNS)
PASSING = {name: open_ for name, open_ in SIGNS.items() if "baby_hold" not in name}
"""Where a sign that has passed counts: jerks that stop under a hand are a no."""
every_passing_sign = pytest.mark.parametrize("open_", PASSING.values(), ids=PASSING)
every_plain_one = pytest.mark.parametrize("open_", PLAIN.values(), ids=PLAIN)


def question_of(open_: Attributes) -> DangerQuestion:
    question = QUESTIONS[asked_of(open_)]
    assert isinstance(question, DangerQuestion)
    return question


def line_of(open_: Attributes) -> str:
    """The warning of the sign that a yes to the open question stands for."""
    sign = f"sign.{open_['half_said'] or question_of(open_).sign}"
    rule = next(rule for rule in GUIDE.rules.rules if rule.id == sign)
    return str(rule.warning)


def cleared(open_: Attributes, after: Attributes) -> set[object]:
    return {*after["closed_questions"]} - {*open_["closed_questions"]}


def test_every_danger_question_is_among_them() -> None:
    asked = {asked_of(open_) for open_ in DOORS.values()}
    assert asked == {id_ for id_ in QUESTIONS if id_.startswith("danger")}


CLEARS = {"AMAZON.NoIntent", "SentenceIntent"}
STARTS_AGAIN = {"AMAZON.StartOverIntent"}
LEAVES = {one.intent for one in FAREWELLS}


def is_settled_rightly(one: Turn, open_: Attributes, response: Response) -> bool:
    """Whether one of the few things settled the question, or it is still open."""
    after, intent = response.attributes, one.intent or ""
    if response.ended or person_of(after) != person_of(open_):
        return intent in LEAVES if response.ended else not after["closed_questions"]
    if level_of(after) > level_of(open_):
        dated = asked_of(open_) == "danger_when"
        return bool(one.slots) or intent == "AMAZON.YesIntent" or dated
    if is_danger(after) and not cleared(open_, after):
        return True
    return is_answered(one, open_, after) or intent in STARTS_AGAIN


def is_answered(one: Turn, open_: Attributes, after: Attributes) -> bool:
    """Whether it was answered: no, passed, when, or asked in another way."""
    way = (asked_of(open_), asked_of(after))
    if way == ("danger_say", "danger_speech") or way[1] == "danger_when":
        return True
    if way[0] == "danger_when":
        return "passed" in one.slots or "duration" in one.slots
    if way[0] in ("danger_today", "danger_baby_hold") and "passed" in one.slots:
        return True  # not today; and jerks that stop under a hand
    answered = one.slots in ({"answer": ("no",)}, {"skip": ("cannot",)})
    return one.intent in CLEARS or answered


@every_door
def test_only_the_allowed_things_settle_it(open_: Attributes) -> None:
    replies = ((one, GUIDE.respond(one, open_)) for one in every_turn())
    wrong = [
        (one, response.attributes["asked"], response.text)
        for one, response in replies
        if not is_settled_rightly(one, open_, response)
    ]
    assert not wrong[:5]


ASIDES = (
    *("AMAZON.RepeatIntent", "AMAZON.PreviousIntent", "AMAZON.HelpIntent"),
    *("AMAZON.PauseIntent", "AMAZON.ResumeIntent", "RephraseIntent", "BriefIntent"),
    *("ChangePaceIntent", "WhyAskIntent", "SourcesIntent", "AboutIntent"),
    *("RecapIntent", "FeelingIntent", "ThanksIntent", "TopicIntent"),
    *("ExplainCauseIntent", "MedicineIntent", "TreatmentIntent", "ListCausesIntent"),
    *("PreventionTipsIntent", "WhenToSeeDoctorIntent", "HandoverIntent"),
    "CalledForHelpIntent",
)


@every_door
def test_an_aside_leaves_the_question_open_and_is_no_miss(open_: Attributes) -> None:
    kept = ("asked", "level", "closed_questions", "doubted", "answers")
    to_say = asked_of(open_) == "danger_say"
    for one in every_turn():
        another_sentence = to_say and one.intent == "TopicIntent" and not one.slots
        if one.intent in ASIDES and not another_sentence:
            after = GUIDE.respond(one, open_).attributes
            assert [after[name] for name in kept] == [open_[name] for name in kept]
            assert after["no_match_count"] == 0


def test_remark_after_remark_is_doubt_in_the_end() -> None:
    """An answer in words that nobody taught us may sound like one each time."""
    remark = turn("TopicIntent")
    replies = [
        play(GUIDE, *STARTS["full"], *[remark] * times).attributes
        for times in range(1, 6)
    ]
    assert [one["level"] for one in replies] == [*[None] * 4, "emergency"]
    assert len({one["asked"] for one in replies[:-1]}) == 1


@every_door
def test_one_miss_is_asked_again(open_: Attributes) -> None:
    after = play(GUIDE, MISS, attributes=open_).attributes
    assert asked_of(after) == asked_of(open_)
    assert level_of(after) == level_of(open_)


@every_sign
def test_two_misses_speak_the_line_of_the_question(open_: Attributes) -> None:
    after = play(GUIDE, MISS, MISS, attributes=open_).attributes
    assert (after["level"], after["warning"]) == ("emergency", line_of(open_))


@every_sign
def test_an_aside_between_two_misses_changes_nothing_of_that(
    open_: Attributes,
) -> None:
    thanks = turn("ThanksIntent")
    after = play(GUIDE, MISS, thanks, MISS, attributes=open_).attributes
    assert asked_of(after) == asked_of(open_)


@every_plain_one
def test_a_yes_is_the_sign(open_: Attributes) -> None:
    after = play(GUIDE, YES, attributes=open_).attributes
    if question_of(open_).passed:
        assert asked_of(after) == "danger_when"
    else:
        assert (after["level"], after["warning"]) == ("emergency", line_of(open_))


DOUBTS = {
    "not sure": UNSURE,
    "next": NEXT,
    "unwell": turn("AnswerIntent", symptom="unwell"),
    "no, but unwell": turn("AnswerIntent", answer="no", symptom="unwell"),
    "yes, a place": turn("AnswerIntent", answer="yes", location="eyelid"),
}


@pytest.mark.parametrize("doubt", DOUBTS.values(), ids=DOUBTS)
@every_plain_one
def test_doubt_is_asked_once_more_and_then_it_is_the_sign(
    open_: Attributes, doubt: Turn
) -> None:
    first = play(GUIDE, doubt, attributes=open_).attributes
    assert (asked_of(first), first["level"]) == (asked_of(open_), open_["level"])
    again = play(GUIDE, doubt, attributes=first).attributes
    assert (again["level"], again["warning"]) == ("emergency", line_of(open_))


@every_sign
def test_who_cannot_do_it_is_asked_in_another_way(open_: Attributes) -> None:
    after = play(GUIDE, CANNOT, attributes=open_).attributes
    assert asked_of(after) == (question_of(open_).instead or asked_of(open_))
    assert level_of(after) == level_of(open_)


def test_the_sentence_said_right_clears_nothing() -> None:
    open_ = DOORS["full:danger_say"]
    for answer in (SENTENCE, NO, UNSURE, CANNOT):
        after = play(GUIDE, answer, attributes=open_).attributes
        assert asked_of(after) == "danger_speech"


@pytest.mark.parametrize("one", FAREWELLS, ids=lambda one: str(one.intent))
@every_door
def test_a_farewell_names_the_number(open_: Attributes, one: Turn) -> None:
    for locale in locales():
        response = GUIDE.respond(one._replace(locale=locale), open_)
        assert response.ended
        assert number(locale) in response.text
        assert [act.id for act in response.acts] == ["check.stop", "goodbye"]


@every_door
def test_a_no_with_more_that_was_missed_is_asked_again(open_: Attributes) -> None:
    more = turn("AnswerIntent", answer="no")._replace(unmatched_text=("my toe",))
    after = play(GUIDE, more, attributes=open_).attributes
    assert asked_of(after) == asked_of(open_)
    assert not cleared(open_, after)


WHEN = {
    "today": ("emergency", "stroke", "meanwhile"),
    "this_week": ("urgent", "passed_signs", "danger_today"),
    "longer": (None, None, "danger_today"),
}


@pytest.mark.parametrize(
    "told", [GONE, turn("AnswerIntent", answer="no", passed="gone")]
)
@every_passing_sign
def test_what_has_passed_is_asked_for_its_day(open_: Attributes, told: Turn) -> None:
    asked = play(GUIDE, told, attributes=open_).attributes
    assert asked_of(asked) == "danger_when"
    for when, (level, warning, question) in WHEN.items():
        after = GUIDE.respond(turn("AnswerIntent", passed=when), asked).attributes
        assert level_of(after) >= level_of({"level": level})
        if not open_["level"]:
            assert (after["level"], after["warning"]) == (level, warning)
            assert asked_of(after) == question or asked_of(open_) == "danger_today"
    unsure = play(GUIDE, UNSURE, attributes=asked).attributes
    warning = "infant" if person_of(open_) == "baby" else "stroke"
    assert (unsure["level"], unsure["warning"]) == ("emergency", warning)


@pytest.mark.parametrize(
    "told", [GONE, turn("AnswerIntent", answer="no", passed="gone")]
)
def test_a_length_of_time_dates_a_sign_that_has_passed(told: Turn) -> None:
    open_ = DOORS["short:danger_stroke"]
    lengths = {"PT3H": "emergency", "P2D": "urgent", "P3Y": None}
    for length, level in lengths.items():
        dated = turn("AnswerIntent", duration=length)
        after: Attributes = play(GUIDE, told, dated, attributes=open_).attributes
        assert after["level"] == level
        assert "duration" not in after["answers"]
