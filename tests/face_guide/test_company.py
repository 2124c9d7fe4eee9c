"""Company for tired eyes and for carers: rests, plain questions, notes, control."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from face_guide.guide import Guide
from face_guide.prompts import Prompts, locales
from face_guide.speech import PACES, untimed
from tests import readability
from tests.playing import seconds, spoken_seconds
from tests.walks import (
    ADULT,
    BACK,
    DROOP,
    LID,
    MOTHER,
    NEXT,
    NO,
    NOTE,
    REST,
    STEPS,
    STRESS,
    TINGLING,
    YES,
    ids,
    play,
    turn,
)

if TYPE_CHECKING:
    from face_guide.turn import Response, Turn

RESUME, CANCEL, PAUSE = (
    turn(f"AMAZON.{name}Intent") for name in ("Resume", "Cancel", "Pause")
)
AGAIN = turn("AMAZON.RepeatIntent")
EXERCISES = ids("EXERCISE")
QUESTIONS_OF_A_REST = ("rest_start", "rest_on", "rest_end")
TOLERANCE = 0.05
"""How far the seconds of an exercise may be off."""
LONGEST_REPLY_S = 240
"""The platform's most, for sounds; ours for all of a reply."""
EXPLANATION_S = 12
GUIDED, INFORMING = Guide.load(), Guide.load("information")


def do(exercise: str, length: str | None = None) -> Turn:
    wish = {"exercise": exercise} | ({"duration": length} if length else {})
    return turn("ExerciseIntent", **wish)


def asked(response: Response) -> object:
    return response.attributes["asked"]


def acts(response: Response) -> list[str]:
    return [act.id for act in response.acts]


def done(guide: Guide, wish: Turn, locale: str) -> list[Response]:
    """Return the replies of a whole exercise, from its first minute to its end."""
    replies: list[Response] = []
    attributes: dict[str, object] = {}
    says = wish
    while not replies or asked(replies[-1]) != "rest_end":
        said = guide.respond(says._replace(locale=locale), attributes)
        attributes, says = said.attributes, RESUME
        if asked(said) != "rest_start":
            replies.append(said)
    return replies


# ---- Guided rests


@pytest.mark.parametrize("locale", locales())
@pytest.mark.parametrize("minutes", [1, 2, 5, 10])
@pytest.mark.parametrize("exercise", EXERCISES)
def test_an_exercise_keeps_its_seconds(
    guide: Guide, exercise: str, minutes: int, locale: str
) -> None:
    most = guide.rules.exercises[exercise].most
    wish = do(exercise, f"PT{minutes}M")
    replies = done(guide, wish, locale)
    took = sum(spoken_seconds(one.ssml) - frame_s(one) for one in replies)
    assert took == pytest.approx(60 * min(minutes, most), rel=TOLERANCE)


def frame_s(response: Response) -> float:
    """Return how long what is not the exercise takes: its question, the disclaimer."""
    words, pause = Prompts.load("en-US"), PACES["normal"].idea / 1000
    framing = [f"ask.{asked(response)}"]
    framing += ["disclaimer"] if "disclaimer" in acts(response) else []
    return sum(seconds(words.statement(id_).say) + pause for id_ in framing)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_reply_of_a_rest_is_not_too_long(guide: Guide, exercise: str) -> None:
    for response in done(guide, do(exercise, "PT10M"), "en-US"):
        assert spoken_seconds(response.ssml) < LONGEST_REPLY_S
        assert len(response.ssml) < 8_000


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_rest_begins_at_once_and_ends_gently(guide: Guide, exercise: str) -> None:
    replies = done(guide, do(exercise), "en-US")
    assert f"exercise.{exercise}.first" in acts(replies[0])
    assert f"exercise.{exercise}.close" in acts(replies[-1])
    assert not any(one.ended for one in replies)


def test_nobody_says_how_long_so_it_is_its_own_length(guide: Guide) -> None:
    assert len(done(guide, do("breathing"), "en-US")) == 1
    assert len(done(guide, do("breathing", "PT10M"), "en-US")) == 4


@pytest.mark.parametrize("length", ["P2D", "PT3H", "PT0M", "P5M", "PT999M"])
def test_no_length_is_endless(guide: Guide, length: str) -> None:
    assert len(done(guide, do("eye_rest", length), "en-US")) <= 4


def test_a_warm_cloth_waits_for_a_start(guide: Guide) -> None:
    ready = play(guide, do("warm_compress"))
    assert asked(ready) == "rest_start"
    for says in (YES, RESUME, NEXT, PAUSE):
        after = play(guide, says, attributes=ready.attributes)
        assert asked(after) == ("rest_start" if says is PAUSE else "rest_on")


