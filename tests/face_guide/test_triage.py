"""Answers in, assessment out: the highest level wins, and no answer lowers it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from face_guide.triage import assess, days

if TYPE_CHECKING:
    from face_guide.guide import Guide
    from face_guide.rules import Level


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        ("P2W", 14),
        ("P14D", 14),
        ("P13D", 13),
        ("P1M", 30),
        ("P3Y", 1095),
        ("PT3H", 0),
        ("PT45M", 0),
    ],
)
def test_a_duration_is_read_as_days(duration: str, expected: float) -> None:
    assert days(duration) == expected


@pytest.mark.parametrize(
    "odd", ["", "P", "2W", "P2W3D", "PXD", "P99999D", "ages", "P-1D"]
)
def test_what_is_no_duration_has_no_days(odd: str) -> None:
    assert days(odd) is None


@pytest.mark.parametrize(
    ("duration", "level"),
    [
        ("P13D", "self_care"),
        ("P2W", "see_doctor"),
        ("P14D", "see_doctor"),
        ("P5M", "see_doctor"),
        ("PT3H", "self_care"),
    ],
)
def test_exactly_two_weeks_counts_as_over(
    guide: Guide, duration: str, level: str
) -> None:
    answers = {"location": ("eyelid",), "duration": (duration,)}
    assert assess(answers, guide.rules).level.name == level


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ({}, "self_care"),
        ({"location": ("one_side",)}, "see_doctor"),
        ({"background": ("neck_surgery",), "warning_sign": ("tingling",)}, "urgent"),
        ({"background": ("neck_surgery",), "location": ("around_mouth",)}, "urgent"),
        ({"trigger": ("vomiting",), "background": ("over_65",)}, "urgent"),
        ({"trigger": ("diarrhoea", "medicine")}, "urgent"),
        ({"background": ("head_injury",)}, "urgent"),
        ({"background": ("head_injury", "blood_thinner")}, "emergency"),
        ({"background": ("blood_thinner",)}, "self_care"),
        ({"background": ("pregnant",), "symptom": ("headache",)}, "urgent"),
        (
            {"background": ("pregnant",), "warning_sign": ("sight_flashes",)},
            "emergency",
        ),
        ({"person": ("baby",), "location": ("eyelid",)}, "urgent"),
        ({"duration": ("P3Y",), "warning_sign": ("face_droop",)}, "emergency"),
    ],
)
def test_rules_set_the_level(
    guide: Guide, answers: dict[str, tuple[str, ...]], level: str
) -> None:
    assert assess(answers, guide.rules).level.name == level


@pytest.mark.parametrize(
    ("answers", "cause"),
    [
        ({}, "other"),
        ({"location": ("eyelid",), "trigger": ("screen",)}, "eye_strain"),
        ({"location": ("eyelid",), "trigger": ("stress",)}, "stress_fatigue"),
        ({"location": ("eyelid",), "trigger": ("caffeine",)}, "caffeine"),
        ({"location": ("one_side",)}, "other"),
        ({"location": ("one_side",), "duration": ("P2W",)}, "hemifacial_spasm"),
        ({"location": ("cheek",), "symptom": ("face_pulls",)}, "hemifacial_spasm"),
        ({"location": ("eyelid",), "symptom": ("ripple",)}, "other"),
        ({"location": ("cheek",), "symptom": ("ripple",)}, "ms"),
        ({"location": ("cheek",), "symptom": ("shock_pain",)}, "trigeminal_neuralgia"),
        ({"location": ("both_eyelids",), "symptom": ("eye_closes",)}, "blepharospasm"),
        ({"background": ("high_blood_pressure", "smoking")}, "arteriosclerosis"),
        ({"location": ("around_mouth",), "person": ("baby",)}, "other"),
        ({"warning_sign": ("face_droop",), "trigger": ("screen",)}, "stroke"),
    ],
)
def test_the_likeliest_cause_wins(
    guide: Guide, answers: dict[str, tuple[str, ...]], cause: str
) -> None:
    assert assess(answers, guide.rules).cause == cause


def test_the_strongest_answer_is_named_first(guide: Guide) -> None:
    told = {"symptom": ("tired_eyes", "flicker"), "trigger": ("stress", "screen")}
    found = assess(told, guide.rules)
    assert found.rationale == (("trigger", "screen"), ("symptom", "tired_eyes"))


def test_every_cause_can_win(guide: Guide) -> None:
    facts = sorted(
        {fact for cause in guide.rules.causes.values() for fact in cause.weights}
    )
    singles = [{slot: (id_,)} for slot, id_ in facts]
    won = {assess(answers, guide.rules).cause for answers in singles}
    assert won == set(guide.rules.causes)


def test_no_combination_with_a_warning_sign_ends_below_its_level(guide: Guide) -> None:
    """Every sign beside every pair of other answers, whatever they are."""
    rules = guide.rules
    own = {
        rule.id.removeprefix("sign."): rule.level
        for rule in rules.rules
        if rule.id.startswith("sign.")
    }
    facts = sorted(
        {
            fact
            for rule in rules.rules
            for need in rule.needs
            for fact in need
            if fact[0] != "warning_sign"
        }
    )
    pairs = [_answers(pair) for pair in itertools.combinations(facts, 2)]
    low = [
        (sign, pair)
        for sign, level in own.items()
        for pair in pairs
        if assess({**pair, "warning_sign": (sign,)}, rules).level < level
    ]
    assert not low
    assert len(own) * len(pairs) > 20_000


def test_no_answer_lowers_a_level(guide: Guide) -> None:
    """One more answer, to any pair of answers, leaves the level or raises it."""
    facts = sorted(
        {fact for rule in guide.rules.rules for need in rule.needs for fact in need}
    )
    levels: dict[tuple[tuple[str, str], ...], Level] = {}

    def level(chosen: tuple[tuple[str, str], ...]) -> Level:
        if chosen not in levels:
            levels[chosen] = assess(_answers(chosen), guide.rules).level
        return levels[chosen]

    lowered = [
        pair
        for pair in itertools.combinations(facts, 2)
        if level(pair) < max(level(pair[:1]), level(pair[1:]))
    ]
    assert not lowered


def _answers(facts: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, ...]]:
    answers: dict[str, tuple[str, ...]] = {}
    for slot, id_ in facts:
        answers[slot] = (*answers.get(slot, ()), "P2W" if id_ == "long" else id_)
    return answers
