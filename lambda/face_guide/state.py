"""All that the guide remembers between two turns, as one small value. It lives in the session attributes only."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from face_guide.rules import Level
from face_guide.turn import Act

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Self

VERSION = 1
ID = re.compile(r"[A-Za-z0-9_.]{1,60}")
MOST = 24
"""More entries than this in one part of the attributes were not written by us."""


class SessionState(NamedTuple):
    """What is known, what was said last and what was asked."""

    answers: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """Slot name to ids, as the listener gave them."""
    done: tuple[str, ...] = ()
    """Questions that need not be put again: answered no, none or not sure."""
    level: Level | None = None
    """The highest level spoken so far; it only rises."""
    warning: str | None = None
    """The warning that was spoken for that level, from `urgent` upwards."""
    asked: str | None = None
    """The question that the last reply ended with."""
    cause: str | None = None
    """The cause that the talk is about."""
    said: tuple[Act, ...] = ()
    """The content of the last reply, for repeat, other words and sources."""
    reading: str | None = None
    """The list being read: `causes`, `tips` or `topic`."""
    at: int = 0
    """The place in that list."""
    pace: str = "normal"
    misses: int = 0
    """Misunderstandings in a row."""
    skipped: bool = False
    """Whether the pending danger question was skipped once."""
    disclaimed: bool = False

    @property
    def person(self) -> str:
        """Who the talk is about: an id of the slot type PERSON."""
        return self.answers.get("person", ("self",))[0]

    @property
    def emergency(self) -> bool:
        """Whether the emergency line was spoken in this session."""
        return self.level is Level.emergency

    def but(self, **changes: Any) -> SessionState:
        """A copy with some fields changed."""
        return self._replace(**changes)

    def raised(self, level: Level) -> SessionState:
        """A copy at this level, unless it is higher already."""
        return self.but(level=max(level, self.level or level))

    def dump(self) -> dict[str, object]:
        """The session attributes: plain JSON values."""
        return {
            "version": VERSION,
            "answers": {slot: list(ids) for slot, ids in self.answers.items()},
            "done": list(self.done),
            "level": self.level.name if self.level else None,
            "warning": self.warning,
            "asked": self.asked,
            "cause": self.cause,
            "said": [[act.id, dict(act.fills)] for act in self.said],
            "reading": self.reading,
            "at": self.at,
            "pace": self.pace,
            "misses": self.misses,
            "skipped": self.skipped,
            "disclaimed": self.disclaimed,
        }

    @classmethod
    def load(cls, attributes: Mapping[str, object]) -> Self:
        """The state in these session attributes; whatever is not as we write it is left out, field by field."""
        get = attributes.get
        return cls(
            answers=_answers(get("answers")),
            done=tuple(_ids(get("done"))),
            level=_level(get("level")),
            warning=_id(get("warning")),
            asked=_id(get("asked")),
            cause=_id(get("cause")),
            said=tuple(_acts(get("said"))),
            reading=_id(get("reading")),
            at=_count(get("at")),
            pace=_id(get("pace")) or "normal",
            misses=_count(get("misses")),
            skipped=get("skipped") is True,
            disclaimed=get("disclaimed") is True,
        )


def _id(value: object) -> str | None:
    return value if isinstance(value, str) and ID.fullmatch(value) else None


def _ids(value: object) -> Iterable[str]:
    items = value[:MOST] if isinstance(value, list) else []
    return [item for item in items if _id(item)]


def _count(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value <= MOST else 0


def _level(value: object) -> Level | None:
    return Level.__members__.get(value) if isinstance(value, str) else None


def _answers(value: object) -> dict[str, tuple[str, ...]]:
    slots = list(value.items())[:MOST] if isinstance(value, dict) else []
    return {
        slot: tuple(ids) for slot, found in slots if _id(slot) and (ids := _ids(found))
    }


def _acts(value: object) -> Iterable[Act]:
    items = value[:MOST] if isinstance(value, list) else []
    return [
        Act(id_, _fills(item[1]))
        for item in items
        if isinstance(item, list) and len(item) == 2 and (id_ := _id(item[0]))
    ]


def _fills(value: object) -> tuple[tuple[str, str], ...]:
    items = list(value.items())[:MOST] if isinstance(value, dict) else []
    return tuple((gap, word) for gap, word in items if _id(gap) and _id(word))
