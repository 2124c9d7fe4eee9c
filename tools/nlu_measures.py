"""Count what the local recognizer makes of sentences, as for a triage device.

A sentence is an `Utterance` of `tools.corpus`. Each is put to the speaker by itself: an
answer at the question that it answers, anything else as what opens a session.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from math import sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from speaker.conversation import Conversation, TranscriptTurn
from speaker.nlu.model import Model
from speaker.nlu.recognizer import Elicited, Recognition, Recognizer
from speaker.transports import in_process
from tools import corpus
from tools.corpus import FALLBACK, MIN_WORDS, Mark, Utterance
from tools.model_schema import read_contract
from tools.nlu_rows import FACT_SLOTS, LAST_CHECK, POLARITY, answer_label, normal
from tools.paths import CONTENT, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from speaker.nlu.utterance import Value

    Judged = Iterator[tuple[str, bool]]

DATA = ROOT / "tests" / "data"
SEALED = {"sealed": DATA / "sealed", "company": DATA / "sealed_company"}
"""Name of a set to its files, in the format of the corpus: only figures are shown.

`company` has what is said beside a check: plain questions, rests, carers, control.
"""
VALIDATION = {"dev": "", "blind": "blind_", "held_out": "final_"}
"""Name of a set to what the names of its files begin with."""
YES, NO, NOT_SURE = "AMAZON.YesIntent", "AMAZON.NoIntent", "NotSureIntent"
MAIN = {
    *("WhyTwitchIntent", "AnswerIntent", "ExplainCauseIntent", "TreatmentIntent"),
    *("PreventionTipsIntent", "WhenToSeeDoctorIntent", "MedicineIntent"),
    *(YES, NO, NOT_SURE),
}
"""The ten intents that a check and a question about twitches need."""
ELICITED = "WhyTwitchIntent"
REMARK = "TopicIntent"
HALF_SAID = "danger_sure"
"""The question about a sign that was half said."""
PASSED_SIGNS, DAILY = "passed_signs", "daily_medicine"
PRONOUNS = {"self", "other"}
"""Persons that "I" and "she" are: nobody marks them everywhere."""
EMERGENCY = "emergency"
RANKS = ("self_care", "see_doctor", "urgent", EMERGENCY)
ANSWERS = {YES: "yes", NO: "no", NOT_SURE: "unsure"}
RISK = {"no": 0, "was": 1, "other": 1, "unsure": 2, "yes": 2}
"""How careful the guide is after each answer; any is too much for what is none."""
Z = 1.96
"""Standard errors that hold 95 % of a normal distribution on both sides."""
MINUTES = {"H": 60, "D": 1440, "W": 10080, "M": 43200, "Y": 525600}
_DURATION = re.compile(r"(\d+)([MHDWY])")


class Share(NamedTuple):
    """How many of how many."""

    part: int
    total: int

    @property
    def share(self) -> float:
        """The share, from 0 to 1; 0 of none."""
        return self.part / self.total if self.total else 0.0


def wilson(count: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share by Wilson's score; all there is of none.

    Unlike the plain one it says something of none in fifty.

    Example:
        >>> [round(end, 3) for end in wilson(0, 50)]
        [0.0, 0.071]
    """
    if not total:
        return 0.0, 1.0
    share, spread = count / total, Z**2 / total
    middle = share + spread / 2
    width = Z * sqrt(share * (1 - share) / total + spread / (4 * total))
    low, high = (middle - width) / (1 + spread), (middle + width) / (1 + spread)
    return max(0.0, low), min(1.0, high)


class Outcome(NamedTuple):
    """A sentence, what was heard, and what the guide made of it."""

    said: Utterance
    heard: Recognition
    level: str | None = None
    asked: str | None = None
    """The question that the guide asks next."""
    facts: Mapping[str, tuple[str, ...]] = {}
    """What it knows now, slot to ids."""

    @property
    def raised(self) -> bool:
        """Whether the emergency line comes at once."""
        return self.level == EMERGENCY

    @property
    def asks(self) -> bool:
        """Whether the guide asks about a sign that it may have heard."""
        return not self.raised and self.asked == HALF_SAID


class Listener:
    """A speaker that hears one sentence a session, as after "ask face guide"."""

    def __init__(self, locale: str = "en-US") -> None:
        self.recognizer = Recognizer(Model.load(locale))
        self._conversation = Conversation(in_process(), self.recognizer, one_shot=True)

    def hear(self, text: str) -> TranscriptTurn:
        """Return the turn for a sentence that opens a session.

        Raises:
            ValueError: There are no words in it.
        """
        self._conversation.reopen()
        turn = self._conversation.say(text)
        if turn is None:
            raise ValueError(f"nothing was heard of {text!r}; give it words")
        return turn

    def listen(self, said: Utterance) -> Outcome:
        """Return what is made of a sentence, at the question that it answers."""
        if said.asked:
            slot = _rules()["question"].get(said.asked, {}).get("slot")
            elicited = Elicited(ELICITED, slot) if slot else None
            heard = self.recognizer.recognize(said.text, elicited, asked=said.asked)
            return Outcome(said, heard)
        turn = self.hear(said.text)
        heard = turn.recognition or Recognition(FALLBACK)
        return Outcome(said, heard, turn.level, turn.asked, turn.facts)


