"""The minimiser finds minima that are known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.classification.lbfgs import minimise


def test_it_finds_the_minimum_of_a_badly_scaled_bowl() -> None:
    steepness = np.asarray([1.0, 1e2, 1e4], dtype=np.float32)
    target = np.asarray([3.0, -2.0, 0.5], dtype=np.float32)

    def bowl(point: NDArray[np.float32]) -> tuple[float, NDArray[np.float32]]:
        away = point - target
        return float((steepness * away**2).sum() / 2) + 1, steepness * away

    found = minimise(bowl, np.zeros(3, np.float32), scale=np.float32(1) / steepness, iterations=5, tolerance=1e-9)

    np.testing.assert_allclose(found, target, atol=1e-4)


def test_it_goes_round_the_bend_of_rosenbrock_s_valley() -> None:
    def valley(point: NDArray[np.float32]) -> tuple[float, NDArray[np.float32]]:
        x, y = point.astype(float)
        gradient = [-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)]
        return (1 - x) ** 2 + 100 * (y - x**2) ** 2, np.asarray(gradient, dtype=np.float32)

    start = np.asarray([-1.2, 1.0], dtype=np.float32)
    found = minimise(valley, start, scale=np.full(2, 1e-3, np.float32), iterations=200, tolerance=1e-12)

    np.testing.assert_allclose(found, [1, 1], atol=0.02)


@pytest.mark.parametrize("iterations", [0, 1, 3])
def test_the_loss_never_rises(iterations: int) -> None:
    losses = []

    def cosh(point: NDArray[np.float32]) -> tuple[float, NDArray[np.float32]]:
        loss = float(np.cosh(point).sum())
        losses.append(loss)
        return loss, np.sinh(point)

    start = np.asarray([4.0, -5.0], dtype=np.float32)
    found = minimise(cosh, start, scale=np.ones(2, np.float32), iterations=iterations, tolerance=1e-6)

    assert float(np.cosh(found).sum()) <= losses[0]
    assert (iterations == 0) == bool((found == start).all())
