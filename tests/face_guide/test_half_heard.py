"""What was not heard well is asked about, and is no fact before a yes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from face_guide import speech
from face_guide.alexa.skill import Skill
from face_guide.guide import Guide
from face_guide.handlers.read_back import word_of
from face_guide.handlers.reading import ASKED_ABOUT, SINGLE
from face_guide.prompts import Prompts
from face_guide.rules import DangerQuestion, HeardQuestion, WhenQuestion
from face_guide.turn import Act, Turn, Wording
from tests import envelopes, walks
from tests.playing import asked_of, is_danger, level_of, seconds
from tests.walks import (
    CHEEK_UNSURE,
    INTENTS,
    LID_OR_CHEEK,
    MISS,
    NEXT,
    NO,
    STEPS,
    UNSURE,
    WHY,
    YES,
    ids,
    play,
    turn,
    unsurely,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

GUIDE, INFORMING = Guide.load(), Guide.load("information")
SIGNS = GUIDE.rules.signs
TELL, CARE = turn("AnswerIntent"), turn("CaregiverIntent")
QUESTION_SECONDS = 6.0
PLACES = (
    *("who", "risk_short", "risk_medicine", "location", "duration", "symptom"),
    *("trigger", "intake", "confirm", "last_check", "start", "explain", "tips"),
)
"""Questions at which something is told: of the check, and offers."""
DANGER = [
    id_
    for id_ in STEPS
    if isinstance(GUIDE.rules.questions[id_], DangerQuestion | WhenQuestion)
]
KEPT = ("answers", "closed_questions", "level", "warning", "asked", "cause", "others")
"""What a yes leaves as a value that was heard well does."""


def after(*turns: Turn, at: str = "location") -> dict[str, Any]:
    """Return the session attributes after these turns, told to a question."""
    return dict(play(GUIDE, *STEPS[at], *turns).attributes)


def values(slot: str) -> list[str]:
    """Return the ids of a slot that are no warning signs."""
    return [id_ for id_ in ids(slot.upper()) if id_ not in SIGNS]


def facts(attributes: Any) -> set[tuple[str, str]]:
    return {(slot, id_) for slot, told in attributes["answers"].items() for id_ in told}


def every_value() -> Iterator[tuple[str, str]]:
    for slot in sorted(ASKED_ABOUT):
        yield from ((slot, id_) for id_ in values(slot))


EVERY_VALUE = list(every_value())


def is_heard(attributes: Any) -> bool:
    return isinstance(GUIDE.rules.questions.get(asked_of(attributes)), HeardQuestion)


@pytest.mark.parametrize("intent", ["AnswerIntent", "WhyTwitchIntent"])
@pytest.mark.parametrize("at", PLACES)
def test_a_yes_records_what_a_sure_value_would_have(at: str, intent: str) -> None:
    """Every value of every slot; where nothing is asked, a sure one tells nothing."""
    before, told = after(at=at), 0
    for slot, id_ in EVERY_VALUE:
        sure = GUIDE.respond(turn(intent, **{slot: id_}), before).attributes
        half = GUIDE.respond(unsurely(turn(intent), **{slot: id_}), before).attributes
        assert half["answers"] == before["answers"], (slot, id_)
        assert half["level"] == before["level"], (slot, id_)
        if not is_heard(half):
            assert facts(sure) <= facts(before) | {("person", "self")}, (slot, id_)
            continue
        told += 1
        confirmed = GUIDE.respond(YES, half).attributes
        for key in KEPT:
            assert confirmed[key] == sure[key], (key, slot, id_)
        assert "half_heard" not in confirmed
    assert told > 50


@pytest.mark.parametrize("said", [NO, turn("AnswerIntent", answer="no")])
@pytest.mark.parametrize("at", PLACES)
def test_a_no_drops_it_and_asks_the_open_question_in_short(at: str, said: Turn) -> None:
    before = after(at=at)
    for slot, id_ in EVERY_VALUE:
        half = GUIDE.respond(unsurely(TELL, **{slot: id_}), before)
        if not is_heard(half.attributes):
            continue
        dropped = GUIDE.respond(said, half.attributes)
        assert dropped.attributes["answers"] == before["answers"], (slot, id_)
        assert dropped.attributes["asked"] == at
        assert dropped.acts[-1] == Act(
            f"ask.{at}", Wording.AGAIN, dropped.acts[-1].arguments
        )
        assert "half_heard" not in dropped.attributes


def test_it_is_asked_in_one_breath() -> None:
    asked = play(GUIDE, *STEPS["location"], CHEEK_UNSURE)
    assert asked.text == "The cheek: right?"
    assert asked.elicit is None
    assert str(asked.reprompt_text) == "Say yes, or no."
    assert asked.attributes["answers"] == {"age": ["adult"]}


def test_without_a_check_it_is_asked_before_the_first_question() -> None:
    opened = unsurely(turn("WhyTwitchIntent", duration="P2D"), location="eyelid")
    asked = play(GUIDE, opened)
    assert asked.text == "I'm not a doctor. One eyelid: right?"
    assert asked.attributes["answers"] == {"duration": ["P2D"]}
    confirmed = play(GUIDE, opened, YES).attributes
    assert confirmed["answers"] == {"duration": ["P2D"], "location": ["eyelid"]}
    assert confirmed["asked"] == play(GUIDE, opened, NO).attributes["asked"] == "who"


@pytest.mark.parametrize(
    ("told", "answers"),
    [
        (turn("AnswerIntent", location="eyelid"), {"location": ["eyelid"]}),
        (
            turn("AnswerIntent", answer="no", location="eyelid"),
            {"location": ["eyelid"]},
        ),
        (
            turn("AnswerIntent", answer="yes", location="one_side"),
            {"location": ["one_side"]},
        ),
        (turn("CorrectionIntent", location="eyelid"), {"location": ["eyelid"]}),
        (
            turn("AnswerIntent", answer="yes", duration="P2D"),
            {"location": ["cheek"], "duration": ["P2D"]},
        ),
        (turn("AnswerIntent", answer="no", duration="P2D"), {"duration": ["P2D"]}),
        (turn("AnswerIntent", answer="no", location="cheek"), {}),
        (turn("CorrectionIntent"), {}),
    ],
)
def test_what_answers_anew_replaces_it(
    told: Turn, answers: dict[str, list[str]]
) -> None:
    told_now = after(CHEEK_UNSURE, told)
    assert told_now["answers"] == {"age": ["adult"], **answers}
    assert not is_heard(told_now)


def test_what_a_no_names_may_be_denied_and_is_asked_about() -> None:
    """ "No fever" and "no, a fever" sound alike."""
    lid = unsurely(TELL, symptom="eye_closes")
    dry = after(lid, turn("AnswerIntent", answer="no", symptom="gritty_eye"))
    assert (dry["asked"], dry["answers"]) == ("heard", {"age": ["adult"]})
    assert dry["half_heard"]["unsure"] == [["symptom", "gritty_eye"]]
    denied = turn("AnswerIntent", answer="no", symptom="eye_closes")
    assert after(lid, denied)["asked"] == "location"


def test_another_guess_replaces_it_and_two_are_enough() -> None:
    guesses = [unsurely(TELL, location=id_) for id_ in ("cheek", "eyelid", "one_side")]
    for count in (1, 2):
        guessed = after(*guesses[:count])
        assert is_heard(guessed)
        assert "location" not in guessed["answers"]
    assert after(*guesses)["answers"]["location"] == ["unsure"]


def test_a_no_counts_as_usual() -> None:
    """The question is put again twice; then it is not known, which is no calm."""
    once = (CHEEK_UNSURE, NO)
    assert after(*once)["no_match_count"] == 1
    assert after(*once, *once)["asked"] == "location"
    assert after(*once, *once, *once)["answers"]["location"] == ["unsure"]


def test_what_else_is_told_is_taken_and_the_guess_dropped() -> None:
    """Then what was guessed is asked for plainly."""
    told = after(CHEEK_UNSURE, turn("AnswerIntent", duration="P3W"))
    assert told["asked"] == "location"
    assert told["answers"] == {"age": ["adult"], "duration": ["P3W"]}
    assert after(CHEEK_UNSURE, WHY)["asked"] == "location"


def test_the_last_of_two_lengths_counts() -> None:
    """What was told beside it is older than what is told now."""
    two_weeks = unsurely(turn("AnswerIntent", duration="P2W"), location="cheek")
    told = after(two_weeks, turn("AnswerIntent", duration="P3W"), YES)
    assert told["answers"]["duration"] == ["P3W"]
    told = after(two_weeks, turn("AnswerIntent", answer="yes", duration="P3W"))
    assert told["answers"]["duration"] == ["P3W"]


@pytest.mark.parametrize(
    "intent",
    [
        *("AMAZON.RepeatIntent", "RephraseIntent", "WhyAskIntent", "AMAZON.HelpIntent"),
        *("RecapIntent", "AMAZON.PauseIntent", "AMAZON.ResumeIntent", "FeelingIntent"),
        *("ThanksIntent", "ChangePaceIntent", "SourcesIntent", "BriefIntent"),
        "ExplainCauseIntent",
    ],
)
def test_an_aside_keeps_the_question(intent: str) -> None:
    said = after(CHEEK_UNSURE, turn(intent))
    assert is_heard(said)
    assert said["half_heard"] == after(CHEEK_UNSURE)["half_heard"]


@pytest.mark.parametrize("unclear", [(MISS, MISS), (UNSURE,), (NEXT,)])
def test_what_is_not_understood_is_no_yes(unclear: tuple[Turn, ...]) -> None:
    """It is asked about once more at most."""
    assert is_heard(after(CHEEK_UNSURE, MISS))
    dropped = after(CHEEK_UNSURE, *unclear)
    assert (dropped["asked"], dropped["answers"]) == ("location", {"age": ["adult"]})


@pytest.mark.parametrize(
    ("slot", "id_", "left"),
    [
        ("symptom", "fever", True),
        ("medicine", "lithium", True),
        ("background", "head_injury", True),
        ("trigger", "withdrawal", True),
        ("trigger", "stress", False),
        ("location", "cheek", False),
    ],
)
def test_not_sure_of_what_would_be_urgent_is_a_risk(
    slot: str, id_: str, left: bool
) -> None:
    told = after(unsurely(TELL, **{slot: id_}), UNSURE)
    assert told["answers"].get("background") == (["unsure"] if left else None)


def test_the_most_urgent_is_asked_about_and_the_rest_forgotten() -> None:
    """The check asks for it plainly."""
    told = unsurely(TELL, location="cheek", trigger="stress", symptom="fever")
    assert after(told)["half_heard"]["unsure"] == [["symptom", "fever"]]
    assert after(told, YES)["level"] == "urgent"
    refused = after(told, NO)
    assert (refused["asked"], refused["answers"]) == ("location", {"age": ["adult"]})


@pytest.mark.parametrize("slot", sorted(SINGLE))
def test_two_that_compete_are_offered(slot: str) -> None:
    one, other = values(slot)[1:3]
    both = unsurely(TELL, **{slot: (one, other)})
    asked = play(GUIDE, *STEPS["who"], both)
    assert asked.attributes["asked"] == "heard_which"
    for id_ in (one, other):
        assert Prompts.load("en-US").word(word_of((slot, id_))) in asked.text.lower()
        named = after(both, turn("AnswerIntent", **{slot: id_}), at="who")
        assert named["answers"][slot] == [id_]
    anew = after(both, turn("AnswerIntent", **{slot: values(slot)[3]}), at="who")
    assert anew["answers"][slot] == [values(slot)[3]]
    assert slot not in after(both, NO, at="who")["answers"]


def test_what_was_said_plainly_leaves_no_room_for_a_guess() -> None:
    mixed = unsurely(turn("AnswerIntent", location="eyelid"), location="cheek")
    told = after(mixed)
    assert (told["asked"], told["answers"]["location"]) == ("duration", ["eyelid"])


@pytest.mark.parametrize("yes", [YES, turn("AnswerIntent", answer="yes")])
def test_both_is_asked_which_once_and_neither_is_invented(yes: Turn) -> None:
    once = play(GUIDE, *STEPS["location"], LID_OR_CHEEK, yes)
    assert once.attributes["asked"] == "heard_which"
    assert once.text.endswith("One eyelid, or the cheek: which?")
    twice = after(LID_OR_CHEEK, yes, yes)
    assert (twice["asked"], twice["answers"]) == ("location", {"age": ["adult"]})


def test_values_that_gather_do_not_compete() -> None:
    told = after(unsurely(TELL, trigger=("stress", "caffeine")))
    assert told["asked"] == "heard"


@pytest.mark.parametrize("at", DANGER)
def test_while_danger_is_open_it_is_no_fact_and_not_asked_about(at: str) -> None:
    before = after(at=at)
    for slot, id_ in EVERY_VALUE:
        told = GUIDE.respond(unsurely(TELL, **{slot: id_}), before).attributes
        for key in ("answers", "level", "asked", "closed_questions"):
            assert told[key] == before[key], (key, slot, id_)
        assert "half_heard" not in told


@pytest.mark.parametrize("at", DANGER)
def test_a_no_with_something_half_heard_closes_no_danger(at: str) -> None:
    before = after(at=at)
    for slot, id_ in EVERY_VALUE:
        said = unsurely(turn("AnswerIntent", answer="no"), **{slot: id_})
        told = GUIDE.respond(said, before).attributes
        assert told["asked"] == at, (slot, id_)
        assert told["closed_questions"] == before["closed_questions"]


def test_what_would_hide_a_yes_is_one_the_second_time() -> None:
    """Her mouth, feeling unwell; and a yes is one, whatever is guessed beside it."""
    for told in (
        unsurely(TELL, location="around_mouth"),
        unsurely(TELL, symptom="unwell"),
    ):
        assert after(told, at="danger_stroke")["asked"] == "danger_stroke"
        assert after(told, told, at="danger_stroke")["level"] == "emergency"
    yes = unsurely(turn("AnswerIntent", answer="yes"), location="eyelid")
    assert after(yes, at="danger_stroke")["level"] == "emergency"


@pytest.mark.parametrize("sign", sorted(SIGNS))
def test_a_danger_counts_however_it_was_heard(sign: str) -> None:
    for slot in ("symptom", "warning_sign"):
        for at in ("who", "location", "danger_stroke", "heard"):
            sure = after(turn("AnswerIntent", **{slot: sign}), at=at)
            half = after(unsurely(TELL, **{slot: sign}), at=at)
            assert half == sure
    half_said = after(unsurely(TELL, half_said=sign))
    assert half_said == after(turn("AnswerIntent", half_said=sign))


def test_too_much_of_a_medicine_counts_however_it_was_heard() -> None:
    told = after(unsurely(turn("WarningSignIntent"), medicine="lithium"))
    assert told["warning"] == "overdose"


def test_a_sign_meanwhile_is_an_emergency_and_nothing_waits() -> None:
    told = after(CHEEK_UNSURE, turn("WarningSignIntent", warning_sign="face_droop"))
    assert told["level"] == "emergency"
    assert "half_heard" not in told


@pytest.mark.parametrize(("slot", "id_"), [("answer", "no"), ("passed", "longer")])
@pytest.mark.parametrize("at", STEPS)
def test_a_no_that_was_not_heard_well_is_none(at: str, slot: str, id_: str) -> None:
    """Nor is a yes, nor that a sign has passed: it is simply not understood."""
    before = after(at=at)
    told = GUIDE.respond(unsurely(TELL, **{slot: id_}), before).attributes
    assert told["closed_questions"] == before["closed_questions"]
    assert told["answers"] == before["answers"]
    assert not is_heard(told) or is_heard(before)


@pytest.mark.parametrize("at", ["symptom", "trigger", "intake"])
def test_none_that_was_not_heard_well_is_asked_for_again(at: str) -> None:
    slot = "symptom" if at == "symptom" else "trigger"
    half = after(unsurely(TELL, **{slot: "none"}), at=at)
    assert half["asked"] == at
    assert at not in half["closed_questions"]


@pytest.mark.parametrize("at", ["risk_short", "last_check", "confirm"])
def test_beside_a_yes_it_comes_first(at: str) -> None:
    told = unsurely(turn("AnswerIntent", answer="yes"), background="diabetes")
    half = after(told, at=at)
    assert is_heard(half)
    assert at not in half["closed_questions"]
    assert after(told, NO, at=at)["asked"] == at


@pytest.mark.parametrize("at", ["risk_short", "last_check", "confirm", "trigger"])
def test_what_a_no_names_is_not_asked_about(at: str) -> None:
    """The question is put once more; before self-care, danger opens again."""
    told = unsurely(turn("AnswerIntent", answer="no"), background="diabetes")
    half = after(told, at=at)
    assert is_danger(half) if at == "last_check" else half["asked"] == at
    assert at == "last_check" or at not in half["closed_questions"]


def test_a_length_that_dates_a_risk_is_not_the_twitchs() -> None:
    """Told beside a yes to a risk, it is when that was."""
    dated = turn("AnswerIntent", answer="yes", duration="P2W")
    for answer in (YES, NO):
        told = after(unsurely(dated, trigger="medicine"), answer, at="risk_short")
        assert "duration" not in told["answers"]


def test_a_medicine_may_be_the_answer_to_a_risk() -> None:
    told = after(unsurely(TELL, medicine="antidepressant"), YES, at="risk_short")
    assert told["answers"]["trigger"] == ["medicine"]
    assert told["answers"]["medicine"] == ["antidepressant"]


@pytest.mark.parametrize("cause", ["stress_fatigue", "eye_strain", "caffeine"])
def test_a_cause_that_answers_is_no_surer_than_it_was_heard(cause: str) -> None:
    named = turn("ExplainCauseIntent", cause=cause)
    half = after(unsurely(turn("ExplainCauseIntent"), cause=cause), at="trigger")
    assert is_heard(half)
    assert "trigger" not in half["answers"]
    confirmed = play(GUIDE, YES, attributes=half).attributes
    assert confirmed["answers"] == after(named, at="trigger")["answers"]
    stress = unsurely(TELL, trigger="sweating")
    assert after(stress, named, at="trigger")["answers"] == confirmed["answers"]


def test_a_topic_is_taken_at_its_word() -> None:
    for intent, slot, id_ in (
        ("ExplainCauseIntent", "cause", "ms"),
        ("MedicineIntent", "medicine", "lithium"),
        ("TopicIntent", "topic", "lasting"),
        ("ChangePaceIntent", "pace", "slow"),
    ):
        sure = play(GUIDE, turn(intent, **{slot: id_}))
        assert play(GUIDE, unsurely(turn(intent), **{slot: id_})) == sure


def test_what_is_known_already_is_not_asked_about() -> None:
    """Nor is whoever the talk is about, nor a person who is only a witness."""
    assert after(unsurely(TELL, location="eyelid"), at="duration")["asked"] != "heard"
    assert after(unsurely(TELL, person="self"), at="trigger")["asked"] != "heard"
    witness = unsurely(turn("AnswerIntent", trigger="stress"), person="wife")
    told = after(witness, at="trigger")
    assert told["answers"].get("person") is None
    assert told["answers"]["trigger"] == ["stress"]


def test_who_only_says_it_is_nobody_it_is_about() -> None:
    """ "My wife says stress", whether that is right or not."""
    witness = unsurely(turn("AnswerIntent", person="wife"), trigger="stress")
    for answer in (YES, NO, UNSURE):
        told = after(witness, answer, at="trigger")
        assert told["answers"].get("person") is None, answer


def test_whoever_is_half_heard_is_asked_about_first() -> None:
    told = unsurely(CARE, person="mother")
    assert after(told, at="who")["answers"] == {"person": ["other"]}
    assert after(told, YES, at="who")["answers"] == {"person": ["mother"]}
    assert after(told, NO, at="who")["answers"] == {"person": ["other"]}
    asked = play(GUIDE, told)
    assert asked.text == "I'm not a doctor. For your mother: right?"


def test_what_was_told_beside_a_person_is_theirs() -> None:
    """After a check of one's own: nobody gets an answer that another one gave."""
    own = after(*[YES], at="last_check")
    hers = unsurely(turn("WhyTwitchIntent", location="cheek"), person="mother")
    confirmed = play(GUIDE, hers, YES, attributes=own).attributes
    sure = turn("WhyTwitchIntent", location="cheek", person="mother")
    assert (
        confirmed["answers"] == play(GUIDE, sure, attributes=own).attributes["answers"]
    )
    assert confirmed["others"] == {"self": ["self_care"]}


