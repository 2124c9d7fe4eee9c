"""No sentence of the models belongs to two intents that answer it differently."""

from __future__ import annotations

import copy
import itertools
import json
import re
import tomllib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from face_guide.guide import Guide
from speaker.nlu.model import Model
from speaker.nlu.recognizer import Recognizer
from tests import walks
from tools.build_models import CUSTOM, PACKAGE
from tools.collisions import find_collisions
from tools.model_schema import Contract, SameReply, checked, read_contract
from tools.sentences import Sentences
from tools.templates import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CONTRACT = read_contract()
SIGNS = CONTRACT.type["WARNING_SIGN"].ids
DANGER = "WarningSignIntent"

# ---- the walk finds what writing every sentence out finds ----

SMALL = Contract.model_validate(
    {
        "intent": {
            "One": {"slots": {"sign": "SIGN", "who": "WHO"}},
            "Two": {"slots": {"any": "ANY", "sign": "SIGN", "who": "WHO"}},
        },
        "slots": {"multiple": [], "multiple_locales": []},
        "type": {
            "SIGN": {"ids": ["droop", "numb"]},
            "ANY": {"ids": ["calm"]},
            "WHO": {"ids": ["self", "her"]},
        },
        "same_reply": {
            "sign": "SIGN",
            "beside": ["who"],
            "understood": {"who": "self"},
        },
    }
)
WORDS = st.lists(st.sampled_from("ab"), min_size=1, max_size=3).map(" ".join)


def sample(*slots: str) -> st.SearchStrategy[str]:
    token = st.sampled_from(["a", "b", *(f"{{{slot}}}" for slot in slots)])
    tokens = st.lists(token, min_size=1, max_size=3)
    return tokens.filter(
        lambda tokens: all(tokens.count(f"{{{slot}}}") < 2 for slot in slots)
    ).map(" ".join)


def phrases(*ids: str) -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(WORDS, st.sampled_from(ids), max_size=4)


