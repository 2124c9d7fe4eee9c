"""The ears: exact samples first, then sense; danger before all."""

from __future__ import annotations

import time

import pytest

from speaker.nlu.model import MODELS, Model, ModelError
from speaker.nlu.normalize import parse
from speaker.nlu.recognizer import FALLBACK, Elicited, Recognition, Recognizer
from tests.speaker.nlu import sentences
from tests.speaker.nlu.models import tiny

LOCALES = sorted(path.stem for path in MODELS.glob("*.json"))
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
def ears(model: Model) -> Recognizer:
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
    return {value.entity.id for value in heard.values if value.entity} & signs


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sample_is_recognised_as_its_own_intent(locale: str) -> None:
    model = Model.load(locale)
    ears = Recognizer(model)
    values = {
        kind: " ".join(p.words) for p in reversed(model.phrases) for kind in p.readings
    }
    wrong = []
    for sample in model.samples:
        text = sample.text
        for slot in model.slots[sample.intent].values():
            text = text.replace(f"{{{slot.name}}}", values[slot.type])
        heard = ears.recognize(text)
        if heard.intent != sample.intent and heard.confidence < 1:
            wrong.append((sample.intent, text, heard.intent))
    assert wrong == []


def test_ordinary_sentences_find_their_intent(ears: Recognizer) -> None:
    wrong = [
        (intent, text, ears.recognize(text).intent)
        for intent, text in SAID
        if ears.recognize(text).intent != intent
    ]
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(SAID), wrong


@pytest.mark.parametrize("text", sentences.lines(sentences.DANGERS))
def test_danger_is_heard(ears: Recognizer, signs: frozenset[str], text: str) -> None:
    assert dangers(ears.recognize(text), signs)


@pytest.mark.parametrize("text", sentences.lines(sentences.CALM))
def test_what_is_no_danger_raises_no_alarm(
    ears: Recognizer, signs: frozenset[str], text: str
) -> None:
    assert not dangers(ears.recognize(text), signs)


@pytest.mark.parametrize("text", sentences.lines(sentences.FAULTS))
def test_any_fault_of_any_part_is_heard(
    ears: Recognizer, signs: frozenset[str], text: str
) -> None:
    assert dangers(ears.recognize(text), signs)


@pytest.mark.parametrize("text", sentences.lines(sentences.FRAMES))
def test_a_sign_that_is_only_spoken_of_raises_no_alarm(
    ears: Recognizer, signs: frozenset[str], text: str
) -> None:
    assert not dangers(ears.recognize(text), signs)


@pytest.mark.parametrize("text", sentences.lines(sentences.TWITCHES))
def test_whatever_moves_in_a_face_starts_the_check(ears: Recognizer, text: str) -> None:
    assert ears.recognize(text).intent == "WhyTwitchIntent"


@pytest.mark.parametrize(
    "text", ["my pressure is 130 over 80", "it was one twenty over seventy"]
)
def test_an_ordinary_reading_is_no_sign(
    ears: Recognizer, signs: frozenset[str], text: str
) -> None:
    assert not dangers(ears.recognize(text), signs)


@pytest.mark.parametrize("text", sentences.lines(sentences.DENIED))
def test_a_denied_sign_is_a_no(ears: Recognizer, text: str) -> None:
    heard = ears.recognize(text)
    assert (
        heard.intent == "AMAZON.NoIntent"
        or ids(heard).get("answer") == ["no"]
        or ids(heard).get("symptom") == ["none"]
    )


@pytest.mark.parametrize(("text", "slots"), sentences.SLOTS.items())
def test_slots_are_filled(
    ears: Recognizer, text: str, slots: dict[str, str | list[str]]
) -> None:
    found = ids(ears.recognize(text))
    assert {name: found.get(name) for name in slots} == {
        k: v if isinstance(v, list) else [v] for k, v in slots.items()
    }


def test_a_value_keeps_the_words_that_were_said(ears: Recognizer) -> None:
    values = {
        value.slot: value.words
        for value in ears.recognize("I think my MOUTH is, um, drooping").values
    }
    assert values["warning_sign"].startswith("mouth is")


