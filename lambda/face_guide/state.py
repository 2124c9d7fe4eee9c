"""All that the guide remembers between two turns, as one small value.

It lives in the session attributes only, and ends with the session.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from face_guide.rules import Level
from face_guide.turn import Act, Wording

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import Self

    from face_guide.rules import Fact

VERSION = 3
ID = re.compile(r"[A-Za-z0-9_.]{1,60}")
MAX_ATTRIBUTE_ITEMS = 64
"""More entries than this in one part of the attributes were not written by us."""
COUNTS = range(MAX_ATTRIBUTE_ITEMS + 1)
EARLIER_QUESTIONS = {
    "danger_baby": "danger_baby_hold",
    "danger_other": "danger_today",
    "new_today": "danger_today",
}
"""Danger questions of version 2 to those that take their answer now."""
WORDINGS = {wording.value: wording for wording in Wording}


class Told(NamedTuple):
    """A turn that was not heard well, until it is known how it was meant."""

    intent: str
    asked: str | None
    """The question that it was told to."""
    no_match_count: int
    """Misunderstandings in a row before it."""
    slots: Mapping[str, tuple[str, ...]]
    """What was heard well in it."""
    unsure: tuple[Fact, ...]
    """What was not, in the order in which it is asked about."""

    def dump(self) -> dict[str, object]:
        """Return plain JSON values."""
        slots = {slot: list(ids) for slot, ids in self.slots.items()}
        pairs = [list(fact) for fact in self.unsure]
        return {**self._asdict(), "slots": slots, "unsure": pairs}

    @classmethod
    def load(cls, value: object) -> Self | None:
        """Return what `dump` wrote; None where it is anything else."""
        get = value.get if isinstance(value, dict) else {}.get
        intent, unsure = _id(get("intent")), tuple(_facts(get("unsure")))
        if not (intent and unsure):
            return None
        asked, count = _id(get("asked")), _count(get("no_match_count"))
        return cls(intent, asked, count, _answers(get("slots")), unsure)


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
    """The list being read, by its name in `LISTS`."""
    page: int = 0
    """The place in that list."""
    exercise: str | None = None
    """The exercise that is done, or offered."""
    minutes: int = 0
    """How long it goes on."""
    pace: str = "normal"
    no_match_count: int = 0
    """Misunderstandings in a row."""
    asides: int = 0
    """Turns in a row that told something, and nothing about the danger asked about."""
    doubted: bool = False
    """Whether the pending danger question was answered with doubt once."""
    hesitant: bool = False
    """Whether any danger question was: the check takes the full path from then on."""
    half_said: str | None = None
    """The sign that was half said, while it is asked whether it is so."""
    half_heard: Told | None = None
    """The turn that was not heard well, while it is asked whether it is so."""
    undo: str | None = None
    """What a clear correction takes back, once: the level before a sign that was half
    said, or `none`."""
    called: str | None = None
    """Whether help was `called` or has `arrived`, in an emergency."""
    others: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """Person to the level, and its warning if any, that was spoken for them."""
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

    def without_answer(self, slot: str, id_: str) -> SessionState:
        """Return a copy in which this answer was not given."""
        left = tuple(one for one in self.answers.get(slot, ()) if one != id_)
        answers = {**self.answers, slot: left}
        return self.replace(answers={key: ids for key, ids in answers.items() if ids})

    def closing(self, *questions: str) -> SessionState:
        """Return a copy in which these questions need no more asking."""
        closed = tuple(dict.fromkeys((*self.closed_questions, *questions)))
        return self.replace(closed_questions=closed, doubted=False, half_said=None)

    def reopening(self, questions: Collection[str]) -> SessionState:
        """Return a copy in which these questions are open again."""
        closed = (id_ for id_ in self.closed_questions if id_ not in questions)
        return self.replace(closed_questions=tuple(closed))

    def afresh(self) -> SessionState:
        """Return a state without answers; a level that was spoken is not forgotten.

        Nor is whom it was spoken for.
        """
        if not self.level and "self" in self.others and self.person != "self":
            return self.about("self")
        kept = ("level", "warning", "called", "others", "pace", "disclaimed")
        state = SessionState(**{name: getattr(self, name) for name in kept})
        spoken_for = state.replace(answers={"person": (self.person,)})
        if self.level:
            return spoken_for
        return spoken_for.about("self") if self.others else state

    def about(self, person: str) -> SessionState:
        """Return the state once the talk is about this person.

        Whoever was asked for danger signs answered for one person only: another one
        starts a check of their own and inherits no answer. A level stays with whom it
        was spoken for.
        """
        if person == self.person:
            return self.replace(answers={**self.answers, "person": (person,)})
        if not self.closed_questions and not self.level and not self.others:
            answers = {**self.answers, "person": (person,)}
            answers.pop("age", None)
            return self.replace(answers=answers)
        others = dict(self.others)
        if self.level:
            spoken = (self.level.name, self.warning)
            others[self.person] = tuple(filter(None, spoken))
        level, *warning = others.pop(person, (None,))
        return self._of_another(person, others, level, *warning)

    def _of_another(
        self,
        person: str,
        others: Mapping[str, tuple[str, ...]],
        level: str | None,
        warning: str | None = None,
    ) -> SessionState:
        return SessionState(
            answers={"person": (person,)},
            level=_level(level),
            warning=warning,
            others=others,
            pace=self.pace,
            disclaimed=self.disclaimed,
        )

    def dump(self) -> dict[str, object]:
        """Return the session attributes: plain JSON values.

        Without what there mostly is none of: `half_heard`, `asides`, an exercise.
        """
        attributes: dict[str, object] = {
            "version": VERSION,
            **self._asdict(),
            "answers": {slot: list(ids) for slot, ids in self.answers.items()},
            "closed_questions": list(self.closed_questions),
            "level": self.level.name if self.level else None,
            "others": {person: list(ids) for person, ids in self.others.items()},
            "last_acts": [_dumped(act) for act in self.last_acts],
        }
        rare = {
            "half_heard": self.half_heard.dump() if self.half_heard else None,
            "asides": self.asides,
            "exercise": self.exercise,
            "minutes": self.minutes,
        }
        attributes = {key: attributes[key] for key in attributes if key not in rare}
        return attributes | {key: value for key, value in rare.items() if value}

    @classmethod
    def load(cls, attributes: Mapping[str, object]) -> Self:
        """Return the state in these session attributes.

        Whatever is not as this version writes it is left out, field by field: an older
        session in the middle of a release keeps its level, warning and answers.
        """
        get, asked = attributes.get, _id(attributes.get("asked"))
        return cls(
            answers=_answers(get("answers")),
            closed_questions=tuple(_ids(get("closed_questions"))),
            level=_level(get("level")),
            warning=_id(get("warning")),
            asked=EARLIER_QUESTIONS.get(asked, asked) if asked else None,
            cause=_id(get("cause")),
            last_acts=tuple(_acts(get("last_acts"))),
            list_name=_id(get("list_name")),
            page=_count(get("page")),
            exercise=_id(get("exercise")),
            minutes=_count(get("minutes")),
            pace=_id(get("pace")) or "normal",
            no_match_count=_count(get("no_match_count")),
            asides=_count(get("asides")),
            doubted=True in (get("doubted"), get("skipped")),
            hesitant=get("hesitant") is True,
            half_said=_id(get("half_said")),
            half_heard=Told.load(get("half_heard")),
            undo=_id(get("undo")),
            called=_id(get("called")),
            others=_answers(get("others")),
            disclaimed=get("disclaimed") is True,
        )


def _dumped(act: Act) -> list[object]:
    return [act.id, act.wording.value, dict(act.arguments)]


def _id(value: object) -> str | None:
    return value if isinstance(value, str) and _is_id(value) else None


@lru_cache(maxsize=4096)  # the same ids come back with every turn
def _is_id(value: str) -> bool:
    return bool(ID.fullmatch(value))


def _items(value: object) -> list[Any]:
    return value[:MAX_ATTRIBUTE_ITEMS] if isinstance(value, list) else []


def _pairs(value: object) -> list[tuple[Any, Any]]:
    return list(value.items())[:MAX_ATTRIBUTE_ITEMS] if isinstance(value, dict) else []


def _ids(value: object) -> list[str]:
    items = _items(value)
    return [item for item in items if isinstance(item, str) and _is_id(item)]


def _facts(value: object) -> Iterator[Fact]:
    for item in _items(value):
        match _ids(item):
            case [slot, id_]:
                yield slot, id_


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
