"""The shape that the skill management API takes, by the classes of ask-smapi-model.

Their own deserialiser lets unknown keys pass and bends wrong types; the API does not.
"""

from __future__ import annotations

import enum
import importlib
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

INTERACTION_MODEL = (
    "ask_smapi_model.v1.skill.interaction_model."
    "interaction_model_data.InteractionModelData"
)

_PLAIN: Mapping[str, tuple[type, ...]] = {
    "str": (str,),
    "bool": (bool,),
    "int": (int,),
    "long": (int,),
    "float": (int, float),
    "datetime": (str,),
    "object": (object,),
}


def misfits(value: object, kind: str, place: str = "$") -> Iterator[tuple[str, str]]:
    """Yield (place, what to do) for all that the API would not take.

    Args:
        value: What is sent, or a part of it.
        kind: A type as ask-smapi-model writes it: "str", "list[…]", "dict(str, …)"
            or the path of a class.
        place: Where the part stands, as "$.manifest".
    """
    if value is None:
        return
    if item := re.fullmatch(r"list\[(.+)\]", kind):
        yield from _in_list(value, item[1], place)
    elif item := re.fullmatch(r"dict\(\w+, (.+)\)", kind):
        yield from _in_mapping(value, item[1], place)
    elif kind in _PLAIN:
        yield from _plain(value, kind, place)
    else:
        yield from _in_class(value, _loaded(kind), place)


def _plain(value: object, kind: str, place: str) -> Iterator[tuple[str, str]]:
    # bool is an int to Python, not to JSON.
    if not isinstance(value, _PLAIN[kind]) or (
        isinstance(value, bool) and kind not in ("bool", "object")
    ):
        yield place, f"must be {kind}, not {type(value).__name__}"


def _in_list(value: object, kind: str, place: str) -> Iterator[tuple[str, str]]:
    if not isinstance(value, list):
        yield place, "must be a list"
        return
    for number, item in enumerate(value):
        yield from misfits(item, kind, f"{place}[{number}]")


def _in_mapping(value: object, kind: str, place: str) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        yield place, "must be an object"
        return
    for key, item in value.items():
        yield from misfits(item, kind, f"{place}.{key}")


def _in_class(value: object, cls: Any, place: str) -> Iterator[tuple[str, str]]:
    if issubclass(cls, enum.Enum):
        yield from _in_enum(value, cls, place)
    elif not isinstance(value, dict):
        yield place, "must be an object"
    elif (known := _child(value, cls)) is None:
        yield place, f"its type is none of those of {cls.__name__}"
    else:
        yield from _in_object(value, known, place)


def _in_enum(
    value: object, cls: type[enum.Enum], place: str
) -> Iterator[tuple[str, str]]:
    values = [member.value for member in cls]
    if value not in values:
        yield place, f"{value!r} must be one of {', '.join(values)}"


def _in_object(
    value: Mapping[str, object], cls: Any, place: str
) -> Iterator[tuple[str, str]]:
    kinds = {
        cls.attribute_map.get(name, name): kind
        for name, kind in cls.deserialized_types.items()
    }
    for key, item in value.items():
        if key in kinds:
            yield from misfits(item, kinds[key], f"{place}.{key}")
        else:
            yield (
                f"{place}.{key}",
                f"is unknown to the API; use one of {', '.join(sorted(kinds))}",
            )


def _child(value: Mapping[str, object], cls: Any) -> Any:
    """Return the class of a value; slot validations say it in their `type`."""
    if not hasattr(cls, "get_real_child_model"):
        return cls
    path = cls.get_real_child_model(value)
    return _loaded(path) if path else None


def _loaded(path: str) -> Any:
    module, name = path.rsplit(".", 1)
    return getattr(importlib.import_module(module), name)
