"""A packed linear model: features of words and letters, and heads that score labels.

Trained and written by `tools.train_nlu`, read here with numpy alone. The features are
those of scikit-learn's TfidfVectorizer, the scores those of its LinearSVC; a test holds
both against it.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import BadZipFile

import numpy as np

from speaker.nlu.model import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import numpy.typing as npt

    Array = npt.NDArray[Any]

FORMAT = 2
FOLDER = Path(__file__).parent
WORDS, LETTERS = (1, 2), (2, 5)
"""Lengths of the runs of words and of letters, both ends included."""
UNREADABLE = (ValueError, KeyError, OSError, EOFError, BadZipFile)
"""What numpy raises on a file that is no pack, or half of one."""
MEND = "run python -m tools.train_nlu"


class PackError(ModelError):
    """No pack, or one that cannot be read; one line that says what to do."""


class Block(NamedTuple):
    """The features of one kind: each run with its column and its weight (idf)."""

    runs: tuple[str, ...]
    column: Mapping[str, int]
    idf: Array

    def vector(self, runs: Iterable[str]) -> tuple[Array, Array]:
        """Return the columns of the known runs and their values, of length 1."""
        seen = Counter(run for run in runs if run in self.column)
        columns = np.fromiter((self.column[run] for run in seen), np.int64, len(seen))
        counts = np.fromiter(seen.values(), np.float32, len(seen))
        values = (1 + np.log(counts)) * self.idf[columns]
        length = np.sqrt(values @ values)
        return columns, values / length if length else values


class Head(NamedTuple):
    """A classifier: what it tells apart, and how its scores become a confidence."""

    labels: tuple[str, ...]
    weights: Array
    """(features, labels) in bytes; rows are gathered."""
    scale: Array
    """What a byte is worth, of each label."""
    bias: Array
    curve: tuple[float, float]
    """Slope and intercept of the logistic curve of its calibration."""

    def scores(self, features: tuple[Array, Array]) -> Array:
        """Return the score of each label."""
        columns, values = features
        rows = self.weights[columns].astype(np.float32)
        return np.asarray(self.bias + (values @ rows) * self.scale)

    def confidence(self, margin: float) -> float:
        """Return the probability that an answer with this margin is right."""
        slope, intercept = self.curve
        return float(1 / (1 + np.exp(-(slope * margin + intercept))))


class Pack(NamedTuple):
    """All that was learned of a language."""

    words: Block
    letters: Block
    heads: Mapping[str, Head]
    thresholds: Mapping[str, float]
    known: frozenset[str]
    """Words of the corpus and the models."""
    phrases: tuple[tuple[str, ...], ...]
    """Slot type, id and words of what the writers of the corpus marked."""

    @classmethod
    def load(cls, language: str, folder: Path = FOLDER) -> Pack:
        """Read `<folder>/<language>.npz`.

        Raises:
            PackError: There is none, or it is cut short or of another format.
        """
        path = folder / f"{language}.npz"
        if not path.is_file():
            raise PackError(f"{path}: no trained model; {MEND}")
        try:
            with path.open("rb") as file, np.load(file) as arrays:
                return _pack({name: arrays[name] for name in arrays.files}, path)
        except UNREADABLE as error:
            raise PackError(f"{path}: cannot be read; {MEND}") from error

    def features(self, text: str) -> tuple[Array, Array]:
        """Return the columns of an utterance and their values."""
        columns, values = self.words.vector(word_runs(text))
        others, weights = self.letters.vector(letter_runs(text))
        shifted = others + len(self.words.idf)
        return np.concatenate((columns, shifted)), np.concatenate((values, weights))


def word_runs(text: str) -> Iterator[str]:
    """Yield each word and each pair of words."""
    words = text.split()
    for size in range(WORDS[0], WORDS[1] + 1):
        for start in range(len(words) - size + 1):
            yield " ".join(words[start : start + size])


def letter_runs(text: str) -> Iterator[str]:
    """Yield each run of two to five letters of each word, which ends in spaces."""
    for word in text.split():
        padded = f" {word} "
        for size in range(LETTERS[0], LETTERS[1] + 1):
            yield padded[:size]
            starts = range(1, len(padded) - size + 1)
            yield from (padded[start : start + size] for start in starts)
            if size >= len(padded):
                break


def _pack(arrays: Mapping[str, Array], path: Path) -> Pack:
    made = json.loads(str(arrays["made"]))
    if made.get("format") != FORMAT:
        raise PackError(f"{path}: of format {made.get('format')}; {MEND}")
    return Pack(
        words=_block(arrays, "words"),
        letters=_block(arrays, "letters"),
        heads={name: _head(arrays, name) for name in made["heads"]},
        thresholds=made["thresholds"],
        known=frozenset(str(arrays["known"]).split("\n")),
        phrases=tuple(
            tuple(row.split("\t")) for row in str(arrays["phrases"]).split("\n")
        ),
    )


def _block(arrays: Mapping[str, Array], name: str) -> Block:
    runs = tuple(str(arrays[f"{name}.runs"]).split("\n"))
    idf = arrays[f"{name}.idf"].astype(np.float32)
    return Block(runs, {run: i for i, run in enumerate(runs)}, idf)


def _head(arrays: Mapping[str, Array], name: str) -> Head:
    slope, intercept = arrays[f"{name}.curve"]
    return Head(
        labels=tuple(str(arrays[f"{name}.labels"]).split("\n")),
        weights=arrays[f"{name}.weights"],
        scale=arrays[f"{name}.scale"],
        bias=arrays[f"{name}.bias"],
        curve=(float(slope), float(intercept)),
    )
