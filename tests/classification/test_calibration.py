"""Temperature and prediction sets keep their promises on scores whose truth is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.classification.calibration import conformal_floors, fit_temperature
from pipeline.classification.softmax import softmax


def drawn(n: int, n_classes: int, seed: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Scores whose softmax is the true distribution, and truths drawn from it."""
    rng = np.random.default_rng(seed)
    scores = rng.normal(scale=2.0, size=(n, n_classes)).astype(np.float32)
    truth = np.asarray([rng.choice(n_classes, p=row / row.sum()) for row in softmax(scores).astype(np.float64)])
    return scores, truth


@pytest.mark.parametrize("stretch", [0.5, 1.0, 3.0])
def test_the_temperature_undoes_a_stretch_of_honest_scores(stretch: float) -> None:
    scores, truth = drawn(4000, 5, seed=1)

    assert fit_temperature(scores * np.float32(stretch), truth) == pytest.approx(stretch, rel=0.1)


def test_without_examples_the_temperature_changes_nothing() -> None:
    assert fit_temperature(np.empty((0, 3), dtype=np.float32), np.empty(0, dtype=np.int64)) == 1.0


def test_prediction_sets_hold_the_truth_as_often_as_promised_in_every_class() -> None:
    scores, truth = drawn(6000, 4, seed=2)
    floors = conformal_floors(softmax(scores), truth, coverage=0.9, groups=[0, 0, 1, 1])

    fresh, fresh_truth = drawn(6000, 4, seed=3)
    held = softmax(fresh)[np.arange(len(fresh)), fresh_truth] >= floors[fresh_truth]

    for code in range(4):
        assert held[fresh_truth == code].mean() == pytest.approx(0.9, abs=0.03)


def test_a_rare_class_borrows_the_floor_of_its_siblings() -> None:
    probabilities = np.full((121, 3), 1 / 3, dtype=np.float32)
    truth = np.asarray([0] * 60 + [1] + [2] * 60)
    probabilities[:60, 0] = 0.8
    probabilities[60, 1] = 0.1
    probabilities[61:, 2] = 0.4

    floors = conformal_floors(probabilities, truth, coverage=0.9, groups=[0, 0, 1])

    np.testing.assert_allclose(floors, [0.8, 0.8, 0.4])
