"""The manifest is sound, and each way to spoil it is one line with its mend."""

from __future__ import annotations

import json
import shutil
import struct
import zlib
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from face_guide.alexa.skill import Skill
from face_guide.guide import Guide
from face_guide.prompts import Prompts
from speaker.conversation import Conversation
from speaker.nlu.model import Model
from speaker.nlu.recognizer import Recognizer
from tools import build_models, lint_manifest, policy
from tools.paths import ROOT, SKILL_PACKAGE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Change = Callable[[Any], object]

SHIPPED = json.loads((build_models.PACKAGE / "skill.json").read_text(encoding="utf-8"))[
    "manifest"
]
LOCALES = SHIPPED["publishingInformation"]["locales"]
OPENS = "Alexa, open face guide"
"""First of the store's phrases: under Alexa+ others may be answered by Alexa itself."""
ICON = SKILL_PACKAGE / "assets" / "images" / "icon.svg"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(
        build_models.PACKAGE, tmp_path_factory.mktemp("skill") / "package"
    )


@pytest.fixture(autouse=True)
def silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is spoken has tests of its own below."""
    monkeypatch.setattr(policy, "spoken", lambda _: iter(()))


def findings(package: Path, change: Change) -> list[str]:
    manifest = json.loads(json.dumps({"manifest": SHIPPED}))
    change(manifest["manifest"])
    (package / "skill.json").write_text(json.dumps(manifest), encoding="utf-8")
    return lint_manifest.lint(package)


def british(change: Change) -> Change:
    return lambda manifest: change(
        manifest["publishingInformation"]["locales"]["en-GB"]
    )


def put(key: str, value: object) -> Change:
    return british(lambda texts: texts.update({key: value}))


def reword(old: str, new: str) -> Change:
    return british(
        lambda texts: texts.update(description=texts["description"].replace(old, new))
    )


def test_what_is_shipped_has_no_findings() -> None:
    assert lint_manifest.lint() == []


@pytest.mark.parametrize(
    ("change", "place", "mend"),
    [
        (put("name", "F"), "en-GB.name", "2 to 50"),
        (put("summary", "a" * 161), "en-GB.summary", "161 characters"),
        (put("description", "a" * 4001), "en-GB.description", "4001 characters"),
        (put("summary", "The best app for a twitch"), "en-GB.summary", "skill"),
        (put("summary", "An Alexa skill for a twitch"), "en-GB.summary", "no brand"),
        (put("summary", "Botox and other help"), "en-GB.summary", "generic name"),
        (put("summary", "It cures your twitch"), "en-GB.summary", "no promise"),
        (
            put("summary", "We will call an ambulance for you"),
            "en-GB.summary",
            "claim to call",
        ),
        (
            put("summary", "We diagnose your twitch"),
            "en-GB.summary",
            "does not diagnose",
        ),
        (put("summary", "You have a seizure"), "en-GB.summary", "can fit"),
        (put("summary", "Take two tablets"), "en-GB.summary", "no doses"),
        (put("keywords", []), "en-GB.keywords", "1 to 30"),
        (put("examplePhrases", []), "en-GB.examplePhrases", "1 to 3"),
        (
            put("examplePhrases", [OPENS, "Alexa, ask face guide paint my fence"]),
            "examplePhrases[1]",
            "no sample",
        ),
        (
            put("examplePhrases", [OPENS, OPENS]),
            "examplePhrases[1]",
            "only opens",
        ),
        (
            put("examplePhrases", ["Ask face guide for tips"]),
            "examplePhrases[0]",
            "must be",
        ),
        (
            put("examplePhrases", ["Alexa, ask face guide for tips!"]),
            "examplePhrases[0]",
            "punctuation",
        ),
        (
            put("smallIconUri", "file://assets/images/none.png"),
            "smallIconUri",
            "no file",
        ),
        (
            put("smallIconUri", "file://assets/images/icon-512.png"),
            "smallIconUri",
            "108 by 108",
        ),
        (reword("call 999", "call 911"), "en-GB.description", "call 999"),
        (
            reword("information and education", "fun"),
            "en-GB.description",
            "information and education",
        ),
        (
            reword("not a substitute", "a substitute"),
            "en-GB.description",
            "no substitute",
        ),
        (
            reword("or your local emergency number", ""),
            "en-GB.description",
            "number is another",
        ),
        (
            reword('Say "Alexa, open face guide"', "Hello"),
            "en-GB.description",
            "how to start",
        ),
        (reword('"is it serious"', '"am i doomed"'), "en-GB.description", "no sample"),
        (
            lambda manifest: manifest.update(
                permissions=[{"name": "alexa::devices:all:address:full:read"}]
            ),
            "permissions",
            "none",
        ),
        (
            lambda manifest: manifest["publishingInformation"].update(
                category="MEDICAL"
            ),
            "category",
            "HEALTH_AND_FITNESS",
        ),
        (
            lambda manifest: manifest["publishingInformation"].update(
                isAvailableWorldwide=True
            ),
            "distributionCountries",
            "exactly",
        ),
        (
            lambda manifest: manifest["publishingInformation"].update(
                testingInstructions=""
            ),
            "testingInstructions",
            "write them",
        ),
        (
            lambda manifest: manifest["publishingInformation"]["locales"].pop("en-IN"),
            "locales.en-IN",
            "missing",
        ),
        (
            lambda manifest: manifest["privacyAndCompliance"].update(
                usesHealthInfo=True
            ),
            "usesHealthInfo",
            "false",
        ),
        (
            lambda manifest: manifest["privacyAndCompliance"].update(
                isChildDirected=True
            ),
            "isChildDirected",
            "false",
        ),
        (
            lambda manifest: manifest["privacyAndCompliance"]["locales"].update(
                {"de-DE": {}}
            ),
            "de-DE",
            "no interaction model",
        ),
        (
            lambda manifest: manifest["privacyAndCompliance"]["locales"][
                "en-GB"
            ].update(privacyPolicyUrl="https://alexa.x.org/"),
            "privacyPolicyUrl",
            "domain",
        ),
        (
            lambda manifest: manifest["privacyAndCompliance"]["locales"][
                "en-GB"
            ].update(termsOfUseUrl="http://x.org/"),
            "termsOfUseUrl",
            "https",
        ),
        (lambda manifest: manifest.update(colour="blue"), "colour", "unknown"),
        (
            lambda manifest: manifest["publishingInformation"].update(category=["x"]),
            "category",
            "must be str",
        ),
        (lambda manifest: manifest.pop("apis"), "apis.custom", "missing"),
    ],
)
def test_one_line_names_file_place_and_mend(
    package: Path, change: Change, place: str, mend: str
) -> None:
    lines = [line for line in findings(package, change) if place in line]
    assert any(mend in line for line in lines), lines
    assert all(line.startswith("skill.json: ") for line in lines)


def test_a_stranger_in_the_package_is_named(package: Path) -> None:
    stranger = package / "notes.txt"
    stranger.write_text("x", encoding="utf-8")
    assert "notes.txt: is no part" in findings(package, lambda _: None)[0]
    stranger.unlink()


def test_a_broken_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "skill.json").write_text("{", encoding="utf-8")
    assert len(lint_manifest.lint(tmp_path)) == 1


def test_placeholders_fail_the_release_only(package: Path) -> None:
    assert findings(package, lambda _: None) == []
    lines = lint_manifest.unfinished(package)
    assert sum("is a placeholder" in line for line in lines) == 2 * len(LOCALES)


@pytest.fixture(scope="module")
def informing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the information mode."""
    package = tmp_path_factory.mktemp("skill") / "information"
    build_models.write(package=package, mode="information")
    return package


