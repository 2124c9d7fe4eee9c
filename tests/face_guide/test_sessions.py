"""Sessions that an earlier release began: each goes on, and loses nothing.

`tests/data/sessions/` holds the session attributes of each version as it wrote them.
A release may come between two turns, so they are replayed for ever.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from face_guide.state import VERSION, SessionState
from face_guide.turn import Turn
from tests import walks
from tests.walks import turn

if TYPE_CHECKING:
    from face_guide.guide import Guide

FOLDER = Path(__file__).parents[1] / "data" / "sessions"
SESSIONS: dict[str, dict[str, Any]] = {
    f"{file.stem}.{name}": attributes
    for file in sorted(FOLDER.glob("v*.json"))
    for name, attributes in json.loads(file.read_text(encoding="utf-8")).items()
}
YES, NO = turn("AMAZON.YesIntent"), turn("AMAZON.NoIntent")
DANGER = [
    name
    for name, attributes in SESSIONS.items()
    if str(attributes["asked"]).startswith(("danger", "new_today"))
]


def test_each_version_has_its_sessions() -> None:
    """Another version comes with a file of its own."""
    names = [file.stem for file in FOLDER.glob("v*.json")]
    assert sorted(names) == [f"v{number}" for number in range(2, VERSION + 1)]
    for name, attributes in SESSIONS.items():
        assert name.startswith(f"v{attributes['version']}.")


@pytest.mark.parametrize("name", SESSIONS)
def test_level_warning_and_answers_are_kept(name: str) -> None:
    before = SESSIONS[name]
    kept = SessionState.load(before).dump()
    for key in ("level", "warning", "answers", "closed_questions", "cause", "pace"):
        assert kept[key] == before[key], key


def test_this_version_keeps_all_of_its_own() -> None:
    own = {name: one for name, one in SESSIONS.items() if one["version"] == VERSION}
    assert len(own) > 10
    for before in own.values():
        assert SessionState.load(before).dump() == before


@pytest.mark.parametrize("name", SESSIONS)
@pytest.mark.parametrize("mode", ["guide", "informing"])
def test_whatever_is_said_the_session_goes_on(
    request: pytest.FixtureRequest, mode: str, name: str
) -> None:
    """Every intent with every slot value, and a launch: no level falls."""
    guide, before = request.getfixturevalue(mode), SESSIONS[name]
    others = [Turn("launch"), Turn("other"), Turn("intent", "NoSuchIntent")]
    for said in (*others, *walks.every_turn()):
        response = guide.respond(said, before)
        emergency = response.attributes["level"] == "emergency"
        assert response.text.endswith("?") != response.ended, said
        assert walks.no_level_fell(before, response.attributes), said
        if before["level"] == "emergency":
            assert emergency, said


@pytest.mark.parametrize("name", DANGER)
def test_a_yes_to_a_danger_question_still_counts(guide: Guide, name: str) -> None:
    """Whichever version asked it."""
    answered = guide.respond(YES, SESSIONS[name]).attributes
    unmatched = SESSIONS[name]["asked"] == "danger_when"
    assert (answered["level"] == "emergency") != unmatched
    assert str(guide.respond(NO, SESSIONS[name]).attributes["level"]) != "emergency"


def test_a_question_that_was_skipped_is_not_skipped_again(guide: Guide) -> None:
    skipped = guide.respond(turn("NotSureIntent"), SESSIONS["v2.skipped"])
    assert skipped.attributes["level"] == "emergency"