# ---- The sets


def validation(name: str) -> list[Utterance]:
    """Return the sentences of a key of `VALIDATION`: they train nothing."""
    prefix = VALIDATION[name]
    said = [_said(row, name, "sign") for row in read(f"{prefix}emergencies.toml")]
    said += [_said(row, name, "near") for row in read(f"{prefix}near_misses.toml")]
    return said + [_said(row, name, "") for row in read(f"{prefix}intents.toml")]


def sealed(folder: Path = SEALED["sealed"]) -> list[Utterance]:
    """Return a sealed set; nothing where its folder is not there.

    What a writer of the corpus happens to say word for word is left out, but for what
    anybody says, in a few words.

    Raises:
        ModelError: A sentence has an unknown key, intent, slot or id.
    """
    taught = {normal(one.text) for one in corpus.read()}
    return [
        one
        for one in corpus.read("", folder)
        if len(one.text.split()) < MIN_WORDS or normal(one.text) not in taught
    ]


def read(name: str) -> list[dict[str, Any]]:
    """Return the rows of a file of `tests/data`: tables with `text`."""
    return list(tomllib.loads((DATA / name).read_text(encoding="utf-8"))["say"])


def _said(row: Mapping[str, Any], writer: str, kind: str) -> Utterance:
    marks = [
        Mark("", slot, id_)
        for slot, ids in row.get("slots", {}).items()
        for id_ in ([ids] if isinstance(ids, str) else ids)
    ]
    intents = () if kind else tuple(row.get("intents") or [row["intent"]])
    return Utterance(
        text=row["text"],
        annotated=row["text"],
        marks=tuple(marks),
        intents=intents,
        writer=writer,
        kind="out" if intents == (FALLBACK,) else kind,
        asked=None,
        sign=(row.get("any_of") or [row["sign"]])[0] if kind == "sign" else None,
        calm=None,
        alexa=False,
        place="",
    )


# ---- What is counted

IS_GOOD = {
    "emergencies raised at once": True,
    "emergencies asked about": False,
    "emergencies missed": False,
    "lesser signs missed": False,
    "near misses raised": False,
    "near misses asked about": False,
    "talk: alarm or symptom": False,
    "talk: sign asked about": False,
    "talk: fact that nobody told": False,
    "out of scope kept out": True,
    "intents": True,
    "intents, the main ten": True,
    "topic or exercise asked for": True,
    "slots": True,
    "slots, the intent being right": True,
    "stories of one breath, every fact heard": True,
    "sentences with an invented fact": False,
    "answers as meant": True,
    "answers asked again": False,
    "answers unsafe": False,
    "a false no": False,
}
"""What is counted, in the order in which it is shown; whether much of it is good."""
VERDICTS = ("as meant", "asked again", "careful", "unsafe")
"""What becomes of an answer: the last is taken for something calmer than it is."""


def counted(outcomes: Iterable[Outcome]) -> dict[str, Share]:
    """Return title to share, for what some sentence speaks of."""
    found = Counter(pair for one in outcomes for pair in judged(one))
    shares = {
        title: Share(found[title, True], found[title, True] + found[title, False])
        for title in IS_GOOD
    }
    return {title: share for title, share in shares.items() if share.total}


