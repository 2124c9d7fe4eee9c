"""What a clinician looks at and signs: the lines that are spoken, hazards, live pages.

The hazards are in `content/hazards.toml`, what is looked at on live pages before a
release in `content/live_checks.toml`, and who signed which words in
`content/signed.toml`. The review pack, docs/safety.md and the release check read them
here, so that none of the three can say something else.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from datetime import date  # noqa: TC003 (pydantic reads it)
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from face_guide.prompts import HOME, placeholders
from tools.compile_content import Entry, read_language, read_locale, read_toml
from tools.paths import CONTENT, MODELS
from tools.schema import Known, validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

WORDS_A_SECOND = 2.5
"""How fast the guide speaks."""
FIELDS = ("say", "again", "reprompt", "why")
"""The keys of a statement that are spoken; `carer` and `phone` are forms of `say`."""
CARED_FOR = "mother"
"""The person of the form that a carer hears."""
GROUPS = (
    *("emergency", "crisis", "urgent", "level"),
    *("medicine", "net", "question"),
)
SIGNED = ("emergency", "crisis", "urgent", "level", "medicine")
"""The groups that need a clinician's name before a release."""
LEVELS = ("emergency", "urgent", "see_doctor", "self_care")
"""From high to low."""

Table = dict[str, Any]
Filled = Annotated[str, Field(min_length=1)]
Mark = Annotated[int, Field(ge=1, le=5)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Risk(_Model):
    """How bad, and how likely, from 1 to 5; our own estimate."""

    severity: Mark
    likelihood: Mark

    @property
    def score(self) -> int:
        """Severity times likelihood."""
        return self.severity * self.likelihood


class Hazard(_Model):
    """What could go wrong, what stops it and what proves that."""

    hazard: Filled
    cause: Filled
    harm: Filled
    before: Risk
    after: Risk
    control: Filled
    proof: Annotated[
        list[Annotated[str, Field(pattern=r"^tests/[\w/.-]+\.(py|toml)(::\w+)?$")]],
        Field(min_length=1),
    ]
    remains: str = ""
    owner: Filled
    accepted_by: str


class LiveCheck(_Model):
    """What a person looks at on its live page before a release."""

    group: Filled
    locale: Annotated[str, Field(pattern=r"^([a-z]{2}-[A-Z]{2}|all)$")]
    item: Filled
    page: Filled
    seen: date | None = None


class LiveChecks(_Model):
    """`live_checks.toml`."""

    check: list[LiveCheck]


class Signature(_Model):
    """Who signed the words that have this hash."""

    name: Filled
    date: date
    hash: Annotated[str, Field(pattern="^[0-9a-f]{12}$")]


_HAZARDS = TypeAdapter(
    dict[Annotated[str, Field(pattern=r"^H-\d\d$")], Hazard],
    config=ConfigDict(strict=True),
)
_SIGNATURES = TypeAdapter(dict[str, Signature])
_CHECKS = TypeAdapter(LiveChecks)


def hazards(content: Path = CONTENT) -> dict[str, Hazard]:
    """Return the hazard log.

    Raises:
        ContentError: The file is broken; one line for the first fault.
    """
    file = content / "hazards.toml"
    return validate(_HAZARDS, read_toml(file), Known(), file.name)


def live_checks(content: Path = CONTENT) -> list[LiveCheck]:
    """Return what is to be seen live.

    Raises:
        ContentError: The file is broken; one line for the first fault.
    """
    file = content / "live_checks.toml"
    return validate(_CHECKS, read_toml(file), Known(), file.name).check


def signatures(content: Path = CONTENT) -> dict[str, Signature]:
    """Return who signed which statement.

    Raises:
        ContentError: The file is broken; one line for the first fault.
    """
    file = content / "signed.toml"
    return validate(_SIGNATURES, read_toml(file), Known(), file.name)


Form = Literal["anyone", "self", "carer", "phone"]
"""Whom the words are for; `anyone` where all hear the same."""


class Spoken(NamedTuple):
    """Words as they are heard, and the locales that hear just these."""

    field: str
    form: Form
    locales: tuple[str, ...]
    words: str

    @property
    def seconds(self) -> int:
        """How long it takes to say them, rounded up."""
        return math.ceil(len(self.words.split()) / WORDS_A_SECOND)


class Trigger(NamedTuple):
    """A rule, sign or answer that leads to a line, and what is said for it."""

    condition: str
    level: str | None
    facts: tuple[tuple[str, str], ...]
    """Slot and id of each answer."""


class Line(NamedTuple):
    """A statement that is spoken about danger, a level, a medicine or a question."""

    id: str
    group: str
    level: str
    file: str
    sources: tuple[str, ...]
    spoken: tuple[Spoken, ...]
    triggers: tuple[Trigger, ...]

    @property
    def hash(self) -> str:
        """What changes when a word of it does, in any locale or form."""
        words = json.dumps(self.spoken, ensure_ascii=False)
        return hashlib.sha256(words.encode()).hexdigest()[:12]

    @property
    def seconds(self) -> int:
        """How long its first words take, in the locale where they are longest."""
        return max(one.seconds for one in self.spoken if one.field == "say")


def lines(content: Path = CONTENT) -> list[Line]:
    """Return what a clinician looks at, the groups in their order.

    Raises:
        ContentError: A file of rules or words cannot be read.
    """
    rules = read_toml(content / "rules.toml")
    language = read_language(content / HOME)
    names = sorted(path.stem for path in content.glob(f"{HOME}-*.toml"))
    locales = {name: _locale(read_locale(content, name)) for name in names}
    found = []
    for id_, (file, table) in language.items():
        if not isinstance(table, dict) or "say" not in table:
            continue
        triggers = tuple(_triggers(id_, rules))
        level = _level(id_, table, triggers)
        if group := _group(id_, level, rules):
            spoken = tuple(_spoken(id_, locales))
            sources = tuple(table.get("sources", ()))
            found.append(Line(id_, group, level, file, sources, spoken, triggers))
    place = {line.id: number for number, line in enumerate(found)}

    def order(line: Line) -> tuple[int, int, bool]:
        """Put what to do meanwhile behind the warning that it follows."""
        top, _, rest = line.id.partition(".")
        warning = f"warning.{rest.partition('.')[0]}"
        first = place.get(warning, len(place)) if top == "meanwhile" else place[line.id]
        return GROUPS.index(line.group), first, top == "meanwhile"

    return sorted(found, key=order)


def weak(ids: Iterable[str], sources: Mapping[str, Table]) -> bool:
    """Return whether all these sources are secondary, general knowledge or judgement.

    Example:
        >>> weak(["a"], {"a": {"kind": "N"}}), weak(["a"], {"a": {"kind": "P"}})
        (True, False)
    """
    rows = [sources[id_] for id_ in ids if id_ in sources]
    return all(row["kind"] in "NKJ" or row.get("grade") == "J" for row in rows)


def unsigned(
    lines_: Iterable[Line], content: Path = CONTENT
) -> Iterator[tuple[Line, str]]:
    """Yield the lines that want a signature, and why."""
    signed = signatures(content)
    for line in (line for line in lines_ if line.group in SIGNED):
        if line.id not in signed:
            yield line, "no clinician has signed it"
        elif signed[line.id].hash != line.hash:
            name, day = signed[line.id].name, signed[line.id].date
            yield line, f"has changed since {name} signed it on {day}"


def rests_on_judgement(line: Line) -> str:
    """Return how far a line rests on our own reading: `no`, `beside sources`, `alone`.

    Example:
        >>> line = Line("a", "level", "urgent", "", ("judgement",), (), ())
        >>> rests_on_judgement(line)
        'alone'
    """
    if "judgement" not in line.sources:
        return "no"
    return "alone" if set(line.sources) == {"judgement"} else "beside sources"


def heard(models: Path = MODELS) -> dict[str, dict[str, list[str]]]:
    """Return slot type to id to what people may say, from the models of all locales."""
    found: dict[str, dict[str, list[str]]] = {}
    for file in sorted(models.glob("*.json"), key=lambda file: file.stem != "en-US"):
        model = json.loads(file.read_text(encoding="utf-8"))["interactionModel"]
        for type_ in model["languageModel"]["types"]:
            ids = found.setdefault(type_["name"], {})
            for value in type_["values"]:
                name = value["name"]
                phrases = [name["value"], *name.get("synonyms", ())]
                ids.setdefault(value["id"], []).extend(phrases)
    return found


def phrases(line: Line, said: Mapping[str, Mapping[str, list[str]]]) -> list[str]:
    """Return what people may say to come to a line, one of each answer in turn."""
    facts = dict.fromkeys(fact for one in line.triggers for fact in one.facts)
    of_each = [said.get(slot.upper(), {}).get(id_, []) for slot, id_ in facts]
    in_turn = chain.from_iterable(zip_longest(*of_each))
    return list(dict.fromkeys(phrase for phrase in in_turn if phrase))


def condition(rule: Table) -> str:
    """Return what a rule asks for.

    Example:
        >>> condition({"when": {"trigger": ["new_drug", "alcohol"]}})
        'trigger: new drug or alcohol'
    """
    any_of, all_of = rule.get("when", {}), rule.get("when_all", {})
    parts = [f"{slot}: {' or '.join(ids)}" for slot, ids in any_of.items()]
    parts += [f"{slot}: {id_}" for slot, ids in all_of.items() for id_ in ids]
    return ", and ".join(parts).replace("_", " ")


def _facts(*tables: Mapping[str, Iterable[str]]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (slot, id_) for table in tables for slot, ids in table.items() for id_ in ids
    )


def _sign(id_: str, sign: Table) -> Trigger:
    name = id_.replace("_", " ")
    return Trigger(f"sign: {name}", sign.get("level"), (("warning_sign", id_),))


def _rule(rule: Table) -> Trigger:
    facts = _facts(rule.get("when", {}), rule.get("when_all", {}))
    return Trigger(condition(rule), rule.get("level"), facts)


def _triggers(id_: str, rules: Table) -> Iterator[Trigger]:
    top, _, rest = id_.partition(".")
    name = rest.partition(".")[0]
    if top in ("warning", "meanwhile"):
        yield from (
            _sign(sign, one)
            for sign, one in rules["sign"].items()
            if one.get("warning") == name
        )
        yield from (
            _rule(one) for one in rules["rule"].values() if one.get("warning") == name
        )
    elif top in ("level", "brief"):
        yield from (_rule(one) for one in rules["rule"].values() if _gives(one, name))
    elif top in ("medicine", "net"):
        slot = {"medicine": "medicine", "net": "cause"}[top]
        yield Trigger(f"{slot}: {name.replace('_', ' ')}", None, ((slot, name),))
    elif top == "ask" and name in rules["question"]:
        yield from _answers(rules["question"][name], rules)


def _gives(rule: Table, level: str) -> bool:
    within = rule.get("within")
    return level in (rule["level"], f"{rule['level']}_{within}")


def _answers(question: Table, rules: Table) -> Iterator[Trigger]:
    if sign := question.get("sign"):
        level = rules["sign"].get(sign, {}).get("level")
        facts = (("answer", "yes"), ("warning_sign", sign))
        yield Trigger("a yes, or a sign that is named", level, facts)
    if (choices := question.get("choices")) and (slot := question.get("slot")):
        yield Trigger(f"an answer: {slot}", None, _facts({slot: choices}))


def _level(id_: str, table: Table, triggers: Iterable[Trigger]) -> str:
    """Return the level of a line; where no rule names it, that of its own words."""
    top, _, rest = id_.partition(".")
    given = {one.level for one in triggers}
    if top in ("level", "brief"):
        return next((level for level in LEVELS if rest.startswith(level)), "")
    if top in ("warning", "meanwhile"):
        calls = top == "meanwhile" or "{call_now}" in table["say"]
        by_words = "emergency" if calls else "urgent"
        return next((level for level in LEVELS if level in given), by_words)
    if top == "ask":
        return next((f"yes: {level}" for level in LEVELS if level in given), "none")
    if top == "net":
        return "self_care" if rest.endswith(".wait") else "any"
    return "none"


def _group(id_: str, level: str, rules: Table) -> str | None:
    top, _, rest = id_.partition(".")
    if top in ("warning", "meanwhile"):
        return "crisis" if rest.partition(".")[0] == "suicidal" else level
    if top == "ask":
        question = rules["question"].get(rest, {})
        return None if question.get("kind") == "offer" else "question"
    if top.startswith("medicine"):
        return "medicine"
    return {"level": "level", "brief": "level", "net": "net"}.get(top)


class _Locale(NamedTuple):
    statements: Mapping[str, Table]
    people: Mapping[str, Mapping[str, str]]


def _locale(entries: Mapping[str, Entry]) -> _Locale:
    values = {id_: entry.value for id_, entry in entries.items()}
    words = {id_: value for id_, value in values.items() if isinstance(value, str)}
    statements = {id_: value for id_, value in values.items() if type(value) is dict}
    return _Locale(statements, placeholders(words))


def _spoken(id_: str, locales: Mapping[str, _Locale]) -> Iterator[Spoken]:
    """Yield the words of a statement; locales that hear the same are one."""
    by_words: dict[tuple[str, Form, str], list[str]] = {}
    for name, (statements, people) in locales.items():
        table = statements[id_]
        for field, form, text in _forms(table, people):
            by_words.setdefault((field, form, text), []).append(name)
    for (field, form, text), names in by_words.items():
        yield Spoken(field, form, tuple(names), text)


def _forms(
    table: Table, people: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, Form, str]]:
    own, other = people.get("self", {}), people.get(CARED_FOR, {})
    for field in (field for field in FIELDS if field in table):
        carer: str = table.get("carer" if field == "say" else field) or table[field]
        mine, theirs = _fill(table[field], own), _fill(carer, other)
        if mine == theirs:
            yield field, "anyone", mine
        else:
            yield field, "self", mine
            yield field, "carer", theirs
        if field == "say" and "phone" in table:
            yield field, "phone", _fill(table["phone"], other)


def _fill(text: str, words: Mapping[str, str]) -> str:
    """Return a text with its gaps filled; a gap that nothing fills stays."""
    return re.sub(r"\{(\w+)\}", lambda gap: words.get(gap[1], gap[0]), text)
