from __future__ import annotations

import itertools
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import build_models
from tools.number_words import Unit, count, durations, years
from tools.templates import ModelError, Template, cover, expand

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CONTRACT = """
[intent.AskIntent]
slots = { place = "PLACE", long = "LONG" }
elicit = ["place"]

[intent.TellIntent]
slots = { sign = "SIGN" }

[slots]
multiple = ["sign"]
multiple_locales = ["en-XX"]

[same_reply]
sign = "SIGN"
beside = []
understood = {}

[type.PLACE]
ids = ["lid", "cheek"]

[type.LONG]
generate = { P_D = 2, P_W = 1 }

[type.SIGN]
ids = ["pain"]
"""
WORDS = """
invocation_name = "face guide"

[rules]
my = "(my|her)"

[numbers]
few = { first = 2, last = 3 }

[intent.AskIntent]
samples = ["why is <my> {place} (jumping|twitching) [now]"]

[intent.AskIntent.slot.place]
samples = ["{place}", "(it's|in) {place}"]
prompts = ["Where is it?"]

[intent.TellIntent]
samples = ["{sign} hurts"]
guided = ["check it"]

[type.PLACE.values]
lid = ["lid", "(left|right) lid"]
cheek = ["cheek", "cheek (up|down) here", "one cheek"]

[type.LONG.units]
P_D = { one = "a", single = "day", many = "days" }
P_W = { one = "a", single = "week", many = "weeks" }

[type.LONG.values]
P1W = ["all week"]
P3M = ["ages"]

[type.SIGN.values]
pain = ["pain", "{few} pains"]
"""