def fill_in(package: Path) -> None:
    file = package / "skill.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    for urls in manifest["manifest"]["privacyAndCompliance"]["locales"].values():
        urls.update(
            privacyPolicyUrl="https://face.guide/privacy",
            termsOfUseUrl="https://face.guide/terms",
        )
    file.write_text(json.dumps(manifest), encoding="utf-8")


def deployment(folder: Path, mode: str) -> Path:
    project = json.loads(lint_manifest.PROJECT.read_text(encoding="utf-8"))
    project["profiles"]["default"]["skillInfrastructure"]["userConfig"]["cfn"][
        "parameters"
    ]["Mode"] = mode
    file = folder / "ask-resources.json"
    file.write_text(json.dumps(project), encoding="utf-8")
    return file


def test_a_filled_in_manifest_is_finished(informing: Path, tmp_path: Path) -> None:
    fill_in(informing)
    project = deployment(tmp_path, "information")
    assert lint_manifest.lint(informing, "information") == []
    assert lint_manifest.unfinished(informing, project) == []


def test_a_package_of_another_mode_fails_the_release(
    package: Path, tmp_path: Path
) -> None:
    assert findings(package, lambda _: None) == []
    lines = lint_manifest.unfinished(package, deployment(tmp_path, "information"))
    assert [line for line in lines if "is not for information" in line]
    lines = lint_manifest.unfinished(package, deployment(tmp_path, "guided"))
    assert not [line for line in lines if "Mode" in line]


