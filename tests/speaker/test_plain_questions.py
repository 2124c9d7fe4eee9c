"""Every topic in four of its own wordings, in three states, as it is heard."""

from __future__ import annotations

import json

import pytest

from speaker.nlu.model import Model
from speaker.nlu.recognizer import Recognizer
from tests.face_guide.test_company import GUIDED, SAID, acts
from tests.walks import STEPS, play, turn
from tools.paths import MODELS

STATES = {"start": STEPS["start"], "check": STEPS["location"], "advice": ()}
WORDINGS = 4


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(Model.load("en-US"))


def wordings() -> dict[str, list[str]]:
    """Return topic to some of the ways to ask it that the model has, far apart."""
    model = json.loads((MODELS / "en-US.json").read_text("utf-8"))
    kinds = model["interactionModel"]["languageModel"]["types"]
    values = next(kind["values"] for kind in kinds if kind["name"] == "TOPIC")
    found = {}
    for value in values:
        said = [value["name"]["value"], *value["name"].get("synonyms", ())]
        found[value["id"]] = said[:: max(1, len(said) // WORDINGS)][:WORDINGS]
    return found


ASKED = {topic: said for topic, said in wordings().items() if topic in SAID}


def test_there_are_four_of_each() -> None:
    assert not {topic for topic, said in ASKED.items() if len(said) < WORDINGS}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("topic", sorted({*ASKED} - {"dying", "joke"}))
def test_it_is_heard_and_answered_in_each(
    topic: str, state: str, recognizer: Recognizer
) -> None:
    before = play(GUIDED, *(STATES[state] or STEPS["rest_offer"])).attributes
    for said in ASKED[topic]:
        heard = recognizer.recognize(said, asked=str(before["asked"]))
        ids = {value.slot: value.entity.id for value in heard.values if value.entity}
        after = play(GUIDED, turn(heard.intent, **ids), attributes=before)
        assert f"topic.{topic}" in " ".join(acts(after)), said
        for kept in ("answers", "level", "asked"):
            assert after.attributes[kept] == before[kept], said
