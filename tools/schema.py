"""What may stand in a file of `content/`, as pydantic models, used at build time only.

A model also checks what its entries refer to: it is given the ids that there are.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from string import Formatter
from typing import Annotated, Any, Literal, NamedTuple, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PositiveInt,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from face_guide.errors import ContentError
from face_guide.prompts import Kind
from face_guide.rules import Level

T = TypeVar("T")


class Known(NamedTuple):
    """The ids and placeholders that an entry may name."""

    sources: Collection[str] = ()
    signs: Collection[str] = ()
    causes: Collection[str] = ()
    exercises: Collection[str] = ()
    placeholders: Collection[str] = ()


def _known(group: str, mend: str) -> AfterValidator:
    def check(id_: str, info: ValidationInfo[Known]) -> str:
        if id_ not in getattr(info.context, group):
            raise ValueError(mend.format(id_))
        return id_

    return AfterValidator(check)


def _signs_are_known(
    table: Mapping[str, Iterable[str]], info: ValidationInfo[Known]
) -> Mapping[str, Iterable[str]]:
    for id_ in table.get("warning_sign", ()):
        if id_ not in info.context.signs:
            raise ValueError(f"no warning sign '{id_}'; name one of [sign.*]")
    return table


def _placeholders_are_known(text: str, info: ValidationInfo[Known]) -> str:
    try:
        names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise ValueError(f"{error}; mend the braces") from None
    known = info.context.placeholders
    if unknown := sorted(names - set(known)):
        mend = f"use one of {', '.join(sorted(known))}"
        raise ValueError(f"nothing fills {{{unknown[0]}}}; {mend}")
    return text


Word = Annotated[str, AfterValidator(_placeholders_are_known)]
Text = Annotated[str, Field(min_length=1), AfterValidator(_placeholders_are_known)]
SourceId = Annotated[
    str, _known("sources", "'{}' is not in sources.toml; add it there")
]
SignId = Annotated[str, _known("signs", "no warning sign '{}'; name one of [sign.*]")]
CauseId = Annotated[str, _known("causes", "no cause '{}'; name one of [cause.*]")]
ExerciseId = Annotated[
    str, _known("exercises", "no exercise '{}'; name one of [exercise.*]")
]
Ids = dict[str, Annotated[list[str], Field(min_length=1)]]
"""Slot to answers: each of them is a fact."""
Facts = Annotated[Ids, AfterValidator(_signs_are_known)]
Weights = Annotated[dict[str, dict[str, PositiveInt]], AfterValidator(_signs_are_known)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Statement(_Table):
    """Something to say."""

    say: Text
    again: Text | None = None
    reprompt: Text | None = None
    why: Text | None = None
    carer: Text | None = None
    phone: Text | None = None
    sources: list[SourceId] = []
    reviewed: date | None = None
    kind: Annotated[Kind, Field(strict=False)]

    @model_validator(mode="after")
    def _is_sourced(self) -> Self:
        if self.kind.sourced and not (self.sources and self.reviewed):
            mend = "add sources = ['…'] and reviewed = YYYY-MM-DD"
            raise ValueError(f"speaks of health; {mend}")
        return self


class Source(_Table):
    """Where a statement or a rule comes from."""

    name: str
    url: Annotated[str, Field(pattern="^https?://")] | None = None
    kind: Literal["P", "M", "R", "N", "K", "J"]
    grade: Literal["A", "B", "C", "D", "J"] | None = None
    seen: Literal["live", "copy"] | None = None
    source_reviewed: date | None = None
    source_due: date | None = None


class _Sourced(_Table):
    sources: list[SourceId]
    reviewed: date


class Sign(_Sourced):
    """A warning sign."""

    level: Literal["urgent", "emergency"]
    warning: str
    cause: CauseId


class Rule(_Sourced):
    """A level, and the answers that give it."""

    level: Literal["self_care", "see_doctor", "urgent", "emergency"]
    when: Facts = {}
    when_all: Facts = {}
    warning: Annotated[str | None, Field(validate_default=True)] = None
    within: Annotated[Literal["days", "weeks"] | None, Field(validate_default=True)] = (
        None
    )

    @field_validator("warning")
    @classmethod
    def _is_named(cls, warning: str | None, info: ValidationInfo[Known]) -> str | None:
        level = info.data.get("level")
        if level and Level[level] >= Level.urgent and not warning:
            raise ValueError("name the warning that is spoken at this level")
        return warning

    @field_validator("within")
    @classmethod
    def _is_dated(cls, within: str | None, info: ValidationInfo[Known]) -> str | None:
        if (info.data.get("level") == "see_doctor") != bool(within):
            raise ValueError("say `days` or `weeks` where the level is see_doctor")
        return within

    @model_validator(mode="after")
    def _applies_to_something(self) -> Self:
        if not (self.when or self.when_all):
            raise ValueError("say when it applies, with `when` or `when_all`")
        return self


class Cause(_Sourced):
    """A cause, and how much each answer speaks for or against it."""

    speaks_for: Weights = Field(default={}, alias="for")
    against: Weights = {}
    needs: list[Facts] = []
    danger: bool = False
    exercise: ExerciseId | None = None


class Exercise(_Sourced):
    """A guided rest: how many minutes it goes on, and for whom it is not."""

    minutes: PositiveInt
    most: PositiveInt
    unless: Facts = {}
    instead: ExerciseId | None = None


class _CheckQuestion(_Sourced):
    only: Facts = {}
    unless: Facts = {}
    check: bool = True
    path: Literal["short", "full"] | None = None
    closes: list[str] = []


class DangerQuestion(_CheckQuestion):
    """Asks for warning signs, yes or no."""

    kind: Literal["danger"]
    sign: SignId
    yes_if: Facts = {}
    instead: str | None = None
    sentence: bool = False
    passed: bool = False
    passes: bool = True


class WhenQuestion(_CheckQuestion):
    """Asks when a sign that has passed was there."""

    kind: Literal["when"]
    slot: str
    unsure: str
    check: bool = False


class RiskQuestion(_CheckQuestion):
    """Asks for what raises the level, yes or no, or which."""

    kind: Literal["risk"]
    choices: Annotated[Facts, Field(min_length=1)]
    also: dict[str, Annotated[str, Field(pattern=r"^\w+\.\w+$")]] = {}
    always: bool = False


class SlotQuestion(_CheckQuestion):
    """Asks for a slot of WhyTwitchIntent."""

    kind: Literal["slot"]
    slot: str
    choices: Annotated[list[str], Field(min_length=1)]
    unsure: str | None = None
    none: bool = False
    also: dict[str, dict[str, str] | str] = {}
    always: bool = False


class ConfirmQuestion(_CheckQuestion):
    """Reads back what was understood."""

    kind: Literal["confirm"]
    facts: PositiveInt


class HeardQuestion(_CheckQuestion):
    """Asks whether a value was heard right, or which of two it was."""

    kind: Literal["heard"]
    check: bool = False


class LastCheck(_CheckQuestion):
    """Asks whether all is as usual, before self-care."""

    kind: Literal["last_check"]


class Offer(_Table):
    """Leads to an intent."""

    kind: Literal["offer"]
    yes: str
    no: str | None = None
    options: list[str] = []


Question = Annotated[
    DangerQuestion
    | WhenQuestion
    | RiskQuestion
    | SlotQuestion
    | ConfirmQuestion
    | HeardQuestion
    | LastCheck
    | Offer,
    Field(discriminator="kind"),
]


class CalledFor(_Table):
    """The question that is asked when something is told."""

    past_event: str
    came_back: str
    passed: str
    half_said: str
    half_heard: str
    competing: str
    taught: str


class Path(_Table):
    """The answers that call for the full path."""

    full: Facts


class Unnamed(_Table):
    """What stands for a warning that names no sign that we know."""

    sign: SignId
    medicine: SignId


class Topics(_Table):
    """What holds for plain questions."""

    only_calm: list[str]


class Duration(_Table):
    """When a twitch has lasted long."""

    long_days: float


def _other_is_there(causes: dict[str, Cause]) -> dict[str, Cause]:
    if "other" not in causes:
        what = "it is the cause when no answer speaks for another"
        raise ValueError(f"[cause.other] is missing; add it: {what}")
    return causes


class Rules(_Table):
    """The file of rules."""

    duration: Duration
    sign: dict[str, Sign]
    rule: dict[str, Rule]
    cause: Annotated[dict[str, Cause], AfterValidator(_other_is_there)]
    exercise: dict[str, Exercise]
    question: dict[str, Question]
    called_for: CalledFor
    unnamed: Unnamed
    path: Path
    company: dict[str, str] = {}
    topics: Topics

    @model_validator(mode="after")
    def _questions_are_known(self) -> Self:
        checked = {id_ for id_, one in self.question.items() if one.kind != "offer"}
        for id_, place in self._named_questions():
            if id_ not in checked:
                mend = f"name one of {', '.join(sorted(checked))}"
                raise ValueError(f"{place}: no question '{id_}'; {mend}")
        return self

    def _named_questions(self) -> Iterable[tuple[str, str]]:
        for key, id_ in self.called_for.model_dump().items():
            yield id_, f"called_for.{key}"
        for id_, one in self.question.items():
            if not isinstance(one, Offer):
                yield from ((other, f"question.{id_}.closes") for other in one.closes)
            if isinstance(one, DangerQuestion) and one.instead:
                yield one.instead, f"question.{id_}.instead"


RULES = TypeAdapter(Rules)
SOURCES = TypeAdapter(dict[str, Source])
STATEMENT = TypeAdapter(Statement)
WORD: TypeAdapter[str] = TypeAdapter(Word, config=ConfigDict(strict=True))
KEYWORDS = TypeAdapter(list[Text], config=ConfigDict(strict=True))

_MENDS = {
    "missing": "missing; add it",
    "extra_forbidden": "unknown key; remove it or mend its spelling",
    "string_type": "is no text; write one string",
    "string_too_short": "is empty; write what is spoken",
    "string_pattern_mismatch": "'{input}' is no address; write it with https://",
    "list_type": "is no list; write ['id', …]",
    "dict_type": "is no table; write {{ id = … }}",
    "model_type": "is no table; write [id] and its keys below",
    "model_attributes_type": "is no table; write [id] and its keys below",
    "date_type": "is no day; write it as YYYY-MM-DD",
    "too_short": "is empty; name at least one",
    "literal_error": "'{input}' is unknown; use {expected}",
    "enum": "'{input}' is unknown; use {expected}",
    "union_tag_invalid": "'{tag}' is unknown; use one of {expected_tags}",
    "union_tag_not_found": "missing; add it",
}
"""Type of a pydantic error to what to do about it."""


def validate(
    adapter: TypeAdapter[T], value: object, known: Known, file: str, key: str = ""
) -> T:
    """Return a value of `content/` as its model.

    Args:
        adapter: The model.
        value: What stands in the file.
        known: What it may refer to.
        file: The name of the file, for the error.
        key: Where the value stands in it, for the error.

    Raises:
        ContentError: It is not as the model wants it; one line for the first fault.
    """
    try:
        return adapter.validate_python(value, context=known)
    except ValidationError as error:
        place, mend = _fault(error.errors()[0])
        where = ".".join(filter(None, (key, *place)))
        raise ContentError(": ".join(filter(None, (file, where, mend)))) from None


def _fault(error: Any) -> tuple[list[str], str]:
    """Return the place of a pydantic error, as its keys, and the mend."""
    kind = error["type"]
    place = [part for part in error["loc"] if isinstance(part, str)]
    if kind.startswith("union_tag"):
        place.append("kind")
    elif place[:1] == ["question"]:
        del place[2:3]  # pydantic puts the kind of the question here
    context = {**error.get("ctx", {}), "input": error["input"]}
    mend = str(context["error"]) if kind == "value_error" else error["msg"]
    return place, _MENDS[kind].format(**context) if kind in _MENDS else mend
