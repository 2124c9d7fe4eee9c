"""What must hold at a danger question, whatever is said: words in, what comes of them.

Through the local speaker's recognizer and the guide. The sentences are in
tests/data/must_hold.toml; those that name a sign are made from the questions.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from face_guide.state import SessionState
from speaker.conversation import Conversation, TranscriptTurn
from speaker.nlu.model import Model, models_folder
from speaker.nlu.recognizer import Recognizer
from speaker.transports import in_process

ROOT = Path(__file__).parents[1]
DATA = Path(__file__).parent / "data" / "must_hold.toml"
SAID: dict[str, list[str]] = tomllib.loads(DATA.read_text(encoding="utf-8"))
QUESTIONS = tomllib.loads(
    (ROOT / "content" / "en" / "questions.toml").read_text(encoding="utf-8")
)["ask"]
LOCALES = sorted(path.stem for path in models_folder().glob("*.json"))
SELF = ("my eyelid is twitching", "me, forty")
"""What opens a check and brings its first danger question."""
ALARM = ("emergency", "urgent")
HALF_SAID, WHEN = "danger_sure", "danger_when"
LEAST_HEARD, LEAST_DATED = 0.85, 0.8
"""Shares of what must only never be calmed: heard at once, and asked when it was."""


@cache
def recognizer(locale: str) -> Recognizer:
    return Recognizer(Model.load(locale))


class Heard(NamedTuple):
    """The turn in which a sentence was said, and the one before."""

    before: TranscriptTurn
    turn: TranscriptTurn

    @property
    def is_asked_again(self) -> bool:
        same = self.turn.asked == self.before.asked
        return same and self.turn.level not in ALARM and not self.turn.ended

    @property
    def is_alarm(self) -> bool:
        return self.turn.level in ALARM

    @property
    def is_open(self) -> bool:
        """Whether it settled nothing: danger is asked about again, or a sign of it."""
        return self.is_asked_again or self.turn.asked == HALF_SAID

    @property
    def warnings(self) -> list[str]:
        return [act for act in self.turn.acts if act.startswith("warning.")]


def talk(*turns: str, locale: str = "en-US") -> TranscriptTurn:
    """Return the last turn of a talk."""
    conversation = Conversation(in_process(), recognizer(locale))
    last = conversation.open()
    for said in turns:
        last = conversation.say(said)
    assert last is not None
    return last


def in_check(said: str, *, locale: str = "en-US", times: int = 1) -> Heard:
    """Say something to the first danger question, once or more often."""
    conversation = Conversation(in_process(), recognizer(locale))
    conversation.open()
    turns = [conversation.say(one) for one in (*SELF, *[said] * times)]
    before, turn = turns[len(SELF) - 1], turns[-1]
    assert before is not None
    assert turn is not None
    assert str(before.asked).startswith("danger")
    return Heard(before, turn)


@pytest.mark.parametrize("said", SAID["passed"])
def test_a_sign_that_has_passed_is_no_no(said: str) -> None:
    heard = in_check(said)
    assert heard.turn.asked == WHEN or heard.is_alarm or heard.is_open


def test_a_sign_that_has_passed_is_dated() -> None:
    asked = [in_check(said).turn.asked == WHEN for said in SAID["passed"]]
    assert sum(asked) >= LEAST_DATED * len(asked)


@pytest.mark.parametrize("said", SAID["noes"])
def test_a_plain_no_goes_on(said: str) -> None:
    heard = in_check(said)
    assert not heard.is_alarm
    assert not heard.turn.ended
    assert heard.turn.asked not in (heard.before.asked, WHEN, HALF_SAID)


@pytest.mark.parametrize("said", [*SAID["unsure"], *SAID["unwell"]])
def test_doubt_and_feeling_unwell_are_asked_again_and_then_count(said: str) -> None:
    heard = in_check(said)
    assert heard.is_open or heard.is_alarm
    assert in_check(said, times=2).turn.level == "emergency"


@pytest.mark.parametrize("said", [*SAID["remarks"], *SAID["unsettling"]])
def test_a_remark_leaves_the_question_open(said: str) -> None:
    assert in_check(said).is_open


@pytest.mark.parametrize("locale", LOCALES)
def test_a_baby_is_heard_by_its_age(locale: str) -> None:
    wrong = []
    for said in SAID["babies"]:
        turn = talk(said, locale=locale)
        calm = turn.level == "self_care" or turn.cause == "tic"
        if calm or (turn.person != "baby" and turn.level not in ALARM):
            wrong.append((said, turn.person, turn.level, turn.cause))
    assert wrong == []


@pytest.mark.parametrize("locale", LOCALES)
def test_suicidal_words_bring_the_crisis_line(locale: str) -> None:
    wrong = []
    for said in SAID["suicidal"]:
        turns = (talk(said, locale=locale), in_check(said, locale=locale).turn)
        wrong += [
            (said, turn.asked, turn.acts)
            for turn in turns
            if "warning.suicidal" not in turn.acts or turn.ended
        ]
    assert wrong == []


@pytest.mark.parametrize("said", SAID["medicines"])
def test_talk_of_medicines_is_no_overdose(said: str) -> None:
    assert talk(said).level != "emergency"
    assert in_check(said).turn.level != "emergency"


@pytest.mark.parametrize("said", SAID["overdoses"])
def test_an_overdose_is_calmed_by_nothing(said: str) -> None:
    heard = in_check(said)  # a tale of another person is a check of their own
    assert heard.is_alarm or heard.is_open or heard.turn.asked == "who"


def test_an_overdose_is_heard_or_asked_about() -> None:
    turns = [talk(said) for said in SAID["overdoses"]]
    told = ["warning.overdose" in turn.acts for turn in turns]
    asked = [turn.asked == HALF_SAID for turn in turns]
    assert sum(told) >= LEAST_HEARD * len(turns)
    assert sum(map(max, told, asked)) >= 0.95 * len(turns)


# ---- The words of the questions, said back

BEFORE = ("", "yes ", "the ", "my ", "i have ", "she has ", "suddenly ")
"""What a noun phrase is said back after."""
OPENING = re.compile(
    r"^(?:just yes or no\.|is|are|was|were|has|have|had|did|do|does|ask|today"
    r"|this week|in the past week)\b[ ,]*",
    re.IGNORECASE,
)
SMALL = frozenset(
    """
    a an the one your you yours their they it is are was were has have had did do does
    there any of this that those in on to or and newly suddenly just out with since then
    all at once them for week today new be been gone feel
    """.split()  # noqa: SIM905  a list of words, as in speaker.nlu.english
)
LONGEST = 4
"""Words of a stretch of a question that is said back."""


def noun_phrases(question: str) -> list[str]:
    """Return what a danger question names: the stretches between commas and "or".

    Example:
        >>> noun_phrases("Today, {have} {you} had a seizure, or a blank spell?")
        ['seizure', 'blank spell']
    """
    last = re.split(r"[.:] ", question.rstrip("?"))[-1]
    plain = re.sub(r"\{\w+\}", " ", last).lower()
    stretches = re.split(r",|\bor\b|\band\b|\blike\b", OPENING.sub("", plain))
    found = []
    for stretch in stretches:
        words = OPENING.sub("", stretch.strip()).split()
        while words and words[0] in SMALL:
            words = words[1:]
        while words and words[-1] in SMALL:
            words = words[:-1]
        if 0 < len(words) <= LONGEST:
            found.append(" ".join(words))
    return found


NAMED = sorted(
    {
        phrase
        for id_, question in QUESTIONS.items()
        if id_.startswith("danger") and id_ not in ("danger_when", "danger_say")
        for form in ("say", "again", "carer", "phone")
        for phrase in noun_phrases(question.get(form, ""))
    }
)


def test_the_questions_name_signs() -> None:
    assert {"seizure", "blank spell", "confusion", "weak arm"} <= set(NAMED)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_words_of_a_danger_question_never_pass_for_a_no(locale: str) -> None:
    """They are a sign, or the question is asked again: never a no, a stop, a topic."""
    wrong = []
    for before, phrase in itertools.product(BEFORE, NAMED):
        heard = in_check(f"{before}{phrase}", locale=locale)
        asked = heard.turn.asked in ("danger_sure", "danger_when", "who")
        if not (heard.is_alarm or heard.is_asked_again or asked):
            wrong.append((f"{before}{phrase}", heard.turn.intent, heard.turn.asked))
    assert wrong == []


def test_a_doubt_is_kept() -> None:
    turn = in_check("i'm not sure").turn
    assert turn.exchange is not None
    known = SessionState.load(turn.exchange.response.get("sessionAttributes") or {})
    assert known.doubted
