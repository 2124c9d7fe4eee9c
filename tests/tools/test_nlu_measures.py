"""The measures of the local NLU count what they say, and keep what is sealed."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest

from speaker.nlu.model import Entity
from speaker.nlu.recognizer import Recognition
from speaker.nlu.utterance import Value
from tools import corpus, evaluate_nlu, nlu_measures
from tools.build_models import languages_without
from tools.corpus import MIN_WORDS, Mark, Utterance
from tools.nlu_measures import (
    NO,
    NOT_SURE,
    SEALED,
    YES,
    Outcome,
    answer_verdict,
    counted,
    wilson,
)
from tools.nlu_rows import built, normal
from tools.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def said(kind: str = "", **fields: Any) -> Utterance:
    empty = Utterance("it jumps", "", (), (), "ann", kind, None, None, None, True, "")
    return empty._replace(**fields)


def told(*facts: tuple[str, str]) -> tuple[Mark, ...]:
    return tuple(Mark("", slot, id_) for slot, id_ in facts)


def heard(intent: str, *values: tuple[str, str, str]) -> Recognition:
    found = (Value(slot, kind, "", Entity(id_, "")) for slot, kind, id_ in values)
    return Recognition(intent, tuple(found))


def sign(id_: str = "face_droop", **fields: Any) -> Outcome:
    return Outcome(said("sign", sign=id_), heard("AnswerIntent"), **fields)


def answer(meant: str, recognition: Recognition, asked: str = "danger_face") -> Outcome:
    return Outcome(said(f"answer.{asked}.{meant}", asked=asked), recognition)


@pytest.mark.parametrize(
    ("part", "total", "low", "high"),
    [(0, 50, 0.0, 0.071), (50, 50, 0.929, 1.0), (10, 20, 0.299, 0.701), (0, 0, 0, 1)],
)
def test_wilson_interval(part: int, total: int, low: float, high: float) -> None:
    assert wilson(part, total) == pytest.approx((low, high), abs=0.001)


def test_an_emergency_is_raised_asked_about_or_missed() -> None:
    shares = counted(
        [
            sign(level="emergency", asked="danger_sure"),
            sign(asked="danger_sure"),
            sign(level="urgent"),
            sign(),
        ]
    )
    assert shares["emergencies raised at once"] == (1, 4)
    assert shares["emergencies asked about"] == (1, 4)
    assert shares["emergencies missed"] == (2, 4)


def test_a_lesser_sign_needs_its_own_level() -> None:
    reached, not_reached = sign("tingling", level="urgent"), sign("tingling")
    assert counted([reached, not_reached])["lesser signs missed"] == (1, 2)


def test_talk_may_tell_what_it_tells() -> None:
    symptom = {"symptom": ("headache",)}
    marked = said("talk.tablets", marks=told(("symptom", "headache")))
    outcomes = [
        Outcome(marked, heard("AnswerIntent"), facts=symptom),
        Outcome(said("talk.small"), heard("AnswerIntent"), facts=symptom),
        Outcome(said("talk.small"), heard("TopicIntent"), facts={"person": ("self",)}),
        Outcome(said("talk.idiom"), heard("WarningSignIntent"), level="emergency"),
    ]
    assert counted(outcomes)["talk: alarm or symptom"] == (2, 4)
    assert counted(outcomes)["talk: fact that nobody told"] == (1, 4)


def test_what_is_out_of_scope_leaves_no_trace() -> None:
    out = said("out")
    outcomes = [
        Outcome(out, heard("AMAZON.FallbackIntent")),
        Outcome(out, heard("AnswerIntent")),
        Outcome(out, heard("TopicIntent"), facts={"trigger": ("caffeine",)}),
    ]
    assert counted(outcomes)["out of scope kept out"] == (1, 3)


def test_intents_and_slots() -> None:
    meant = said(
        "why_twitch",
        intents=("WhyTwitchIntent",),
        marks=told(("location", "eyelid"), ("duration", "P14D")),
    )
    eyelid, week = ("location", "LOCATION", "eyelid"), ("duration", "DURATION", "P2W")
    cheek = "location", "LOCATION", "cheek"
    right = Outcome(meant, heard("WhyTwitchIntent", eyelid, week))
    wrong = Outcome(meant, heard("AnswerIntent", eyelid, cheek))
    shares = counted([right, wrong])
    assert shares["intents"] == shares["intents, the main ten"] == (1, 2)
    assert shares["slots"] == (3, 4)
    assert shares["slots, the intent being right"] == (2, 2)
    assert shares["sentences with an invented fact"] == (1, 2)
    assert nlu_measures.confusions([right, wrong]) == [
        ("WhyTwitchIntent", "AnswerIntent", 1)
    ]
    assert nlu_measures.wrong([right, wrong])["intents"] == [wrong]


@pytest.mark.parametrize(
    ("meant", "recognition", "verdict"),
    [
        ("no", heard(NO), "as meant"),
        ("no", heard(YES), "careful"),
        ("no", heard("TopicIntent"), "asked again"),
        ("yes", heard(NO), "unsafe"),
        ("yes", heard("AnswerIntent", ("passed", "PASSED", "gone")), "unsafe"),
        ("yes", heard("WarningSignIntent", ("s", "WARNING_SIGN", "x")), "as meant"),
        ("yes", heard("AnswerIntent", ("s", "HALF_SAID", "x")), "asked again"),
        ("unsure", heard(NOT_SURE), "as meant"),
        ("was", heard(NO), "unsafe"),
        ("other", heard("AnswerIntent", ("answer", "ANSWER", "no")), "unsafe"),
        ("other", heard("WhyAskIntent"), "as meant"),
    ],
)
def test_what_becomes_of_an_answer(
    meant: str, recognition: Recognition, verdict: str
) -> None:
    assert answer_verdict(answer(meant, recognition)) == verdict


def test_a_yes_to_the_last_check_is_what_calms() -> None:
    outcomes = [
        answer("yes", heard(YES), "last_check"),
        answer("no", heard(YES), "last_check"),
    ]
    assert [answer_verdict(one) for one in outcomes] == ["as meant", "unsafe"]
    assert counted(outcomes)["a false no"] == (1, 2)


def test_figures_are_told_by_writer() -> None:
    near = said("near")
    outcomes = [
        Outcome(near, heard("AnswerIntent")),
        Outcome(near._replace(writer="bob"), heard("AnswerIntent"), level="emergency"),
    ]
    raised = {
        writer: shares["near misses raised"]
        for writer, shares in nlu_measures.by_writer(outcomes).items()
    }
    assert raised == {"ann": (0, 1), "bob": (1, 1)}


def test_the_table_is_short_and_names_what_is_wrong_when_asked() -> None:
    outcomes = [sign(), answer("yes", heard(NO))]
    unnamed = list(evaluate_nlu.table("dev", outcomes, named=False))
    assert "it jumps" not in "".join(unnamed)
    assert len(unnamed) <= 60
    assert "it jumps" in "".join(evaluate_nlu.table("dev", outcomes, named=True))


def test_a_sealed_sentence_is_never_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = said("sign", text="flimmet dorp quazzle", sign="face_droop")
    monkeypatch.setattr(nlu_measures, "sealed", lambda _: [secret])
    evaluate_nlu.main(["sealed", "--list"])
    printed = capsys.readouterr().out
    assert "1 of 1" in printed
    assert "flimmet" not in printed


def test_sealed_sentences_are_nowhere_else() -> None:
    """In no corpus, model or test file."""
    # Numbers alone: a failure must not print what nobody may read.
    assert _shared() == 0
    assert len(nlu_measures.sealed()) > 1000
    assert len(nlu_measures.sealed(SEALED["company"])) > 450


def _shared() -> int:
    others = {normal(one.text) for one in corpus.read()}
    others |= {one.text for one in built().filled}
    others |= {normal(text) for text in _texts_of_tests()}
    sealed = [one.text for folder in SEALED.values()
              for one in nlu_measures.sealed(folder)]  # fmt: skip
    return sum(normal(t) in others for t in sealed if len(t.split()) >= MIN_WORDS)


def test_what_was_taught_is_not_sealed(tmp_path: Path) -> None:
    taught = next(o for o in corpus.read() if o.intents and len(o.text.split()) > 9)
    rows = (
        f'[[sentence]]\ntext = "{text}"\nintent = "AnswerIntent"\nwriter = "ann"\n'
        for text in (taught.text, "flimmet dorp quazzle nupp ibbet")
    )
    (tmp_path / "ann.toml").write_text("\n".join(rows), encoding="utf-8")
    (left,) = nlu_measures.sealed(tmp_path)
    assert left.text.startswith("flimmet")


def _texts_of_tests() -> Iterator[str]:
    for file in (ROOT / "tests" / "data").glob("*.toml"):
        if "[[say]]" in file.read_text(encoding="utf-8"):
            yield from (row["text"] for row in nlu_measures.read(file.name))


def test_a_writer_left_out_is_in_no_model() -> None:
    """Else an estimate measures people on their own sentences."""
    writers = corpus.by_writer(corpus.read())
    own = {
        one.text for one in writers.pop("edith") if len(one.text.split()) > MIN_WORDS
    }
    own -= {one.text for one in chain.from_iterable(writers.values())}
    (with_her, *_), (without, *_) = languages_without(()), languages_without({"edith"})
    assert own & _samples(with_her)
    assert not own & _samples(without)


def _samples(language: dict[str, Any]) -> set[str]:
    return {text for intent in language["intents"] for text in intent["samples"]}
