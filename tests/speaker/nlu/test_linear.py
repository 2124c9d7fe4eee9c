"""The reader of the pack: scikit-learn's features and scores, with numpy alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speaker.nlu.linear import FORMAT, Pack, PackError
from tools import train_nlu
from tools.nlu_rows import Row
from tools.train_nlu import Features

if TYPE_CHECKING:
    from pathlib import Path

TAUGHT = [
    Row("my eyelid keeps twitching", ("twitch",)),
    Row("my eyelid jumps when i am tired", ("twitch",)),
    Row("my cheek keeps jumping", ("twitch",)),
    Row("her mouth droops and her arm is weak", ("danger",)),
    Row("my arm is weak and my mouth droops", ("danger",)),
    Row("her arm keeps dropping", ("danger",)),
    Row("what is the weather", ("other",)),
    Row("is the weather good", ("other",)),
    Row("my tea is cold", ("other",)),
]
WORDS = sorted({word for row in TAUGHT for word in row.text.split()} | {"zebra", "ey"})
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


@pytest.fixture(scope="module")
def features() -> Features:
    return Features.fit(row.text for row in TAUGHT)


@pytest.fixture(scope="module")
def pack(features: Features, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    folder = tmp_path_factory.mktemp("pack")
    np.savez_compressed(folder / "xx.npz", **arrays(features))
    return Pack.load("xx", folder)


def arrays(features: Features, **made: object) -> dict[str, Any]:
    trained = train_nlu.train("intent", TAUGHT, features)
    about = {"format": FORMAT, "heads": ["intent"], "thresholds": {}, **made}
    return {
        "made": np.array(json.dumps(about)),
        "known": np.array("\n".join(WORDS)),
        "phrases": np.array("LOCATION\teyelid\tmy lid"),
        **train_nlu._block("words", features.words),
        **train_nlu._block("letters", features.letters),
        **train_nlu._head("intent", trained, (1.0, 0.0)),
    }


def dense(pack: Pack, text: str) -> Any:
    columns, values = pack.features(text)
    row = np.zeros(len(pack.words.idf) + len(pack.letters.idf), np.float32)
    row[columns] = values
    return row


@given(text=TEXTS)
def test_features_are_those_of_scikit_learn(
    pack: Pack, features: Features, text: str
) -> None:
    theirs = features.transform([text]).toarray()[0]
    assert np.allclose(dense(pack, text), theirs, atol=2e-3)


@given(text=TEXTS)
def test_scores_are_those_of_scikit_learn(
    pack: Pack, features: Features, text: str
) -> None:
    trained = train_nlu.train("intent", TAUGHT, features)
    theirs = trained.scores(features.transform([text]))[0]
    ours = pack.heads["intent"].scores(pack.features(text))
    assert np.allclose(ours, theirs, atol=0.03)


def test_what_was_taught_is_told_apart(pack: Pack) -> None:
    head = pack.heads["intent"]
    for text, label in (("my eyelid jumps", "twitch"), ("her arm is weak", "danger")):
        scores = head.scores(pack.features(text))
        assert head.labels[int(scores.argmax())] == label


def test_what_nobody_knows_has_no_features(pack: Pack) -> None:
    for text in ("", "q", "\u5927 \u5b66", "zzz" * 3000):
        columns, values = pack.features(text)
        assert len(columns) == len(values)
        assert np.isfinite(pack.heads["intent"].scores((columns, values))).all()


def test_a_greater_lead_is_surer(pack: Pack) -> None:
    sure = [pack.heads["intent"].confidence(lead) for lead in (-1.0, 0.0, 2.0)]
    assert sure == sorted(sure)
    assert 0 < sure[0] < sure[-1] < 1


@pytest.mark.parametrize("written", [None, b"", b"PK\x03\x04 cut short", "other"])
def test_a_pack_that_cannot_be_read_is_one_line(
    written: bytes | str | None, features: Features, tmp_path: Path
) -> None:
    file = tmp_path / "xx.npz"
    if isinstance(written, bytes):
        file.write_bytes(written)
    elif written:
        np.savez_compressed(file, **arrays(features, format=written))
    with pytest.raises(PackError, match=r"^\S+xx\.npz: [^\n]+$"):
        Pack.load("xx", tmp_path)
