from __future__ import annotations

import copy
import itertools
import json
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

import pytest

from tools import lint_models
from tools.build_models import CUSTOM, PACKAGE, build, main, to_text
from tools.model_schema import read_contract
from tools.smapi import INTERACTION_MODEL, misfits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BUILT = build("en-GB")
CONTRACT = read_contract()


def intent(model: Any, name: str) -> Any:
    return next(
        intent
        for intent in model["interactionModel"]["languageModel"]["intents"]
        if intent["name"] == name
    )


def kind(model: Any, name: str) -> Any:
    return next(
        kind
        for kind in model["interactionModel"]["languageModel"]["types"]
        if kind["name"] == name
    )


def slot(model: Any, name: str, of: str = "WhyTwitchIntent") -> Any:
    return next(slot for slot in intent(model, of)["slots"] if slot["name"] == name)


def findings(change: Callable[[Any], object]) -> list[lint_models.Finding]:
    model = copy.deepcopy(BUILT)
    change(model)
    return lint_models.lint(model, CONTRACT, "en-GB")


def add_sample(text: str, name: str = "TreatmentIntent") -> Callable[[Any], object]:
    return lambda model: intent(model, name)["samples"].append(text)


def add_samples(number: int) -> Callable[[Any], object]:
    words = itertools.islice(itertools.product(ascii_lowercase, repeat=2), number)
    texts = [f"treat {one}{two}" for one, two in words]
    return lambda model: intent(model, "TreatmentIntent")["samples"].extend(texts)


def add_phrase(text: str, name: str = "CAUSE") -> Callable[[Any], object]:
    return lambda model: kind(model, name)["values"][0]["name"]["synonyms"].append(text)


def rename(text: str) -> Callable[[Any], object]:
    return lambda model: model["interactionModel"]["languageModel"].update(
        invocationName=text
    )


def leave(name: str, number: int) -> Callable[[Any], object]:
    return lambda model: intent(model, name).update(
        samples=intent(model, name)["samples"][:number]
    )


def test_the_built_models_are_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint_models.main([]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (rename("guide"), "invocation_name"),
        (rename("Face guide"), "invocation_name"),
        (rename("ask face guide"), "invocation_name"),
        (rename("face guide for twitches"), "invocation_name"),
        (rename("alexa guide"), "invocation_name"),
        (add_sample("how is {cause} treated?"), "TreatmentIntent"),
        (add_sample("How is it treated"), "TreatmentIntent"),
        (add_sample("treat it in 2 weeks"), "TreatmentIntent"),
        (add_sample("what is the {medicine} for it"), "TreatmentIntent"),
        (add_sample("treat {cause} and {cause}"), "TreatmentIntent"),
        (add_sample(" ".join(["word"] * 21)), "TreatmentIntent"),
        (add_sample("what are the causes"), "ListCausesIntent"),
        (add_sample("{location} {duration}", "WhyTwitchIntent"), "WhyTwitchIntent"),
        (
            add_sample("anything at all", "AMAZON.FallbackIntent"),
            "AMAZON.FallbackIntent",
        ),
        (
            add_sample("take me home", "AMAZON.NavigateHomeIntent"),
            "AMAZON.NavigateHomeIntent",
        ),
        (leave("WarningSignIntent", 100), "WarningSignIntent"),
        (leave("AMAZON.YesIntent", 24), "AMAZON.YesIntent"),
        (leave("WarningSignIntent", 39), "WarningSignIntent"),
        (leave("WhyAskIntent", 14), "WhyAskIntent"),
        (add_samples(600), "TreatmentIntent"),
        (
            lambda m: slot(m, "location")["samples"].append("it's the {where}"),
            "WhyTwitchIntent.location",
        ),
        (
            lambda m: slot(m, "location").update(type="CAUSE"),
            "WhyTwitchIntent.location",
        ),
        (lambda m: slot(m, "trigger").pop("multipleValues"), "WhyTwitchIntent.trigger"),
        (
            lambda m: slot(m, "cause", "TreatmentIntent").update(samples=["{cause}"]),
            "TreatmentIntent.cause",
        ),
        (lambda m: intent(m, "WhyTwitchIntent")["slots"].pop(), "WhyTwitchIntent"),
        (lambda m: intent(m, "WhyAskIntent").update(name="WhyNotIntent"), "intents"),
        (
            lambda m: intent(m, "AnswerIntent")["slots"].append(
                {"name": "ninth", "type": "CAUSE"}
            ),
            "AnswerIntent",
        ),
        (add_phrase("3 coffees"), "CAUSE.stress_fatigue"),
        (add_phrase("stress, mostly"), "CAUSE.stress_fatigue"),
        (add_phrase("x" * 61), "CAUSE.stress_fatigue"),
        (add_phrase("eye strain"), "CAUSE.eye_strain"),
        (lambda m: kind(m, "CAUSE")["values"].pop(), "CAUSE"),
        (lambda m: kind(m, "CAUSE")["values"][0].update(id="strain"), "CAUSE"),
        (lambda m: kind(m, "DURATION")["values"][0].update(id="a week"), "DURATION"),
        (lambda m: kind(m, "SKIP").update(name="HOP"), "types"),
        (
            lambda m: m["interactionModel"]["prompts"].pop(),
            "prompts.Elicit.Slot.WhyTwitchIntent.trigger",
        ),
        (
            lambda m: m["interactionModel"]["dialog"]["intents"][0]["slots"][1].update(
                elicitationRequired=False
            ),
            "dialog.WhyTwitchIntent",
        ),
        (lambda m: m["interactionModel"]["dialog"]["intents"].clear(), "dialog"),
    ],
)
def test_a_broken_model_is_found_and_named(
    change: Callable[[Any], object], place: str
) -> None:
    assert place in [finding.place for finding in findings(change)]


