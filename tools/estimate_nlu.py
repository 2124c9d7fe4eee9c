"""Estimate the local recognizer on writers it has not seen, and choose its thresholds.

    python -m tools.estimate_nlu            # writes nlu_estimates.json
    python -m tools.estimate_nlu --curves   # and measures anew what takes longest

A fold leaves whole writers out, also of the models that are built from the corpus, so
that nobody is measured on their own way to speak. The scores of all folds are pooled,
and a threshold is a quantile of them: the one that does what nlu.toml asks; nobody
types it. The figures come from the sentences that chose the thresholds, and so are a
little too good; the sets of `tools.evaluate_nlu` chose nothing. Takes minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from speaker.nlu.normalize import denies
from tools import corpus, nlu_rows
from tools.build_models import languages_without
from tools.nlu_rows import NONE
from tools.paths import CONTENT, INTERACTION_MODELS
from tools.train_nlu import ESTIMATES, HEADS, LANGUAGE, SEED, Features, rows, train

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from tools.corpus import Mark, Utterance

    Points = Sequence[tuple[float, bool]]
    FactPoints = dict[str, list[tuple[float, bool]]]

RULES = INTERACTION_MODELS / "nlu.toml"
FOLDS = 6
TWITCH, QUESTION = "WhyTwitchIntent", "TopicIntent"
NEVER = -9.0
"""A lead that is no lead, as of a "no" without a word of denial."""


class Scored(NamedTuple):
    """A sentence whose writer a head has not seen, with its scores."""

    utterance: Utterance
    labels: tuple[str, ...]
    scores: Any

    @property
    def best(self) -> str:
        """The label with the highest score."""
        return self.labels[int(self.scores.argmax())]

    @property
    def lead(self) -> float:
        """By how much the best label leads before the next."""
        ordered = np.sort(self.scores)
        return float(ordered[-1] - ordered[-2])

    def margin(self, label: str) -> float:
        """Return by how much a label leads before the best of the others."""
        place = self.labels.index(label)
        return float(self.scores[place] - np.delete(self.scores, place).max())

    @property
    def facts(self) -> dict[str, float]:
        """The score of each label."""
        return dict(zip(self.labels, map(float, self.scores), strict=True))


ByHead = dict[str, list[Scored]]


# ---- Folds


def folds(sentences: Sequence[Utterance]) -> list[tuple[str, ...]]:
    """Return the writers of each fold."""
    writers = sorted(corpus.by_writer(sentences))
    np.random.default_rng(SEED).shuffle(writers)
    return [tuple(writers[i::FOLDS]) for i in range(FOLDS)]


def scored_by_others(
    sentences: Sequence[Utterance],
    heads: Collection[str],
    asked: Collection[str],
    untaught: Collection[str],
) -> ByHead:
    """Return the scores of some writers' sentences by heads that others taught.

    Args:
        sentences: The corpus.
        heads: The heads to train.
        asked: The writers whose sentences are scored.
        untaught: The writers whose sentences train nothing; `asked` is among them.
    """
    models = nlu_rows.Models.of(languages_without(untaught))
    taught = [one for one in sentences if one.writer not in untaught]
    said = [one for one in sentences if one.writer in asked]
    by_head = {head: rows(head, taught, models) for head in heads}
    features = Features.fit(row.text for some in by_head.values() for row in some)
    found = {}
    for head, some in by_head.items():
        trained = train(head, some, features)
        text = nlu_rows.answer_text if head == "answer" else nlu_rows.text_of
        scores = trained.scores(features.transform([text(one) for one in said]))
        found[head] = [
            Scored(one, trained.labels, row)
            for one, row in zip(said, scores, strict=True)
        ]
    return found


def _fold(sentences: Sequence[Utterance], left_out: tuple[str, ...]) -> ByHead:
    return scored_by_others(sentences, HEADS, left_out, left_out)


def cross_validated(sentences: Sequence[Utterance]) -> ByHead:
    """Return every sentence's scores by heads that have not seen its writer."""
    with ProcessPoolExecutor(2) as pool:
        parts = list(pool.map(partial(_fold, sentences), folds(sentences)))
    return {head: [one for part in parts for one in part[head]] for head in HEADS}


# ---- What a threshold is read from


@cache
def levels() -> dict[str, str]:
    """Return the level of each warning sign."""
    signs = tomllib.loads((CONTENT / "rules.toml").read_text("utf-8"))["sign"]
    return {name: sign["level"] for name, sign in signs.items()}