def test_the_information_package_promises_no_questions(
    package: Path, informing: Path
) -> None:
    assert lint_manifest.lint(informing, "information") == []
    assert findings(package, lambda _: None) == []
    lines = lint_manifest.lint(package, "information")
    assert len(lines) == len(LOCALES)
    assert all("in information mode nothing is asked" in line for line in lines)
    instructions = [
        json.loads((folder / "skill.json").read_text(encoding="utf-8"))["manifest"][
            "publishingInformation"
        ]["testingInstructions"]
        for folder in (package, informing)
    ]
    assert ["danger signs are asked" in text for text in instructions] == [True, False]


@cache
def ears(locale: str) -> Recognizer:
    return Recognizer(Model.load(locale))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("mode", ["guided", "information"])
def test_example_phrases_get_a_contextual_answer(locale: str, mode: str) -> None:
    conversation = Conversation(Skill(Guide.load(mode)), ears(locale), one_shot=True)
    said = set()
    opening, *asking = LOCALES[locale]["examplePhrases"]
    assert opening == OPENS
    for phrase in asking:
        conversation.reopen()
        turn = conversation.say(phrase.removeprefix("Alexa, "))
        assert turn is not None
        assert turn.request == "IntentRequest"
        assert turn.intent not in (None, "AMAZON.FallbackIntent")
        said.add(turn.speech)
    assert len(said) == len(asking)
    assert Prompts.load(locale).statement("launch.welcome").say not in said


@pytest.mark.parametrize(
    ("prompt", "phrases"),
    [
        (
            "You can say one eyelid, both eyes, or the cheek. Which?",
            ["one eyelid", "both eyes", "the cheek"],
        ),
        ("Say yes to hear more, or say stop.", ["yes", "stop"]),
        ("Say yes for the causes, or no to stop.", ["yes", "no"]),
        ("Try asking: why is my eyelid twitching?", ["why is my eyelid twitching"]),
        (
            "Just say where it is, like one eyelid, or say not sure.",
            ["one eyelid", "not sure"],
        ),
        (
            "Name one, like stress or screens. Or say none.",
            ["stress", "screens", "none"],
        ),
        ("Shall I say that again?", []),
        (
            "Where does it twitch: one eyelid, one whole side, or somewhere else?",
            ["one eyelid", "one whole side", "somewhere else"],
        ),
    ],
)
def test_a_prompt_suggests_phrases(prompt: str, phrases: list[str]) -> None:
    assert list(policy.suggested(prompt)) == phrases


@pytest.mark.parametrize(
    ("spoken", "written"),
    [("nine one one", "911"), ("triple zero", "000"), ("one one two", "112")],
)
def test_a_number_is_written_as_it_is_spoken(spoken: str, written: str) -> None:
    assert policy.digits(spoken) == written


@pytest.mark.parametrize(
    "text",
    [
        "I can't call for you.",
        "It is not a diagnosis.",
        "This can fit a tic.",
        "A curtain, and curious.",
    ],
)
def test_honest_words_are_no_breach(text: str) -> None:
    assert policy.breaches(text) == []


@pytest.mark.parametrize("size", [108, 512])
def test_an_icon_has_its_size_and_clear_corners(size: int) -> None:
    png = (ICON.parent / f"icon-{size}.png").read_bytes()
    assert png[12:29] == struct.pack(">4s2I5B", b"IHDR", size, size, 8, 6, 0, 0, 0)
    filter_and_pixel = zlib.decompressobj().decompress(png.partition(b"IDAT")[2], 5)
    assert filter_and_pixel[1:] == bytes(4)  # no filter changes the first pixel


def test_the_page_has_the_icon_of_the_store() -> None:
    picture = ET.parse(ICON).getroot()  # noqa: S314 (our own file)
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert picture.get("viewBox") == "0 0 1000 1000"
    page = ROOT / "speaker" / "web" / "static" / "icon.svg"
    assert page.read_bytes() == ICON.read_bytes(), "run python -m tools.render_icons"