MANIFEST = """
[addresses]
privacyPolicyUrl = "https://x.org/privacy"

[publishing]
category = "HEALTH_AND_FITNESS"

[compliance]
containsAds = false

[icons]
smallIconUri = "file://assets/images/icon-108.png"

[mode.guided]
check = "it asks"

[mode.information]
check = "it tells"

[locale.en-XX]
doctor = "doc"

[texts]
name = "Face Guide"
summary = "See a {doctor}."
description = "Ask, and {check}."
example_phrases = ["Alexa, open face guide"]
keywords = ["face"]
testing_instructions = "Try it: {check}."
"""


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A folder of a contract, its words, a locale that adds to them, a manifest."""
    (tmp_path / "intents.toml").write_text(CONTRACT)
    (tmp_path / "en.toml").write_text(WORDS)
    (tmp_path / "en-XX.toml").write_text('[type.PLACE.values]\nlid = ["eye cover"]\n')
    (tmp_path / "manifest.toml").write_text(MANIFEST)
    return tmp_path


def template(text: str) -> Template:
    return Template("en.toml", "intent.AskIntent.samples", text)


def language(words: Path, locale: str = "en-XX") -> dict[str, Any]:
    model = build_models.build(locale, words)["interactionModel"]["languageModel"]
    return dict(model)


def phrases(words: Path, type_name: str) -> dict[str, list[str]]:
    kind = next(kind for kind in language(words)["types"] if kind["name"] == type_name)
    return {
        value["id"]: [value["name"]["value"], *value["name"].get("synonyms", [])]
        for value in kind["values"]
    }


# ---- cover: each branch once ----


def test_cover_says_each_branch_and_no_more_than_the_longest_choice_needs() -> None:
    assert cover(template("(a|b|c) x [y]"), {}) == ["a x y", "b x", "c x y"]


def test_cover_leaves_no_double_spaces() -> None:
    assert cover(template("so [very] good"), {}) == ["so very good", "so good"]


def test_cover_takes_the_branches_of_rules() -> None:
    assert cover(template("is <who> ill"), {"who": "(my mother|she)"}) == [
        "is my mother ill",
        "is she ill",
    ]


WORD = st.sampled_from(["ache", "brow", "chin", "dull", "eyes"])
CHOICE = st.lists(WORD, min_size=1, max_size=4).map(
    lambda words: f"({'|'.join(words)})"
)
OPTION = WORD.map(lambda word: f"[{word}]")


@given(
    st.lists(WORD | CHOICE | OPTION, min_size=1, max_size=5).map(
        lambda parts: " ".join(["why", *parts])
    )
)
def test_every_branch_of_any_template_stands_in_a_sentence_that_the_template_makes(
    text: str,
) -> None:
    covered, everything = cover(template(text), {}), expand(template(text), {}, {})

    assert set(covered) <= set(everything)
    assert len(covered) <= 4
    for group in re.findall(r"[(\[]([^)\]]+)[)\]]", text):
        for branch in group.split("|"):
            assert any(branch in sentence.split() for sentence in covered)


@given(st.lists(CHOICE, min_size=1, max_size=4))
def test_expand_makes_every_combination(choices: list[str]) -> None:
    branches = [choice[1:-1].split("|") for choice in choices]

    assert set(expand(template(" ".join(choices)), {}, {})) == {
        " ".join(row) for row in itertools.product(*branches)
    }


def test_expand_lets_the_branches_of_a_rule_take_turns() -> None:
    assert expand(template("(lift|move) <my> arm"), {"my": "(my|her)"}, {}) == [
        "lift my arm",
        "move her arm",
    ]


def test_expand_writes_a_phrase_for_each_number() -> None:
    assert expand(template("{few} years ago"), {}, {"few": ["two", "three"]}) == [
        "two years ago",
        "three years ago",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("is it [{place}]", "inside an optional"),
        ("is it ({place}|that)", "inside an optional"),
        ("is it <spot>", "inside an optional"),
        ("is it <nowhere>", "<nowhere>"),
        ("is it <round>", "contains itself"),
        ("is it (this|that", "close every bracket"),
        ("", "is not a template"),
        ("is it ()", "leave none empty"),
        ("[please]", "left out altogether"),
        ("(one;two)", "';'"),
    ],
)
def test_a_bad_template_is_one_line_that_names_file_intent_and_template(
    text: str, reason: str
) -> None:
    rules = {"spot": "(here|{place})", "round": "so <round>"}

    with pytest.raises(ModelError) as error:
        cover(template(text), rules)

    assert "\n" not in str(error.value)
    assert str(error.value).startswith("en.toml: intent.AskIntent.samples: ")
    assert reason in str(error.value)


def test_a_number_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelError, match=r"\{few\}"):
        expand(template("{few} years ago"), {}, {})


# ---- numbers ----


def test_numbers_are_words_without_hyphens() -> None:
    assert (count(21), years(2010)) == (
        "twenty one",
        ["twenty ten", "two thousand and ten"],
    )


def test_durations_run_to_their_limit_and_name_one_both_ways() -> None:
    assert durations({"PT_H": 2}, {"PT_H": Unit("an", "hour", "hours")}) == {
        "PT1H": ["an hour", "one hour"],
        "PT2H": ["two hours"],
    }


# ---- the model ----


def test_samples_cover_their_templates(words: Path) -> None:
    ask = language(words)["intents"][0]

    assert ask["samples"] == [
        "why is my {place} jumping now",
        "why is her {place} twitching",
    ]


def test_a_locale_adds_to_its_language(words: Path) -> None:
    assert phrases(words, "PLACE")["lid"] == [
        "lid",
        "left lid",
        "right lid",
        "eye cover",
    ]


def test_named_durations_join_the_generated_ones(words: Path) -> None:
    assert phrases(words, "LONG") == {
        "P1D": ["a day", "one day"],
        "P2D": ["two days"],
        "P1W": ["a week", "one week", "all week"],
        "P3M": ["ages"],
    }


def test_numbers_of_a_phrase_are_written_out(words: Path) -> None:
    assert phrases(words, "SIGN") == {"pain": ["pain", "two pains", "three pains"]}


def test_slots_take_several_values_where_the_contract_says_so(words: Path) -> None:
    ask, tell = language(words)["intents"]

    assert "multipleValues" not in ask["slots"][0]
    assert tell["slots"][0]["multipleValues"] == {"enabled": True}


def test_slots_take_one_value_in_a_locale_that_knows_no_several(words: Path) -> None:
    (words / "en-YY.toml").write_text("# The same.\n")

    assert "multipleValues" not in language(words, "en-YY")["intents"][1]["slots"][0]


def test_information_asks_for_nothing_and_has_no_samples_that_want_to_be_asked(
    words: Path,
) -> None:
    model = build_models.build("en-XX", words, "information")["interactionModel"]
    ask, tell = model["languageModel"]["intents"]

    assert model.keys() == {"languageModel"}
    assert "samples" not in ask["slots"][0]
    assert tell["samples"] == ["{sign} hurts"]
    assert language(words)["intents"][1]["samples"] == ["{sign} hurts", "check it"]


def test_only_intents_with_a_slot_to_ask_for_are_in_the_dialog_and_the_skill_asks(
    words: Path,
) -> None:
    dialog = build_models.build("en-XX", words)["interactionModel"]["dialog"]

    assert dialog["delegationStrategy"] == "SKILL_RESPONSE"
    assert [intent["name"] for intent in dialog["intents"]] == ["AskIntent"]
    assert [
        (slot["name"], slot["elicitationRequired"])
        for slot in dialog["intents"][0]["slots"]
    ] == [
        ("place", True),
        ("long", False),
    ]


def test_an_elicited_slot_has_a_prompt_and_samples(words: Path) -> None:
    model = build_models.build("en-XX", words)["interactionModel"]
    place = model["dialog"]["intents"][0]["slots"][0]

    assert [prompt["id"] for prompt in model["prompts"]] == [
        place["prompts"]["elicitation"]
    ]
    assert model["languageModel"]["intents"][0]["slots"][0]["samples"] == [
        "{place}",
        "it's {place}",
        "in {place}",
    ]


@pytest.mark.parametrize(
    ("file", "text", "named"),
    [
        (
            "en.toml",
            WORDS.replace("[intent.TellIntent]", "[intent.TelIntent]"),
            "TelIntent",
        ),
        ("en.toml", WORDS.replace("[type.SIGN.values]", "[type.SINE.values]"), "SINE"),
        ("en.toml", WORDS.replace("cheek = [", "chek = ["), "chek"),
        ("en.toml", WORDS.replace("samples = [", "sample = [", 1), "sample"),
        ("en.toml", WORDS.replace("{sign} hurts", "{place} hurts"), "{place}"),
        (
            "en.toml",
            WORDS.replace('pain = ["pain", "{few} pains"]', "pain = []"),
            "pain",
        ),
        ("en.toml", WORDS + "[", "TOML"),
        ("en.toml", WORDS.replace("first = 2, last", "first = 2, lst"), "numbers.few"),
        ("en.toml", WORDS.replace('samples = ["{sign} hurts"]', "samples = 3"), "list"),
        ("intents.toml", CONTRACT.replace("elicit", "elicits"), "elicits"),
        ("intents.toml", CONTRACT.replace('multiple = ["sign"]', ""), "missing"),
        (
            "en.toml",
            WORDS.replace('["{sign} hurts"]', '["why is her lid twitching"]'),
            '"why is her lid twitching" is answered otherwise',
        ),
        (
            "en-XX.toml",
            '[intent.TellIntent]\nsamples = ["why is her lid twitching"]\n',
            'intent.TellIntent.samples: "why is her lid twitching"',
        ),
        (
            "en-XX.toml",
            '[type.PLACE.values]\nlid = ["(left|right lid"]\n',
            "(left|right lid",
        ),
    ],
)
def test_broken_words_are_one_line_that_names_file_and_place(
    words: Path, file: str, text: str, named: str
) -> None:
    (words / file).write_text(text)

    with pytest.raises(ModelError) as error:
        build_models.build("en-XX", words)

    assert str(error.value).startswith(f"{file}: ")
    assert named in str(error.value)
    assert "\n" not in str(error.value)


# ---- the files ----


def run(words: Path, *arguments: str) -> int:
    return build_models.main(
        [*arguments, "--words", str(words), "--package", str(words / "package")]
    )


def model_file(words: Path, locale: str = "en-XX") -> Path:
    return words / "package" / build_models.CUSTOM / f"{locale}.json"


def test_a_built_model_is_up_to_date_and_the_same_each_time(words: Path) -> None:
    assert run(words) == 0
    first = model_file(words).read_bytes()
    assert run(words) == 0

    assert model_file(words).read_bytes() == first
    assert run(words, "--check") == 0
    assert first.endswith(b"}\n")
    assert json.loads(first) == build_models.build("en-XX", words)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + b"\n",
        lambda text: text[:-1],
        lambda text: text.replace(b"lid", b"lit"),
    ],
)
def test_check_fails_with_one_line_for_each_file_that_differs_by_a_byte(
    words: Path, capsys: pytest.CaptureFixture[str], change: Callable[[bytes], bytes]
) -> None:
    run(words)
    file = model_file(words)
    file.write_bytes(change(file.read_bytes()))
    before = file.read_bytes()

    assert run(words, "--check") == 1
    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == [
        "en-XX.json"
    ]
    assert file.read_bytes() == before


def test_check_names_models_that_are_missing_or_that_nothing_builds(
    words: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(words)
    model_file(words).rename(model_file(words, "en-YY"))

    assert run(words, "--check") == 1
    assert sorted(
        line.split(":")[0] for line in capsys.readouterr().err.splitlines()
    ) == ["en-XX.json", "en-YY.json"]


def test_broken_words_fail_the_build_with_one_line_and_leave_the_models_alone(
    words: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(words)
    before = model_file(words).read_bytes()
    (words / "en.toml").write_text("=")

    assert run(words) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert model_file(words).read_bytes() == before


def test_a_package_is_whole_and_its_texts_are_those_of_the_mode(words: Path) -> None:
    assert run(words, "--mode", "information") == 0
    package = words / "package"
    store = json.loads((package / "skill.json").read_text())["manifest"]

    assert {path.name for path in package.rglob("*") if path.is_file()} == {
        "skill.json",
        "en-XX.json",
        "icon-108.png",
        "icon-512.png",
    }
    assert store["publishingInformation"]["locales"]["en-XX"] == {
        "name": "Face Guide",
        "summary": "See a doc.",
        "description": "Ask, and it tells.",
        "examplePhrases": ["Alexa, open face guide"],
        "keywords": ["face"],
        "smallIconUri": "file://assets/images/icon-108.png",
    }
    assert run(words, "--mode", "information", "--check") == 0


def test_check_names_what_is_of_another_mode(
    words: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(words)

    assert run(words, "--mode", "information", "--check") == 1
    assert sorted(
        line.split(":")[0] for line in capsys.readouterr().err.splitlines()
    ) == ["en-XX.json", "skill.json"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (MANIFEST.replace("{doctor}", "{docter}"), "texts.summary: nothing fills"),
        (MANIFEST.replace("{doctor}", "{doctor"), "texts.summary: nothing fills"),
        (MANIFEST.replace("keywords =", "keyword ="), "texts.keywords: missing"),
    ],
)
def test_a_broken_manifest_is_one_line_that_names_the_text(
    words: Path, text: str, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (words / "manifest.toml").write_text(text)

    assert run(words) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("manifest.toml: ")
    assert named in line


def test_the_committed_package_is_what_the_words_build() -> None:
    assert build_models.stale() == []


def test_there_is_a_model_for_each_english_locale() -> None:
    assert build_models.locales() == ["en-AU", "en-CA", "en-GB", "en-IN", "en-US"]
