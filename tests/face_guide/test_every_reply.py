"""Every reply the guide can give, as speech: any intent and slot value in any state."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from face_guide import speech
from face_guide.guide import Guide
from face_guide.prompts import Prompts
from face_guide.rules import Offer
from face_guide.turn import Act, Turn, Wording
from tests import readability, walks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from face_guide.turn import Response

PLATFORM_SPEECH = 1_000
MODES = ("guided", "information")
CRISIS = "suicidal"
"""The one warning that opens with another number than that of an ambulance."""


class Reply:
    """A response with what led to it."""

    def __init__(
        self, before: Mapping[str, object], turn: Turn, response: Response
    ) -> None:
        self.before, self.turn, self.response = before, turn, response

    def __repr__(self) -> str:
        return f"{self.turn} asked={self.before.get('asked')}: {self.response.text}"

    @property
    def emergency(self) -> bool:
        return self.response.attributes["level"] == "emergency"


class Replies:
    """All of them, and how often each wording was spoken."""

    def __init__(self) -> None:
        self.spoken: Counter[Act] = Counter()
        self._rephrased: set[object] = set()
        self.all = list(self._collect())

    def _collect(self) -> Iterator[Reply]:
        for mode in MODES:
            guide = Guide.load(mode)
            yield self._noted(guide, Turn("launch"), {})
            for before in walks.every_state(guide):
                for turn in walks.every_turn():
                    reply = self._noted(guide, turn, before)
                    yield reply
                    if self._is_new(reply):
                        after = reply.response.attributes
                        yield self._noted(guide, walks.turn("RephraseIntent"), after)

    def _is_new(self, reply: Reply) -> bool:
        """Whether its content is yet to be heard in other words."""
        content = repr(reply.response.attributes["last_acts"])
        new = content not in self._rephrased
        self._rephrased.add(content)
        return new

    def _noted(self, guide: Guide, turn: Turn, before: Mapping[str, object]) -> Reply:
        response = guide.respond(turn, before)
        self.spoken.update(act._replace(arguments=()) for act in response.acts)
        if asked := response.attributes["asked"]:
            reprompt = Act(f"ask.{asked}", Wording.REPROMPT)
            self.spoken[speech.spoken(reprompt, Prompts.load("en-US"))] += 1
        return Reply(before, turn, response)


@pytest.fixture(scope="module")
def replies() -> Replies:
    return Replies()


def first(found: Iterator[object]) -> list[object]:
    """Return the first few, to read in a failure."""
    return [one for one, _ in zip(found, range(5), strict=False)]


def test_an_open_turn_asks_and_a_closed_one_does_not(replies: Replies) -> None:
    wrong = (
        r
        for r in replies.all
        if r.response.text.rstrip().endswith("?") == r.response.ended
    )
    assert not first(wrong)


def test_a_turn_asks_one_question(replies: Replies) -> None:
    doubled = (r for r in replies.all if r.response.text.count("?") > 1)
    assert not first(doubled)


def test_an_open_turn_has_another_reprompt(replies: Replies) -> None:
    wrong = (
        r
        for r in replies.all
        if (r.response.reprompt is None) != r.response.ended
        or r.response.reprompt_text == r.response.text
    )
    assert not first(wrong)


def test_replies_are_short_and_plain(replies: Replies) -> None:
    texts = {r.response.text: r.emergency for r in replies.all} | {
        r.response.reprompt_text or "": False for r in replies.all
    }
    hard = (
        (text, found)
        for text, emergency in texts.items()
        if (found := readability.faults(text, emergency=emergency))
    )
    assert not first(hard)


def test_ssml_is_well_formed_and_says_the_text(replies: Replies) -> None:
    for ssml, text in {(r.response.ssml, r.response.text) for r in replies.all}:
        spaced = ssml.replace("<break", " <break")
        said = ElementTree.fromstring(spaced).itertext()  # noqa: S314 (our own)
        assert " ".join("".join(said).split()) == text
        assert len(ssml) < PLATFORM_SPEECH * 2


def test_a_level_never_falls(replies: Replies) -> None:
    order: list[object] = [None, "self_care", "see_doctor", "urgent", "emergency"]
    fallen = (
        r
        for r in replies.all
        if order.index(r.response.attributes["level"])
        < order.index(r.before.get("level"))
    )
    assert not first(fallen)


def test_in_an_emergency_the_number_is_the_first_thing_said(replies: Replies) -> None:
    late = (
        r
        for r in replies.all
        if r.emergency
        and r.response.attributes["warning"] != CRISIS
        and "nine one one" not in r.response.text[:40]
    )
    assert not first(late)


def test_in_a_crisis_the_crisis_line_is_the_first_number(replies: Replies) -> None:
    crisis = [
        r
        for r in replies.all
        if r.emergency and r.response.attributes["warning"] == CRISIS
    ]
    assert len(crisis) > 100
    assert not first(
        r for r in crisis if "nine eight eight" not in r.response.text[:60]
    )


def test_a_warning_sign_wins_in_every_state(replies: Replies, guide: Guide) -> None:
    danger = {
        rule.id.removeprefix("sign.")
        for rule in guide.rules.rules
        if rule.level.name == "emergency"
    }
    missed = (
        r
        for r in replies.all
        if {id_ for ids in r.turn.slots.values() for id_ in ids} & danger
        and not r.emergency
    )
    assert not first(missed)


def test_the_disclaimer_never_comes_before_an_emergency(replies: Replies) -> None:
    disclaimer = Prompts.load("en-US").statement("disclaimer").say
    assert not first(
        r for r in replies.all if r.emergency and disclaimer in r.response.text
    )


def test_the_first_health_reply_of_a_session_carries_the_disclaimer_once(
    replies: Replies,
) -> None:
    disclaimer = Prompts.load("en-US").statement("disclaimer").say
    twice = (
        r
        for r in replies.all
        if r.before.get("disclaimed") and disclaimer in r.response.text
    )
    assert not first(twice)


def test_the_first_health_reply_carries_the_disclaimer(replies: Replies) -> None:
    """Before what is said of health; after a warning, and in no emergency at all."""
    health = [
        r
        for r in replies.all
        if not (r.before.get("disclaimed") or r.emergency) and speaks_of_health(r)
    ]
    assert len(health) > 1_000
    wrong = (
        r
        for r in health
        if [act.id for act in r.response.acts].count("disclaimer") != 1
        or (r.response.acts[0].id == "disclaimer")
        == r.response.acts[0].id.startswith("warning.")
    )
    assert not first(wrong)


def speaks_of_health(reply: Reply) -> bool:
    sourced = Prompts.load("en-US").statements
    return any(sourced[act.id].sources for act in reply.response.acts)


def test_nothing_forbidden_is_said(replies: Replies) -> None:
    forbidden = re.compile(
        r"\byou have (a |an )?(stroke|seizure|tic|spasm|palsy)"
        r"|\bmilligram|\bI (can|will) call\b"
        r"|(?<!no one should )(?<!don't )\btake (an )?aspirin",
        re.IGNORECASE,
    )
    assert not first(r for r in replies.all if forbidden.search(r.response.text))


def test_every_wording_is_spoken_somewhere(replies: Replies) -> None:
    """A wording that no reply uses is dead; it would be reviewed for nothing."""
    statements = Prompts.load("en-US").statements
    written = {
        Act(id_, wording)
        for id_, statement in statements.items()
        for wording in Wording
        if getattr(statement, wording)
    }
    # After a fault; at the end of a list of another length.
    elsewhere = {Act("apology"), Act("list.one"), Act("list.two")}
    assert sorted(map(str, written - set(replies.spoken) - elsewhere)) == []


def test_information_mode_asks_nothing_about_a_person() -> None:
    guide = Guide.load("information")
    personal = {
        id_
        for id_, question in guide.rules.questions.items()
        if not isinstance(question, Offer)
    }
    asked = {
        guide.respond(turn, before).attributes["asked"]
        for before in walks.every_state(guide)
        for turn in walks.every_turn()
    }
    assert not asked & personal
