"""All that the guide remembers between two turns, as one small value.

It lives in the session attributes only, and ends with the session.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from face_guide.rules import Level
from face_guide.turn import Act, Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Self

VERSION = 2
ID = re.compile(r"[A-Za-z0-9_.]{1,60}")
MAX_ATTRIBUTE_ITEMS = 24
"""More entries than this in one part of the attributes were not written by us."""
COUNTS = range(MAX_ATTRIBUTE_ITEMS + 1)
WORDINGS = {wording.value: wording for wording in Wording}


class SessionState(NamedTuple):
    """What is known, what was said last and what was asked."""

    answers: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """Slot name to ids, as the listener gave them."""
    closed_questions: tuple[str, ...] = ()
    """Questions that need not be put again: answered no, none or not sure."""
    level: Level | None = None
    """The highest level spoken so far; it only rises."""
    warning: str | None = None
    """The warning that was spoken for that level, from `urgent` upwards."""
    asked: str | None = None
    """The question that the last reply ended with."""
    cause: str | None = None
    """The cause that the talk is about."""
    last_acts: tuple[Act, ...] = ()
    """The content of the last reply, for repeat, other words and sources."""
    list_name: str | None = None
    """The list being read: `causes`, `tips` or `topic`."""
    page: int = 0
    """The place in that list."""
    pace: str = "normal"
    no_match_count: int = 0
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

    def replace(self, **changes: Any) -> SessionState:
        """Return a copy with some fields changed."""
        return self._replace(**changes)

    def at_least(self, level: Level) -> SessionState:
        """Return a copy at this level, unless it is higher already."""
        return self.replace(level=max(level, self.level or level))

    def with_answer(self, slot: str, id_: str) -> SessionState:
        """Return a copy in which an answer joins the others of its slot."""
        ids = tuple(dict.fromkeys((*self.answers.get(slot, ()), id_)))
        return self.replace(answers={**self.answers, slot: ids})

    def closing(self, *questions: str) -> SessionState:
        """Return a copy in which these questions need no more asking."""
        closed = tuple(dict.fromkeys((*self.closed_questions, *questions)))
        return self.replace(closed_questions=closed, skipped=False)

    def afresh(self) -> SessionState:
        """Return a state without answers; a level that was spoken is not forgotten."""
        kept = ("level", "warning", "pace", "disclaimed")
        return SessionState(**{name: getattr(self, name) for name in kept})

    def about(self, person: str) -> SessionState:
        """Return the state once the talk is about this person.

        Whoever was asked for danger signs answered for one person only: another one
        starts a check of their own and inherits no answer.
        """
        another = person != self.person
        if another and self.closed_questions and not self.emergency:
            return self.afresh().replace(answers={"person": (person,)})
        return self.replace(answers={**self.answers, "person": (person,)})

    def dump(self) -> dict[str, object]:
        """Return the session attributes: plain JSON values."""
        return {
            "version": VERSION,
            **self._asdict(),
            "answers": {slot: list(ids) for slot, ids in self.answers.items()},
            "closed_questions": list(self.closed_questions),
            "level": self.level.name if self.level else None,
            "last_acts": [_dumped(act) for act in self.last_acts],
        }

    @classmethod
    def load(cls, attributes: Mapping[str, object]) -> Self:
        """Return the state in these session attributes.

        Whatever is not as this version writes it is left out, field by field: an older
        session in the middle of a release keeps its level, warning and answers.
        """
        get = attributes.get
        return cls(
            answers=_answers(get("answers")),
            closed_questions=tuple(_ids(get("closed_questions"))),
            level=_level(get("level")),
            warning=_id(get("warning")),
            asked=_id(get("asked")),
            cause=_id(get("cause")),
            last_acts=tuple(_acts(get("last_acts"))),
            list_name=_id(get("list_name")),
            page=_count(get("page")),
            pace=_id(get("pace")) or "normal",
            no_match_count=_count(get("no_match_count")),
            skipped=get("skipped") is True,
            disclaimed=get("disclaimed") is True,
        )


def _dumped(act: Act) -> list[object]:
    return [act.id, act.wording.value, dict(act.arguments)]


def _id(value: object) -> str | None:
    return value if isinstance(value, str) and ID.fullmatch(value) else None


def _items(value: object) -> list[Any]:
    return value[:MAX_ATTRIBUTE_ITEMS] if isinstance(value, list) else []


def _pairs(value: object) -> list[tuple[Any, Any]]:
    return list(value.items())[:MAX_ATTRIBUTE_ITEMS] if isinstance(value, dict) else []


def _ids(value: object) -> list[str]:
    return [item for item in _items(value) if _id(item)]


def _count(value: object) -> int:
    return value if value in COUNTS and isinstance(value, int) else 0


def _level(value: object) -> Level | None:
    return Level.__members__.get(value) if isinstance(value, str) else None


def _answers(value: object) -> dict[str, tuple[str, ...]]:
    slots = {slot: tuple(_ids(ids)) for slot, ids in _pairs(value) if _id(slot)}
    return {slot: ids for slot, ids in slots.items() if ids}


def _acts(value: object) -> Iterable[Act]:
    for item in _items(value):
        match item:
            case [str(id_), str(wording), dict(arguments)] if _id(id_):
                if wording in WORDINGS:
                    yield Act(id_, WORDINGS[wording], _arguments(arguments))


def _arguments(value: dict[Any, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, word) for name, word in _pairs(value) if _id(name) and _id(word)
    )
