"""The rules: their ids agree with the contract, and what they call for has words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.prompts import Prompts
from face_guide.questions import READ_BACK
from face_guide.rules import Cause, Condition, Level, RiskQuestion, SlotQuestion
from face_guide.triage import assess, length_of
from tests import walks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from face_guide.guide import Guide


def test_every_id_of_a_rule_is_in_the_contract(guide: Guide) -> None:
    """An id that no slot can bring would be a rule that never applies."""
    slots = {
        slot: slot_type
        for slots in walks.INTENTS.values()
        for slot, slot_type in slots.items()
    }
    unsure = ("duration", "location", "symptom", "background", "passed", "age")
    derived = {("duration", "long"), *((slot, "unsure") for slot in unsure)}
    facts = {fact for rule in guide.rules.rules for need in rule.needs for fact in need}
    for cause in guide.rules.causes.values():
        needs = (need for group in cause.needs for need in group)
        facts |= set(cause.weights).union(*needs)
    for question in guide.rules.check:
        condition = question.condition
        facts |= condition.only | condition.unless
        if isinstance(question, RiskQuestion):
            facts |= {*question.choices, *question.also.values()}
        if isinstance(question, SlotQuestion):
            facts |= {(question.slot, id_) for id_ in question.choices}
            facts -= {("duration", id_) for id_ in walks.DURATIONS}
    facts |= guide.rules.full_path
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


def test_a_sign_outweighs_any_answer_that_is_no_such_danger(guide: Guide) -> None:
    """Whatever else is told, the talk is about the danger."""
    rules = guide.rules
    others = [
        (assess({slot: (id_,)}, rules).level, weight)
        for cause in rules.causes.values()
        for (slot, id_), weight in cause.weights.items()
        if slot != "warning_sign"
    ]
    for sign, cause in rules.signs.items():
        level = assess({"warning_sign": (sign,)}, rules).level
        most = max(weight for lower, weight in others if lower < level)
        assert rules.causes[cause].weights["warning_sign", sign] > most, sign


def test_a_doctors_level_says_how_soon_and_a_higher_one_what_to_do(
    guide: Guide,
) -> None:
    for rule in guide.rules.rules:
        sees_doctor = rule.level is Level.see_doctor
        assert (rule.within is not None) == sees_doctor, rule.id
        assert (rule.warning is not None) == (rule.level >= Level.urgent), rule.id


def test_of_two_rules_of_a_level_the_sooner_and_more_particular_wins(
    guide: Guide,
) -> None:
    weeks = {"duration": ("P3W",)}
    assert within(guide, weeks) == "weeks"
    assert within(guide, {**weeks, "symptom": ("unwell",)}) == "days"
    assert within(guide, {**weeks, "location": ("cheek",)}) == "weeks"
    old = {"location": ("cheek",), "age": ("over_65",)}
    assert within(guide, {**weeks, **old}) == "days"


def within(guide: Guide, answers: Mapping[str, tuple[str, ...]]) -> str | None:
    rule = assess(answers, guide.rules).rule
    return rule and rule.within


def test_a_cause_with_needs_is_named_only_where_a_group_is_met() -> None:
    one, other = frozenset({("symptom", "ripple")}), frozenset({("trigger", "light")})
    cause = Cause("x", {}, ((one, other), (frozenset({("location", "cheek")}),)))
    assert not cause.fits(one)
    assert cause.fits(one | other)
    assert cause.fits(frozenset({("location", "cheek")}))
    assert Cause("x", {}).fits(frozenset())


def test_a_question_is_put_on_its_path_and_to_whom_it_is_for() -> None:
    child, lid = ("age", "child"), ("location", "eyelid")
    condition = Condition("full", frozenset({child}), frozenset({lid}))
    assert condition.holds(frozenset({child}), "full")
    assert not condition.holds(frozenset({child}), "short")
    assert not condition.holds(frozenset(), "full")
    assert not condition.holds(frozenset({child, lid}), "full")
    assert Condition().holds(frozenset(), "short")


def test_what_is_called_for_is_asked_only_then(guide: Guide) -> None:
    asks = guide.rules.called_for
    called = {asks.past_event.id, asks.came_back.id, asks.passed.id, asks.half_said.id}
    assert called == {"danger_today", "danger_new", "danger_when", "danger_sure"}
    assert not called & {question.id for question in guide.rules.check}


def test_company_is_asked_after_where_the_rules_say_so(guide: Guide) -> None:
    assert guide.rules.company == {"suicidal": "together"}
    assert set(guide.rules.company.values()) <= set(guide.rules.questions)


def test_every_warning_and_question_has_words(guide: Guide) -> None:
    words = Prompts.load("en-US").statements
    wanted = {f"warning.{rule.warning}" for rule in guide.rules.rules if rule.warning}
    wanted |= {f"ask.{id_}" for id_ in guide.rules.questions}
    assert wanted <= set(words)
    assert all(
        words[f"ask.{id_}"].again and words[f"ask.{id_}"].reprompt
        for id_ in guide.rules.questions
    )


def test_every_answer_that_may_be_the_reason_can_be_named(guide: Guide) -> None:
    """At the urgent level the warning is the reason."""
    words = Prompts.load("en-US").words
    rules = guide.rules
    facts = {
        fact
        for cause in rules.causes.values()
        for fact, weight in cause.weights.items()
        if weight > 0
    }
    lower = [rule for rule in rules.rules if rule.level < Level.urgent]
    facts |= {fact for rule in lower for need in rule.needs for fact in need}
    named = {
        f"because.{slot}.{id_}"
        for slot, id_ in facts
        if assess({slot: (id_,)}, rules).level < Level.urgent
    } - {"because.duration.long"}  # the length that was told is said
    assert not named - set(words)


def test_every_answer_that_is_read_back_has_words() -> None:
    has_word = Prompts.load("en-US").has_word
    slots = {slot: walks.INTENTS["AnswerIntent"][slot] for slot in READ_BACK}
    facts = [(slot, id_) for slot in slots for id_ in walks.ids(slots[slot])]
    for slot, id_ in facts:
        told = id_ != "none" and id_ not in walks.ids("WARNING_SIGN")
        word = length_of(id_) if slot == "duration" else id_
        assert has_word(f"read_back.{slot}.{word}") or not told, (slot, id_)
