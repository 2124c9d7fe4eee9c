"""Turns and states for tests that try everything: any intent and slots in any state."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from face_guide.prompts import Prompts
from face_guide.rules import Offer
from face_guide.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from face_guide.guide import Guide
    from face_guide.turn import Response

ROOT = Path(__file__).parents[1]
CONTRACT = tomllib.loads(
    (ROOT / "interaction-models" / "intents.toml").read_text(encoding="utf-8")
)
INTENTS: dict[str, dict[str, str]] = {
    name: entry.get("slots", {}) for name, entry in CONTRACT["intent"].items()
}
DURATIONS = ["PT3H", "P2D", "P13D", "P2W", "P5M", "P3Y"]


def ids(slot_type: str) -> list[str]:
    """Return the ids of a slot type."""
    return list(CONTRACT["type"][slot_type].get("ids", DURATIONS))


def turn(intent: str, locale: str = "en-US", **slots: str | tuple[str, ...]) -> Turn:
    """Return a turn, with slot values as one id or several."""
    return Turn(
        "intent",
        intent,
        {name: (id_,) if isinstance(id_, str) else id_ for name, id_ in slots.items()},
        (),
        locale,
    )


def unsurely(told: Turn, **slots: str | tuple[str, ...]) -> Turn:
    """Return a turn with slot values that were not heard well beside its own."""
    several = {
        slot: (id_,) if isinstance(id_, str) else id_ for slot, id_ in slots.items()
    }
    return told._replace(unsure=several)


def every_turn(locale: str = "en-US") -> Iterator[Turn]:
    """Each intent without slots, and with each id of each slot alone."""
    for intent, slots in INTENTS.items():
        yield turn(intent, locale)
        for slot, slot_type in slots.items():
            for id_ in tried(slot_type):
                yield turn(intent, locale, **{slot: id_})


def tried(slot_type: str) -> list[str]:
    """Return the ids that are tried in every state.

    All but of plain questions, which are all handled alike: those of an emergency, and
    some of the others. tests/face_guide/test_company.py asks each.
    """
    known = ids(slot_type)
    return [*known[:11], *known[11::6]] if slot_type == "TOPIC" else known


def play(
    guide: Guide, *turns: Turn, attributes: Mapping[str, object] | None = None
) -> Response:
    """Return the response to the last of these turns, attributes carried along."""
    response = None
    for one in turns:
        response = guide.respond(one, attributes or {})
        attributes = response.attributes
    assert response is not None
    return response


WHY, YES, NO, UNSURE = (
    turn("WhyTwitchIntent"),
    turn("AMAZON.YesIntent"),
    turn("AMAZON.NoIntent"),
    turn("NotSureIntent"),
)
MISS, BRIEF = turn("AMAZON.FallbackIntent"), turn("BriefIntent")
NEXT, BACK = turn("AMAZON.NextIntent"), turn("AMAZON.PreviousIntent")
ADULT, OLD, CHILD = (
    turn("AnswerIntent", age=age) for age in ("adult", "over_65", "child")
)
SENTENCE, GONE = turn("SentenceIntent"), turn("AnswerIntent", passed="gone")
STRESS = turn("AnswerIntent", trigger="stress")
TWO_DAYS = turn("AnswerIntent", duration="P2D")
CHEEK = turn("AnswerIntent", location="cheek", duration="P3W")
LID = turn("WhyTwitchIntent", location="eyelid")
MOTHER = turn("CaregiverIntent", person="mother")
BABY = turn("CaregiverIntent", person="baby")
DROOP = turn("WarningSignIntent", warning_sign="face_droop")
CRISIS = turn("WarningSignIntent", warning_sign="suicidal")
TINGLING = turn("AnswerIntent", warning_sign="tingling")
CALLED, ARRIVED = (
    turn("CalledForHelpIntent", stage=stage) for stage in ("called", "arrived")
)
CHEEK_UNSURE = unsurely(turn("AnswerIntent"), location="cheek")
LID_OR_CHEEK = unsurely(turn("AnswerIntent"), location=("eyelid", "cheek"))
REST = turn("ExerciseIntent", exercise="eye_rest")
NOTE = (turn("HandoverIntent", audience="doctor"), NEXT, NEXT)
"""To the question after a doctor's note."""
SHORT = (LID, ADULT, NO, NO)
"""To the risks of the short path."""
FULL = (LID, UNSURE, NO, NO, SENTENCE, *[NO] * 8)
"""To the risks of the full path."""
STEPS: dict[str, tuple[Turn, ...]] = {
    "who": (WHY,),
    "danger_stroke": SHORT[:2],
    "danger_sudden": SHORT[:3],
    "danger_face": FULL[:2],
    "danger_arms": FULL[:3],
    "danger_say": FULL[:4],
    "danger_speech": FULL[:5],
    "danger_sight": FULL[:6],
    "danger_walk": FULL[:7],
    "danger_passed": FULL[:8],
    "danger_fit": FULL[:9],
    "danger_faint": FULL[:10],
    "danger_head": FULL[:11],
    "danger_breath": FULL[:12],
    "danger_baby_hold": (BABY,),
    "danger_baby_nod": (BABY, NO),
    "danger_baby_floppy": (BABY, NO, NO),
    "danger_baby_colour": (BABY, NO, NO, NO),
    "danger_baby_fever": (BABY, NO, NO, NO, NO),
    "risk_short": SHORT,
    "risk_surgery": FULL,
    "risk_pregnancy": (*FULL, NO),
    "risk_medicine": (*FULL, NO, NO),
    "risk_illness": (*FULL, NO, NO, NO),
    "risk_fever": (LID, CHILD, *[NO] * 13),
    "risk_restless": (*SHORT, turn("AnswerIntent", trigger="medicine"), *[NO] * 7),
    "location": (WHY, ADULT, NO, NO, NO),
    "duration": (*SHORT, NO),
    "symptom": (*SHORT, NO, TWO_DAYS),
    "trigger": (*SHORT, NO, TWO_DAYS, NO),
    "intake": (WHY, *FULL[1:], *[UNSURE] * 6),
    "heard": (WHY, ADULT, NO, NO, NO, CHEEK_UNSURE),
    "heard_which": (WHY, ADULT, NO, NO, NO, LID_OR_CHEEK),
    "confirm": (*FULL, *[NO] * 4, CHEEK, turn("AnswerIntent", symptom="ripple")),
    "last_check": (*SHORT, NO, TWO_DAYS, NO, NO),
    "danger_when": (LID, ADULT, GONE),
    "danger_today": (turn("AnswerIntent", background="past_stroke"),),
    "danger_new": (TINGLING, MOTHER, turn("CaregiverIntent", person="self")),
    "danger_sure": (turn("WarningSignIntent"),),
    "danger_taught": (*NOTE, DROOP),
    "start": (Turn("launch"),),
    "else": (turn("MedicineIntent"),),
    "check": (turn("WhenToSeeDoctorIntent"),),
    "explain": (TINGLING, NO, NO),
    "tips": (turn("ExplainCauseIntent", cause="eye_strain"), NEXT),
    "when": (turn("PreventionTipsIntent"), *[NEXT] * 8),
    "treatment": (turn("WhenToSeeDoctorIntent", cause="eye_strain"), NEXT),
    "more": (turn("ListCausesIntent"),),
    "which": (turn("TreatmentIntent"),),
    "thanked": (turn("ThanksIntent"),),
    "rest_offer": (*SHORT, NO, TWO_DAYS, NO, STRESS, YES),
    "rest_start": (REST, NEXT, NEXT, NEXT),
    "rest_on": (turn("ExerciseIntent", exercise="breathing", duration="PT5M"),),
    "rest_end": (REST,),
    "teach_back": NOTE,
    "way_out": (turn("AnswerIntent", background="head_injury"), NO, NO, *[MISS] * 3),
    "change": (turn("CorrectionIntent"),),
    "meanwhile": (DROOP,),
    "together": (CRISIS,),
    "arrived": (DROOP, CALLED, ARRIVED),
}
"""Question of the guided mode to turns that lead to it."""
WELL = {"last_check": YES, "confirm": YES, "duration": TWO_DAYS, "danger_say": SENTENCE}
"""Question of the check to the answer of someone who is well; else it is no."""
SIGNS = ("seizure", "pregnancy_signs", "pressure_signs", "sore_temple", "low_sugar")
"""Some of those with warnings of their own; the others are told in every state."""
SEVERAL = (
    (turn("AnswerIntent", background="diabetes", warning_sign="drowsy"),),
    (turn("AnswerIntent", background="head_injury", trigger="vomiting"),),
    (turn("AnswerIntent", background="pregnant", symptom="headache"),),
)
"""Answers that are a warning together."""
LEVELS: list[object] = [None, "self_care", "see_doctor", "urgent", "emergency"]


