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

PARTS = ("eye", "left eyelid", "cheek", "face", "both eyelids", "mouth")
FAULTS = (
    *("keeps twitching", "won't stop twitching", "is jumping", "flutters"),
    *("goes into spasm", "keeps pulling"),
)
ADDED = (
    *("", "for two days", "when i'm tired", "since i started a new job"),
    *("and i'm worried", "and it feels tight", "after too much coffee"),
)
LOCALES = sorted(path.stem for path in models_folder().glob("*.json"))
SAID = [
    (intent, text)
    for intent, texts in sentences.INTENTS.items()
    for text in sentences.lines(texts)
]
LEAST_RIGHT = 0.93
LEAST_HEARD, LEAST_CALM = 0.97, 0.85
"""Shares of sentences that were written beside the recognizer, and read since."""
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
        sure = heard.confidence < 1 and "half_said" not in ids(heard)
        if heard.intent != sample.intent and sure:
            wrong.append((sample.intent, text, heard.intent))
    assert wrong == []


def test_ordinary_sentences_find_their_intent(recognizer: Recognizer) -> None:
    wrong = [
        (intent, text, recognizer.recognize(text).intent)
        for intent, text in SAID
        if recognizer.recognize(text).intent != intent
    ]
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(SAID), wrong


@pytest.mark.parametrize("texts", [sentences.DANGERS, sentences.FAULTS])
def test_danger_is_heard(
    recognizer: Recognizer, signs: frozenset[str], texts: str
) -> None:
    said = sentences.lines(texts)
    deaf = [text for text in said if not dangers(recognizer.recognize(text), signs)]
    assert len(deaf) <= (1 - LEAST_HEARD) * len(said), deaf


@pytest.mark.parametrize("texts", [sentences.CALM, sentences.FRAMES])
def test_what_is_only_spoken_of_raises_no_alarm(
    recognizer: Recognizer, signs: frozenset[str], texts: str
) -> None:
    said = sentences.lines(texts)
    alarmed = [text for text in said if alarms(recognizer.recognize(text), signs)]
    assert len(alarmed) <= (1 - LEAST_CALM) * len(said), alarmed


def test_whatever_moves_in_a_face_starts_the_check(recognizer: Recognizer) -> None:
    said = sentences.lines(sentences.TWITCHES)
    started = {"WhyTwitchIntent", "AnswerIntent"}
    wrong = [t for t in said if recognizer.recognize(t).intent not in started]
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(said), wrong


@pytest.mark.parametrize("text", sentences.lines(sentences.DENIED))
def test_a_denied_sign_is_no_sign(
    recognizer: Recognizer, signs: frozenset[str], text: str
) -> None:
    assert not dangers(recognizer.recognize(text), signs)


def test_slots_are_filled(recognizer: Recognizer) -> None:
    wrong = [
        (text, found)
        for text, slots in sentences.SLOTS.items()
        for found in [ids(recognizer.recognize(text))]
        if any(
            found.get(k) != (v if isinstance(v, list) else [v])
            for k, v in slots.items()
        )
    ]
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(sentences.SLOTS), wrong


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


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("fault", FAULTS)
def test_ordinary_twitch_talk_is_no_emergency(
    recognizer: Recognizer, signs: frozenset[str], part: str, fault: str
) -> None:
    """What people come for, with what they add to it, must never sound like a sign."""
    for whose in ("my", "my wife's", "his"):
        for tail in ADDED:
            heard = recognizer.recognize(f"{whose} {part} {fault} {tail}")
            assert heard.intent in ("WhyTwitchIntent", "AnswerIntent"), tail
            assert not alarms(heard, signs), tail


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("her arm is not weak", "denied"),
        ("she has no weak arm and no drooping mouth", "denied"),
        ("not just a twitch, her arm is weak", "told"),
        ("i'm not sure but her arm is weak", "told"),
        ("no, her arm is weak", "told"),
        ("is slurred speech common", "asked"),
    ],
)
def test_a_sign_is_told_denied_or_only_asked_about(
    recognizer: Recognizer, signs: frozenset[str], text: str, status: str
) -> None:
    heard = recognizer.recognize(text)
    assert bool(alarms(heard, signs)) == (status == "told")
    assert status != "denied" or not dangers(heard, signs)


def test_too_much_needs_a_quantity_a_mistake_or_an_intent(
    recognizer: Recognizer, signs: frozenset[str]
) -> None:
    for told in ("i took too many tablets", "he swallowed all of his pills"):
        assert alarms(recognizer.recognize(told), signs) == {"overdose"}
    for calm in ("i took my tablets with water", "he takes two tablets a day"):
        assert not alarms(recognizer.recognize(calm), signs)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("two days no wait three days", "P3D"),
        ("my cheek has twitched for two days", "P2D"),
        ("2 weeks", "P2W"),
        ("six and a half weeks", "P46D"),
        ("for fifty two weeks", "P52W"),
    ],
)
def test_a_length_is_of_any_count_and_the_last_one(
    recognizer: Recognizer, text: str, days: str
) -> None:
    asked = Elicited("AnswerIntent", "duration")
    assert ids(recognizer.recognize(text, asked))["duration"] == [days]


@pytest.mark.parametrize(
    ("text", "is_well"),
    [
        ("yes all as usual", True),
        ("yeah all good", True),
        ("everything is as usual thank you", False),
        ("no", False),
        ("not really my face feels odd", False),
        ("my legs aren't like they normally are", False),
        ("yes but nothing is as usual", False),
        ("i think so, i'm not sure", False),
    ],
)
def test_at_the_last_check_a_yes_says_that_all_is_well(
    recognizer: Recognizer, text: str, is_well: bool
) -> None:
    """Without a yes it is asked again, as a reassurance without a no is."""
    heard = recognizer.recognize(text, asked="last_check")
    assert (heard.intent == "AMAZON.YesIntent") == is_well


@pytest.mark.parametrize(
    ("text", "cause"),
    [("tell me about blefarospasm", "blepharospasm"), ("tell me about lupus", None)],
)
def test_a_topic_may_be_misheard_or_unknown(
    recognizer: Recognizer, text: str, cause: str | None
) -> None:
    heard = recognizer.recognize(text)
    (value,) = heard.values
    assert heard.intent == "ExplainCauseIntent"
    assert (value.entity and value.entity.id) == cause
    assert value.sure == (cause is None)


def test_what_is_said_last_of_a_very_long_tale_is_heard(recognizer: Recognizer) -> None:
    tale = (
        "so anyway i was at the shop and it rained " * 180
        + "and now my mouth has dropped on one side"
    )
    assert ids(recognizer.recognize(tale))["warning_sign"] == ["face_droop"]
