"""What is spoken keeps the store's policies, in every locale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from face_guide.prompts import Statement
from tools import build_models, policy

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_spoken_keeps_the_policies() -> None:
    assert list(policy.spoken()) == []


def test_what_is_spoken_keeps_the_policies_in_information_mode(tmp_path: Path) -> None:
    build_models.write(package=tmp_path, mode="information")
    assert list(policy.spoken(tmp_path)) == []


def deaf(_: str) -> bool:
    return False


def faults(id_: str, say: str, again: str = "", reprompt: str = "") -> str:
    statement = Statement(say, again, reprompt)
    return " ".join(policy.statement_breaches(id_, statement, deaf))


def test_an_open_turn_asks_and_a_telling_does_not() -> None:
    assert "end in a question" in faults("ask.more", "Go on.", "", "Say it.")
    assert "reprompt of its own" in faults("ask.more", "Go on?", "", "")
    assert "must not ask" in faults("tip.rest", "Tired?")


def test_a_suggestion_that_no_model_understands_is_named() -> None:
    assert 'suggests "sing"' in faults("ask.more", "Go on?", "", "Say sing.")
