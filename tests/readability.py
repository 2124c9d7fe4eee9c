"""The figures a spoken reply must keep (design: short, plain, one question last)."""

from __future__ import annotations

import re
from functools import cache

import textstat

from face_guide import speech
from face_guide.prompts import Prompts

SPEECH = 600
EMERGENCY_SPEECH = 700
SENTENCE_WORDS = 25
GRADE = 6.0
EMERGENCY_GRADE = 5.0
EXEMPT_WORDS = 12
SHORT = "it"
SPLIT = re.compile(r"(?<=[.!?])\s+")


@cache
def hard_names(locale: str) -> re.Pattern[str]:
    """Names of diseases, medicines and bodies, which count as one short word."""
    words = Prompts.load(locale).words
    names = {
        word
        for id_, word in words.items()
        if id_.startswith(("cause.", "medicine.", "source.")) and id_.count(".") <= 2
    }
    # What the listener named, said back in one word: "Diabetes, noted."
    told = (word for id_, word in words.items() if id_.startswith("read_back."))
    names |= {word for word in told if " " not in word}
    return re.compile(
        "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)),
        re.IGNORECASE,
    )


def grade(text: str, locale: str = "en-US") -> float:
    """Flesch-Kincaid grade of the whole text, each hard name as one short word."""
    return float(textstat.flesch_kincaid_grade(hard_names(locale).sub(SHORT, text)))


@cache
def faults(
    text: str, locale: str = "en-US", *, emergency: bool = False
) -> tuple[str, ...]:
    """Return what is wrong with a reply as speech; empty when nothing is."""
    found = []
    if len(text) > (EMERGENCY_SPEECH if emergency else SPEECH):
        found.append(f"{len(text)} characters")
    found += [
        f"long sentence: {one}"
        for one in SPLIT.split(text)
        if len(one.split()) > SENTENCE_WORDS
    ]
    limit = EMERGENCY_GRADE if emergency else GRADE
    if len(text.split()) >= EXEMPT_WORDS and grade(text, locale) > limit:
        found.append(f"grade {grade(text, locale):.1f}")
    return tuple(found)


def voices(locale: str) -> list[speech.Voice]:
    """One voice for each person of a locale."""
    words = Prompts.load(locale)
    return [speech.Voice(words, person) for person in words.person_words]
