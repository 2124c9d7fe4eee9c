"""From an utterance to an intent with slots.

Exact samples first; then the most similar sample, unless a warning sign that is there
takes its place; then bolder readings of words that may be misheard; else Fallback.
Intents, samples and values are those of the built model. A sign that no value spells
out is put together from its parts (`signs`), so more is heard than the model says.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from speaker.nlu import english
from speaker.nlu.dosing import too_much
from speaker.nlu.exact import Match, Tree
from speaker.nlu.frames import unreal
from speaker.nlu.hearing import Hearing
from speaker.nlu.model import TAG_WEIGHTS, Entity, Model, Sample, Slot
from speaker.nlu.normalize import Sentence, parse, said_as
from speaker.nlu.passing import is_over
from speaker.nlu.shapes import Heard, Shapes
from speaker.nlu.signs import Signs
from speaker.nlu.spotting import Span, Spotter, settle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FALLBACK = "AMAZON.FallbackIntent"
SURE_ENOUGH = 0.56
"""Below this likeness to every sample an utterance goes to Fallback."""
CERTAIN = 0.8
FOREIGN = 0.7
MOSTLY = 0.45
"""Share of words in slot values from which a sentence like no sample is taken."""
BOLD = 2
"""Words of one sentence that may have been misheard for others that the model knows."""
BOLDER = 0.06
"""How much surer each of them must make it."""
# Types and intents of the contract that the recognizer treats with care.
DANGER, ANSWER, PERSON, DURATION = "WARNING_SIGN", "ANSWER", "PERSON", "DURATION"
LOCATION = "LOCATION"
HALF_SAID, PASSED, MEDICINE = "HALF_SAID", "PASSED", "MEDICINE"
LIKE_ENOUGH = 0.6
"""How sure a reading must be while danger is asked."""
UNWELL = "unwell"
BEGUN = 3
"""Words of a sample that a longer sentence may begin with."""
REMARKS, REMARK = "TopicIntent", 5
"""What a remark is taken for, and from how many words on it is one."""
DANGER_INTENT, ANSWER_INTENT = "WarningSignIntent", "AnswerIntent"
SIGNS = {DANGER, HALF_SAID}
LITERAL = ("overdose", "suicidal")
"""Signs that are never heard by likeness: a banana eaten is no overdose."""
OVERDOSE, GONE = "overdose", "gone"
TAKEN = 9.0
"""What too much of a medicine weighs: more than any other value in its words."""
FOODS = ("potassium",)
BABY, JERKS = "baby", "infant_jerks"
YES, NO = "AMAZON.YesIntent", "AMAZON.NoIntent"
NEAR = 2
"""Words of a denied value before another that is denied with it."""
TOPICS = ("CAUSE", "BACKGROUND")
SELF = "self"


class Value(NamedTuple):
    """What was heard for a slot.

    `entity` is None where the words match no value (ER_SUCCESS_NO_MATCH).
    """

    slot: str
    type: str
    words: str
    entity: Entity | None


class Recognition(NamedTuple):
    """An intent with its slot values, how sure it is (0 to 1), and by which sample."""

    intent: str
    values: tuple[Value, ...] = ()
    confidence: float = 0.0
    by: str = ""


class Told(NamedTuple):
    """The values in a sentence.

    All, those denied, the signs that are there, and what is left to fill slots with,
    signs first.
    """

    spans: list[Span]
    denied: list[Span]
    dangers: list[Span]
    told: list[Span]


class Elicited(NamedTuple):
    """The slot that the skill has just asked for."""

    intent: str
    slot: str


NOTHING = Recognition(FALLBACK)
BY_SAMPLE = (
    "NotSureIntent",
    "ChangePaceIntent",
    "RephraseIntent",
    "CaregiverIntent",
    "CorrectionIntent",
)
"""Intents that a danger question takes only by a sample, beside the platform's own."""
PERSONS = english.OWNERS | english.SUBJECTS
WITH_A_NO = (
    english.WITH_A_NO | english.WELL_STATES | english.WELL_DOING | english.NEGATORS
)
PLAIN_OPENINGS = {
    YES: frozenset(("yes", "yeah", "yep", "yup", "aye")),
    NO: english.NEGATORS,
}


