"""Talks played through the guide: its check answered, and its words timed."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from face_guide import speech
from face_guide.prompts import Prompts
from face_guide.questions import path_of
from face_guide.rules import DangerQuestion, Offer, RiskQuestion, SlotQuestion
from face_guide.state import SessionState
from face_guide.triage import facts_of
from face_guide.turn import Turn
from tests import walks
from tests.walks import play, turn

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from face_guide.guide import Guide
    from face_guide.rules import Rule
    from face_guide.turn import Response

Attributes = Mapping[str, Any]
"""The session attributes of a response."""

UNSAID = ("last_acts", "disclaimed", "pace")
"""Attributes on which no way through the check depends."""
LEVELS = (None, "self_care", "see_doctor", "urgent", "emergency")
CALM_LEVELS = {"self_care", "see_doctor"}

YES, NO = turn("AMAZON.YesIntent"), turn("AMAZON.NoIntent")
UNSURE, CANNOT = turn("NotSureIntent"), turn("NotSureIntent", skip="cannot")
NEXT, MISS = turn("AMAZON.NextIntent"), turn("AMAZON.FallbackIntent")
SENTENCE, CORRECTION = turn("SentenceIntent"), turn("CorrectionIntent")
GONE = turn("AnswerIntent", passed="gone")
WHEN = [turn("AnswerIntent", passed=id_) for id_ in ("today", "this_week", "longer")]
FAREWELLS = tuple(
    turn(f"AMAZON.{name}Intent") for name in ("Stop", "Cancel", "NavigateHome")
)

LID = turn("WhyTwitchIntent", location="eyelid")
CHEEK = turn("WhyTwitchIntent", location="cheek")
CALM = {
    "danger_say": SENTENCE,
    "danger_when": turn("AnswerIntent", passed="longer"),
    "location": turn("AnswerIntent", location="eyelid"),
    "duration": turn("AnswerIntent", duration="P2D"),
    "confirm": YES,
    "last_check": YES,
}
"""Question to the answer that lets the check go on; it is no to all others."""


def age(id_: str) -> Turn:
    """Return an answer to how old they are."""
    return turn("AnswerIntent", age=id_)


def about(person: str) -> Turn:
    """Return the wish to talk about someone."""
    return turn("CaregiverIntent", person=person)


def asked_of(attributes: Attributes) -> str:
    """Return the open question; empty once the session is over."""
    return str(attributes["asked"] or "")


def level_of(attributes: Attributes) -> int:
    """Return the rank of the level; 0 for none."""
    return LEVELS.index(attributes.get("level"))


def person_of(attributes: Attributes) -> str:
    """Return whom the talk is about."""
    return SessionState.load(attributes).person


def is_danger(attributes: Attributes) -> bool:
    """Tell whether a danger question is open."""
    return asked_of(attributes).startswith("danger")


def is_check(guide: Guide, attributes: Attributes) -> bool:
    """Tell whether a question of the check is open, and no mere offer."""
    question = guide.rules.questions.get(asked_of(attributes))
    return not isinstance(question, Offer | None)


def calm_answer(asked: str, how_old: str) -> Turn:
    """Return the answer to a question that lets the check go on."""
    return age(how_old) if asked == "who" else CALM.get(asked, NO)


def calmly(
    guide: Guide, attributes: Attributes, how_old: str = "adult"
) -> Iterator[Response]:
    """Answer each question of the check calmly, and yield the responses."""
    while is_check(guide, attributes):
        response = play(
            guide, calm_answer(asked_of(attributes), how_old), attributes=attributes
        )
        yield response
        attributes = response.attributes


def uncleared(
    guide: Guide, attributes: Attributes, denied: Collection[str]
) -> set[str]:
    """Return the danger questions of the path that a no to `denied` leaves open."""
    state, questions = SessionState.load(attributes), guide.rules.questions
    facts = facts_of(state.answers, guide.rules)
    path = path_of(state, facts, guide.rules)
    covered = {*denied, *(one for id_ in denied for one in closes(guide, id_))}
    return {
        one.id
        for one in questions.values()
        if isinstance(one, DangerQuestion)
        and one in guide.rules.check
        and one.condition.holds(facts, path)
        and not {one.id, one.instead} & covered
    }


def closes(guide: Guide, id_: str) -> tuple[str, ...]:
    """Return the questions that a no to this one answers as well."""
    question: Any = guide.rules.questions[id_]
    return tuple(question.condition.closes)


def choices_of(guide: Guide, asked: str) -> list[Turn]:
    """Return an answer for each choice that a question names."""
    question, told = guide.rules.questions[asked], []
    if isinstance(question, SlotQuestion):
        told = [(question.slot, id_) for id_ in question.choices if id_ != "unsure"]
    elif isinstance(question, RiskQuestion):
        told = list(question.choices)
    return [turn("AnswerIntent", **{slot: id_}) for slot, id_ in told]


def told_by(rule: Rule, locale: str = "en-US") -> Turn:
    """Return a turn that tells what a rule needs."""
    slots: dict[str, tuple[str, ...]] = {}
    for slot, id_ in map(min, rule.needs):
        slots[slot] = (*slots.get(slot, ()), id_)
    return Turn("intent", "AnswerIntent", slots, (), locale)


def seconds(text: str) -> float:
    """Return how long a voice takes to say it."""
    return len(text.split()) / speech.WORDS_A_SECOND


def spoken_seconds(ssml: str) -> float:
    """Return how long SSML takes: words at its pace, breaks and bells."""
    breaks = sum(map(int, re.findall(r'<break time="(\d+)ms"/>', ssml)))
    bells = ssml.count(speech.BELL) * speech.BELL_MS
    pace = int(re.findall(r'rate="(\d+)%"', ssml)[0])
    words = seconds(re.sub(r"<[^>]*>", " ", ssml))
    return words * speech.PACES["normal"].rate / pace + (breaks + bells) / 1000


def form_of(attributes: Attributes) -> speech.Form:
    """Return to whom statements are said: the patient, a carer, or one on the phone."""
    state = SessionState.load(attributes)
    if state.person == "self":
        return "say"
    return "phone" if "on_phone" in state.answers.get("background", ()) else "carer"


def before_question(response: Response, locale: str = "en-US") -> str:
    """Return what is said before the question that ends a reply."""
    person, form = person_of(response.attributes), form_of(response.attributes)
    return speech.render(response.acts[:-1], locale, person, "normal", form).text


def number(locale: str, id_: str = "emergency") -> str:
    """Return a number of the place, as it is said there."""
    return Prompts.load(locale).word(f"place.{id_}")


PERSONS = tuple(walks.ids("PERSON"))


class Place(NamedTuple):
    """Where a walk is, and what of its way must be known there."""

    response: Response
    asked: frozenset[str] = frozenset()
    """The questions that are not to be put again."""
    usual: bool = False
    """Whether the last check was answered yes just now."""
    odd: int = 0
    """How many answers were not calm ones, those to danger questions left out."""

    @property
    def attributes(self) -> Attributes:
        return self.response.attributes

    @property
    def key(self) -> str:
        """What tells it from other places."""
        items = self.attributes.items()
        known = {name: value for name, value in items if name not in UNSAID}
        way = (sorted(self.asked), self.usual, self.odd)
        return json.dumps((known, way), sort_keys=True)


class Walk:
    """All ways through a check from one reply, each place looked at once.

    Danger questions take every answer without limit; of the others one may be answered
    otherwise than calmly, for all together would be millions of ways.
    """

    def __init__(self, guide: Guide, start: Response, most_odd: int = 1) -> None:
        self.guide, self.most_odd = guide, most_odd
        self.ways: dict[str, list[Place]] = {}
        self.places: dict[str, Place] = {}
        self.most_turns: dict[str, float] = {}
        self._follow(Place(start))

    def verdicts(self) -> Iterator[Place]:
        """Yield the places where a check has ended."""
        for place in self.places.values():
            if not is_check(self.guide, place.attributes):
                yield place

    def _follow(self, place: Place) -> float:
        """Return the most turns left from a place; no end to them if it comes back.

        A question that is put again at once, after doubt or a miss, counts once.
        """
        if (key := place.key) not in self.most_turns:
            self.most_turns[key] = math.inf
            self.places[key] = place
            self.most_turns[key] = max(self._left(place), default=0)
        return self.most_turns[key]

    def _left(self, place: Place) -> Iterator[float]:
        for answer in self._answers(place.attributes):
            if after := self._after(place, answer):
                self.ways.setdefault(place.key, []).append(after)
                again = asked_of(after.attributes) == asked_of(place.attributes)
                yield self._follow(after) + (not again)

    def _answers(self, attributes: Attributes) -> list[Turn]:
        """Return each answer that is tried; one sign has passed at most."""
        if not is_check(self.guide, attributes):
            return []
        question = asked_of(attributes)
        if question == "danger_when":
            return [*WHEN, UNSURE, YES, NO]
        if question == "danger_say":
            return [SENTENCE, YES, NO, UNSURE]
        first = is_danger(attributes) and "passed" not in attributes["answers"]
        choices = choices_of(self.guide, question)
        return [YES, NO, UNSURE, *[GONE][:first], *choices]

    def _after(self, place: Place, answer: Turn) -> Place | None:
        """Return the place after an answer; None where that is too odd."""
        question = asked_of(place.attributes)
        calm = answer == calm_answer(question, "adult") or is_danger(place.attributes)
        if place.odd + (not calm) > self.most_odd:
            return None
        response = play(self.guide, answer, attributes=place.attributes)
        left = question != asked_of(response.attributes)
        asked = place.asked | {question} if left else place.asked
        usual = question == "last_check" and answer == YES
        if question == "last_check" and not usual:
            asked = frozenset({question})
        return Place(response, asked, usual, place.odd + (not calm))
