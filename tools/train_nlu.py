"""Train the local recognizer: one packed model a language, from corpus and models.

    python -m tools.train_nlu           # writes speaker/nlu/en.npz, if inputs changed
    python -m tools.train_nlu --check   # writes nothing, fails if they did

The pack is not committed: it holds the hash of what it was made of. Its thresholds come
from `tools.estimate_nlu`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import sklearn
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.svm import LinearSVC

from speaker.nlu.linear import FOLDER, FORMAT, LETTERS, MEND, UNREADABLE, WORDS
from tools import corpus, nlu_rows
from tools.paths import INTERACTION_MODELS, ROOT
from tools.templates import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from tools.corpus import Utterance
    from tools.nlu_rows import Row

LANGUAGE = "en"
PACK = FOLDER / f"{LANGUAGE}.npz"
ESTIMATES = INTERACTION_MODELS / "nlu_estimates.json"
INPUTS = (
    "interaction-models/corpus/en/*.toml",
    "skill-package/interactionModels/custom/en-*.json",
    "speaker/nlu/en.toml",
    "speaker/nlu/language.py",
    "speaker/nlu/linear.py",
    "speaker/nlu/normalize.py",
    "tools/corpus.py",
    "tools/nlu_rows.py",
    "tools/train_nlu.py",
)
"""All that the pack is made of, beside the estimates; the Makefile names the same."""
SEED = 0
HEADS = ("intent", "danger", "answer", "fact")
COSTS = {"intent": 1.0, "danger": 0.2, "answer": 1.0, "fact": 0.5}
"""C of each head's LinearSVC, by cross-validation among .1, .2, .5, 1 and 2."""


class Features(NamedTuple):
    """The vectorizers of both blocks, fitted."""

    words: TfidfVectorizer
    letters: TfidfVectorizer

    @classmethod
    def fit(cls, texts: Iterable[str]) -> Features:
        """Learn the vocabulary of some texts."""
        texts = sorted(set(texts))
        common = {"sublinear_tf": True, "dtype": np.float32}
        made = cls(
            TfidfVectorizer(
                ngram_range=WORDS, token_pattern=r"[^ ]+",  # noqa: S106 no password
                min_df=3, lowercase=False, **common,
            ),
            TfidfVectorizer(
                analyzer="char_wb", ngram_range=LETTERS, min_df=3, lowercase=False,
                **common,
            ),
        )  # fmt: skip
        made.words.fit(texts)
        made.letters.fit(texts)
        return made

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """Return the features of texts, a row each."""
        blocks = [self.words.transform(texts), self.letters.transform(texts)]
        return hstack(blocks).tocsr()


class Weights(NamedTuple):
    """A trained head."""

    labels: tuple[str, ...]
    weights: Any
    """(labels, features)"""
    bias: Any

    def scores(self, features: csr_matrix) -> Any:
        """Return (texts, labels)."""
        return features @ self.weights.T + self.bias


def rows(
    head: str, sentences: Sequence[Utterance], models: nlu_rows.Models | None = None
) -> list[Row]:
    """Return what teaches a head: sentences, and models (by default those built)."""
    make = {
        "intent": nlu_rows.intent_rows,
        "danger": nlu_rows.danger_rows,
        "answer": nlu_rows.answer_rows,
        "fact": nlu_rows.fact_rows,
    }
    return make[head](sentences, models or nlu_rows.built())


def train(head: str, taught: Sequence[Row], features: Features) -> Weights:
    """Fit one head, one label against the rest."""
    matrix = features.transform([row.text for row in taught])
    svc = LinearSVC(C=COSTS[head], random_state=SEED)
    if head == "fact":
        binary = MultiLabelBinarizer()
        labels = binary.fit_transform([row.labels for row in taught])
        fitted = OneVsRestClassifier(svc).fit(matrix, labels).estimators_
        return Weights(
            tuple(map(str, binary.classes_)),
            np.vstack([one.coef_[0] for one in fitted]),
            np.array([one.intercept_[0] for one in fitted]),
        )
    weight = [row.weight for row in taught]
    svc.fit(matrix, [row.labels[0] for row in taught], sample_weight=weight)
    return Weights(tuple(map(str, svc.classes_)), svc.coef_, svc.intercept_)


