"""A conversation at the local speaker: what is said goes in, turns come out.

Terminal, script and page share it.
"""

from __future__ import annotations

import html
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from rapidfuzz import fuzz

from face_guide.state import SessionState
from speaker.device import Device, Exchange
from speaker.nlu.language import ENGLISH
from speaker.nlu.normalize import parse
from speaker.nlu.recognizer import Recognition
from speaker.replay import SpokenAct, acts_of_reply, acts_of_reprompt
from speaker.transports import Transport, TransportError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speaker.nlu.recognizer import Recognizer

NO_FACTS: Mapping[str, tuple[str, ...]] = MappingProxyType({})
MIN_NAME_LIKENESS = 90
"""Per cent of the invocation name; less is needed after "ask" or "open"."""
MIN_NAME_LIKENESS_LAUNCHED = 75
RESTING, RESUME = "rest_on", "AMAZON.ResumeIntent"
"""The question in the middle of a rest, and the intent that goes on with it."""
_TAG = re.compile(r"<[^>]*>")


class TranscriptTurn(NamedTuple):
    """What was heard and what was answered.

    The fields up to `cause` are keys of the script protocol, in its order.
    """

    session: int
    heard: str
    request: str | None
    """The request's type; None for a silence, which sends nothing."""
    intent: str | None
    slots: Mapping[str, str | list[str]]
    speech: str
    ssml: str
    reprompt: str | None
    card: Mapping[str, str] | None
    ended: bool
    level: str | None
    asked: str | None
    cause: str | None
    spoken: tuple[SpokenAct, ...] = ()
    """What the reply is made of; empty where it is not this version's."""
    person: str = "self"
    """Who the talk is about: an id of the slot type PERSON."""
    facts: Mapping[str, tuple[str, ...]] = NO_FACTS
    """Slot to the ids that are known after this turn."""
    recognition: Recognition | None = None
    exchange: Exchange | None = None
    problem: str | None = None
    """Why the skill could not be heard, in one line."""

    @property
    def acts(self) -> list[str]:
        """The ids of what was spoken, each with its wording where it is another one."""
        return [str(one.act) for one in self.spoken]

    @property
    def paragraphs(self) -> list[list[str]]:
        """The reply as the eye wants it: a paragraph an act, of sentences."""
        speech = [[self.speech]] if self.speech else []
        return [list(one.sentences) for one in self.spoken] or speech

    def as_json(self) -> dict[str, Any]:
        """Return the object of the script protocol."""
        protocol = dict(zip(self._fields[:13], self[:13], strict=True))
        facts = {slot: list(ids) for slot, ids in self.facts.items()}
        return {**protocol, "acts": self.acts, "person": self.person, "facts": facts}