def test_a_yes_to_a_person_holds_whatever_is_told_with_it() -> None:
    mother = unsurely(TELL, person="mother")
    told = after(mother, turn("AnswerIntent", answer="yes", symptom="urge"), at="who")
    assert told["answers"] == {"person": ["mother"], "symptom": ["urge"]}


def test_another_person_starts_without_what_waits() -> None:
    told = after(CHEEK_UNSURE, turn("CaregiverIntent", person="mother"))
    assert told["answers"] == {"person": ["mother"]}
    assert "half_heard" not in told


@pytest.mark.parametrize("kind", ["launch", "start_over", "stop"])
def test_nothing_waits_after_another_beginning(kind: str) -> None:
    turns = {
        "launch": Turn("launch"),
        "start_over": turn("AMAZON.StartOverIntent"),
        "stop": turn("AMAZON.StopIntent"),
    }
    assert "half_heard" not in after(CHEEK_UNSURE, turns[kind])


@pytest.mark.parametrize(
    "odd",
    [
        None,
        {},
        [],
        {"intent": "AnswerIntent", "unsure": []},
        {"intent": "NoSuchIntent", "unsure": [["location", "cheek"]]},
        {"intent": "AnswerIntent", "unsure": [["location", "moon"]]},
        {"intent": "AnswerIntent", "unsure": [["cause", "stroke"]]},
        {"intent": "AnswerIntent", "asked": "x", "unsure": [["location", "cheek"]]},
        {"intent": "AnswerIntent", "asked": "heard", "unsure": [["location", "cheek"]]},
    ],
)
def test_what_no_version_wrote_is_not_asked_about(odd: object) -> None:
    before = {**after(CHEEK_UNSURE), "half_heard": odd}
    told = GUIDE.respond(YES, before)
    assert told.attributes["answers"] == {"age": ["adult"]}
    assert not is_heard(told.attributes)
    assert GUIDE.respond(turn("AMAZON.RepeatIntent"), before).text.endswith("?")


