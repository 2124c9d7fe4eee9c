"""The state in the session attributes: it survives, and nonsense does not get in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from face_guide.rules import Level
from face_guide.state import SessionState, Told
from face_guide.turn import Act, Wording

IDS = st.from_regex(r"[a-z_]{1,12}(\.[a-z_]{1,12})?", fullmatch=True)
ANSWERS = st.dictionaries(
    IDS, st.lists(IDS, min_size=1, max_size=4).map(tuple), max_size=5
)
TOLD = st.builds(
    Told,
    intent=IDS,
    asked=st.none() | IDS,
    no_match_count=st.integers(0, 5),
    slots=ANSWERS,
    unsure=st.lists(st.tuples(IDS, IDS), min_size=1, max_size=4).map(tuple),
)
STATES = st.builds(
    SessionState,
    answers=ANSWERS,
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
    asides=st.integers(0, 5),
    doubted=st.booleans(),
    hesitant=st.booleans(),
    half_said=st.none() | IDS,
    half_heard=st.none() | TOLD,
    undo=st.none() | IDS,
    called=st.none() | IDS,
    others=ANSWERS,
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


@given(
    st.dictionaries(
        st.sampled_from([*SessionState().dump(), "half_heard", "asides"]), JSON
    )
)
def test_nonsense_is_left_out_field_by_field(attributes: dict[str, object]) -> None:
    assert SessionState.load(
        json.loads(json.dumps(SessionState.load(attributes).dump()))
    ) == SessionState.load(attributes)


@given(st.dictionaries(st.sampled_from(Told._fields), JSON))
def test_what_waits_is_whole_or_nothing(value: dict[str, object]) -> None:
    """Without an intent and a value to ask about there is nothing to ask."""
    told = Told.load(value)
    assert told is None or (told.intent and told.unsure)
    assert told is None or Told.load(json.loads(json.dumps(told.dump()))) == told
    assert Told.load([value]) is None


def test_where_nothing_waits_nothing_is_kept_of_it() -> None:
    """An Echo's session is as it was before there was a doubt."""
    assert "half_heard" not in SessionState().dump()


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


def test_every_field_is_tried() -> None:
    """A field that `load` forgets would be lost between two turns."""
    full = SessionState(
        answers={"person": ("mother",)},
        closed_questions=("who",),
        level=Level.urgent,
        warning="eye",
        asked="danger_sure",
        cause="dry_eye",
        last_acts=(Act("warning.eye"),),
        list_name="topic",
        page=2,
        exercise="breathing",
        minutes=5,
        pace="slow",
        no_match_count=1,
        asides=2,
        doubted=True,
        hesitant=True,
        half_said="seizure",
        half_heard=Told(
            *("AnswerIntent", "location", 1),
            {"duration": ("P2D",)},
            (("location", "cheek"), ("symptom", "fever")),
        ),
        undo="seizure.none",
        called="arrived",
        others={"self": ("urgent", "eye")},
        disclaimed=True,
    )
    fresh = SessionState()
    same = zip(full._fields, full, fresh, strict=True)
    assert [name for name, one, other in same if one == other] == []
    assert SessionState.load(json.loads(json.dumps(full.dump()))) == full


def test_an_answer_is_taken_back_alone() -> None:
    told = SessionState().with_answer("symptom", "rash").with_answer("symptom", "fever")
    assert told.without_answer("symptom", "fever").answers == {"symptom": ("rash",)}
    assert told.without_answer("symptom", "ripple").answers == told.answers
    alone = SessionState().with_answer("symptom", "rash")
    assert alone.without_answer("symptom", "rash").answers == {}


def test_a_closed_question_ends_its_doubt() -> None:
    doubted = SessionState(doubted=True, hesitant=True, half_said="seizure")
    closed = doubted.closing("danger_sure", "danger_sure")
    assert closed.closed_questions == ("danger_sure",)
    assert (closed.doubted, closed.half_said, closed.hesitant) == (False, None, True)
    assert closed.reopening({"danger_sure"}).closed_questions == ()


def test_a_level_stays_with_whom_it_was_spoken_for() -> None:
    hers = SessionState(answers={"person": ("mother",)}, level=Level.urgent)
    hers = hers.replace(warning="eye")
    his = hers.about("father")
    assert (his.person, his.level, his.warning) == ("father", None, None)
    his = his.at_least(Level.see_doctor)
    back = his.about("mother")
    assert (back.person, back.level, back.warning) == ("mother", Level.urgent, "eye")
    assert back.about("father").level is Level.see_doctor


def test_whoever_was_asked_nothing_yet_keeps_what_was_told() -> None:
    told = SessionState(answers={"location": ("eyelid",), "age": ("adult",)})
    assert told.about("mother").answers == {
        "location": ("eyelid",),
        "person": ("mother",),
    }


def test_afresh_no_level_is_forgotten() -> None:
    state = SessionState(
        answers={"person": ("mother",), "location": ("cheek",)},
        closed_questions=("who",),
        level=Level.urgent,
        warning="eye",
        others={"self": ("see_doctor",)},
    )
    fresh = state.afresh()
    assert fresh.answers == {"person": ("mother",)}
    assert (fresh.level, fresh.warning) == (Level.urgent, "eye")
    assert fresh.others == {"self": ("see_doctor",)}
    assert fresh.closed_questions == ()
    assert SessionState(answers={"location": ("cheek",)}).afresh() == SessionState()


def test_afresh_the_listeners_own_level_comes_back() -> None:
    own = SessionState(level=Level.urgent, warning="eye").about("mother").afresh()
    assert (own.person, own.level, own.warning) == ("self", Level.urgent, "eye")
