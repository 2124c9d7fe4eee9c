"""The figures of docs/listening.md, from writers that a recognizer has not seen.

Head by head: without exact samples, spotting, negation and the guide, which
`tools.evaluate_nlu` measures with the rest. Figures are pairs, how many of how many.
"""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from speaker.nlu.language import ENGLISH
from speaker.nlu.linear import LETTERS, WORDS
from tools import corpus, estimate_nlu, nlu_measures, nlu_rows
from tools.estimate_nlu import Leads, fact_points, is_right, meant, no_points
from tools.paths import MODELS
from tools.train_nlu import LANGUAGE, SEED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tools.corpus import Utterance
    from tools.estimate_nlu import ByHead, Scored

    Figures = dict[str, Any]

EDGES = np.arange(-4, 2.01, 0.1)
"""Leads of a sign before "none" at which the curve of danger is read."""
BINS = 10
CONFUSED = 15
"""Pairs of intents that are shown, the most frequent."""
SHARES = (0.15, 0.3, 0.5, 0.75)
"""Of the writers that could teach; all of them do in the folds themselves."""
LEARNING = ("intent", "danger")
SHIPPED = MODELS / "en-US.json"


def figures(scored: ByHead, thresholds: Mapping[str, float]) -> Figures:
    """Return what the folds tell.

    Args:
        scored: What `estimate_nlu.cross_validated` returns.
        thresholds: Those chosen.
    """
    leads = Leads.of(scored["danger"])
    writers = sorted({one.utterance.writer for one in scored["intent"]})
    right = [one for one in scored["intent"] if is_right(one)]
    return {
        "sentences": len(scored["intent"]),
        "writers": len(writers),
        "folds": estimate_nlu.FOLDS,
        "danger": {
            "totals": [len(sort) for sort in leads],
            "points": [[float(edge), *_above(leads, edge)] for edge in EDGES],
            **{name: _above(leads, thresholds[name]) for name in ("raise", "ask")},
        },
        "no": _of_no(scored["answer"], thresholds["no"]),
        "facts": dict(_of_facts(scored["fact"], thresholds)),
        "floor": _of(one.scores.max() < thresholds["floor"] for one in right),
        "calibration": calibration(scored["intent"]),
        "confusions": confusions(scored["intent"]),
        "by_writer": [[name, who(name), *_of_writer(name, scored, thresholds)]
                      for name in writers],
    }  # fmt: skip


def _above(leads: Leads, edge: float) -> list[int]:
    return [int((sort > edge).sum()) for sort in leads]


def _of(held: Iterable[Any]) -> list[int]:
    counted = [bool(one) for one in held]
    return [sum(counted), len(counted)]


def _of_no(scored: Iterable[Scored], least: float) -> Figures:
    points = no_points(scored)
    return {
        "plain": _of(lead > least for lead, is_no in points if is_no),
        "false": _of(lead > least for lead, is_no in points if not is_no),
    }


def _of_facts(
    scored: Iterable[Scored], thresholds: Mapping[str, float]
) -> Iterator[tuple[str, Figures]]:
    """Yield slot and what becomes of its values, told and untold."""
    for slot, points in sorted(fact_points(scored).items()):
        sure, asked = thresholds[f"fact.{slot}"], thresholds[f"unsure.{slot}"]
        for name in ("told", "untold"):
            scores = [score for score, told in points if told == (name == "told")]
            taken = sum(score > sure for score in scores)
            kept = sum(score > asked for score in scores)
            yield (
                f"{slot}.{name}",
                {
                    "taken": [taken, len(scores)],
                    "confirmed": [kept - taken, len(scores)],
                },
            )


def calibration(scored: Iterable[Scored]) -> list[list[float]]:
    """Return mean confidence, share right and number of ten bins of the intent head."""
    found = meant(scored)
    right = np.array([is_right(one) for one in found])
    leads = np.array([one.lead for one in found])
    slope, intercept = estimate_nlu.logistic(list(zip(leads, right, strict=True)))
    confidence = 1 / (1 + np.exp(-(slope * leads + intercept)))
    edges = np.linspace(confidence.min(), 1, BINS + 1)
    bins = np.clip(np.digitize(confidence, edges) - 1, 0, BINS - 1)
    return [
        [float(confidence[held].mean()), int(right[held].sum()), int(held.sum())]
        for held in (bins == number for number in range(BINS))
        if held.any()
    ]


def confusions(scored: Iterable[Scored]) -> list[list[Any]]:
    """Return meant, heard, how often, and how often it was meant at all."""
    found = meant(scored)
    total = Counter(one.utterance.intents[0] for one in found)
    wrong = Counter(
        (one.utterance.intents[0], one.best) for one in found if not is_right(one)
    )
    ordered = sorted(wrong.items(), key=lambda item: (-item[1], item[0]))
    return [[*pair, count, total[pair[0]]] for pair, count in ordered[:CONFUSED]]


def who(writer: str) -> str:
    """Return who a writer speaks for: the first line of their file, a comment."""
    file = corpus.CORPUS / LANGUAGE / f"{writer}.toml"
    with file.open(encoding="utf-8") as lines:
        return next(lines).strip("#. \n")


