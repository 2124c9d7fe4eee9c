"""Turns and states for tests that try everything: any intent and slots in any state."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

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
    """Return the ids of a slot type, with those that it includes."""
    entry = CONTRACT["type"][slot_type]
    own = entry.get("ids", DURATIONS)
    return [*own, *ids(entry["includes"])] if "includes" in entry else list(own)


def turn(intent: str, locale: str = "en-US", **slots: str | tuple[str, ...]) -> Turn:
    """Return a turn, with slot values as one id or several."""
    return Turn(
        "intent",
        intent,
        {name: (id_,) if isinstance(id_, str) else id_ for name, id_ in slots.items()},
        (),
        locale,
    )


def every_turn(locale: str = "en-US") -> Iterator[Turn]:
    """Each intent without slots, and with each id of each slot alone."""
    for intent, slots in INTENTS.items():
        yield turn(intent, locale)
        for slot, slot_type in slots.items():
            for id_ in ids(slot_type):
                yield turn(intent, locale, **{slot: id_})


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


def every_state(guide: Guide) -> Iterator[Mapping[str, object]]:
    """Yield the session attributes that a session may have.

    Each question is pending in one, and each person, warning and list is in one.
    """
    yield {}
    yield play(guide, Turn("launch")).attributes
    why, no, unsure = (
        turn("WhyTwitchIntent"),
        turn("AMAZON.NoIntent"),
        turn("NotSureIntent"),
    )
    for person in ids("PERSON"):
        carer = turn("CaregiverIntent", person=person)
        steps = [carer, why, no, no, unsure, unsure, unsure, unsure, unsure]
        known = person in ("self", "mother", "baby")
        for length in range(2, len(steps) + 1) if known else (3, len(steps)):
            yield play(guide, *steps[:length]).attributes
        for sign in ("face_droop", "tingling") if known else ("face_droop",):
            yield play(
                guide, carer, turn("WarningSignIntent", warning_sign=sign)
            ).attributes
    yield play(guide, turn("AnswerIntent", background="past_stroke")).attributes
    for cause in ids("CAUSE"):
        yield play(guide, turn("ExplainCauseIntent", cause=cause)).attributes
    for intent in ("PreventionTipsIntent", "WhenToSeeDoctorIntent", "TreatmentIntent"):
        yield play(guide, turn(intent, cause="eye_strain")).attributes
    for intent in (
        "ListCausesIntent",
        "PreventionTipsIntent",
        "WhenToSeeDoctorIntent",
        "MedicineIntent",
        "AMAZON.FallbackIntent",
    ):
        yield play(guide, turn(intent)).attributes
    for length in range(1, 6):
        more = [turn("AMAZON.NextIntent")] * length
        yield play(guide, turn("ListCausesIntent"), *more).attributes
        yield play(guide, turn("PreventionTipsIntent"), *more).attributes
    for sign in ("restless_sweats", "seizure", "high_pressure", "suicidal"):
        yield play(guide, turn("WarningSignIntent", warning_sign=sign)).attributes
    for sign in ("passed_signs", "arm_jerks"):
        yield play(guide, turn("WarningSignIntent", warning_sign=sign), no).attributes
    yield play(
        guide, turn("AnswerIntent", background="pregnant", symptom="headache")
    ).attributes
    yield play(
        guide,
        turn("WhyTwitchIntent", location="eyelid", duration="P3Y"),
        no,
        no,
        unsure,
        unsure,
        unsure,
    ).attributes
    yield play(
        guide,
        turn("WhyTwitchIntent", location="eyelid", duration="P2D"),
        no,
        no,
        unsure,
        unsure,
    ).attributes
    yield play(guide, *[turn("AMAZON.FallbackIntent")] * 3).attributes
    asked = turn("AnswerIntent", location="eyelid")
    yield play(guide, turn("WhyTwitchIntent"), no, no, asked).attributes
    lost = [turn("AMAZON.FallbackIntent")] * 3
    yield play(guide, *lost, turn("AMAZON.HelpIntent")).attributes
    yield {"asked": "repeat"}