def inputs_hash() -> str:
    """Return the hash of all that a pack is made of: data, code and scikit-learn."""
    digest = hashlib.sha256(sklearn.__version__.encode())
    for pattern in INPUTS:
        for file in sorted(ROOT.glob(pattern)):
            digest.update(file.read_bytes())
    digest.update(json.dumps(estimates()).encode())
    return digest.hexdigest()


def estimates() -> dict[str, Any]:
    """Return what a pack takes from the estimates: thresholds and curves."""
    found = json.loads(ESTIMATES.read_text("utf-8"))
    return {key: found[key] for key in ("thresholds", "curves")}


def fault(pack: Path) -> str | None:
    """Return why a pack does not do; None when it is made of its inputs as they are."""
    if not pack.is_file():
        return "is not there"
    try:
        with pack.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            made = json.loads(str(arrays["made"]))
    except UNREADABLE:
        return "cannot be read"
    if made.get("inputs") != inputs_hash():
        return "is not what corpus, models and code make now"
    return None


def build() -> dict[str, Any]:
    """Train all heads on the whole corpus and return the arrays of the pack."""
    sentences = corpus.unrepeated(corpus.read(LANGUAGE))
    by_head = {head: rows(head, sentences) for head in HEADS}
    texts = [row.text for some in by_head.values() for row in some]
    features = Features.fit(texts)
    thresholds, curves = estimates().values()
    made = {
        "format": FORMAT,
        "heads": HEADS,
        "thresholds": thresholds,
        "inputs": inputs_hash(),
        "scikit-learn": sklearn.__version__,
    }
    arrays: dict[str, Any] = {
        "made": np.array(json.dumps(made)),
        "phrases": _lines(
            "\t".join(row) for row in nlu_rows.stretches(sentences, nlu_rows.built())
        ),
        "known": _lines(sorted({word for text in texts for word in text.split()})),
        **_block("words", features.words),
        **_block("letters", features.letters),
    }
    for head, some in by_head.items():
        arrays |= _head(head, train(head, some, features), curves[head])
    return arrays


def _lines(texts: Iterable[str]) -> Any:
    return np.array("\n".join(texts))


def _block(name: str, vectorizer: TfidfVectorizer) -> dict[str, Any]:
    runs = vectorizer.get_feature_names_out()
    return {
        f"{name}.runs": _lines(runs),
        f"{name}.idf": vectorizer.idf_.astype(np.float16),
    }


def _head(name: str, head: Weights, curve: Sequence[float]) -> dict[str, Any]:
    """Return a head as arrays: weights of a byte each, with a scale for each label."""
    scale = np.abs(head.weights).max(axis=1) / 127
    rounded = np.rint(head.weights / scale[:, None]).astype(np.int8)
    return {
        f"{name}.labels": _lines(head.labels),
        f"{name}.weights": np.ascontiguousarray(rounded.T),
        f"{name}.scale": scale.astype(np.float32),
        f"{name}.bias": head.bias.astype(np.float32),
        f"{name}.curve": np.array(curve, np.float32),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Train or check; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.train_nlu", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail when inputs changed"
    )
    problem = fault(PACK)
    if parser.parse_args(arguments).check:
        return _complain(f"{PACK.name}: {problem}; {MEND}") if problem else 0
    if not problem:
        PACK.touch()  # or make would call again each time
        return 0
    print(f"{PACK.name}: training takes about a minute", flush=True)
    try:
        np.savez_compressed(PACK, **build())
    except ModelError as error:
        return _complain(str(error))
    return 0


def _complain(problem: str) -> int:
    print(problem, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
