"""Acts to words: the one place for placeholders, pauses, escaping and pronunciation."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from face_guide.prompts import Prompts, capitals
from face_guide.turn import Act, Wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from face_guide.prompts import HardWords, Statement

SENTENCE = re.compile(r"(?<=[.!?])\s+")


class Pace(NamedTuple):
    """How fast to speak. Pauses change first: stretched words are harder to hear."""

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


Form = Literal["say", "carer", "phone"]
"""Whom a statement is said to: the one it is about, a carer, or one on the phone."""


class Voice(NamedTuple):
    """Who speaks how to whom."""

    prompts: Prompts
    person: str = "self"
    """Who the talk is about: an id of the slot type PERSON."""
    pace: str = "normal"
    form: Form = "say"


class Rendered(NamedTuple):
    """Acts in the wordings in which they are spoken, as text and as SSML."""

    acts: tuple[Act, ...]
    text: str
    ssml: str


@lru_cache(maxsize=1024)  # replies repeat, and to word one anew is a third of a turn
def render(
    acts: tuple[Act, ...], locale: str, person: str, pace: str, form: Form = "say"
) -> Rendered:
    """Return acts as they are spoken in a locale, about a person, at a pace.

    Raises:
        ContentError: An act, or a word for one of its placeholders, is missing.
    """
    voice = Voice(Prompts.load(locale), person, pace, form)
    said = tuple(spoken(act, voice.prompts) for act in acts)
    ideas = [words_of(act, voice) for act in said]
    return Rendered(said, " ".join(ideas), marked_up(ideas, voice))


def spoken(act: Act, prompts: Prompts) -> Act:
    """Return the act in the wording in which it is spoken.

    What has no such wording is said in other words, else as it stands.

    Raises:
        ContentError: The act has no statement.
    """
    statement = prompts.statement(act.id)
    if act.wording is Wording.SAY or getattr(statement, act.wording):
        return act
    return act._replace(wording=Wording.AGAIN if statement.again else Wording.SAY)


def words_of(act: Act, voice: Voice) -> str:
    """Return the words of an act.

    Raises:
        ContentError: The act, or a word for one of its placeholders, is missing.
    """
    prompts = voice.prompts
    statement = prompts.statement(act.id)
    words = _wording(statement, act.wording, voice.form)
    if "{" not in words:
        return words
    own = prompts.person_words.get(voice.person) or prompts.person_words["self"]
    arguments = {
        name: prompts.word(word).format_map(own) for name, word in act.arguments
    }
    return words.format_map({**own, **capitals(arguments)})


def _wording(statement: Statement, wording: Wording, form: Form) -> str:
    said: str | None
    if wording is Wording.SAY:
        carer = statement.carer if form != "say" else None
        said = (statement.phone if form == "phone" else None) or carer or statement.say
    else:
        said = getattr(statement, wording)
    return said or statement.again or statement.say


def sentences_of(act: Act, voice: Voice) -> list[str]:
    """Return the sentences of an act, as the eye wants them."""
    return SENTENCE.split(words_of(act, voice))


def text(acts: Iterable[Act], voice: Voice) -> str:
    """Return the acts as plain text, as a card or a terminal shows them."""
    return " ".join(words_of(act, voice) for act in acts)


def ssml(acts: Iterable[Act], voice: Voice) -> str:
    """Return the acts as one SSML document.

    There is a pause between sentences and a longer one between acts.
    """
    return marked_up([words_of(act, voice) for act in acts], voice)


def marked_up(ideas: Iterable[str], voice: Voice) -> str:
    """Return the words of acts as one SSML document."""
    pace = PACES.get(voice.pace, PACES["normal"])
    pause, hard_words = f'<break time="{pace.idea}"/>', voice.prompts.pronounce
    speech = pause.join(_sentences(idea, pace.sentence, hard_words) for idea in ideas)
    return f'<speak><prosody rate="{pace.rate}">{speech}</prosody></speak>'


def _sentences(words: str, pause: str, hard_words: HardWords) -> str:
    marked = (_pronounced(sentence, hard_words) for sentence in SENTENCE.split(words))
    return f'<break time="{pause}"/>'.join(marked)


def _pronounced(words: str, hard_words: HardWords) -> str:
    aliases = {word: alias for word, alias in hard_words if word in words}
    if not aliases:
        return _escaped(words)
    pieces = re.split(f"({'|'.join(map(re.escape, aliases))})", words)
    return "".join(_piece(piece, aliases.get(piece)) for piece in pieces)


def _piece(piece: str, alias: str | None) -> str:
    written = _escaped(piece)
    return f'<sub alias="{_escaped(alias)}">{written}</sub>' if alias else written


def _escaped(text: str) -> str:
    # xml.sax.saxutils would do, but imports an HTTP client and TLS: a fifth of a cold
    # start, and 8 MB.
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return text.replace(">", "&gt;").replace('"', "&quot;")
