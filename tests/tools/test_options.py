"""What a question offers is understood when it is said back, in every locale."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, NamedTuple

import pytest

from face_guide.guide import MODES, Guide
from face_guide.prompts import Prompts, locales
from face_guide.rules import DangerQuestion, Offer, SlotQuestion
from face_guide.turn import Turn
from speaker.nlu.model import Model
from speaker.nlu.recognizer import Elicited, Recognizer
from tests import walks
from tools.build_models import CUSTOM, PACKAGE
from tools.model_schema import read_contract
from tools.sentences import Reading, Sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speaker.nlu.recognizer import Recognition

OPTIONS: dict[str, dict[str, str]] = tomllib.loads(
    (walks.ROOT / "tests" / "data" / "options.toml").read_text(encoding="utf-8")
)
CONTRACT = read_contract()
CHECK = "WhyTwitchIntent"
GUIDES = [Guide.load(mode) for mode in MODES]
QUESTIONS = GUIDES[0].rules.questions
SIGNS = set(CONTRACT.type["WARNING_SIGN"].ids)
LEVELS = {rule.id: rule.level.name for rule in GUIDES[0].rules.rules}
LISTENER = {"your": "my", "you": "i"}
UNKNOWN: dict[str, object] = {"First": "", "first": "", "second": "", "third": ""}
"""What fills the placeholders of a question that names what was told."""
SIGN = walks.turn("WarningSignIntent", warning_sign="face_droop")
OPENINGS = {
    "more": [walks.turn("ListCausesIntent")],
    "meanwhile": [SIGN],
    "together": [walks.turn("WarningSignIntent", warning_sign="suicidal")],
    "arrived": [SIGN, walks.turn("CalledForHelpIntent", stage="arrived")],
}
"""What leads to the questions that follow something else than a twitch."""
ASKED_AGAIN = {("danger_today", "weakness"), ("danger_speech", "hard to say")}
"""Told to a danger question and no sign by itself: it is put once more."""
LOCKED = ("danger", "last_check")
"""How the questions begin that the speaker hears out most exactly."""


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
    """Sessions in which a question waits for an answer, of each mode that puts it."""
    lid = walks.turn(CHECK, location="eyelid", person=whom(question))
    opening = OPENINGS.get(question, [lid])
    for guide in GUIDES:
        if guide.mode == "guided" or isinstance(QUESTIONS[question], Offer):
            told = walks.play(guide, *opening).attributes
            yield guide, {**told, "asked": question, "half_said": "arm_weakness"}


def whom(question: str) -> str:
    """Whom a question is about."""
    return "baby" if question.startswith("danger_baby") else "self"


def elicited(question: str) -> str | None:
    """The slot that a question asks for, if it asks for one."""
    asked = QUESTIONS[question]
    return asked.slot if isinstance(asked, SlotQuestion) else None


def heard(text: str, question: str, locale: Locale) -> Recognition:
    """What the local speaker makes of a text while this question is open."""
    slot = elicited(question)
    elicits = Elicited(CHECK, slot) if slot else None
    return locale.speaker.recognize(text, elicits, asked=question)


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
    person = locale.words.person_words[whom(question)]
    filled = {**UNKNOWN, "sign": "", **person}
    spoken = " ".join(
        text.format_map(filled)
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
                assert is_settled(question, text, after), (text, reading)


def is_settled(question: str, text: str, after: Mapping[str, object]) -> bool:
    """Tell whether an option that was said settled the question in this session."""
    if (question, text) in ASKED_AGAIN:
        return after["asked"] == question
    understood = after["no_match_count"] == 0
    if isinstance(QUESTIONS[question], Offer):
        return understood
    if question == "danger_baby_fever":
        return after["level"] == "emergency"
    if OPTIONS[question][text] in SIGNS:
        return after["level"] == LEVELS[f"sign.{OPTIONS[question][text]}"]
    return understood and after["asked"] != question


@pytest.mark.parametrize("question", OPTIONS)
def test_options_are_heard_by_the_local_speaker(question: str, locale: Locale) -> None:
    for text, meant in OPTIONS[question].items():
        found = heard(text, question, locale)
        told = {value.entity.id for value in found.values if value.entity}
        assert meant in {found.intent, *told}, (text, found)


@pytest.mark.parametrize("question", OPTIONS)
@pytest.mark.parametrize("said", ["yes", "no"])
def test_yes_and_no_are_understood_at_every_question(
    question: str, said: str, locale: Locale
) -> None:
    intents = {f"AMAZON.{said.capitalize()}Intent", "AnswerIntent"}

    assert {one.intent for one in readings(question, said, locale)} <= intents
    assert readings(question, said, locale)
    assert heard(said, question, locale).intent in intents


@pytest.mark.parametrize("question", OPTIONS)
def test_not_sure_is_understood_where_it_is_offered(
    question: str, locale: Locale
) -> None:
    if "not sure" in (locale.words.statement(f"ask.{question}").reprompt or ""):
        assert heard("not sure", question, locale).intent == "NotSureIntent"
        found = readings(question, "not sure", locale)
        assert {one.intent for one in found} == {"NotSureIntent"}
