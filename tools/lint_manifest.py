"""Lint what the store and its reviewers see: manifest, package, and what is spoken.

    python -m tools.lint_manifest             # one line a finding: file: place: mend
    python -m tools.lint_manifest --release   # and what a release must fill in
    python -m tools.lint_manifest --mode information --package build/information

The rules are those of Amazon's policy, certification and manifest pages that can be
checked without an account; docs/certification.md says which test proves which.
"""

from __future__ import annotations

import argparse
import json
import re
import struct
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from face_guide.prompts import Prompts
from tools import policy
from tools.build_models import CUSTOM, PACKAGE
from tools.lint_models import Finding
from tools.model_schema import MODES
from tools.sentences import Sentences
from tools.smapi import misfits

if TYPE_CHECKING:
    from collections.abc import Iterator

    Findings = Iterator[Finding]

PROJECT = PACKAGE.parent / "ask-resources.json"
MANIFEST = (
    "ask_smapi_model.v1.skill.manifest.skill_manifest_envelope.SkillManifestEnvelope"
)
CATEGORY = "HEALTH_AND_FITNESS"
NAME_CHARACTERS = range(2, 51)
SUMMARY_CHARACTERS = 160
DESCRIPTION_CHARACTERS = 4000
INSTRUCTION_CHARACTERS = 4000
PHRASES = range(1, 4)
KEYWORDS = 30
ICONS = {"smallIconUri": 108, "largeIconUri": 512}
PLACEHOLDERS = ("example.com", "example.org", "example.net")
MARKS = ("amazon", "alexa", "aws")
MUST_BE = {
    "allowsPurchases": False,
    "usesPersonalInfo": False,
    "usesHealthInfo": False,
    "isChildDirected": False,
    "isExportCompliant": True,
    "containsAds": False,
}
MUST_SAY = {
    "information and education": (
        "say that the skill is for information and education only"
    ),
    "not a substitute for professional medical advice, diagnosis or treatment": (
        "say what it is no substitute for"
    ),
    "your local emergency number": "say whom to call where the number is another",
    "cannot call for help": "say that the skill cannot call for help",
}
FILES = re.compile(
    r"skill\.json|interactionModels/custom/[a-z]{2}-[A-Z]{2}\.json|"
    r"assets/images/[\w.-]{1,64}"
)
_QUOTED = re.compile(r'"([^"]+)"')
_EXAMPLE = re.compile(r"(?:Alexa, )?[A-Za-z' ]+")


def lint(package: Path = PACKAGE, mode: str = "guided") -> list[str]:
    """Return what is wrong with a skill package and with what the skill says.

    Args:
        package: The folder of the package.
        mode: The mode of the guide that it is for.
    """
    lines = [
        f"{file}: is no part of a skill package; move it elsewhere"
        for file in _strange_files(package)
    ]
    manifest, broken = _read(package / "skill.json")
    shape = (
        broken
        or [Finding(*misfit) for misfit in misfits(manifest, MANIFEST)]
        or list(_missing(manifest))
    )
    found = shape or list(_manifest(manifest["manifest"], package, mode))
    return [
        *lines,
        *(f"skill.json: {place}: {mend}" for place, mend in found),
        *(policy.spoken(package) if not shape else ()),
    ]


def unfinished(package: Path | None = None, project: Path = PROJECT) -> list[str]:
    """Return what a release still needs: addresses, and the mode of the deployment.

    Args:
        package: The folder of the skill package; the project names it otherwise.
        project: The file of the ASK command line.
    """
    profile = _read(project)[0]["profiles"]["default"]
    package = package or project.parent / profile["skillMetadata"]["src"]
    manifest, broken = _read(package / "skill.json")
    if broken:
        return [f"ask-resources.json: skillMetadata.src: {package}: {broken[0].mend}"]
    compliance = manifest["manifest"]["privacyAndCompliance"]
    addresses = [
        f"skill.json: privacyAndCompliance.locales.{locale}.{key}: '{url}' is a "
        "placeholder; put your own address into manifest.toml"
        for locale, urls in compliance["locales"].items()
        for key, url in urls.items()
        if (urlsplit(url).hostname or "").endswith(PLACEHOLDERS)
    ]
    return addresses + _mode(profile, package)


def _mode(profile: Any, package: Path) -> list[str]:
    parameters = profile["skillInfrastructure"]["userConfig"]["cfn"]["parameters"]
    place = "ask-resources.json: userConfig.cfn.parameters.Mode"
    mode = parameters.get("Mode")
    if mode not in MODES:
        return [f"{place}: choose {' or '.join(MODES)}; see docs/certification.md"]
    models = [_read(file)[0] for file in (package / CUSTOM).glob("*.json")]
    asking = {"dialog" in model["interactionModel"] for model in models}
    if asking == {mode == "guided"}:
        return []
    mend = f"is not for {mode}; name one that is in skillMetadata.src"
    return [f"{place}: the skill package {mend}"]


