"""What the corpus adds to the models, and each row that cannot be added."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tools import build_models, corpus, lint_models
from tools.build_models import CUSTOM, PACKAGE, build
from tools.collisions import unite
from tools.corpus_model import find_candidates, in_turn
from tools.model_schema import read_contract
from tools.templates import ModelError

if TYPE_CHECKING:
    from pathlib import Path

CHECK, DANGER = "WhyTwitchIntent", "WarningSignIntent"
CONTRACT = """
[intent.WarningSignIntent]
slots = { sign = "SIGN", who = "WHO", pill = "PILL" }

[intent.AskIntent]
slots = { place = "PLACE", who = "WHO", long = "LONG" }
elicit = ["place"]

[intent.TopicIntent]
slots = { topic = "TOPIC" }

[intent.StopIntent]

[intent."AMAZON.FallbackIntent"]

[slots]
multiple = []
multiple_locales = []

[same_reply]
sign = "SIGN"
beside = ["who"]
understood = { who = "self" }
meant = { WarningSignIntent = { pill = "overdose" } }

[corpus]
samples = 3
synonyms = 3
words = 8
local = ["near", "talk."]
danger = "WarningSignIntent"

[type.SIGN]
ids = ["droop", "overdose"]

[type.WHO]
ids = ["self", "mother", "other"]

[type.PILL]
ids = ["aspirin"]

[type.PLACE]
ids = ["lid", "cheek"]

[type.TOPIC]
ids = ["drive"]

[type.LONG]
generate = { P_D = 3 }
"""
WORDS = """
invocation_name = "face guide"

[intent.WarningSignIntent]
samples = ["help {sign}"]

[intent.AskIntent]
samples = ["why is my {place} jumping"]

[intent.AskIntent.slot.place]
samples = ["{place}"]
prompts = ["Where is it?"]

[intent.TopicIntent]
samples = ["{topic}"]

[intent.StopIntent]
samples = ["stop", "bye"]

[type.SIGN.values]
droop = ["mouth is drooping"]
overdose = ["too many"]

[type.WHO.values]
self = ["my", "i"]
mother = ["mum"]
other = ["she", "they"]

[type.PILL.values]
aspirin = ["aspirin"]

[type.PLACE.values]
lid = ["lid"]
cheek = ["cheek"]

[type.TOPIC.values]
drive = ["can i drive"]

[type.LONG.units]
P_D = { one = "a", single = "day", many = "days" }
"""


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A folder of a contract, its words and an empty corpus."""
    (tmp_path / "intents.toml").write_text(CONTRACT)
    (tmp_path / "en.toml").write_text(WORDS)
    (tmp_path / "en-XX.toml").write_text("# The same.\n")
    (tmp_path / "corpus" / "en").mkdir(parents=True)
    return tmp_path


def say(words: Path, *rows: str, writer: str = "ann") -> None:
    """Write rows of a writer: a text, and what else `; ` leads to."""
    file = words / "corpus" / "en" / f"{writer}.toml"
    with file.open("a", encoding="utf-8") as sentences:
        for row in rows:
            text, *keys = row.split("; ")
            lines = ["[[sentence]]", f'text = "{text}"', f'writer = "{writer}"', *keys]
            sentences.write("\n".join(lines) + "\n\n")


ASK = 'intent = "AskIntent"'
DROOP = 'sign = "droop"'


def language(words: Path, mode: str = "guided") -> dict[str, Any]:
    model = build("en-XX", words, mode)["interactionModel"]["languageModel"]
    return dict(model)


def samples(words: Path, intent: str = "AskIntent") -> list[str]:
    """The samples that the corpus adds to an intent."""
    found = next(one for one in language(words)["intents"] if one["name"] == intent)
    return [text for text in found["samples"] if f'"{text}"' not in WORDS]


def elicited(words: Path, mode: str = "guided") -> list[str] | None:
    ask = next(one for one in language(words, mode)["intents"] if "Ask" in one["name"])
    place = next(slot for slot in ask["slots"] if slot["name"] == "place")
    return list(place["samples"]) if "samples" in place else None


def phrases(words: Path, type_name: str, id_: str) -> list[str]:
    kinds = {kind["name"]: kind["values"] for kind in language(words)["types"]}
    name = next(value["name"] for value in kinds[type_name] if value["id"] == id_)
    return [name["value"], *name.get("synonyms", ())]


# ---- samples and synonyms ----


