"""The guide as its edges see it: turn and session attributes in, a response out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide import dialog, speech
from face_guide.context import Reply, TurnContext
from face_guide.errors import ContentError, SettingError
from face_guide.handlers import companion, exercises, half_heard, note
from face_guide.handlers.half_heard import question_of
from face_guide.handlers.topics import LISTS
from face_guide.prompts import HOME, Prompts, read_data
from face_guide.questions import read_back
from face_guide.rules import ConfirmQuestion, HeardQuestion, Rules, SlotQuestion
from face_guide.state import SessionState
from face_guide.turn import Act, Response, Turn, Wording

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from face_guide.speech import Form

MODES = ("guided", "information")
DISCLAIMER = Act("disclaimer")
SIGNS_IN_WRITING = Act("help.signs")
SILENCE = Response((), "", "", None, None, None, ended=True, elicit=None, attributes={})


class Guide:
    """The rules, and a mode.

    `guided` asks its way to the advice, `information` asks nothing about a person.
    """

    def __init__(self, rules: Rules, mode: str = "guided") -> None:
        """Take the mode.

        Raises:
            SettingError: The mode is unknown.
        """
        if mode not in MODES:
            modes = " or ".join(MODES)
            raise SettingError(f"FACE_GUIDE_MODE: '{mode}' is unknown; use {modes}")
        self.rules = rules
        self.mode = mode

    @classmethod
    def load(cls, mode: str = "guided") -> Self:
        """Return a guide with the rules and words of this package.

        Raises:
            ContentError: The rules and words are not built.
            SettingError: The mode is unknown.
        """
        return cls(Rules.from_json(read_data(HOME)), mode)

    def respond(self, turn: Turn, attributes: Mapping[str, object]) -> Response:
        """Return the answer to a turn; empty once the session is over.

        Args:
            turn: What the listener did.
            attributes: The session attributes of the last response, as they came back.
        """
        if turn.kind == "end":
            return SILENCE
        context = self._context(turn, attributes)
        return self._rendered(dialog.respond(context), context.prompts)

    def apology(self, locale: str, attributes: Mapping[str, object]) -> Response:
        """Return what is said when something broke. Nothing is forgotten."""
        context = self._context(Turn("other", locale=locale), attributes)
        state = context.state.replace(asked=context.pending)
        arguments = dialog.question_arguments(context.with_state(state))
        reply = Reply((Act("apology"),), state.asked, state, arguments=arguments)
        return self._rendered(reply, context.prompts)

    def note(
        self, locale: str, attributes: Mapping[str, object], audience: str = "doctor"
    ) -> list[str]:
        """Return a note in writing, a paragraph each; nothing of it is kept.

        Args:
            locale: The locale of the words.
            attributes: The session attributes of the talk.
            audience: An id of the slot type AUDIENCE.
        """
        context = self._context(Turn("other", locale=locale), attributes)
        state = context.state
        voice = speech.Voice(context.prompts, state.person, form=form_of(state))
        return [speech.text([act], voice) for act in note.note(context, audience)]

    def _context(self, turn: Turn, attributes: Mapping[str, object]) -> TurnContext:
        words = Prompts.load(turn.locale)
        state, guided = self._recall(attributes, words), self.mode == "guided"
        return TurnContext(turn, state, self.rules, words, guided=guided)

    def _recall(self, attributes: Mapping[str, object], words: Prompts) -> SessionState:
        """Return the state in the attributes without ids that this version has not."""
        state = SessionState.load(attributes)
        known = {
            "asked": self._is_askable(state, words),
            "cause": state.cause in self.rules.causes,
            "warning": f"warning.{state.warning}" in words.statements,
            "list_name": state.list_name in (*LISTS, exercises.LIST)
            or (state.emergency and state.list_name == companion.LIST),
            "exercise": state.exercise in self.rules.exercises,
            "half_said": state.half_said in self.rules.signs,
            "half_heard": half_heard.is_sound(state.half_heard, self.rules, words),
            "called": f"companion.{state.called}" in words.statements,
        }
        changes: dict[str, object] = {name: None for name in known if not known[name]}
        said = tuple(act for act in state.last_acts if _sayable(act, words))
        if state.asked == self.rules.called_for.half_said.id and not known["half_said"]:
            changes["half_said"] = self.rules.unnamed_sign
        if said != state.last_acts:
            changes["last_acts"] = said
        return state.replace(**changes)

    def _is_askable(self, state: SessionState, words: Prompts) -> bool:
        """Whether the question that is open has all that it is worded with."""
        question, told = self.rules.questions.get(state.asked or ""), state.half_heard
        if isinstance(question, HeardQuestion):
            sound = half_heard.is_sound(told, self.rules, words)
            return bool(told and sound and question is question_of(told, self.rules))
        if isinstance(question, ConfirmQuestion):
            return len(read_back(state.answers)) >= question.facts
        sound = exercises.is_sound(state, self.rules.exercises)
        return question is not None and sound

    def _rendered(self, reply: Reply, words: Prompts) -> Response:
        form = form_of(reply.state)
        voice = (words.locale, reply.state.person, reply.state.pace, form)
        said = speech.render((*reply.acts, *_question(reply)), *voice)
        again = speech.render(_question(reply, reprompt=True), *voice)
        question = self.rules.questions.get(reply.ask or "")
        return Response(
            acts=said.acts,
            text=said.text,
            ssml=said.ssml,
            reprompt=again.ssml if reply.ask else None,
            reprompt_text=again.text if reply.ask else None,
            card=_card(reply, words),
            ended=reply.ask is None,
            elicit=question.slot if isinstance(question, SlotQuestion) else None,
            attributes=reply.state.dump(),
        )


def _question(reply: Reply, *, reprompt: bool = False) -> tuple[Act, ...]:
    if reply.ask is None:
        return ()
    wording = Wording.REPROMPT if reprompt else reply.wording
    return (Act(f"ask.{reply.ask}", wording, reply.arguments),)


def form_of(state: SessionState) -> Form:
    """Return to whom a statement is said: the one it is about, or a carer."""
    if state.person == "self":
        return "say"
    return "phone" if "on_phone" in state.answers.get("background", ()) else "carer"


def _sayable(act: Act, words: Prompts) -> bool:
    """Whether this version has words for an act of the session attributes."""
    statement = words.statements.get(act.id)
    if statement and not act.arguments and "{" not in statement.say:
        return True
    try:
        speech.words_of(act, speech.Voice(words))
    except (ContentError, KeyError):
        return False
    return True


def _card(reply: Reply, words: Prompts) -> tuple[str, str] | None:
    """Return a card with what was read of a public topic, worded for nobody.

    The card of help has the danger signs: a list that is to be read and not heard.
    """
    said = tuple(act for act in reply.acts if act != DISCLAIMER)
    public = all(words.statement(act.id).kind.on_cards for act in said)
    if any(act.id.startswith("help.") for act in said):
        said = (SIGNS_IN_WRITING,)
    elif reply.state.level or not said or not public:
        return None
    nobody = (words.locale, "self", "normal", "say")
    lines = (speech.render(acts, *nobody).text for acts in (said, (DISCLAIMER,)))
    return words.word("card.title"), "\n\n".join(lines)
