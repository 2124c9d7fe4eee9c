"""Assertion, lengths of time, likeness, and values in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speaker.nlu.assertion import has_cue, is_question_about_nobody, status
from speaker.nlu.language import ENGLISH
from speaker.nlu.lengths import iso, lengths_in
from speaker.nlu.model import Model
from speaker.nlu.normalize import parse
from speaker.nlu.sounds import nearest
from speaker.nlu.spotting import Spotter, settle


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("her mouth is drooping", "drooping", "asserted"),
        ("her mouth is not drooping", "drooping", "negated"),
        ("no weakness or slurring", "slurring", "negated"),
        ("no, my arm is weak", "arm", "asserted"),
        ("not really, my arm is weak", "arm", "asserted"),
        ("not my arm", "arm", "negated"),
        ("not just tired but weak", "weak", "asserted"),
        ("what if it is a stroke", "stroke", "hypothetical"),
        ("she used to have seizures", "seizures", "past"),
        ("a man who had a stroke", "stroke", "other"),
        ("i am not sure but it droops", "droops", "asserted"),
    ],
)
def test_how_something_is_meant(text: str, word: str, expected: str) -> None:
    words = parse(text).words
    assert status(words, words.index(word)) == expected


def test_a_cue_counts_where_it_is_asserted() -> None:
    cues = (("too", "many"),)
    assert has_cue(parse("i took too many").words, cues)
    assert not has_cue(parse("i did not take too many").words, cues)


def test_a_question_about_nobody() -> None:
    assert is_question_about_nobody(parse("is face drooping common").words)
    assert not is_question_about_nobody(parse("is her face drooping").words)
    assert not is_question_about_nobody(parse("face drooping").words)


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("for six and a half weeks", ["P46D"]),
        ("three hundred and sixty five days", ["P365D"]),
        ("half an hour", ["PT30M"]),
        ("a fortnight", ["P14D"]),
        ("a year and a half on and off", ["P18M"]),
        ("half a minute", ["PT1M"]),
        ("seven hours a day at the screen", []),
        ("three cups a day", []),
        ("in two thousand and four", []),
    ],
)
def test_lengths(text: str, lengths: list[str]) -> None:
    assert [one.iso for one in lengths_in(parse(text).words)] == lengths


COUNTS = st.integers(1, 399).filter(lambda count: str(count) not in ENGLISH.telephone)


@given(count=COUNTS, unit=st.sampled_from(["D", "W", "M", "Y"]))
def test_any_count_of_any_unit_is_a_length(count: int, unit: str) -> None:
    names = {"D": "days", "W": "weeks", "M": "months", "Y": "years"}
    (found,) = lengths_in(parse(f"for {count} {names[unit]} now").words)
    assert found.iso == iso(count, unit)


MODEL = Model.load("en-US")
SPOTTER = Spotter(MODEL)


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("blefarospasm", "blepharospasm"),
        ("try geminal neuralgia", "trigeminal_neuralgia"),
        ("hemi facial spasms", "hemifacial_spasm"),
        ("lupus", None),
        ("my garden shed", None),
    ],
)
def test_a_misheard_topic_is_the_one_that_it_is_like(
    words: str, cause: str | None
) -> None:
    found = nearest(MODEL.phrases, "CAUSE", words)
    assert (found and found.id) == cause


def test_the_longest_values_are_kept_and_share_no_word() -> None:
    spans = settle(SPOTTER.spot(parse("my left eyelid and the corner of my mouth")))
    taken = [place for span in spans for place in span.used]
    assert len(taken) == len(set(taken))
    said = [" ".join(span.phrase.words) for span in spans]
    assert "left eyelid" in " ".join(said)


@pytest.mark.parametrize("text", ["fifty two weeks", "ten hours a day"])
def test_a_part_of_a_number_is_no_value(text: str) -> None:
    words = parse(text).words
    whole = {" ".join(span.phrase.words) for span in SPOTTER.exact(parse(text))}
    assert " ".join(words[-2:]) not in whole
