"""The recognizer: exact samples first, then similarity; a sign before all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speaker.nlu.model import Model, ModelError, models_folder
from speaker.nlu.normalize import READ, parse
from speaker.nlu.recognizer import FALLBACK, Elicited, Recognition, Recognizer
from speaker.nlu.spotting import MOST, Spotter
from tests.speaker.nlu import sentences
from tests.speaker.nlu.models import tiny

if TYPE_CHECKING:
    from pathlib import Path

LOCALES = sorted(path.stem for path in models_folder().glob("*.json"))
SAID = [
    (intent, text)
    for intent, texts in sentences.INTENTS.items()
    for text in sentences.lines(texts)
]
LEAST_RIGHT = 0.94
DANGER = "WARNING_SIGN"


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load("en-US")


@pytest.fixture(scope="module")
def recognizer(model: Model) -> Recognizer:
    return Recognizer(model)


@pytest.fixture(scope="module")
def signs(model: Model) -> frozenset[str]:
    return frozenset(
        phrase.readings[DANGER].id
        for phrase in model.phrases
        if DANGER in phrase.readings
    )


def ids(heard: Recognition) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for value in heard.values:
        found.setdefault(value.slot, []).append(
            value.entity.id if value.entity else value.words
        )
    return found


def dangers(heard: Recognition, signs: frozenset[str]) -> set[str]:
    """Return the signs heard; a medicine of which too much was taken is one."""
    taken = heard.intent == "WarningSignIntent" and "medicine" in ids(heard)
    told = {value.entity.id for value in heard.values if value.entity}
    return (told | ({"overdose"} if taken else set())) & signs


def alarms(heard: Recognition, signs: frozenset[str]) -> set[str]:
    """Return the signs heard, but for those half said: the guide asks about them."""
    plain = tuple(value for value in heard.values if value.type != "HALF_SAID")
    return dangers(heard._replace(values=plain), signs)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sample_is_recognised_as_its_own_intent(locale: str) -> None:
    model = Model.load(locale)
    recognizer = Recognizer(model)
    values = {
        kind: " ".join(p.words) for p in reversed(model.phrases) for kind in p.readings
    }
    wrong = []
    for sample in model.samples:
        text = sample.text
        for slot in model.slots[sample.intent].values():
            text = text.replace(f"{{{slot.name}}}", values[slot.type])
        heard = recognizer.recognize(text)
        if heard.intent != sample.intent and heard.confidence < 1:
            wrong.append((sample.intent, text, heard.intent))
    assert wrong == []


def test_ordinary_sentences_find_their_intent(recognizer: Recognizer) -> None:
    wrong = [
        (intent, text, recognizer.recognize(text).intent)
        for intent, text in SAID
        if recognizer.recognize(text).intent != intent
    ]
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(SAID), wrong


@pytest.mark.parametrize("text", sentences.lines(sentences.DANGERS))
def test_danger_is_heard(
    recognizer: Recognizer, signs: frozenset[str], text: str
) -> None:
    assert dangers(recognizer.recognize(text), signs)


@pytest.mark.parametrize("text", sentences.lines(sentences.CALM))
def test_what_is_no_danger_raises_no_alarm(
    recognizer: Recognizer, signs: frozenset[str], text: str
) -> None:
    assert not alarms(recognizer.recognize(text), signs)


@pytest.mark.parametrize("text", sentences.lines(sentences.FAULTS))
def test_any_fault_of_any_part_is_heard(
    recognizer: Recognizer, signs: frozenset[str], text: str
) -> None:
    assert dangers(recognizer.recognize(text), signs)


@pytest.mark.parametrize("text", sentences.lines(sentences.FRAMES))
def test_a_sign_that_is_only_spoken_of_raises_no_alarm(
    recognizer: Recognizer, signs: frozenset[str], text: str
) -> None:
    assert not alarms(recognizer.recognize(text), signs)


@pytest.mark.parametrize("text", sentences.lines(sentences.TWITCHES))
def test_whatever_moves_in_a_face_starts_the_check(
    recognizer: Recognizer, text: str
) -> None:
    assert recognizer.recognize(text).intent == "WhyTwitchIntent"


@pytest.mark.parametrize(
    "text", ["my pressure is 130 over 80", "it was one twenty over seventy"]
)
def test_an_ordinary_reading_is_no_sign(
    recognizer: Recognizer, signs: frozenset[str], text: str
) -> None:
    assert not alarms(recognizer.recognize(text), signs)


@pytest.mark.parametrize("text", sentences.lines(sentences.DENIED))
def test_a_denied_sign_is_a_no(recognizer: Recognizer, text: str) -> None:
    heard = recognizer.recognize(text)
    assert (
        heard.intent == "AMAZON.NoIntent"
        or ids(heard).get("answer") == ["no"]
        or ids(heard).get("symptom") == ["none"]
    )


@pytest.mark.parametrize(("text", "slots"), sentences.SLOTS.items())
def test_slots_are_filled(
    recognizer: Recognizer, text: str, slots: dict[str, str | list[str]]
) -> None:
    found = ids(recognizer.recognize(text))
    assert {name: found.get(name) for name in slots} == {
        k: v if isinstance(v, list) else [v] for k, v in slots.items()
    }


def test_a_value_keeps_the_words_that_were_said(recognizer: Recognizer) -> None:
    values = {
        value.slot: value.words
        for value in recognizer.recognize("I think my MOUTH is, um, drooping").values
    }
    assert values["warning_sign"].startswith("mouth is")


@pytest.mark.parametrize("text", ["", "   ", "?!", "\u2026", "\U0001f600"])
def test_nothing_is_fallback(recognizer: Recognizer, text: str) -> None:
    assert recognizer.recognize(text).intent == FALLBACK


@pytest.mark.parametrize(
    "text",
    ["blah " * 2000, "word" * 2500, "1" * 9000, "my face is drooping and " * 400],
)
def test_what_is_looked_at_of_a_long_text_is_bounded(
    model: Model, recognizer: Recognizer, text: str
) -> None:
    sentence = parse(text)
    assert sum(map(len, sentence.raw)) <= READ
    assert len(Spotter(model).spot(sentence)) <= MOST
    assert recognizer.recognize(text)


def test_danger_at_the_end_of_a_long_story_is_heard(
    recognizer: Recognizer, signs: frozenset[str]
) -> None:
    assert dangers(
        recognizer.recognize(
            "and then we went to the shops " * 60 + "and her face is drooping"
        ),
        signs,
    )


def test_it_is_deterministic(model: Model, recognizer: Recognizer) -> None:
    again = Recognizer(model)
    assert [recognizer.recognize(text) for _, text in SAID[:40]] == [
        again.recognize(text) for _, text in SAID[:40]
    ]


class TestTiny:
    """What follows from any model, shown on a tiny one."""

    recognizer = Recognizer(tiny())

    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("why is my face twitching", "WhyTwitchIntent"),
            ("um why is it that my face is twitching", "WhyTwitchIntent"),
            ("tell me please about eye strain", "ExplainCauseIntent"),
            ("yes", "AMAZON.YesIntent"),
            ("help me", "AMAZON.HelpIntent"),
            ("alexa, stop", "AMAZON.StopIntent"),
            ("no, the cheek", "AnswerIntent"),
            ("could it be a stroke", "ExplainCauseIntent"),
            ("what a lovely day it is outside", FALLBACK),
        ],
    )
    def test_intent(self, text: str, intent: str) -> None:
        assert self.recognizer.recognize(text).intent == intent

    @pytest.mark.parametrize(
        "text",
        [
            "the left side of her mouth is sort of hanging down",
            "her arm seems very weak",
            "no, her arm is weak",
            "weak arm",
            "her arm is week",
        ],
    )
    def test_a_sign_is_heard_in_any_order(self, text: str) -> None:
        heard = self.recognizer.recognize(text)
        assert heard.intent == "WarningSignIntent"
        assert "warning_sign" in ids(heard)

    @pytest.mark.parametrize(
        "text",
        ["her arm is not weak", "no weak arm", "she has no hanging mouth or weak arm"],
    )
    def test_a_negator_denies(self, text: str) -> None:
        assert ids(self.recognizer.recognize(text)) == {"answer": ["no"]}

    @pytest.mark.parametrize(
        "text",
        [
            "she can't lift her arm",
            "not just a twitch, her arm is weak",
            "i'm not sure but her arm is weak",
        ],
    )
    def test_not_every_negator_denies(self, text: str) -> None:
        assert self.recognizer.recognize(text).intent == "WarningSignIntent"

    def test_a_yes_keeps_its_sign(self) -> None:
        heard = self.recognizer.recognize("yes her arm is really weak")
        assert heard.intent == "AnswerIntent"
        assert ids(heard) == {"answer": ["yes"], "warning_sign": ["arm_weakness"]}

    @pytest.mark.parametrize(
        ("text", "days"),
        [
            ("two days no wait three days", "P3D"),
            ("two days", "P2D"),
            ("2 weeks", "P2W"),
        ],
    )
    def test_a_correction_keeps_the_last(self, text: str, days: str) -> None:
        assert ids(self.recognizer.recognize(text))["duration"] == [days]

    def test_a_longer_number_is_another_number(self) -> None:
        assert "duration" not in ids(
            self.recognizer.recognize("my cheek is twitching for fifty two weeks")
        )

    def test_a_slot_that_was_asked_for_comes_first(self) -> None:
        asked = Elicited("WhyTwitchIntent", "location")
        assert self.recognizer.recognize("cheek", asked).intent == "WhyTwitchIntent"
        assert self.recognizer.recognize("help", asked).intent == "AMAZON.HelpIntent"
        assert self.recognizer.recognize("yes", asked).intent == "AMAZON.YesIntent"


def test_a_locale_without_a_model_says_which_there_are() -> None:
    with pytest.raises(ModelError, match="en-US"):
        Model.load("xx-XX")


def test_the_models_of_a_checkout_go_before_those_of_the_package(
    tmp_path: Path,
) -> None:
    checkout, package = tmp_path / "custom", tmp_path / "models"
    package.mkdir()
    assert models_folder([checkout, package]) == package
    checkout.mkdir()
    assert models_folder([checkout, package]) == checkout


def test_without_any_models_one_line_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"^[^\n]*run make models$"):
        models_folder([tmp_path / "nowhere"])


def test_slot_values_are_those_of_the_model(model: Model) -> None:
    assert (
        Recognizer(tiny()).recognize("tell me about hemifacial spasm").values[0].entity
        is None
    )
    assert "hemifacial" in {
        word for phrase in model.phrases for word in parse(" ".join(phrase.words)).words
    }


@pytest.mark.parametrize(
    "part", ["eye", "left eyelid", "cheek", "face", "both eyelids", "mouth"]
)
@pytest.mark.parametrize(
    "fault",
    [
        "keeps twitching",
        "won't stop twitching",
        "is jumping",
        "flutters",
        "goes into spasm",
        "keeps pulling",
    ],
)
def test_ordinary_twitch_talk_is_no_emergency(
    recognizer: Recognizer, part: str, fault: str
) -> None:
    """What people come for, with what they add to it, must never sound like a sign."""
    more = [
        "",
        "for two days",
        "when i'm tired",
        "since i started new tablets",
        "and i'm worried",
        "and it feels tight",
        "after too much coffee",
    ]
    for whose in ("my", "my wife's", "his"):
        for tail in more:
            heard = recognizer.recognize(f"{whose} {part} {fault} {tail}")
            assert heard.intent in ("WhyTwitchIntent", "AnswerIntent"), tail
            assert not [
                value for value in heard.values if value.type == "WARNING_SIGN"
            ], tail


def test_what_is_said_last_of_a_very_long_tale_is_heard(recognizer: Recognizer) -> None:
    tale = (
        "so anyway i was at the shop and it rained " * 180
        + "and now my mouth has dropped on one side"
    )
    assert ids(recognizer.recognize(tale))["warning_sign"] == ["face_droop"]