def wrong(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    """Return title to the sentences of which it tells something wrong."""
    found: dict[str, list[Outcome]] = {}
    for one in outcomes:
        for title, holds in judged(one):
            if holds != IS_GOOD[title]:
                found.setdefault(title, []).append(one)
    return found


def judged(one: Outcome) -> Judged:
    """Yield what an outcome counts for, title by title, and whether that holds."""
    kind = one.said.kind.partition(".")[0]
    if one.said.answer:
        yield from _answer(one)
    elif one.said.sign:
        yield from _sign(one)
    elif kind == "near":
        yield "near misses raised", one.raised
        yield "near misses asked about", one.asks
    elif kind == "talk":
        yield "talk: alarm or symptom", one.raised or "symptom" in _untold(one)
        yield "talk: sign asked about", one.asks
        yield "talk: fact that nobody told", bool(_untold(one))
    elif one.said.out_of_scope:
        aside = one.heard.intent in (FALLBACK, REMARK)
        yield (
            "out of scope kept out",
            aside and not (one.raised or one.asks or _untold(one)),
        )
    elif one.said.intents:
        yield from _understood(one)


def _sign(one: Outcome) -> Judged:
    level = _rules()["sign"][one.said.sign]["level"]
    reached = RANKS.index(one.level) if one.level in RANKS else -1
    missed = not one.asks and reached < RANKS.index(level)
    if level == EMERGENCY:
        yield "emergencies raised at once", one.raised
        yield "emergencies asked about", one.asks
        yield "emergencies missed", missed
    else:
        yield "lesser signs missed", missed


def _understood(one: Outcome) -> Judged:
    right = one.heard.intent in one.said.intents
    yield "intents", right
    if one.said.intents[0] in MAIN:
        yield "intents, the main ten", right
    if about := one.said.about:
        asked_for = ((value.slot, _id(value)) for value in one.heard.values)
        yield "topic or exercise asked for", (about.slot, about.id) in asked_for
    told = {fact(mark.slot, mark.id) for mark in one.said.marks}
    heard = {fact(value.slot, _id(value)): value.sure for value in one.heard.values}
    for slot, id_ in told:
        if slot in FACT_SLOTS & _slots(one.said.intents):
            yield "slots", (slot, id_) in heard
            if right:
                yield "slots, the intent being right", (slot, id_) in heard
    if told:
        sure = {pair for pair, is_sure in heard.items() if is_sure}
        own = {
            pair for pair in sure if pair[0] in FACT_SLOTS and pair[1] not in PRONOUNS
        }
        yield "sentences with an invented fact", not own <= told
    if len(told) > 1:
        yield "stories of one breath, every fact heard", told <= heard.keys()


def _answer(one: Outcome) -> Judged:
    verdict = answer_verdict(one)
    for name in ("as meant", "asked again", "unsafe"):
        yield f"answers {name}", verdict == name
    yield "a false no", settled(one) == "no" != answer_label(one.said)


def settled(one: Outcome) -> str:
    """Return what an answer to a danger question was heard as; "no" is what calms.

    A sign that was half said settles nothing: it is asked about.
    """
    ids = {value.type: _id(value) for value in one.heard.values}
    if "PASSED" in ids or ids.get("WARNING_SIGN") == PASSED_SIGNS:
        return "was"
    if "WARNING_SIGN" in ids or "HALF_SAID" in ids:
        return "yes" if "WARNING_SIGN" in ids else "other"
    heard = ANSWERS.get(one.heard.intent) or ids.get("ANSWER")
    if one.said.asked == LAST_CHECK:
        heard = POLARITY.get(str(heard), heard)
    return heard if heard in RISK else "other"


def answer_verdict(one: Outcome) -> str:
    """Return what became of an answer to a danger question: one of `VERDICTS`."""
    said, heard = str(answer_label(one.said)), settled(one)
    if heard in (said, "other"):
        return "as meant" if heard == said else "asked again"
    return "unsafe" if RISK[heard] < RISK[said] else "careful"


def answers(outcomes: Iterable[Outcome]) -> dict[tuple[str, str], Counter[str]]:
    """Return question and answer to how often each verdict came."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for one in outcomes:
        if one.said.answer:
            key = str(one.said.asked), one.said.answer
            found.setdefault(key, Counter())[answer_verdict(one)] += 1
    return found


def by_writer(outcomes: Iterable[Outcome]) -> dict[str, dict[str, Share]]:
    """Return writer to that writer's figures."""
    found: dict[str, list[Outcome]] = {}
    for one in outcomes:
        found.setdefault(one.said.writer, []).append(one)
    return {writer: counted(some) for writer, some in sorted(found.items())}


def confusions(outcomes: Iterable[Outcome]) -> list[tuple[str, str, int]]:
    """Return the intent meant, the one heard and how often, the most frequent first."""
    found = Counter(
        (one.said.intents[0], one.heard.intent)
        for one in wrong(outcomes).get("intents", ())
    )
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [(meant, heard, count) for (meant, heard), count in ordered]


def fact(slot: str, id_: str) -> tuple[str, str]:
    """Return a fact to compare: a fortnight and two weeks are the same length."""
    if slot != "duration":
        return slot, id_
    date, _, time = id_.partition("T")
    days = sum(int(n) * MINUTES[unit] for n, unit in _DURATION.findall(date))
    rest = sum(int(n) * {"H": 60}.get(unit, 1) for n, unit in _DURATION.findall(time))
    return slot, f"{days + rest} minutes"


def _id(value: Value) -> str:
    return value.entity.id if value.entity else value.words


def _untold(one: Outcome) -> set[str]:
    """Return the slots of which the guide knows what was not said."""
    told = {fact(mark.slot, mark.id) for mark in one.said.marks}
    return {
        slot
        for slot, ids in one.facts.items()
        for id_ in ids
        if slot in FACT_SLOTS and id_ not in {*PRONOUNS, DAILY}
        if fact(slot, id_) not in told
    }


@cache
def _slots(intents: tuple[str, ...]) -> set[str]:
    known = read_contract().intent
    return {slot for intent in intents for slot in known[intent].slots}


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads((CONTENT / "rules.toml").read_text(encoding="utf-8"))
