"""The rules: their ids agree with the contract, and what they call for has words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from face_guide.prompts import Prompts
from tests import walks

if TYPE_CHECKING:
    from face_guide.guide import Guide


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


def test_the_highest_level_comes_first(guide: Guide) -> None:
    levels = [rule.level for rule in guide.rules.rules]
    assert levels == sorted(levels, reverse=True)


def test_a_sign_outweighs_any_other_answer(guide: Guide) -> None:
    for sign, cause in guide.rules.signs.items():
        weights = guide.rules.causes[cause].weights
        others = [
            weight for (slot, _), weight in weights.items() if slot != "warning_sign"
        ]
        assert weights["warning_sign", sign] > max(others, default=0)


def test_every_warning_and_question_has_words(guide: Guide) -> None:
    words = Prompts.load("en-US").statements
    wanted = {f"warning.{rule.warning}" for rule in guide.rules.rules if rule.warning}
    wanted |= {f"ask.{id_}" for id_ in guide.rules.questions}
    assert wanted <= set(words)
    assert all(
        words[f"ask.{id_}"].again and words[f"ask.{id_}"].reprompt
        for id_ in guide.rules.questions
    )


def test_every_answer_that_speaks_for_a_cause_can_be_named(guide: Guide) -> None:
    words = Prompts.load("en-US").words
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