def test_it_goes_on_for_longer_and_again(guide: Guide) -> None:
    over = play(guide, REST)
    longer = play(guide, RESUME, attributes=over.attributes)
    assert acts(longer)[:2] == ["exercise.eye_rest.next"] * 2
    again = play(guide, AGAIN, attributes=over.attributes)
    assert "exercise.eye_rest.first" in acts(again)
    assert play(guide, BACK, attributes=over.attributes).acts == again.acts


def test_what_next_is_another_exercise(guide: Guide) -> None:
    assert "exercise.blinking.first" in acts(play(guide, REST, NEXT))


def test_a_length_answers_a_rest_and_not_the_check(guide: Guide) -> None:
    offered = STEPS["rest_offer"]
    said = play(guide, *offered, turn("AnswerIntent", duration="PT5M"))
    assert said.attributes["minutes"] == 5
    assert said.attributes["answers"] == play(guide, *offered).attributes["answers"]


def test_cancel_leaves_the_rest_and_not_the_talk(guide: Guide) -> None:
    left = play(guide, do("breathing", "PT5M"), CANCEL)
    assert acts(left)[0] == "exercise.breathing.close"
    assert not left.ended
    assert play(guide, LID, CANCEL).ended


@pytest.mark.parametrize("question", QUESTIONS_OF_A_REST)
def test_a_warning_sign_wins_in_a_rest(guide: Guide, question: str) -> None:
    said = play(guide, *STEPS[question], DROOP)
    assert said.attributes["level"] == "emergency"
    assert play(guide, *STEPS[question], DROOP, RESUME).attributes["level"] == (
        "emergency"
    )


def test_danger_comes_before_a_rest(guide: Guide) -> None:
    """A question of the check waits for nothing, and a twitch is asked about."""
    assert acts(play(guide, LID, REST))[0] == "check.first"
    assert asked(play(guide, LID, ADULT, REST)) == "danger_stroke"
    told = play(guide, turn("ExplainCauseIntent", cause="eye_strain"))
    told.attributes["answers"] = {"location": ["eyelid"], "age": ["adult"]}
    assert asked(play(guide, REST, attributes=told.attributes)) == "danger_stroke"
    urgent = play(guide, TINGLING, NO, NO, REST)
    assert acts(urgent)[0] == "brief.urgent"
    emergency = play(guide, DROOP, REST)
    assert acts(emergency)[0].startswith("emergency.")


def test_a_rest_is_fit_for_them(guide: Guide) -> None:
    for exercise, rule in guide.rules.exercises.items():
        for slot, id_ in sorted(rule.unless):
            slots = {"person": "self", slot: id_}
            attributes = play(guide, *STEPS["rest_offer"]).attributes
            attributes["answers"] = {name: [one] for name, one in slots.items()}
            said = play(guide, do(exercise), attributes=attributes)
            assert said.attributes["exercise"] == rule.instead, (exercise, slot, id_)


def test_a_calm_verdict_offers_a_rest_that_fits(guide: Guide) -> None:
    offered = play(guide, *STEPS["rest_offer"])
    assert offered.attributes["exercise"] == "breathing"
    assert "slow breathing" in offered.text
    assert "exercise.breathing.first" in acts(play(guide, *STEPS["rest_offer"], YES))
    for attributes in (play(guide, TINGLING, NO, NO).attributes,):
        assert attributes["asked"] != "rest_offer"


def test_a_rest_is_the_first_thing_in_information_mode_too() -> None:
    said = play(INFORMING, REST)
    assert "exercise.eye_rest.first" in acts(said)


# ---- Hold


@pytest.mark.parametrize("question", [one for one in STEPS if one != "meanwhile"])
def test_hold_is_quiet_and_comes_back_to_the_same_question(
    guide: Guide, question: str
) -> None:
    before = play(guide, *STEPS[question])
    if before.attributes["level"] == "emergency":
        return
    held = play(guide, PAUSE, attributes=before.attributes)
    assert asked(held) == question
    assert 55 < spoken_seconds(held.ssml) - seconds(held.text) < 62
    known = {**held.attributes, "asides": 0} | {"no_match_count": 0}
    assert known["answers"] == before.attributes["answers"]
    assert (
        play(guide, PAUSE, attributes=held.attributes).attributes["asked"] == question
    )


# ---- Plain questions

TOPICS = ids("TOPIC")
IN_AN_EMERGENCY = {
    *("drink", "tablets", "lie_down", "door", "no_phone", "arrival", "sick", "better"),
}
"""What is asked while help is on its way; the companion answers it."""
SAID = [one for one in TOPICS if one not in IN_AN_EMERGENCY]
STATES = {
    "start": STEPS["start"],
    "check": STEPS["location"],
    "danger": STEPS["danger_stroke"],
    "advice": STEPS["rest_offer"],
}