def small_model(
    one: list[str], two: list[str], said: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    return {
        "invocationName": "face guide",
        "intents": [
            {"name": name, "samples": samples, "slots": slots(name)}
            for name, samples in (("One", one), ("Two", two))
        ],
        "types": [
            {
                "name": kind,
                "values": [
                    {"id": id_, "name": {"value": phrase}}
                    for phrase, id_ in values.items()
                ],
            }
            for kind, values in said.items()
        ],
    }


def slots(intent: str) -> list[dict[str, str]]:
    types = SMALL.intent[intent].slots
    return [{"name": name, "type": kind} for name, kind in types.items()]


def written_out(model: Mapping[str, Any]) -> set[str]:
    """The shared sentences that get different replies, by trying all of them."""
    said = {
        kind["name"]: [(v["name"]["value"], v["id"]) for v in kind["values"]]
        for kind in model["types"]
    }
    facts: dict[str, dict[str, set[frozenset[tuple[str, str]]]]] = defaultdict(
        lambda: defaultdict(set)
    )
    for intent in model["intents"]:
        types = {slot["name"]: slot["type"] for slot in intent["slots"]}
        for text in intent["samples"]:
            tokens = [token.strip("{}") for token in text.split()]
            choices = [
                [(f"{token}", value) for value in said[types[token]]]
                if token in types
                else [(token, (token, ""))]
                for token in tokens
            ]
            for filled in itertools.product(*choices):
                sentence = " ".join(phrase for _, (phrase, _) in filled)
                brought = {
                    ("sign", id_) if id_ in ("droop", "numb") else (slot, id_)
                    for slot, (_, id_) in filled
                    if id_ in ("droop", "numb", "her")
                }
                facts[sentence][intent["name"]].add(frozenset(brought))
    return {
        sentence
        for sentence, by in facts.items()
        if len(by) > 1
        and (
            by["One"] != by["Two"]
            or any("sign" not in {kind for kind, _ in fact} for fact in by["One"])
        )
    }


@settings(max_examples=300)
@given(
    st.lists(sample("sign", "who"), min_size=1, max_size=3, unique=True),
    st.lists(sample("any", "sign", "who"), min_size=1, max_size=3, unique=True),
    phrases("droop", "numb"),
    phrases("calm"),
    phrases("self", "her"),
)
def test_a_collision_is_found_exactly_where_there_is_one(
    one: list[str],
    two: list[str],
    sign: dict[str, str],
    calm: dict[str, str],
    who: dict[str, str],
) -> None:
    calm = {phrase: id_ for phrase, id_ in calm.items() if phrase not in sign}
    model = small_model(one, two, {"SIGN": sign, "ANY": calm, "WHO": who})
    wrong = written_out(model)
    found = {collision.text for collision in find_collisions(model, SMALL)}

    assert found <= wrong
    assert bool(found) == bool(wrong)


# ---- the claims of [same_reply] hold in the guide ----

GUIDES = {mode: Guide.load(mode) for mode in ("guided", "information")}
CARRIERS = {
    "WhyTwitchIntent": ("symptom", "warning_sign"),
    "AnswerIntent": ("symptom", "warning_sign"),
    DANGER: ("warning_sign",),
}
BESIDE: list[dict[str, str]] = [
    {},
    {"answer": "yes"},
    {"answer": "no"},
    {"duration": "PT1M"},
    {"duration": "P3Y"},
    {"location": "elsewhere"},
    {"trigger": "vomiting"},
    {"trigger": "light"},
]


def replies(
    guide: Guide, before: Mapping[str, object], sign: str, person: dict[str, str]
) -> Iterator[tuple[object, ...]]:
    """What all readings of a sign get: any intent, any slot, whatever else is told."""
    for intent, carriers in CARRIERS.items():
        known = CONTRACT.intent[intent].slots
        for carrier, beside in itertools.product(carriers, BESIDE):
            if beside.keys() <= known.keys():
                told = {**beside, carrier: sign, **person}
                reply = guide.respond(walks.turn(intent, **told), before)
                seen = ("level", "warning", "asked", "cause")
                yield reply.text, *(reply.attributes[key] for key in seen)


def means_more(state: Mapping[str, object]) -> bool:
    """Return whether what is told beside a sign is a fact of its own.

    A length would tell when the sign was there, a person that it is no answer to our
    lesson, and after a knock to the head sickness is a warning too.
    """
    knocked = "head_injury" in str(state.get("answers"))
    return knocked or state.get("asked") in ("danger_when", "teach_back")


@pytest.mark.parametrize("mode", GUIDES)
def test_the_same_sign_gets_the_same_reply_whatever_the_intent(mode: str) -> None:
    guide = GUIDES[mode]
    people: list[dict[str, str]] = [{}, {"person": "mother"}, {"person": "baby"}]
    states = [state for state in walks.every_state(guide) if not means_more(state)]
    for before in states[::9]:
        for sign, person in itertools.product(SIGNS, people):
            found = set(replies(guide, before, sign, person))
            if not person:
                # What is understood when nobody is named.
                found |= set(replies(guide, before, sign, {"person": "self"}))
            assert len(found) == 1, (sign, person, before)


def test_every_slot_that_changes_the_reply_to_a_sign_stands_beside_it() -> None:
    """A background can raise an urgent sign, a person changes the words."""
    guide = GUIDES["guided"]
    alone = guide.respond(walks.turn(DANGER, warning_sign="sight_flashes"), {})
    told = {"warning_sign": "sight_flashes", "background": "pregnant"}
    raised = guide.respond(walks.turn("AnswerIntent", **told), {})

    assert CONTRACT.same_reply.beside == ["person", "background"]
    assert alone.attributes["level"] == "urgent"
    assert raised.attributes["level"] == "emergency"


# ---- the models ----


@pytest.fixture(scope="module")
def sentences() -> Sentences:
    return Sentences.load(PACKAGE / CUSTOM / "en-US.json")


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("a stroke", {DANGER}),
        ("my temple is throbbing", {DANGER}),
        ("headache and vomiting", {DANGER}),
        ("pregnant and flashing lights", {DANGER}),
        ("no drooping", {"AMAZON.NoIntent"}),
        ("none of those", {"AMAZON.NoIntent"}),
        ("i am", {"AMAZON.YesIntent"}),
        ("back", {"AMAZON.PreviousIntent"}),
        ("stress", {"AnswerIntent"}),
        ("tell me about stress", {"ExplainCauseIntent"}),
        ("tell me about antidepressants", {"MedicineIntent"}),
        ("can you help me", {"AMAZON.HelpIntent"}),
        ("another question", {"AMAZON.HelpIntent"}),
    ],
)
def test_what_collided_belongs_where_it_should(
    sentences: Sentences, text: str, intents: set[str]
) -> None:
    assert {reading.intent for reading in sentences.readings(text)} == intents