class Recognizer:
    """The recognizer of a locale. Deterministic; keeps nothing between utterances."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._spotter = Spotter(model)
        self._told = lru_cache(64)(self._read)
        self._signs = Signs(model, DANGER)
        self._hearing = Hearing(model)
        self._samples = Tree(model, model.samples)
        self._plain_samples = {
            sample.tokens: sample.intent
            for sample in model.samples
            if sample.intent != DANGER_INTENT
            and not any(token[0] == "{" for token in sample.tokens)
        }
        self._asked = {
            Elicited(intent, slot.name): Tree(
                model, _asked_samples(intent, slot), bare=True
            )
            for intent in model.dialog
            for slot in model.slots[intent].values()
        }
        self._overdose = next(
            (p for p in model.phrases if _means(p.readings, DANGER, OVERDOSE)), None
        )
        self._shapes = Shapes(model)
        self._vocabulary = {
            intent: frozenset(
                word
                for sample in model.samples
                if sample.intent == intent
                for word in sample.tokens
            )
            for intent in PLAIN_OPENINGS
        }
        danger_words = {
            w for p in model.phrases if DANGER in p.readings for w in p.content
        }
        places = {
            w for p in model.phrases if "LOCATION" in p.readings for w in p.content
        }
        self._danger_words = (danger_words | places) - english.NEGATORS
        self._parts = self._signs.parts | places
        self._ids = {
            p.readings[DANGER].id for p in model.phrases if DANGER in p.readings
        }
        self._half_said = {
            p.readings[HALF_SAID].id for p in model.phrases if HALF_SAID in p.readings
        }
        self._theme = next(iter(sorted(model.dialog)), FALLBACK)

    def recognize(
        self, text: str, elicited: Elicited | None = None, *, locked: bool = False
    ) -> Recognition:
        """Return the best reading of an utterance; FALLBACK where none will do.

        Args:
            text: The utterance.
            elicited: The slot that the skill asked for.
            locked: Whether a danger question is open: then nothing is taken for a yes,
                a no or a command that only resembles one.
        """
        sentence = parse(text)
        if not sentence.words:
            return NOTHING
        if elicited and (bare := self._bare(sentence, elicited)):
            return bare
        found = self._exactly(sentence)
        if not found or self._past(found, sentence):
            found = self._generalise(sentence)
            if locked:
                found = self._locked(found, sentence)
                found = found if found.intent != FALLBACK else self._remark(sentence)
        found = self._reported(self._aged(found, sentence), sentence)
        return self._for_dialog(found, sentence, elicited) if elicited else found

    def _reported(self, found: Recognition, sentence: Sentence) -> Recognition:
        """Return a reading in which whoever says it is not the one it is about.

        For example "my wife says my face is jumping".
        """
        words = sentence.words
        me = self.model.values.get(("me",), {}).get(PERSON)
        told_of_me = {
            words[i - 1]
            for i, word in enumerate(words[:-1])
            if i and word in english.REPORTING and words[i + 1] in english.MYSELF
        }
        if me is None or not told_of_me:
            return found
        return found._replace(
            values=tuple(
                value._replace(words="me", entity=me)
                if value.type == PERSON and value.words.split()[-1] in told_of_me
                else value
                for value in found.values
            )
        )

    def _aged(self, found: Recognition, sentence: Sentence) -> Recognition:
        """Return a reading with a baby in it where an age in weeks or months was told.

        For example "he's eight weeks and his eyelid is twitching".
        """
        slots = {s.type: s for s in self.model.slots.get(found.intent, {}).values()}
        baby = self.model.values.get((BABY,), {}).get(PERSON)
        times = [v for v in found.values if v.type == DURATION]
        if PERSON not in slots or baby is None or not times or not _is_young(sentence):
            return found
        kept = (v for v in found.values if v not in times and v.type != PERSON)
        person = Value(slots[PERSON].name, PERSON, BABY, baby)
        return found._replace(values=(person, *kept))

    def _locked(self, found: Recognition, sentence: Sentence) -> Recognition:
        """Return a reading by likeness as far as an open danger question may take it.

        A sign that has passed is neither a yes nor a no, whatever else it resembles.
        """
        if _is_calm_no(sentence):
            return self._no(NOTHING)
        if found.intent == DANGER_INTENT or SIGNS & {v.type for v in found.values}:
            return found
        unwell = any(v.entity and v.entity.id == UNWELL for v in found.values)
        if not unwell and is_over(sentence) and (passed := self._over(found)):
            return passed
        if not self._is_plain(found, sentence):
            return NOTHING
        found = _of_medicine(found)
        if found.intent == ANSWER_INTENT or (
            found.intent == self._theme
            and self.model.movements.isdisjoint(sentence.stems)
        ):
            found = _without_place(found, sentence)
        kinds = {value.type for value in found.values}
        told = bool(kinds - {PERSON}) or found.intent != ANSWER_INTENT
        # else someone is only spoken of, or something is only alike
        return found if told and found.confidence >= LIKE_ENOUGH else NOTHING

    def _remark(self, sentence: Sentence) -> Recognition:
        """Return what is no miss, though it settles nothing.

        That is a longer sentence without a word of signs, or that all is well without a
        no.
        """
        words = [word for word in sentence.words if word not in english.FILLERS]
        harmless = self._danger_words.isdisjoint(sentence.stems)
        well = _is_calm(sentence.words) and not english.WELL_STATES.isdisjoint(words)
        remark = well or (len(words) >= REMARK and harmless)
        return Recognition(REMARKS, (), CERTAIN, "a remark") if remark else NOTHING

    def _over(self, found: Recognition) -> Recognition | None:
        """Return a reading as the answer that a sign has passed, its time kept."""
        slots = self.model.slots.get(ANSWER_INTENT, {})
        gone = next(
            (
                (slot, phrase)
                for slot in slots.values()
                if slot.type == PASSED
                for phrase in self.model.phrases
                if PASSED in phrase.readings and phrase.readings[PASSED].id == GONE
            ),
            None,
        )
        if gone is None:
            return None
        slot, phrase = gone
        words, entity = " ".join(phrase.words), phrase.readings[PASSED]
        kept = [v for v in found.values if v.type == DURATION]
        values = (*kept, Value(slot.name, PASSED, words, entity))
        return Recognition(ANSWER_INTENT, values, CERTAIN, "a sign that has passed")

    def _is_plain(self, found: Recognition, sentence: Sentence) -> bool:
        """Return whether a reading rests on the words that were said.

        The platform's own intents and a doubt need a sample. A yes or a no may be
        longer than one, if it begins as one and holds no other word.
        """
        answer = next((v.entity for v in found.values if v.type == ANSWER), None)
        if answer and not _told_answer(answer.id, sentence):
            return False
        alone = len(found.values) == 1
        if answer and answer.id == "no" and not self._denies_all(sentence, alone=alone):
            return False
        if found.intent == ANSWER_INTENT and answer and alone:
            return english.ADVERSATIVES.isdisjoint(sentence.words)
        if not found.intent.startswith("AMAZON.") and found.intent not in BY_SAMPLE:
            return True
        opening = PLAIN_OPENINGS.get(found.intent, frozenset())
        known = english.LIGHT | self._vocabulary.get(found.intent, frozenset())
        return sentence.words[0] in opening and known.issuperset(sentence.words)

    def _denies_all(self, sentence: Sentence, *, alone: bool) -> bool:
        """Return whether a no leaves nothing unexplained.

        Each word of signs must be denied; where nothing else is told, each other word
        must be one of those that go with a no.
        """
        words, known = sentence.words, english.LIGHT | WITH_A_NO
        for i, (word, stem) in enumerate(zip(words, sentence.stems, strict=True)):
            of_a_sign = stem in self._danger_words
            if word in known or (not of_a_sign and not alone):
                continue
            if not of_a_sign or not _negated(words, i):
                return False
        return not (_is_unwell(words) or _is_lost(words))

    def _exactly(
        self, sentence: Sentence, *, unknown: bool = False
    ) -> Recognition | None:
        return _recognised(self._samples.match(sentence, unknown=unknown), sentence)

    def _past(self, found: Recognition, sentence: Sentence) -> bool:
        """Return whether a sign in a sample is none.

        It is denied, only spoken of, or part of a longer value ("had a stroke ten years
        ago").
        """
        return (
            any(v.entity and v.entity.id in self._ids for v in found.values)
            and not self._told(sentence).dangers
        )

    def _read(self, sentence: Sentence) -> Told:
        """Find the values, those put together from parts, and the signs there are."""
        spans = sorted(
            [*self._spotter.spot(sentence), *self._signs.spot(sentence)],
            key=lambda s: -s.score,
        )
        spans = [s for s in spans if not _resembles(s, sentence)]
        if not any(_means(s.phrase.readings, PERSON, BABY) for s in spans):
            spans = [
                s
                for s in spans
                if not (s.put_together and _means(s.phrase.readings, DANGER, JERKS))
            ]
        if taken := self._taken(spans, sentence):
            spans = [taken, *spans]
        people = {
            i for span in spans if "PERSON" in span.phrase.readings for i in span.used
        }
        reached = [span for span in spans if _denied(span, sentence)]
        denied = [
            s
            for s in spans
            if any(
                other.covers(s) and s.start - other.start <= NEAR for other in reached
            )
        ]
        told = [span for span in spans if span not in denied]
        signs = [span for span in told if SIGNS & span.phrase.readings.keys()]
        real = [
            s
            for s in signs
            if _dangerous(s, told, sentence)
            and not unreal(s, sentence, people, self._parts)
        ]
        dangers = self._surest(real)
        calm = [span for span in told if span not in signs] + _without_signs(
            span for span in signs if span not in real
        )
        return Told(
            spans, denied, dangers, [*dangers, *sorted(calm, key=lambda s: -s.score)]
        )

    def _taken(self, spans: list[Span], sentence: Sentence) -> Span | None:
        """Return too much of a medicine as a sign; of the foods, none is too much."""
        medicines = {
            s.end
            for s in spans
            if MEDICINE in s.phrase.readings
            and s.phrase.readings[MEDICINE].id not in FOODS
        }
        told = too_much(sentence, medicines) if self._overdose else None
        if told is None or self._overdose is None:
            return None
        start, end = told
        used = frozenset(range(start, end))
        return Span(start, end - 1, used, TAKEN, self._overdose)

    def _surest(self, signs: list[Span]) -> list[Span]:
        """Return the signs that were said in full; without one, those half said.

        A sign put together from single words is half said, where the skill has a
        question for it.
        """
        halves = [s for s in signs if self._is_half_said(s)]
        plain = [s for s in signs if s not in halves]
        return plain or [_as_half_said(span) for span in halves]

    def _is_half_said(self, span: Span) -> bool:
        sign = span.phrase.readings.get(DANGER)
        return sign is None or (span.put_together and sign.id in self._half_said)

    def _bare(
        self, sentence: Sentence, elicited: Elicited, *, unknown: bool = False
    ) -> Recognition | None:
        tree = self._asked.get(elicited)
        return (
            _recognised(tree.match(sentence, unknown=unknown), sentence)
            if tree
            else None
        )

    def _for_dialog(
        self, found: Recognition, sentence: Sentence, elicited: Elicited
    ) -> Recognition:
        """Give an answer to the slot asked for to the intent whose slot it is."""
        if found.intent == FALLBACK:
            return self._bare(sentence, elicited, unknown=True) or found
        slots = self.model.slots[elicited.intent]
        kinds = {slot.type: slot.name for slot in slots.values()}
        fits = found.intent == ANSWER_INTENT and all(
            value.type in kinds for value in found.values
        )
        if not fits or elicited.slot not in {kinds[v.type] for v in found.values}:
            return found
        return found._replace(
            intent=elicited.intent,
            values=tuple(v._replace(slot=kinds[v.type]) for v in found.values),
        )

    def _generalise(self, heard: Sentence) -> Recognition:
        sentence = self._hearing.first(heard)
        best = (self._exactly(sentence) if sentence != heard else None) or self._best(
            sentence
        )
        if best.confidence < CERTAIN and best.intent != DANGER_INTENT:
            best = max(
                self._second(sentence, best),
                self._foreign(sentence),
                key=lambda r: r.confidence,
            )
        if best.intent == ANSWER_INTENT or best.confidence < SURE_ENOUGH:
            best = self._themed(sentence) or best
        if best.confidence < SURE_ENOUGH:
            best = self._volunteered(sentence) or best
        if sentence.words[0] == "no" and best.confidence < CERTAIN:
            best = self._no(best)
        if best.confidence < SURE_ENOUGH:
            best = self._begun(sentence) or best
        return (
            best
            if best.confidence >= SURE_ENOUGH
            else NOTHING._replace(confidence=best.confidence, by=best.by)
        )

    def _begun(self, sentence: Sentence) -> Recognition | None:
        """Take a sentence for the sample without slots that it begins with.

        For example "say it again, my ears are bad"; a yes of a word or more as well.
        """
        if not self._danger_words.isdisjoint(sentence.stems):
            return None
        for end in range(len(sentence.words), 0, -1):
            begun = sentence.words[:end]
            intent = self._plain_samples.get(begun)
            if intent and (end >= BEGUN or begun[0] in english.ANSWERING):
                return Recognition(intent, (), SURE_ENOUGH, " ".join(begun))
        return None

    def _themed(self, sentence: Sentence) -> Recognition | None:
        """Take a sentence like no sample where the skill's theme happens to someone.

        For example "me eye's jumping again".
        """
        if sentence.words[0] == "it" or self.model.movements.isdisjoint(sentence.stems):
            return None
        values = _fill(
            self.model.slots[self._theme].values(), self._told(sentence).told, sentence
        )
        if not {"PERSON", "LOCATION"} & {value.type for value in values}:
            return None
        return Recognition(self._theme, values, SURE_ENOUGH, "the theme")

    def _volunteered(self, sentence: Sentence) -> Recognition | None:
        """Take a sentence like no sample that is mostly made of slot values."""
        told = self._told(sentence).told
        held = [span for span in settle(told, lambda s: True) if not span.phrase.small]
        heard = {
            i for i, word in enumerate(sentence.words) if word not in english.LIGHT
        }
        if len(heard & frozenset().union(*(s.used for s in held))) < max(
            2, MOSTLY * len(heard)
        ):
            return None
        best = self._shaped(sentence, told, frozenset())
        if best.intent == DANGER_INTENT:
            return None  # a sign is heard by its words, not by likeness to a sample
        useful = {value.type for value in best.values} - TAG_WEIGHTS.keys()
        return best._replace(confidence=SURE_ENOUGH) if useful else None

    def _foreign(self, sentence: Sentence) -> Recognition:
        """Match a sample with unknown words in a slot: "could it be lupus"."""
        found = self._exactly(sentence, unknown=True)
        unknown = {
            sentence.raw[sentence.origin[i]] for i in self._hearing.unknown(sentence)
        }
        strange = found and all(
            v.entity or (v.type != DANGER and unknown & set(v.words.split()))
            for v in found.values
        )
        return found._replace(confidence=FOREIGN) if found and strange else NOTHING

    def _second(self, sentence: Sentence, best: Recognition) -> Recognition:
        """Try bolder readings; one wins that explains the sentence clearly better."""
        if any(DANGER in span.phrase.readings for span in self._told(sentence).spans):
            return best  # a sign that is only spoken of is not to be heard as another
        least = max(best.confidence, SURE_ENOUGH)
        heard = frozenset(sentence.stems) - (english.LIGHT - english.HINTS)
        hopeful = [sentence]
        for changed in range(1, BOLD + 1):
            if best.confidence >= SURE_ENOUGH and not any(
                map(self._hearing.unknown, hopeful)
            ):
                break
            bolder = [bold for one in hopeful for bold in self._hearing.second(one)]
            readings = [
                (again, bold)
                for bold in bolder
                if _carried(again := self._best(bold), heard)
            ]
            if not self.model.movements.isdisjoint(
                sentence.stems
            ):  # a twitch is no mishearing of a sign
                readings = [
                    reading
                    for reading in readings
                    if reading[0].intent != DANGER_INTENT
                ]
            readings.sort(key=lambda r: -r[0].confidence)
            hopeful = [bold for _, bold in readings[:BOLD]]
            if readings and readings[0][0].confidence >= least + changed * BOLDER:
                best = readings[0][0]
        return best

    def _best(self, sentence: Sentence) -> Recognition:
        spans, denied, dangers, told = self._told(sentence)
        best = self._shaped(
            sentence, told, _gone(denied, settle(spans, lambda span: True))
        )
        if best.intent == DANGER_INTENT and not dangers:
            best = NOTHING  # a sample of signs without one
        asked = sentence.words[0] in english.OPENING
        sure = [
            span
            for span in dangers
            if not self._topic(span, spans, sentence)
            and not _beside(span, spans, sentence)
        ]
        if sure or (dangers and best.confidence < SURE_ENOUGH and not asked):
            return self._danger(sentence, told, best)
        if dangers:
            best = self._shaped(sentence, _without_signs(told), frozenset())
            if best.confidence < (SURE_ENOUGH if asked else CERTAIN):
                return self._danger(sentence, told, best)
        return (
            self._no(best) if denied_sign(denied) or self._reassured(sentence) else best
        )

    def _shaped(
        self, sentence: Sentence, spans: list[Span], gone: frozenset[int]
    ) -> Recognition:
        """Return the intent of the most similar sample, its slots filled."""
        foreign = frozenset(sentence.stems[i] for i in self._hearing.unknown(sentence))
        shape = self._shapes.best(Heard(sentence, spans, gone, foreign))
        if not shape:
            return NOTHING
        values = _fill(
            self.model.slots[shape.sample.intent].values(), shape.spans, sentence
        )
        return Recognition(
            shape.sample.intent, values, min(shape.score, 1.0), shape.sample.text
        )

    @staticmethod
    def _topic(span: Span, spans: Iterable[Span], sentence: Sentence) -> bool:
        """Return whether the same words name a cause or a past event.

        "A stroke" is a topic, "having a stroke" is not.
        """
        if sentence.words[0] not in english.OPENING and english.HAPPENING & set(
            sentence.words[max(0, span.start - 3) : span.start + 1]
        ):
            return False
        kinds = (
            kind
            for other in spans
            if other.covers(span) and other.score >= span.score
            for kind in other.phrase.readings
        )
        return any(kind in TOPICS for kind in kinds)

    def _danger(
        self, sentence: Sentence, told: list[Span], best: Recognition
    ) -> Recognition:
        """Never lose a sign: return its own intent, or the answer it came with."""
        intent = DANGER_INTENT
        if sentence.words[0] == "yes" and DANGER in {
            s.type for s in self.model.slots.get(ANSWER_INTENT, {}).values()
        }:
            intent = ANSWER_INTENT
        values = _fill(self.model.slots[intent].values(), told, sentence)
        return Recognition(
            intent, values, max(best.confidence, CERTAIN), "a warning sign"
        )

    def _reassured(self, sentence: Sentence) -> bool:
        """Return whether words of signs, none complete, come with one that all is well.

        For example "her speech is fine".
        """
        told = [
            stem
            for word, stem in zip(sentence.words, sentence.stems, strict=True)
            if word not in english.LIGHT
        ]
        calm = (
            not english.REASSURING.isdisjoint(sentence.words)
            and "not" not in sentence.words
        )
        rest = [stem for stem in told if stem not in english.REASSURING]
        return calm and bool(rest) and all(stem in self._danger_words for stem in rest)

    def _no(self, best: Recognition) -> Recognition:
        """Read a denied sign as "no", unless the sentence goes on to tell more."""
        if best.confidence >= SURE_ENOUGH and any(
            value.type not in (ANSWER, "PERSON") for value in best.values
        ):
            return best
        slots = [
            slot
            for slot in self.model.slots.get(ANSWER_INTENT, {}).values()
            if slot.type == ANSWER
        ]
        no = self.model.values.get(("no",), {}).get(ANSWER)
        if not slots or not no:
            return Recognition("AMAZON.NoIntent", (), CERTAIN, "a sign denied")
        return Recognition(
            ANSWER_INTENT,
            (Value(slots[0].name, ANSWER, "no", no),),
            CERTAIN,
            "a sign denied",
        )


def _is_young(sentence: Sentence) -> bool:
    """Return whether someone is so many weeks or months: "my son is ten weeks"."""
    words = sentence.words
    for i, word in enumerate(words):
        if word not in english.YOUNG_AGES or english.NO_AGE & set(words[i + 1 : i + 2]):
            continue
        before = i - 1
        while before >= 0 and words[before] in english.NUMBERS:
            before -= 1
        told = before < i - 1
        before -= before >= 0 and words[before] in english.IS
        if told and before >= 0 and words[before] in english.YOUNG:
            return True
    return False


def _of_medicine(found: Recognition) -> Recognition:
    """Return talk of a medicine without what says when, and what for, it was taken."""
    kinds = {value.type for value in found.values}
    told = (v for v in found.values if v.type not in (LOCATION, PASSED))
    return found._replace(values=tuple(told)) if MEDICINE in kinds else found


def _without_place(found: Recognition, sentence: Sentence) -> Recognition:
    """Return an answer without a place that is only spoken of, or said to be well.

    "No, my arms are good" is a no, "my hands are covered in paint" is a remark.
    """
    places = [v for v in found.values if v.type == LOCATION]
    words = {word for value in found.values for word in parse(value.words).words}
    rest = set(sentence.words) - words - english.LIGHT - {"yes", "no"}
    if not rest or not places:
        return found
    kept = tuple(v for v in found.values if v not in places)
    return found._replace(intent=ANSWER_INTENT, values=kept)


def _told_answer(answer: str, sentence: Sentence) -> bool:
    """Return whether a sentence holds the yes or the no that it is read as.

    "No one told me" holds none.
    """
    words = sentence.words
    if answer == "yes":
        return bool(PLAIN_OPENINGS[YES] & set(words))
    if any(
        word in english.REASSURING
        and not english.NEGATORS.isdisjoint(words[max(1, i - 4) : i])
        for i, word in enumerate(words)
    ):
        return False  # "not feeling too good" may be a sign
    none = {"no"} if words[1:2] == ("one",) else set()
    return bool((english.DENIALS - none) & set(words)) and english.DOUBTS.isdisjoint(
        words
    )


def _is_calm_no(sentence: Sentence) -> bool:
    """Return whether a no comes with nothing but how all is well.

    For example "no, both sides go up", "both up, no trouble"; not "no, it is not
    level", "no words come out".
    """
    words = _without_trouble(sentence.words)
    opens = words[:1] and words[0] in english.OPENING_NO and words[1:2] != ("one",)
    return bool(opens or "no" in sentence.words) and _is_calm(words)


def _is_calm(words: tuple[str, ...]) -> bool:
    """Return whether words tell of nothing but how all is well."""
    doubts = not english.DOUBTS.isdisjoint(set(words) - {"say"})
    known = english.LIGHT | WITH_A_NO
    calm = known.issuperset(words) and not doubts
    return calm and not (_is_unwell(words) or _is_lost(words))


def _without_trouble(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words without "no trouble", "no problem"."""
    pairs = [
        i
        for i, pair in enumerate(pairwise(words))
        if pair[0] == "no" and pair[1] in english.NO_TROUBLE
    ]
    gone = {*pairs, *(i + 1 for i in pairs)}
    return tuple(word for i, word in enumerate(words) if i not in gone)


def _is_unwell(words: tuple[str, ...]) -> bool:
    """Return whether "fine", "level" or "can" is denied: "no, I can't hold it up".

    A "no" before whoever comes next, or at either end, is an answer and denies nothing.
    """
    ends = {0, len(words) - 1}
    answers = {
        i
        for i, word in enumerate(words)
        if word == "no" and (i in ends or words[i + 1] in PERSONS | {"both", "all"})
    }
    denied = [i for i, word in enumerate(words) if word in english.NEGATORS]
    reached = {
        k
        for i in denied
        if i not in answers
        for k in (i - 1, *range(i + 1, i + 5))
        if not any(i < a < k for a in answers)
    }
    well = english.WELL_STATES | english.WELL_DOING | english.ABLE
    return any(words[k] in well for k in reached if 0 <= k < len(words))


def _is_lost(words: tuple[str, ...]) -> bool:
    """Return whether a no denies what should be there: "no words come out"."""
    lost = words[0] == "no" and not english.LOST_AFTER_NO.isdisjoint(words[1:2])
    return lost and english.WELL_STATES.isdisjoint(words[2:])


def _negated(words: tuple[str, ...], i: int) -> bool:
    """Return whether a negator before a word reaches it; an opening "no" answers."""
    opening = words[0] == "no" and words[1:2] and words[1] in PERSONS
    before = words[max(1 if opening else 0, i - 4) : i]
    return not english.NEGATORS.isdisjoint(before)


def _means(readings: Mapping[str, Entity], kind: str, id_: str) -> bool:
    return kind in readings and readings[kind].id == id_


def _resembles(span: Span, sentence: Sentence) -> bool:
    """Return whether words only resemble a sign that must be said as it is."""
    sign = span.phrase.readings.get(DANGER)
    if sign is None or sign.id not in LITERAL:
        return False
    if span.put_together:
        return True
    said = [sentence.words[i] for i in sorted(span.used)]
    telling = [w for w in span.phrase.words if w not in english.UNTELLING]
    between = sentence.words[span.start : span.end + 1]
    heard = iter(between)
    return (
        not all(word in heard for word in telling)
        or len(between) - len(span.phrase.words) > NEAR
        or any(
            word not in said_as(sentence.raw[sentence.origin[i]])
            for i, word in zip(sorted(span.used), said, strict=True)
        )
    )


def _asked_samples(intent: str, slot: Slot) -> Iterator[Sample]:
    for text in (*slot.samples, f"{{{slot.name}}}"):
        yield Sample(intent, text, parse(text).words, frozenset())


def _recognised(match: Match | None, sentence: Sentence) -> Recognition | None:
    """Make a match a recognition; with words that are no value it is less sure."""
    if not match:
        return None
    values = tuple(
        Value(p.slot.name, p.slot.type, sentence.heard(p.start, p.end), p.entity)
        for p in match.pieces
    )
    sure = all(value.entity for value in values)
    return Recognition(
        match.sample.intent, values, 1.0 if sure else CERTAIN, match.sample.text
    )


def _carried(again: Recognition, heard: frozenset[str]) -> bool:
    """Return whether more than the guessed words speaks for a bolder reading."""
    told = {value for value in again.values if value.type not in TAG_WEIGHTS}
    return bool(heard & set(parse(again.by).stems)) or any(
        " " in value.words for value in told
    )


def _beside(span: Span, spans: Iterable[Span], sentence: Sentence) -> bool:
    """Return whether a sign of one word stands among others about something else.

    For example "I do a balance class on Tuesdays".
    """
    heard = {i for i, word in enumerate(sentence.words) if word not in english.LIGHT}
    strange = heard.difference(*(other.used for other in spans))
    return len(span.used) == 1 and (
        len(strange) > 1 or not english.REASSURING.isdisjoint(sentence.words)
    )


def _as_half_said(span: Span) -> Span:
    sign = span.phrase.readings.get(HALF_SAID) or span.phrase.readings[DANGER]
    return span._replace(phrase=span.phrase._replace(readings={HALF_SAID: sign}))


def _without_signs(spans: Iterable[Span]) -> list[Span]:
    """Return the same values read as anything but signs."""
    spans = list(spans)
    signs = {
        entity.id
        for span in spans
        for kind, entity in span.phrase.readings.items()
        if kind in SIGNS
    }
    return [
        span._replace(phrase=span.phrase._replace(readings=readings))
        for span in spans
        if (
            readings := {
                kind: entity
                for kind, entity in span.phrase.readings.items()
                if entity.id not in signs
            }
        )
    ]


def _dangerous(span: Span, told: Iterable[Span], sentence: Sentence) -> bool:
    """Return whether a span is a warning sign.

    It is none where a longer value that is none holds its words: "numb from the
    dentist".
    """
    going_on = not english.ONGOING.isdisjoint(
        sentence.words[max(0, span.start - 2) : span.end + 3]
    )
    calm = {*TOPICS, *SIGNS} if going_on else {TOPICS[0], *SIGNS}
    others = (
        s
        for s in told
        if s.phrase.readings.keys() - calm and not SIGNS & s.phrase.readings.keys()
    )
    longer = (s for s in others if s.covers(span) and s.score > span.score)
    return bool(SIGNS & span.phrase.readings.keys()) and not any(longer)


def denied_sign(denied: Iterable[Span]) -> bool:
    """Return whether a warning sign is among what was denied."""
    return any(DANGER in span.phrase.readings for span in denied)


def _gone(denied: Iterable[Span], held: Iterable[Span]) -> frozenset[int]:
    signs = (span for span in denied if DANGER in span.phrase.readings and span in held)
    return frozenset().union(*(span.used for span in signs))


def _denied(span: Span, sentence: Sentence) -> bool:
    """Return whether a negator reaches the span.

    For example "no drooping", "it is not numb", "no droop or weakness".
    """
    words = sentence.words
    i = span.start - 1
    while i >= 0 and words[i] not in english.NEGATORS:
        anew = words[i] in english.SUBJECTS and words[i - 1] not in english.RELATING
        if anew or (
            words[i] not in english.TRANSPARENT
            and not _carried_on(words, i, span.start)
        ):
            return False
        i -= 1
    if i < 0:
        return _not_inside(span, words)
    # "No, her arm is weak", "Not really, my arm is weak": a "no" before whoever or
    # whatever comes next is an answer, not a denial.
    hedged = words[i : i + 2] == ("not", "really")
    after = words[i + 2 if hedged else i + 1]
    if (hedged or words[i] == "no") and after in PERSONS:
        return _not_inside(span, words)
    return words[i + 1] not in english.UNDENYING and "anymore" not in words


def _not_inside(span: Span, words: tuple[str, ...]) -> bool:
    """Return whether a negator stands inside a value that has none.

    For example "her mouth is not drooping".
    """
    between = [i for i in range(span.start, span.end) if i not in span.used]
    return any(words[i] in english.NEGATORS for i in between)


def _carried_on(words: tuple[str, ...], i: int, start: int) -> bool:
    return not english.CARRY.isdisjoint(words[i + 1 : start]) and start - i <= 5


def _fill(
    slots: Iterable[Slot], spans: Iterable[Span], sentence: Sentence
) -> tuple[Value, ...]:
    """Fill the slots of an intent from the values in a sentence.

    Of two values for one slot a correction keeps the last.
    """
    by_type = {slot.type: slot for slot in slots}
    spans = _belonging(list(spans))
    values: dict[str, list[tuple[Span, Value]]] = defaultdict(list)
    for span in settle(
        spans, lambda s: any(kind in by_type for kind in s.phrase.readings)
    ):
        kind = _kind(span, by_type)
        value = Value(
            by_type[kind].name,
            kind,
            sentence.heard(span.start, span.end),
            span.phrase.readings[kind],
        )
        values[kind].append((span, value))
    return tuple(
        v
        for kind, found in values.items()
        for v in _agree(by_type[kind], found, sentence)
    )


def _kind(span: Span, by_type: Mapping[str, Slot]) -> str:
    """Return the type a value is taken as; a sign before anything else."""
    kinds = [kind for kind in span.phrase.readings if kind in by_type]
    return DANGER if DANGER in kinds else kinds[0]


def _agree(
    slot: Slot, found: list[tuple[Span, Value]], sentence: Sentence
) -> list[Value]:
    if slot.multiple:
        return list({value.entity: value for _, value in found}.values())
    if slot.type == ANSWER:
        return [found[0][1]]
    if slot.type == DURATION:
        found = _lasting(found, sentence)
    best = max(
        found, key=lambda f: (f[0].score, -_distance(f[0], sentence), f[0].start)
    )
    for (before, _), (after, value) in itertools.pairwise(found):
        if not english.CORRECTIONS.isdisjoint(
            sentence.words[before.end + 1 : after.start]
        ):
            best = (after, value)
    return [best[1]]


def _belonging(spans: list[Span]) -> list[Span]:
    """Return the values without persons that belong to another value.

    "A new baby" is a reason not to sleep, "when the baby cries" is a time.
    """
    others = [
        span
        for span in spans
        if PERSON not in span.phrase.readings and not span.phrase.small
    ]
    mine = [
        s
        for s in spans
        if s.phrase.small
        and any(0 < o.start - s.end <= 2 for o in others if o.start > s.end)
    ]
    named = [s for s in spans if PERSON in s.phrase.readings and not s.phrase.small]
    lost = [s for s in named if any(o.covers(s) and o.score > s.score for o in others)]
    if any(
        s.phrase.readings[PERSON].id == SELF
        for s in mine
        if PERSON in s.phrase.readings
    ):
        lost += [s for s in named if not any(0 < o.start - s.end <= 3 for o in others)]
    return [span for span in spans if span not in lost]


def _lasting(
    found: list[tuple[Span, Value]], sentence: Sentence
) -> list[tuple[Span, Value]]:
    """Return the times that say how long, by preference after "for" or "since"."""
    lasting = [
        f
        for f in found
        if f[0].start and sentence.words[f[0].start - 1] in english.LASTING
    ]
    return lasting or found


def _distance(span: Span, sentence: Sentence) -> int:
    """Count the words to the next one that is no stop word.

    In "I think her face droops" the face is hers.
    """
    after = (
        i
        for i in range(span.end + 1, len(sentence.words))
        if sentence.words[i] not in english.LIGHT
    )
    return next(after, len(sentence.words)) - span.end