def test_a_sentence_is_a_sample_and_its_stretches_are_synonyms(words: Path) -> None:
    say(words, f"what makes [mummy's](who:mother) [brow](place:lid) hop; {ASK}")

    assert samples(words) == ["what makes {who} {place} hop"]
    assert phrases(words, "WHO", "mother") == ["mum", "mummy's"]
    assert phrases(words, "PLACE", "lid") == ["lid", "brow"]


def test_the_first_of_several_intents_learns_it(words: Path) -> None:
    say(words, 'that is it then; intents = ["StopIntent", "AskIntent"]')

    assert samples(words, "StopIntent") == ["that is it then"]
    assert samples(words) == []


def test_what_the_intent_has_no_slot_for_stays_as_it_was_said(words: Path) -> None:
    say(words, 'my [brow](place:lid) is fine so stop; intent = "StopIntent"')

    assert samples(words, "StopIntent") == ["my brow is fine so stop"]
    assert phrases(words, "PLACE", "lid") == ["lid"]


def test_a_slot_stands_once_in_a_sample(words: Path) -> None:
    say(words, f"the [lid](place:lid) and the [cheek](place:cheek) jump; {ASK}")

    assert samples(words) == ["the {place} and the cheek jump"]


def test_a_length_is_found_within_what_is_marked(words: Path) -> None:
    say(
        words,
        f"it jumps [two days](long:P2D) now; {ASK}",
        f"it jumps [since two days](long:P2D) why; {ASK}",
        f"it jumps [since the flood](long:P3M) why; {ASK}",
    )

    assert samples(words) == [
        "it jumps {long} now",
        "it jumps since {long} why",
    ]


def test_a_question_for_a_slot_is_answered_in_the_slot(words: Path) -> None:
    say(words, f'over the [brow](place:lid) mostly; {ASK}; asked = "place"')

    assert samples(words) == []
    assert elicited(words) == ["{place}", "over the {place} mostly"]
    assert elicited(words, "information") is None


def test_slots_that_nobody_marks_are_found_by_their_phrases(words: Path) -> None:
    say(words, 'so can i drive then; intent = "TopicIntent"')

    assert samples(words, "TopicIntent") == ["so {topic} then"]


# ---- danger ----


def test_a_danger_is_a_sample_where_its_sign_is_marked(words: Path) -> None:
    say(
        words,
        f"oh no [her mouth hangs](sign:droop) today; {DROOP}",
        f"her mouth hangs down; {DROOP}",
    )

    assert samples(words, DANGER) == ["oh no {sign} today"]
    assert phrases(words, "SIGN", "droop") == ["mouth is drooping", "her mouth hangs"]


@pytest.mark.parametrize(
    ("said", "sample"),
    [
        ("she says [mouth hangs down](sign:droop)", "{who} says {sign}"),
        ("they say my [mouth hangs down](sign:droop)", "they say my {sign}"),
        ("oh she [has a mouth that hangs](sign:droop)", "oh she {sign}"),
        ("[mummy's](who:mother) here she [hangs down](sign:droop)", "{who} here she"),
    ],
)
def test_a_danger_is_about_who_begins_the_sentence(
    words: Path, said: str, sample: str
) -> None:
    say(words, f"{said}; {DROOP}")

    assert samples(words, DANGER)[0].startswith(sample)


def test_a_medicine_is_a_slot_only_where_it_is_the_danger(words: Path) -> None:
    say(
        words,
        f"on [aspirin](pill:aspirin) and [it hangs](sign:droop); {DROOP}",
        'an [aspirin](pill:aspirin) [box it was](sign:overdose); sign = "overdose"',
    )

    assert samples(words, DANGER) == ["on aspirin and {sign}", "an {pill} {sign}"]


def test_one_word_of_danger_is_no_value_and_no_sample(words: Path) -> None:
    say(words, f"everything is [two](sign:droop) here; {DROOP}")

    assert samples(words, DANGER) == []
    assert phrases(words, "SIGN", "droop") == ["mouth is drooping"]


# ---- what stays with the local speaker ----


@pytest.mark.parametrize(
    "row",
    [
        f"it hops on [the brow](place:lid); {ASK}; alexa = false",
        f'it hops on [the brow](place:lid); {ASK}; kind = "near"',
        f'it hops on [the brow](place:lid); {ASK}; kind = "talk.small"',
        'it hops on [the brow](place:lid); intent = "AMAZON.FallbackIntent"',
        "it hops on [the brow](place:lid)",
        f'it hops on the brow; {ASK}; asked = "place"',
    ],
)
def test_what_an_echo_may_not_get_stays_local(words: Path, row: str) -> None:
    before = language(words)
    say(words, row)

    assert language(words) == before