MODELS = {
    file.stem: json.loads(file.read_text(encoding="utf-8"))["interactionModel"]
    for file in sorted((PACKAGE / CUSTOM).glob("*.json"))
}
EN_US = MODELS["en-US"]["languageModel"]
ONE_HOME = [
    ("SYMPTOM", "WARNING_SIGN"),
    ("CAUSE", "MEDICINE"),
    ("SYMPTOM", "MEDICINE"),
]
"""Types of which a phrase can be meant for one alone: a guess would split it."""


def said(locale: str, type_name: str) -> set[str]:
    return {
        phrase
        for kind in MODELS[locale]["languageModel"]["types"]
        for value in kind["values"]
        for phrase in (value["name"]["value"], *value["name"].get("synonyms", ()))
        if kind["name"] == type_name
    }


@pytest.mark.parametrize("locale", MODELS)
@pytest.mark.parametrize(("one", "other"), ONE_HOME)
def test_a_phrase_has_one_home(locale: str, one: str, other: str) -> None:
    assert said(locale, one) & said(locale, other) == set()


def test_a_slot_said_alone_is_a_sample_of_one_intent() -> None:
    homes = defaultdict(set)
    for intent in EN_US["intents"]:
        kinds = {slot["name"]: slot["type"] for slot in intent.get("slots", ())}
        for text in intent["samples"]:
            if text.strip("{}") in kinds:
                homes[kinds[text.strip("{}")]].add(intent["name"])

    assert {kind: names for kind, names in homes.items() if len(names) > 1} == {}
    assert homes["PERSON"] == {"AnswerIntent"}
    assert "CAUSE" not in homes


def test_a_sign_is_heard_in_whichever_of_three_intents_is_guessed() -> None:
    """The words around it decide the guess; the slot that warns stands in each."""
    carriers = {
        intent["name"]
        for intent in EN_US["intents"]
        if any("{warning_sign}" in sample for sample in intent["samples"])
    }
    asked = [
        slot
        for intent in EN_US["intents"]
        for slot in intent.get("slots", ())
        if slot["name"] == "symptom" and slot.get("samples")
    ]

    assert carriers == set(CARRIERS)
    assert {"{warning_sign}", "{person} {warning_sign}"} <= set(asked[0]["samples"])


# ---- what people put before and between their words ----

FILLERS = frozenset(
    [
        *("ah", "alexa", "er", "erm", "hm", "hmm", "kindly", "oh", "please"),
        *("uh", "uhm", "um", "umm"),
    ]
)
CHANGED = {
    "a moment please": {"AnswerIntent"},
    "a minute please": {"AnswerIntent"},
    "longer please": {"AnswerIntent"},
    "please calm me down": {"ExerciseIntent"},
    "summary please": {"HandoverIntent"},
    # "Uh huh" settles nothing, "huh" asks to hear it again; neither is a yes.
    "uh huh": {"AMAZON.RepeatIntent"},
}
"""Samples that mean something else without such words, and what: a recognizer that
leaves them out has to keep them here."""


def test_samples_that_change_their_meaning_without_fillers_are_listed(
    sentences: Sentences,
) -> None:
    changed = {}
    for intent in EN_US["intents"]:
        for text in intent["samples"]:
            rest = " ".join(word for word in text.split() if word not in FILLERS)
            heard = {one.intent for one in sentences.readings(rest)}
            if rest != text and "{" not in text and heard - {intent["name"]}:
                changed[text] = heard

    assert changed == CHANGED


def test_a_grunt_is_no_yes(sentences: Sentences) -> None:
    speaker = Recognizer(Model.load("en-US"))
    for grunt in ("huh", "uh huh", "huh uh", "uh uh", "mm hmm"):
        heard = {one.intent for one in sentences.readings(grunt)}
        assert "AMAZON.YesIntent" not in heard
        for asked in (None, "danger_stroke"):
            found = speaker.recognize(grunt, asked=asked)
            assert found.intent != "AMAZON.YesIntent"
    assert speaker.recognize("huh").intent == "AMAZON.RepeatIntent"


# ---- danger told in whole sentences, without a slot ----

