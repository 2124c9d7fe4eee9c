"""Proofs for docs/safety.md that belong to no single module.

Silence, medicines, and the number that is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from face_guide.prompts import HOME, Prompts
from face_guide.rules import DangerQuestion, WhenQuestion
from tests.walks import STEPS, ids, play, turn

if TYPE_CHECKING:
    from face_guide.guide import Guide
    from face_guide.turn import Response, Turn


def at(locale: str, guide: Guide, *turns: Turn) -> Response:
    return play(guide, *[one._replace(locale=locale) for one in turns])


DANGER = [id_ for id_ in STEPS if id_.startswith("danger")]


def test_every_danger_question_is_tried(guide: Guide) -> None:
    assert set(DANGER) == {
        id_
        for id_, question in guide.rules.questions.items()
        if isinstance(question, DangerQuestion | WhenQuestion)
    }


@pytest.mark.parametrize("question", DANGER)
def test_after_silence_a_danger_question_names_the_number(
    guide: Guide, locale: str, question: str
) -> None:
    """No skill is asked again after silence: what is heard then is the reprompt."""
    asked = at(locale, guide, *STEPS[question])
    assert asked.attributes["asked"] == question
    assert Prompts.load(locale).word("place.if_worse") in (asked.reprompt_text or "")


def test_after_silence_in_an_emergency_the_number_is_named(
    guide: Guide, locale: str
) -> None:
    warned = at(locale, guide, turn("WarningSignIntent", warning_sign="face_droop"))
    assert Prompts.load(locale).word("place.emergency") in (warned.reprompt_text or "")


def test_the_call_names_the_local_number_too(locale: str) -> None:
    """A locale is not a place."""
    anywhere = Prompts.load(HOME).word("place.emergency")
    assert anywhere in Prompts.load(locale).word("place.call_now")


@pytest.mark.parametrize("medicine", [*ids("MEDICINE"), "unheard_of", None])
@pytest.mark.parametrize("mode", ["guide", "informing"])
def test_every_answer_about_a_medicine_has_the_safety_line(
    request: pytest.FixtureRequest, mode: str, medicine: str | None
) -> None:
    asked = (
        turn("MedicineIntent", medicine=medicine)
        if medicine
        else turn("MedicineIntent")
    )
    said = play(request.getfixturevalue(mode), asked).attributes["last_acts"]
    assert isinstance(said, list)
    assert said[-1][0] == "medicine_safety"
