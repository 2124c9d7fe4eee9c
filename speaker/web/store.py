"""The talks that open pages hold: in memory only, bounded in number, forgotten after a while.

What a page sends is the truth: it carries all that was said in its talk. The talk kept here only saves saying it again,
so a restart, a second tab or the browser's back button loses nothing and mixes nothing up.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from speaker.conversation import Conversation, TranscriptTurn
from speaker.nlu.model import Model, models_folder
from speaker.nlu.normalize import LONGEST
from speaker.nlu.recognizer import Recognizer
from speaker.transports import Transport, in_process, over_http

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MAX_CONVERSATIONS = 64
"""ConversationStore kept at a time; the one that was silent longest goes first."""
MAX_TURNS = 200
"""Turns of one talk; no page needs more, and a program that loops ends here."""
IDLE_TIMEOUT_S = 30 * 60.0
"""Seconds after which a silent talk is forgotten."""


class SessionConfig(NamedTuple):
    """Where a talk is held, and how."""

    locale: str = "en-US"
    mode: str = "guided"


class Workbench:
    """Ears by locale and doors by mode, each made when it is first needed."""

    def __init__(self, endpoint: str | None = None) -> None:
        """Raises TransportError when `endpoint` is not on this machine."""
        self.endpoint = endpoint
        self._elsewhere = over_http(endpoint) if endpoint else None
        self._ears = cache(lambda locale: Recognizer(Model.load(locale)))

    @property
    def locales(self) -> tuple[str, ...]:
        """The locales that have a model."""
        return tuple(sorted(path.stem for path in models_folder().glob("*.json")))

    def door(self, mode: str) -> Transport:
        """Where envelopes go. Raises TransportError for a mode that the skill does not have."""
        return self._elsewhere or in_process(mode)

    def conversation(self, setting: SessionConfig) -> Conversation:
        """A conversation that nobody has opened yet. Raises ModelError or TransportError."""
        return Conversation(self.door(setting.mode), self._ears(setting.locale))


class WebConversation:
    """One page's conversation, from the launch on."""

    def __init__(self, conversation: Conversation, setting: SessionConfig) -> None:
        self.id = secrets.token_urlsafe(12)
        self.setting = setting
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
    def full(self) -> bool:
        """Whether it had all the turns that a talk may have."""
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
    """All talks, by id."""

    def __init__(
        self,
        begin: Callable[[SessionConfig], Conversation],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._begin = begin
        self._clock = clock
        self._talks: OrderedDict[str, tuple[float, WebConversation]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._talks)

    def begin(self, setting: SessionConfig) -> WebConversation:
        """A talk of its own, opened by a launch. Raises ModelError or TransportError."""
        talk = WebConversation(self._begin(setting), setting)
        self._touch(talk)
        return talk

    def find(self, id_: str) -> WebConversation | None:
        """The talk with this id, unless it was forgotten."""
        with self._lock:
            kept = self._talks.get(id_)
        if not kept or self._clock() - kept[0] > IDLE_TIMEOUT_S:
            return None
        self._touch(kept[1])
        return kept[1]

    def resume(
        self, id_: str, setting: SessionConfig, past: Sequence[str]
    ) -> WebConversation:
        """The talk in which all this was said: the one kept, or else the same said once more to a new one."""
        talk = self.find(id_)
        if (
            talk
            and talk.setting == setting
            and talk.said == tuple(past)
            and not talk.last.problem
        ):
            return talk
        talk = self.begin(setting)
        for text in past[:MAX_TURNS]:
            talk.say(text)
        return talk

    def say(
        self, id_: str, setting: SessionConfig, past: Sequence[str], text: str
    ) -> WebConversation:
        """Say something in a talk. What was answered before is not said twice: its answer was lost on its way."""
        text = " ".join(text[:LONGEST].split())
        talk = self.find(id_)
        if talk and talk.said == (*past, text):
            return talk
        talk = self.resume(id_, setting, past)
        talk.say(text)
        return talk

    def _touch(self, talk: WebConversation) -> None:
        with self._lock:
            self._talks[talk.id] = (self._clock(), talk)
            self._talks.move_to_end(talk.id)
            while len(self._talks) > MAX_CONVERSATIONS or self._oldest_rests():
                self._talks.popitem(last=False)

    def _oldest_rests(self) -> bool:
        seen, _ = next(iter(self._talks.values()))
        return self._clock() - seen > IDLE_TIMEOUT_S