def test_in_information_mode_it_is_as_if_not_said() -> None:
    """Nothing is asked about a person."""
    for intent in ("WhyTwitchIntent", "AnswerIntent"):
        for slot, id_ in EVERY_VALUE:
            told = play(INFORMING, unsurely(turn(intent), **{slot: id_}))
            assert told == play(INFORMING, turn(intent)), (slot, id_)


def test_through_the_door_it_is_asked_and_confirmed() -> None:
    skill = Skill(GUIDE)
    doubted = {**envelopes.said("cheek", "cheek"), "sure": False}
    slots = {"location": {**doubted, "slotValue": doubted}}
    asked = skill(envelopes.intent("WhyTwitchIntent", slots))
    assert "The cheek: right?" in asked["response"]["outputSpeech"]["ssml"]
    assert "directives" not in asked["response"]
    attributes = json.loads(json.dumps(asked["sessionAttributes"]))
    yes = envelopes.envelope(
        {"type": "IntentRequest", "intent": {"name": "AMAZON.YesIntent"}}, attributes
    )
    assert skill(yes)["sessionAttributes"]["answers"] == {"location": ["cheek"]}


def test_every_value_has_words_in_every_locale(locale: str) -> None:
    for slot, id_ in EVERY_VALUE:
        assert Prompts.load(locale).has_word(word_of((slot, id_))), (slot, id_)


