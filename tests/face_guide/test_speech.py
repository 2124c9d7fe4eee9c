"""Acts to words: gaps, capitals, persons, pauses and escaping."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from face_guide import speech
from face_guide.errors import ContentError
from face_guide.prompts import Prompts, Statement
from face_guide.speech import Voice
from face_guide.turn import Act, Wording

WORDS = {"fruit": "plums & pears", "person.self.you": "you"}


def voice(say: str, pace: str = "normal", again: str | None = None) -> Voice:
    statements = {"a": Statement(say, again)}
    gaps = {
        "self": {"you": "you", "You": "You"},
        "mother": {"you": "she", "You": "She"},
    }
    return Voice(
        Prompts(
            "en-XX", statements, WORDS, {}, gaps, (("hemifacial", "hemmy facial"),)
        ),
        "self",
        pace,
    )


def test_gaps_follow_the_person() -> None:
    assert (
        speech.text([Act("a")], voice("{You} rest.")._replace(person="mother"))
        == "She rest."
    )


def test_an_unknown_person_is_addressed() -> None:
    assert (
        speech.text([Act("a")], voice("{You} rest.")._replace(person="robot"))
        == "You rest."
    )


def test_an_act_fills_its_own_gaps() -> None:
    assert (
        speech.text([Act("a", arguments=(("first", "fruit"),))], voice("Eat {first}."))
        == "Eat plums & pears."
    )


def test_what_xml_would_misread_is_escaped() -> None:
    ssml = speech.ssml(
        [Act("a", arguments=(("first", "fruit"),))], voice("Eat {first} <now>.")
    )
    spoken = ElementTree.fromstring(ssml).itertext()  # noqa: S314 (our own)
    assert "".join(spoken) == "Eat plums & pears <now>."


def test_a_hard_word_is_spoken_by_its_alias() -> None:
    assert '<sub alias="hemmy facial">hemifacial</sub>' in speech.ssml(
        [Act("a")], voice("A hemifacial twitch.")
    )


def test_a_missing_other_wording_falls_back() -> None:
    assert speech.text([Act("a", Wording.AGAIN)], voice("Rest.")) == "Rest."
    assert (
        speech.text([Act("a", Wording.REPROMPT)], voice("Rest.", again="Lie down."))
        == "Lie down."
    )


def test_slower_means_longer_pauses() -> None:
    pauses = [
        speech.ssml([Act("a")], voice("One. Two.", pace)).count(
            f'time="{speech.PACES[pace].sentence}"'
        )
        for pace in speech.PACES
    ]
    assert pauses == [1, 1, 1]
    assert len({pace.sentence for pace in speech.PACES.values()}) == 3


@pytest.mark.parametrize(
    "act", [Act("nothing"), Act("a", arguments=(("first", "nothing"),))]
)
def test_a_missing_word_is_named(act: Act) -> None:
    with pytest.raises(ContentError, match="nothing"):
        speech.text([act], voice("Eat {first}."))


def test_pronunciations_name_words_that_are_spoken() -> None:
    words = Prompts.load("en-US")
    spoken = " ".join(
        [*words.words.values(), *(one.say for one in words.statements.values())]
    )
    assert not [hard for hard, _ in words.pronounce if hard not in spoken]
