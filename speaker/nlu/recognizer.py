"""From an utterance to an intent with slots.

Exact samples first; then what was learned of how people talk (`linear`): warning signs,
answers to a danger question, intents, and which of the values found are asserted. What
is only likely is not taken as said: a sign is asked about, a value is marked unsure.
docs/listening.md has the figures and how each threshold was chosen.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from speaker.nlu.exact import Match, Tree
from speaker.nlu.facts import FactFinder
from speaker.nlu.language import ENGLISH
from speaker.nlu.linear import Pack
from speaker.nlu.model import Model, Sample, Slot
from speaker.nlu.normalize import Sentence, denies, inverted, parse
from speaker.nlu.signs import Danger, SignDetector
from speaker.nlu.sounds import nearest
from speaker.nlu.spotting import Spotter
from speaker.nlu.utterance import (
    DANGER,
    DURATION,
    HALF_SAID,
    LOCATION,
    MEDICINE,
    PASSED,
    PERSON,
    Utterance,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FALLBACK = "AMAZON.FallbackIntent"
DANGER_INTENT, ANSWER_INTENT = "WarningSignIntent", "AnswerIntent"
NOT_SURE, REMARK = "NotSureIntent", "TopicIntent"
TWITCH = "WhyTwitchIntent"
YES, NO = "AMAZON.YesIntent", "AMAZON.NoIntent"
ANSWER, GONE = "ANSWER", "gone"
OVERDOSE, PASSED_SIGNS = "overdose", "passed_signs"
WHO_QUESTION = "who"
LOCKED, LAST_CHECK = "danger", "last_check"
"""How questions begin that only a plain answer settles; of the last, yes is good."""
CAREFUL = 0.8
"""What an intent needs that ends the talk, or is no answer to a danger question."""
ENDING = {"AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.StartOverIntent"}
COMMANDS = {
    *(*ENDING, YES, NO),
    *("AMAZON.NextIntent", "AMAZON.PreviousIntent", "AMAZON.NavigateHomeIntent"),
}
"""Intents that leave or settle an open danger question: only a sample brings them."""
UNKNOWN = 0.5
"""Share of unknown words from which a sentence is understood by none of the others."""
NOT_BESIDE = {PERSON, ANSWER, PASSED}
"""Types that are not told beside a yes or a no."""
PLAIN = -0.3
"""The score of a fact that is told beside a yes or a no."""
CERTAIN = 0.9
"""From this on an intent is taken though it has no use for what was told."""
MOST_TOLD = 3
"""Runs of words that are named as the reason of an answer."""


class Recognition(NamedTuple):
    """An intent with its slot values, how sure it is (0 to 1), and by what."""

    intent: str
    values: tuple[Value, ...] = ()
    confidence: float = 0.0
    by: str = ""


class Elicited(NamedTuple):
    """The slot that the skill has just asked for."""

    intent: str
    slot: str


NOTHING = Recognition(FALLBACK)


@cache
def _pack(language: str) -> Pack:
    return Pack.load(language)


class Recognizer:
    """The recognizer of a locale. Deterministic; keeps nothing between utterances."""

    def __init__(self, model: Model, pack: Pack | None = None) -> None:
        self._pack = pack or _pack(model.locale.partition("-")[0])
        self.model = model = model.taught(self._pack.phrases)
        self._spotter = Spotter(model)
        self._samples = Tree(model, model.samples)
        self._asked = {
            Elicited(intent, slot.name): Tree(
                model, _asked_samples(intent, slot), bare=True
            )
            for intent in model.dialog
            for slot in model.slots[intent].values()
        }
        self._facts = FactFinder(model, self._pack)
        self._signs = SignDetector(self._pack, self._spotter)

    def recognize(
        self,
        text: str,
        elicited: Elicited | None = None,
        *,
        asked: str | None = None,
    ) -> Recognition:
        """Return the best reading of an utterance; FALLBACK where none will do.

        Args:
            text: The utterance.
            elicited: The slot that the skill asked for.
            asked: The id of the question that is open.
        """
        sentence = parse(text)
        if not sentence.words:
            return NOTHING
        exact = self._exactly(sentence, elicited)
        if exact and not self._sign_in(exact):
            return exact
        heard = self._hear(sentence, elicited, asked)
        danger = self._signs.detect(heard)
        if asked and (asked.startswith(LOCKED) or asked == LAST_CHECK):
            return self._locked(heard, danger, asked, exact)
        if danger.signs or exact:
            return self._dangerous(heard, danger, exact)
        found = self._understood(heard)
        return self._for_dialog(found, heard, elicited) if elicited else found

    def _hear(
        self, sentence: Sentence, elicited: Elicited | None, asked: str | None
    ) -> Utterance:
        features = self._pack.features(sentence.text)
        head = self._pack.heads["fact"]
        scores = map(float, head.scores(features))
        facts = dict(zip(head.labels, scores, strict=True))
        slot = "age" if asked == WHO_QUESTION else elicited.slot if elicited else None
        spans = tuple(self._spotter.spot(sentence))
        return Utterance(sentence, features, facts, slot, spans)

    def _exactly(
        self, sentence: Sentence, elicited: Elicited | None
    ) -> Recognition | None:
        tree = self._asked.get(elicited) if elicited else None
        bare = tree.match(sentence) if tree else None
        found = _recognised(bare or self._samples.match(sentence), sentence)
        return found or self._bare_sign(sentence)

    def _bare_sign(self, sentence: Sentence) -> Recognition | None:
        """Return the sign that a sentence is, if it is nothing else."""
        sign = self.model.values.get(sentence.words, {}).get(DANGER)
        said = Value(self._slot(DANGER_INTENT, DANGER), DANGER, sentence.text, sign)
        return Recognition(DANGER_INTENT, (said,), 1.0, "a sign") if sign else None

    def _sign_in(self, found: Recognition) -> str | None:
        """Return the first sign among the values, whatever its slot."""
        ids = (value.entity.id for value in found.values if value.entity)
        return next((id_ for id_ in ids if id_ in self._facts.entities[DANGER]), None)

    # ---- Warning signs

    def _dangerous(
        self, heard: Utterance, danger: Danger, exact: Recognition | None
    ) -> Recognition:
        """Return a reading with signs; what else was told is kept where it fits."""
        if exact and (sign := self._sign_in(exact)):
            if danger.signs:
                return exact
            danger = Danger(asked=sign)
        answers = heard.words[0] in ENGLISH.yes
        intent = DANGER_INTENT if danger.told and not answers else ANSWER_INTENT
        left_out = {DANGER, HALF_SAID}
        if intent == DANGER_INTENT and OVERDOSE not in danger.told:
            left_out.add(MEDICINE)  # beside a warning it would be too much of it
        facts = self._facts.find(heard, intent)
        told = (value for value in facts if value.type not in left_out)
        values = (*self._sign_values(heard, danger, intent), *told)
        return Recognition(intent, values, 1.0 if danger.told else 0.5, "a sign")

    def _sign_values(
        self, heard: Utterance, danger: Danger, intent: str
    ) -> Iterator[Value]:
        kind = DANGER if danger.told else HALF_SAID
        for id_ in danger.told or sorted(danger.signs):
            if entity := self._facts.entities[DANGER].get(id_):
                slot = self._slot(intent, kind)
                yield Value(slot, kind, heard.sentence.text, entity)

    def _slot(self, intent: str, kind: str) -> str:
        slots = self.model.slots.get(intent, {}).values()
        return next((slot.name for slot in slots if slot.type == kind), kind.lower())

    # ---- At an open danger question

    def _locked(
        self, heard: Utterance, danger: Danger, asked: str, exact: Recognition | None
    ) -> Recognition:
        """Return an answer to a danger question; anything else settles nothing."""
        label, confidence = self._answer(heard, last=asked == LAST_CHECK)
        if label == "no" and self._denies(heard, danger):
            return self._with_facts(_settled(NO, asked), heard, confidence)
        gone = danger.signs == {PASSED_SIGNS}
        if not exact and (gone or (label == "was" and not danger.told)):
            return self._passed(heard, confidence)
        if danger.signs or exact:
            return self._dangerous(heard, danger, exact)
        if label == "yes":
            return self._with_facts(_settled(YES, asked), heard, confidence)
        if label == "unsure":
            values = self._facts.find(heard, NOT_SURE)
            return Recognition(NOT_SURE, values, confidence, label)
        return self._aside(heard)

    def _answer(self, heard: Utterance, *, last: bool) -> tuple[str, float]:
        """Return what a sentence is to a danger question, and how sure that is.

        A no has a word of denial and leads by far. To the last check the yes that all
        is well has a yes, leads as far, and denies nothing. What only may have passed
        is no remark, but nothing to be sure of either.
        """
        said = heard.sentence.text
        text = inverted(said) if last else said
        head, edges = self._pack.heads["answer"], self._pack.thresholds
        scores = head.scores(self._pack.features(text) if last else heard.features)
        best = int(scores.argmax())
        label, margin = head.labels[best], _margin(scores, best)
        plain = margin > edges["no"] and denies(text) and not (last and denies(said))
        if (label == "no" and not plain) or text in ENGLISH.grunts:
            label = "other"
        if (
            label == "other"
            and _margin(scores, head.labels.index("was")) > edges["was"]
        ):
            return "was", 0.0
        return label, head.confidence(margin)

    def _denies(self, heard: Utterance, danger: Danger) -> bool:
        """Return whether a no leaves no sign: each that may be heard is denied."""
        denied, asserted = self._signs.named(heard)
        if not danger.told and ENGLISH.adversatives.isdisjoint(heard.words):
            return not asserted
        return danger.signs <= denied - asserted

    def _with_facts(
        self, intent: str, heard: Utterance, confidence: float
    ) -> Recognition:
        """Return a yes or a no, as an answer with what was told beside it."""
        told = self._facts.find(heard, ANSWER_INTENT)
        beside = [v for v in told if v.type not in NOT_BESIDE and _is_plain(v, heard)]
        if not beside:
            return Recognition(intent, (), confidence, "an answer")
        answer = self._value(ANSWER, "yes" if intent == YES else "no", heard)
        return Recognition(ANSWER_INTENT, (answer, *beside), confidence, "an answer")

    def _value(self, kind: str, id_: str, heard: Utterance) -> Value:
        """Return a value of AnswerIntent that the whole sentence stands for."""
        entity = self._facts.entities[kind].get(id_)
        return Value(self._slot(ANSWER_INTENT, kind), kind, heard.sentence.text, entity)

    def _passed(self, heard: Utterance, confidence: float) -> Recognition:
        """Return that a sign was there and has gone, with when, if that is sure."""
        facts = (
            self._facts.find(heard, ANSWER_INTENT, passed=True) if confidence else ()
        )
        told = [value for value in facts if value.type in (PASSED, DURATION)]
        if not any(value.type == PASSED for value in told):
            told.insert(0, self._value(PASSED, GONE, heard))
        return Recognition(ANSWER_INTENT, tuple(told), confidence, "was")

    def _aside(self, heard: Utterance) -> Recognition:
        """Return what settles no question: a wish, a fact, a remark; else Fallback."""
        found = self._understood(heard)
        if found.intent in COMMANDS or found.confidence < CAREFUL:
            strange = self._is_strange(heard.sentence)
            return NOTHING if strange else Recognition(REMARK, (), 0.5, "a remark")
        values = tuple(v for v in found.values if v.type != LOCATION)
        return found._replace(values=values)

    # ---- Intents

    def _understood(self, heard: Utterance) -> Recognition:
        """Return the likeliest intent, or the next that has use for what was told."""
        head = self._pack.heads["intent"]
        scores = head.scores(heard.features)
        first, second = self._best_two(scores, head.labels, heard.words)
        confidence = head.confidence(abs(float(scores[first] - scores[second])))
        if scores[first] < self._pack.thresholds["floor"]:
            return NOTHING._replace(confidence=confidence)
        found = self._intent(heard, first, confidence)
        if not found.values and (topic := self._unknown_topic(heard, found.intent)):
            return found._replace(values=topic)
        ends = found.intent in ENDING and confidence < CAREFUL
        if ends or self._is_strange(heard.sentence):
            return NOTHING._replace(confidence=confidence)
        unknown = found.intent == REMARK and not found.values
        sure = found.values or confidence > CERTAIN
        if not unknown and (sure or not self.model.slots[found.intent]):
            return found
        other = self._intent(heard, second, 1 - confidence)
        told = any(value.type != PERSON for value in other.values)
        return other if unknown or told else found

    def _best_two(
        self, scores: Any, labels: Sequence[str], words: Sequence[str]
    ) -> tuple[int, int]:
        """Return the places of the two likeliest intents.

        A plain question comes before a twitch only where it leads by far and asks
        something: whoever tells of one is to be asked.
        """
        first, second = map(int, np.argsort(-scores)[:2])
        close = scores[first] - scores[second] < self._pack.thresholds["question"]
        competing = (labels[first], labels[second]) == (REMARK, TWITCH)
        if competing and (close or not _asks(words)):
            return second, first
        return first, second

    def _intent(self, heard: Utterance, label: int, confidence: float) -> Recognition:
        intent = self._pack.heads["intent"].labels[label]
        if intent not in self.model.slots:
            return NOTHING
        values, reason = self._facts.find(heard, intent), self._reason(heard, label)
        return Recognition(intent, values, confidence, reason)

    def _unknown_topic(self, heard: Utterance, intent: str) -> tuple[Value, ...]:
        """Return the words of a sample's slot that are no value of it, or a guess."""
        match = self._samples.match(heard.sentence, unknown=True)
        if not match or match.sample.intent != intent:
            return ()
        (piece,) = (piece for piece in match.pieces if not piece.entity)
        words = heard.sentence.heard(piece.start, piece.end)
        guess = nearest(self.model.phrases, piece.slot.type, words)
        return (Value(piece.slot.name, piece.slot.type, words, guess, sure=not guess),)

    def _is_strange(self, sentence: Sentence) -> bool:
        """Return whether at least half of the telling words are unknown."""
        telling = [w for w in sentence.text.split() if w not in ENGLISH.light]
        unknown = sum(word not in self._pack.known for word in telling)
        return unknown > 0 and unknown >= UNKNOWN * len(telling)

    def _reason(self, heard: Utterance, label: int) -> str:
        """Return the words that spoke most for an intent."""
        weights, runs = self._pack.heads["intent"].weights, self._pack.words.runs
        columns, values = heard.features
        told = weights[columns, label].astype(np.float32) * values
        best = [columns[i] for i in np.argsort(-told) if columns[i] < len(runs)]
        return ", ".join(runs[column] for column in best[:MOST_TOLD])

    def _for_dialog(
        self, found: Recognition, heard: Utterance, elicited: Elicited
    ) -> Recognition:
        """Give an answer to the slot asked for to the intent whose slot it is."""
        values = self._facts.find(heard, elicited.intent)
        if elicited.slot in {value.slot for value in values}:
            return found._replace(intent=elicited.intent, values=values)
        return found