def levels(attributes: Mapping[str, Any]) -> dict[str, int]:
    """Return how high the level is that was spoken for each person."""
    person = attributes.get("answers", {}).get("person", ["self"])[0]
    others = {other: told[0] for other, told in attributes.get("others", {}).items()}
    spoken = {**others, person: attributes.get("level")}
    return {person: LEVELS.index(level) for person, level in spoken.items()}


def no_level_fell(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Tell whether each person's level is kept, or higher.

    In an emergency the patient may be corrected: the emergency stays the session's.
    """
    if before.get("level") == "emergency":
        return bool(after["level"] == "emergency")
    now = levels(after)
    return all(now.get(person, 0) >= level for person, level in levels(before).items())


def every_state(guide: Guide) -> Iterator[Mapping[str, object]]:
    """Yield the session attributes that a session may have, each once.

    Each question is pending in one, and each person, warning and list is in one.
    """
    yield {}
    seen = set()
    for turns in (*STEPS.values(), *_more_steps()):
        attributes = play(guide, *turns).attributes
        if (key := repr(attributes)) not in seen:
            seen.add(key)
            yield attributes


def every_turn_in_every_state(
    guide: Guide,
) -> Iterator[tuple[Mapping[str, object], Turn]]:
    """Yield session attributes and a turn: any turn in the states of each question.

    In the other states, of which there are many alike, it is every third in turn.
    """
    turns = list(every_turn())
    for place, attributes in enumerate(every_state(guide)):
        step = 1 if guide.mode == "guided" and place <= len(STEPS) else 3
        yield from ((attributes, one) for one in turns[place % step :: step])


def every_talk() -> Iterator[tuple[Turn, ...]]:
    """Yield talks that go through whatever is read in parts, and all of each.

    Those through a topic, the steps of an emergency, and the advice after a check.
    """
    yield from (*STEPS.values(), *_more_steps())
    for cause in ids("CAUSE"):
        tips = turn("PreventionTipsIntent", cause=cause)
        yield turn("ExplainCauseIntent", cause=cause), *[NEXT] * 3
        yield tips, BACK, *[NEXT] * 6
    yield turn("PreventionTipsIntent"), *[NEXT] * 10
    for sign in ids("WARNING_SIGN"):
        told = turn("WarningSignIntent", warning_sign=sign)
        yield told, *[NEXT] * 15
        yield told, *[NO] * 15
    for exercise in ids("EXERCISE"):
        yield turn("ExerciseIntent", exercise=exercise), *[YES] * 4, NO
        wish = turn("ExerciseIntent", exercise=exercise, duration="PT5M")
        yield wish, *[turn("AMAZON.ResumeIntent")] * 3
    yield from every_answer_by_fact()
    yield (turn("ChangePaceIntent", pace="slow"),) * 3
    for care in ids("CARE"):
        yield turn("CarerTipsIntent", care=care), *[NEXT] * 9
    for topic in ids("TOPIC"):
        yield turn("TopicIntent", topic=topic), NEXT, turn("RephraseIntent")
    for audience in ids("AUDIENCE"):
        yield *SHORT, turn("HandoverIntent", audience=audience), *[NEXT] * 3
        yield LID, *[YES] * 2, turn("HandoverIntent", audience=audience), *[NEXT] * 3
    for background, symptom in (
        ("long_illness", "many_places"),
        ("myasthenia", "unwell"),
    ):
        yield (turn("AnswerIntent", background=background, symptom=symptom),)
    yield (turn("AnswerIntent", medicine="statin", symptom="cramps"),)
    yield turn("AnswerIntent", medicine="statin"), DROOP, turn("HandoverIntent")
    yield OLD, TWO_DAYS, DROOP, turn("HandoverIntent")
    yield turn("AnswerIntent", half_said="seizure"), YES, turn("CorrectionIntent")
    yield WHY, ADULT, NO._replace(unmatched_text=("and blurgh",))
    yield *STEPS["last_check"], YES, BRIEF
    # Who says so: of what rests on judgement, and where authorities differ.
    sources = turn("SourcesIntent")
    yield turn("AnswerIntent", trigger="street_drug"), sources
    yield turn("WhyTwitchIntent", location="cheek", duration="P3W"), sources


def every_answer_by_fact() -> Iterator[tuple[Turn, ...]]:
    """Yield talks to each answer that a fact changes."""
    for statement in Prompts.load("en-US").statements:
        match statement.split("."):
            case ["topic", topic, slot, id_]:
                told = "P3W" if id_ == "long" else id_
                fact = turn("AnswerIntent", **{slot: told})
                yield fact, turn("TopicIntent", topic=topic)


def every_opening() -> Iterator[tuple[Turn, ...]]:
    """Yield what a check may open with: a twitch of one lid and one more fact."""
    for slot, slot_type in (*INTENTS["WhyTwitchIntent"].items(),):
        for id_ in ids(slot_type):
            yield (turn("WhyTwitchIntent", **{"location": "eyelid", slot: id_}), ADULT)
    for age in ids("AGE"):
        yield LID, turn("AnswerIntent", age=age)
    yield MOTHER, LID, OLD


def check(guide: Guide, *opening: Turn) -> Iterator[tuple[Mapping[str, object], Turn]]:
    """Yield the states and turns of a check in which all is well.

    After the opening the answer is no, until the advice is given; then it is wanted in
    short.
    """
    attributes: Mapping[str, object] = {}
    questions, answers = guide.rules.questions, [*opening]
    while answers or not isinstance(questions[str(attributes["asked"])], Offer):
        asked = str(attributes.get("asked"))
        one = answers.pop(0) if answers else WELL.get(asked, NO)
        yield attributes, one
        attributes = guide.respond(one, attributes).attributes
    yield attributes, BRIEF


def _more_steps() -> Iterator[tuple[Turn, ...]]:
    """Yield turns that lead to what no question alone leads to."""
    for person in ids("PERSON"):
        carer = turn("CaregiverIntent", person=person)
        yield carer, turn("WarningSignIntent", warning_sign="face_droop")
        if person in ("child", "grandparent", "patient"):
            yield carer, LID, OLD, NO, NO
    phone = turn("AnswerIntent", background="on_phone")
    yield MOTHER, phone, LID, OLD
    yield MOTHER, phone, DROOP, NEXT
    yield from ((turn("WarningSignIntent", warning_sign=sign),) for sign in SIGNS)
    yield from ((*told, *[NEXT] * 4) for told in SEVERAL)
    yield from ((DROOP, *[NEXT] * count) for count in range(1, 13))
    yield DROOP, CALLED, NEXT
    yield CRISIS, YES
    yield CRISIS, NO
    yield CRISIS, DROOP
    yield DROOP, turn("AMAZON.StartOverIntent")
    half_said = turn("AnswerIntent", half_said="seizure")
    yield (half_said,)
    yield half_said, YES
    yield LID, ADULT, GONE, turn("AnswerIntent", passed="this_week")
    yield LID, ADULT, GONE, turn("AnswerIntent", passed="longer")
    yield *STEPS["last_check"], YES
    yield *STEPS["last_check"], NO
    yield *STEPS["trigger"], turn("AnswerIntent", trigger="screen"), YES
    yield *STEPS["confirm"], YES
    yield *SHORT, NO, turn("AnswerIntent", duration="P3Y"), UNSURE, UNSURE, UNSURE
    for cause in ids("CAUSE")[::3]:
        yield (turn("ExplainCauseIntent", cause=cause),)
    for count in range(1, 6):
        yield turn("ListCausesIntent"), *[NEXT] * count
        yield turn("PreventionTipsIntent"), *[NEXT] * count
    yield MISS, MISS, MISS, turn("AMAZON.HelpIntent")
