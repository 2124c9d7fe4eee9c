"""Every reply the guide can give, tried as speech: any intent with any slot value in any state."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from face_guide import speech
from face_guide.guide import Guide
from face_guide.prompts import Prompts
from tests import readability, walks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from face_guide.turn import Act, Response

PLATFORM_SPEECH = 1_000
MODES = ("guided", "information")


class Reply:
    """A response with what led to it."""

    def __init__(
        self, before: Mapping[str, object], turn: object, response: Response
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
        self.spoken: Counter[str] = Counter()
        self.all = list(self._collect())

    def _collect(self) -> Iterator[Reply]:
        wording = speech.wording

        def noted(act: Act, voice: speech.Voice) -> str:
            self.spoken[act.id] += 1
            return wording(act, voice)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(speech, "wording", noted)
            for mode in MODES:
                guide = Guide.load(mode)
                for before in walks.every_state(guide):
                    for turn in walks.every_turn():
                        yield Reply(before, turn, guide.respond(turn, before))


@pytest.fixture(scope="module")
def replies() -> Replies:
    return Replies()


def first(found: Iterator[object]) -> list[object]:
    """The first few, to read in a failure."""
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
        said = " ".join(
            "".join(
                ElementTree.fromstring(ssml.replace("<break", " <break")).itertext()  # noqa: S314
            ).split()
        )
        assert said == text
        assert len(ssml) < PLATFORM_SPEECH * 2


def test_a_level_never_falls(replies: Replies) -> None:
    order = [None, "self_care", "see_doctor", "urgent", "emergency"]
    fallen = (
        r
        for r in replies.all
        if order.index(r.response.attributes["level"])
        < order.index(r.before.get("level"))
    )  # type: ignore[arg-type]
    assert not first(fallen)


def test_in_an_emergency_the_number_is_the_first_thing_said(replies: Replies) -> None:
    late = (
        r
        for r in replies.all
        if r.emergency and "nine one one" not in r.response.text[:40]
    )
    assert not first(late)


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
    )  # type: ignore[attr-defined]
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


def test_nothing_forbidden_is_said(replies: Replies) -> None:
    forbidden = re.compile(
        r"\byou have (a |an )?(stroke|seizure|tic|spasm|palsy)|\bmilligram|\bI (can|will) call\b|(?<!no one should )(?<!don't )\btake (an )?aspirin",
        re.IGNORECASE,
    )
    assert not first(r for r in replies.all if forbidden.search(r.response.text))


def test_every_wording_is_spoken_somewhere(replies: Replies) -> None:
    """A statement that no reply uses is dead; it would be reviewed for nothing."""
    spoken = {
        id_.removesuffix(variant)
        for id_ in replies.spoken
        for variant in (".again", ".why", ".reprompt", "")
    }
    elsewhere = {
        "apology",
        "list.one",
        "list.two",
    }  # after a fault; at the end of a list of another length
    assert not set(Prompts.load("en-US").statements) - spoken - elsewhere


def test_information_mode_asks_nothing_about_a_person() -> None:
    guide = Guide.load("information")
    personal = {
        id_
        for id_, question in guide.rules.questions.items()
        if question.kind != "offer"
    }
    asked = {
        guide.respond(turn, before).attributes["asked"]
        for before in walks.every_state(guide)
        for turn in walks.every_turn()
    }
    assert not asked & personal