def _settled(answer: str, asked: str) -> str:
    """Return a yes or a no; to the last check a no means that something is not well."""
    swapped = {YES: NO, NO: YES}
    return swapped[answer] if asked == LAST_CHECK else answer


def _is_plain(value: Value, heard: Utterance) -> bool:
    """Return whether a value stands out enough to be told beside an answer.

    "None of it" is the answer itself.
    """
    id_ = "*" if value.type == DURATION or not value.entity else value.entity.id
    return id_ != "none" and heard.facts.get(f"{value.slot}:{id_}", 0.0) > PLAIN


def _asks(words: Sequence[str]) -> bool:
    """Return whether a sentence has the words of a question."""
    return words[0] in ENGLISH.asking_first or not ENGLISH.asking.isdisjoint(words)


def _margin(scores: Any, best: int) -> float:
    return float(scores[best] - np.delete(scores, best).max())


def _asked_samples(intent: str, slot: Slot) -> Iterator[Sample]:
    for text in (*slot.samples, f"{{{slot.name}}}"):
        yield Sample(intent, text, parse(text).words)


def _recognised(match: Match | None, sentence: Sentence) -> Recognition | None:
    if not match:
        return None
    values = tuple(
        Value(p.slot.name, p.slot.type, sentence.heard(p.start, p.end), p.entity)
        for p in match.pieces
    )
    return Recognition(match.sample.intent, values, 1.0, match.sample.text)
