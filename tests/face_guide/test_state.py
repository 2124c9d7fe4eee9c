"""The state in the session attributes: it survives, and nonsense does not get in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from face_guide.rules import Level
from face_guide.state import SessionState
from face_guide.turn import Act, Wording

IDS = st.from_regex(r"[a-z_]{1,12}(\.[a-z_]{1,12})?", fullmatch=True)
STATES = st.builds(
    SessionState,
    answers=st.dictionaries(
        IDS, st.lists(IDS, min_size=1, max_size=4).map(tuple), max_size=5
    ),
    closed_questions=st.lists(IDS, max_size=5).map(tuple),
    level=st.none() | st.sampled_from(Level),
    warning=st.none() | IDS,
    asked=st.none() | IDS,
    cause=st.none() | IDS,
    last_acts=st.lists(
        st.builds(
            Act,
            IDS,
            st.sampled_from(Wording),
            st.dictionaries(IDS, IDS, max_size=2).map(lambda d: tuple(d.items())),
        ),
        max_size=4,
    ).map(tuple),
    list_name=st.none() | IDS,
    page=st.integers(0, 9),
    pace=IDS,
    no_match_count=st.integers(0, 5),
    skipped=st.booleans(),
    disclaimed=st.booleans(),
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(STATES)
def test_it_survives_the_session_attributes(state: SessionState) -> None:
    assert SessionState.load(json.loads(json.dumps(state.dump()))) == state


@given(st.dictionaries(st.sampled_from(list(SessionState().dump())), JSON))
def test_nonsense_is_left_out_field_by_field(attributes: dict[str, object]) -> None:
    assert SessionState.load(
        json.loads(json.dumps(SessionState.load(attributes).dump()))
    ) == SessionState.load(attributes)


def test_what_is_sound_beside_nonsense_is_kept() -> None:
    state = SessionState.load(
        {
            "level": "emergency",
            "answers": {"location": ["eyelid"], "trigger": "x", 3: []},
            "last_acts": 7,
            "asked": ["?"],
        }
    )
    assert state.level is Level.emergency
    assert state.answers == {"location": ("eyelid",)}
    assert state.asked is None


@pytest.mark.parametrize("higher", list(Level))
def test_a_level_only_rises(higher: Level) -> None:
    for lower in Level:
        assert SessionState(level=higher).at_least(lower).level == max(lower, higher)