def test_there_are_enough_topics() -> None:
    medical = [one for one in SAID if f"topic.{one}.more" in statements()]
    assert len(medical) >= 45


def statements() -> dict[str, object]:
    return dict(Prompts.load("en-US").statements)


@pytest.mark.parametrize("mode", ["guided", "information"])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("topic", [one for one in SAID if one not in ("dying", "joke")])
def test_a_topic_is_answered_and_the_question_kept(
    topic: str, state: str, mode: str
) -> None:
    guide = Guide.load(mode)
    before = play(guide, *STATES[state]).attributes
    after = play(guide, turn("TopicIntent", topic=topic), attributes=before)
    answers = [one for one in acts(after) if one.startswith(f"topic.{topic}")]
    assert len(answers) == 1
    for kept in ("answers", "level", "asked", "closed_questions"):
        assert after.attributes[kept] == before[kept]


@pytest.mark.parametrize("locale", locales())
def test_an_answer_is_short_and_can_be_said_otherwise(locale: str) -> None:
    words = Prompts.load(locale)
    for topic in (one for one in SAID if f"topic.{one}.more" in words.statements):
        for id_ in (f"topic.{topic}", f"topic.{topic}.more"):
            statement = words.statement(id_)
            assert statement.again
            assert statement.again != statement.say
            for text in (statement.say, statement.again):
                assert seconds(text) <= EXPLANATION_S, (id_, text)


def test_more_goes_on_with_the_topic_then_with_what_was_read(guide: Guide) -> None:
    coffee = turn("TopicIntent", topic="coffee")
    assert "topic.coffee.more" in acts(play(guide, coffee, NEXT))
    listed = turn("ListCausesIntent")
    assert "topic.coffee.more" in acts(play(guide, listed, coffee, NEXT))
    assert acts(play(guide, listed, coffee, NEXT, NEXT))[0] == "list.next"
    assert acts(play(guide, coffee, AGAIN))[0] == "topic.coffee"


def test_what_is_known_colours_the_answer(guide: Guide) -> None:
    weeks = turn("WhyTwitchIntent", location="eyelid", duration="P3W")
    said = play(guide, weeks, turn("TopicIntent", topic="lasting"))
    assert "3 weeks" in said.text
    assert "topic.lasting.duration.long" in acts(said)
    assert "topic.lasting" in acts(play(guide, turn("TopicIntent", topic="lasting")))


def test_a_joke_waits_for_calm(guide: Guide) -> None:
    joke = turn("TopicIntent", topic="joke")
    assert "topic.joke" in acts(play(guide, joke))
    for tense in (STEPS["danger_stroke"], STEPS["location"], (TINGLING, NO, NO)):
        assert "topic.joke" not in acts(play(guide, *tense, joke))


def test_no_answer_promises_anything() -> None:
    promise = re.compile(
        r"\b(will (stop|cure|end)|cures?|prevents?|heals?)\b", re.IGNORECASE
    )
    for id_, statement in Prompts.load("en-US").statements.items():
        if id_.startswith(("topic.", "exercise.", "carer_tip.", "child_tip.", "note.")):
            for text in filter(None, (statement.say, statement.again)):
                assert not promise.search(text), id_
                said = untimed(text.format_map(Blank()))
                counted = id_.startswith("exercise.")  # "Close. Open. Close."
                assert counted or not readability.faults(said), id_


class Blank(dict[str, str]):
    """Fills every placeholder with a short word."""

    def __missing__(self, name: str) -> str:
        return "it"


# ---- The note, and which sign means to call


def test_a_note_has_three_parts_and_asks_once_which_sign(guide: Guide) -> None:
    parts = [acts(play(guide, *NOTE[: count + 1])) for count in range(3)]
    assert parts[0][0] == "note.doctor"
    assert [one[-2] for one in parts[1:]] == ["note.bring.doctor", "note.ask.doctor"]
    assert asked(play(guide, *NOTE)) == "teach_back"
    assert asked(play(guide, *NOTE, NO, *NOTE)) == "else"
    assert asked(play(INFORMING, *NOTE)) == "else"


def test_a_note_says_what_was_told(guide: Guide) -> None:
    said = play(guide, *STEPS["rest_offer"], NOTE[0])
    assert "It is about you, an adult" in said.text
    assert "2 days" in said.text
    assert "stress" in said.text
    assert said.card is None


