"""The conversations that open pages hold: in memory only, bounded, forgotten when idle.

What a page sends is the truth: it carries all that was said in its conversation. What
is kept here only saves saying it again, so a restart, a second tab or the back button
loses nothing and mixes nothing up.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from speaker import replay
from speaker.conversation import Conversation, TranscriptTurn
from speaker.nlu.model import Model, models_folder
from speaker.nlu.normalize import LONGEST
from speaker.nlu.recognizer import Recognizer
from speaker.transports import Transport, in_process, over_http

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MAX_CONVERSATIONS = 64
"""Conversations kept at a time; the one that was silent longest goes first."""
MAX_TURNS = 200
"""Turns of one conversation; no page needs more, and a program that loops ends here."""
IDLE_TIMEOUT_S = 30 * 60.0
"""After so long a silent conversation is forgotten."""


class SessionConfig(NamedTuple):
    """The locale and the mode of a conversation."""

    locale: str = "en-US"
    mode: str = "guided"


class Workbench:
    """Makes conversations; a locale's recognizer is made when it is first needed."""

    def __init__(self, endpoint: str | None = None) -> None:
        """Send every envelope to `endpoint`, or else to the skill in this process.

        Raises:
            TransportError: `endpoint` is not on this machine.
        """
        self.endpoint = endpoint
        self._remote = over_http(endpoint) if endpoint else None
        self._recognizer = cache(lambda locale: Recognizer(Model.load(locale)))

    @property
    def locales(self) -> tuple[str, ...]:
        """The locales that have a model."""
        return tuple(sorted(path.stem for path in models_folder().glob("*.json")))

    def transport(self, mode: str) -> Transport:
        """Return where envelopes go.

        Raises:
            TransportError: The skill does not have this mode.
        """
        return self._remote or in_process(mode)

    def conversation(self, config: SessionConfig) -> Conversation:
        """Return a conversation that nobody has opened yet.

        Raises:
            ModelError: There is no model of the locale.
            TransportError: The skill does not have this mode.
        """
        return Conversation(
            self.transport(config.mode), self._recognizer(config.locale)
        )


class WebConversation:
    """One page's conversation, from the launch on."""

    def __init__(self, conversation: Conversation, config: SessionConfig) -> None:
        self.id = secrets.token_urlsafe(12)
        self.config = config
        self.turns: list[TranscriptTurn] = []
        self._conversation = conversation
        self._lock = threading.Lock()
        self._keep(conversation.open())

    @property
    def said(self) -> tuple[str, ...]:
        """What was said and answered, the launch apart."""
        return tuple(turn.heard for turn in self.turns[1:] if not turn.problem)

    @property
    def last(self) -> TranscriptTurn:
        """The turn that stands on the page."""
        return self.turns[-1]

    @property
    def note(self) -> list[str]:
        """The note for a doctor or pharmacist, once one was read: a paragraph each."""
        known = self.last.exchange.response if self.last.exchange else {}
        attributes = known.get("sessionAttributes") or {}
        read = (act for turn in self.turns for act in turn.acts)
        audiences = [act.split(".")[-1] for act in read if act.startswith("note.bring")]
        if not audiences or not attributes:
            return []
        guide = replay.guide(self.config.mode)
        return guide.note(self.config.locale, attributes, audiences[-1])

    @property
    def full(self) -> bool:
        """Whether it had all the turns that a conversation may have."""
        return len(self.turns) > MAX_TURNS

    def say(self, text: str) -> None:
        """Take one more turn; nothing is heard once the session is over."""
        with self._lock:
            if not self.full:
                self._keep(self._conversation.say(text))

    def _keep(self, turn: TranscriptTurn | None) -> None:
        if turn:
            self.turns.append(turn)


class ConversationStore:
    """All conversations, by id."""

    def __init__(
        self,
        begin: Callable[[SessionConfig], Conversation],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._begin = begin
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, WebConversation]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def begin(self, config: SessionConfig) -> WebConversation:
        """Keep a new conversation, opened by a launch, and return it.

        Raises:
            ModelError: There is no model of the locale.
            TransportError: The skill does not have this mode.
        """
        conversation = WebConversation(self._begin(config), config)
        self._touch(conversation)
        return conversation

    def find(self, id_: str) -> WebConversation | None:
        """Return the conversation with this id, unless it was forgotten."""
        with self._lock:
            seen, conversation = self._kept.get(id_, (0.0, None))
        if not conversation or self._clock() - seen > IDLE_TIMEOUT_S:
            return None
        self._touch(conversation)
        return conversation

    def resume(
        self, id_: str, config: SessionConfig, past: Sequence[str]
    ) -> WebConversation:
        """Return the conversation in which all this was said.

        The kept one if it is that; else a new one to which the same is said again.
        """
        found = self.find(id_)
        if found and found.said == tuple(past) and _usable(found, config):
            return found
        conversation = self.begin(config)
        for text in past[:MAX_TURNS]:
            conversation.say(text)
        return conversation

    def say(
        self, id_: str, config: SessionConfig, past: Sequence[str], text: str
    ) -> WebConversation:
        """Say something in a conversation, and return it.

        What was answered before is not said twice: its answer was lost on its way.
        """
        text = " ".join(text[:LONGEST].split())
        found = self.find(id_)
        if found and found.said == (*past, text):
            return found
        conversation = self.resume(id_, config, past)
        conversation.say(text)
        return conversation

    def _touch(self, conversation: WebConversation) -> None:
        with self._lock:
            self._kept[conversation.id] = (self._clock(), conversation)
            self._kept.move_to_end(conversation.id)
            while len(self._kept) > MAX_CONVERSATIONS or self._oldest_is_idle():
                self._kept.popitem(last=False)

    def _oldest_is_idle(self) -> bool:
        seen, _ = next(iter(self._kept.values()))
        return self._clock() - seen > IDLE_TIMEOUT_S


def _usable(conversation: WebConversation, config: SessionConfig) -> bool:
    return conversation.config == config and not conversation.last.problem
