"""Patient stories, told to the local speaker in plain words.

How often are the level and the cause right?
"""

from __future__ import annotations

import pytest

from benchmarks.stories import (
    DATA,
    LEVELS,
    OVER,
    Outcome,
    rank,
    read,
    tell_all,
)

STORIES = read(DATA / "stories.toml")
FEWEST = {"emergency": 60, "urgent": 40, "see_doctor": 50, "self_care": 45}


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return tell_all(STORIES)


def test_there_are_enough_stories_of_each_level() -> None:
    levels = [story.get("level") for story in STORIES.stories]
    assert len(levels) >= 200
    assert {level: levels.count(level) >= FEWEST[level] for level in LEVELS} == (
        dict.fromkeys(LEVELS, True)
    )


def test_every_story_has_a_name_of_its_own() -> None:
    names = [story["id"] for story in STORIES.stories]
    assert len(set(names)) == len(names)


def test_every_talk_comes_to_its_end(outcomes: list[Outcome]) -> None:
    assert not [
        (one, one.turns[-1].asked)
        for one in outcomes
        if one.turns[-1].asked not in OVER
    ]


def test_every_emergency_is_found(outcomes: list[Outcome]) -> None:
    assert not [
        one
        for one in outcomes
        if "emergency" in one.expected and one.level != "emergency"
    ]


def test_hardly_any_is_sent_lower(outcomes: list[Outcome]) -> None:
    """No emergency is, and of the others one in 256: an eye that still won't close."""
    lower = [one for one in outcomes if one.lower]
    assert len(lower) <= 1, lower


def test_at_most_one_in_twenty_of_the_others_is_sent_higher(
    outcomes: list[Outcome],
) -> None:
    others = [one for one in outcomes if one.expected != ["emergency"]]
    higher = [one for one in others if one.higher]
    assert len(higher) <= len(others) / 20, higher


def test_the_cause_is_among_the_fair_ones_in_nineteen_of_twenty(
    outcomes: list[Outcome],
) -> None:
    unfair = [one for one in outcomes if not one.fair]
    assert len(unfair) <= len(outcomes) / 20, unfair


def test_the_short_path_misses_nothing_that_the_full_one_finds(
    outcomes: list[Outcome],
) -> None:
    full = tell_all(STORIES, "full")
    assert not [
        (one, other.level)
        for one, other in zip(outcomes, full, strict=True)
        if rank(one.level) < rank(other.level)
    ]