class Conversation:
    """Sessions one after the other with one skill.

    A launch opens each, or with `one_shot` what is said first.
    """

    def __init__(
        self, transport: Transport, recognizer: Recognizer, *, one_shot: bool = False
    ) -> None:
        self._device = Device(transport, recognizer.model)
        self._recognizer = recognizer
        self._one_shot = one_shot
        self._session, self._over, self._silences = 0, False, 0

    def open(self) -> TranscriptTurn | None:
        """Return the reply to the launch; None where an utterance opens the session."""
        return None if self._one_shot else self._launch("")

    def reopen(self) -> TranscriptTurn | None:
        """End this session and open the next."""
        if self._device.open:
            self._leave("", "USER_INITIATED")
        self._device.forget()
        self._session, self._over, self._silences = self._session + 1, False, 0
        return self.open()

    def say(self, text: str) -> TranscriptTurn | None:
        """Return the turn for what was said; None where nobody listens any more.

        An empty text is a silence.
        """
        if self._over:
            return None
        if not text.strip():
            return self._silence()
        self._silences = 0
        named, utterance = invoked(text, self._recognizer.model.invocation)
        if named and not utterance:
            return self._launch(text)
        if utterance in ENGLISH.exit and self._device.open:
            return self._leave(text, "USER_INITIATED")
        recognized = self._recognizer.recognize(
            utterance, self._device.elicited, asked=self._asked
        )
        return self._heard(text, recognized)

    def _heard(self, text: str, recognized: Recognition) -> TranscriptTurn:
        try:
            return self._turn(text, self._device.intent(recognized), recognized)
        except TransportError as error:
            return self._failed(text, error)

    @property
    def _asked(self) -> str | None:
        """The id of the question that is open."""
        asked = self._device.attributes.get("asked")
        return str(asked) if asked else None

    def _launch(self, text: str) -> TranscriptTurn:
        try:
            return self._turn(text, self._device.launch())
        except TransportError as error:
            return self._failed(text, error)

    def _silence(self) -> TranscriptTurn | None:
        """Return the reprompt the first time, the end of the session the second time.

        Where nothing is asked again, the first silence ends it. In a guided rest it
        is rest, which goes on.
        """
        if not self._device.open:
            return None
        if self._asked == RESTING:
            return self._heard("", Recognition(RESUME, (), 1.0, "a rest goes on"))
        self._silences += 1
        if self._silences > 1 or not self._device.reprompt:
            return self._leave("", "EXCEEDED_MAX_REPROMPTS")
        known, ssml = self._device.attributes, output_ssml(self._device.reprompt)
        turn = self._made("", ssml=ssml, attributes=known)
        locale = self._recognizer.model.locale
        return turn._replace(spoken=acts_of_reprompt(known, locale))

    def _leave(self, text: str, reason: str) -> TranscriptTurn:
        known = self._device.attributes
        try:
            exchange = self._device.end(reason)
        except TransportError as error:
            return self._failed(text, error)
        self._over = True
        return self._made(text, exchange=exchange, attributes=known)

    def _turn(
        self, text: str, exchange: Exchange, recognized: Recognition | None = None
    ) -> TranscriptTurn:
        self._over = not self._device.open
        body = exchange.response.get("response") or {}
        ssml, known = output_ssml(body.get("outputSpeech")), self._device.attributes
        turn = self._made(text, ssml=ssml, exchange=exchange, attributes=known)
        return turn._replace(
            intent=recognized.intent if recognized else None,
            slots=filled(recognized) if recognized else {},
            card=_card(body.get("card")),
            spoken=acts_of_reply(exchange, ssml),
            recognition=recognized,
        )

    def _failed(self, text: str, error: TransportError) -> TranscriptTurn:
        self._device.forget()
        self._over = True
        return self._made(text)._replace(problem=str(error))

    def _made(
        self,
        text: str,
        *,
        ssml: str = "",
        exchange: Exchange | None = None,
        attributes: Mapping[str, Any] = MappingProxyType({}),
    ) -> TranscriptTurn:
        state = SessionState.load(attributes)
        return TranscriptTurn(
            session=self._session,
            heard=text,
            request=exchange.request if exchange else None,
            intent=None,
            slots={},
            speech=plain(ssml),
            ssml=ssml,
            reprompt=plain(output_ssml(self._device.reprompt)) or None,
            card=None,
            ended=self._over,
            level=attributes.get("level"),
            asked=attributes.get("asked"),
            cause=attributes.get("cause"),
            person=state.person,
            facts=state.answers,
            exchange=exchange,
        )


def output_ssml(speech: Mapping[str, Any] | None) -> str:
    """Return the SSML of an outputSpeech; a device wraps plain text so."""
    if not speech:
        return ""
    text = html.escape(speech.get("text", ""), quote=False)
    return str(speech.get("ssml") or f"<speak>{text}</speak>")


def plain(ssml: str) -> str:
    """Return SSML as one line of text."""
    text = " ".join(html.unescape(_TAG.sub(" ", ssml)).split())
    return re.sub(r"\s+([.,;:!?])", r"\1", text)


def filled(recognized: Recognition) -> dict[str, str | list[str]]:
    """Return slot name to resolved id, a list of them where there are several.

    Words that match no value stand for themselves.
    """
    slots: dict[str, list[str]] = {}
    for value in recognized.values:
        id_ = value.entity.id if value.entity else value.words
        slots.setdefault(value.slot, []).append(id_)
    return {name: ids if len(ids) > 1 else ids[0] for name, ids in slots.items()}


def _card(card: Mapping[str, Any] | None) -> dict[str, str] | None:
    if not card:
        return None
    text = card.get("text") or card.get("content") or ""
    return {"title": card.get("title", ""), "text": text}


def invoked(text: str, invocation: str) -> tuple[bool, str]:
    """Return whether the skill was called by its name, and the utterance without it.

    Example:
        >>> invoked("Alexa, ask face guide to list the causes", "face guide")
        (True, 'list the causes')
    """
    raw = [word for word in parse(text).raw if word not in ENGLISH.fillers]
    name = invocation.split()
    for launch in (*ENGLISH.launch, ""):
        start = len(launch.split())
        called = " ".join(raw[start : start + len(name)])
        least = MIN_NAME_LIKENESS_LAUNCHED if launch else MIN_NAME_LIKENESS
        if raw[:start] == launch.split() and fuzz.ratio(called, invocation) >= least:
            rest = raw[start + len(name) :]
            connected = rest and rest[0] in ENGLISH.connectors
            return True, " ".join(rest[1:] if connected else rest)
    return False, " ".join(raw) if raw else text
