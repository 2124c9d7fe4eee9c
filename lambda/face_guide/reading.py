"""Lists that are read a part at a time: the causes, the general tips, and the parts of a topic."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from face_guide.context import Reply, TurnContext
from face_guide.turn import Act

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Page = tuple[tuple[Act, ...], str]

A_TIME = 3
"""Entries read at a time."""
PARTS = ("explain", "tips", "when", "treatment")
"""The parts of a topic, in order; each ends by offering the next."""
TEXTS = {
    "explain": ("headline", "detail"),
    "tips": ("tip_1", "tip_2"),
    "when": ("when", "emergency"),
    "treatment": ("treatment",),
}


def read(name: str, at: int, talk: TurnContext) -> Reply:
    """The part of a list at this place, or its end. Before the first comes the first again."""
    page = next(islice(PAGES.get(name, _topic)(talk), max(at, 0), None), None)
    if page is None:
        return Reply(
            (Act("list.end"),),
            "else",
            talk.state.but(reading=None, at=0),
            content=False,
        )
    said, ask = page
    return Reply(said, ask, talk.state.but(reading=name, at=max(at, 0)))


def _causes(talk: TurnContext) -> Iterator[Page]:
    names = [f"cause.{id_}.name" for id_ in talk.rules.causes if id_ != "other"]
    threes = [names[start : start + A_TIME] for start in range(0, len(names), A_TIME)]
    return (
        ((_three(place, three),), "which" if three is threes[-1] else "more")
        for place, three in enumerate(threes)
    )


def _three(place: int, names: list[str]) -> Act:
    fills = tuple(zip(("first", "second", "third"), names, strict=False))
    return Act(
        ("list.one", "list.two", "list.first" if place == 0 else "list.next")[
            len(fills) - 1
        ],
        fills,
    )


def _tips(talk: TurnContext) -> Iterator[Page]:
    tips = [Act(id_) for id_ in talk.content.list_of("tip") if id_ != "tip.honest"]
    threes = [
        tuple(tips[start : start + A_TIME]) for start in range(0, len(tips), A_TIME)
    ]
    first = (Act("tip.honest"), *threes[0])
    return (
        (three if place else first, "when" if three is threes[-1] else "more")
        for place, three in enumerate(threes)
    )


def _topic(talk: TurnContext) -> Iterator[Page]:
    cause = talk.state.cause if talk.state.cause in talk.rules.causes else "other"
    asks = (*PARTS[1:], "else")
    return (
        (tuple(Act(f"cause.{cause}.{text}") for text in TEXTS[part]), ask)
        for part, ask in zip(PARTS, asks, strict=True)
    )


PAGES: dict[str, Callable[[TurnContext], Iterator[Page]]] = {
    "causes": _causes,
    "tips": _tips,
    "topic": _topic,
}