@pytest.mark.parametrize(
    "text",
    [
        "one two three four five six seven eight nine",
        " ".join(["unbelievably" * 2] * 5),
        "[lid](place:lid) [two days](long:P2D)",
        "why is my [lid](place:lid) jumping",
    ],
)
def test_a_long_or_empty_or_known_sentence_is_no_sample(words: Path, text: str) -> None:
    say(words, f"{text}; {ASK}")

    assert samples(words) == []


@pytest.mark.parametrize(
    "rows",
    [
        ["the [edge](place:lid) hops", "an [edge](place:cheek) hops"],
        ["the [mum](place:lid) hops"],
        ["the [cheek](place:lid) hops"],
        ["the [bye](place:lid) hops"],
        [f"the [{'unbelievably' * 6}](place:lid) hops"],
    ],
)
def test_a_stretch_with_two_meanings_or_a_home_is_no_synonym(
    words: Path, rows: list[str]
) -> None:
    say(words, *(f"{row}; {ASK}" for row in rows))

    assert phrases(words, "PLACE", "lid") == ["lid"]
    assert phrases(words, "PLACE", "cheek") == ["cheek"]


def test_most_sentences_say_what_a_stretch_means(words: Path) -> None:
    ids = ("lid", "cheek", "cheek")
    say(words, *(f"hop [edge](place:{id_}) {id_}; {ASK}" for id_ in ids))

    assert phrases(words, "PLACE", "cheek") == ["cheek", "edge"]
    assert phrases(words, "PLACE", "lid") == ["lid"]


# ---- which of many ----


def test_writers_take_turns_and_an_intent_has_no_more_than_it_may(words: Path) -> None:
    for writer in ("ann", "bob"):
        say(words, *(f"{writer} {n}; {ASK}" for n in ("one", "two")), writer=writer)

    assert samples(words) == ["ann one", "bob one", "ann two"]


def test_subjects_take_turns_and_each_begins_with_another_writer(words: Path) -> None:
    for writer in ("ann", "bob"):
        rows = (f'{kind} of {writer}; {ASK}; kind = "{kind}"' for kind in ("a", "b"))
        say(words, *rows, writer=writer)

    assert samples(words) == ["a of ann", "b of bob", "a of bob"]


def test_no_sentence_is_lost_in_turn() -> None:
    rows = find_candidates(corpus.read(), read_contract())
    assert Counter(in_turn(rows)) == Counter(rows)


# ---- rows that no model can take ----


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        (["go away", f"it hops on tuesday, always; {ASK}"], "ann.toml:5"),
        ([f"it's [four hours'](place:lid) nap; {ASK}"], "ann.toml:1"),
        (["well", "stop", f"stop; {ASK}"], 'ann.toml:9: "stop"'),
        ([f"bye; {ASK}"], 'ann.toml:1: "bye": "bye" is answered otherwise'),
        (["x", f"the [way out](place:lid); {ASK}"], "way out"),
        ([f"hop; {ASK}; colour = 3"], "ann.toml:1: unknown key 'colour'"),
        ([f"the [lid](place:nose); {ASK}"], "ann.toml:1: unknown id 'nose'"),
        (["hop; sign = 'x'"], "ann.toml:1: unknown sign 'x'; see SIGN"),
    ],
)
def test_a_row_that_cannot_be_a_sample_is_one_line_that_names_it(
    words: Path, rows: list[str], named: str
) -> None:
    more = 'samples = ["stop", "bye", "why is my way out jumping"]'
    (words / "en.toml").write_text(WORDS.replace('samples = ["stop", "bye"]', more))
    say(words, *rows)

    with pytest.raises(ModelError) as error:
        build("en-XX", words)

    assert named in str(error.value)
    assert str(error.value).startswith("ann.toml:")
    assert "\n" not in str(error.value)


def test_the_line_of_a_row_that_collides_is_the_one_to_mend(words: Path) -> None:
    say(words, f"hop; {ASK}", f"bye; {ASK}")
    with pytest.raises(ModelError, match=r"ann\.toml:6: "):
        build("en-XX", words)

    file = words / "corpus" / "en" / "ann.toml"
    file.write_text(file.read_text().rstrip() + "\nalexa = false\n")
    assert samples(words) == ["hop"]


# ---- several locales ----


