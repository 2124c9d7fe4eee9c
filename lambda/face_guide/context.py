"""What a handler is given and what it gives back."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from face_guide.rules import DangerQuestion, Offer, WhenQuestion
from face_guide.triage import assess
from face_guide.turn import Act, Wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from face_guide.prompts import Prompts
    from face_guide.rules import AskedOfDanger, Fact, Question, Rules
    from face_guide.state import SessionState
    from face_guide.triage import Assessment
    from face_guide.turn import Turn


ASKS_OF_DANGER = DangerQuestion | WhenQuestion
OFFERED = Offer | None
SINGLE_SLOTS = ("location", "duration", "age")
"""Slots whose last value counts; the others gather."""
GATHERING_SLOTS = ("trigger", "symptom", "background", "medicine")
NAMED_BY_A_NO = GATHERING_SLOTS
TELLING = {"AnswerIntent", "WhyTwitchIntent", "CaregiverIntent", "CorrectionIntent"}
"""Intents that tell about the person."""


class TurnContext:
    """One turn with all that a handler may look at; each part is found out once."""

    def __init__(
        self,
        turn: Turn,
        state: SessionState,
        rules: Rules,
        prompts: Prompts,
        *,
        guided: bool,
    ) -> None:
        self.turn = turn
        self.state = state
        self.rules = rules
        self.prompts = prompts
        self.guided = guided
        """False in information mode: nothing is asked about a person."""

    @property
    def question(self) -> Question | None:
        """The question that is waiting for an answer."""
        return self.rules.questions.get(self.state.asked or "")

    @property
    def danger(self) -> AskedOfDanger | None:
        """The question, where it asks for danger: then little else is taken."""
        question = self.question
        return question if isinstance(question, ASKS_OF_DANGER) else None

    @property
    def checking(self) -> bool:
        """Whether a question of the check is open, and no mere offer."""
        return not isinstance(self.question, OFFERED)

    @cached_property
    def beside_no(self) -> frozenset[Fact]:
        """What a no names: "no fever" and "no, a fever" sound alike.

        It is asked about once more, and never taken for told. A place or a length
        beside a no puts right what was understood.
        """
        if self.slot("answer") != "no":
            return frozenset()
        slots = (*self.turn.slots.items(), *self.turn.unsure.items())
        told = ((slot, id_) for slot, ids in slots for id_ in ids if id_ != "none")
        return frozenset(fact for fact in told if fact[0] in NAMED_BY_A_NO)

    @property
    def pending(self) -> str:
        """The id of the question that a side remark leads back to."""
        return self.state.asked or "else"

    @cached_property
    def facts_told(self) -> frozenset[Fact]:
        """The slots and ids of this turn."""
        slots = self.turn.slots.items()
        return frozenset((slot, id_) for slot, ids in slots for id_ in ids)

    @cached_property
    def red_flags(self) -> tuple[str, ...]:
        """The warning signs that this turn names, in any slot or in unmatched words.

        One that was half said is asked about first.
        """
        told, texts = self.turn.slots.items(), self.turn.unmatched_text
        slots = [ids for slot, ids in told if slot != "half_said"]
        in_slots = [id_ for ids in slots for id_ in ids if id_ in self.rules.signs]
        keywords = self.prompts.red_flag_keywords
        in_texts = [sign for text in texts for sign in _red_flags_in(text, keywords)]
        named = tuple(dict.fromkeys((*in_slots, *in_texts)))
        warns = self.turn.intent == "WarningSignIntent"
        swallowed = warns and "medicine" in {*self.turn.slots, *self.turn.unsure}
        return named or ((self.rules.medicine_sign,) if swallowed else ())

    @cached_property
    def assessment(self) -> Assessment:
        """What the answers come to."""
        return assess(self.state.answers, self.rules)

    def slot(self, name: str) -> str | None:
        """Return the first id of a slot; None when it is empty or matched nothing."""
        return next(iter(self.turn.slots.get(name, ())), None)

    def with_turn(self, turn: Turn) -> TurnContext:
        """Return the same state with another turn."""
        if turn is self.turn:
            return self
        return TurnContext(
            turn, self.state, self.rules, self.prompts, guided=self.guided
        )

    def with_state(self, state: SessionState) -> TurnContext:
        """Return the same turn with another state."""
        context = TurnContext(
            self.turn, state, self.rules, self.prompts, guided=self.guided
        )
        if state.answers is self.state.answers and "assessment" in self.__dict__:
            context.assessment = self.assessment
        return context


class Reply(NamedTuple):
    """Acts to speak, the question that ends the turn, and the state after it."""

    acts: tuple[Act, ...]
    ask: str | None
    """The id of the question; None closes the session."""
    state: SessionState
    repeatable: bool = True
    """Whether the acts are said again on request; a side remark's are not."""
    wording: Wording = Wording.SAY
    """How the question is put."""
    arguments: tuple[tuple[str, str], ...] = ()
    """Placeholder of the question to the id of the word that fills it."""
    no_match: bool = False
    """Whether the turn was not understood."""
    redirect: str | None = None
    """An intent whose handler replies instead."""


def _red_flags_in(text: str, keywords: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    padded = f" {' '.join(text.lower().split())}"
    for sign, beginnings in keywords.items():
        if any(f" {beginning}" in padded for beginning in beginnings):
            yield sign


def acts(*ids: str) -> tuple[Act, ...]:
    """Return acts without arguments."""
    return tuple(map(Act, ids))


def aside(context: TurnContext, *said: Act, wording: Wording = Wording.SAY) -> Reply:
    """Return a side remark: it is not repeated, and the pending question follows."""
    return Reply(
        said, context.pending, context.state, repeatable=False, wording=wording
    )