def _strange_files(package: Path) -> list[str]:
    files = (
        path.relative_to(package).as_posix()
        for path in package.rglob("*")
        if path.is_file()
    )
    return sorted(file for file in files if not FILES.fullmatch(file))


def _read(file: Path) -> tuple[Any, list[Finding]]:
    try:
        return json.loads(file.read_text(encoding="utf-8")), []
    except (OSError, ValueError) as error:
        return None, [Finding("$", f"cannot be read; mend it ({error})")]


def _missing(manifest: Any) -> Findings:
    """Yield keys that the API leaves open and that ours needs."""
    for path in (
        ("publishingInformation", "locales"),
        ("privacyAndCompliance", "locales"),
        ("apis", "custom"),
    ):
        table = manifest.get("manifest") or {}
        for key in path:
            table = table.get(key)
            if table is None:
                yield Finding(".".join(path), "is missing; add it")
                break


def _manifest(manifest: Any, package: Path, mode: str) -> Findings:
    publishing, compliance = (
        manifest["publishingInformation"],
        manifest["privacyAndCompliance"],
    )
    yield from _whole(manifest, publishing, compliance, package)
    models = {file.stem for file in (package / CUSTOM).glob("*.json")}
    for place, there in (
        ("publishingInformation", publishing["locales"]),
        ("privacyAndCompliance", compliance["locales"]),
    ):
        for locale in sorted(models ^ set(there)):
            yield Finding(
                f"{place}.locales.{locale}",
                "is missing; add it"
                if locale in models
                else "has no interaction model",
            )
    for locale, texts in publishing["locales"].items():
        place = f"publishingInformation.locales.{locale}"
        yield from _limits(place, texts)
        yield from _icons(place, texts, package)
        if locale in models:
            yield from _store_text(place, texts, speech_of(locale, package), mode)
    for locale, urls in compliance["locales"].items():
        yield from _addresses(f"privacyAndCompliance.locales.{locale}", urls)


def _whole(manifest: Any, publishing: Any, compliance: Any, package: Path) -> Findings:
    if publishing.get("category") != CATEGORY:
        yield Finding("publishingInformation.category", f"must be {CATEGORY}")
    if publishing.get("isAvailableWorldwide") is bool(
        publishing.get("distributionCountries")
    ):
        yield Finding(
            "publishingInformation.distributionCountries",
            "name countries exactly if isAvailableWorldwide is false",
        )
    if manifest.get("permissions"):
        yield Finding("permissions", "the skill needs none; remove them")
    for key, value in MUST_BE.items():
        if compliance.get(key, False) is not value:
            yield Finding(f"privacyAndCompliance.{key}", f"must be {json.dumps(value)}")
    instructions = publishing.get("testingInstructions", "")
    place = "publishingInformation.testingInstructions"
    if not 0 < len(instructions) <= INSTRUCTION_CHARACTERS:
        yield Finding(
            place, f"write them, in {INSTRUCTION_CHARACTERS} characters at most"
        )
    yield from _quoted(place, instructions, speech_of("en-US", package))


@cache
def speech_of(locale: str, package: Path) -> Speech:
    """Return the speech of a locale, read once."""
    return Speech(locale, package)


class Speech:
    """What a locale's model understands, and the number that its skill names."""

    def __init__(self, locale: str, package: Path) -> None:
        sentences = Sentences.load(package / CUSTOM / f"{locale}.json")
        self.understands = sentences.understands
        self.invocation = sentences.invocation
        self.number = policy.digits(Prompts.load(locale).word("place.emergency"))

    def request(self, phrase: str) -> str | None:
        """Return what is asked in "Alexa, ask face guide why …".

        It is "" for a launch, and None when the skill is not named.
        """
        named = rf"(?:Alexa, )?(?:ask|open|launch|start) {self.invocation}\b ?(.*)"
        found = re.fullmatch(named, phrase)
        return found[1] if found else None


def _limits(place: str, texts: Any) -> Findings:
    if len(texts.get("name", "")) not in NAME_CHARACTERS:
        least, most = NAME_CHARACTERS.start, NAME_CHARACTERS.stop - 1
        yield Finding(f"{place}.name", f"write {least} to {most} characters")
    for key, most in (
        ("summary", SUMMARY_CHARACTERS),
        ("description", DESCRIPTION_CHARACTERS),
    ):
        if not 0 < len(texts.get(key, "")) <= most:
            yield Finding(
                f"{place}.{key}",
                f"has {len(texts.get(key, ''))} characters; write 1 to {most}",
            )
    if len(texts.get("examplePhrases", ())) not in PHRASES:
        yield Finding(
            f"{place}.examplePhrases", f"give {PHRASES.start} to {PHRASES.stop - 1}"
        )
    if not 0 < len(texts.get("keywords", ())) <= KEYWORDS:
        yield Finding(f"{place}.keywords", f"give 1 to {KEYWORDS}")


