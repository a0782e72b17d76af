"""Scores added up chunk by chunk are those of feature rows."""

import pickle
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import pipeline.classification.scoring as scoring
from pipeline.classification.features import Features, TextEncoding
from pipeline.classification.head import Head
from pipeline.classification.scoring import Scorer
from tests.fakes import fake_encode, fake_encoding

TEXTS = ["red team the model", "a treaty on compute", "the red line, the red-line treaty", "", "  ", "x"]


def fake_sums(chunks: Sequence[str]) -> NDArray[np.float32]:
    """Two numbers a chunk that add up."""
    return np.asarray([[len(chunk), chunk.count("e")] for chunk in chunks], dtype=np.float32).reshape(len(chunks), 2)


def additive() -> TextEncoding:
    return TextEncoding("additive", lambda texts: np.zeros((len(texts), 2), dtype=np.float32), fake_sums)


def a_head(facet: str, width: int, n_classes: int, seed: int) -> Head:
    rng = np.random.default_rng(seed)
    weights = rng.normal(size=(width, n_classes)).astype(np.float32)
    biases = rng.normal(size=n_classes).astype(np.float32)
    return Head(facet, tuple("abcd"[:n_classes]), weights, biases, 1.0, biases, biases)


def parts(encoding: TextEncoding) -> tuple[Features, dict[str, Head]]:
    features = Features.fit(encoding, TEXTS)
    width = features.transform(TEXTS).width
    return features, {"one": a_head("one", width, 3, 1), "two": a_head("two", width, 4, 2)}


@pytest.mark.parametrize("encoding", [additive(), fake_encoding()], ids=["additive", "whole texts"])
def test_scores_are_those_of_the_feature_rows(encoding: TextEncoding) -> None:
    features, heads = parts(encoding)
    scorer = Scorer(features, heads)

    for texts in (TEXTS[:2], TEXTS, ["something else, the unseen", *TEXTS]):
        found = scorer.scores(texts)
        for name, head in heads.items():
            np.testing.assert_allclose(found[name], head.scores(features.transform(texts)), atol=1e-5)


@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_text_can_be_scored(texts: list[str]) -> None:
    features, heads = parts(additive())

    found = Scorer(features, heads).scores([*texts, "tail"])

    np.testing.assert_allclose(found["one"], heads["one"].scores(features.transform([*texts, "tail"])), atol=1e-4)


def test_what_is_remembered_is_bounded_and_changes_no_score(monkeypatch: pytest.MonkeyPatch) -> None:
    features, heads = parts(additive())
    expected = Scorer(features, heads).scores(TEXTS)["one"]
    monkeypatch.setattr(scoring, "_MOST_CHUNKS", 50)
    scorer = Scorer(features, heads)

    for number in range(20):
        scorer.scores([f"word{number} word{number}{other}" for other in range(10)])
        assert len(scorer) <= 50 + 20
    np.testing.assert_allclose(scorer.scores(TEXTS)["one"], expected, atol=1e-6)


def test_very_long_chunks_are_not_kept_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    features, heads = parts(additive())
    monkeypatch.setattr(scoring, "_MOST_LETTERS", 1000)
    scorer = Scorer(features, heads)

    scorer.scores(["x" * 2000])
    scorer.scores(["red"])

    assert len(scorer) == 1


def test_a_scorer_travels_without_what_it_remembers() -> None:
    encoding = TextEncoding("fake", fake_encode)
    features, heads = parts(encoding)
    scorer = Scorer(features, heads)
    expected = scorer.scores(TEXTS)["two"]

    again = pickle.loads(pickle.dumps(scorer))  # noqa: S301

    assert len(again) == 0
    np.testing.assert_array_equal(again.scores(TEXTS)["two"], expected)
