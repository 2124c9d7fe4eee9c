"""The words: complete in each locale, and spoken as their kind asks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from face_guide import prompts
from face_guide.errors import ContentError
from face_guide.prompts import Kind, Prompts, locales
from tests.walks import play, turn

if TYPE_CHECKING:
    from face_guide.guide import Guide

LAMBDA = Path(prompts.__file__).parents[1]
BARRED = """
import sys
sys.modules.update(dict.fromkeys(("tomllib", "pydantic", "tools")))
from face_guide.guide import Guide
from face_guide.prompts import Prompts, locales
Guide.load("guided")
print(*(Prompts.load(locale).locale for locale in locales()))
"""


def test_every_locale_has_the_same_keys(locale: str) -> None:
    base, here = Prompts.load("en"), Prompts.load(locale)
    assert set(here.statements) == set(base.statements)
    assert set(here.words) == set(base.words)


def test_every_locale_names_its_own_emergency_number(locale: str) -> None:
    numbers = {
        "en-US": "nine one one",
        "en-CA": "nine one one",
        "en-GB": "nine nine nine",
        "en-AU": "triple zero",
        "en-IN": "one one two",
    }
    for word in ("place.call_now", "place.call_short"):
        assert numbers[locale] in Prompts.load(locale).word(word)


@pytest.mark.parametrize(
    ("asked", "like"),
    [
        *(("en-NZ", "en"), ("de-DE", "en"), ("", "en"), ("xx", "en")),
        *(("../../etc", "en"), ("en-GB/../en", "en"), ("en-GB", "en-GB")),
    ],
)
def test_a_locale_without_words_gets_its_language_else_english(
    asked: str, like: str
) -> None:
    assert Prompts.load(asked).locale == like


def test_a_locale_says_only_a_few_things_its_own_way(locale: str) -> None:
    base, here = Prompts.load("en"), Prompts.load(locale)
    own = {id_ for id_ in here.words if here.words[id_] != base.words[id_]}
    assert own
    assert all(id_.startswith("place.") for id_ in own)
    assert here.statements == base.statements


def test_every_medical_statement_names_a_source_and_a_date() -> None:
    statements = Prompts.load("en-US").statements.values()
    medical = [one for one in statements if one.kind.sourced]
    assert len(medical) > 150
    assert all(one.sources and one.reviewed for one in medical)


def test_every_source_has_a_name_that_is_spoken() -> None:
    words = Prompts.load("en-US")
    named = {source for one in words.statements.values() for source in one.sources}
    assert named <= set(words.sources)
    assert {id_: words.word(f"source.{id_}") for id_ in words.sources} == {
        id_: source.name for id_, source in words.sources.items()
    }


def test_every_person_has_the_same_words() -> None:
    gaps = Prompts.load("en-US").person_words
    assert all(set(words) == set(gaps["self"]) for words in gaps.values())


def test_a_missing_id_is_named() -> None:
    with pytest.raises(ContentError, match=r"cause\.nothing"):
        Prompts.load("en-US").statement("cause.nothing")
    with pytest.raises(ContentError, match=r"cause\.nothing\.name"):
        Prompts.load("en-US").word("cause.nothing.name")


def test_statements_come_in_the_order_of_the_file() -> None:
    tips = Prompts.load("en-US").list_of("tip")
    assert (tips[0], tips[-1], len(tips)) == ("tip.sleep", "tip.honest", 10)


def test_statements_of_one_subject_are_of_one_kind() -> None:
    """In a file of another kind, one would escape what its kind asks for.

    Where the guide speaks of the talk, a statement that advises says so itself.
    """
    kinds: dict[str, set[Kind]] = {}
    for id_, statement in Prompts.load("en-US").statements.items():
        kinds.setdefault(id_.partition(".")[0], set()).add(statement.kind)
    mixed = {subject: found for subject, found in kinds.items() if len(found) > 1}
    talk = ({Kind.DIALOG, Kind.ADVICE}, {Kind.FRAME, Kind.ADVICE})
    assert not {subject for subject, found in mixed.items() if found not in talk}


def test_what_has_a_source_is_of_a_kind_that_needs_one() -> None:
    """A question has some too: it says nothing of health, but what it asks does."""
    statements = Prompts.load("en-US").statements.items()
    assert not [
        id_
        for id_, one in statements
        if one.sources and not (one.kind.sourced or id_.startswith("ask."))
    ]


def test_what_is_said_to_a_carer_is_said_otherwise() -> None:
    statements = Prompts.load("en-US").statements
    forms = {id_: (one.say, one.carer, one.phone) for id_, one in statements.items()}
    told = {id_: form for id_, form in forms.items() if any(form[1:])}
    assert "ask.danger_face" in told
    for id_, form in told.items():
        own = [words for words in form if words]
        assert len(own) == len(set(own)), id_


@pytest.mark.parametrize(
    ("intent", "slots", "act"),
    [
        ("ExplainCauseIntent", {"cause": "dry_eye"}, "cause.dry_eye.headline"),
        ("PreventionTipsIntent", {}, "tip.honest"),
        ("MedicineIntent", {"medicine": "aspirin"}, "medicine.aspirin.use"),
        ("WhenToSeeDoctorIntent", {}, "advice.danger"),
        ("AnswerIntent", {"warning_sign": "tingling"}, "warning.tingling"),
        ("ListCausesIntent", {}, "list.first"),
        ("AMAZON.HelpIntent", {}, "help.general"),
        ("SourcesIntent", {}, "sources.general"),
    ],
)
def test_the_kind_says_where_the_disclaimer_stands_and_what_a_card_shows(
    informing: Guide, intent: str, slots: dict[str, str], act: str
) -> None:
    words = Prompts.load("en-US")
    kind, disclaimer = words.statement(act).kind, words.statement("disclaimer").say
    first = play(informing, turn(intent, **slots))
    assert (disclaimer in first.text) == kind.disclaimed
    assert first.text.startswith(disclaimer) == (
        kind.disclaimed and kind is not Kind.WARNING
    )
    signs_in_writing = act == "help.general"
    assert (first.card is not None) == (kind.on_cards or signs_in_writing)


def test_what_was_not_compiled_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompts, "DATA", str(tmp_path))
    with pytest.raises(ContentError, match=r"^en\.json: not built; run make models$"):
        prompts.read_data.__wrapped__("en")


def test_a_start_needs_no_toml_and_checks_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", BARRED],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(LAMBDA)},
    )
    assert done.stdout.split() == list(locales())
