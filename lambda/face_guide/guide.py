"""The guide as its edges see it: a turn and the session attributes in, a response out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide import speech
from face_guide.context import Reply, TurnContext
from face_guide.dialog import converse
from face_guide.errors import ContentError, SettingError
from face_guide.prompts import HOME, Prompts, read_data
from face_guide.reading import PAGES
from face_guide.rules import Rules
from face_guide.state import SessionState
from face_guide.turn import Act, Response, Turn

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

MODES = ("guided", "information")
ON_CARDS = ("cause.", "tip.", "medicine")
SILENCE = Response("", "", None, None, None, ended=True, elicit=None, attributes={})


class Guide:
    """The rules, and a mode: `guided` asks its way to the advice, `information` asks nothing about a person."""

    def __init__(self, rules: Rules, mode: str = "guided") -> None:
        """Raises SettingError for an unknown mode."""
        if mode not in MODES:
            raise SettingError(
                f"FACE_GUIDE_MODE: '{mode}' is unknown; use {' or '.join(MODES)}"
            )
        self.rules = rules
        self.mode = mode

    @classmethod
    def load(cls, mode: str = "guided") -> Self:
        """A guide with the rules and words of this package. Raises ContentError or SettingError, in one line."""
        return cls(Rules.from_json(read_data(HOME)), mode)

    def respond(self, turn: Turn, attributes: Mapping[str, object]) -> Response:
        """What to answer; it has the session attributes to send back. Empty once the session is over."""
        if turn.kind == "end":
            return SILENCE
        content = Prompts.load(turn.locale)
        state = (
            SessionState()
            if turn.kind == "launch"
            else self._recall(attributes, content)
        )
        return self._voiced(
            converse(
                TurnContext(turn, state, self.rules, content, self.mode == "guided")
            ),
            content,
        )

    def apology(self, locale: str, attributes: Mapping[str, object]) -> Response:
        """What is said when something broke: sorry, the safety line, and the pending question. Nothing is forgotten."""
        content = Prompts.load(locale)
        state = self._recall(attributes, content)
        return self._voiced(
            Reply(
                (Act("apology"),),
                state.asked or "else",
                state.but(asked=state.asked or "else"),
            ),
            content,
        )

    def _recall(
        self, attributes: Mapping[str, object], content: Prompts
    ) -> SessionState:
        """The state in the session attributes, without ids that this version does not know."""
        state = SessionState.load(attributes)
        return state.but(
            asked=state.asked if state.asked in self.rules.questions else None,
            cause=state.cause if state.cause in self.rules.causes else None,
            warning=state.warning
            if f"warning.{state.warning}" in content.statements
            else None,
            reading=state.reading if state.reading in PAGES else None,
            said=tuple(act for act in state.said if _sayable(act, content)),
        )

    def _voiced(self, reply: Reply, content: Prompts) -> Response:
        voice = speech.Voice(content, reply.state.person, reply.state.pace)
        said = speech.wordings([*reply.acts, *_question(reply)], voice)
        after_silence = (
            speech.wordings([Act(f"ask.{reply.ask}.reprompt")], voice)
            if reply.ask
            else []
        )
        question = self.rules.questions.get(reply.ask or "")
        return Response(
            text=" ".join(said),
            ssml=speech.marked_up(said, voice),
            reprompt=speech.marked_up(after_silence, voice) if reply.ask else None,
            reprompt_text=" ".join(after_silence) if reply.ask else None,
            card=_card(reply, content),
            ended=reply.ask is None,
            elicit=question.slot if question else None,
            attributes=reply.state.dump(),
        )


def _question(reply: Reply) -> list[Act]:
    if reply.ask is None:
        return []
    return [Act(f"ask.{reply.ask}.again" if reply.ask_again else f"ask.{reply.ask}")]


def _sayable(act: Act, content: Prompts) -> bool:
    """Whether this version has words for an act of the session attributes, and for each of its gaps."""
    statement = content.statements.get(act.id)
    if statement and not act.fills and "{" not in statement.say:
        return True
    try:
        speech.wording(act, speech.Voice(content))
    except (ContentError, KeyError):
        return False
    return True


def _card(reply: Reply, content: Prompts) -> tuple[str, str] | None:
    """A card with what was read of a public topic, worded for nobody in particular."""
    shown = [act for act in reply.acts if act.id.startswith(ON_CARDS)]
    if (
        not shown
        or reply.state.level
        or len(shown) != len([act for act in reply.acts if act.id != "disclaimer"])
    ):
        return None
    voice = speech.Voice(content)
    lines = (speech.text(shown, voice), speech.text([Act("disclaimer")], voice))
    return content.word("card.title"), "\n\n".join(lines)
