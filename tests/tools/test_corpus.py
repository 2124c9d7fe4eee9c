"""The corpus: what a sentence may say of itself, and that nobody says it twice."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tools import corpus
from tools.templates import ModelError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = '[[sentence]]\nwriter = "ann"\n'


@pytest.fixture(scope="module")
def shipped() -> list[corpus.Utterance]:
    return corpus.read("en")


def read(folder: Path, *rows: str) -> list[corpus.Utterance]:
    (folder / "en").mkdir()
    text = "\n".join(f"{HEAD}{row}\n" for row in rows)
    (folder / "en" / "ann.toml").write_text(text, encoding="utf-8")
    return corpus.read("en", folder)


def test_a_sentence_knows_its_stretches_and_its_place(tmp_path: Path) -> None:
    (one,) = read(tmp_path, 'text = "my [lid](location:eyelid) hops"')
    assert (one.text, one.place) == ("my lid hops", "ann.toml:1")
    assert one.marks == (corpus.Mark("lid", "location", "eyelid"),)
    assert corpus.facts(one) == {"location": {"eyelid"}}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ('text = "hop"\nintent = "HopIntent"', "unknown intent 'HopIntent'"),
        ('text = "hop"\nsign = "hop"', "unknown sign 'hop'"),
        ('text = "a [hop](jump:high)"', "unknown slot 'jump'"),
        ('text = "a [hop](location:moon)"', "unknown id 'moon' of location"),
        ('text = "for [ages](duration:long)"', "'long' is no ISO 8601 duration"),
        ('text = "a [hop] (location:eyelid)"', "a mark is"),
        ('text = ""', "a sentence needs text and writer"),
        ('text = "hop"\nhop = 1', "unknown key 'hop'"),
    ],
)
def test_a_fault_is_one_line_with_file_and_line(
    row: str, fault: str, tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match=rf"^ann\.toml:5: {fault}[^\n]*$"):
        read(tmp_path, 'text = "fine"', row)


def test_who_says_it_once_more_is_found(tmp_path: Path) -> None:
    said = (
        "my left eyelid has been hopping about since monday",
        "my lid hops",
        "say that again",
    )
    again = ("my left eyelid has been hopping about since sunday", "say it again")
    rows = [f'text = "{text}"' for text in (*said, *again)]
    sentences = read(tmp_path, *rows)
    found = corpus.near_duplicates(sentences)
    assert [(one.text, two.text) for one, two in found] == [(again[0], said[0])]
    with pytest.raises(ModelError, match=r"^ann\.toml:13: says what ann\.toml:1 says"):
        corpus.unrepeated(sentences)
    assert corpus.unrepeated(sentences[:3]) == sentences[:3]


def test_nobody_says_what_another_said(shipped: list[corpus.Utterance]) -> None:
    assert not [(a.place, b.place) for a, b in corpus.near_duplicates(shipped)]


def test_there_is_enough_of_everything(shipped: list[corpus.Utterance]) -> None:
    """At least what it takes to learn an intent, a sign, and what is neither."""
    intents = Counter(one.intents[0] for one in shipped if one.intents)
    assert sum(intents.values()) >= 1200
    assert sum(one.sign is not None for one in shipped) >= 600
    assert sum(one.calm is not None for one in shipped) >= 600
    assert sum(one.out_of_scope for one in shipped) >= 300
    assert len(corpus.by_writer(shipped)) >= 8
