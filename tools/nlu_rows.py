"""What the recognizer learns from: the corpus, and the built models filled in."""

from __future__ import annotations

import json
import random
import re
from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from speaker.nlu.language import ENGLISH
from speaker.nlu.lengths import is_age, lengths_in
from speaker.nlu.model import Model
from speaker.nlu.normalize import inverted, light, parse
from speaker.nlu.spotting import Spotter
from tools.corpus import FALLBACK, Utterance, read, vague_stretches
from tools.paths import MODELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Json = dict[str, Any]

NONE = "-"
"""The label of a sentence that tells of no warning sign."""
SIGN_TYPE, SIGN_INTENT = "WARNING_SIGN", "WarningSignIntent"
FILLINGS, SEED = 6, 0
VALUE, DANGER, TOLD = 0.5, 3.0, 2.0
"""What a bare value, a row of danger and a twitch weigh."""
WEIGHTS = {FALLBACK: 0.5, "TopicIntent": 0.35}
"""What a sentence of these weighs: of no other intent there are nearly as many."""
TWITCHES = ("why_twitch", "tell", "answer.location", "answer.symptom")
"""Kinds that tell of a twitch, which is no sign."""
REMARK = 12
"""Words of talk around a sign, at most."""
TWITCH, FILLINGS_OF_TWITCH = "WhyTwitchIntent", 36
"""How often its samples are filled: anybody's twitch may be told in the plainest words,
which questions are asked in as well."""
SAMPLES = {TWITCH: FILLINGS_OF_TWITCH / FILLINGS}
"""What a sample weighs where intents are learned; else each weighs the same."""
HARMLESS = ("SYMPTOM", "BACKGROUND")
DANGER_SLOTS = {"warning_sign", "half_said"}
"""Slots whose values the danger head tells, not the fact head."""
FACT_SLOTS = {
    *("person", "location", "duration", "trigger", "symptom", "background", "age"),
    *("medicine", "cause", "pace"),
}
"""Slots whose values the writers marked."""
WHOLE_SLOTS = {"topic", "exercise", "care", "audience", "ordinal", "part", "pace"}
"""Slots that a whole sentence may be the value of."""
CALM = ("near", "talk")
TOLD_UNMARKED = "told"
"""`calm` of a sentence that tells facts which nobody marked."""
ANSWERS = {"yes": "yes", "no": "no", "not_sure": "unsure", "skip": "unsure"}
"""Kinds that answer any question, beside those written for a danger question."""
POLARITY = {"yes": "no", "no": "yes"}
LAST_CHECK = "last_check"
"""The question whose yes means that all is well."""
OTHERS = {
    *("repeat", "why_ask", "pause", "help", "rephrase", "feeling", "topic", "brief"),
    *("sources", "thanks", "stop", "pace", "about", "recap", "explain", "medicine"),
    *("talk.small", "talk.household", "talk.tablets", "talk.idiom", "out", "resume"),
}
"""Kinds that settle no danger question."""
_SLOT = re.compile(r"\{(\w+)\}")


class Row(NamedTuple):
    """A text, what it is, how much it counts, and whose it is ("" is the model's)."""

    text: str
    labels: tuple[str, ...]
    """One label; of facts any number, as `location:eyelid`."""
    weight: float = 1.0
    writer: str = ""


def text_of(one: Utterance) -> str:
    """Return what was said as features are made of it."""
    return normal(one.text)


def normal(text: str) -> str:
    """Return a text as features are made of it, at build as at run time."""
    return parse(text).text


class Filled(NamedTuple):
    """A sample of the models with values in its slots."""

    text: str
    intent: str
    values: tuple[tuple[str, str], ...]
    """Slot and id."""
    weight: float


class Models(NamedTuple):
    """What interaction models teach: their samples filled in, and their values."""

    filled: tuple[Filled, ...]
    """The samples, each filled with values some times over."""
    values: tuple[tuple[str, str, str], ...]
    """Type, words and id."""
    slots: Mapping[str, str]
    """Slot type to slot."""

    @classmethod
    def of(cls, languages: Sequence[Json]) -> Models:
        """Return what the `languageModel` of each locale teaches, each sample once."""
        values = (
            (kind["name"], normal(words), id_)
            for language in languages
            for kind in language["types"]
            for words, id_ in _phrases(kind)
        )
        slots = {
            slot["type"]: slot["name"]
            for intent in languages[0]["intents"]
            for slot in intent.get("slots", ())
        }
        return cls(tuple(_filled(languages)), tuple(dict.fromkeys(values)), slots)


