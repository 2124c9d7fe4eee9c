"""Acts to words: the one place for gaps, pauses, escaping and pronunciation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from face_guide.prompts import Prompts, capitals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from face_guide.turn import Act

SENTENCE = re.compile(r"(?<=[.!?])\s+")


class Pace(NamedTuple):
    """How fast to speak. Pauses change first: stretched words are harder to make out."""

    rate: str
    sentence: str
    """Pause between sentences."""
    idea: str
    """Pause between acts."""


PACES = {
    "slow": Pace("88%", "700ms", "1100ms"),
    "normal": Pace("95%", "250ms", "500ms"),
    "fast": Pace("108%", "100ms", "250ms"),
}


class Voice(NamedTuple):
    """Who speaks how to whom: the words of a locale, the person the talk is about, and the pace."""

    content: Prompts
    person: str = "self"
    pace: str = "normal"


def wording(act: Act, voice: Voice) -> str:
    """The words of an act. An id that ends in `.again`, `.reprompt` or `.why` takes that wording, else the plain one.

    Raises ContentError when the act, or a word for one of its gaps, is missing.
    """
    words = _variant(act.id, voice.content)
    if "{" not in words:
        return words
    gaps = voice.content.gaps.get(voice.person) or voice.content.gaps["self"]
    fills = {gap: voice.content.word(word).format_map(gaps) for gap, word in act.fills}
    return words.format_map({**gaps, **capitals(fills)})


def wordings(acts: Iterable[Act], voice: Voice) -> list[str]:
    """The words of each act; joined by spaces they are the text that a card or a terminal shows."""
    return [wording(act, voice) for act in acts]


def ssml(acts: Iterable[Act], voice: Voice) -> str:
    """The acts as one SSML document, with a pause between sentences and a longer one between ideas."""
    return marked_up(wordings(acts, voice), voice)


def marked_up(ideas: Iterable[str], voice: Voice) -> str:
    """The wordings of acts as one SSML document."""
    pace = PACES.get(voice.pace, PACES["normal"])
    speech = f'<break time="{pace.idea}"/>'.join(
        _sentences(idea, pace, voice.content) for idea in ideas
    )
    return f'<speak><prosody rate="{pace.rate}">{speech}</prosody></speak>'


def text(acts: Iterable[Act], voice: Voice) -> str:
    """The acts as plain text, as a card or a terminal shows them."""
    return " ".join(wordings(acts, voice))


def _variant(id_: str, content: Prompts) -> str:
    base, _, variant = id_.rpartition(".")
    if variant not in ("again", "reprompt", "why"):
        return content.statement(id_).say
    statement = content.statement(base)
    return getattr(statement, variant) or statement.again or statement.say


def _sentences(words: str, pace: Pace, content: Prompts) -> str:
    spoken = (_pronounced(sentence, content) for sentence in SENTENCE.split(words))
    return f'<break time="{pace.sentence}"/>'.join(spoken)


def _pronounced(words: str, content: Prompts) -> str:
    found = [word for word in content.pronounce if word in words]
    if not found:
        return _escaped(words)
    pieces = re.split(f"({'|'.join(map(re.escape, found))})", words)
    return "".join(_piece(piece, content) for piece in pieces)


def _piece(piece: str, content: Prompts) -> str:
    alias = content.pronounce.get(piece)
    return (
        f'<sub alias="{_escaped(alias)}">{_escaped(piece)}</sub>'
        if alias
        else _escaped(piece)
    )


def _escaped(text: str) -> str:
    # xml.sax.saxutils would do, but imports an HTTP client and TLS: a fifth of a cold start, and 8 MB.
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
    )
