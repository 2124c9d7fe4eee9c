"""What a question offers is understood when it is said back, in every locale."""

from __future__ import annotations

import itertools
import re
import tomllib
from typing import TYPE_CHECKING, NamedTuple

import pytest

from face_guide.guide import MODES, Guide
from face_guide.prompts import Prompts, locales
from face_guide.rules import DangerQuestion, SlotQuestion
from face_guide.turn import Turn
from speaker.nlu.model import Model
from speaker.nlu.recognizer import Elicited, Recognizer
from tests import walks
from tools.build_models import CUSTOM, PACKAGE
from tools.model_schema import read_contract
from tools.sentences import Reading, Sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OPTIONS: dict[str, dict[str, str]] = tomllib.loads(
    (walks.ROOT / "tests" / "data" / "options.toml").read_text(encoding="utf-8")
)
CONTRACT = read_contract()
CHECK = "WhyTwitchIntent"
GUIDES = [Guide.load(mode) for mode in MODES]
QUESTIONS = GUIDES[0].rules.questions
SIGNS = set(CONTRACT.type["WARNING_SIGN"].ids)
ASKED_AGAIN = {("danger_baby", "lip smacking")}
"""Told to a danger question and no danger by itself: it is put once more."""
LISTENER = {"your": "my", "you": "i"}


class Locale(NamedTuple):
    """What a locale says and understands."""

    name: str
    words: Prompts
    sentences: Sentences
    speaker: Recognizer


@pytest.fixture(scope="module", params=locales())
def locale(request: pytest.FixtureRequest) -> Locale:
    name = str(request.param)
    return Locale(
        name,
        Prompts.load(name),
        Sentences.load(PACKAGE / CUSTOM / f"{name}.json"),
        Recognizer(Model.load(name)),
    )


def waiting(question: str) -> Iterator[tuple[Guide, Mapping[str, object]]]:
    """Sessions of each mode in which a question waits for an answer."""
    lid, no = walks.turn(CHECK, location="eyelid"), walks.turn("AMAZON.NoIntent")
    for guide in GUIDES:
        told = walks.play(guide, lid, no, no).attributes
        known = [told, *walks.every_state(guide)]
        pending = (state for state in known if state.get("asked") == question)
        yield from ((guide, state) for state in itertools.islice(pending, 3))


def elicited(question: str) -> str | None:
    """The slot that a question asks for, if it asks for one."""
    asked = QUESTIONS[question]
    return asked.slot if isinstance(asked, SlotQuestion) else None


def readings(question: str, text: str, locale: Locale) -> list[Reading]:
    """All that the platform may make of a text while this question is open."""
    found = locale.sentences.readings(text)
    slot = elicited(question)
    if slot:
        kind = CONTRACT.intent[CHECK].slots[slot]
        values = locale.sentences.values(kind, text)
        found += [Reading(CHECK, f"{{{slot}}}", ((slot, id_),)) for id_ in values]
    if not found:
        causes = locale.sentences.values("CAUSE", text)
        found = [
            Reading("ExplainCauseIntent", text, (("cause", id_),)) for id_ in causes
        ]
    return found


def test_every_question_has_its_options_listed() -> None:
    assert OPTIONS.keys() == QUESTIONS.keys()


@pytest.mark.parametrize("question", OPTIONS)
def test_options_stand_in_what_the_question_speaks(
    question: str, locale: Locale
) -> None:
    statement = locale.words.statement(f"ask.{question}")
    spoken = " ".join(
        text.format_map(locale.words.person_words["self"])
        for text in (statement.say, statement.again, statement.reprompt)
        if text
    ).lower()
    words = [LISTENER.get(word, word) for word in re.findall(r"[a-z']+", spoken)]
    for text in OPTIONS[question]:
        rest = iter(words)
        missing = [word for word in text.split() if word not in rest]
        assert missing == [], text


@pytest.mark.parametrize("question", OPTIONS)
def test_options_are_understood_as_what_they_are(question: str, locale: Locale) -> None:
    for text, meant in OPTIONS[question].items():
        found = readings(question, text, locale)
        told = {
            id_
            for reading in found
            for id_ in (reading.intent, *dict(reading.slots).values())
        }
        assert meant in told, text
        if isinstance(QUESTIONS[question], DangerQuestion) and meant in SIGNS:
            assert all(SIGNS & set(dict(one.slots).values()) for one in found), text


@pytest.mark.parametrize("question", OPTIONS)
def test_an_option_said_back_answers_the_question(
    question: str, locale: Locale
) -> None:
    sessions = list(waiting(question))
    assert sessions
    for text in OPTIONS[question]:
        for reading in readings(question, text, locale):
            slots = {slot: (id_,) for slot, id_ in reading.slots}
            turn = Turn("intent", reading.intent, slots, (), locale.name)
            for guide, before in sessions:
                after = guide.respond(turn, before).attributes
                assert after["no_match_count"] == 0, (text, reading)
                if (question, text) in ASKED_AGAIN:
                    assert after["asked"] == question
                elif isinstance(QUESTIONS[question], DangerQuestion):
                    assert after["level"] == "emergency", (text, reading)
                elif isinstance(QUESTIONS[question], SlotQuestion):
                    assert after["asked"] != question, (text, reading)


@pytest.mark.parametrize("question", OPTIONS)
def test_options_are_heard_by_the_local_speaker(question: str, locale: Locale) -> None:
    slot = elicited(question)
    for text, meant in OPTIONS[question].items():
        found = locale.speaker.recognize(text, Elicited(CHECK, slot) if slot else None)
        told = {value.entity.id for value in found.values if value.entity}
        assert meant in {found.intent, *told}, (text, found)


@pytest.mark.parametrize("question", OPTIONS)
@pytest.mark.parametrize("said", ["yes", "no"])
def test_yes_and_no_are_understood_at_every_question(
    question: str, said: str, locale: Locale
) -> None:
    slot = elicited(question)
    heard = locale.speaker.recognize(said, Elicited(CHECK, slot) if slot else None)
    intents = {f"AMAZON.{said.capitalize()}Intent", "AnswerIntent"}

    assert {one.intent for one in readings(question, said, locale)} <= intents
    assert readings(question, said, locale)
    assert heard.intent in intents
