"""From a line of text to words that can be compared, with their stems and sounds."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from speaker.nlu import english

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST = 10_000
"""Characters of an utterance that are kept; a device never hears more."""
READ = 1_200
"""Characters of it that are understood: its beginning and its end."""

_TOKEN = re.compile(r"\{\w+\}|[a-z]+(?:'[a-z]+)*|\d+|'s\b")
_VOWEL = re.compile(r"[aeiouy]")
_SUFFIX = re.compile(r"(?:(?<=....)(?:ness|ly)|ing|(?<!e)ed|y|e|i)$")
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^isl", "il"), (r"^[kg]n", "n"), (r"^wr", "r"), (r"^ps", "s"), (r"ph", "f"),
        (r"^cae", "se"), (r"mb$", "m"), (r"ght", "t"), (r"t?ch|sh|tion|sion", "x"),
        (r"th", "0"), (r"dge?|j", "d"), (r"c(?=[eiy])", "s"), (r"[cq]k?u?", "k"),
        (r"z", "s"), (r"ng", "n"), (r"b", "p"), (r"v", "f"), (r"(.)\1+", r"\1"),
        (r"^[aeiouy]+", "A"), (r"(?<=.)[aeiouyhw]", ""),
    )
)  # fmt: skip


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

    def replaced(self, start: int, end: int, *put: str) -> Sentence:
        """Return the sentence with other words in place of those from `start` to `end`.

        What was heard stays.
        """
        cut = slice(start, end + 1)
        words, stems, origin = list(self.words), list(self.stems), list(self.origin)
        words[cut], stems[cut], origin[cut] = (
            put,
            map(stem, put),
            [origin[start], *[origin[end]] * (len(put) - 1)],
        )
        return Sentence(self.raw, tuple(words), tuple(stems), tuple(origin))


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
    if token in english.CONTRACTIONS:
        return tuple(english.CONTRACTIONS[token].split())
    for ending, word in english.ENDINGS.items():
        if token.endswith(ending):
            return token.removesuffix(ending), word
    base = token.removesuffix("'s")
    return (
        ((base, "is") if token != base and base in english.IS_AFTER else (base,))
        if base
        else ()
    )


def _number(digits: str) -> tuple[str, ...]:
    from num2words import num2words  # noqa: PLC0415  only digits need it

    if len(digits) > 4:
        return ()
    # Three figures that are no round number are a telephone number: "nine one one".
    parts = digits if len(digits) == 3 and digits[-1] != "0" else [digits]
    return tuple(
        re.findall(
            r"[a-z]+",
            " ".join(num2words(int(part)) for part in parts).replace(" and ", " "),
        )
    )


def _without_fillers(pairs: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    opening, skip = True, 0
    for n, (word, origin) in enumerate(pairs):
        two = f"{word} {pairs[n + 1][0]}" if n + 1 < len(pairs) else ""
        guarded = n > 0 and pairs[n - 1][0] in english.FILLER_GUARDS
        if skip or word in english.FILLERS or (opening and word in english.OPENERS):
            skip = 0
        elif two in english.FILLER_PHRASES and not (guarded and two == "you know"):
            skip = 1
        else:
            opening = False
            yield word, origin


@cache
def stem(word: str) -> str:
    """Return the word without its inflection; only meant for comparing.

    Twitching, twitches and twitchy all become "twitch".
    """
    word = english.TENSES.get(word, word)
    if word.startswith("{") or word in english.LIGHT:
        return word
    word = english.IRREGULAR.get(word, word)
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "su":
        word = word[:-1]
    while (
        (match := _SUFFIX.search(word))
        and match.start() >= 3
        and _VOWEL.search(word[: match.start()])
    ):
        word = word[: match.start()]
        if word[-1] == word[-2] and word[-1] not in "slaeiou":
            word = word[:-1]
    return word


@cache
def sound(word: str) -> str:
    """Return a rough spelling of how a word sounds.

    Island and eyelid become keys that resemble each other.
    """
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word


def light(words: Iterable[str]) -> bool:
    """Return whether there are only stop words."""
    return all(word in english.LIGHT for word in words)