LITERAL = [
    sample
    for intent in EN_US["intents"]
    for sample in intent["samples"]
    if intent["name"] == DANGER and "{" not in sample
]


def test_a_sentence_without_a_slot_hides_no_sign_that_a_slot_would_name() -> None:
    language = copy.deepcopy(EN_US)
    for intent in language["intents"]:
        intent["samples"] = [text for text in intent["samples"] if text not in LITERAL]
    slotted = Sentences(language)

    assert [text for text in LITERAL if slotted.readings(text)] == []


def test_a_danger_without_a_sign_is_asked_about() -> None:
    """In information mode, which may not ask, the danger signs are named."""
    guided = GUIDES["guided"].respond(walks.turn(DANGER), {})
    assert guided.attributes["asked"] == "danger_sure"
    informed = GUIDES["information"].respond(walks.turn(DANGER), {})
    assert "advice.danger" in [act.id for act in informed.acts]


# ---- [same_reply] meant: any value of a slot that is a sign in one intent ----

MEANT = SMALL.model_copy(
    update={
        "same_reply": SMALL.same_reply.model_copy(
            update={"meant": {"One": {"who": "numb"}}}
        )
    }
)
SAID = {"SIGN": {"tingly": "numb"}, "ANY": {}, "WHO": {"my aunt": "her"}}


def test_a_value_that_means_a_sign_gets_the_reply_of_that_sign() -> None:
    model = small_model(["{who} fell"], ["{sign} fell"], SAID)
    aunt = {**SAID, "SIGN": {"my aunt": "numb"}}
    same = small_model(["{who} fell"], ["{sign} fell"], aunt)
    assert not list(find_collisions(model, MEANT))
    assert not list(find_collisions(same, MEANT))
    assert [one.text for one in find_collisions(same, SMALL)] == ["my aunt fell"]


def test_what_means_a_sign_in_one_intent_means_none_in_another() -> None:
    model = small_model(["{who} fell"], ["{who} fell"], SAID)
    assert [one.text for one in find_collisions(model, MEANT)] == ["my aunt fell"]


def test_what_a_medicine_means_in_a_warning_is_what_the_guide_takes_it_for() -> None:
    meant = CONTRACT.same_reply.meant
    assert meant == {DANGER: {"medicine": GUIDES["guided"].rules.medicine_sign}}
    for guide in GUIDES.values():
        for medicine in walks.ids("MEDICINE"):
            told = guide.respond(walks.turn(DANGER, medicine=medicine), {})
            sign = guide.respond(walks.turn(DANGER, warning_sign="overdose"), {})
            assert told.text == sign.text


def test_a_key_of_same_reply_that_nothing_knows_is_refused() -> None:
    same = {"sign": "SIGN", "beside": [], "understood": {}, "ment": {}}
    with pytest.raises(ModelError, match=r"x\.toml: ment: unknown key; mend"):
        checked("x.toml", same, SameReply)
    same = {"sign": "SIGN", "beside": [], "understood": {}, "meant": {"One": "numb"}}
    with pytest.raises(ModelError, match=r"x\.toml: meant\.One: must be"):
        checked("x.toml", same, SameReply)


def test_the_sentences_tell_of_every_emergency_and_the_speaker_hears_which() -> None:
    speaker = Recognizer(Model.load("en-US"))
    emergencies = {
        rule.id.removeprefix("sign.")
        for rule in GUIDES["guided"].rules.rules
        if rule.id.startswith("sign.") and rule.level.name == "emergency"
    }
    heard = {
        text: {value.entity.id for value in found.values if value.entity}
        for text in LITERAL
        if " " in text
        for found in [speaker.recognize(text)]
    }

    # A sign that came and went is dated next, and its day decides.
    grave = emergencies | {"passed_signs"}
    lost = [text for text, ids in heard.items() if not ids & grave]
    assert len(lost) <= 0.02 * len(heard), lost
    assert emergencies - set().union(*heard.values()) == set()


def test_the_sentences_are_not_those_that_measure() -> None:
    data = walks.ROOT / "tests" / "data"
    measured = {
        " ".join(re.findall(r"[a-z']+", entry["text"].lower()))
        for file in data.glob("*.toml")
        for entry in tomllib.loads(file.read_text(encoding="utf-8")).get("say", [])
    }

    assert [text for text in LITERAL if text in measured] == []