def _icons(place: str, texts: Any, package: Path) -> Findings:
    for key, size in ICONS.items():
        uri = texts.get(key, "")
        file = package / uri.removeprefix("file://")
        if not uri.startswith("file://assets/images/") or not file.is_file():
            yield Finding(
                f"{place}.{key}",
                f"'{uri}' is no file of the package; write file://assets/images/<name>",
            )
        elif _size(file.read_bytes()) != (size, size):
            yield Finding(
                f"{place}.{key}",
                f"{file.name} must be a PNG of {size} by {size}; "
                "run python -m tools.render_icons",
            )


def _size(png: bytes) -> tuple[int, ...]:
    return (
        struct.unpack(">2I", png[16:24])
        if png.startswith(b"\x89PNG\r\n\x1a\n") and len(png) > 24
        else ()
    )


def _store_text(place: str, texts: Any, speech: Speech, mode: str) -> Findings:
    description = texts.get("description", "")
    opening = f'Say "Alexa, open {speech.invocation}"'
    if not description.startswith(opening):
        yield Finding(
            f"{place}.description", f"must begin with how to start it: {opening} …"
        )
    for words, mend in MUST_SAY.items():
        if words not in description:
            yield Finding(f"{place}.description", f'{mend}: "{words}"')
    if not re.search(rf"\bcall {speech.number}\b", description):
        yield Finding(
            f"{place}.description",
            f"name the emergency number of the locale: call {speech.number}",
        )
    yield from _quoted(f"{place}.description", description, speech)
    yield from _phrases(
        f"{place}.examplePhrases", texts.get("examplePhrases", ()), speech
    )
    for key in ("name", "summary", "description"):
        for mend in (
            *policy.breaches(texts.get(key, "")),
            *policy.store_breaches(texts.get(key, "")),
            *(policy.asking(texts.get(key, "")) if mode == "information" else ()),
        ):
            yield Finding(f"{place}.{key}", mend)


def _quoted(place: str, text: str, speech: Speech) -> Findings:
    """Yield quotes that nothing understands: every phrase in quotes is a promise."""
    for phrase in _QUOTED.findall(text):
        request = speech.request(phrase)
        said = phrase if request is None else request
        if said and not speech.understands(said):
            yield Finding(
                place, f'"{phrase}" is no sample of the built model; quote one that is'
            )


def _phrases(place: str, phrases: list[str], speech: Speech) -> Findings:
    for number, phrase in enumerate(phrases):
        request = speech.request(phrase)
        if not _EXAMPLE.fullmatch(phrase):
            yield Finding(
                f"{place}[{number}]",
                f'"{phrase}" may hold no punctuation but the comma after the wake word',
            )
        opens = f"Alexa, open {speech.invocation}"
        if number == 0 and phrase != opens:
            yield Finding(f"{place}[0]", f'"{phrase}" must be "{opens}"')
        elif number and request == "":
            yield Finding(
                f"{place}[{number}]",
                f'"{phrase}" only opens the skill; ask it something',
            )
        elif number and not speech.understands(request or phrase):
            yield Finding(
                f"{place}[{number}]",
                f'"{phrase}" is no sample of the built model; take one that is',
            )


def _addresses(place: str, urls: Any) -> Findings:
    for key in ("privacyPolicyUrl", "termsOfUseUrl"):
        url = urlsplit(urls.get(key, ""))
        if url.scheme != "https" or not url.hostname:
            yield Finding(f"{place}.{key}", "give an https address that opens a page")
        elif mark := next((mark for mark in MARKS if mark in url.hostname), None):
            yield Finding(
                f"{place}.{key}",
                f'"{mark}" may not stand in the domain; host the page elsewhere',
            )


def main(arguments: list[str] | None = None) -> int:
    """Lint; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.lint_manifest",
        description=(__doc__ or "").splitlines()[0],
    )
    parser.add_argument(
        "--release",
        action="store_true",
        help="look for what must be filled in before a release, too",
    )
    parser.add_argument("--mode", choices=MODES, default="guided")
    parser.add_argument(
        "--package", type=Path, default=PACKAGE, help="folder of the skill package"
    )
    options = parser.parse_args(arguments)
    lines = lint(options.package, options.mode)
    if options.release:
        lines += unfinished()
    print(*lines, sep="\n", end="\n" if lines else "", file=sys.stderr)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