def test_a_question_about_any_value_is_soon_said(locale: str) -> None:
    words = {fact: word_of(fact) for fact in EVERY_VALUE}
    asks = [Act("ask.heard", arguments=(("first", word),)) for word in words.values()]
    for slot in SINGLE:
        longest = sorted((words[slot, id_] for id_ in values(slot)), key=len)[-2:]
        both = tuple(zip(("first", "second"), longest, strict=True))
        asks.append(Act("ask.heard_which", arguments=both))
    for act in asks:
        for wording in Wording:
            said = (act._replace(wording=wording),)
            for person, form in (("self", "say"), ("grandparent", "carer")):
                text = speech.render(said, locale, person, "normal", form).text
                assert seconds(text) <= QUESTION_SECONDS, text


@st.composite
def turns(draw: st.DrawFn) -> Turn:
    """Any intent, with values that were heard well, badly, or both."""
    intent = draw(st.sampled_from(sorted(INTENTS)))
    slots: dict[str, tuple[str, ...]] = {}
    unsure: dict[str, tuple[str, ...]] = {}
    for slot, slot_type in INTENTS[intent].items():
        several = st.lists(st.sampled_from(ids(slot_type)), max_size=2, unique=True)
        if draw(st.integers(0, 3)) == 0:
            told = draw(several)
            split = draw(st.integers(0, len(told)))
            slots[slot], unsure[slot] = tuple(told[:split]), tuple(told[split:])
    sure, half = ({k: v for k, v in one.items() if v} for one in (slots, unsure))
    return Turn("intent", intent, sure, unsure=half)