def unanswered(scored: Iterable[Scored]) -> list[Scored]:
    """Return the sentences that answer no danger question."""
    return [one for one in scored if one.utterance.answer is None]


class Leads(NamedTuple):
    """By how much the likeliest sign leads before "none", by sort of sentence."""

    emergencies: Any
    near: Any
    """Of sentences that sound like an emergency, and are none."""
    ordinary: Any

    @classmethod
    def of(cls, scored: Iterable[Scored]) -> Leads:
        """Sort the sentences that answer no danger question; lesser signs are none."""
        found: dict[str, list[float]] = {"emergency": [], "near": [], "": []}
        for one in unanswered(scored):
            said = one.utterance
            sort = levels()[said.sign] if said.sign else said.kind
            if not said.sign and sort != "near":
                sort = ""
            found.get(sort, []).append(-one.margin(NONE))
        return cls(*map(np.array, found.values()))


def meant(scored: Iterable[Scored]) -> list[Scored]:
    """Return the sentences that are meant for an intent."""
    return [o for o in scored if o.utterance.intents and not o.utterance.sign]


def is_right(one: Scored) -> bool:
    """Return whether a sentence's best intent is one that is fair."""
    return not one.utterance.sign and one.best in one.utterance.intents


def no_points(scored: Iterable[Scored]) -> Points:
    """Return by how much "no" leads, and whether a no was meant, of each answer."""
    return [
        (
            one.margin("no") if may_be_no(one.utterance) else NEVER,
            nlu_rows.answer_label(one.utterance) == "no",
        )
        for one in scored
        if one.utterance.answer
    ]


def may_be_no(answer: Utterance) -> bool:
    """Return whether an answer denies; that all is well, at the last check, says yes.

    As `Recognizer` does.
    """
    last = answer.asked == nlu_rows.LAST_CHECK
    denied = denies(nlu_rows.answer_text(answer))
    return denied and not (last and denies(nlu_rows.text_of(answer)))


def fact_points(scored: Iterable[Scored]) -> FactPoints:
    """Return the score of each value whose words were found, and whether it was told.

    By slot, from the sentences that tell no sign.
    """
    points: FactPoints = {}
    for one in unanswered(scored):
        if not one.utterance.sign and one.utterance.calm != nlu_rows.TOLD_UNMARKED:
            told = {_label(mark) for mark in one.utterance.marks}
            score = one.facts
            for fact in nlu_rows.spotted(one.utterance) & score.keys():
                slot = fact.partition(":")[0]
                if slot not in nlu_rows.WHOLE_SLOTS:
                    points.setdefault(slot, []).append((score[fact], fact in told))
    return points


def whole_points(scored: Iterable[Scored]) -> FactPoints:
    """Return the best score of what a whole sentence asks for, and whether it is right.

    By slot.
    """
    points: FactPoints = {}
    for one in scored:
        if about := one.utterance.about:
            own = {label: score for label, score in one.facts.items()
                   if label.startswith(f"{about.slot}:")}  # fmt: skip
            best = max(own, key=own.__getitem__)
            points.setdefault(about.slot, []).append((own[best], best == _label(about)))
    return points


def _label(mark: Mark) -> str:
    return f"{mark.slot}:{'*' if mark.slot == 'duration' else mark.id}"


# ---- Thresholds and curves


def edge(scores: Sequence[float], share: float) -> float:
    """Return the edge above which this share of the scores lies."""
    return float(np.quantile(scores, 1 - share))


def thresholds(scored: ByHead, asked: dict[str, Any]) -> dict[str, float]:
    """Return the thresholds that do what is asked, on unseen writers.

    Args:
        scored: What `cross_validated` returns.
        asked: The tables of `nlu.toml`.
    """
    leads = Leads.of(scored["danger"])
    raised = edge(leads.near, asked["danger"]["near_misses_raised"])
    others = [lead for lead, is_no in no_points(scored["answer"]) if not is_no]
    remarks = [
        one.margin("was") for one in scored["answer"] if one.utterance.answer == "other"
    ]
    right = [float(one.scores.max()) for one in scored["intent"] if is_right(one)]
    twitches = [lead_of(QUESTION, one) for one in scored["intent"] if tells(one)]
    return {
        "raise": raised,
        # Where one edge does both there is nothing to ask about.
        "ask": min(raised, edge(leads.ordinary, asked["danger"]["ordinary_asked"])),
        # A no that does not lead at all is none, however few are mistaken for one.
        "no": max(0.0, edge(others, asked["answer"]["false_no"])),
        "was": min(0.0, edge(remarks, asked["answer"]["false_was"])),
        **fact_thresholds(fact_points(scored["fact"]), asked["fact"]),
        **whole_thresholds(whole_points(scored["fact"]), asked["whole"]["lost"]),
        "floor": edge(right, 1 - asked["intent"]["lost"]),
        "question": max(0.0, edge(twitches, asked["intent"]["twitch_lost"])),
    }