def value(id_: str, phrase: str) -> dict[str, Any]:
    return {
        "intents": [],
        "types": [{"name": "A", "values": [{"id": id_, "name": {"value": phrase}}]}],
    }


def test_models_are_united_only_where_they_agree() -> None:
    both = unite([value("one", "x"), value("two", "y")])
    assert both is not None
    assert [one["id"] for one in both["types"][0]["values"]] == ["one", "two"]
    assert unite([value("one", "x"), value("two", "x")]) is None


@pytest.mark.parametrize("change", ["", '[type.PLACE.values]\ncheek = ["brow"]\n'])
def test_a_collision_in_one_of_several_locales_is_named(
    words: Path, change: str
) -> None:
    (words / "en-YY.toml").write_text('[intent.AskIntent]\nsamples = ["bye"]\n')
    (words / "en-XX.toml").write_text(change)
    (words / "en-ZZ.toml").write_text('[type.PLACE.values]\nlid = ["brow"]\n')

    with pytest.raises(ModelError, match=r"en-YY\.toml: intent\.AskIntent"):
        build_models.build_all(words)


def test_locales_that_disagree_are_built_all_the_same(words: Path) -> None:
    (words / "en-XX.toml").write_text('[type.PLACE.values]\ncheek = ["brow"]\n')
    (words / "en-ZZ.toml").write_text('[type.PLACE.values]\nlid = ["brow"]\n')

    assert build_models.build_all(words).keys() == {"en-XX", "en-ZZ"}


def test_a_word_that_mostly_tells_nothing_is_no_synonym(words: Path) -> None:
    say(words, f"what makes my [brow](place:lid) hop [up](place:lid); {ASK}")
    for text in ("look up", "shut up", "get up now", "up you go", "wake up"):
        say(words, f"{text}; {ASK}")

    assert phrases(words, "PLACE", "lid") == ["lid", "brow"]


def test_of_many_stretches_the_shortest_are_synonyms(words: Path) -> None:
    for brow in ("upper brow line", "brow", "left brow", "outer brow"):
        say(words, f"what makes my [{brow}](place:lid) hop; {ASK}")

    assert phrases(words, "PLACE", "lid") == ["lid", "brow", "left brow", "outer brow"]


# ---- the models that are shipped ----

RESERVE = 40_000
"""Bytes that a model keeps free of what lint allows."""
SHIPPED = {
    file.stem: file.read_text(encoding="utf-8")
    for file in sorted((PACKAGE / CUSTOM).glob("*.json"))
}


def shipped(locale: str) -> dict[str, Any]:
    model = json.loads(SHIPPED[locale])["interactionModel"]["languageModel"]
    return dict(model)


@pytest.mark.parametrize("locale", SHIPPED)
def test_a_model_has_room_left(locale: str) -> None:
    assert len(SHIPPED[locale].encode()) <= lint_models.FILE_BYTES - RESERVE


@pytest.mark.parametrize("locale", SHIPPED)
def test_every_locale_learns_what_the_writers_said(locale: str) -> None:
    model = shipped(locale)
    said = {intent["name"]: set(intent["samples"]) for intent in model["intents"]}
    signs = next(kind for kind in model["types"] if kind["name"] == "WARNING_SIGN")
    droop = next(one for one in signs["values"] if one["id"] == "face_droop")

    assert "why {location} he jumps all the day like small frog" in said[CHECK]
    assert "that's me done" in said["AMAZON.StopIntent"]
    assert "{person} keeps {warning_sign} it's not like him" in said[DANGER]
    assert "smile's gone wonky" in droop["name"]["synonyms"]


def test_slips_of_recognition_stay_local() -> None:
    slips = {"static", "murmur", "wren"}
    rows = [one for one in corpus.read() if one.writer in slips]

    assert {one.writer for one in rows} == slips
    assert not any(one.alexa for one in rows)


def test_the_corpus_is_the_larger_part_of_the_samples() -> None:
    """The platform guesses by what it was shown: variety is worth most."""
    model = shipped("en-US")
    assert sum(len(intent["samples"]) for intent in model["intents"]) > 6_500
    assert all(len(intent["samples"]) <= 600 for intent in model["intents"])


def test_a_build_is_the_same_each_time(words: Path) -> None:
    say(words, f"hop; {ASK}", f"the [brow](place:lid) hops; {ASK}", writer="zoe")
    say(words, f"skip; {ASK}", f"the [brow](place:lid) jumps; {ASK}")
    texts = {json.dumps(build_models.build_all(words)) for _ in range(2)}

    assert len(texts) == 1
