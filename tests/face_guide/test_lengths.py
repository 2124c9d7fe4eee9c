"""How long each reply takes to hear, at two and a half words a second.

Replies come from every way through the check, every topic and every emergency, for
oneself and for one's mother, in both modes. Each is then said in all locales.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest

from face_guide import speech
from face_guide.guide import Guide
from face_guide.rules import Offer
from face_guide.turn import Act, Turn, Wording
from tests.playing import (
    GONE,
    LID,
    MISS,
    NEXT,
    NO,
    UNSURE,
    YES,
    Walk,
    about,
    form_of,
    person_of,
    seconds,
    told_by,
)
from tests.walks import ids, play, turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from face_guide.turn import Response

LIMITS = {
    "launch": 9.0,
    "question": 6.0,
    "question to be done": 7.0,
    "question with what precedes it": 8.0,
    "advice": 15.0,
    "explanation": 12.0,
    "urgent": 20.0,
    "emergency": 10.0,
    "crisis": 15.0,
    "companion": 10.0,
    "handover": 12.0,
    "in short": 12 / 2.5,
}
"""Kind of speech to the most seconds, the offer that follows left out.

So is the disclaimer, which comes once: a test of its own keeps it short.

What is to be done with face or arms is longer than a question, and a crisis has a warm
line with two numbers.
"""
DISCLAIMER, NO_QUESTION = Act("disclaimer"), Act("goodbye")
DONE = {"ask.danger_face", "ask.danger_arms"}
ASKED_FOR = {"cause", "medicine", "medicine_any", "tip", "topic", "about", "sources"}
"""What explains, because it was asked for in the middle of a check."""
GUIDED, INFORMING = Guide.load(), Guide.load("information")
KNOCK = turn("AnswerIntent", background="head_injury")
FOR_WHOM = {"self": (), "mother": (about("mother"),)}
CALLED_FOR = (
    (about("baby"),),
    (turn("WarningSignIntent"),),
    (turn("AnswerIntent", background="past_stroke"),),
    (about("mother"), KNOCK, about("self"), about("mother")),
)
"""Other ways into the check: a baby, a sign half said, an old stroke, a way back."""
SIDE = [
    turn(intent)
    for intent in (
        *("AMAZON.HelpIntent", "AMAZON.RepeatIntent", "AMAZON.PauseIntent"),
        *("AMAZON.StopIntent", "RephraseIntent", "WhyAskIntent", "RecapIntent"),
        *("BriefIntent", "FeelingIntent", "ThanksIntent", "TopicIntent"),
    )
]


class Speech(NamedTuple):
    """What was said, to whom, and what it was."""

    acts: tuple[Act, ...]
    person: str
    form: speech.Form
    level: str
    checks: bool
    """Whether it ends with a question of the check."""

    def parts(self) -> Iterator[tuple[str, tuple[Act, ...]]]:
        """Yield each kind of speech in it, with the acts that count for it."""
        content, question = self.acts[:-1], self.acts[-1:]
        opening = {act.id.partition(".")[0] for act in content}
        brief = tuple(act for act in content if act.id.startswith("brief."))
        if brief:
            yield "in short", brief
        if self.checks:
            done = question[0].id in DONE and question[0].wording is Wording.SAY
            yield "question to be done" if done else "question", question
        if self.acts[0].id == "launch.welcome":
            yield "launch", self.acts
        elif self.level == "emergency":
            yield self._emergency(opening), content
        elif "warning" in opening:
            yield "urgent", self.acts
        elif self.checks and not opening & {*ASKED_FOR, "ask"}:
            yield "question with what precedes it", self.acts
        else:
            yield "advice" if "level" in opening else "explanation", content

    def _emergency(self, opening: set[str]) -> str:
        if self.acts[0].id == "warning.suicidal":
            return "crisis"
        if "warning" in opening:
            return "emergency"
        return "handover" if "handover" in opening else "companion"


def speech_of(guide: Guide, response: Response) -> Speech:
    attributes = response.attributes
    question = guide.rules.questions.get(str(attributes["asked"]))
    checks = not isinstance(question, Offer | None)
    said = tuple(act for act in response.acts if act != DISCLAIMER)
    acts = (*said, NO_QUESTION) if response.ended else said
    level = str(attributes["level"])
    return Speech(acts, person_of(attributes), form_of(attributes), level, checks)


def checks(start: Response, most_odd: int = 1) -> Iterator[Response]:
    """The replies of every way through the check, and to what is said beside it."""
    walk = Walk(GUIDED, start, most_odd)
    beside: set[object] = set()
    for place in walk.places.values():
        yield place.response
        if (state := repr(place.response.acts[-1:])) not in beside:
            beside.add(state)
            yield from after_each(GUIDED, [*SIDE, MISS, UNSURE, GONE], place.response)
    for place in walk.verdicts():
        if (state := repr(place.response.acts)) not in beside:
            beside.add(state)
            yield from after_each(GUIDED, SIDE, place.response)


def after_each(
    guide: Guide, turns: Iterable[Turn], response: Response
) -> Iterator[Response]:
    for one in turns:
        yield guide.respond(one, response.attributes)


def topics(guide: Guide, steps: tuple[Turn, ...]) -> Iterator[Response]:
    """All pages of all causes, tips, treatments, medicines and plain questions."""
    slots = {
        "cause": (
            *("ExplainCauseIntent", "TreatmentIntent"),
            *("PreventionTipsIntent", "WhenToSeeDoctorIntent"),
        ),
        "medicine": ("MedicineIntent",),
        "topic": ("TopicIntent",),
    }
    for slot, intents in slots.items():
        for id_ in ids(slot.upper()):
            for intent in intents:
                yield from read(guide, (*steps, turn(intent, **{slot: id_})), 1)
            if slot == "cause":
                yield from read(guide, (*steps, turn(intents[0], cause=id_)), 7)
    for intent in ("PreventionTipsIntent", "ListCausesIntent", "WhenToSeeDoctorIntent"):
        yield from read(guide, (*steps, turn(intent)), 12)
    for intent in ("MedicineIntent", "SourcesIntent", "AboutIntent", "WhyTwitchIntent"):
        yield from read(guide, (*steps, turn(intent)), 1)


def read(guide: Guide, steps: tuple[Turn, ...], pages: int) -> Iterator[Response]:
    """The reply to these turns and the next pages, each in other words as well."""
    response = play(guide, Turn("launch"), *steps)
    for _ in range(pages):
        yield response
        yield guide.respond(turn("RephraseIntent"), response.attributes)
        response = guide.respond(NEXT, response.attributes)


def warnings(steps: tuple[Turn, ...]) -> Iterator[Response]:
    """Every warning of the rules, and the companion after those of an emergency."""
    for rule in GUIDED.rules.rules:
        if rule.level.name in ("urgent", "emergency"):
            first = play(GUIDED, *steps, told_by(rule))
            yield first
            yield from after_each(GUIDED, SIDE, first)
            if rule.level.name == "emergency":
                yield from companion(first)


def companion(first: Response) -> Iterator[Response]:
    called = [turn("CalledForHelpIntent", stage=id_) for id_ in ids("HELP_STAGE")]
    asked = [turn("TopicIntent", topic=id_) for id_ in ids("TOPIC")]
    for response in (first, *after_each(GUIDED, called, first)):
        yield response
        told = [YES, NO, MISS, turn("HandoverIntent"), turn("CorrectionIntent")]
        yield from after_each(GUIDED, [*told, *asked], response)
        steps = [NEXT] * 12
        for count in range(1, len(steps)):
            yield play(GUIDED, *steps[:count], attributes=response.attributes)


@cache
def heard() -> frozenset[Speech]:
    """All that was said, each once."""
    said = {speech_of(GUIDED, GUIDED.respond(Turn("launch"), {}))}
    for opening in CALLED_FOR:
        said |= {speech_of(GUIDED, one) for one in checks(play(GUIDED, *opening), 0)}
    for steps in FOR_WHOM.values():
        start = play(GUIDED, *steps, LID)
        said |= {speech_of(GUIDED, one) for one in (*checks(start), *warnings(steps))}
        for guide in (GUIDED, INFORMING):
            said |= {speech_of(guide, one) for one in topics(guide, steps)}
    return frozenset(said)


@cache
def longest(locale: str) -> dict[str, dict[str, str]]:
    """Kind of speech to the texts that take too long, and their statements."""
    found: dict[str, dict[str, str]] = {kind: {} for kind in LIMITS}
    for one in heard():
        for kind, acts in one.parts():
            text = speech.render(acts, locale, one.person, "normal", one.form).text
            if seconds(text) > LIMITS[kind] + 0.001:
                found[kind][text] = " + ".join(map(str, acts))
    return found


@pytest.mark.parametrize("kind", LIMITS)
def test_it_is_soon_said(kind: str, locale: str) -> None:
    too_long = longest(locale)[kind]
    worst = sorted(too_long, key=seconds, reverse=True)
    offenders = [f"{seconds(one):.1f} s: {too_long[one]}: {one}" for one in worst]
    limit = f"{kind}: {len(worst)} take longer than {LIMITS[kind]:.1f} s"
    assert not worst, "\n".join([limit, *offenders[:12]])


def test_all_kinds_of_speech_were_heard() -> None:
    kinds = {kind for one in heard() for kind, _ in one.parts()}
    assert kinds == set(LIMITS)
    acts = {act.id for one in heard() for act in one.acts}
    asked = {f"ask.{question.id}" for question in GUIDED.rules.check}
    warned = {f"warning.{one.warning}" for one in GUIDED.rules.rules if one.warning}
    assert not (asked | warned) - acts


def test_the_disclaimer_is_short() -> None:
    words = speech.render((DISCLAIMER,), "en-US", "self", "normal").text
    assert seconds(words) <= 2.0
