"""The rules of `content/rules.toml`, checked and ready to use. Rules are sorted, the highest level first."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from face_guide.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FILE = "rules.toml"
Fact = tuple[str, str]
"""One answer: slot name and id."""


class Level(IntEnum):
    """How soon to get help. Lowest first, so that the highest wins with `max`."""

    self_care = 1
    see_doctor = 2
    urgent = 3
    emergency = 4


SIGN_WEIGHT = {Level.urgent: 20, Level.emergency: 40}
"""How much a warning sign speaks for its cause: more than other answers together."""
SOURCED = {"sources", "reviewed"}
KEYS = {
    "sign": ({"level", "warning", "cause"}, set()),
    "rule": ({"level"}, {"when", "when_all", "warning"}),
    "cause": (set(), {"for", "against", "danger"}),
    "question": (
        {"kind"},
        {"slot", "choices", "unsure", "yes", "yes_if", "no", "only", "unless", "check"},
    ),
}
"""Table name to the keys that each of its entries must have, and may have, beside its sources."""


class Rule(NamedTuple):
    """A level, given when each need meets at least one fact."""

    id: str
    level: Level
    needs: tuple[frozenset[Fact], ...]
    warning: str | None
    """The statement `warning.<name>` that says what to do, from `urgent` upwards."""
    sources: tuple[str, ...]

    def applies(self, facts: frozenset[Fact]) -> bool:
        """Whether each need is met."""
        return not any(map(facts.isdisjoint, self.needs))


class Cause(NamedTuple):
    """A likely cause, and how much each answer speaks for it (or, below zero, against it)."""

    id: str
    weights: Mapping[Fact, int]
    danger: bool = False
    """Whether to ask for danger signs once it is talked about."""

    def score(self, facts: frozenset[Fact]) -> int:
        """The sum of what the facts say."""
        return sum(self.weights[fact] for fact in facts if fact in self.weights)


class Question(NamedTuple):
    """A question the guide may end a turn with."""

    id: str
    kind: str
    """`danger` (plain yes or no), `slot` (asks for a slot of WhyTwitchIntent) or `offer` (yes leads to an intent)."""
    slot: str | None
    choices: tuple[str, ...]
    unsure: str | None
    """The answer that "not sure" stands for, where that matters."""
    yes: str | None
    """The warning sign that a yes stands for, or the intent that an offer leads to."""
    yes_if: frozenset[Fact]
    """Answers that count as yes here, whatever else they mean."""
    no: str | None
    only: tuple[frozenset[Fact], ...]
    unless: tuple[frozenset[Fact], ...]
    check: bool
    """Whether it is part of the guided check."""


class Rules(NamedTuple):
    """All rules, by id."""

    long_days: float
    rules: tuple[Rule, ...]
    signs: Mapping[str, str]
    """Warning sign to the cause it points to."""
    causes: Mapping[str, Cause]
    questions: Mapping[str, Question]
    check: tuple[Question, ...]
    """The questions of the guided check, in order."""
    by_fact: Mapping[Fact, list[tuple[int, Rule]]]
    """The rules, with their places, whose first need a fact meets: what no fact leads to need not be looked at."""
    weights: Mapping[Fact, list[tuple[tuple[int, str], int]]]
    """The causes, with their places, for or against which a fact speaks."""


def parse(
    raw: Mapping[str, Mapping[str, Mapping[str, object]]], sources: Iterable[str]
) -> Rules:
    """The rules in a parsed `rules.toml`; `sources` are the ids of `sources.toml`.

    Raises ContentError for an unknown or missing key, level or source, and for an id that leads nowhere.
    """
    for table in raw:
        if table not in {*KEYS, "duration"}:
            raise ContentError(
                f"{FILE}: {table}: unknown table; use one of {', '.join(KEYS)}"
            )
    _check_keys(raw, set(sources))
    signs = raw["sign"]
    sorted_rules = tuple(
        sorted([*_signs(signs), *_rules(raw["rule"])], key=lambda rule: -rule.level)
    )
    causes = {id_: _cause(id_, entry, signs) for id_, entry in raw["cause"].items()}
    rules = Rules(
        long_days=_number(raw["duration"], "long_days"),
        rules=sorted_rules,
        signs={id_: str(sign["cause"]) for id_, sign in signs.items()},
        causes=causes,
        questions={
            id_: _question(id_, entry) for id_, entry in raw["question"].items()
        },
        check=tuple(
            _question(id_, entry)
            for id_, entry in raw["question"].items()
            if entry["kind"] != "offer" and entry.get("check", True)
        ),
        by_fact=_by_fact(
            (fact, (place, rule))
            for place, rule in enumerate(sorted_rules)
            for fact in rule.needs[0]
        ),
        weights=_by_fact(
            (fact, ((place, id_), weight))
            for place, (id_, cause) in enumerate(causes.items())
            for fact, weight in cause.weights.items()
        ),
    )
    _check_ids(rules)
    return rules


def _by_fact(pairs: Iterable[tuple[Fact, Any]]) -> dict[Fact, list[Any]]:
    index: dict[Fact, list[Any]] = {}
    for fact, item in pairs:
        index.setdefault(fact, []).append(item)
    return index


def facts_in(place: str, table: object) -> frozenset[Fact]:
    """`{ location = ["eyelid"] }` as facts. Raises ContentError when it is not of that shape."""
    if not isinstance(table, dict) or not all(
        isinstance(ids, list) for ids in table.values()
    ):
        raise ContentError(f"{FILE}: {place}: write it as {{ slot = ['id', …] }}")
    return frozenset((slot, id_) for slot, ids in table.items() for id_ in ids)


def _signs(table: Mapping[str, Mapping[str, object]]) -> Iterator[Rule]:
    for id_, entry in table.items():
        need = frozenset({("warning_sign", id_)})
        yield _rule(f"sign.{id_}", entry, (need,))


def _rules(table: Mapping[str, Mapping[str, object]]) -> Iterator[Rule]:
    for id_, entry in table.items():
        yield _rule(f"rule.{id_}", entry, tuple(_needs(f"rule.{id_}", entry)))


def _needs(place: str, entry: Mapping[str, object]) -> Iterator[frozenset[Fact]]:
    any_of = facts_in(f"{place}.when", entry.get("when", {}))
    for slot in sorted({slot for slot, _ in any_of}):
        yield frozenset(fact for fact in any_of if fact[0] == slot)
    for fact in sorted(facts_in(f"{place}.when_all", entry.get("when_all", {}))):
        yield frozenset({fact})


def _rule(
    place: str, entry: Mapping[str, object], needs: tuple[frozenset[Fact], ...]
) -> Rule:
    level = str(entry["level"])
    allowed = [
        one.name for one in Level if one in SIGN_WEIGHT or not place.startswith("sign.")
    ]
    if level not in allowed:
        raise ContentError(
            f"{FILE}: {place}.level: '{level}' is none here; use one of {', '.join(allowed)}"
        )
    if not needs:
        raise ContentError(
            f"{FILE}: {place}: say when it applies, with `when` or `when_all`"
        )
    warning = entry.get("warning")
    if Level[level] >= Level.urgent and not warning:
        raise ContentError(
            f"{FILE}: {place}.warning: name the warning that is spoken at this level"
        )
    return Rule(
        place,
        Level[level],
        needs,
        str(warning) if warning else None,
        _strings(entry["sources"]),
    )


def _cause(
    id_: str, entry: Mapping[str, object], signs: Mapping[str, Mapping[str, object]]
) -> Cause:
    weights = {
        (slot, answer): sign * weight
        for key, sign in (("for", 1), ("against", -1))
        for slot, answers in _tables(f"cause.{id_}.{key}", entry.get(key, {}))
        for answer, weight in answers.items()
    }
    own = {
        ("warning_sign", name): SIGN_WEIGHT[Level[str(sign["level"])]]
        for name, sign in signs.items()
        if sign["cause"] == id_
    }
    return Cause(id_, {**weights, **own}, entry.get("danger") is True)


def _tables(place: str, table: object) -> Iterator[tuple[str, dict[str, int]]]:
    if not isinstance(table, dict) or not all(
        isinstance(answers, dict) for answers in table.values()
    ):
        raise ContentError(
            f"{FILE}: {place}: write it as {{ slot = {{ id = weight }} }}"
        )
    yield from table.items()


def _question(id_: str, entry: Mapping[str, object]) -> Question:
    return Question(
        id=id_,
        kind=str(entry["kind"]),
        slot=_text(entry, "slot"),
        choices=_strings(entry.get("choices", [])),
        unsure=_text(entry, "unsure"),
        yes=_text(entry, "yes"),
        yes_if=facts_in(f"question.{id_}.yes_if", entry.get("yes_if", {})),
        no=_text(entry, "no"),
        only=tuple(_needs_of(f"question.{id_}.only", entry.get("only"))),
        unless=tuple(_needs_of(f"question.{id_}.unless", entry.get("unless"))),
        check=bool(entry.get("check", entry["kind"] != "offer")),
    )


def _needs_of(place: str, table: object) -> Iterator[frozenset[Fact]]:
    if table is not None:
        yield facts_in(place, table)


def _check_keys(
    raw: Mapping[str, Mapping[str, Mapping[str, object]]], sources: set[str]
) -> None:
    for table, (must, may) in KEYS.items():
        if table not in raw:
            raise ContentError(
                f"{FILE}: {table}: missing; add at least one [{table}.<id>]"
            )
        for id_, entry in raw[table].items():
            sourced = set() if entry.get("kind") == "offer" else SOURCED
            _check_entry(
                f"{table}.{id_}", entry, must | sourced, may | sourced, sources
            )


def _check_entry(
    place: str,
    entry: Mapping[str, object],
    must: set[str],
    may: set[str],
    sources: set[str],
) -> None:
    if missing := sorted(must - set(entry)):
        raise ContentError(f"{FILE}: {place}.{missing[0]}: missing; add it")
    if unknown := sorted(set(entry) - must - may):
        raise ContentError(
            f"{FILE}: {place}.{unknown[0]}: unknown key; remove it or mend its spelling"
        )
    for source in _strings(entry.get("sources", [])):
        if source not in sources:
            raise ContentError(
                f"{FILE}: {place}.sources: '{source}' is not in sources.toml; add it there"
            )


def _check_ids(rules: Rules) -> None:
    if "other" not in rules.causes:
        raise ContentError(
            f"{FILE}: cause.other: missing; it is the cause when no answer speaks for another"
        )
    for sign, cause in rules.signs.items():
        if cause not in rules.causes:
            raise ContentError(
                f"{FILE}: sign.{sign}.cause: no cause '{cause}'; name one of [cause.*]"
            )
    for question in rules.questions.values():
        _check_question(question, rules)
    for place, fact in _named_facts(rules):
        if fact[0] == "warning_sign" and fact[1] not in rules.signs:
            raise ContentError(
                f"{FILE}: {place}: no warning sign '{fact[1]}'; name one of [sign.*]"
            )


def _check_question(question: Question, rules: Rules) -> None:
    place = f"{FILE}: question.{question.id}"
    if question.kind not in ("danger", "slot", "offer"):
        raise ContentError(
            f"{place}.kind: '{question.kind}' is unknown; use danger, slot or offer"
        )
    if question.kind == "danger" and question.yes not in rules.signs:
        raise ContentError(
            f"{place}.yes: no warning sign '{question.yes}'; name one of [sign.*]"
        )
    if question.kind == "slot" and not (question.slot and question.choices):
        raise ContentError(f"{place}: a slot question needs `slot` and `choices`")


def _named_facts(rules: Rules) -> Iterator[tuple[str, Fact]]:
    for rule in rules.rules:
        yield from ((rule.id, fact) for need in rule.needs for fact in need)
    for cause in rules.causes.values():
        yield from ((f"cause.{cause.id}", fact) for fact in cause.weights)


def _text(entry: Mapping[str, object], key: str) -> str | None:
    value = entry.get(key)
    return None if value is None else str(value)


def _number(table: Mapping[str, object], key: str) -> float:
    value = table.get(key)
    if not isinstance(value, (int, float)):
        raise ContentError(f"{FILE}: duration.{key}: missing; give a number of days")
    return float(value)


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
