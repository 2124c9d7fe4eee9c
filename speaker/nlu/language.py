"""The words of a language that are treated in a way of their own, from their file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    Words = frozenset[str]


@dataclass(frozen=True)
class Lengths:
    """Words of lengths of time."""

    halves: tuple[str, ...]
    vague: Mapping[str, float]
    units: Mapping[str, str]
    smaller: Mapping[str, tuple[float, str]]


@dataclass(frozen=True)
class Language:
    """`<language>.toml`, which says what each of these is for."""

    fillers: Words
    openers: Words
    filler_phrases: Words
    grunts: Words
    filler_guards: Words
    is_after: Words
    light: Words
    untold: Words
    negators: Words
    whose: Words
    subjects: Words
    telephone: Words
    questions: Words
    asking: Words
    asking_first: Words
    breaks: Words
    numbers: Words
    rates: Words
    counted: Words
    ageless: Words
    is_: Words
    corrections: Words
    yes: Words
    no: Words
    denials: Words
    adversatives: Words
    movements: Words
    exit: Words
    launch: tuple[str, ...]
    connectors: Words
    built_in: Mapping[str, tuple[str, ...]]
    contractions: Mapping[str, str]
    endings: Mapping[str, str]
    irregular: Mapping[str, str]
    assertion: Mapping[str, tuple[str, ...]]
    evidence: Mapping[str, tuple[tuple[str, ...], ...]]
    """Sign to the cues, as words, without which it is asked about."""
    lengths: Lengths

    @classmethod
    def load(cls, language: str) -> Language:
        """Read the file of a language."""
        text = (Path(__file__).parent / f"{language}.toml").read_text(encoding="utf-8")
        data: dict[str, Any] = tomllib.loads(text)
        kinds = {field.name: str(field.type) for field in fields(cls)}
        return cls(**{name: _made(data[name], kinds[name]) for name in kinds})


def _made(value: Any, kind: str) -> Any:
    if "tuple[tuple[str" in kind:
        return {k: tuple(tuple(cue.split()) for cue in v) for k, v in value.items()}
    if kind == "Lengths":
        return Lengths(**value)
    if isinstance(value, dict):
        return {k: tuple(v) if isinstance(v, list) else v for k, v in value.items()}
    return frozenset(value) if kind == "Words" else tuple(value)


ENGLISH = Language.load("en")
