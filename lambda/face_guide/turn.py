"""What crosses the guide's border: what the listener did, and what is said back."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_SLOTS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Turn(NamedTuple):
    """One thing the listener did, without an id of a person or device."""

    kind: str
    """`launch`, `intent`, `end` (the session is over) or `other` (an unknown kind)."""
    intent: str | None = None
    slots: Mapping[str, tuple[str, ...]] = NO_SLOTS
    """Slot name to resolved ids; a slot may hold several."""
    unmatched_text: tuple[str, ...] = ()
    """Slot values that matched no id: for red flags only, never kept or logged."""
    locale: str = "en-US"
    unsure: Mapping[str, tuple[str, ...]] = NO_SLOTS
    """What was not heard well. None of it is in `slots`, so that nothing that looks for
    what was told takes it for told. An Echo sends none (docs/adr/0010)."""


class Wording(StrEnum):
    """Which of its wordings a statement is said in."""

    SAY = "say"
    AGAIN = "again"
    """The same in other words."""
    REPROMPT = "reprompt"
    """A question once more, after silence."""
    WHY = "why"
    """Why a question is asked."""


class Act(NamedTuple):
    """One thing to say, by the id of its statement.

    Example:
        >>> str(Act("ask.location", Wording.AGAIN))
        'ask.location.again'
    """

    id: str
    wording: Wording = Wording.SAY
    arguments: tuple[tuple[str, str], ...] = ()
    """Placeholder to the id of the word that fills it."""

    def __str__(self) -> str:
        return self.id if self.wording is Wording.SAY else f"{self.id}.{self.wording}"


class Response(NamedTuple):
    """What an edge needs to answer a turn."""

    acts: tuple[Act, ...]
    """All that is said, the question included, in the wordings that are spoken."""
    text: str
    """The speech without markup."""
    ssml: str
    reprompt: str | None
    """SSML that is heard after silence; None exactly when the session ends."""
    reprompt_text: str | None
    card: tuple[str, str] | None
    """Title and text; public content only, nothing about a person."""
    ended: bool
    elicit: str | None
    """The slot of WhyTwitchIntent that the question asks for, if it asks for one."""
    attributes: dict[str, object]
    """The session attributes: all that the guide remembers, as plain JSON values."""
