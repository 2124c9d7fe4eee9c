"""One spelling and one stem for what may be written in many ways."""

from __future__ import annotations

import pytest

from speaker.nlu.normalize import LONGEST, READ, parse, stem


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Why is my FACE twitching?!", "why is my face twitching"),
        ("I can\u2019t speak", "i can not speak"),
        ("she won't; he'll", "she will not he will"),
        ("for 2 weeks", "for two weeks"),
        ("call 911", "call nine one one"),
        ("100 days", "one hundred days"),
        ("twenty-one", "twenty one"),
        ("um, well, please stop", "stop"),
        ("it's, you know, jumping", "it is jumping"),
        ("how do you know", "how do you know"),
        ("my mother's face", "my mother face"),
        ("Caf\u00e9", "cafe"),
        ("um", "um"),
        ("", ""),
        ("\u5927 \U0001f600 ...", ""),
    ],
)
def test_normalises(said: str, words: str) -> None:
    assert " ".join(parse(said).words) == words


@pytest.mark.parametrize(
    "forms",
    [
        "twitch twitches twitching twitched twitchy",
        "droop drooping drooped droopy",
        "weak weakness",
        "slur slurred slurring",
        "face faces",
    ],
)
def test_inflections_share_a_stem(forms: str) -> None:
    assert len(set(map(stem, forms.split()))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("worse", "worry"), ("week", "weak"), ("speech", "speak"), ("early", "ear")],
)
def test_different_words_keep_their_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_what_was_heard_is_kept() -> None:
    sentence = parse("um, I can't lift my mother's arm")
    assert sentence.heard(1, 3) == "can't lift"
    assert sentence.heard(5, 5) == "mother"


def test_reading_is_bounded() -> None:
    assert sum(map(len, parse("word " * LONGEST).raw)) <= READ
