"""Build the manifest that the store takes, `skill.json`, for one mode of the guide.

`interaction-models/manifest.toml` holds its texts once: `{doctor}` and the like differ
by locale, and the table of the mode fills the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.model_schema import Json, Table, checked, read_toml
from tools.templates import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "manifest.toml"


class Texts(Table):
    """What the store shows in every locale; braces are filled by locale and mode."""

    name: str
    summary: str
    description: str
    example_phrases: list[str]
    keywords: list[str]
    testing_instructions: str


class ManifestFile(Table):
    """`manifest.toml`."""

    publishing: Json
    compliance: Json
    addresses: dict[str, str]
    icons: dict[str, str]
    texts: Texts
    mode: dict[str, dict[str, str]]
    locale: dict[str, dict[str, str]]


def manifest(mode: str, folder: Path) -> Json:
    """Return the content of `skill.json`.

    Args:
        mode: `guided` or `information`; a key below `[mode]`.
        folder: Where `manifest.toml` is.

    Raises:
        ModelError: the file does not fit, or nothing fills a gap in a text.
    """
    source = checked(FILE, read_toml(folder / FILE), ManifestFile)
    texts = source.texts
    locales = {
        locale: _locale(source, {**source.mode[mode], **words})
        for locale, words in source.locale.items()
    }
    publishing = {
        "locales": locales,
        **source.publishing,
        "testingInstructions": _filled(
            "testing_instructions", texts.testing_instructions, source.mode[mode]
        ),
    }
    addresses = dict.fromkeys(source.locale, source.addresses)
    return {
        "manifest": {
            "manifestVersion": "1.0",
            "publishingInformation": publishing,
            "privacyAndCompliance": {**source.compliance, "locales": addresses},
            "apis": {"custom": {}},
        }
    }


def _locale(source: ManifestFile, words: Mapping[str, str]) -> Json:
    texts = source.texts
    return {
        "name": texts.name,
        "summary": _filled("summary", texts.summary, words),
        "description": _filled("description", texts.description, words),
        "examplePhrases": texts.example_phrases,
        "keywords": texts.keywords,
        **source.icons,
    }


def _filled(key: str, text: str, words: Mapping[str, str]) -> str:
    try:
        return text.format_map(words).strip()
    except (KeyError, ValueError) as error:
        raise ModelError(
            f"{FILE}: texts.{key}: nothing fills {error}; "
            "add it to each [locale] or [mode], or mend the braces"
        ) from error
