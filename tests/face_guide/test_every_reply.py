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
from face_guide.rules import Level, Offer
from face_guide.state import SessionState
from face_guide.triage import assess, facts_of
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

    __slots__ = ("before", "mode", "response", "turn")

    def __init__(
        self, mode: str, before: Mapping[str, object], turn: Turn, response: Response
    ) -> None:
        self.mode, self.before = mode, before
        self.turn, self.response = turn, response

    def __repr__(self) -> str:
        return f"{self.turn} asked={self.before.get('asked')}: {self.response.text}"

    @property
    def emergency(self) -> bool:
        return self.response.attributes["level"] == "emergency"

    @property
    def waits_for_help(self) -> bool:
        """Whether help is yet to be called: then the number comes first."""
        return self.emergency and not self.response.attributes["called"]


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
            for before, turn in self._turns(guide):
                reply = self._noted(guide, turn, before)
                yield reply
                if self._is_new(mode, reply):
                    after = reply.response.attributes
                    yield self._noted(guide, walks.turn("RephraseIntent"), after)

    def _turns(self, guide: Guide) -> Iterator[tuple[Mapping[str, object], Turn]]:
        yield from walks.every_turn_in_every_state(guide)
        for talk in walks.every_talk():
            attributes: Mapping[str, object] = {}
            for turn in talk:
                yield attributes, turn
                attributes = guide.respond(turn, attributes).attributes
        for opening in walks.every_opening():
            yield from walks.check(guide, *opening)

    def _is_new(self, mode: str, reply: Reply) -> bool:
        """Whether its content is yet to be heard in other words in this mode."""
        content = mode, repr(reply.response.attributes["last_acts"])
        new = content not in self._rephrased
        self._rephrased.add(content)
        return new

    def _noted(self, guide: Guide, turn: Turn, before: Mapping[str, object]) -> Reply:
        response = guide.respond(turn, before)
        self.spoken.update(act._replace(arguments=()) for act in response.acts)
        if asked := response.attributes["asked"]:
            reprompt = Act(f"ask.{asked}", Wording.REPROMPT)
            self.spoken[speech.spoken(reprompt, Prompts.load("en-US"))] += 1
        return Reply(guide.mode, before, turn, response)


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
    """Of no person; what was only half said may be taken back, once, and only so."""
    fallen = [
        r
        for r in replies.all
        if not walks.no_level_fell(r.before, r.response.attributes)
    ]
    assert not first(r for r in fallen if not takes_back(r))
    assert fallen
    assert not first(r for r in fallen if r.response.attributes["undo"])


def takes_back(reply: Reply) -> bool:
    return bool(reply.before["undo"]) and reply.turn.intent == "CorrectionIntent"


def test_in_an_emergency_the_number_is_the_first_thing_said(replies: Replies) -> None:
    late = (
        r
        for r in replies.all
        if r.waits_for_help
        and r.response.attributes["warning"] != CRISIS
        and "nine one one" not in r.response.text[:40]
    )
    assert not first(late)


def test_in_a_crisis_the_crisis_line_is_the_first_number(
    replies: Replies, guide: Guide
) -> None:
    """Beside another emergency it is that of the ambulance."""
    crisis = [
        r
        for r in replies.all
        if r.waits_for_help and r.response.attributes["warning"] == CRISIS
    ]
    assert len(crisis) > 100
    assert not first(
        r
        for r in crisis
        if "nine eight eight" not in r.response.text[:60]
        and not (also_another(r, guide) and "nine one one" in r.response.text[:60])
    )


def also_another(reply: Reply, guide: Guide) -> bool:
    """Tell whether another emergency was told beside the crisis."""
    answers = SessionState.load(reply.response.attributes).answers
    facts = facts_of(answers, guide.rules)
    return any(
        rule.level is Level.emergency and rule.warning != CRISIS and rule.applies(facts)
        for rule in guide.rules.rules
    )


def test_a_warning_sign_wins_in_every_state(replies: Replies, guide: Guide) -> None:
    danger = {
        rule.id.removeprefix("sign.")
        for rule in guide.rules.rules
        if rule.level.name == "emergency"
    }
    missed = [r for r in replies.all if named(r.turn) & danger and not r.emergency]
    assert not first(r for r in missed if not was_asked_for(r))
    assert missed


def was_asked_for(reply: Reply) -> bool:
    """Tell whether a sign was named because we asked which one means to call.

    Then it is asked whether it is there, if nobody was named who has it.
    """
    asked = (
        reply.before.get("asked") == "teach_back" and "person" not in reply.turn.slots
    )
    return asked and reply.response.attributes["asked"] == "danger_taught"


def named(turn: Turn) -> set[str]:
    """Return the ids that a turn names; what is half said is asked about first."""
    slots = turn.slots.items()
    return {id_ for slot, ids in slots if slot != "half_said" for id_ in ids}


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
    """Before what is said of health; a warning waits for nothing and carries none."""
    health = [
        r
        for r in replies.all
        if not (r.before.get("disclaimed") or r.emergency or r.response.ended)
        and speaks_of_health(r)
    ]
    assert len(health) > 1_000
    wrong = (
        r
        for r in health
        if [act.id for act in r.response.acts].count("disclaimer") != (not warns(r))
        or not (warns(r) or r.response.acts[0].id == "disclaimer")
    )
    assert not first(wrong)


def warns(reply: Reply) -> bool:
    return any(act.id.startswith("warning.") for act in reply.response.acts)


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


def test_every_wording_is_spoken_somewhere(replies: Replies, guide: Guide) -> None:
    """A wording that no reply uses is dead; it would be reviewed for nothing."""
    statements = Prompts.load("en-US").statements
    written = {
        Act(id_, wording)
        for id_, statement in statements.items()
        for wording in Wording
        if getattr(statement, wording)
    }
    # After a fault; at the end of a list of another length; in place of a reason that
    # has no word. What is put again only where the question after it is another.
    elsewhere = {
        *map(Act, ("apology", "list.one", "list.two", "outcome.unclear")),
        Act("outcome.unclear", Wording.AGAIN),
        *(Act(id_, Wording.AGAIN) for id_ in ("ask.arrived", "ask.together")),
        Act("authority.duration", Wording.AGAIN),
        Act("help.signs"),  # on a card alone
        *never_waited_for(guide),
    }
    assert sorted(map(str, written - set(replies.spoken) - elsewhere)) == []


def never_waited_for(guide: Guide) -> set[Act]:
    """Return what to wait for with a cause that no answer makes harmless.

    Each cause has such a line, so that a rule that is made milder finds words.
    """
    rules = guide.rules
    harmless = {
        found.cause
        for cause in rules.causes.values()
        for slot, id_ in cause.weights
        if (found := assess({slot: (id_,)}, rules)).level is Level.self_care
    }
    return {
        Act(f"net.{cause}.wait", wording)
        for cause in rules.causes.keys() - harmless
        for wording in (Wording.SAY, Wording.AGAIN)
    }


def test_information_mode_asks_nothing_about_a_person(replies: Replies) -> None:
    """Whatever is said in whatever state of that mode."""
    personal = {
        id_
        for id_, question in Guide.load("information").rules.questions.items()
        if not isinstance(question, Offer)
    }
    informed = [r for r in replies.all if r.mode == "information"]
    assert len(informed) > 10_000
    assert not {r.response.attributes["asked"] for r in informed} & personal