def test_a_named_sign_is_asked_about_before_it_is_taken(guide: Guide) -> None:
    named = play(guide, *NOTE, DROOP)
    assert asked(named) == "danger_taught"
    assert named.attributes["level"] is None
    assert play(guide, *NOTE, DROOP, NO).attributes["level"] is None
    for yes in ((YES,), (turn("NotSureIntent"),) * 2, (DROOP,)):
        said = play(guide, *NOTE, DROOP, *yes)
        assert said.attributes["level"] == "emergency"
    hers = turn("WarningSignIntent", warning_sign="face_droop", person="mother")
    assert play(guide, *NOTE, hers).attributes["level"] == "emergency"


def test_the_note_in_writing_is_whole(guide: Guide) -> None:
    attributes = play(guide, *STEPS["rest_offer"]).attributes
    written = guide.note("en-GB", attributes)
    assert written[0] == "For the GP."
    assert any("Film it" in line for line in written)
    assert any("Three things to ask" in line for line in written)


# ---- Carers


def test_tips_for_carers_are_read_one_a_turn(guide: Guide) -> None:
    tips = turn("CarerTipsIntent")
    assert acts(play(guide, tips))[-2] == "carer_tip.look"
    assert acts(play(guide, tips, NEXT))[-2] == "carer_tip.confused"
    night = turn("CarerTipsIntent", care="night")
    assert acts(play(guide, night))[-2] == "carer_tip.night"


def test_of_a_child_the_tips_are_others(guide: Guide) -> None:
    child = turn("CarerTipsIntent", person="child")
    assert acts(play(guide, child))[-2] == "child_tip.words"
    school = turn("CarerTipsIntent", care="school")
    assert acts(play(guide, school))[-2] == "child_tip.school"


def test_tips_wait_for_a_question_of_the_check(guide: Guide) -> None:
    said = play(guide, MOTHER, LID, turn("CarerTipsIntent"))
    assert acts(said)[0] == "check.first"


# ---- Kindness and control


def test_a_second_thanks_ends_the_talk(guide: Guide) -> None:
    thanks = turn("ThanksIntent")
    assert not play(guide, thanks).ended
    assert play(guide, thanks, thanks).ended
    assert not play(guide, LID, thanks, thanks).ended


@pytest.mark.parametrize(
    ("wishes", "pace"),
    [
        (("slow",), "slow"),
        (("slow", "slow"), "slowest"),
        (("slow",) * 3, "slowest"),
        (("fast", "fast"), "fastest"),
        (("slow", "fast"), "normal"),
        (("loud",), "loud"),
        (("loud", "slow"), "slowest"),
        (("fast", "normal"), "normal"),
    ],
)
def test_the_pace_goes_up_and_down(
    guide: Guide, wishes: tuple[str, ...], pace: str
) -> None:
    turns = (turn("ChangePaceIntent", pace=wish) for wish in wishes)
    assert play(guide, *turns).attributes["pace"] == pace


def test_a_change_of_pace_says_again_what_was_missed(guide: Guide) -> None:
    strain = turn("ExplainCauseIntent", cause="eye_strain")
    slower = turn("ChangePaceIntent", pace="slow")
    assert "cause.eye_strain.headline" in acts(play(guide, strain, slower))
    assert 'volume="x-loud"' in play(guide, turn("ChangePaceIntent", pace="loud")).ssml


def test_the_last_sentence_or_all_of_it_again(guide: Guide) -> None:
    advice = STEPS["rest_offer"]
    last = play(guide, *advice, turn("RepeatPartIntent", part="last"))
    whole = play(guide, *advice, turn("RepeatPartIntent", part="all"))
    assert len(acts(last)) == 2
    assert acts(whole)[-2] == acts(last)[0]
    assert len(acts(whole)) > 2


@pytest.mark.parametrize(
    ("ordinal", "cause"),
    [("first", "stress_fatigue"), ("second", "electrolyte"), ("last", "eye_strain")],
)
def test_a_cause_is_chosen_by_its_place(guide: Guide, ordinal: str, cause: str) -> None:
    listed = turn("ListCausesIntent")
    said = play(guide, listed, turn("ChooseIntent", ordinal=ordinal))
    assert said.attributes["cause"] == cause


def test_an_offer_is_chosen_by_its_place(guide: Guide) -> None:
    start = STEPS["start"]
    first, second, third = (
        play(guide, *start, turn("ChooseIntent", ordinal=one))
        for one in ("first", "second", "third")
    )
    assert asked(first) == "who"
    assert "exercise.eye_rest.first" in acts(second)
    assert "tip.sleep" in acts(third)
    assert play(guide, STRESS, turn("ChooseIntent", ordinal="second")).attributes[
        "no_match_count"
    ]