@cache
def built() -> Models:
    """Return what the built models of all locales teach."""
    files = sorted(MODELS.glob("en-*.json"))
    models = [json.loads(file.read_text("utf-8")) for file in files]
    return Models.of([model["interactionModel"]["languageModel"] for model in models])


def _phrases(kind: Json) -> Iterator[tuple[str, str]]:
    for value in kind["values"]:
        name = value["name"]
        for words in (name["value"], *name.get("synonyms", ())):
            yield words, value.get("id") or name["value"]


def _filled(languages: Iterable[Json]) -> Iterator[Filled]:
    draw = random.Random(SEED)  # noqa: S311 (the same draw each time)
    seen = set()
    for language in languages:
        values = {kind["name"]: list(_phrases(kind)) for kind in language["types"]}
        for intent in language["intents"]:
            types = {slot["name"]: slot["type"] for slot in intent.get("slots", ())}
            for sample in intent.get("samples", ()):
                if (intent["name"], sample) not in seen:
                    seen.add((intent["name"], sample))
                    yield from _fill(sample, intent["name"], types, values, draw)


def _fill(
    sample: str,
    intent: str,
    types: dict[str, str],
    values: dict[str, list[tuple[str, str]]],
    draw: random.Random,
) -> Iterator[Filled]:
    slots = _SLOT.findall(sample)
    often = FILLINGS_OF_TWITCH if intent == TWITCH else FILLINGS
    times = often if slots else 1
    for _ in range(times):
        chosen = [(slot, *draw.choice(values[types[slot]])) for slot in slots]
        text = sample
        for slot, words, _id in chosen:
            text = text.replace(f"{{{slot}}}", words)
        ids = tuple((slot, id_) for slot, _words, id_ in chosen)
        yield Filled(normal(text), intent, ids, 1 / times)


def intent_rows(corpus: Iterable[Utterance], models: Models) -> list[Row]:
    """Return what teaches intents: no sentence of a sign, or it would swamp them."""
    rows = [
        Row(f.text, (f.intent,), SAMPLES.get(f.intent, 1.0) * f.weight)
        for f in models.filled
        if not _tells_sign(f)
    ]
    rows += [
        Row(normal(text), (intent,))
        for intent, texts in ENGLISH.built_in.items()
        for text in texts
    ]
    for one in corpus:
        if one.intents and not one.sign:
            weight = WEIGHTS.get(one.intents[0], 1.0)
            rows.append(Row(normal(one.text), one.intents[:1], weight, one.writer))
    return rows


def _tells_sign(sample: Filled) -> bool:
    return sample.intent == SIGN_INTENT or any(
        s in DANGER_SLOTS for s, _ in sample.values
    )


def danger_rows(corpus: Iterable[Utterance], models: Models) -> list[Row]:
    """Return what teaches warning signs: sentences with one, and those with none."""
    rows = []
    for sample in models.filled:
        signs = [id_ for slot, id_ in sample.values if slot == "warning_sign"]
        half = any(slot == "half_said" for slot, _ in sample.values)
        if not half and (signs or sample.intent != SIGN_INTENT):
            rows.append(Row(sample.text, tuple(signs[:1]) or (NONE,), sample.weight))
    signs_of = {words: id_ for kind, words, id_ in models.values if kind == SIGN_TYPE}
    rows += [Row(words, (id_,), VALUE) for words, id_ in signs_of.items()]
    rows += [
        Row(words, (NONE,), 1.0)
        for kind, words, _ in models.values
        if kind in HARMLESS and words not in signs_of
    ]
    rows += [row for one in corpus if (row := _danger_row(one))]
    return [*rows, *_amid_talk(rows)]


def _danger_row(one: Utterance) -> Row | None:
    """Return what a sentence teaches of danger.

    An answer that may hide one teaches nothing, and no more does a plain question: they
    are so many that danger would seem rarer than it is.
    """
    if one.about or (one.answer and answer_label(one) not in ("no", "other")):
        return None
    calm = one.kind.split(".")[0] in CALM
    twitch = TOLD if one.kind in TWITCHES else 1.0
    weight = DANGER if one.sign or calm else twitch
    return Row(text_of(one), (one.sign or NONE,), weight, one.writer)


