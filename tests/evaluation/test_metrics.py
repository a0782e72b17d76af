"""Scores agree with scikit-learn's where it has them."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.calibration import calibration_curve
from sklearn.metrics import accuracy_score, top_k_accuracy_score

from pipeline.evaluation.metrics import FacetScores, calibration_error, score_facet

SEEDS = st.integers(0, 2**32 - 1)


def predictions(seed: int, n: int, n_classes: int) -> tuple[NDArray[np.float32], list[str], list[str]]:
    random = np.random.default_rng(seed)
    classes = [f"c{number}" for number in range(n_classes)]
    probabilities = random.dirichlet(np.full(n_classes, 0.5), size=n).astype(np.float32)
    return probabilities, classes, random.choice(classes, size=n).tolist()


@given(SEEDS, st.integers(1, 60), st.integers(4, 9))
@settings(deadline=None)
def test_accuracy_and_top_3_are_those_of_scikit_learn(seed: int, n: int, n_classes: int) -> None:
    probabilities, classes, truth = predictions(seed, n, n_classes)

    scores = score_facet(probabilities, classes, truth)

    assert scores is not None
    assert scores.n == n
    best = [classes[column] for column in probabilities.argmax(axis=1)]
    assert scores.accuracy == pytest.approx(accuracy_score(truth, best), abs=1e-4)
    assert scores.top3 == pytest.approx(top_k_accuracy_score(truth, probabilities, k=3, labels=classes), abs=1e-4)


@given(SEEDS, st.integers(1, 8))
@settings(deadline=None)
def test_the_calibration_error_is_the_gap_of_scikit_learn_s_curve(seed: int, per_bin: int) -> None:
    random = np.random.default_rng(seed)
    confidence = random.permutation(np.linspace(0.01, 0.99, 15 * per_bin)).astype(np.float32)
    right = random.random(confidence.size) < 0.6

    rate, mean = calibration_curve(right, confidence, n_bins=15, strategy="quantile")

    assert calibration_error(confidence, right) == pytest.approx(float(np.abs(rate - mean).mean()), abs=1e-6)


@given(st.lists(st.tuples(st.floats(0, 1, width=32), st.booleans()), min_size=1, max_size=80))
def test_the_calibration_error_is_between_0_and_1(pairs: list[tuple[float, bool]]) -> None:
    confidence = np.asarray([pair[0] for pair in pairs], dtype=np.float32)
    right = np.asarray([pair[1] for pair in pairs], dtype=np.bool_)

    assert 0 <= calibration_error(confidence, right) <= 1 + 1e-6


@given(st.lists(st.booleans(), min_size=1, max_size=80))
def test_one_who_knows_what_is_right_makes_no_error(right: list[bool]) -> None:
    assert calibration_error(np.asarray(right, dtype=np.float32), np.asarray(right)) == pytest.approx(0)


@pytest.mark.parametrize(("sure", "right"), [(1.0, False), (0.0, True)])
@pytest.mark.parametrize("n", [1, 15, 40])
def test_one_who_is_sure_and_wrong_makes_the_greatest_error(sure: float, right: bool, n: int) -> None:
    assert calibration_error(np.full(n, sure, dtype=np.float32), np.full(n, right)) == 1


def test_without_entries_there_is_nothing_to_score() -> None:
    assert score_facet(np.zeros((0, 2), dtype=np.float32), ["a", "b"], []) is None
    assert calibration_error(np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.bool_)) == 0


def test_among_equals_the_first_class_is_the_answer() -> None:
    even: NDArray[Any] = np.full((2, 4), 0.25, dtype=np.float32)

    assert score_facet(even, ["a", "b", "c", "d"], ["a", "d"]) == FacetScores(
        n=2, accuracy=0.5, top3=0.5, calibration_error=0.5
    )


def test_with_fewer_than_three_classes_the_truth_is_always_among_the_first_three() -> None:
    scores = score_facet(np.asarray([[0.9, 0.1]], dtype=np.float32), ["a", "b"], ["b"])

    assert scores is not None
    assert (scores.accuracy, scores.top3) == (0.0, 1.0)
