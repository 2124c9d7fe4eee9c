"""From a line of text to words that can be compared, with their stems."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from num2words import num2words

from speaker.nlu.language import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST = 10_000
"""Characters of an utterance that are kept; a device never hears more."""
READ = 1_200
"""Characters of it that are understood: its beginning and its end."""

_TOKEN = re.compile(r"\{\w+\}|[a-z]+(?:'[a-z]+)*|\d+|'s\b")
_VOWEL = re.compile(r"[aeiouy]")
_SUFFIX = re.compile(r"(?:(?<=....)(?:ness|ly)|ing|(?<!e)ed|y|e|i)$")


class Sentence(NamedTuple):
    """An utterance as words; `origin` is the position in `raw` of each of them."""

    raw: tuple[str, ...]
    words: tuple[str, ...]
    stems: tuple[str, ...]
    origin: tuple[int, ...]

    def heard(self, start: int, end: int) -> str:
        """Return the words as they were said, from `start` to `end`, both included."""
        text = " ".join(self.raw[self.origin[start] : self.origin[end] + 1])
        return text.removesuffix("'s")

    @property
    def text(self) -> str:
        """What was said as plain words, figures spelled out: what features see."""
        return " ".join(word for token in self.raw for word in _spelled(token))


def _ends(text: str) -> str:
    """Shorten a very long text to its beginning and end: what matters may come last."""
    half = READ // 2
    return text if len(text) <= READ else f"{text[:half]} {text[-half:]}"


def parse(text: str) -> Sentence:
    """Normalize an utterance: case, accents, digits, contractions, fillers."""
    plain = unicodedata.normalize("NFKD", _ends(text)).replace("\u2019", "'").casefold()
    raw = tuple(
        _TOKEN.findall("".join(c for c in plain if not unicodedata.combining(c)))
    )
    pairs = [(word, i) for i, token in enumerate(raw) for word in said_as(token)]
    pairs = list(_without_fillers(pairs)) or pairs
    words = tuple(word for word, _ in pairs)
    return Sentence(raw, words, tuple(map(stem, words)), tuple(i for _, i in pairs))


@cache
def said_as(token: str) -> tuple[str, ...]:
    """Return the words that one written word stands for: "isn't" is "is not"."""
    if token.isdigit():
        return _number(token)
    if token in ENGLISH.contractions:
        return tuple(ENGLISH.contractions[token].split())
    for ending, word in ENGLISH.endings.items():
        if token.endswith(ending):
            return token.removesuffix(ending), word
    base = token.removesuffix("'s")
    return (
        ((base, "is") if token != base and base in ENGLISH.is_after else (base,))
        if base
        else ()
    )


def _spelled(token: str) -> tuple[str, ...]:
    return _number(token) if token.isdigit() else (token,)


def inverted(text: str) -> str:
    """Return a text with yes and no changed, for a question whose yes is good."""
    words = ENGLISH.yes | ENGLISH.no
    return " ".join(
        ("no" if word in ENGLISH.yes else "yes") if word in words else word
        for word in text.split()
    )


def denies(text: str) -> bool:
    """Return whether a text holds a word of denial: a "no" has one."""
    words = text.split()
    return any(word in ENGLISH.denials or word.endswith("n't") for word in words)


def moves(words: Iterable[str]) -> bool:
    """Return whether a movement of the face is told, such as a twitch."""
    return not ENGLISH.movements.isdisjoint(map(stem, words))


def _number(digits: str) -> tuple[str, ...]:
    if len(digits) > 4:
        return ()
    parts = digits if digits in ENGLISH.telephone else [digits]
    return tuple(
        re.findall(
            r"[a-z]+",
            " ".join(num2words(int(part)) for part in parts).replace(" and ", " "),
        )
    )


def _without_fillers(pairs: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    opening, kept, skipped = True, 0, 0
    for n, (word, origin) in enumerate(pairs):
        two = f"{word} {pairs[n + 1][0]}" if n + 1 < len(pairs) else ""
        guarded = n > 0 and pairs[n - 1][0] in ENGLISH.filler_guards
        kept = 2 if two in ENGLISH.grunts else kept - 1
        empty = word in ENGLISH.fillers or (opening and word in ENGLISH.openers)
        skipped = 2 if two in ENGLISH.filler_phrases and not guarded else skipped - 1
        if kept > 0 or not (empty or skipped > 0):
            opening = False
            yield word, origin


@cache
def stem(word: str) -> str:
    """Return the word without its inflection; only meant for comparing.

    Twitching, twitches and twitchy all become "twitch".
    """
    word = ENGLISH.irregular.get(word, word)
    if word.startswith("{") or word in ENGLISH.light:
        return word
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "su":
        word = word[:-1]
    while (
        (match := _SUFFIX.search(word))
        and match.start() >= 3
        and _VOWEL.search(word[: match.start()])
    ):
        word = word[: match.start()]
        doubled = len(word) > 3 and word[-1] == word[-2] and word[-1] not in "slaeiou"
        word = word[:-1] if doubled else word
    return word


def light(words: Iterable[str]) -> bool:
    """Return whether there are only stop words."""
    return all(word in ENGLISH.light for word in words)