def _amid_talk(rows: list[Row]) -> Iterator[Row]:
    """Yield what is dangerous, and what is nearly so, in the middle of other talk."""
    draw = random.Random(SEED)  # noqa: S311 (the same draw each time)
    harmless = [
        row.text
        for row in rows
        if row.labels == (NONE,) and row.weight == 1 and len(row.text.split()) < REMARK
    ]
    for row in rows:
        if row.weight == DANGER:
            before, after = draw.choice(harmless), draw.choice(harmless)
            around = ((before, row.text), (row.text, after), (before, row.text, after))
            text = " ".join(draw.choice(around))
            yield row._replace(text=text, weight=DANGER / 2)


def answer_rows(corpus: Iterable[Utterance], _: Models) -> list[Row]:
    """Return what teaches answers to a danger question: yes, no, was, unsure, other.

    To the last check a yes means that all is well: there yes and no change places.
    """
    return [
        Row(answer_text(one), (label,), 1.0, one.writer)
        for one in corpus
        if (label := answer_label(one))
    ]


def answer_label(one: Utterance) -> str | None:
    """Return what a sentence is to a danger question; None where it teaches nothing."""
    if one.answer and one.asked == LAST_CHECK:
        return POLARITY.get(one.answer, one.answer)
    return (
        one.answer or ANSWERS.get(one.kind) or ("other" if one.kind in OTHERS else None)
    )


def answer_text(one: Utterance) -> str:
    """Return the text of an answer, yes and no changed for the last check."""
    sentence = parse(one.text)
    return inverted(sentence.text) if one.asked == LAST_CHECK else sentence.text


def fact_rows(corpus: Iterable[Utterance], models: Models) -> list[Row]:
    """Return what teaches facts: which values a sentence asserts."""
    rows = [
        Row(f.text, _facts(f.values), f.weight)
        for f in models.filled
        if f.intent != SIGN_INTENT
    ]
    slots = models.slots
    rows += [
        Row(words, (f"{slots[kind]}:{id_}",), VALUE)
        for kind, words, id_ in models.values
        if slots.get(kind) in (FACT_SLOTS | WHOLE_SLOTS) - {"duration"}
    ]
    for one in corpus:
        if one.answer is None and not one.sign and one.calm != TOLD_UNMARKED:
            whole = filter(None, (one.about,))
            marks = ((mark.slot, mark.id) for mark in (*one.marks, *whole))
            rows.append(Row(normal(one.text), _facts(marks), 1.0, one.writer))
    return rows


def _facts(marks: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return labels of facts; of lengths only that there is one."""
    told = (
        f"{slot}:*" if slot == "duration" else f"{slot}:{id_}"
        for slot, id_ in marks
        if slot in FACT_SLOTS | WHOLE_SLOTS
    )
    return tuple(dict.fromkeys(told))


def stretches(
    corpus: Iterable[Utterance], models: Models
) -> list[tuple[str, str, str]]:
    """Return slot type, id and words of what writers marked; what most mean by it."""
    corpus = list(corpus)
    types = {slot: kind for kind, slot in models.slots.items()}
    vague = vague_stretches(corpus)
    meanings: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in corpus:
        for mark in one.marks:
            if mark.slot in FACT_SLOTS - {"duration"} and mark.words not in vague:
                meanings[types[mark.slot], mark.words][mark.id] += 1
    return sorted(
        (kind, ids.most_common(1)[0][0], words)
        for (kind, words), ids in meanings.items()
        if not light(parse(words).words) and not _is_length(words)
    )


def _is_length(words: str) -> bool:
    """Return whether words are a length of time alone, which are read by rule."""
    said = parse(words).words
    return any(one.end - one.start + 1 == len(said) for one in lengths_in(said))


@cache
def _spotter() -> Spotter:
    model = Model.load("en-US")
    return Spotter(model.taught(stretches(read("en"), built())))


def spotted(one: Utterance) -> set[str]:
    """Return the facts whose words are in a sentence, whether told or not."""
    sentence, slots = parse(one.text), built().slots
    found = {
        f"{slots[kind]}:{entity.id}"
        for span in _spotter().spot(sentence)
        for kind, entity in span.phrase.readings.items()
        if kind in slots
    }
    lengths = lengths_in(sentence.words)
    timed = any(not is_age(sentence.words, length) for length in lengths)
    return found | ({"duration:*"} if timed else set())
