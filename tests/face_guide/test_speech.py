"""Acts to words: gaps, capitals, persons, pauses and escaping."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from face_guide import speech
from face_guide.errors import ContentError
from face_guide.prompts import Prompts, Statement
from face_guide.speech import Voice
from face_guide.turn import Act, Wording
from tests.playing import spoken_seconds

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
            f'time="{speech.PACES[pace].sentence}ms"'
        )
        for pace in speech.PACES
    ]
    assert set(pauses) == {1}
    steps = [speech.PACES[pace].sentence for pace in speech.LADDER]
    assert steps == sorted(set(steps), reverse=True)


@pytest.mark.parametrize("pace", speech.PACES)
@pytest.mark.parametrize(
    ("words", "seconds"),
    [("Close your eyes. [20]", 20), ("In. [4] Out. [6 bell]", 10), ("Rest. [60]", 60)],
)
def test_a_cue_keeps_its_seconds_at_any_pace(
    pace: str, words: str, seconds: int
) -> None:
    said = speech.ssml([Act("a")], voice(words, pace))
    assert spoken_seconds(said) == pytest.approx(seconds, rel=0.01)


def test_a_cue_is_not_read_aloud() -> None:
    assert (
        speech.text([Act("a")], voice("In. [4] Out. [6 bell] Good."))
        == "In. Out. Good."
    )


def test_a_pause_is_never_longer_than_the_platform_takes() -> None:
    said = speech.ssml([Act("a")], voice("Rest. [65]"))
    breaks = [int(ms) for ms in re.findall(r'time="(\d+)ms"', said)]
    assert len(breaks) == 7
    assert max(breaks) == speech.LONGEST_BREAK_MS


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