@pytest.mark.parametrize("text", ["", "   ", "?!", "\u2026", "\U0001f600"])
def test_nothing_is_fallback(ears: Recognizer, text: str) -> None:
    assert ears.recognize(text).intent == FALLBACK


@pytest.mark.parametrize(
    "text",
    ["blah " * 2000, "word" * 2500, "1" * 9000, "my face is drooping and " * 400],
)
def test_long_text_is_bounded(ears: Recognizer, text: str) -> None:
    start = time.process_time()
    ears.recognize(text)
    assert time.process_time() - start < 1


def test_danger_at_the_end_of_a_long_story_is_heard(
    ears: Recognizer, signs: frozenset[str]
) -> None:
    assert dangers(
        ears.recognize(
            "and then we went to the shops " * 60 + "and her face is drooping"
        ),
        signs,
    )


def test_it_is_deterministic(model: Model, ears: Recognizer) -> None:
    again = Recognizer(model)
    assert [ears.recognize(text) for _, text in SAID[:40]] == [
        again.recognize(text) for _, text in SAID[:40]
    ]


def test_it_is_quick(model: Model) -> None:
    start = time.process_time()
    ears = Recognizer(model)
    ready = time.process_time() - start
    start = time.process_time()
    for _, text in SAID:
        ears.recognize(text)
    assert ready < 1
    assert (time.process_time() - start) / len(SAID) < 0.05


class TestTiny:
    """What follows from any model, shown on a tiny one."""

    ears = Recognizer(tiny())

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
        assert self.ears.recognize(text).intent == intent

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
        heard = self.ears.recognize(text)
        assert heard.intent == "WarningSignIntent"
        assert "warning_sign" in ids(heard)

    @pytest.mark.parametrize(
        "text",
        ["her arm is not weak", "no weak arm", "she has no hanging mouth or weak arm"],
    )
    def test_a_negator_denies(self, text: str) -> None:
        assert ids(self.ears.recognize(text)) == {"answer": ["no"]}

    @pytest.mark.parametrize(
        "text",
        [
            "she can't lift her arm",
            "not just a twitch, her arm is weak",
            "i'm not sure but her arm is weak",
        ],
    )
    def test_not_every_negator_denies(self, text: str) -> None:
        assert self.ears.recognize(text).intent == "WarningSignIntent"

    def test_a_yes_keeps_its_sign(self) -> None:
        heard = self.ears.recognize("yes her arm is really weak")
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
        assert ids(self.ears.recognize(text))["duration"] == [days]

    def test_a_longer_number_is_another_number(self) -> None:
        assert "duration" not in ids(
            self.ears.recognize("my cheek is twitching for fifty two weeks")
        )

    def test_a_slot_that_was_asked_for_comes_first(self) -> None:
        asked = Elicited("WhyTwitchIntent", "location")
        assert self.ears.recognize("cheek", asked).intent == "WhyTwitchIntent"
        assert self.ears.recognize("help", asked).intent == "AMAZON.HelpIntent"
        assert self.ears.recognize("yes", asked).intent == "AMAZON.YesIntent"


def test_a_locale_without_a_model_says_which_there_are() -> None:
    with pytest.raises(ModelError, match="en-US"):
        Model.load("xx-XX")


def test_words_of_the_speaker_are_not_the_models(model: Model) -> None:
    """What the models cannot say, the speaker cannot hear: a word of the subject comes from a model alone."""
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
    ears: Recognizer, part: str, fault: str
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
            heard = ears.recognize(f"{whose} {part} {fault} {tail}")
            assert heard.intent in ("WhyTwitchIntent", "AnswerIntent"), tail
            assert not [
                value for value in heard.values if value.type == "WARNING_SIGN"
            ], tail


def test_what_is_said_last_of_a_very_long_tale_is_heard(ears: Recognizer) -> None:
    tale = (
        "so anyway i was at the shop and it rained " * 180
        + "and now my mouth has dropped on one side"
    )
    assert ids(ears.recognize(tale))["warning_sign"] == ["face_droop"]
