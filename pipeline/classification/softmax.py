"""Multinomial logistic regression on sparse rows with weights, fitted by scipy's L-BFGS-B.

scikit-learn's own works in double precision and takes several times as long on rows like these; the loss is the same.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from pipeline.classification.features import Rows

Array = NDArray[np.float32]


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
    rows: Rows, targets: Array, sample_weight: Array, *, penalty: float, iterations: int
) -> tuple[Array, Array]:
    """Fit weights (features x classes) and biases (classes).

    Args:
        rows: Features, one row an example.
        targets: The probability of each class for each row (one-hot for certain labels).
        sample_weight: How much each row counts.
        penalty: Half the L2 penalty on the weights; biases are free.
        iterations: The most L-BFGS iterations.
    """
    n_features, n_classes = rows.width, targets.shape[1]
    split = n_features * n_classes
    weight = sample_weight.astype(np.float32)[:, None]
    targets = targets.astype(np.float32)
    columns, vectors = rows.words.T.tocsr(), rows.vectors.T

    def loss_and_gradient(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = point[:split].reshape(n_features, n_classes).astype(np.float32)
        logs = log_softmax(rows.times(weights) + point[split:].astype(np.float32))
        loss = -float((weight * targets * logs).sum(dtype=np.float64)) + penalty / 2 * float(np.vdot(weights, weights))
        residual = weight * (np.exp(logs) - targets)
        gradient = np.empty_like(point)
        gradient[:split] = (np.vstack([columns @ residual, vectors @ residual]) + np.float32(penalty) * weights).ravel()
        gradient[split:] = residual.sum(axis=0)
        return loss, gradient

    prior = (weight * targets).sum(axis=0) + 1e-3
    start = np.zeros(split + n_classes)
    start[split:] = np.log(prior / prior.sum())
    options = {"maxiter": iterations, "maxcor": 6}
    found = minimize(loss_and_gradient, start, jac=True, method="L-BFGS-B", options=options).x
    return found[:split].reshape(n_features, n_classes).astype(np.float32), found[split:].astype(np.float32)
