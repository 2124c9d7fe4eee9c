"""What is spoken keeps the store's policies, in every locale."""

from __future__ import annotations

from face_guide.prompts import Statement
from tools import policy


def test_what_is_spoken_keeps_the_policies() -> None:
    assert list(policy.spoken()) == []


class Deaf:
    """A model that understands nothing."""

    def match(self, _: object) -> None:
        return None


def faults(id_: str, *texts: str | None) -> str:
    return " ".join(policy._statement(id_, Statement(*texts), Deaf()))  # type: ignore[arg-type]


def test_an_open_turn_asks_and_a_telling_does_not() -> None:
    assert "end in a question" in faults("ask.more", "Go on.", None, "Say it.")
    assert "reprompt of its own" in faults("ask.more", "Go on?", None, None)
    assert "must not ask" in faults("tip.rest", "Tired?")


def test_a_suggestion_that_no_model_understands_is_named() -> None:
    assert 'suggests "sing"' in faults("ask.more", "Go on?", None, "Say sing.")