class Talk(RuleBasedStateMachine):
    """A talk, and what was said surely in it: nothing else becomes an answer."""

    mode = "guided"
    steps = 0

    @initialize(at=st.sampled_from(sorted(STEPS)))
    def open(self, at: str) -> None:
        self.guide = Guide.load(self.mode)
        self.attributes: dict[str, Any] = dict(play(self.guide, *STEPS[at]).attributes)
        self.waiting: set[tuple[str, str]] = set()

    @rule(one=turns())
    def say(self, one: Turn) -> None:
        self.hear(one)

    @rule(one=st.sampled_from([NO, UNSURE, MISS, WHY, turn("AMAZON.RepeatIntent")]))
    def say_no_yes(self, one: Turn) -> None:
        self.hear(one)

    @rule()
    def confirm(self) -> None:
        self.hear(YES)

    def hear(self, one: Turn) -> None:
        type(self).steps += 1
        before = self.attributes
        response = self.guide.respond(one, before)
        self.attributes = json.loads(json.dumps(response.attributes))
        assert response.text.endswith("?") != response.ended
        assert walks.no_level_fell(before, self.attributes) or before["undo"]
        if not is_yes(one):
            self.no_guess_is_a_fact(one, before)
        if is_danger(before) and self.mode == "guided":
            assert not is_heard(self.attributes)
        if before["no_match_count"] and one in (MISS, UNSURE, NO, YES):
            again = self.attributes.get("half_heard")
            assert again is None or again != before.get("half_heard")
        waits = "half_heard" in self.attributes
        assert waits == is_heard(self.attributes)
        assert self.mode == "guided" or not waits or is_heard(before)

    def no_guess_is_a_fact(self, one: Turn, before: dict[str, Any]) -> None:
        guessed = {fact for fact in pairs(one.unsure) if fact[1] not in SIGNS}
        if half_heard := before.get("half_heard"):
            guessed |= {(slot, id_) for slot, id_ in half_heard["unsure"]}
            guessed -= {(s, i) for s, told in half_heard["slots"].items() for i in told}
        new = (facts(self.attributes) - facts(before)) & guessed
        assert new <= set(pairs(one.slots)) | DEFAULTS, (one, new)


DEFAULTS = {("person", "other"), ("person", "self")}
"""Whom a carer cares for whom nobody named, and who speaks."""


def is_yes(one: Turn) -> bool:
    return one.intent == "AMAZON.YesIntent" or "yes" in one.slots.get("answer", ())


def pairs(slots: Any) -> Iterator[tuple[str, str]]:
    return ((slot, id_) for slot, told in slots.items() for id_ in told)


class InformedTalk(Talk):
    """The same where nothing is asked about a person."""

    mode = "information"


@pytest.mark.parametrize("machine", [Talk, InformedTalk])
def test_no_guess_is_a_fact_before_a_yes(machine: type[Talk]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=200, stateful_step_count=30, deadline=None),
    )
    assert machine.steps > 3_000


@pytest.mark.parametrize("at", STEPS)
def test_no_guess_ever_calms(at: str) -> None:
    """A guess and a no leave no lower level than the guess left out."""
    before = after(at=at)
    for slot, id_ in EVERY_VALUE[::3]:
        told = GUIDE.respond(unsurely(TELL, **{slot: id_}), before).attributes
        assert level_of(told) >= level_of(before)
        assert facts(told) <= facts(before) | {("person", "self")}
