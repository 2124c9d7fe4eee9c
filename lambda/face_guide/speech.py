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
CUE = re.compile(r"\s*\[(\d+)( bell)?\]\s*")
"""`Close your eyes. [20 bell]`: from its first word to the end of the bell, 20 s."""
BELL = '<audio src="bell.mp3"/>'
"""Where it is depends on the edge: see `face_guide.alexa.envelope`."""
BELL_MS = 2_000
LONGEST_BREAK_MS = 10_000
"""The longest that SSML takes on the platform."""
WORDS_A_SECOND = 2.5


class Pace(NamedTuple):
    """How fast to speak. Pauses change first: stretched words are harder to hear."""

    rate: int
    """Per cent of the voice's own."""
    sentence: int
    """Pause between sentences, in milliseconds."""
    idea: int
    """Pause between acts, in milliseconds."""
    volume: str = ""


LADDER = ("slowest", "slow", "normal", "fast", "fastest")
"""The paces that "slower" and "faster" go down and up."""
PACES = {
    "slowest": Pace(78, 1000, 1500),
    "slow": Pace(88, 700, 1100),
    "normal": Pace(95, 250, 500),
    "fast": Pace(108, 100, 250),
    "fastest": Pace(122, 50, 150),
    "loud": Pace(88, 500, 900, "x-loud"),
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
    text = " ".join(filter(None, map(untimed, ideas)))
    return Rendered(said, text, marked_up(ideas, voice))


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
    return SENTENCE.split(untimed(words_of(act, voice)))


def untimed(words: str) -> str:
    """Return words without their cues.

    Example:
        >>> untimed("In. [4] Out. [6 bell]")
        'In. Out.'
    """
    return CUE.sub(" ", words).strip()


def text(acts: Iterable[Act], voice: Voice) -> str:
    """Return the acts as plain text, as a card or a terminal shows them."""
    return " ".join(untimed(words_of(act, voice)) for act in acts)


def ssml(acts: Iterable[Act], voice: Voice) -> str:
    """Return the acts as one SSML document.

    There is a pause between sentences and a longer one between acts.
    """
    return marked_up([words_of(act, voice) for act in acts], voice)


def marked_up(ideas: Iterable[str], voice: Voice) -> str:
    """Return the words of acts as one SSML document."""
    pace = PACES.get(voice.pace, PACES["normal"])
    hard_words = voice.prompts.pronounce
    said = (_timed(idea, pace, hard_words) for idea in ideas)
    speech = f'<break time="{pace.idea}ms"/>'.join(said)
    volume = f' volume="{pace.volume}"' if pace.volume else ""
    return f'<speak><prosody rate="{pace.rate}%"{volume}>{speech}</prosody></speak>'


def _timed(words: str, pace: Pace, hard_words: HardWords) -> str:
    """Return words with the quiet that their cues ask for."""
    *cued, rest = CUE.split(words)
    parts = []
    for said, seconds, bell in zip(cued[::3], cued[1::3], cued[2::3], strict=True):
        quiet = 1000 * int(seconds) - spoken_ms(said, pace) - (BELL_MS if bell else 0)
        parts += [_sentences(said, pace, hard_words), _quiet(quiet), bell and BELL]
    return "".join(filter(None, (*parts, _sentences(rest, pace, hard_words))))


def spoken_ms(words: str, pace: Pace) -> int:
    """Return about how long words take, in milliseconds."""
    rate = WORDS_A_SECOND * pace.rate / PACES["normal"].rate
    pauses = pace.sentence * (len(SENTENCE.split(words)) - 1)
    return round(1000 * len(words.split()) / rate) + pauses


def _quiet(ms: int) -> str:
    """Return breaks that last so long together; none where the words take it all."""
    whole, left = divmod(max(ms, 0), LONGEST_BREAK_MS)
    breaks = [LONGEST_BREAK_MS] * whole + ([left] if left else [])
    return "".join(f'<break time="{one}ms"/>' for one in breaks)


def _sentences(words: str, pace: Pace, hard_words: HardWords) -> str:
    marked = (_pronounced(sentence, hard_words) for sentence in SENTENCE.split(words))
    return f'<break time="{pace.sentence}ms"/>'.join(marked)


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