def tells(one: Scored) -> bool:
    """Return whether a sentence tells of a twitch, and answers nothing."""
    intents = one.utterance.intents[:1]
    return intents == (TWITCH,) and not (one.utterance.asked or one.utterance.sign)


def lead_of(intent: str, one: Scored) -> float:
    """Return by how much an intent leads before that of a twitch.

    `NEVER` where another intent is among the likeliest two: then they do not compete.
    """
    scores = one.facts
    best = sorted(scores, key=scores.__getitem__)[-2:]
    competing = {*best} == {intent, TWITCH}
    return scores[intent] - scores[TWITCH] if competing else NEVER


def fact_thresholds(points: FactPoints, asked: dict[str, float]) -> dict[str, float]:
    """Return the edges of each slot: from which a value is sure, and is asked about."""
    edges: dict[str, float] = {}
    for slot in sorted(points):
        told = [score for score, is_told in points[slot] if is_told]
        untold = [score for score, is_told in points[slot] if not is_told]
        recorded = edge(untold, asked["wrong_recorded"]) if untold else -inf
        sure = max(edge(told, 1 - asked["doubted"]), recorded)
        dropped = edge(untold, asked["wrong_confirmed"]) if untold else sure
        edges |= {f"fact.{slot}": sure, f"unsure.{slot}": min(sure, dropped)}
    return edges


def whole_thresholds(points: FactPoints, lost: float) -> dict[str, float]:
    """Return the edge of each slot of whole sentences, above which it is taken."""
    right = {slot: [score for score, is_right in some if is_right]
             for slot, some in points.items()}  # fmt: skip
    return {f"whole.{slot}": edge(right[slot], 1 - lost) for slot in sorted(right)}


def curves(scored: ByHead) -> dict[str, tuple[float, float]]:
    """Return the logistic curve of each head: from a lead to how often it is right."""
    points: dict[str, Points] = {
        "intent": [(one.lead, is_right(one)) for one in meant(scored["intent"])],
        "danger": [
            (-one.margin(NONE), one.utterance.sign is not None)
            for one in unanswered(scored["danger"])
        ],
        "answer": [
            (one.lead, one.best == nlu_rows.answer_label(one.utterance))
            for one in scored["answer"]
            if one.utterance.answer
        ],
        "fact": [p for some in fact_points(scored["fact"]).values() for p in some],
    }
    return {head: logistic(some) for head, some in points.items()}


def logistic(points: Points) -> tuple[float, float]:
    """Return slope and intercept of the curve that fits the points (Platt scaling)."""
    leads = np.array([[lead] for lead, _ in points])
    fitted = LogisticRegression().fit(leads, [right for _, right in points])
    return float(fitted.coef_[0][0]), float(fitted.intercept_[0])


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the estimates. Returns the exit status."""
    from tools import nlu_curves  # noqa: PLC0415 (it builds upon this module)

    parser = argparse.ArgumentParser("python -m tools.estimate_nlu")
    help_ = "measure the learning curve and the proxies anew"
    parser.add_argument("--curves", action="store_true", help=help_)
    anew = parser.parse_args(arguments).curves
    sentences, asked = corpus.read(LANGUAGE), tomllib.loads(RULES.read_text("utf-8"))
    scored = cross_validated(sentences)
    chosen = thresholds(scored, asked)
    kept = json.loads(ESTIMATES.read_text("utf-8"))
    estimates = {
        "thresholds": chosen,
        "curves": curves(scored),
        "figures": nlu_curves.figures(scored, chosen),
        "slow": nlu_curves.slow(sentences, scored) if anew else kept.get("slow", {}),
    }
    ESTIMATES.write_text(nlu_curves.written(estimates), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
