"""A broken rule file stops the start with one line that names it, and ids agree with the contract."""

from __future__ import annotations

import copy
import re
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from face_guide import prompts, rules
from face_guide.errors import ContentError
from tests import walks

if TYPE_CHECKING:
    from collections.abc import Callable

    from face_guide.guide import Guide

RAW = tomllib.loads((prompts.FOLDER / "rules.toml").read_text(encoding="utf-8"))
SOURCES = [id_.partition(".")[2] for id_ in prompts.source_ids()]


def broken(change: Callable[[Any], object]) -> str:
    """The message for the rule file after this change."""
    raw = copy.deepcopy(RAW)
    change(raw)
    with pytest.raises(ContentError) as raised:
        rules.parse(raw, SOURCES)
    return str(raised.value)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda raw: raw.update(sings={}), "sings"),
        (lambda raw: raw.pop("rule"), "rule"),
        (lambda raw: raw["sign"]["face_droop"].pop("level"), "sign.face_droop.level"),
        (
            lambda raw: raw["sign"]["face_droop"].update(level="high"),
            "sign.face_droop.level",
        ),
        (
            lambda raw: raw["sign"]["face_droop"].update(cause="strook"),
            "sign.face_droop.cause",
        ),
        (
            lambda raw: raw["sign"]["face_droop"].update(colour="red"),
            "sign.face_droop.colour",
        ),
        (
            lambda raw: raw["sign"]["face_droop"].update(sources=["nobody"]),
            "sign.face_droop.sources",
        ),
        (
            lambda raw: raw["rule"]["losses_frail"].pop("warning"),
            "rule.losses_frail.warning",
        ),
        (lambda raw: raw["rule"]["long"].pop("when"), "rule.long"),
        (
            lambda raw: raw["rule"]["long"].update(when={"duration": "long"}),
            "rule.long.when",
        ),
        (
            lambda raw: raw["rule"]["pregnant_flashes"]["when"].update(
                warning_sign=["flash"]
            ),
            "flash",
        ),
        (lambda raw: raw["cause"].pop("other"), "cause.other"),
        (
            lambda raw: raw["cause"]["ms"]["for"].update(warning_sign={"ripples": 3}),
            "ripples",
        ),
        (
            lambda raw: raw["cause"]["ms"].update({"for": {"symptom": ["ripple"]}}),
            "cause.ms.for",
        ),
        (
            lambda raw: raw["question"]["location"].update(kind="quiz"),
            "question.location.kind",
        ),
        (lambda raw: raw["question"]["location"].pop("choices"), "question.location"),
        (
            lambda raw: raw["question"]["danger_stroke"].update(yes="strook"),
            "question.danger_stroke.yes",
        ),
        (lambda raw: raw["duration"].pop("long_days"), "duration.long_days"),
    ],
)
def test_one_line_names_what_is_wrong(
    change: Callable[[Any], object], named: str
) -> None:
    message = broken(change)
    assert message.startswith("rules.toml: ")
    assert named in message
    assert "\n" not in message


def test_every_id_of_a_rule_is_in_the_contract(guide: Guide) -> None:
    """An id that no slot can bring would be a rule that never applies."""
    slots = {
        slot: slot_type
        for slots in walks.INTENTS.values()
        for slot, slot_type in slots.items()
    }
    derived = {("duration", "long"), ("duration", "unsure"), ("location", "unsure")}
    facts = {fact for rule in guide.rules.rules for need in rule.needs for fact in need}
    facts |= {fact for cause in guide.rules.causes.values() for fact in cause.weights}
    assert not {
        (slot, id_)
        for slot, id_ in facts - derived
        if id_ not in walks.ids(slots[slot])
    }


def test_signs_and_causes_are_those_of_the_contract(guide: Guide) -> None:
    assert set(guide.rules.signs) == set(walks.ids("WARNING_SIGN"))
    assert list(guide.rules.causes) == walks.ids("CAUSE")


def test_every_warning_and_question_has_words(guide: Guide) -> None:
    words = prompts.load("en-US").statements
    wanted = {f"warning.{rule.warning}" for rule in guide.rules.rules if rule.warning}
    wanted |= {f"ask.{id_}" for id_ in guide.rules.questions}
    assert wanted <= set(words)
    assert all(
        words[f"ask.{id_}"].again and words[f"ask.{id_}"].reprompt
        for id_ in guide.rules.questions
    )


def test_every_answer_that_speaks_for_a_cause_can_be_named(guide: Guide) -> None:
    words = prompts.load("en-US").words
    low = {
        sign
        for rule in guide.rules.rules
        if rule.level < 4
        for sign in re.findall(r"^sign\.(\w+)", rule.id)
    }
    facts = {
        fact
        for cause in guide.rules.causes.values()
        for fact, weight in cause.weights.items()
        if weight > 0 and cause.id != "other"
    }
    named = {
        f"because.{slot}.{id_}"
        for slot, id_ in facts
        if slot != "warning_sign" or id_ in low
    }
    assert not named - set(words)