def test_a_locale_that_knows_no_several_values_may_not_ask_for_them() -> None:
    assert lint_models.lint(build("en-IN"), CONTRACT, "en-IN") == []
    assert "AnswerIntent.trigger" in [
        finding.place for finding in lint_models.lint(BUILT, CONTRACT, "en-IN")
    ]


def test_a_model_of_information_asks_nothing() -> None:
    silent = read_contract(mode="information")

    assert lint_models.lint(build("en-GB", mode="information"), silent, "en-GB") == []
    assert [finding.place for finding in lint_models.lint(BUILT, silent, "en-GB")] == [
        "$.interactionModel.dialog",
        "$.interactionModel.prompts",
    ]


def test_more_than_thirty_intents_are_too_many() -> None:
    def change(model: Any) -> None:
        intents = model["interactionModel"]["languageModel"]["intents"]
        intents += [
            {"name": f"Spare{letter}Intent", "samples": []} for letter in "ABCD"
        ]

    assert "intents" in [finding.place for finding in findings(change)]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (
            lambda m: m["interactionModel"].update(langugeModel={}),
            "$.interactionModel.langugeModel",
        ),
        (
            lambda m: intent(m, "WhyAskIntent").update(samples="why"),
            "$.interactionModel.languageModel.intents[11].samples",
        ),
        (
            lambda m: m["interactionModel"]["dialog"].update(
                delegationStrategy="NEVER"
            ),
            "$.interactionModel.dialog.delegationStrategy",
        ),
        (
            lambda m: m["interactionModel"]["dialog"]["intents"][0].update(
                confirmationRequired=1
            ),
            "$.interactionModel.dialog.intents[0].confirmationRequired",
        ),
        (lambda m: m["interactionModel"].pop("dialog"), "$.interactionModel.dialog"),
        (
            lambda m: m["interactionModel"]["languageModel"].pop("types"),
            "$.interactionModel.languageModel.types",
        ),
        (lambda m: m.clear(), "$.interactionModel.languageModel"),
    ],
)
def test_a_wrong_shape_is_found_at_its_path(
    change: Callable[[Any], object], place: str
) -> None:
    assert place in [finding.place for finding in findings(change)]


@pytest.mark.parametrize(
    ("value", "kind", "good"),
    [
        ("a", "str", True),
        (1, "str", False),
        (True, "bool", True),
        (True, "int", False),
        ([1, 2], "list[int]", True),
        ([1, "2"], "list[int]", False),
        ({"a": 1}, "list[int]", False),
        ({"a": "x"}, "dict(str, str)", True),
        ({"a": 1}, "dict(str, str)", False),
        (None, "str", True),
        (
            {"type": "hasEntityResolutionMatch", "prompt": "p"},
            "ask_smapi_model.v1.skill.interaction_model.slot_validation.SlotValidation",
            True,
        ),
        (
            {"type": "isWonderful", "prompt": "p"},
            "ask_smapi_model.v1.skill.interaction_model.slot_validation.SlotValidation",
            False,
        ),
        ([], INTERACTION_MODEL, False),
    ],
)
def test_the_walker_takes_what_the_api_takes(
    value: object, kind: str, *, good: bool
) -> None:
    assert (not list(misfits(value, kind))) is good


def test_a_file_that_is_too_large_or_no_json_is_found(tmp_path: Path) -> None:
    (tmp_path / "en-GB.json").write_text(
        json.dumps(BUILT) + " " * lint_models.FILE_BYTES
    )
    (tmp_path / "bad.json").write_text("{")

    assert [
        finding.place
        for finding in lint_models.lint_file(tmp_path / "en-GB.json", CONTRACT)
    ] == ["$"]
    assert [
        finding.place
        for finding in lint_models.lint_file(tmp_path / "bad.json", CONTRACT)
    ] == ["$"]


def test_each_finding_is_one_line_with_file_place_and_mend(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = copy.deepcopy(BUILT)
    add_sample("treat it, please")(model)
    add_phrase("3 coffees")(model)
    (tmp_path / CUSTOM).mkdir(parents=True)
    (tmp_path / CUSTOM / "en-GB.json").write_text(to_text(model))

    assert lint_models.main(["--package", str(tmp_path)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[:2] for line in lines] == [
        ["en-GB.json", "TreatmentIntent"],
        ["en-GB.json", "CAUSE.stress_fatigue"],
    ]


def test_a_folder_without_models_is_a_finding(tmp_path: Path) -> None:
    assert lint_models.main(["--package", str(tmp_path)]) == 1


def test_a_package_of_information_is_linted_as_such(tmp_path: Path) -> None:
    mode = ["--mode", "information", "--package", str(tmp_path)]

    assert main(mode) == 0
    assert lint_models.main(mode) == 0
    assert lint_models.main(mode[2:]) == 1


@pytest.mark.parametrize(
    "file", sorted((PACKAGE / CUSTOM).glob("*.json")), ids=lambda file: file.stem
)
def test_every_committed_model_is_well_inside_the_limits(file: Path) -> None:
    assert lint_models.lint_file(file, CONTRACT) == []
