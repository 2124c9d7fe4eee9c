"""Values that cross the guide's border: what the listener did, and what is said back."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_SLOTS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Turn(NamedTuple):
    """One thing the listener did. It holds no words of theirs but `heard`, and no id of a person or device."""

    kind: str
    """`launch`, `intent`, `end` (the session is over) or `other` (a request of a kind we do not know)."""
    intent: str | None = None
    slots: Mapping[str, tuple[str, ...]] = NO_SLOTS
    """Slot name to resolved ids; a slot may hold several."""
    heard: tuple[str, ...] = ()
    """Words of slot values that matched no id: for the danger check only, never kept or logged."""
    locale: str = "en-US"


class Act(NamedTuple):
    """One thing to say, by the id of its words. `fills` names the words that go into its gaps."""

    id: str
    fills: tuple[tuple[str, str], ...] = ()


class Response(NamedTuple):
    """What an edge needs to answer a turn."""

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
