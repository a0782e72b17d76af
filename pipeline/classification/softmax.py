"""Multinomial logistic regression on weighted rows, for several questions at once.

scikit-learn's own works in double precision and takes many times as long on rows like these; the loss is the same.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.classification.features import Rows
from pipeline.classification.lbfgs import minimise

Array = NDArray[np.float32]

# The variance of a class's indicator, p (1 - p), where it is not yet known: that of a class of one in twenty.
_VARIANCE = np.float32(0.05)
_TOLERANCE = 1e-3


def log_softmax(scores: Array) -> Array:
    """Row-wise log of the softmax, computed without overflow."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    result: Array = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result


def softmax(scores: Array) -> Array:
    """Row-wise softmax."""
    result: Array = np.exp(log_softmax(scores))
    return result


def fit_softmax(
    rows: Rows,
    targets: Sequence[Array],
    sample_weight: Array,
    *,
    penalty: float,
    iterations: int = 50,
    tolerance: float = _TOLERANCE,
) -> tuple[Array, Array]:
    """Fit weights (features x classes) and biases (classes), the classes of all questions side by side.

    Each question is a problem of its own; put together, they share the products with the rows, which take the time,
    and the steps.

    Args:
        rows: Features, one row an example.
        targets: For each question, the probability of each class for each row (one-hot for certain labels).
        sample_weight: How much each row counts.
        penalty: Half the L2 penalty on the weights; biases are free.
        iterations: The most steps.
        tolerance: The share of the loss that a step must win for another to follow.
    """
    weight = sample_weight.astype(np.float32)[:, None]
    columns, vectors = rows.terms.T.tocsr(), rows.vectors.T
    wanted, ends = np.hstack(targets), np.cumsum([each.shape[1] for each in targets])[:-1]
    shrink = np.full((rows.width + 1, 1), penalty, dtype=np.float32)
    shrink[-1] = 0

    def loss_and_gradient(point: Array) -> tuple[float, Array]:
        scores = np.split(rows.times(point[:-1]) + point[-1], ends, axis=1)
        logs = np.hstack([log_softmax(each) for each in scores])
        pull = shrink * point
        loss = -float((weight * wanted * logs).sum(dtype=np.float64)) + float(np.vdot(pull, point)) / 2
        residual = weight * (np.exp(logs) - wanted)
        return loss, np.vstack([columns @ residual, vectors @ residual, residual.sum(axis=0)]) + pull

    start = np.zeros((rows.width + 1, wanted.shape[1]), dtype=np.float32)
    frequency = (weight * wanted).sum(axis=0) + np.float32(1e-3)
    start[-1] = np.log(frequency / frequency.sum())
    scale = np.float32(1) / (_VARIANCE * _squares(rows, weight) + shrink + np.float32(1e-9))
    found = minimise(loss_and_gradient, start, scale=scale, iterations=iterations, tolerance=tolerance)
    return found[:-1], found[-1]


def _squares(rows: Rows, weight: Array) -> Array:
    """The weighted sum of squares of each feature, and the sum of weights for the bias: what curvature grows with."""
    of_terms = rows.terms.power(2).T @ weight
    return np.vstack([of_terms, (rows.vectors**2).T @ weight, weight.sum(keepdims=True)]).astype(np.float32)
