"""Honest confidence: a temperature for the scores, and thresholds for prediction sets.

Both are fitted on out-of-fold scores, whose papers the scoring model never saw.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.classification.softmax import log_softmax

# A quantile is read off only where at least this many examples lie beyond it.
_BEYOND = 5


def fit_temperature(scores: NDArray[np.float32], truth: NDArray[np.int64]) -> float:
    """The divisor of the scores that makes the true classes likeliest (Guo et al. 2017, temperature scaling)."""
    from scipy.optimize import minimize_scalar  # slow to load, and models in use are not fitted

    if not len(truth):
        return 1.0
    rows = np.arange(len(truth))

    def loss(log_temperature: float) -> float:
        return -float(log_softmax(scores / np.float32(np.exp(log_temperature)))[rows, truth].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-2.0, 2.0), method="bounded").x))


def conformal_floors(
    probabilities: NDArray[np.float32], truth: NDArray[np.int64], *, coverage: float, groups: Sequence[int]
) -> NDArray[np.float32]:
    """The least probability at which a class stays in the prediction set, one for each class.

    Split conformal prediction, conditional on the class where it has enough examples (Vovk 2012, "Conditional
    validity of inductive conformal predictors"), else on its group (`groups[c]`: classes under the same parent), else
    over all classes.

    Returns an array of shape (classes,).
    """
    of_truth = probabilities[np.arange(len(truth)), truth]
    group_of = np.asarray(groups)
    floors = np.empty(probabilities.shape[1], dtype=np.float32)
    for code in range(probabilities.shape[1]):
        same_class, same_group = of_truth[truth == code], of_truth[group_of[truth] == group_of[code]]
        pool = next((each for each in (same_class, same_group) if len(each) * (1 - coverage) >= _BEYOND), of_truth)
        floors[code] = _lower_quantile(pool, coverage)
    return floors


def _lower_quantile(values: NDArray[np.float32], coverage: float) -> float:
    # The finite-sample rank: with n values, the floor(alpha (n + 1))-th smallest.
    rank = int(np.floor((1 - coverage) * (len(values) + 1)))
    return float(np.sort(values)[rank - 1]) if rank >= 1 else 0.0
