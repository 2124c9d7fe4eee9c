"""What a handler is given and what it gives back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from face_guide.prompts import Prompts
    from face_guide.rules import Fact, Question, Rules
    from face_guide.state import SessionState
    from face_guide.turn import Act, Turn


class TurnContext(NamedTuple):
    """One turn with all that a handler may look at."""

    turn: Turn
    state: SessionState
    rules: Rules
    content: Prompts
    guided: bool
    """False in information mode: nothing is asked about a person."""

    @property
    def question(self) -> Question | None:
        """The question that is waiting for an answer."""
        return self.rules.questions.get(self.state.asked or "")

    def slot(self, name: str) -> str | None:
        """The first id of a slot; None when it is empty or matched nothing."""
        return next(iter(self.turn.slots.get(name, ())), None)

    @property
    def told(self) -> list[Fact]:
        """The slots and ids of this turn."""
        return [(slot, id_) for slot, ids in self.turn.slots.items() for id_ in ids]

    def known(self, state: SessionState) -> TurnContext:
        """The same turn with another state."""
        return self._replace(state=state)


class Reply(NamedTuple):
    """Acts to speak, the question that ends the turn, and the state after it."""

    acts: tuple[Act, ...]
    ask: str | None
    """Id of the question; None closes the session."""
    state: SessionState
    content: bool = True
    """Whether the acts are content, to be repeated on request; an apology or a help text is not."""
    ask_again: bool = False
    """Whether the question is put in its other wording."""