def _of_writer(
    writer: str, scored: ByHead, thresholds: Mapping[str, float]
) -> Iterator[list[int]]:
    """Yield intents right, emergencies missed, near misses raised, and false noes."""
    own = {
        head: [one for one in some if one.utterance.writer == writer]
        for head, some in scored.items()
    }
    leads = Leads.of(own["danger"])
    yield _of(map(is_right, meant(own["intent"])))
    yield _of(leads.emergencies <= thresholds["ask"])
    yield _of(leads.near > thresholds["raise"])
    yield _of_no(own["answer"], thresholds["no"])["false"]


# ---- What takes longest


def slow(sentences: Sequence[Utterance], scored: ByHead) -> Figures:
    """Return the learning curve, and what the proxies hear of the validation sets."""
    return {
        "sentences": len(sentences),
        "learning": learning(sentences, scored),
        "proxies": {name: proxies(name) for name in nlu_measures.VALIDATION},
    }


def learning(sentences: Sequence[Utterance], scored: ByHead) -> list[list[Any]]:
    """Return writers taught, intents right and emergencies missed, share by share.

    Missed are those that stay below the edge which 5 % of the near misses exceed, so
    that each point has as many false alarms.
    """
    folds = estimate_nlu.folds(sentences)
    writers = len(corpus.by_writer(sentences)) - len(folds[0])
    rows = []
    with ProcessPoolExecutor(2) as pool:
        for share in SHARES:
            parts = list(pool.map(partial(_by_fewer, sentences, share), folds))
            pooled = {
                head: [o for part in parts for o in part[head]] for head in LEARNING
            }
            rows.append([_some(writers, share), *_learnt(pooled)])
    return [*rows, [writers, *_learnt(scored)]]


def _some(writers: int, share: float) -> int:
    return max(1, round(writers * share))


def _by_fewer(
    sentences: Sequence[Utterance], share: float, left_out: tuple[str, ...]
) -> ByHead:
    """Return the scores of some writers' sentences by a share of the other writers."""
    others = sorted({one.writer for one in sentences} - {*left_out})
    np.random.default_rng(SEED).shuffle(others)
    untaught = {*left_out, *others[_some(len(others), share) :]}
    return estimate_nlu.scored_by_others(sentences, LEARNING, left_out, untaught)


def _learnt(scored: ByHead) -> Iterator[list[int]]:
    leads = Leads.of(scored["danger"])
    yield _of(map(is_right, meant(scored["intent"])))
    yield _of(leads.emergencies <= estimate_nlu.edge(leads.near, 0.05))


# ---- Stand-ins for Amazon's recognizer, which nobody outside can run


def proxies(name: str) -> dict[str, list[int]]:
    """Return what each proxy gets right of a set, taught by the shipped model alone.

    Args:
        name: A key of `nlu_measures.VALIDATION`.
    """
    texts, intents = _shipped()
    said = [one for one in nlu_measures.validation(name) if one.intents]
    asked = [nlu_rows.text_of(one) for one in said]
    heard = {
        "words": _by_runs("word", WORDS, texts, intents, asked),
        "letters": _by_runs("char_wb", LETTERS, texts, intents, asked),
        "nearest": _nearest(texts, intents, asked),
    }
    return {
        proxy: _of(one in o.intents for one, o in zip(found, said, strict=True))
        for proxy, found in heard.items()
    }


def _shipped() -> tuple[list[str], list[str]]:
    """Return the texts that the en-US model teaches, and the intent of each."""
    model = json.loads(SHIPPED.read_text("utf-8"))["interactionModel"]
    filled = nlu_rows.Models.of([model["languageModel"]]).filled
    rows = {(one.text, one.intent) for one in filled}
    own = ENGLISH.built_in.items()
    rows |= {(nlu_rows.normal(text), intent) for intent, some in own for text in some}
    ordered = sorted(rows)
    return [text for text, _ in ordered], [intent for _, intent in ordered]


def _by_runs(
    analyzer: str,
    lengths: tuple[int, int],
    texts: Sequence[str],
    intents: Sequence[str],
    asked: Sequence[str],
) -> Sequence[str]:
    runs = TfidfVectorizer(analyzer=analyzer, ngram_range=lengths, sublinear_tf=True)
    machine = make_pipeline(runs, LinearSVC(random_state=SEED))
    return [str(intent) for intent in machine.fit(texts, intents).predict(asked)]


def _nearest(
    texts: Sequence[str], intents: Sequence[str], asked: Sequence[str]
) -> Sequence[str]:
    runs = TfidfVectorizer(analyzer="char_wb", ngram_range=LETTERS, sublinear_tf=True)
    known = runs.fit_transform(texts)
    likeness = runs.transform(asked) @ known.T
    return [intents[int(place)] for place in np.ravel(likeness.argmax(axis=1))]


# ---- To write


def written(estimates: Figures) -> str:
    """Return JSON with three digits, and a line for each row of a table."""
    listed = json.dumps(estimates, default=list)
    rounded = json.loads(listed, parse_float=lambda number: round(float(number), 3))
    return _written(rounded, "\n") + "\n"


def _written(value: Any, newline: str) -> str:
    short = json.dumps(value, ensure_ascii=False)
    if len(short) < 80 or not isinstance(value, dict | list):
        return short
    deeper = f"{newline}  "
    if isinstance(value, list):
        rows = [_written(one, deeper) for one in value]
        return "[" + deeper + f",{deeper}".join(rows) + newline + "]"
    rows = [f"{json.dumps(key)}: {_written(one, deeper)}" for key, one in value.items()]
    return "{" + deeper + f",{deeper}".join(rows) + newline + "}"
