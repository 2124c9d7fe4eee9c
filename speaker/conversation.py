"""A conversation at the local speaker: what is said goes in, turns come out. Terminal, script and page share it."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from rapidfuzz import fuzz

from face_guide.speech import PACES
from speaker.device import Device, Exchange
from speaker.nlu import english
from speaker.nlu.normalize import parse
from speaker.transports import Transport, TransportError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speaker.nlu.recognizer import Recognition, Recognizer

_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<break [^>]*>")


class TranscriptTurn(NamedTuple):
    """What was heard and what was answered; the fields up to `cause` are the script protocol, in its order."""

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
    recognition: Recognition | None = None
    exchange: Exchange | None = None
    problem: str | None = None
    """Why the skill could not be heard, in one line."""

    def as_json(self) -> dict[str, Any]:
        """The script protocol's object."""
        return dict(zip(self._fields[:13], self[:13], strict=True))


class Conversation:
    """Sessions one after the other with one skill. Opened by a launch, or with `one_shot` by what is said first."""

    def __init__(
        self, door: Transport, recogniser: Recognizer, *, one_shot: bool = False
    ) -> None:
        self._device = Device(door, recogniser.model)
        self._recogniser = recogniser
        self._one_shot = one_shot
        self._session, self._over, self._silences = 0, False, 0

    def open(self) -> TranscriptTurn | None:
        """The first turn of a session: the reply to the launch; None where the first utterance opens it."""
        return None if self._one_shot else self._launch("")

    def reopen(self) -> TranscriptTurn | None:
        """End this session and open the next."""
        if self._device.open:
            self._leave("", "USER_INITIATED")
        self._device.forget()
        self._session, self._over, self._silences = self._session + 1, False, 0
        return self.open()

    def say(self, text: str) -> TranscriptTurn | None:
        """A turn for what was said; None where nobody listens any more. An empty text is a silence."""
        if self._over:
            return None
        if not text.strip():
            return self._silence()
        self._silences = 0
        named, wish = invoked(text, self._recogniser.model.invocation)
        if named and not wish:
            return self._launch(text)
        if wish in english.EXIT and self._device.open:
            return self._leave(text, "USER_INITIATED")
        heard = self._recogniser.recognize(wish, self._device.elicited)
        try:
            return self._turn(text, self._device.intent(heard), heard)
        except TransportError as error:
            return self._failed(text, error)

    def _launch(self, text: str) -> TranscriptTurn:
        try:
            return self._turn(text, self._device.launch())
        except TransportError as error:
            return self._failed(text, error)

    def _silence(self) -> TranscriptTurn | None:
        """The reprompt the first time; the end of the session the second time, or where nothing is asked again."""
        if not self._device.open:
            return None
        self._silences += 1
        if self._silences > 1 or not self._device.reprompt:
            return self._leave("", "EXCEEDED_MAX_REPROMPTS")
        return self._made(
            "", ssml=spoken(self._device.reprompt), known=self._device.attributes
        )

    def _leave(self, text: str, reason: str) -> TranscriptTurn:
        known = self._device.attributes
        try:
            exchange = self._device.end(reason)
        except TransportError as error:
            return self._failed(text, error)
        self._over = True
        return self._made(text, exchange=exchange, known=known)

    def _turn(
        self, text: str, exchange: Exchange, heard: Recognition | None = None
    ) -> TranscriptTurn:
        self._over = not self._device.open
        body = exchange.response.get("response") or {}
        card = body.get("card")
        return self._made(
            text,
            ssml=spoken(body.get("outputSpeech")),
            exchange=exchange,
            known=self._device.attributes,
        )._replace(
            intent=heard.intent if heard else None,
            slots=filled(heard) if heard else {},
            recognition=heard,
            card=card
            and {
                "title": card.get("title", ""),
                "text": card.get("text") or card.get("content") or "",
            },
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
        known: Mapping[str, Any] | None = None,
    ) -> TranscriptTurn:
        known = known or {}
        return TranscriptTurn(
            session=self._session,
            heard=text,
            request=exchange.request if exchange else None,
            intent=None,
            slots={},
            speech=plain(ssml),
            ssml=ssml,
            reprompt=plain(spoken(self._device.reprompt)) or None,
            card=None,
            ended=self._over,
            level=known.get("level"),
            asked=known.get("asked"),
            cause=known.get("cause"),
            exchange=exchange,
        )


def spoken(speech: Mapping[str, Any] | None) -> str:
    """The SSML of an outputSpeech; plain text is wrapped as a device would read it."""
    if not speech:
        return ""
    return str(
        speech.get("ssml")
        or f"<speak>{html.escape(speech.get('text', ''), quote=False)}</speak>"
    )


def plain(ssml: str) -> str:
    """SSML as one line of text."""
    text = " ".join(html.unescape(_TAG.sub(" ", ssml)).split())
    return re.sub(r"\s+([.,;:!?])", r"\1", text)


def ideas(ssml: str) -> list[list[str]]:
    """A reply as the eye wants it: paragraphs, where the voice makes its longer pause, of sentences."""
    pace = next(
        (pace for pace in PACES.values() if f'rate="{pace.rate}"' in ssml), None
    )
    parts = ssml.split(f'<break time="{pace.idea}"/>') if pace else [ssml]
    found = (
        [text for piece in _BREAK.split(part) if (text := plain(piece))]
        for part in parts
    )
    return [sentences for sentences in found if sentences]


def filled(heard: Recognition) -> dict[str, str | list[str]]:
    """Slot name -> resolved id, a list of them when several; the words heard where they match no value."""
    slots: dict[str, list[str]] = {}
    for value in heard.values:
        slots.setdefault(value.slot, []).append(
            value.entity.id if value.entity else value.words
        )
    return {name: ids if len(ids) > 1 else ids[0] for name, ids in slots.items()}


def invoked(text: str, invocation: str) -> tuple[bool, str]:
    """Whether the skill was called by its name ("ask face guide to …"), and the wish without that."""
    raw = [word for word in parse(text).raw if word not in english.FILLERS]
    name = invocation.split()
    for launch in (*english.LAUNCH_WORDS, ""):
        start = len(launch.split())
        called = " ".join(raw[start : start + len(name)])
        if raw[:start] == launch.split() and fuzz.ratio(called, invocation) >= (
            75 if launch else 90
        ):
            wish = raw[start + len(name) :]
            return True, " ".join(
                wish[1:] if wish and wish[0] in english.CONNECTORS else wish
            )
    return False, " ".join(raw) if raw else text
